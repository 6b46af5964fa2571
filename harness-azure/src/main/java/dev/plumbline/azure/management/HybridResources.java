package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.Connection.ConnectionType;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.FirewallPolicy;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import dev.plumbline.azure.model.FirewallPolicy.FirewallProtocol;
import dev.plumbline.azure.model.FirewallPolicy.NatRule;
import dev.plumbline.azure.model.FirewallPolicy.NetworkRule;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollection;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes gateways, connections, circuits, private clouds, and Azure Firewalls with their rules. */
final class HybridResources {

  private static final String PEERING = "AzurePrivatePeering";

  private final Estate estate;
  private final ResourceIds ids;

  HybridResources(Estate estate) {
    this.estate = estate;
    this.ids = estate.ids;
  }

  void add() {
    estate.topology.azureFirewalls().forEach(this::firewall);
    estate.topology.firewallPolicies().forEach(this::policy);
    estate.topology.virtualNetworkGateways().forEach(this::gateway);
    estate.topology.localNetworkGateways().forEach(this::site);
    estate.topology.connections().forEach(this::connection);
    estate.topology.expressRouteCircuits().forEach(this::circuit);
    estate.topology.vmwarePrivateClouds().forEach(this::cloud);
  }

  private void firewall(AzureFirewall firewall) {
    List<Object> addresses = new ArrayList<>();
    List<@Nullable String> publicAddresses = new ArrayList<>(firewall.publicIPAddresses());
    if (publicAddresses.isEmpty()) {
      publicAddresses.add(null);
    }
    for (String address : publicAddresses) {
      boolean first = addresses.isEmpty();
      addresses.add(
          Fields.of()
              .with("name", "configuration" + addresses.size())
              .with(
                  "properties",
                  Fields.of()
                      .with("privateIPAddress", first ? estate.addresses.of(firewall) : null)
                      .with("subnet", first ? estate.subnet(firewall.subnet()) : null)
                      .with("publicIPAddress", estate.publicAddress(address)))
              .map());
    }
    estate.add(
        ResourceTypes.FIREWALL,
        firewall.name(),
        estate.regionOf(firewall.subnet()),
        Fields.of(),
        Fields.of()
            .with("sku", Map.of("name", "AZFW_VNet", "tier", "Standard"))
            .with("threatIntelMode", "Alert")
            .with("ipConfigurations", addresses)
            .with(
                "managementIpConfiguration",
                firewall.managementSubnet() == null
                    ? null
                    : Fields.of()
                        .with("name", "management")
                        .with(
                            "properties",
                            Fields.of().with("subnet", estate.subnet(firewall.managementSubnet()))))
            .with(
                "firewallPolicy",
                estate.reference(ResourceTypes.FIREWALL_POLICY, firewall.firewallPolicy()))
            .each(
                "natRuleCollections",
                firewall.ruleCollections().stream().filter(c -> !c.natRules().isEmpty()).toList(),
                one -> classic(one, "Dnat", one.natRules(), this::natRule))
            .each(
                "networkRuleCollections",
                firewall.ruleCollections().stream()
                    .filter(c -> !c.networkRules().isEmpty())
                    .toList(),
                one ->
                    classic(one, Fields.word(one.action()), one.networkRules(), this::networkRule))
            .each(
                "applicationRuleCollections",
                firewall.ruleCollections().stream()
                    .filter(c -> !c.applicationRules().isEmpty())
                    .toList(),
                one ->
                    classic(
                        one,
                        Fields.word(one.action()),
                        one.applicationRules(),
                        this::applicationRule)));
  }

  private static <T> Fields classic(
      RuleCollection collection, String action, List<T> rules, Function<T, Fields> shape) {
    return Fields.of()
        .with("name", collection.name())
        .with(
            "properties",
            Fields.of()
                .with("priority", collection.priority())
                .with("action", Map.of("type", action))
                .each("rules", rules, shape));
  }

  private static String protocol(FirewallProtocol protocol) {
    return protocol == FirewallProtocol.ANY ? "Any" : protocol.name();
  }

  private Fields networkRule(NetworkRule rule) {
    return Fields.of()
        .with("name", rule.name())
        .with("ruleType", "NetworkRule")
        .each("ipProtocols", rule.ipProtocols(), HybridResources::protocol)
        .with("sourceAddresses", rule.sourceAddresses())
        .with("destinationAddresses", rule.destinationAddresses())
        .some("destinationFqdns", rule.destinationFqdns(), one -> one)
        .with(
            "destinationPorts",
            rule.destinationPorts().isEmpty()
                ? List.of("*")
                : rule.destinationPorts().stream().map(PortRange::toString).toList());
  }

  private Fields applicationRule(ApplicationRule rule) {
    return Fields.of()
        .with("name", rule.name())
        .with("ruleType", "ApplicationRule")
        .with("sourceAddresses", rule.sourceAddresses())
        .each(
            "protocols",
            rule.protocols(),
            one -> Fields.of().with("protocolType", one.protocolType()).with("port", one.port()))
        .with("targetFqdns", rule.targetFqdns())
        .some("fqdnTags", rule.fqdnTags(), one -> one);
  }

  private Fields natRule(NatRule rule) {
    return Fields.of()
        .with("name", rule.name())
        .with("ruleType", "NatRule")
        .each("ipProtocols", rule.ipProtocols(), HybridResources::protocol)
        .with("sourceAddresses", rule.sourceAddresses())
        .with("destinationAddresses", List.of(rule.destinationAddress().getHostAddress()))
        .with("destinationPorts", List.of(Integer.toString(rule.destinationPort())))
        .with("translatedAddress", rule.translatedAddress())
        .with("translatedFqdn", rule.translatedFqdn())
        .with("translatedPort", Integer.toString(rule.translatedPort()));
  }

  private void policy(FirewallPolicy policy) {
    String id = ids.of(ResourceTypes.FIREWALL_POLICY, policy.name());
    estate.add(
        ResourceTypes.FIREWALL_POLICY,
        policy.name(),
        Fields.of()
            .with("sku", Map.of("tier", "Standard"))
            .with(
                "basePolicy", estate.reference(ResourceTypes.FIREWALL_POLICY, policy.basePolicy()))
            .with(
                "ruleCollectionGroups",
                Fields.ids(
                    policy.ruleCollectionGroups().stream()
                        .map(group -> id + "/ruleCollectionGroups/" + group.name())
                        .toList()))
            .with(
                "snat",
                policy.privateRanges().isEmpty()
                    ? null
                    : Map.of("privateRanges", policy.privateRanges()))
            .with(
                "dnsSettings",
                Fields.of()
                    .with("enableProxy", policy.dnsProxy())
                    .each("servers", policy.dnsServers(), server -> server)));
    for (FirewallPolicy.RuleCollectionGroup group : policy.ruleCollectionGroups()) {
      estate.part(
          id + "/ruleCollectionGroups/" + group.name(),
          Fields.of()
              .with("priority", group.priority())
              .each("ruleCollections", group.ruleCollections(), this::collection));
    }
  }

  private Fields collection(RuleCollection collection) {
    boolean nat = !collection.natRules().isEmpty();
    List<Object> rules = new ArrayList<>();
    collection.natRules().forEach(rule -> rules.add(natRule(rule).map()));
    collection.networkRules().forEach(rule -> rules.add(networkRule(rule).map()));
    collection.applicationRules().forEach(rule -> rules.add(applicationRule(rule).map()));
    return Fields.of()
        .with("name", collection.name())
        .with("priority", collection.priority())
        .with(
            "ruleCollectionType",
            nat ? "FirewallPolicyNatRuleCollection" : "FirewallPolicyFilterRuleCollection")
        .with("action", Map.of("type", nat ? "DNAT" : Fields.word(collection.action())))
        .with("rules", rules);
  }

  private void gateway(VirtualNetworkGateway gateway) {
    List<@Nullable String> publicAddresses = new ArrayList<>(gateway.publicIPAddresses());
    if (publicAddresses.isEmpty()) {
      publicAddresses.add(null);
    }
    List<Object> configurations = new ArrayList<>();
    for (String address : publicAddresses) {
      configurations.add(
          Fields.of()
              .with("name", "configuration" + configurations.size())
              .with(
                  "properties",
                  Fields.of()
                      .with("privateIPAllocationMethod", "Dynamic")
                      .with("subnet", estate.subnet(gateway.subnet()))
                      .with("publicIPAddress", estate.publicAddress(address)))
              .map());
    }
    estate.add(
        ResourceTypes.VIRTUAL_NETWORK_GATEWAY,
        gateway.name(),
        estate.regionOf(gateway.subnet()),
        Fields.of(),
        Fields.of()
            .with("gatewayType", gateway.gatewayType())
            .with("vpnType", "RouteBased")
            .with("enableBgp", gateway.enableBgp())
            .with("ipConfigurations", configurations)
            .with(
                "vpnClientConfiguration",
                gateway.vpnClientAddressPool().isEmpty()
                    ? null
                    : Fields.of()
                        .with(
                            "vpnClientAddressPool",
                            NetworkResources.prefixes(gateway.vpnClientAddressPool()))));
  }

  private void site(LocalNetworkGateway site) {
    estate.add(
        ResourceTypes.LOCAL_NETWORK_GATEWAY,
        site.name(),
        Fields.of()
            .with("localNetworkAddressSpace", NetworkResources.prefixes(site.addressPrefixes()))
            .with("gatewayIpAddress", site.gatewayIpAddress()));
  }

  private void connection(Connection connection) {
    ConnectionType type = connection.connectionType();
    estate.add(
        ResourceTypes.CONNECTION,
        connection.name(),
        Fields.of()
            .with(
                "connectionType",
                switch (type) {
                  case IPSEC -> "IPsec";
                  case EXPRESS_ROUTE -> "ExpressRoute";
                  case VNET2VNET -> "Vnet2Vnet";
                })
            .with("connectionStatus", "Connected")
            .with(
                "virtualNetworkGateway1",
                estate.reference(
                    ResourceTypes.VIRTUAL_NETWORK_GATEWAY, connection.virtualNetworkGateway()))
            .with(
                switch (type) {
                  case IPSEC -> "localNetworkGateway2";
                  case EXPRESS_ROUTE -> "peer";
                  case VNET2VNET -> "virtualNetworkGateway2";
                },
                estate.reference(
                    switch (type) {
                      case IPSEC -> ResourceTypes.LOCAL_NETWORK_GATEWAY;
                      case EXPRESS_ROUTE -> ResourceTypes.EXPRESS_ROUTE_CIRCUIT;
                      case VNET2VNET -> ResourceTypes.VIRTUAL_NETWORK_GATEWAY;
                    },
                    connection.peer())));
  }

  private void circuit(ExpressRouteCircuit circuit) {
    String id = ids.of(ResourceTypes.EXPRESS_ROUTE_CIRCUIT, circuit.name());
    List<Map<String, Object>> peerings = new ArrayList<>();
    if (circuit.privatePeering()) {
      peerings.add(
          estate.part(
              id + "/peerings/" + PEERING,
              Fields.of()
                  .with("peeringType", PEERING)
                  .with("state", "Enabled")
                  .each(
                      "connections",
                      circuit.globalReach(),
                      other ->
                          Fields.of()
                              .with("name", other.replace('/', '-'))
                              .with(
                                  "properties",
                                  Fields.of()
                                      .with(
                                          "expressRouteCircuitPeering",
                                          Map.of("id", id + "/peerings/" + PEERING))
                                      .with(
                                          "peerExpressRouteCircuitPeering",
                                          Map.of(
                                              "id",
                                              ids.of(ResourceTypes.EXPRESS_ROUTE_CIRCUIT, other)
                                                  + "/peerings/"
                                                  + PEERING))
                                      .with("circuitConnectionStatus", "Connected")))));
    }
    estate.add(
        ResourceTypes.EXPRESS_ROUTE_CIRCUIT,
        circuit.name(),
        Fields.of()
            .with("circuitProvisioningState", "Enabled")
            .with("serviceProviderProvisioningState", "Provisioned")
            .with("peerings", peerings));
  }

  private void cloud(VmwarePrivateCloud cloud) {
    String id = ids.of(ResourceTypes.PRIVATE_CLOUD, cloud.name());
    estate.add(
        ResourceTypes.PRIVATE_CLOUD,
        cloud.name(),
        Fields.of()
            .with("networkBlock", cloud.networkBlock().toString())
            .with(
                "circuit",
                cloud.circuit() == null
                    ? null
                    : Fields.of()
                        .with(
                            "expressRouteID",
                            ids.of(ResourceTypes.EXPRESS_ROUTE_CIRCUIT, cloud.circuit()))));
    for (VmwarePrivateCloud.Segment segment : cloud.segments()) {
      Cidr prefix = segment.prefix();
      estate.part(
          id + "/workloadNetworks/default/segments/" + segment.name(),
          Fields.of()
              .with("displayName", segment.name())
              .with("status", "SUCCESS")
              .with("subnet", Map.of("gatewayAddress", gatewayOf(prefix))));
    }
  }

  /** The gateway of a segment has the first address, told with the length of the prefix. */
  private static String gatewayOf(Cidr prefix) {
    return Subnets.addressAt(prefix, 1).getHostAddress() + "/" + prefix.length();
  }
}
