package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which cables a network needs, and the addresses that only the routers have among themselves.
 *
 * <ul>
 *   <li>one from each host and vantage to its segment's router, {@code eth0} there and called like
 *       the namespace at the router; one more for each segment that a host is attached to
 *   <li>one from each router to the core, {@code core} at the router
 *   <li>one from each router to that of each appliance elsewhere that its routes name
 *   <li>one from each router to itself, {@code noway} and {@code nobody}: nothing ever passes it;
 *       what is routed there meets the filters first and is refused by them
 * </ul>
 */
final class Cabling {

  /** The namespace between the routers. */
  static final String CORE = "core";

  /** A router's interface to the core. */
  static final String UP = "core";

  /** Where a router sends what has no way. */
  static final String NO_WAY = "noway";

  /** Where a router sends what is for an address of its segment that nobody has. */
  static final String NOBODY = "nobody";

  /** What hosts take for their router's address; every router has it. */
  static final String GATEWAY = "169.254.1.1";

  static final String GATEWAY_V6 = "fe80::1";

  /** What routers take for a host's address, whatever others it has. */
  static final String HOST = "169.254.1.3";

  static final String HOST_V6 = "fe80::3";
  static final String CORE_ADDRESS = "169.254.1.2";

  private static final int ROUTERS_PER_NET = 200;

  private final Site site;
  private final Map<Segment, Map<String, Port>> ports = new LinkedHashMap<>();
  private final Map<Segment, Set<Host>> steered = new LinkedHashMap<>();
  private final Map<String, List<String>> interfaces = new LinkedHashMap<>();

  /** Finds out which cables a network needs. */
  Cabling(Site site, Ways ways) {
    this.site = site;
    Network network = site.network();
    network
        .segments()
        .forEach(
            segment -> {
              ports.put(segment, new LinkedHashMap<>());
              steered.put(segment, new LinkedHashSet<>());
            });
    for (Host host : network.hosts()) {
      add(ways.segment(host.segment()), site.namespace(host), host);
      for (Attachment attachment : host.attachments()) {
        add(ways.segment(attachment.segment()), site.namespace(host), host);
      }
    }
    for (Map.Entry<String, VantageAddresses.Place> vantage : site.vantages().entrySet()) {
      if (site.hostOf(vantage.getValue()).isEmpty()) {
        add(ways.segment(vantage.getValue().segment()), site.namespace(vantage.getKey()), null);
      }
    }
    for (Segment segment : network.segments()) {
      for (Route route : segment.routes()) {
        Host appliance = route.via() == null ? null : ways.host(route.via());
        if (appliance != null
            && appliance.forwards()
            && ways.segment(appliance.segment()) != segment) {
          steered(segment).add(appliance);
        }
      }
    }
  }

  /**
   * Where a host or vantage is connected to a router.
   *
   * @param namespace its namespace, and the router's interface
   * @param own its own interface
   * @param host the host; null for a vantage that is none
   */
  record Port(String namespace, String own, @Nullable Host host) {}

  private void add(Segment segment, String namespace, @Nullable Host host) {
    Map<String, Port> there = ports.get(segment);
    if (there != null && !there.containsKey(namespace)) {
      List<String> own = interfaces.computeIfAbsent(namespace, name -> new ArrayList<>());
      Port port = new Port(namespace, "eth" + own.size(), host);
      own.add(port.own());
      there.put(namespace, port);
    }
  }

  /** Returns what is connected to a segment's router. */
  List<Port> ports(Segment segment) {
    Map<String, Port> there = ports.get(segment);
    return there == null ? List.of() : List.copyOf(there.values());
  }

  /** Returns the interfaces of a host's or vantage's namespace. */
  List<String> interfaces(String namespace) {
    return List.copyOf(interfaces.getOrDefault(namespace, List.of()));
  }

  /** Returns the appliances in other segments that a segment's routes lead to. */
  Set<Host> steered(Segment segment) {
    return steered.computeIfAbsent(segment, s -> new LinkedHashSet<>());
  }

  /** Returns a router's interface to an appliance in another segment. */
  String towards(Host appliance) {
    return "to-" + site.namespace(appliance);
  }

  /** Returns the interface by which what is for an appliance comes from another segment. */
  String from(Segment segment, Host appliance) {
    return site.namespace(segment) + "-" + site.namespace(appliance);
  }

  /** Returns the address that only a segment's router has. */
  String router(Segment segment) {
    int number = site.network().segments().indexOf(segment);
    return "169.254.%d.%d".formatted(2 + number / ROUTERS_PER_NET, 1 + number % ROUTERS_PER_NET);
  }

  /** Returns the IPv6 address that only a segment's router has, so that it can refuse something. */
  String routerV6(Segment segment) {
    return "fdff:706c:7562::" + Integer.toHexString(1 + site.network().segments().indexOf(segment));
  }

  /** Adds all cables to a plan. */
  void addTo(PlanBuilder plan, Ways ways) {
    for (Segment segment : site.network().segments()) {
      String router = site.namespace(segment);
      ports(segment)
          .forEach(p -> plan.wire(new Plan.Wire(p.namespace(), p.own(), router, p.namespace())));
      plan.wire(new Plan.Wire(router, UP, CORE, router));
      plan.wire(new Plan.Wire(router, NO_WAY, router, NOBODY));
      for (Host appliance : steered(segment)) {
        plan.wire(
            new Plan.Wire(
                router,
                towards(appliance),
                site.namespace(ways.segment(appliance.segment())),
                from(segment, appliance)));
      }
    }
  }
}
