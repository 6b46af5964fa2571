package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.azure.rules.OutboundAccess;
import dev.plumbline.azure.rules.OutboundAccess.Limit;
import dev.plumbline.azure.rules.Prefixes;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Virtual networks as segments, one for each subnet, with their routes, filters and peerings. */
final class VirtualNetworkCompiler {

  private final NetworkParts parts;
  private final SubnetRoutes routes;
  private final OutboundAccess outbound;

  private VirtualNetworkCompiler(NetworkParts parts) {
    this.parts = parts;
    this.outbound = OutboundAccess.of(parts.topology, parts.addresses);
    this.routes = new SubnetRoutes(EffectiveRoutes.of(parts.topology), new NextHops(parts), parts);
  }

  static void add(NetworkParts parts) {
    VirtualNetworkCompiler compiler = new VirtualNetworkCompiler(parts);
    for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
      List<Placed> subnets = parts.subnets.of(vnet);
      subnets.forEach(compiler::add);
      parts.mesh(vnet.name(), names(subnets));
      vnet.peerings().forEach(peering -> compiler.add(vnet, peering));
    }
  }

  private static List<String> names(List<Placed> subnets) {
    return subnets.stream().map(Placed::name).toList();
  }

  private void add(Placed placed) {
    parts.add(
        new Segment(
            placed.name(),
            placed.subnet().prefixes(),
            false,
            IpAddresses.parse(Platform.RESOLVER),
            egress(placed.subnet()),
            rules(placed),
            routes.of(placed),
            List.of(),
            // A NAT gateway comes before public addresses of the hosts themselves.
            placed.subnet().natGateway() == null));
    outbound(placed);
    parts.link(Platform.INTERNET, placed.name());
    parts.link(placed.name(), Platform.SEGMENT);
    if (!sharesAddresses(placed)) {
      parts.link(Platform.SEGMENT, placed.name());
    }
  }

  /**
   * Networks that are not peered may have the same addresses. Then nobody could tell which of them
   * the platform's resolver would forward questions to, and it forwards to neither.
   */
  private boolean sharesAddresses(Placed placed) {
    return parts.subnets.all().stream()
        .filter(other -> other.virtualNetwork() != placed.virtualNetwork())
        .flatMap(other -> other.subnet().prefixes().stream())
        .anyMatch(p -> placed.subnet().prefixes().stream().anyMatch(p::overlaps));
  }

  /** A peering opens the way to the other side, once both sides have one. */
  private void add(VirtualNetwork vnet, VirtualNetworkPeering peering) {
    for (VirtualNetwork remote : parts.topology.virtualNetworks()) {
      Optional<VirtualNetworkPeering> back =
          remote.name().equals(peering.remoteVirtualNetwork())
              ? remote.peerings().stream()
                  .filter(p -> p.remoteVirtualNetwork().equals(vnet.name()))
                  .findFirst()
              : Optional.empty();
      if (back.isEmpty() || !isUp(peering) || !isUp(back.get())) {
        continue;
      }
      List<String> here = names(parts.subnets.of(vnet));
      List<String> there = names(parts.subnets.of(remote));
      if (peering.allowVirtualNetworkAccess() && back.get().allowVirtualNetworkAccess()) {
        if (vnet.name().compareTo(remote.name()) < 0) {
          List<String> both = new ArrayList<>(here);
          both.addAll(there);
          parts.mesh("peering " + vnet.name() + " " + remote.name(), both);
        }
      } else if (peering.allowVirtualNetworkAccess()) {
        here.forEach(from -> there.forEach(to -> parts.link(from, to)));
      }
    }
  }

  private static boolean isUp(VirtualNetworkPeering peering) {
    return peering.peeringState() == PeeringState.CONNECTED;
  }

  private InetAddress egress(Subnet subnet) {
    for (NatGateway gateway : parts.topology.natGateways()) {
      if (gateway.name().equals(subnet.natGateway())) {
        for (PublicIPAddress address : parts.topology.publicIPAddresses()) {
          if (gateway.publicIPAddresses().contains(address.name())) {
            return address.ipAddress();
          }
        }
      }
    }
    return OutboundAddresses.byLoadBalancer(parts, subnet)
        .orElseGet(() -> IpAddresses.parse(Platform.DEFAULT_OUTBOUND));
  }

  private void outbound(Placed placed) {
    Optional<Limit> limit = outbound.limit(placed);
    if (limit.isEmpty()) {
      parts.link(placed.name(), Platform.INTERNET);
      return;
    }
    List<Cidr> addresses = limit.get().addresses().stream().map(SecurityRules::host).toList();
    List<Cidr> let = addresses;
    if (limit.get().all()) {
      let =
          limit.get().passedOn()
              ? Prefixes.allBut(addresses)
              : Prefixes.without(placed.subnet().prefixes(), addresses);
    }
    // An admission is for somebody: the first address of a subnet is the platform's own.
    Cidr nobody = SecurityRules.host(placed.subnet().prefixes().get(0).address());
    parts.link(
        placed.name(),
        Platform.INTERNET,
        new Admission(limit.get().because(), let.isEmpty() ? List.of(nobody) : let));
  }

  private @Nullable RuleSet rules(Placed placed) {
    RuleSet own = parts.securityRules.of(placed.subnet().networkSecurityGroup(), placed);
    if (own == null || SecurityGroups.filtersPrivateEndpoints(placed.subnet())) {
      return own;
    }
    List<Cidr> endpoints = new ArrayList<>();
    for (PrivateEndpoint endpoint : parts.topology.privateEndpoints()) {
      if (parts.subnets.find(endpoint.subnet()).filter(placed::equals).isPresent()) {
        endpoints.add(SecurityRules.host(parts.addresses.of(endpoint)));
      }
    }
    if (endpoints.isEmpty()) {
      return own;
    }
    List<Rule> inbound = new ArrayList<>();
    inbound.add(
        new Rule(
            "PrivateEndpointNetworkPoliciesDisabled",
            0,
            Action.ALLOW,
            Protocol.ANY,
            List.of(),
            List.of(),
            endpoints,
            List.of()));
    inbound.addAll(own.inbound());
    return new RuleSet(
        own.name(), inbound, own.outbound(), own.otherwiseInbound(), own.otherwiseOutbound());
  }
}
