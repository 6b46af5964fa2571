package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tls;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The program that stands before nginx where an unknown server name resets the connection. */
final class ServerNameFront {

  private static final String PROGRAM = "front.py";

  private final HostServer server;
  private final Listener listener;
  private final int number;

  ServerNameFront(HostServer server, Listener listener, int number) {
    this.server = server;
    this.listener = listener;
    this.number = number;
  }

  /** Adds it, and returns the address on which nginx listens behind it. */
  String add(Tls tls) {
    String socket = server.path("run/front-%s-%d.sock".formatted(server.namespace(), number));
    List<Plan.Listening> listens =
        Site.addresses(server.host(), listener).stream()
            .map(address -> new Plan.Listening(address.getHostAddress(), listener.port()))
            .toList();
    String settings =
        server.file(
            "front" + number + ".json",
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "listens",
                        listens.stream()
                            .map(at -> Map.of("address", at.address(), "port", at.port()))
                            .toList(),
                        "socket",
                        socket,
                        "names",
                        List.copyOf(TlsNames.expressions(tls, server.certificates()).keySet()),
                        "nameless",
                        tls.withoutServerName() != null)));
    String program = server.program(PROGRAM);
    server.service(
        new Plan.Service(
            "front-%s-%d".formatted(server.namespace(), number),
            server.namespace(),
            List.of("python3", program, settings),
            listens,
            settings));
    return "unix:" + socket;
  }
}
