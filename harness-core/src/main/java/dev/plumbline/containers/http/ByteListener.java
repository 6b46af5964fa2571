package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import java.util.List;

/** A listener for bare bytes: served behind nginx where it speaks TLS, and else without it. */
final class ByteListener {

  private final HostServer server;
  private final Listener listener;
  private final Tcp tcp;
  private final int number;

  ByteListener(HostServer server, Listener listener, Tcp tcp, int number) {
    this.server = server;
    this.listener = listener;
    this.tcp = tcp;
    this.number = number;
  }

  /** Adds it. */
  void add() {
    Tls tls = listener.tls();
    if (tls == null) {
      server.stream(
          new Plan.Stream(
              Site.addresses(server.host(), listener).stream()
                  .map(a -> new Plan.Listening(a.getHostAddress(), listener.port()))
                  .toList(),
              null,
              tcp.banner(),
              tcp.echo()));
      return;
    }
    if (tls.onUnknownSni() != UnknownSni.DEFAULT_CERTIFICATE
        || !tls.clientCertificateNames().isEmpty()) {
      server.cannot(
          "port %d has bare bytes behind TLS that depends on the server name"
              .formatted(listener.port()));
    }
    String socket = server.path("run/bytes-%s-%d.sock".formatted(server.namespace(), number));
    server.stream(new Plan.Stream(List.of(), socket, tcp.banner(), tcp.echo()));
    String chosen = "$certificate_" + number;
    StringBuilder listen = new StringBuilder();
    server
        .addresses(listener)
        .forEach(a -> listen.append("    listen ").append(a).append(" ssl backlog=4096;\n"));
    String clients =
        tls.clientCertificate()
            ? "    ssl_verify_client on;\n    ssl_verify_depth 3;\n    ssl_client_certificate %s;\n"
                .formatted(server.path(server.certificates().roots(List.of())))
            : "";
    server.byteServers(
        TlsNames.map(server, tls, chosen)
            + "  server {\n%s%s%s    proxy_pass unix:%s;\n  }\n"
                .formatted(listen, TlsNames.directives(tls, chosen), clients, socket));
  }
}
