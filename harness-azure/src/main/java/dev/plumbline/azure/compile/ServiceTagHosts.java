package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The services of the platform that service tags stand for, as hosts of the internet: so that a
 * flow to them, or from them, can be made. Only those are there that rules, routes and service
 * endpoints name, and what API Management depends on.
 */
final class ServiceTagHosts {

  /** What the virtual network reference of API Management lists. */
  private static final List<String> OF_API_MANAGEMENT =
      List.of(
          "ApiManagement",
          "AzureActiveDirectory",
          "AzureConnectors",
          "AzureKeyVault",
          "AzureMonitor",
          "AzureTrafficManager",
          "EventHub",
          "Sql",
          "Storage");

  private ServiceTagHosts() {}

  static void add(NetworkParts parts) {
    AzureTopology topology = parts.topology;
    ServiceTags tags = ServiceTags.of(topology);
    List<String> regions = ServiceTags.regions(topology);
    for (String tag : used(topology)) {
      List<InetAddress> addresses = tags.addresses(tag, regions);
      if (!addresses.isEmpty()) {
        List<Listener> listeners =
            ServiceTags.ports(tag).stream()
                .map(p -> new Listener(p, List.of(), null, 0, null, null, new Tcp("", true)))
                .toList();
        parts.add(
            new Host(
                Platform.SERVICE_TAG_HOST + ServiceTags.withoutRegion(tag),
                Platform.INTERNET,
                addresses,
                List.of(),
                false,
                null,
                listeners,
                List.of()));
      }
    }
  }

  /** Returns the tags without their regions, as Azure writes them. */
  private static Set<String> used(AzureTopology topology) {
    Set<String> used = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    if (!topology.apiManagement().isEmpty()) {
      used.addAll(OF_API_MANAGEMENT);
    }
    for (NetworkSecurityGroup group : topology.networkSecurityGroups()) {
      for (SecurityRule rule : group.securityRules()) {
        rule.sourceAddressPrefixes().forEach(t -> used.add(ServiceTags.withoutRegion(t)));
        rule.destinationAddressPrefixes().forEach(t -> used.add(ServiceTags.withoutRegion(t)));
      }
    }
    for (RouteTable table : topology.routeTables()) {
      table.routes().forEach(r -> used.add(ServiceTags.withoutRegion(r.addressPrefix())));
    }
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      for (Subnet subnet : vnet.subnets()) {
        subnet.serviceEndpoints().stream()
            .flatMap(s -> ServiceTags.ofServiceEndpoint(s).stream())
            .forEach(used::add);
      }
    }
    return used;
  }
}
