package dev.plumbline.containers.names;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Host;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What asks other DNS servers for those that forward: the program {@code forwarders.py} in the
 * namespace of each host that sends questions. BIND would order servers by how fast they answer,
 * and could not send from another host.
 */
final class Forwarding {

  private static final String PROGRAM = "forwarders.py";
  private static final int PORT = 53;

  private final Site site;
  private final Map<Host, List<Map<String, @Nullable Object>>> byHost = new LinkedHashMap<>();
  private int sockets;

  Forwarding(Site site) {
    this.site = site;
  }

  /** Returns the addresses at which the forwarders of a DNS server are asked, in their order. */
  List<String> of(Host host, Dns dns) {
    List<String> addresses = new ArrayList<>();
    for (Forwarder forwarder : dns.forwarders()) {
      Map<String, @Nullable Object> asking = new LinkedHashMap<>();
      addresses.add(listening(host, asking));
      Host sender = sender(host, forwarder);
      if (!sender.equals(host)) {
        String socket = "forwarder-" + sockets++ + ".sock";
        asking.put("passTo", socket);
        asking = new LinkedHashMap<>();
        listening(sender, asking);
        asking.put("socket", socket);
      }
      asking.put("servers", forwarder.servers().stream().map(InetAddress::getHostAddress).toList());
      asking.put("serverPort", forwarder.port());
      asking.put("timeout", forwarder.timeout().toNanos() / 1e9);
      asking.put("v4", starting(sender, true));
      asking.put("v6", starting(sender, false));
    }
    return addresses;
  }

  private String listening(Host host, Map<String, @Nullable Object> asking) {
    List<Map<String, @Nullable Object>> all = byHost.computeIfAbsent(host, h -> new ArrayList<>());
    String address = "127.53.%d.%d".formatted(200 + all.size() / 250, 1 + all.size() % 250);
    asking.put("address", address);
    asking.put("port", PORT);
    all.add(asking);
    return address;
  }

  private Host sender(Host host, Forwarder forwarder) {
    return site.network().hosts().stream()
        .filter(other -> other.name().equals(forwarder.from()))
        .findFirst()
        .orElse(host);
  }

  /** Returns the address that what a host opens starts from; null when it has none. */
  private static @Nullable String starting(Host host, boolean v4) {
    Stream<InetAddress> addresses =
        host.instances() == null
            ? host.addresses().stream()
            : host.instances().addresses().stream();
    return addresses
        .filter(address -> address instanceof Inet4Address == v4)
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse(null);
  }

  /** Adds the programs. */
  void addTo(PlanBuilder plan) {
    if (byHost.isEmpty()) {
      return;
    }
    String program = plan.program(Forwarding.class, PROGRAM);
    byHost.forEach(
        (host, all) -> {
          all.forEach(
              asking ->
                  Stream.of("passTo", "socket")
                      .filter(asking::containsKey)
                      .forEach(key -> asking.compute(key, (k, path) -> path(plan, path))));
          String name = "forwarders-" + site.namespace(host);
          String path = plan.file(name + ".json", JsonMapper.shared().writeValueAsString(all));
          plan.service(
              new Plan.Service(
                  name,
                  site.namespace(host),
                  List.of("python3", program, path),
                  all.stream()
                      .map(one -> new Plan.Listening(String.valueOf(one.get("address")), PORT))
                      .toList(),
                  path));
        });
  }

  private static String path(PlanBuilder plan, @Nullable Object socket) {
    return plan.path((String) Objects.requireNonNull(socket));
  }
}
