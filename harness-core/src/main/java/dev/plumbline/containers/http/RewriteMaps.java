package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.CommonPattern;
import dev.plumbline.network.Network.Rewrite;
import dev.plumbline.network.Network.RewriteCondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rewrites of one route as variables of nginx: each is the value before it or, where its
 * conditions hold, the one that it sets.
 */
final class RewriteMaps {

  private static final Pattern VARIABLE =
      Pattern.compile("\\{((?:var|http_req|http_resp)_[^{}]+)}");
  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern GROUP = Pattern.compile("(.+)_(\\d{1,2})");

  private final HostServer server;
  private final int port;
  private final Map<String, String> requestHeaders = new LinkedHashMap<>();
  private final Map<String, String> sentHeaders = new LinkedHashMap<>();
  private final Map<String, String> responseHeaders = new LinkedHashMap<>();
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Map<String, String> touching = new HashMap<>();
  private final List<String> rerouting = new ArrayList<>();
  private final Map<Rewrite, When> decided = new HashMap<>();
  private String target = "${target}";

  /**
   * When a rewrite holds, and what its conditions found.
   *
   * @param holds the variable that is 1 when it does; null for always
   * @param groups the expressions searched for, by what they are searched in
   */
  private record When(@Nullable String holds, Map<String, RewriteCondition> groups) {}

  /**
   * Makes the variables.
   *
   * @param port the listener's port
   */
  RewriteMaps(List<Rewrite> rewrites, HostServer server, int port) {
    this.server = server;
    this.port = port;
    for (Rewrite rewrite : rewrites) {
      if (rewrite.conditions().stream().noneMatch(RewriteMaps::ofAnswer)) {
        When when = when(rewrite);
        decided.put(rewrite, when);
        apply(rewrite, when);
      }
    }
    for (Rewrite rewrite : rewrites) {
      When when = decided.get(rewrite);
      applyToAnswer(rewrite, when == null ? when(rewrite) : when);
    }
  }

  /**
   * Returns the headers of the request that are set or taken away, by their names, as rewrites see
   * them: those that stay as they came with their first lines.
   */
  Map<String, String> requestHeaders() {
    return requestHeaders;
  }

  /** Returns the same headers as they are sent: those that stay as they came with all lines. */
  Map<String, String> sentHeaders() {
    return sentHeaders;
  }

  /** Returns the directives that find all lines of the headers that may stay as they came. */
  String lines() {
    StringBuilder all = new StringBuilder();
    lines.forEach(
        (name, variable) ->
            all.append(
                """
                      set_by_lua_block %s {
                        local all = rawget(ngx.req.get_headers(0), "%s")
                        return type(all) == "table" and table.concat(all, "\\r\\n%s: ") or all or ""
                      }
                """
                    .formatted(variable, name.toLowerCase(Locale.ROOT), name)));
    return all.toString();
  }

  /** Returns the directives that change the headers of the answer. */
  String answer() {
    StringBuilder always = new StringBuilder();
    StringBuilder perhaps = new StringBuilder();
    responseHeaders.forEach(
        (name, value) -> {
          String touched = touching.get(name.toLowerCase(Locale.ROOT));
          if (touched == null) {
            String quoted = NginxText.open(value);
            always.append(
                "      more_set_headers \"%s: %s\";\n"
                    .formatted(NginxText.literal(name), quoted.substring(1, quoted.length() - 1)));
          } else {
            perhaps.append(
                """
                        if ngx.var.%s == "1" then
                          local value = ngx.var.%s
                          ngx.header["%s"] = value ~= "" and value or nil
                        end
                """
                    .formatted(any(touched), value.substring(2, value.length() - 1), name));
          }
        });
    return perhaps.isEmpty()
        ? always.toString()
        : always
            + "      header_filter_by_lua_block {\n%s        requests.answering()\n      }\n"
                .formatted(perhaps);
  }

  private String any(String holding) {
    String touched = server.variable("touched");
    server.map(NginxMap.of(holding, touched).when("1", "1").otherwise(""));
    return touched.substring(1);
  }

  /** Returns the target as it is passed on. */
  String target() {
    return target;
  }

  /** Returns whether the target is another one than that which came, perhaps. */
  boolean moves() {
    return !target.equals("${target}");
  }

  /** Returns the variable that is 1 when the target is another one than that which came. */
  String moved() {
    String moved = server.variable("moved");
    server.map(NginxMap.of("${target} " + target, moved).when("^(\\S*) \\1$", "0").otherwise("1"));
    return moved;
  }

  /** Returns the variable that is 1 when the routes are to be asked again; null for never. */
  @Nullable String reroutes() {
    if (rerouting.isEmpty()) {
      return null;
    }
    String again = server.variable("again");
    server.map(
        NginxMap.of(String.join("", rerouting) + ":" + moved(), again)
            .when("1.*:1$", "1")
            .otherwise(""));
    return again;
  }

  private static boolean ofAnswer(RewriteCondition condition) {
    return condition.variable().startsWith("http_resp_")
        || condition.variable().equals("var_http_status");
  }

  private When when(Rewrite rewrite) {
    Map<String, RewriteCondition> groups = new HashMap<>();
    StringBuilder all = new StringBuilder();
    for (RewriteCondition condition : rewrite.conditions()) {
      CommonPattern.differs(condition.pattern())
          .ifPresent(
              what ->
                  cannot(
                      rewrite,
                      "the pattern %s, of which %s may mean something else to nginx's regular expressions"
                          .formatted(condition.pattern(), what)));
      String holds = server.variable("if");
      String found = condition.negate() ? "0" : "1";
      String other = condition.negate() ? "1" : "0";
      boolean inNothing = Pattern.compile(condition.pattern()).matcher("").find();
      NginxMap map =
          NginxMap.of(value(condition.variable()), holds).whenEmpty(inNothing ? found : other);
      map =
          condition.ignoreCase()
              ? map.whenAnyCase(condition.pattern(), found)
              : map.when(condition.pattern(), found);
      server.map(map.otherwise(other));
      all.append(holds);
      groups.put(condition.variable(), condition);
    }
    if (all.isEmpty()) {
      return new When(null, groups);
    }
    String holds = server.variable("holds");
    server.map(NginxMap.of(all.toString(), holds).when("^1+$", "1").otherwise(""));
    return new When(holds, groups);
  }

  private void cannot(Rewrite rewrite, String what) {
    server.cannot("port %d: rewrite \"%s\" has %s".formatted(port, rewrite.name(), what));
  }

  private void apply(Rewrite rewrite, When when) {
    Map<String, String> set = new LinkedHashMap<>();
    Map<String, String> sent = new LinkedHashMap<>();
    for (String line : rewrite.requestHeaders()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).strip();
      String value = text(line.substring(colon + 1).strip(), when);
      if (when.holds() == null) {
        set.put(name, value);
        sent.put(name, value);
      } else {
        set.put(name, either(when, value, value("http_req_" + name)));
        sent.put(name, either(when, value, sentBefore(name)));
      }
    }
    if (rewrite.path() != null || rewrite.query() != null) {
      String path = rewrite.path() == null ? path() : rooted(text(rewrite.path(), when));
      String query = rewrite.query() == null ? query() : text(rewrite.query(), when);
      String whole = server.variable("target");
      server.map(NginxMap.of(query, whole).whenEmpty(path).otherwise(path + "?" + query));
      target = either(when, whole, target);
      if (rewrite.reroute()) {
        rerouting.add(when.holds() == null ? "1" : when.holds());
      }
    }
    set.forEach((name, value) -> put(requestHeaders, name, value));
    sent.forEach((name, value) -> put(sentHeaders, name, value));
  }

  private String sentBefore(String name) {
    return sentHeaders.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> braced(lines.computeIfAbsent(name, any -> server.variable("lines"))));
  }

  private void applyToAnswer(Rewrite rewrite, When when) {
    for (String line : rewrite.responseHeaders()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).strip();
      String lower = name.toLowerCase(Locale.ROOT);
      boolean known = responseHeaders.keySet().stream().anyMatch(name::equalsIgnoreCase);
      String before = value("http_resp_" + name);
      String value = either(when, text(line.substring(colon + 1).strip(), when), before);
      if (when.holds() == null) {
        touching.remove(lower);
      } else if (!known || touching.containsKey(lower)) {
        touching.merge(lower, when.holds(), String::concat);
      }
      put(responseHeaders, name, value);
    }
  }

  private static void put(Map<String, String> headers, String name, String value) {
    headers.keySet().removeIf(name::equalsIgnoreCase);
    headers.put(name, value);
  }

  private String either(When when, String value, String before) {
    if (when.holds() == null) {
      return value;
    }
    String chosen = server.variable("value");
    server.map(NginxMap.of(when.holds(), chosen).when("^1$", value).otherwise(before));
    return braced(chosen);
  }

  private String rooted(String path) {
    if (path.startsWith("/")) {
      return path;
    }
    String rooted = server.variable("path");
    server.map(NginxMap.of(path, rooted).when("^/", path).otherwise("/" + path));
    return braced(rooted);
  }

  private String path() {
    String path = server.variable("path");
    server.map(NginxMap.of(target, path).when("^([^?#]*)", "$1").otherwise(""));
    return braced(path);
  }

  private String query() {
    String query = server.variable("query");
    server.map(NginxMap.of(target, query).when("^[^?]*\\?(.*)$", "$1").otherwise(""));
    return braced(query);
  }

  private static String braced(String variable) {
    return "${" + variable.substring(1) + "}";
  }

  private String text(String template, When when) {
    StringBuilder text = new StringBuilder();
    Matcher found = VARIABLE.matcher(template);
    int end = 0;
    while (found.find()) {
      text.append(NginxText.plain(template.substring(end, found.start())));
      text.append(variable(found.group(1), when));
      end = found.end();
    }
    return text + NginxText.plain(template.substring(end));
  }

  private String variable(String name, When when) {
    Matcher group = GROUP.matcher(name);
    RewriteCondition condition = group.matches() ? when.groups().get(group.group(1)) : null;
    if (condition == null) {
      return value(name);
    }
    int asked = Integer.parseInt(group.group(2));
    int there = Pattern.compile(condition.pattern()).matcher("").groupCount();
    if (condition.negate() || asked < 1 || asked > there) {
      return "";
    }
    if (asked > 9) {
      server.cannot(
          "port %d: a rewrite asks for {%s}, and nginx tells of nine groups".formatted(port, name));
      return "";
    }
    String matched = server.variable("group");
    NginxMap map = NginxMap.of(value(condition.variable()), matched);
    String number = "$" + asked;
    map =
        condition.ignoreCase()
            ? map.whenAnyCase(condition.pattern(), number)
            : map.when(condition.pattern(), number);
    server.map(map.otherwise(""));
    return braced(matched);
  }

  private String value(String variable) {
    if (variable.startsWith("http_req_")) {
      return header(variable.substring("http_req_".length()), requestHeaders, "${http_");
    }
    if (variable.startsWith("http_resp_")) {
      return header(variable.substring("http_resp_".length()), responseHeaders, "${upstream_http_");
    }
    return variable.startsWith("var_cookie_")
        ? cookie(variable.substring("var_cookie_".length()))
        : ofServer(variable);
  }

  private String header(String name, Map<String, String> changed, String variables) {
    if (!VARIABLE_NAME.matcher(name).matches()) {
      server.cannot(
          "port %d: a rewrite looks at the header \"%s\", and nginx tells only of those named with letters, digits, - and _"
              .formatted(port, name));
      return "";
    }
    return changed.entrySet().stream()
        .filter(header -> suffix(header.getKey()).equals(suffix(name)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(variables + suffix(name) + "}");
  }

  /** The variables that nginx has for cookies know no names with a -, and no case. */
  private String cookie(String name) {
    String cookie = server.variable("cookie");
    server.map(
        NginxMap.of("${http_cookie}", cookie)
            .when("(?:^|;)\\s*" + NginxText.exactly(name) + "\\s*=\\s*([^;]*?)\\s*(?:;|$)", "$1")
            .otherwise(""));
    return braced(cookie);
  }

  private static String suffix(String header) {
    return header.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  private String ofServer(String variable) {
    return switch (variable) {
      case "var_host" -> "${host}";
      case "var_uri_path" -> path();
      case "var_request_uri" -> "${request_uri}";
      case "var_query_string", "var_request_query" -> query();
      case "var_request_scheme" -> "${scheme}";
      case "var_http_method" -> "${request_method}";
      case "var_http_version" -> "${server_protocol}";
      case "var_http_status" -> "${last_status}";
      case "var_client_ip" -> "${remote_addr}";
      case "var_client_port" -> "${remote_port}";
      case "var_server_port" -> Integer.toString(port);
      case "var_ssl_enabled" -> "${https}";
      case "var_ssl_connection_protocol" -> "${ssl_protocol}";
      case "var_add_x_forwarded_for_proxy" -> "${forwarded_for}";
      default -> "";
    };
  }
}
