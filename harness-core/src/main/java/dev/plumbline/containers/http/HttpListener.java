package dev.plumbline.containers.http;

import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.network.WebFirewall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP listener as servers of nginx.
 *
 * <p>A request is found its virtual host by a map, in the order described, then its route by
 * another; each route is a location of its own, which no client can ask for. So a request keeps the
 * target it came with, and nginx's own order of names and locations plays no part.
 */
final class HttpListener {

  private final HostServer server;
  private final Listener listener;
  private final Http http;
  private final int number;
  private final ErrorPages pages;
  private final StringBuilder locations = new StringBuilder();
  private final Set<Upstream> forwardedTo = new LinkedHashSet<>();

  /**
   * Makes one.
   *
   * @param http its service
   * @param number its place on the host
   */
  HttpListener(HostServer server, Listener listener, Http http, int number) {
    this.server = server;
    this.listener = listener;
    this.http = http;
    this.number = number;
    this.pages = new ErrorPages(http, "l" + number);
  }

  HostServer server() {
    return server;
  }

  ErrorPages pages() {
    return pages;
  }

  int port() {
    return listener.port();
  }

  /** Adds the servers. */
  void add() {
    String inside = body();
    String body = server.file("listener" + number + ".conf", inside);
    server.servers(new ListenerServers(server, listener, http, number).around(body));
  }

  private String body() {
    String hosts = "$host_of_" + number;
    NginxMap map = NginxMap.of("/$host", hosts);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < http.hosts().size(); i++) {
      VirtualHost virtualHost = http.hosts().get(i);
      List<String> names = virtualHost.names();
      for (String name : names.isEmpty() ? List.of("*") : names) {
        map = map.when("^/\\[?" + NginxText.hostName(name) + "\\]?$", String.valueOf(i));
      }
      all.append(virtualHost(virtualHost, i));
    }
    server.map(map.otherwise("unknown"));
    StringBuilder body = new StringBuilder(settings());
    forwardedTo.forEach(upstream -> body.append(server.pool(upstream).finding()));
    body.append(pages.early());
    body.append("    location / {\n").append(pages.directives(List.of(), Set.of()));
    body.append(RequestLog.arrived()).append(refusals());
    body.append("      set $target $request_uri;\n");
    body.append("      rewrite ^ ").append(place(hosts)).append(" last;\n    }\n");
    body.append("    location = ").append(place("unknown")).append(" {\n      internal;\n");
    body.append(pages.directives(List.of(), Set.of()));
    body.append("      set $failure NOT_FOUND;\n");
    body.append("      ").append(unknownHost()).append("\n    }\n");
    forwardedTo.stream()
        .map(server::pool)
        .filter(PoolVariables::hasTurns)
        .forEach(pool -> body.append(pool.turnLocation()));
    return body.append(all).append(locations).append(pages.locations()).toString();
  }

  private String settings() {
    String time = Math.max(1, http.requestTimeout().toMillis()) + "ms";
    return """
          server_name_in_redirect off;
          absolute_redirect off;
          client_header_timeout %1$s;
          client_body_timeout %1$s;
          keepalive_timeout %1$s;
          underscores_in_headers on;
          ignore_invalid_headers off;
          %2$s;
      """
        .formatted(
            time,
            http.server() == null
                ? "more_clear_headers Server"
                : "more_set_headers " + NginxText.quoted("Server: " + http.server()));
  }

  private String refusals() {
    StringBuilder lines = new StringBuilder();
    if (listener.tls() != null && !listener.tls().clientCertificateNames().isEmpty()) {
      lines.append("      if ($refused_").append(number);
      lines.append(" = 1) { set $failure NO_CERTIFICATE; return 496; }\n");
    }
    if (http.upgradeStatus() != null) {
      lines.append("      if ($asks_for_h2c = 1) { set $failure UPGRADE; return ");
      lines.append(http.upgradeStatus());
      lines.append("; }\n");
    }
    return lines.toString();
  }

  private String place(String rest) {
    return HostServer.INTERNAL + number + "/" + rest;
  }

  private String unknownHost() {
    return switch (http.onUnknownHost()) {
      case NOT_FOUND -> "return 404;";
      case MISDIRECTED -> "return 421;";
      case CLOSE -> "return 444;";
    };
  }

  private String virtualHost(VirtualHost virtualHost, int index) {
    String routes = "$route_of_%d_%d".formatted(number, index);
    NginxMap map = NginxMap.of("${target}", routes);
    for (int i = 0; i < virtualHost.routes().size(); i++) {
      PathRoute route = virtualHost.routes().get(i);
      for (String path : route.paths()) {
        String end = path.endsWith("*") ? "" : "(?:[?#]|$)";
        map = when(map, pathExpression(path) + end, String.valueOf(i));
      }
      locations.append(
          location(
              virtualHost,
              index,
              String.valueOf(i),
              route.paths(),
              route.handling(),
              route.firewall() == null ? virtualHost.firewall() : route.firewall()));
    }
    server.map(map.otherwise("otherwise"));
    Handling otherwise = virtualHost.otherwise();
    if (otherwise == null) {
      locations.append(
          "    location = %s {\n      internal;\n%s      set $failure NOT_FOUND;\n      return 404;\n    }\n"
              .formatted(
                  place(index + "/otherwise"),
                  pages.directives(virtualHost.errorPages(), Set.of())));
    } else {
      locations.append(
          location(virtualHost, index, "otherwise", List.of(), otherwise, virtualHost.firewall()));
    }
    String label = virtualHost.label() == null ? "" : virtualHost.label();
    return """
            location = %s {
              internal;
              set $service %s;
              rewrite ^ %s/%s last;
            }
        """
        .formatted(
            place(String.valueOf(index)),
            NginxText.quoted(label),
            place(String.valueOf(index)),
            routes);
  }

  /** Returns the expression for what a pattern says of the beginning of a target. */
  String pathExpression(String path) {
    String text = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
    return "^"
        + (http.decodesPaths()
            ? NginxText.decodedPath(text, http.caseSensitivePaths())
            : NginxText.exactly(text));
  }

  /** Adds an expression for a target, with regard to case or without. */
  NginxMap when(NginxMap map, String expression, String value) {
    return http.caseSensitivePaths()
        ? map.when(expression, value)
        : map.whenAnyCase(expression, value);
  }

  private String location(
      VirtualHost virtualHost,
      int index,
      String route,
      List<String> paths,
      Handling handling,
      @Nullable WebFirewall firewall) {
    String where = "%d-%d-%s".formatted(number, index, route);
    boolean guarded = firewall != null && firewall.mode() != WebFirewall.Mode.OFF;
    StringBuilder lines = new StringBuilder();
    lines.append("    location = ").append(place(index + "/" + route)).append(" {\n");
    lines.append("      internal;\n");
    Set<Integer> apart = Set.of();
    String passedTo = handling.forward();
    lines.append(
        RequestLog.place(
            guarded, passedTo != null && server.upstream(passedTo).plainHeaderNames()));
    if (guarded && firewall != null) {
      Reply block = firewall.block();
      String label = virtualHost.label() == null ? "" : virtualHost.label();
      lines.append(server.firewalls().directives(server.host(), where, firewall, label));
      if (block != null) {
        lines.append("      error_page 403 = ").append(pages.fixed(block)).append(";\n");
        apart = Set.of(403);
      }
    }
    if (handling.forward() != null) {
      lines.append(forward(virtualHost, index, paths, handling, where, guarded));
    } else {
      lines.append(pages.directives(virtualHost.errorPages(), apart));
      lines.append(answer(handling, guarded));
    }
    return lines + "    }\n";
  }

  private String forward(
      VirtualHost virtualHost,
      int index,
      List<String> paths,
      Handling handling,
      String where,
      boolean guarded) {
    if (!handling.delay().isZero()) {
      server.cannot("port %d delays requests that it passes on".formatted(port()));
    }
    String suffix = "_" + where.replace('-', '_');
    ForwardLocation forward = new ForwardLocation(this, virtualHost, handling, suffix);
    forwardedTo.add(server.upstream(String.valueOf(handling.forward())));
    RewriteMaps rewrites = forward.rewrites();
    boolean seen =
        rewrites.moves()
            || rewrites.requestHeaders().keySet().stream().anyMatch("Host"::equalsIgnoreCase);
    if (guarded && seen) {
      server.cannot(
          "port %d has a firewall that sees requests whose URL or Host is rewritten: ModSecurity sees them as they came"
              .formatted(port()));
    }
    String again = rewrites.reroutes();
    String lines = "";
    if (again != null) {
      if (!rewrites.requestHeaders().isEmpty()) {
        server.cannot(
            "port %d rewrites headers of requests whose route is asked for again"
                .formatted(port()));
      }
      String loops = server.variable("loops");
      server.map(NginxMap.of(again + ":$turns", loops).when("^1:x{5}$", "1").otherwise(""));
      String route = place(index + "/$route_of_%d_%d".formatted(number, index));
      lines =
          """
                if (%1$s) {
                  set $failure LOOP;
                  return 500;
                }
                if (%2$s) {
                  set $turns "${turns}x";
                  set $target "%3$s";
                  rewrite ^ %4$s last;
                }
          """
              .formatted(loops, again, rewrites.target(), route);
    }
    return lines + forward.lines(paths);
  }

  private String answer(Handling handling, boolean guarded) {
    Redirect redirect = handling.redirect();
    if (redirect == null) {
      Reply reply = handling.reply();
      return server.origin(port(), handling.delay(), handling.echo() ? null : reply);
    }
    String location = NginxText.open(location(redirect));
    if (!guarded && handling.delay().isZero()) {
      return "      return %d %s;\n".formatted(redirect.status(), location);
    }
    String inner = location.substring(1, location.length() - 1);
    return "      more_set_headers \"Location: %s\";\n".formatted(inner)
        + server.origin(port(), handling.delay(), new Reply(redirect.status(), List.of(), ""));
  }

  private String location(Redirect redirect) {
    String url = redirect.url();
    int hash = url.indexOf('#');
    String whole = hash < 0 ? url : url.substring(0, hash);
    String fragment = hash < 0 ? "" : url.substring(hash);
    int mark = whole.indexOf('?');
    String path = mark < 0 ? whole : whole.substring(0, mark);
    String own = mark < 0 ? null : whole.substring(mark + 1);
    StringBuilder location = new StringBuilder(withHost(path));
    if (redirect.path()) {
      if (path.endsWith("/")) {
        location.setLength(location.length() - 1);
      }
      location.append("${request_path}");
    }
    location.append(own == null ? "" : "?" + withHost(own));
    if (redirect.query()) {
      location.append(
          own == null ? "${with_query}" : own.isEmpty() ? "${bare_query}" : "${and_query}");
    }
    return location + withHost(fragment);
  }

  private static String withHost(String text) {
    return NginxText.plain(text).replace("{host}", "${host}");
  }

  /** Returns the names that virtual hosts take. */
  static List<String> names(Http http) {
    List<String> names = new ArrayList<>();
    http.hosts().stream().flatMap(host -> Stream.of(host.names())).forEach(names::addAll);
    return names;
  }
}
