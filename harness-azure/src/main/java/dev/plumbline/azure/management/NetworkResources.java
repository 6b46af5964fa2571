package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.ApplicationSecurityGroup;
import dev.plumbline.azure.model.DdosProtectionPlan;
import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.PortRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes virtual networks, security groups, route tables, network interfaces with their machines,
 * and public addresses.
 */
final class NetworkResources {

  private final Estate estate;
  private final ResourceIds ids;

  NetworkResources(Estate estate) {
    this.estate = estate;
    this.ids = estate.ids;
  }

  void add() {
    estate.topology.virtualNetworks().forEach(this::virtualNetwork);
    for (DdosProtectionPlan plan : estate.topology.ddosProtectionPlans()) {
      estate.add("Microsoft.Network/ddosProtectionPlans", plan.name(), Fields.of());
    }
    estate.topology.networkSecurityGroups().forEach(this::securityGroup);
    for (ApplicationSecurityGroup group : estate.topology.applicationSecurityGroups()) {
      estate.add(ResourceTypes.APPLICATION_SECURITY_GROUP, group.name(), Fields.of());
    }
    estate.topology.routeTables().forEach(this::routeTable);
    estate.topology.publicIPAddresses().forEach(this::publicAddress);
    estate.topology.natGateways().forEach(this::natGateway);
    estate.topology.networkInterfaces().forEach(this::networkInterface);
    machines();
  }

  private void virtualNetwork(VirtualNetwork network) {
    String id = ids.of(ResourceTypes.VIRTUAL_NETWORK, network.name());
    estate.add(
        ResourceTypes.VIRTUAL_NETWORK,
        network.name(),
        network.location() == null ? estate.region : network.location(),
        Fields.of(),
        Fields.of()
            .with("resourceGuid", NameBasedId.guid(id))
            .with("addressSpace", prefixes(network.addressSpace()))
            .with(
                "dhcpOptions",
                network.dnsServers().isEmpty()
                    ? null
                    : Fields.of().each("dnsServers", network.dnsServers(), server -> server))
            .each("subnets", network.subnets(), subnet -> subnet(network, id, subnet))
            .each("virtualNetworkPeerings", network.peerings(), peering -> peering(id, peering))
            .with("enableDdosProtection", network.ddosProtectionPlan() != null)
            .with(
                "ddosProtectionPlan",
                estate.reference(
                    "Microsoft.Network/ddosProtectionPlans", network.ddosProtectionPlan())));
  }

  static Fields prefixes(List<Cidr> prefixes) {
    return Fields.of().each("addressPrefixes", prefixes, Cidr::toString);
  }

  private Map<String, Object> subnet(VirtualNetwork network, String networkId, Subnet subnet) {
    String id = networkId + "/subnets/" + subnet.name();
    List<Cidr> prefixes = subnet.prefixes();
    List<String> configurations = new ArrayList<>();
    for (NetworkInterface nic : estate.topology.networkInterfaces()) {
      for (NetworkInterface.IpConfiguration one : nic.ipConfigurations()) {
        if (ids.subnet(one.subnet()).equals(id)) {
          configurations.add(
              ids.of(ResourceTypes.NETWORK_INTERFACE, nic.name())
                  + "/ipConfigurations/"
                  + one.name());
        }
      }
    }
    List<String> endpoints =
        estate.topology.privateEndpoints().stream()
            .filter(endpoint -> ids.subnet(endpoint.subnet()).equals(id))
            .map(endpoint -> ids.of(ResourceTypes.PRIVATE_ENDPOINT, endpoint.name()))
            .toList();
    return estate.part(
        id,
        Fields.of()
            .with("addressPrefix", prefixes.size() == 1 ? prefixes.get(0).toString() : null)
            .some("addressPrefixes", prefixes.size() == 1 ? List.of() : prefixes, Cidr::toString)
            .with(
                "networkSecurityGroup",
                estate.reference(
                    ResourceTypes.NETWORK_SECURITY_GROUP, subnet.networkSecurityGroup()))
            .with("routeTable", estate.reference(ResourceTypes.ROUTE_TABLE, subnet.routeTable()))
            .with("natGateway", estate.reference(ResourceTypes.NAT_GATEWAY, subnet.natGateway()))
            .some("ipConfigurations", Fields.ids(configurations), one -> one)
            .some("privateEndpoints", Fields.ids(endpoints), one -> one)
            .each(
                "serviceEndpoints",
                subnet.serviceEndpoints(),
                service ->
                    Fields.of()
                        .with("provisioningState", "Succeeded")
                        .with("service", service)
                        .with("locations", List.of("*")))
            .each(
                "delegations",
                subnet.delegations(),
                service ->
                    Fields.of()
                        .with("id", id + "/delegations/" + service.replace('/', '.'))
                        .with("name", service.replace('/', '.'))
                        .with(
                            "properties",
                            Fields.of()
                                .with("provisioningState", "Succeeded")
                                .with("serviceName", service)))
            .with("privateEndpointNetworkPolicies", subnet.privateEndpointNetworkPolicies())
            .with("privateLinkServiceNetworkPolicies", "Enabled")
            .with("defaultOutboundAccess", subnet.defaultOutboundAccess() ? null : false));
  }

  private Map<String, Object> peering(String networkId, VirtualNetworkPeering peering) {
    Fields remote = Fields.of();
    estate.topology.virtualNetworks().stream()
        .filter(network -> network.name().equals(peering.remoteVirtualNetwork()))
        .findFirst()
        .ifPresent(
            network -> remote.each("addressPrefixes", network.addressSpace(), Cidr::toString));
    return estate.part(
        networkId + "/virtualNetworkPeerings/" + peering.name(),
        Fields.of()
            .with("peeringState", peering.peeringState())
            .with("peeringSyncLevel", "FullyInSync")
            .with(
                "remoteVirtualNetwork",
                estate.reference(ResourceTypes.VIRTUAL_NETWORK, peering.remoteVirtualNetwork()))
            .with("allowVirtualNetworkAccess", peering.allowVirtualNetworkAccess())
            .with("allowForwardedTraffic", peering.allowForwardedTraffic())
            .with("allowGatewayTransit", peering.allowGatewayTransit())
            .with("useRemoteGateways", peering.useRemoteGateways())
            .with("remoteAddressSpace", remote));
  }

  private void securityGroup(NetworkSecurityGroup group) {
    String id = ids.of(ResourceTypes.NETWORK_SECURITY_GROUP, group.name());
    estate.add(
        ResourceTypes.NETWORK_SECURITY_GROUP,
        group.name(),
        Fields.of()
            .with("resourceGuid", NameBasedId.guid(id))
            .each(
                "securityRules",
                group.securityRules(),
                rule -> estate.part(id + "/securityRules/" + rule.name(), rule(rule)))
            .each(
                "defaultSecurityRules",
                Stream.of(Direction.INBOUND, Direction.OUTBOUND)
                    .flatMap(direction -> DefaultSecurityRules.of(direction).stream())
                    .toList(),
                rule -> estate.part(id + "/defaultSecurityRules/" + rule.name(), rule(rule)))
            .some(
                "subnets",
                Fields.ids(subnetsWith(s -> group.name().equals(s.networkSecurityGroup()))),
                one -> one)
            .some(
                "networkInterfaces",
                Fields.ids(
                    estate.topology.networkInterfaces().stream()
                        .filter(nic -> group.name().equals(nic.networkSecurityGroup()))
                        .map(nic -> ids.of(ResourceTypes.NETWORK_INTERFACE, nic.name()))
                        .toList()),
                one -> one));
  }

  private List<String> subnetsWith(Function<Subnet, Boolean> attached) {
    return estate.subnets.all().stream()
        .filter(placed -> attached.apply(placed.subnet()))
        .map(Placed::name)
        .map(ids::subnet)
        .toList();
  }

  private Fields rule(SecurityRule rule) {
    Fields fields =
        Fields.of()
            .with(
                "protocol",
                rule.protocol() == SecurityRuleProtocol.ANY ? "*" : Fields.word(rule.protocol()));
    ports(fields, "source", rule.sourcePortRanges());
    ports(fields, "destination", rule.destinationPortRanges());
    addresses(
        fields, "source", rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups());
    addresses(
        fields,
        "destination",
        rule.destinationAddressPrefixes(),
        rule.destinationApplicationSecurityGroups());
    return fields
        .with("access", rule.access())
        .with("priority", rule.priority())
        .with("direction", rule.direction());
  }

  private static void ports(Fields fields, String side, List<PortRange> ranges) {
    List<String> texts =
        ranges.isEmpty() ? List.of("*") : ranges.stream().map(PortRange::toString).toList();
    oneOrMore(fields, side + "PortRange", side + "PortRanges", texts);
  }

  private void addresses(
      Fields fields, String side, List<String> prefixes, List<String> applicationGroups) {
    if (applicationGroups.isEmpty()) {
      oneOrMore(fields, side + "AddressPrefix", side + "AddressPrefixes", prefixes);
    } else {
      fields
          .each(side + "AddressPrefixes", List.<String>of(), one -> one)
          .with(
              side + "ApplicationSecurityGroups",
              Fields.ids(ids.all(ResourceTypes.APPLICATION_SECURITY_GROUP, applicationGroups)));
    }
  }

  /** The platform shows one value as one, and several as an array. */
  static void oneOrMore(Fields fields, String single, String plural, List<String> values) {
    if (values.size() == 1) {
      fields.with(single, values.get(0));
    }
    fields.each(plural, values.size() == 1 ? List.of() : values, one -> one);
  }

  private void routeTable(RouteTable table) {
    String id = ids.of(ResourceTypes.ROUTE_TABLE, table.name());
    estate.add(
        ResourceTypes.ROUTE_TABLE,
        table.name(),
        Fields.of()
            .with("disableBgpRoutePropagation", table.disableBgpRoutePropagation())
            .each(
                "routes",
                table.routes(),
                route ->
                    estate.part(
                        id + "/routes/" + route.name(),
                        Fields.of()
                            .with("addressPrefix", route.addressPrefix())
                            .with("nextHopType", route.nextHopType())
                            .with("nextHopIpAddress", route.nextHopIpAddress())
                            .with("hasBgpOverride", false)))
            .some(
                "subnets",
                Fields.ids(subnetsWith(s -> table.name().equals(s.routeTable()))),
                one -> one));
  }

  private void publicAddress(PublicIPAddress address) {
    String fqdn = address.fqdn();
    estate.add(
        ResourceTypes.PUBLIC_IP_ADDRESS,
        address.name(),
        estate.region,
        Fields.of()
            .with("sku", Fields.of().with("name", address.sku()).with("tier", "Regional"))
            .some("zones", address.zones(), zone -> zone),
        Fields.of()
            .with("ipAddress", address.ipAddress())
            .with("publicIPAllocationMethod", address.publicIPAllocationMethod())
            .with(
                "publicIPAddressVersion",
                address.ipAddress().getAddress().length == 4 ? "IPv4" : "IPv6")
            .with("idleTimeoutInMinutes", 4)
            .with(
                "dnsSettings",
                fqdn == null
                    ? null
                    : Fields.of()
                        .with("domainNameLabel", fqdn.replaceAll("\\..*", ""))
                        .with("fqdn", fqdn))
            .with("ddosSettings", Fields.of().with("protectionMode", address.ddosProtection()))
            .with("ipConfiguration", Fields.id(user(address))));
  }

  /** Returns the IP configuration that has a public address, where it is that of an interface. */
  private @Nullable String user(PublicIPAddress address) {
    for (NetworkInterface nic : estate.topology.networkInterfaces()) {
      for (NetworkInterface.IpConfiguration one : nic.ipConfigurations()) {
        if (address.name().equals(one.publicIPAddress())) {
          return ids.of(ResourceTypes.NETWORK_INTERFACE, nic.name())
              + "/ipConfigurations/"
              + one.name();
        }
      }
    }
    return null;
  }

  private void natGateway(NatGateway gateway) {
    estate.add(
        ResourceTypes.NAT_GATEWAY,
        gateway.name(),
        estate.region,
        Fields.of().with("sku", Map.of("name", "Standard")),
        Fields.of()
            .with("idleTimeoutInMinutes", 4)
            .with(
                "publicIpAddresses",
                Fields.ids(ids.all(ResourceTypes.PUBLIC_IP_ADDRESS, gateway.publicIPAddresses())))
            .with("subnets", Fields.ids(subnetsWith(s -> gateway.name().equals(s.natGateway())))));
  }

  private void networkInterface(NetworkInterface nic) {
    String id = ids.of(ResourceTypes.NETWORK_INTERFACE, nic.name());
    List<Object> configurations = new ArrayList<>();
    for (NetworkInterface.IpConfiguration one : nic.ipConfigurations()) {
      String own = id + "/ipConfigurations/" + one.name();
      configurations.add(
          Fields.of()
              .with("id", own)
              .with("name", one.name())
              .with("type", ResourceTypes.NETWORK_INTERFACE + "/ipConfigurations")
              .with(
                  "properties",
                  Fields.of()
                      .with("provisioningState", "Succeeded")
                      .with("privateIPAddress", estate.addresses.of(one))
                      .with(
                          "privateIPAllocationMethod",
                          one.privateIPAddress() == null ? "Dynamic" : "Static")
                      .with("privateIPAddressVersion", "IPv4")
                      .with("primary", configurations.isEmpty())
                      .with("subnet", estate.subnet(one.subnet()))
                      .with("publicIPAddress", estate.publicAddress(one.publicIPAddress()))
                      .some(
                          "applicationSecurityGroups",
                          Fields.ids(
                              ids.all(
                                  ResourceTypes.APPLICATION_SECURITY_GROUP,
                                  one.applicationSecurityGroups())),
                          group -> group)
                      .some(
                          "loadBalancerBackendAddressPools",
                          Fields.ids(pools(nic, one)),
                          pool -> pool)
                      .some(
                          "loadBalancerInboundNatRules",
                          Fields.ids(natRules(nic, one)),
                          rule -> rule)
                      .some(
                          "applicationGatewayBackendAddressPools",
                          Fields.ids(gatewayPools(own)),
                          pool -> pool))
              .map());
    }
    estate.add(
        ResourceTypes.NETWORK_INTERFACE,
        nic.name(),
        estate.regionOf(nic.ipConfigurations().get(0).subnet()),
        Fields.of(),
        Fields.of()
            .with("resourceGuid", NameBasedId.guid(id))
            .with("ipConfigurations", configurations)
            .with(
                "dnsSettings",
                Fields.of()
                    .each("dnsServers", nic.dnsServers(), server -> server)
                    .each("appliedDnsServers", nic.dnsServers(), server -> server))
            .with("enableAcceleratedNetworking", false)
            .with("enableIPForwarding", nic.enableIPForwarding())
            .with(
                "networkSecurityGroup",
                estate.reference(ResourceTypes.NETWORK_SECURITY_GROUP, nic.networkSecurityGroup()))
            .with("primary", true)
            .with(
                "virtualMachine",
                estate.reference(ResourceTypes.VIRTUAL_MACHINE, nic.virtualMachine()))
            .with("nicType", "Standard"));
  }

  /** Pools have interfaces as members, each by its first configuration. */
  private List<String> pools(NetworkInterface nic, NetworkInterface.IpConfiguration one) {
    return nic.ipConfigurations().get(0) != one
        ? List.of()
        : estate.topology.loadBalancers().stream()
            .flatMap(
                balancer ->
                    balancer.backendAddressPools().stream()
                        .filter(pool -> pool.networkInterfaces().contains(nic.name()))
                        .map(
                            pool ->
                                ids.of(ResourceTypes.LOAD_BALANCER, balancer.name())
                                    + "/backendAddressPools/"
                                    + pool.name()))
            .toList();
  }

  private List<String> natRules(NetworkInterface nic, NetworkInterface.IpConfiguration one) {
    return nic.ipConfigurations().get(0) != one
        ? List.of()
        : estate.topology.loadBalancers().stream()
            .flatMap(
                balancer ->
                    balancer.inboundNatRules().stream()
                        .filter(rule -> nic.name().equals(rule.networkInterface()))
                        .map(
                            rule ->
                                ids.of(ResourceTypes.LOAD_BALANCER, balancer.name())
                                    + "/inboundNatRules/"
                                    + rule.name()))
            .toList();
  }

  private List<String> gatewayPools(String configuration) {
    return estate.topology.applicationGateways().stream()
        .flatMap(
            gateway ->
                gateway.backendAddressPools().stream()
                    .filter(
                        pool ->
                            pool.backendIPConfigurations().stream()
                                .anyMatch(one -> ids.ipConfiguration(one).equals(configuration)))
                    .map(
                        pool ->
                            ids.of(ResourceTypes.APPLICATION_GATEWAY, gateway.name())
                                + "/backendAddressPools/"
                                + pool.name()))
        .toList();
  }

  private void machines() {
    Map<String, List<String>> interfaces = new LinkedHashMap<>();
    for (NetworkInterface nic : estate.topology.networkInterfaces()) {
      if (nic.virtualMachine() != null) {
        interfaces
            .computeIfAbsent(nic.virtualMachine(), name -> new ArrayList<>())
            .add(ids.of(ResourceTypes.NETWORK_INTERFACE, nic.name()));
      }
    }
    interfaces.forEach(
        (name, nics) ->
            estate.add(
                ResourceTypes.VIRTUAL_MACHINE,
                name,
                Fields.of()
                    .with("vmId", NameBasedId.guid(name))
                    .with("networkProfile", Map.of("networkInterfaces", Fields.ids(nics)))));
  }
}
