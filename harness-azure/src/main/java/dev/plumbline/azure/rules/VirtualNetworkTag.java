package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the tag {@code VirtualNetwork} holds in each subnet: the address space, that of peers to
 * which access is allowed, what gateways know of (a default route that they learn included), the
 * platform's host address, and the prefixes of user-defined routes.
 *
 * <p>Routes that lead to the internet do not widen it: they name what is outside.
 */
final class VirtualNetworkTag {

  private final AzureTopology topology;
  private final ServiceTags tags;
  private final Peerings peerings;
  private final Map<String, Set<Cidr>> ofNetworks = new HashMap<>();
  private final Map<Set<Cidr>, List<Cidr>> shared = new HashMap<>();
  private final Map<String, List<Cidr>> ofSubnets = new HashMap<>();

  VirtualNetworkTag(AzureTopology topology, ServiceTags tags) {
    this.topology = topology;
    this.tags = tags;
    this.peerings = Peerings.of(topology);
  }

  /** Returns the prefixes; the same list for subnets in which they are the same. */
  synchronized List<Cidr> of(Placed subnet) {
    List<Cidr> known = ofSubnets.get(subnet.name());
    if (known == null) {
      known = find(subnet);
      ofSubnets.put(subnet.name(), known);
    }
    return known;
  }

  private List<Cidr> find(Placed subnet) {
    Set<Cidr> all =
        new LinkedHashSet<>(
            ofNetworks.computeIfAbsent(subnet.virtualNetwork().name(), n -> network(subnet)));
    String table = subnet.subnet().routeTable();
    if (table != null) {
      topology.routeTables().stream()
          .filter(t -> t.name().equals(table))
          .flatMap(t -> t.routes().stream())
          .filter(r -> r.nextHopType() != NextHopType.INTERNET)
          .forEach(r -> all.addAll(prefixes(r)));
    }
    return shared.computeIfAbsent(all, List::copyOf);
  }

  private Set<Cidr> network(Placed subnet) {
    Set<Cidr> all = new LinkedHashSet<>(subnet.virtualNetwork().addressSpace());
    for (Peerings.Peer peer : peerings.of(subnet.virtualNetwork().name())) {
      if (peer.peering().allowVirtualNetworkAccess()) {
        all.addAll(peer.virtualNetwork().addressSpace());
      }
    }
    peerings.learned(topology, subnet.virtualNetwork()).forEach(route -> all.add(route.prefix()));
    all.add(ServiceTags.HOST);
    return all;
  }

  private List<Cidr> prefixes(RouteTable.Route route) {
    return tags.isTag(route.addressPrefix())
        ? tags.prefixes(route.addressPrefix())
        : List.of(Cidr.of(route.addressPrefix()));
  }
}
