package dev.plumbline.containers;

import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Network.Host;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One router with everybody at it, and no filter. */
final class FlatWiring {

  private final PlanBuilder plan;
  private final List<String> router = new ArrayList<>();

  private FlatWiring(PlanBuilder plan) {
    this.plan = plan;
  }

  static void addTo(Site site, PlanBuilder plan) {
    FlatWiring wiring = new FlatWiring(plan);
    for (Host host : site.network().hosts()) {
      wiring.end(site.namespace(host), host.name(), Site.addresses(host));
    }
    site.vantages().forEach((name, place) -> wiring.end(site.namespace(name), name, all(place)));
    plan.namespace(new Plan.Namespace("router", true, java.util.Map.of(), wiring.router, ""));
  }

  private static List<InetAddress> all(VantageAddresses.Place place) {
    return Stream.of(place.v4(), place.v6()).filter(Objects::nonNull).toList();
  }

  private void end(String namespace, String name, List<InetAddress> addresses) {
    List<String> ip = new ArrayList<>();
    router.add("addr add 169.254.1.1/32 dev " + namespace);
    router.add("addr add fe80::1/64 dev " + namespace);
    for (InetAddress address : addresses) {
      String text = address.getHostAddress();
      String bits = text.contains(":") ? "/128" : "/32";
      ip.add("addr add " + text + bits + " dev eth0");
      router.add("route add " + text + bits + " dev " + namespace);
    }
    ip.add("route add default via 169.254.1.1 dev eth0 onlink");
    ip.add("route add ::/0 via fe80::1 dev eth0");
    plan.namespace(new Plan.Namespace(namespace, false, java.util.Map.of(), ip, ""));
    plan.wire(new Plan.Wire(namespace, "eth0", "router", namespace));
    plan.place(name, new Plan.Place(namespace, first(addresses, false), first(addresses, true)));
  }

  private static @Nullable String first(List<InetAddress> addresses, boolean six) {
    return addresses.stream()
        .map(InetAddress::getHostAddress)
        .filter(address -> address.contains(":") == six)
        .findFirst()
        .orElse(null);
  }
}
