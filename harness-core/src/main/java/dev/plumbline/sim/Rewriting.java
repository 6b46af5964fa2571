package dev.plumbline.sim;

import dev.plumbline.network.HostNames;
import dev.plumbline.network.Network.Rewrite;
import dev.plumbline.network.Network.RewriteCondition;
import dev.plumbline.observation.HttpObservation.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rewrites of one route, applied to one request and its answer.
 *
 * <p>A rewrite whose conditions look at the answer is decided when the answer comes; it can change
 * the answer only. All others are decided before the request goes on, each seeing what those before
 * it have made of the request, and that decision holds for the answer too.
 */
final class Rewriting {

  private static final Pattern VARIABLE =
      Pattern.compile("\\{((?:var|http_req|http_resp)_[^{}]+)}");
  private static final Pattern GROUP = Pattern.compile("(.+)_(\\d{1,2})");

  private final List<Rewrite> rewrites;
  private final Received original;
  private final Map<Rewrite, Map<String, List<String>>> holding = new HashMap<>();
  private Received request;
  private boolean reroute;

  /** Applies the rewrites to a request. */
  Rewriting(List<Rewrite> rewrites, Received original) {
    this.rewrites = rewrites;
    this.original = original;
    this.request = original;
    for (Rewrite rewrite : rewrites) {
      if (rewrite.conditions().stream().noneMatch(Rewriting::ofAnswer)) {
        Map<String, List<String>> groups = groups(rewrite, null);
        if (groups != null) {
          holding.put(rewrite, groups);
          apply(rewrite, groups);
        }
      }
    }
  }

  /** Returns the request as it is passed on. */
  Received request() {
    return request;
  }

  /** Returns whether the routes are to be asked again. */
  boolean reroute() {
    return reroute;
  }

  /** Returns the answer as the client gets it. */
  Answer answer(Answer answer) {
    List<Header> headers = new ArrayList<>(answer.headers());
    for (Rewrite rewrite : rewrites) {
      boolean late = rewrite.conditions().stream().anyMatch(Rewriting::ofAnswer);
      Answer now = new Answer(answer.status(), answer.reason(), headers, answer.body());
      Map<String, List<String>> groups = late ? groups(rewrite, now) : holding.get(rewrite);
      if (groups != null) {
        for (String line : rewrite.responseHeaders()) {
          set(headers, line, groups, now);
        }
      }
    }
    return new Answer(answer.status(), answer.reason(), headers, answer.body());
  }

  private static boolean ofAnswer(RewriteCondition condition) {
    return condition.variable().startsWith("http_resp_")
        || condition.variable().equals("var_http_status");
  }

  private void apply(Rewrite rewrite, Map<String, List<String>> groups) {
    // All values are those before this rewrite.
    List<Header> headers = new ArrayList<>(request.headers());
    for (String line : rewrite.requestHeaders()) {
      set(headers, line, groups, null);
    }
    String target = request.target();
    if (rewrite.path() != null || rewrite.query() != null) {
      String origin = Paths.originForm(target);
      String path =
          rewrite.path() == null ? Paths.path(origin) : text(rewrite.path(), groups, null);
      String query =
          rewrite.query() == null ? Paths.query(origin) : text(rewrite.query(), groups, null);
      String rooted = path.startsWith("/") ? path : "/" + path;
      target = query == null || query.isEmpty() ? rooted : rooted + "?" + query;
    }
    request = request.with(target, headers);
    reroute |= rewrite.reroute();
  }

  private void set(
      List<Header> headers,
      String line,
      Map<String, List<String>> groups,
      @Nullable Answer answer) {
    int colon = line.indexOf(':');
    String name = line.substring(0, colon);
    String value = text(line.substring(colon + 1).strip(), groups, answer);
    int at = -1;
    for (int i = 0; i < headers.size() && at < 0; i++) {
      at = headers.get(i).name().equalsIgnoreCase(name) ? i : -1;
    }
    headers.removeIf(h -> h.name().equalsIgnoreCase(name));
    if (!value.isEmpty()) {
      headers.add(at < 0 ? headers.size() : at, new Header(name, value));
    }
  }

  /** Returns what the groups of its conditions matched; null when they do not all hold. */
  private @Nullable Map<String, List<String>> groups(Rewrite rewrite, @Nullable Answer answer) {
    Map<String, List<String>> groups = new HashMap<>();
    for (RewriteCondition condition : rewrite.conditions()) {
      Pattern pattern =
          Pattern.compile(
              condition.pattern(), condition.ignoreCase() ? Pattern.CASE_INSENSITIVE : 0);
      Matcher matcher = pattern.matcher(value(condition.variable(), answer));
      boolean found = matcher.find();
      if (found == condition.negate()) {
        return null;
      }
      List<String> matched = new ArrayList<>();
      for (int g = 1; found && g <= matcher.groupCount(); g++) {
        matched.add(matcher.group(g) == null ? "" : matcher.group(g));
      }
      groups.put(condition.variable(), matched);
    }
    return groups;
  }

  private String text(String template, Map<String, List<String>> groups, @Nullable Answer answer) {
    return VARIABLE
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1), groups, answer)));
  }

  private String variable(String name, Map<String, List<String>> groups, @Nullable Answer answer) {
    Matcher group = GROUP.matcher(name);
    List<String> matched = group.matches() ? groups.get(group.group(1)) : null;
    if (matched != null) {
      int number = Integer.parseInt(group.group(2));
      return number >= 1 && number <= matched.size() ? matched.get(number - 1) : "";
    }
    return value(name, answer);
  }

  private String value(String variable, @Nullable Answer answer) {
    if (variable.startsWith("http_req_")) {
      return ofRequest(variable.substring("http_req_".length()));
    }
    if (variable.startsWith("http_resp_")) {
      String name = variable.substring("http_resp_".length());
      return answer == null ? "" : first(answer.headers(), header -> tells(header, name));
    }
    return variable.startsWith("var_cookie_")
        ? String.valueOf(Cookies.of(request).getOrDefault(variable.substring(11), ""))
        : server(variable, answer);
  }

  /**
   * A header that comes several times is its first line, as for servers that have one variable for
   * each header; only those two are lists there.
   */
  private String ofRequest(String name) {
    if (name.replace('_', '-').equalsIgnoreCase("X-Forwarded-For")) {
      return String.join(", ", request.header("X-Forwarded-For"));
    }
    return name.equalsIgnoreCase("Cookie")
        ? String.join("; ", request.header(name))
        : first(request.headers(), header -> tells(header, name));
  }

  private static String first(List<Header> headers, Predicate<Header> which) {
    return headers.stream().filter(which).map(Header::value).findFirst().orElse("");
  }

  /** Names of variables know no hyphens, so that one stands for an underscore as well. */
  private static boolean tells(Header header, String name) {
    return header.name().replace('-', '_').equalsIgnoreCase(name.replace('-', '_'));
  }

  private String server(String variable, @Nullable Answer answer) {
    String origin = Paths.originForm(request.target());
    String query = Paths.query(origin);
    String source = Gateway.source(original.peer());
    String host = HostNames.ofAuthority(original.hostHeader());
    return switch (variable) {
      case "var_host" -> host == null ? "" : host;
      case "var_uri_path" -> Paths.path(origin);
      case "var_request_uri" -> Paths.originForm(original.target());
      case "var_query_string", "var_request_query" -> query == null ? "" : query;
      case "var_request_scheme" -> original.scheme();
      case "var_http_method" -> original.method();
      case "var_http_version" -> original.version().equals("h2") ? "HTTP/2.0" : original.version();
      case "var_http_status" -> answer == null ? "" : Integer.toString(answer.status());
      case "var_client_ip" -> original.peer().text();
      case "var_client_port" -> Integer.toString(original.peer().port());
      case "var_server_port" -> Integer.toString(original.port());
      case "var_ssl_enabled" -> original.tls() == null ? "" : "on";
      case "var_ssl_connection_protocol" -> original.tls() == null ? "" : original.tls();
      case "var_add_x_forwarded_for_proxy" -> {
        List<String> hops = new ArrayList<>(original.header("X-Forwarded-For"));
        hops.add(source);
        yield String.join(", ", hops);
      }
      default -> "";
    };
  }
}
