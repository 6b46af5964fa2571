package dev.plumbline.waf.ftw;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafRequest;
import dev.plumbline.waf.ftw.FtwTest.Seen;
import dev.plumbline.waf.ftw.FtwTest.UnfollowableException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

  static List<Seen> run(FtwTest test, String url, Function<WafProbe, WafObservation> send) {
    HttpProbe place = HttpProbe.get(url);
    List<Seen> seen = new ArrayList<>();
    List<FtwAnswer> answers = new ArrayList<>();
    for (int i = 0; i < test.stages().size(); i++) {
      FtwStage stage = test.stages().get(i);
      FtwRequest request = test.request(i, answers);
      if (request.redirected() && !isAt(request, place)) {
        throw new UnfollowableException(
            test.title()
                + ", stage "
                + (i + 1)
                + " follows a redirect to "
                + request.protocol()
                + "://"
                + request.address()
                + ":"
                + request.port()
                + ", and the test is sent to "
                + url
                + " alone");
      }
      WafProbe probe = probe(test, stage, request, url);
      Seen one = new Seen(stage, send.apply(probe));
      if (stage.output().retriesOnce() && !one.verdict().passed()) {
        one = new Seen(stage, send.apply(probe));
      }
      seen.add(one);
      Response response = one.observation().exchange().response();
      answers.add(
          new FtwAnswer(
              new FtwRequest(place.scheme(), host(place), port(place), false, request.request()),
              response == null ? 0 : response.status(),
              response == null ? List.of() : response.headers()));
    }
    return seen;
  }

  private static WafProbe probe(FtwTest test, FtwStage stage, FtwRequest request, String url) {
    boolean found = stage.output().expectedRules().contains(test.rule());
    WafCase own =
        new WafCase(
            test.title(),
            test.rule(),
            found ? Polarity.ATTACK : Polarity.NEAR_MISS,
            request.request(),
            test.file() + ":" + stage.line(),
            test.description().lines().map(String::strip).findFirst().orElse(""));
    // The path is the redirect's own then, with what stands before it.
    return own.to(request.redirected() ? url.replaceFirst("(://[^/?#]*).*", "$1") : url);
  }

  private static boolean isAt(FtwRequest request, HttpProbe place) {
    return place.scheme().equals(request.protocol())
        && request.address().equalsIgnoreCase(host(place))
        && request.port() == port(place);
  }

  private static String host(HttpProbe place) {
    return place.target().host();
  }

  private static int port(HttpProbe place) {
    return place.target().port();
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
