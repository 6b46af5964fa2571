package dev.plumbline.containers.http;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.VirtualHost;
import java.net.Inet4Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A location that passes requests on to the members of a pool. */
final class ForwardLocation {

  private static final Set<String> FORWARDED =
      Set.of("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Original-URL");

  /** What an answer says of one connection, and nginx would pass on (RFC 9110 section 7.6.1). */
  private static final List<String> OF_A_CONNECTION =
      List.of("Proxy-Connection", "TE", "Trailer", "Upgrade");

  private final HostServer server;
  private final HttpListener listener;
  private final VirtualHost virtualHost;
  private final Upstream upstream;
  private final PoolVariables pool;
  private final RewriteMaps rewrites;
  private final String place;

  /**
   * Makes one.
   *
   * @param place what the names of its own locations end with, unique on the host
   */
  ForwardLocation(HttpListener listener, VirtualHost virtualHost, Handling handling, String place) {
    this.server = listener.server();
    this.listener = listener;
    this.virtualHost = virtualHost;
    this.place = place;
    this.upstream = server.upstream(String.valueOf(handling.forward()));
    this.pool = server.pool(upstream);
    this.rewrites = new RewriteMaps(handling.rewrites(), server, listener.port());
  }

  /** Returns what is changed on the way. */
  RewriteMaps rewrites() {
    return rewrites;
  }

  /**
   * Returns the directives.
   *
   * @param paths the patterns of the route; empty for every path
   */
  String lines(List<String> paths) {
    ErrorPages pages = listener.pages();
    String known = "      set $pool " + NginxText.quoted(upstream.name()) + ";\n";
    if (upstream.members().isEmpty()) {
      return known
          + pages.directives(virtualHost.errorPages(), Set.of(502))
          + "      error_page 502 = %s;\n      set $failure NO_BACKEND;\n      return 502;\n"
              .formatted(pages.page(upstream.unavailableStatus(), virtualHost.errorPages()));
    }
    String unavailable = pages.page(upstream.unavailableStatus(), virtualHost.errorPages());
    String late =
        pages.location(
            "late" + place,
            // Where no connection opened, it was not the answer that was late.
            "      error_page 502 = %s;\n      if ($connected = \"\") { return 502; }\n"
                    .formatted(unavailable)
                + pages.inPlace(upstream.timeoutStatus(), virtualHost.errorPages()));
    String target = target(paths);
    StringBuilder lines = new StringBuilder(known);
    if (upstream.probe() != null) {
      lines.append("      if (").append(pool.available());
      lines.append(" = \"\") { set $failure NO_BACKEND; return 502; }\n");
    }
    String others = pages.directives(virtualHost.errorPages(), Set.of(502, 504));
    String last =
        "      error_page 502 = %s;\n      error_page 504 = %s;\n".formatted(unavailable, late);
    if (pool.hasTurns()) {
      String again = again(others + last, target);
      lines.append(again).append(pool.taking());
    } else {
      lines.append(last);
    }
    return lines + others + asking(pool.first(), target, false);
  }

  /** Another member is asked once; after what was sent only where that does no harm. */
  private String again(String pages, String target) {
    String ends = server.variable("ends");
    server.map(
        NginxMap.of("$connected:$idempotent", ends)
            .when("^1:1$", upstream.retriesLate() ? "" : "1")
            .when("^1:", "1")
            .otherwise(""));
    String second = asking(pool.second(), target, true);
    String none = "      if (%s = \"\") { return %d; }\n";
    String broken =
        listener
            .pages()
            .location(
                "broken" + place,
                pages
                    + "      if ($connected = 1) { return 502; }\n"
                    + none.formatted(pool.second(), 502)
                    + second);
    String late =
        listener
            .pages()
            .location(
                "again" + place,
                pages
                    + "      if (%s = 1) { return 504; }\n".formatted(ends)
                    + none.formatted(pool.second(), 504)
                    + second);
    return "      error_page 502 = %s;\n      error_page 504 = %s;\n".formatted(broken, late);
  }

  private String target(List<String> paths) {
    if (upstream.path() == null) {
      return rewrites.target();
    }
    String own = upstream.path();
    String base = NginxText.plain(own.endsWith("/") ? own.substring(0, own.length() - 1) : own);
    String replaced = server.variable("sent");
    NginxMap map = NginxMap.of("${target}", replaced);
    for (String path : paths) {
      String rest = listener.pathExpression(path) + (path.endsWith("*") ? "" : "(?=[?#]|$)");
      map = listener.when(map, rest + "/?(.*)$", base + "/$1");
    }
    server.map(map.otherwise(base + "${target}"));
    if (!rewrites.moves()) {
      return "${" + replaced.substring(1) + "}";
    }
    String sent = server.variable("sent");
    server.map(
        NginxMap.of(rewrites.moved(), sent)
            .when("^1$", base + rewrites.target())
            .otherwise(replaced));
    return "${" + sent.substring(1) + "}";
  }

  private String asking(String asked, String target, boolean anew) {
    StringBuilder lines = new StringBuilder();
    String socket =
        pool.each(
            upstream.members().stream()
                .map(
                    member -> NameLookup.member(member, upstream.timeout()) + ":" + upstream.port())
                .toList(),
            asked);
    String host = host(asked);
    // Whose turn it is, is not known before that has been asked.
    String set = pool.hasTurns() && !anew ? "auth_request_set" : "set";
    line(lines, set + " $asked " + NginxText.open(socket));
    line(lines, set + " $sent_host " + NginxText.open(host));
    line(lines, set + " $sent_target " + NginxText.open(target));
    line(lines, "proxy_pass " + (upstream.tls() ? "https" : "http") + "://$asked$sent_target");
    line(lines, "proxy_http_version 1.1");
    String time = Math.max(1, upstream.timeout().toMillis()) + "ms";
    line(lines, "resolver_timeout " + time);
    line(lines, "proxy_connect_timeout " + time);
    line(lines, "proxy_send_timeout " + time);
    line(lines, "proxy_read_timeout " + time);
    line(lines, "proxy_next_upstream off");
    headers(host)
        .forEach(
            (name, value) ->
                line(
                    lines,
                    "proxy_set_header " + NginxText.quoted(name) + " " + NginxText.open(value)));
    line(lines, "more_set_headers \"Server: $upstream_http_server\"");
    for (String own : OF_A_CONNECTION) {
      line(lines, "proxy_hide_header " + own);
    }
    lines.append(rewrites.lines()).append(rewrites.answer());
    lines.append(pool.cookies(asked, anew));
    lines.append(bound());
    if (upstream.tls()) {
      lines.append(new BackendTlsLines(server, upstream).lines(pool, asked));
    }
    return lines.toString();
  }

  private String host(String asked) {
    if (upstream.hostFromMember()) {
      return pool.each(
          upstream.members().stream().map(NginxText::address).map(NginxText::plain).toList(),
          asked);
    }
    if (upstream.host() != null) {
      return NginxText.plain(upstream.host());
    }
    return rewrites.requestHeaders().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Host"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("${http_host}");
  }

  private Map<String, String> headers(String host) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "$sent_host");
    // What belongs to one connection is not passed on (RFC 9110 section 7.6.1).
    headers.put("Connection", "close");
    headers.put("Proxy-Connection", "");
    headers.put("Trailer", "");
    rewrites
        .sentHeaders()
        .forEach(
            (name, value) -> {
              boolean own = upstream.forwardedHeaders() && isForwarded(name);
              if (!name.equalsIgnoreCase("Host") && !own) {
                headers.put(name, value);
              }
            });
    if (upstream.forwardedHeaders()) {
      headers.put("X-Forwarded-For", forwarded("X-Forwarded-For", "${forwarded_for}"));
      headers.put("X-Forwarded-Proto", forwarded("X-Forwarded-Proto", "${scheme}"));
      headers.put("X-Forwarded-Port", forwarded("X-Forwarded-Port", "" + listener.port()));
      headers.put("X-Original-Host", "${http_host}");
      headers.put("X-Original-URL", forwarded("X-Original-URL", "${request_uri}"));
    }
    if (upstream.traceHeader() != null) {
      headers.put(upstream.traceHeader(), "${request_id}");
    }
    return headers;
  }

  private static boolean isForwarded(String name) {
    return name.equalsIgnoreCase("X-Original-Host")
        || FORWARDED.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** A client's own value gives way; one that a rewrite has set stays. */
  private String forwarded(String name, String usual) {
    String set =
        rewrites.requestHeaders().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    if (set == null) {
      return usual;
    }
    String value = server.variable("forwarded");
    String before = "${http_" + name.toLowerCase(Locale.ROOT).replace('-', '_') + "}";
    server.map(
        NginxMap.of(before + "\n" + set, value)
            .when("\\n$", usual)
            .when("^(.*)\\n\\1$", usual)
            .otherwise(set));
    return "${" + value.substring(1) + "}";
  }

  /** What a host opens that stands for several starts from them. */
  private String bound() {
    Instances instances = server.host().instances();
    if (instances == null || instances.addresses().isEmpty()) {
      return "";
    }
    boolean v6 =
        upstream.members().stream().anyMatch(m -> IpAddresses.isLiteral(m) && m.indexOf(':') >= 0);
    if (!v6 && instances.addresses().stream().anyMatch(Inet4Address.class::isInstance)) {
      return "      proxy_bind $instance;\n";
    }
    if (instances.addresses().size() > 1) {
      server.cannot(
          "upstream \"%s\": what several instances open in turn starts from IPv4 addresses only"
              .formatted(upstream.name()));
    }
    return "";
  }

  private static void line(StringBuilder lines, String line) {
    lines.append("      ").append(line).append(";\n");
  }
}
