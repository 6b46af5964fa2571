package dev.plumbline.containers.http;

import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The servers of nginx that one listener is: one, or several where TLS depends on the server name,
 * all with the same inside.
 */
final class ListenerServers {

  private final HostServer server;
  private final Listener listener;
  private final Http http;
  private final int number;
  private @Nullable String front;

  ListenerServers(HostServer server, Listener listener, Http http, int number) {
    this.server = server;
    this.listener = listener;
    this.http = http;
    this.number = number;
  }

  /**
   * Returns the servers.
   *
   * @param inside the path of the file with what each of them holds
   */
  String around(String inside) {
    Tls tls = listener.tls();
    if (tls == null) {
      return one("", listen("", true), inside, "");
    }
    String certificates = certificates(tls);
    if (tls.onUnknownSni() == UnknownSni.RESET) {
      front = new ServerNameFront(server, listener, number).add(tls);
    }
    if (!tls.clientCertificateNames().isEmpty()) {
      return byClientCertificate(tls, certificates, inside);
    }
    String clients = tls.clientCertificate() ? clients("on") : "";
    boolean rejects = tls.onUnknownSni() == UnknownSni.ALERT;
    if (!rejects) {
      return one("", listen(options(), true), inside, certificates + clients);
    }
    String known =
        String.join(
            " ",
            TlsNames.expressions(tls, server.certificates()).keySet().stream()
                .map(name -> NginxText.open("~^" + name + "$"))
                .toList());
    boolean nameless = tls.withoutServerName() != null;
    String others = nameless ? NginxText.open("~.") : "";
    return one(known, listen(options(), nameless), inside, certificates + clients)
        + one(
            others,
            listen(options(), !nameless),
            inside,
            certificates + clients + "    ssl_reject_handshake on;\n");
  }

  private String byClientCertificate(Tls tls, String certificates, String inside) {
    if (tls.onUnknownSni() == UnknownSni.ALERT) {
      server.cannot(
          "port %d needs client certificates for some server names and ends the handshake for unknown ones"
              .formatted(listener.port()));
    }
    // The exact names first, then patterns in the order written, as nginx looks for them.
    Map<String, Boolean> needed = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    Stream.concat(tls.serverNames().keySet().stream(), tls.clientCertificateNames().stream())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .forEach(names::add);
    List<String> demanding =
        tls.clientCertificateNames().stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
    names.stream().filter(n -> !isPattern(n)).forEach(n -> needed.put(n, demanding.contains(n)));
    names.stream()
        .filter(ListenerServers::isPattern)
        .forEach(n -> needed.put(n, demanding.contains(n)));
    NginxMap map = NginxMap.of("/$host", "$needed_" + number);
    StringBuilder servers = new StringBuilder();
    boolean nameless = false;
    for (Map.Entry<String, Boolean> entry : needed.entrySet()) {
      String expression = NginxText.hostName(entry.getKey());
      map = map.when("^/\\[?" + expression + "\\]?$", entry.getValue() ? "1" : "0");
      servers.append(
          one(
              NginxText.open("~^" + expression + "$"),
              listen(options(), false),
              inside,
              certificates + (entry.getValue() ? clients("optional") : "")));
      nameless |= entry.getValue() && entry.getKey().equals("*");
    }
    server.map(map.otherwise("0"));
    server.map(
        NginxMap.of("$needed_%d:$ssl_client_verify".formatted(number), "$refused_" + number)
            .when("^1:SUCCESS$", "0")
            .when("^1:", "1")
            .otherwise("0"));
    return one(
            "",
            listen(options(), true),
            inside,
            certificates + (nameless ? clients("optional") : ""))
        + servers;
  }

  private static boolean isPattern(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
  }

  private String clients(String how) {
    return """
          ssl_verify_client %s;
          ssl_verify_depth 3;
          ssl_client_certificate %s;
      """
        .formatted(how, server.path(server.certificates().roots(List.of())));
  }

  private String certificates(Tls tls) {
    String chosen = "$certificate_" + number;
    server.map(TlsNames.map(server, tls, chosen));
    return TlsNames.directives(tls, chosen);
  }

  private String options() {
    return listener.tls() == null ? "" : listener.tls().http2() ? " ssl http2" : " ssl";
  }

  private String listen(String options, boolean first) {
    StringBuilder lines = new StringBuilder();
    for (String address : front == null ? server.addresses(listener) : List.of(front)) {
      lines.append("    listen ").append(address).append(options);
      lines.append(front == null ? "" : " proxy_protocol");
      lines.append(first ? " default_server backlog=4096" : "").append(";\n");
    }
    return front == null
        ? lines.toString()
        : lines + "    set_real_ip_from unix:;\n    real_ip_header proxy_protocol;\n";
  }

  private String one(String names, String listen, String inside, String tls) {
    return "  server {\n%s    server_name %s;\n%s    set $port %d;\n    include %s;\n  }\n"
        .formatted(
            listen,
            names.isEmpty() ? "\"\"" : names,
            tls,
            listener.port(),
            NginxText.quoted(inside));
  }
}
