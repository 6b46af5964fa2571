package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every resource the address that the platform would give it, so that what is read before a
 * deployment is what is read after it.
 */
final class Assignment {

  private final AzureTopology topology;
  private final AddressPlan plan;
  private final Subnets subnets;
  private final Map<Object, JsonObject> origins;

  private Assignment(AzureTopology topology, Map<Object, JsonObject> origins) {
    this.topology = topology;
    this.plan = AddressPlan.of(topology);
    this.subnets = Subnets.of(topology);
    this.origins = origins;
  }

  /**
   * Returns a topology with every address told; the same where a subnet has no room for them, which
   * is a problem to be told by whoever checks it.
   *
   * @param origins where the records come from; added to for the records that are made anew
   */
  static AzureTopology complete(AzureTopology topology, Map<Object, JsonObject> origins) {
    return hasRoom(topology) ? new Assignment(topology, origins).complete() : topology;
  }

  /** Returns the addresses of all resources; null where a subnet has no room for them. */
  static @Nullable AddressPlan plan(AzureTopology topology) {
    return hasRoom(topology) ? AddressPlan.of(topology) : null;
  }

  private static boolean hasRoom(AzureTopology topology) {
    Map<String, Integer> needed = AddressPlan.needed(topology);
    for (Subnets.Placed placed : Subnets.of(topology).all()) {
      int needs = needed.getOrDefault(placed.name(), 0);
      if (needs > 0) {
        Cidr prefix = firstOfFour(placed.subnet());
        if (prefix == null || Subnets.usable(prefix) < needs) {
          return false;
        }
      }
    }
    return true;
  }

  private static @Nullable Cidr firstOfFour(VirtualNetwork.Subnet subnet) {
    return subnet.prefixes().stream()
        .filter(p -> p.address().getAddress().length == 4)
        .findFirst()
        .orElse(subnet.prefixes().isEmpty() ? null : subnet.prefixes().get(0));
  }

  private AzureTopology complete() {
    return topology.toBuilder()
        .apiManagement(topology.apiManagement().stream().map(this::service).toList())
        .applicationGateways(topology.applicationGateways().stream().map(this::gateway).toList())
        .azureFirewalls(topology.azureFirewalls().stream().map(this::firewall).toList())
        .loadBalancers(topology.loadBalancers().stream().map(this::balancer).toList())
        .dnsResolvers(topology.dnsResolvers().stream().map(this::resolver).toList())
        .networkInterfaces(topology.networkInterfaces().stream().map(this::nic).toList())
        .privateEndpoints(topology.privateEndpoints().stream().map(this::endpoint).toList())
        .build();
  }

  private <T> T made(T record, Object from) {
    JsonObject origin = origins.get(from);
    if (origin != null) {
      origins.put(record, origin);
    }
    return record;
  }

  private @Nullable InetAddress address(
      Object owner, @Nullable String subnet, @Nullable InetAddress given) {
    return given == null && subnets.find(subnet).isPresent() && plan.has(owner)
        ? plan.of(owner)
        : given;
  }

  private ApiManagementService service(ApiManagementService s) {
    // One that is integrated for outbound calls has a subnet, but no address of its own in it.
    boolean injected = NetworkMode.of(s).isInjected();
    List<AdditionalLocation> locations = new ArrayList<>();
    for (AdditionalLocation l : s.additionalLocations()) {
      locations.add(
          made(
              new AdditionalLocation(
                  l.location(),
                  l.capacity(),
                  l.subnet(),
                  injected ? address(l, l.subnet(), l.privateIPAddress()) : l.privateIPAddress(),
                  l.publicIPAddress(),
                  l.zones(),
                  l.disableGateway()),
              l));
    }
    return made(
        new ApiManagementService(
            s.name(),
            s.sku(),
            s.capacity(),
            s.location(),
            s.virtualNetworkType(),
            s.subnet(),
            injected ? address(s, s.subnet(), s.privateIPAddress()) : s.privateIPAddress(),
            s.publicIPAddress(),
            s.publicNetworkAccess(),
            s.platformVersion(),
            s.zones(),
            locations,
            s.disableGateway(),
            s.hostnameConfigurations(),
            s.apis(),
            s.unknownHost()),
        s);
  }

  private ApplicationGateway gateway(ApplicationGateway g) {
    List<ApplicationGateway.FrontendIPConfiguration> frontends = new ArrayList<>();
    for (ApplicationGateway.FrontendIPConfiguration f : g.frontendIPConfigurations()) {
      frontends.add(
          f.publicIPAddress() != null
              ? f
              : made(
                  new ApplicationGateway.FrontendIPConfiguration(
                      f.name(), null, address(f, g.subnet(), f.privateIPAddress())),
                  f));
    }
    return made(g.toBuilder().frontendIPConfigurations(frontends).build(), g);
  }

  private AzureFirewall firewall(AzureFirewall f) {
    return made(
        new AzureFirewall(
            f.name(),
            f.subnet(),
            address(f, f.subnet(), f.privateIPAddress()),
            f.publicIPAddresses(),
            f.firewallPolicy(),
            f.ruleCollections(),
            f.managementSubnet()),
        f);
  }

  private LoadBalancer balancer(LoadBalancer b) {
    List<LoadBalancer.FrontendIPConfiguration> frontends = new ArrayList<>();
    for (LoadBalancer.FrontendIPConfiguration f : b.frontendIPConfigurations()) {
      frontends.add(
          made(
              new LoadBalancer.FrontendIPConfiguration(
                  f.name(),
                  f.subnet(),
                  address(f, f.subnet(), f.privateIPAddress()),
                  f.publicIPAddress()),
              f));
    }
    return made(
        new LoadBalancer(
            b.name(),
            frontends,
            b.backendAddressPools(),
            b.loadBalancingRules(),
            b.probes(),
            b.inboundNatRules(),
            b.outboundPools(),
            b.sku()),
        b);
  }

  private DnsResolver resolver(DnsResolver r) {
    List<DnsResolver.InboundEndpoint> endpoints = new ArrayList<>();
    for (DnsResolver.InboundEndpoint e : r.inboundEndpoints()) {
      endpoints.add(
          made(
              new DnsResolver.InboundEndpoint(
                  e.name(), e.subnet(), address(e, e.subnet(), e.privateIPAddress())),
              e));
    }
    return made(new DnsResolver(r.name(), r.virtualNetwork(), endpoints, r.outboundEndpoints()), r);
  }

  private NetworkInterface nic(NetworkInterface n) {
    List<NetworkInterface.IpConfiguration> configurations = new ArrayList<>();
    for (NetworkInterface.IpConfiguration c : n.ipConfigurations()) {
      configurations.add(
          made(
              new NetworkInterface.IpConfiguration(
                  c.name(),
                  c.subnet(),
                  address(c, c.subnet(), c.privateIPAddress()),
                  c.publicIPAddress(),
                  c.applicationSecurityGroups()),
              c));
    }
    return made(
        new NetworkInterface(
            n.name(),
            n.virtualMachine(),
            configurations,
            n.networkSecurityGroup(),
            n.enableIPForwarding(),
            n.dnsServers(),
            n.services()),
        n);
  }

  private PrivateEndpoint endpoint(PrivateEndpoint e) {
    return made(
        new PrivateEndpoint(
            e.name(),
            e.subnet(),
            address(e, e.subnet(), e.privateIPAddress()),
            e.service(),
            e.groupIds(),
            e.connectionState(),
            e.privateDnsZoneGroup(),
            e.applicationSecurityGroups()),
        e);
  }
}
