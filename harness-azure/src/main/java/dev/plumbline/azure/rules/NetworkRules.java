package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The security groups and routes of a topology together, made ready once and asked often: the fate
 * of a flow from one end to the other, and of its answer.
 *
 * <ul>
 *   <li>Routes are looked up in the subnet that a packet leaves, again at each virtual appliance,
 *       and at the gateway for what comes from outside.
 *   <li>Security groups are asked on the way out and on the way in, at appliances as well; never
 *       about the answer.
 *   <li>Appliances, firewalls and the edges of sites are stateful: each must see the flow and its
 *       answer, or neither.
 *   <li>What comes in by a public address must be answered from it: where the routes lead the
 *       answer through an appliance or a gateway, it is lost (forced tunnelling).
 *   <li>What an Azure Firewall's own rules say is not asked here.
 * </ul>
 */
public final class NetworkRules {

  /** The name of the internet as the source of a flow. */
  public static final String INTERNET = "internet";

  /** The name of the segment in which the platform's resolver is; a subnet cannot bear it. */
  public static final String PLATFORM = "azure-platform";

  /** What the internet sees of flows from inside; of the block for documentation (RFC 5737). */
  static final InetAddress SOME_PUBLIC_ADDRESS = IpAddresses.parse("192.0.2.1");

  private final AzureTopology topology;
  private final Subnets subnets;
  private final ServiceTags tags;
  private final SecurityGroups security;
  private final EffectiveRoutes routes;
  private final Peerings peerings;
  private final OutboundAccess outbound;
  private final Map<InetAddress, Appliance> appliances = new HashMap<>();
  private final Map<InetAddress, Published> published = new HashMap<>();
  private final Map<InetAddress, String> outOnly = new HashMap<>();
  private final Map<String, HybridRoutes.Outside> outside = new HashMap<>();

  private NetworkRules(AzureTopology topology) {
    this.topology = topology;
    this.subnets = Subnets.of(topology);
    this.tags = ServiceTags.of(topology);
    this.security = SecurityGroups.of(topology);
    this.routes = EffectiveRoutes.of(topology);
    this.peerings = Peerings.of(topology);
    AddressPlan plan = AddressPlan.of(topology);
    this.outbound = OutboundAccess.of(topology, plan);
    for (NetworkInterface nic : topology.networkInterfaces()) {
      for (IpConfiguration ip : nic.ipConfigurations()) {
        InetAddress address = plan.of(ip);
        appliances.put(
            address, new Appliance(nic.name(), ip.subnet(), address, nic.enableIPForwarding()));
        publish(ip.publicIPAddress(), ip.subnet(), address);
      }
    }
    for (AzureFirewall firewall : topology.azureFirewalls()) {
      InetAddress address = plan.of(firewall);
      appliances.put(address, new Appliance(firewall.name(), firewall.subnet(), address, true));
    }
    for (ApiManagementService service : topology.apiManagement()) {
      // One that is integrated for outbound calls has no address of its own.
      if (service.virtualNetworkType() == VirtualNetworkType.EXTERNAL
          && service.subnet() != null
          && plan.has(service)) {
        publish(service.publicIPAddress(), service.subnet(), plan.of(service));
      }
    }
    for (NatGateway gateway : topology.natGateways()) {
      topology.publicIPAddresses().stream()
          .filter(address -> gateway.publicIPAddresses().contains(address.name()))
          .forEach(address -> outOnly.put(address.ipAddress(), gateway.name()));
    }
    for (HybridRoutes.Outside network : HybridRoutes.outside(topology)) {
      network.parts().forEach(part -> outside.put(part.segment(), network));
    }
  }

  private void publish(@Nullable String name, String subnet, InetAddress address) {
    for (PublicIPAddress candidate : topology.publicIPAddresses()) {
      if (candidate.name().equals(name)) {
        published.put(candidate.ipAddress(), new Published(subnet, address));
      }
    }
  }

  /** Something that forwards, if it may. */
  record Appliance(String name, String subnet, InetAddress address, boolean forwards) {}

  /** What a public address leads to. */
  record Published(String subnet, InetAddress address) {}

  /**
   * Returns the rules of a valid topology.
   *
   * @throws IllegalArgumentException when a name leads nowhere
   * @throws IllegalStateException when a subnet has too few addresses
   */
  public static NetworkRules of(AzureTopology topology) {
    return new NetworkRules(topology);
  }

  /** Returns the service tags. */
  public ServiceTags serviceTags() {
    return tags;
  }

  /** Returns the security groups. */
  public SecurityGroups securityGroups() {
    return security;
  }

  /** Returns the effective routes. */
  public EffectiveRoutes routes() {
    return routes;
  }

  /**
   * Returns what becomes of a flow and its answer.
   *
   * @param from where it starts: a subnet by its name in the topology, a network outside or one of
   *     its segments, or {@value #INTERNET}
   * @throws IllegalArgumentException when there is no such place
   */
  public FlowEvaluation explain(String from, FiveTuple flow) {
    if (!from.equals(INTERNET) && subnets.find(from).isEmpty() && !outside.containsKey(from)) {
      throw new IllegalArgumentException(
          "no place \""
              + from
              + "\" for flows to start from; there are "
              + INTERNET
              + ", "
              + subnets.names()
              + ", "
              + outside.keySet());
    }
    FlowWalk there = new FlowWalk(this, true).from(from, flow);
    String edgeOf = there.edgeOf();
    if (there.outcome() != FlowEvaluation.Outcome.ALLOWED
        || edgeOf == null && there.translated(from)
        || there.place().equals(FlowWalk.PLATFORM)) {
      return there.evaluation(flow, List.of());
    }
    FiveTuple arrived = there.arrived();
    FiveTuple answer =
        new FiveTuple(
            arrived.destination(),
            arrived.destinationPort(),
            arrived.source(),
            arrived.sourcePort(),
            arrived.protocol());
    FlowWalk back = new FlowWalk(this, false).from(edgeOf == null ? there.place() : edgeOf, answer);
    return there.answeredBy(back, from).evaluation(flow, back.steps());
  }

  Optional<Placed> subnet(String name) {
    return subnets.find(name);
  }

  Optional<Placed> subnetOf(String virtualNetwork, InetAddress address) {
    return subnets.all().stream()
        .filter(s -> s.virtualNetwork().name().equals(virtualNetwork))
        .filter(s -> s.subnet().prefixes().stream().anyMatch(p -> p.contains(address)))
        .findFirst();
  }

  @Nullable Appliance appliance(InetAddress address) {
    return appliances.get(address);
  }

  @Nullable Published published(InetAddress address) {
    return published.get(address);
  }

  /** Returns the NAT gateway that a public address is of; null for none. */
  @Nullable String outOnly(InetAddress address) {
    return outOnly.get(address);
  }

  HybridRoutes.@Nullable Outside outside(String segment) {
    return outside.get(segment);
  }

  OutboundAccess outboundAccess() {
    return outbound;
  }

  Peerings peerings() {
    return peerings;
  }

  AzureTopology topology() {
    return topology;
  }
}
