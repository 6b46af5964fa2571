package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Plan.Listening;
import dev.plumbline.containers.plan.Plan.Namespace;
import dev.plumbline.containers.plan.Plan.Origin;
import dev.plumbline.containers.plan.Plan.Place;
import dev.plumbline.containers.plan.Plan.Service;
import dev.plumbline.containers.plan.Plan.Stream;
import dev.plumbline.containers.plan.Plan.Wire;
import java.util.List;
import java.util.Map;

/**
 * A client and a server with a router between them: bytes are echoed on port 7 and greeted on port
 * 13, a program answers on 8000, the router drops what goes to port 9, and knows no way to
 * 10.9.0.0/16.
 */
final class TinyNetwork {

  static final String CLIENT = "10.1.0.4";
  static final String SERVER = "10.1.0.5";
  static final String SERVER_6 = "fd00::5";

  private TinyNetwork() {}

  static Plan plan(String directory, List<Service> services) {
    return new Plan(
        Map.of("hello.txt", "hello"),
        List.of(
            new Namespace(
                "router",
                true,
                Map.of(),
                List.of(
                    "addr add 169.254.1.1/32 dev client",
                    "addr add fe80::1/64 dev client",
                    "addr add 169.254.1.1/32 dev server",
                    "addr add fe80::1/64 dev server",
                    "route add 10.1.0.4/32 dev client",
                    "route add fd00::4/128 dev client",
                    "route add 10.1.0.5/32 dev server",
                    "route add fd00::5/128 dev server",
                    "route add unreachable 10.9.0.0/16"),
                """
                table inet plumbline {
                  chain forwarding {
                    type filter hook forward priority 0; policy accept;
                    tcp dport 9 drop
                    udp dport 9 drop
                  }
                }
                """),
            end("client", CLIENT, "fd00::4"),
            end("server", SERVER, SERVER_6)),
        List.of(
            new Wire("client", "eth0", "router", "client"),
            new Wire("server", "eth0", "router", "server")),
        List.of(
            new Origin(
                "server",
                "server",
                List.of(),
                List.of(
                    new Stream(
                        List.of(new Listening(SERVER, 7), new Listening(SERVER_6, 7)),
                        null,
                        "",
                        true),
                    new Stream(List.of(new Listening(SERVER, 13)), null, "hello\n", false)))),
        services,
        Map.of(
            "client", new Place("client", CLIENT, "fd00::4"),
            "server", new Place("server", SERVER, SERVER_6)));
  }

  private static Namespace end(String name, String v4, String v6) {
    return new Namespace(
        name,
        false,
        Map.of(),
        List.of(
            "addr add " + v4 + "/32 dev eth0",
            "addr add " + v6 + "/128 dev eth0",
            "route add default via 169.254.1.1 dev eth0 onlink src " + v4,
            "route add ::/0 via fe80::1 dev eth0 src " + v6),
        "");
  }
}
