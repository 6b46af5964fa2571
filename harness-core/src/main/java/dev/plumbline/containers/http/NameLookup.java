package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Upstream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program by which a gateway, and the probes it sends, look up the names of backends. It is
 * asked at the loopback interface, with a label before the name that is another one for each
 * request: nginx would keep what it was told, for a second at least. The label tells how long its
 * servers may take, too.
 */
final class NameLookup {

  private static final String PROGRAM = "lookup.py";
  private static final int PORT = 5399;

  /** Where the servers are silent, nginx has given up before it is told what it knew before. */
  private static final Duration BEYOND_NGINX = Duration.ofSeconds(1);

  /** What is left for a name beside the longest label. */
  private static final int LONGEST = 189;

  private final HostServer server;

  NameLookup(HostServer server) {
    this.server = server;
  }

  /** Returns whether a host has backends with names, and somebody to ask for them. */
  static boolean isNeeded(Site site, Host host) {
    return !servers(site, host).isEmpty()
        && host.upstreams().stream()
            .flatMap(upstream -> upstream.members().stream())
            .anyMatch(member -> !IpAddresses.isLiteral(member));
  }

  private static List<InetAddress> servers(Site site, Host host) {
    return host.resolvers().isEmpty() ? site.segment(host.segment()).resolvers() : host.resolvers();
  }

  /** Returns where the program of a host is asked. */
  static InetSocketAddress asked(Host host) {
    return new InetSocketAddress(
        IpAddresses.parse(has(host, Inet4Address.class) ? "127.0.0.1" : "::1"), PORT);
  }

  private static boolean has(Host host, Class<?> family) {
    return host.addresses().stream().anyMatch(family::isInstance);
  }

  /** Returns the directive by which nginx asks it. */
  static String resolver(Host host) {
    String address = NginxText.address(asked(host).getAddress().getHostAddress());
    return "  resolver %s:%d%s;\n"
        .formatted(address, PORT, has(host, Inet6Address.class) ? "" : " ipv6=off");
  }

  /**
   * Returns the host that nginx is told to ask for a member.
   *
   * @param timeout how long it waits for what it is told
   */
  static String member(String member, Duration timeout) {
    return IpAddresses.isLiteral(member)
        ? NginxText.address(member)
        : labelled("${request_id}", timeout.plus(BEYOND_NGINX), NginxText.plain(member));
  }

  /**
   * Returns what the program is asked for instead of a name.
   *
   * @param unique letters and digits that no other look-up of the host has, 32 at most
   * @param patience how long the DNS servers may take
   */
  static String labelled(String unique, Duration patience, String name) {
    return unique + "-" + Math.max(1, patience.toMillis()) + "." + name;
  }

  /** Adds the program. */
  void add() {
    Host host = server.host();
    host.upstreams().forEach(this::refuseLong);
    String address = asked(host).getAddress().getHostAddress();
    String settings =
        server.file(
            "lookup.json",
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "address",
                        address,
                        "port",
                        PORT,
                        "servers",
                        servers(server.site(), host).stream()
                            .map(InetAddress::getHostAddress)
                            .toList(),
                        "v4",
                        has(host, Inet4Address.class),
                        "v6",
                        has(host, Inet6Address.class))));
    server.service(
        new Plan.Service(
            "lookup-" + server.namespace(),
            server.namespace(),
            List.of("python3", server.program(PROGRAM), settings),
            List.of(new Plan.Listening(address, PORT)),
            settings));
  }

  private void refuseLong(Upstream upstream) {
    if (upstream.members().stream().anyMatch(member -> member.length() > LONGEST)) {
      server.cannot(
          "upstream \"%s\" has a member whose name is longer than %d characters"
              .formatted(upstream.name(), LONGEST));
    }
  }
}
