package dev.plumbline.waf.ftw;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafRequest;
import dev.plumbline.waf.ftw.FtwTest.UnfollowableException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the request of a stage of the answers before it. */
final class FtwSteps {

  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);

  private FtwSteps() {}

  static FtwRequest request(FtwTest test, int stage, List<FtwAnswer> answers) {
    FtwInput input = test.stages().get(stage).input();
    FtwRequest request =
        new FtwRequest(input.protocol(), input.address(), input.port(), false, input.request());
    if (input.followsRedirect()) {
      request = followed(test.title() + ", stage " + (stage + 1), request, answers);
    }
    return input.savesCookies() ? withCookies(request, answers) : request;
  }

  private static FtwRequest followed(String name, FtwRequest own, List<FtwAnswer> answers) {
    if (answers.isEmpty()) {
      throw new UnfollowableException(
          name + " follows a redirect, and there is no stage before it that could have redirected");
    }
    FtwAnswer before = answers.get(answers.size() - 1);
    String location =
        before.headers().stream()
            .filter(header -> header.name().equalsIgnoreCase("Location"))
            .map(Header::value)
            .findFirst()
            .orElse("");
    if (!REDIRECTS.contains(before.status()) || location.isEmpty()) {
      throw new UnfollowableException(
          name
              + " follows a redirect, and the answer before is none: its status is "
              + before.status()
              + (location.isEmpty() ? ", without a Location" : ""));
    }
    FtwRequest from = before.request();
    URI to;
    try {
      to = base(from).resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new UnfollowableException(
          name + " follows a redirect to \"" + location + "\", which is no URL: " + e.getMessage());
    }
    String protocol = to.getScheme();
    String host = to.getHost();
    if (host == null || !("http".equals(protocol) || "https".equals(protocol))) {
      throw new UnfollowableException(
          name + " follows a redirect to \"" + location + "\", which is no http or https URL");
    }
    int standard = protocol.equals("https") ? 443 : 80;
    int port = to.getPort() < 0 ? standard : to.getPort();
    String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    String target = to.getRawQuery() == null ? path : path + "?" + to.getRawQuery();
    WafRequest request = own.request();
    List<Header> headers =
        replaced(request.headers(), "Host", port == standard ? host : host + ":" + port);
    return new FtwRequest(protocol, host, port, true, with(request, target, headers));
  }

  private static URI base(FtwRequest from) throws URISyntaxException {
    // What an attack has in its target is no URL, mostly; relative places need its path alone.
    String path = from.request().target().replaceAll("[?#].*", "");
    try {
      return new URI(from.protocol(), null, from.address(), from.port(), path, null, null);
    } catch (URISyntaxException e) {
      return new URI(from.protocol(), null, from.address(), from.port(), "/", null, null);
    }
  }

  private static FtwRequest withCookies(FtwRequest request, List<FtwAnswer> answers) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (FtwAnswer answer : answers) {
      for (Header header : answer.headers()) {
        if (header.name().equalsIgnoreCase("Set-Cookie")) {
          String pair = header.value().split(";", 2)[0].strip();
          int equals = pair.indexOf('=');
          if (equals > 0) {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
          }
        }
      }
    }
    String own = value(request.request().headers());
    StringBuilder line = new StringBuilder(own == null ? "" : own);
    cookies.forEach(
        (name, value) -> {
          // What the test itself says comes before what was saved.
          if (!(";" + (own == null ? "" : own)).replace(" ", "").contains(";" + name + "=")) {
            line.append(line.length() == 0 ? "" : "; ").append(name).append('=').append(value);
          }
        });
    if (line.length() == 0 || request.request().raw() != null) {
      return request;
    }
    List<Header> headers = replaced(request.request().headers(), "Cookie", line.toString());
    return new FtwRequest(
        request.protocol(),
        request.address(),
        request.port(),
        request.redirected(),
        with(request.request(), request.request().target(), headers));
  }

  private static @Nullable String value(List<Header> headers) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase("Cookie"))
        .map(Header::value)
        .findFirst()
        .orElse(null);
  }

  private static List<Header> replaced(List<Header> headers, String name, String value) {
    List<Header> all = new ArrayList<>();
    boolean done = false;
    for (Header header : headers) {
      if (!header.name().equalsIgnoreCase(name)) {
        all.add(header);
      } else if (!done) {
        all.add(new Header(header.name(), value));
        done = true;
      }
    }
    if (!done) {
      all.add(new Header(name, value));
    }
    return all;
  }

  private static WafRequest with(WafRequest request, String target, List<Header> headers) {
    return new WafRequest(
        request.method(),
        target,
        request.version(),
        headers,
        request.body(),
        request.ownHost(),
        request.ownUserAgent(),
        null);
  }
}
