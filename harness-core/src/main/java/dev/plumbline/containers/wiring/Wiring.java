package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network's namespaces, cables, routes and filters: what decides the fate of a connection before
 * any server sees it.
 *
 * <p>Every host and vantage has a cable to the router of its segment, every router one to the core.
 * On its way a connection is asked for a way and by the filters of where it starts at the one
 * router, for links in the core, and by the filters of where it ends at the other router, as {@link
 * Network#fate} asks.
 */
public final class Wiring {

  /** What the names of hosts as places start with, so that they are never those of vantages. */
  public static final String HOST = "host:";

  /** An answer that comes first opens nothing; a source may be this router's own address. */
  static final Map<String, String> ROUTER_SETTINGS =
      Map.of("netfilter/nf_conntrack_tcp_loose", "0", "ipv4/conf/all/accept_local", "1");

  private static final Set<Fault.Kind> BROKEN_CONNECTIONS =
      Set.of(
          Fault.Kind.LATENCY,
          Fault.Kind.HALF_OPEN,
          Fault.Kind.RESET_AFTER,
          Fault.Kind.TRUNCATED_TLS,
          Fault.Kind.SLOW_RESPONSE);

  private final Site site;

  /** Makes the wiring of a site. */
  public Wiring(Site site) {
    this.site = site;
  }

  /** Adds all of it to a plan. */
  public void addTo(PlanBuilder plan) {
    Ways ways = new Ways(site);
    Cabling cabling = new Cabling(site, ways);
    Witnesses witnesses = new Witnesses(site, ways, cabling);
    witnesses.checkTheirNumber(plan);
    Map<String, String> faults = new FaultRules(site).scripts(Set.of());
    limits(plan);
    for (Segment segment : site.network().segments()) {
      plan.namespace(
          new Plan.Namespace(
              site.namespace(segment),
              true,
              ROUTER_SETTINGS,
              new SegmentRoutes(site, ways, cabling, segment).lines(),
              new SegmentFilters(site, ways, cabling, witnesses, segment).script()
                  + (site.network().faults().isEmpty()
                      ? ""
                      : of(faults, site.namespace(segment)))));
    }
    new CoreRouter(site, ways, cabling)
        .addTo(plan, site.network().faults().isEmpty() ? "" : of(faults, Cabling.CORE));
    for (Host host : site.network().hosts()) {
      new HostNamespace(site, ways, cabling, witnesses, host)
          .addTo(plan, site.network().faults().isEmpty() ? "" : of(faults, site.namespace(host)));
      List<InetAddress> starting = HostNamespace.starting(host);
      plan.place(
          HOST + host.name(),
          new Plan.Place(site.namespace(host), first(starting, true), first(starting, false)));
    }
    vantages(plan, ways);
    cabling.addTo(plan, ways);
  }

  private static String of(Map<String, String> faults, String namespace) {
    return faults.getOrDefault(namespace, "");
  }

  private static @Nullable String first(List<InetAddress> addresses, boolean v4) {
    List<InetAddress> ofFamily = NftText.ofFamily(addresses, v4);
    return ofFamily.isEmpty() ? null : ofFamily.get(0).getHostAddress();
  }

  private void vantages(PlanBuilder plan, Ways ways) {
    List<String> made = new ArrayList<>();
    for (Map.Entry<String, VantageAddresses.Place> vantage : site.vantages().entrySet()) {
      VantageAddresses.Place place = vantage.getValue();
      String namespace = site.namespace(vantage.getKey());
      List<InetAddress> addresses =
          Stream.of(place.v4(), ways.v6() ? place.v6() : null)
              .filter(Objects::nonNull)
              .map(InetAddress.class::cast)
              .toList();
      plan.place(
          vantage.getKey(),
          new Plan.Place(namespace, first(addresses, true), first(addresses, false)));
      if (site.hostOf(place).isEmpty()) {
        addresses.forEach(address -> alone(plan, vantage.getKey(), address));
      }
      if (site.hostOf(place).isEmpty() && !made.contains(namespace)) {
        made.add(namespace);
        List<String> lines =
            new ArrayList<>(HostNamespace.uplink(addresses, "eth0", addresses, ways.v6()));
        // No host has its address: what it sends there itself comes to nobody.
        lines.addAll(HostNamespace.outside(addresses, List.of(), addresses, 1));
        plan.namespace(new Plan.Namespace(namespace, false, HostNamespace.SETTINGS, lines, ""));
      }
    }
  }

  /** Notes where a host that is not there has a vantage's address: it would answer to itself. */
  private void alone(PlanBuilder plan, String vantage, InetAddress address) {
    for (Host host : site.network().hosts()) {
      if (Site.addresses(host).contains(address)) {
        plan.cannot(
            "vantage \"%s\" in segment \"%s\": its address %s is one of host \"%s\" in segment \"%s\""
                .formatted(
                    vantage,
                    Objects.requireNonNull(site.vantages().get(vantage)).segment(),
                    address.getHostAddress(),
                    host.name(),
                    host.segment()));
      }
    }
  }

  private void limits(PlanBuilder plan) {
    for (Link link : site.network().links()) {
      if (!link.latency().isZero()) {
        plan.cannot(
            "link \"%s\" -> \"%s\": latency %s".formatted(link.from(), link.to(), link.latency()));
      }
    }
    for (Fault fault : site.network().faults()) {
      if (BROKEN_CONNECTIONS.contains(fault.kind())) {
        plan.cannot("fault " + fault);
      }
    }
    for (Mesh mesh : site.network().meshes()) {
      if (!mesh.latency().isZero()) {
        plan.cannot("mesh \"%s\": latency %s".formatted(mesh.name(), mesh.latency()));
      }
    }
  }
}
