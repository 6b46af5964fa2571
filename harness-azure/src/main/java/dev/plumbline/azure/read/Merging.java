package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.network.Cidr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Adds what is read from files to what is written by hand.
 *
 * <p>What has one name in both is the one that is written by hand, except for what templates cannot
 * tell and a team adds: what a machine serves, the APIs of a service, where a circuit leads, the
 * workloads of a private cloud.
 */
final class Merging {

  private final Map<Object, JsonObject> origins;

  private Merging(Map<Object, JsonObject> origins) {
    this.origins = origins;
  }

  static AzureTopology merged(
      AzureTopology byHand, AzureTopology read, Map<Object, JsonObject> origins) {
    return new Merging(origins).merged(byHand, read);
  }

  private AzureTopology merged(AzureTopology byHand, AzureTopology read) {
    Map<String, List<Cidr>> tags = new LinkedHashMap<>(read.serviceTags());
    tags.putAll(byHand.serviceTags());
    return byHand.toBuilder()
        .virtualNetworks(all(byHand, read, AzureTopology::virtualNetworks, v -> v.name()))
        .connectedNetworks(all(byHand, read, AzureTopology::connectedNetworks, v -> v.name()))
        .networkSecurityGroups(
            all(byHand, read, AzureTopology::networkSecurityGroups, v -> v.name()))
        .applicationSecurityGroups(
            all(byHand, read, AzureTopology::applicationSecurityGroups, v -> v.name()))
        .routeTables(all(byHand, read, AzureTopology::routeTables, v -> v.name()))
        .networkInterfaces(
            all(byHand, read, AzureTopology::networkInterfaces, v -> v.name(), this::nic))
        .natGateways(all(byHand, read, AzureTopology::natGateways, v -> v.name()))
        .publicIPAddresses(all(byHand, read, AzureTopology::publicIPAddresses, v -> v.name()))
        .ddosProtectionPlans(all(byHand, read, AzureTopology::ddosProtectionPlans, v -> v.name()))
        .privateEndpoints(all(byHand, read, AzureTopology::privateEndpoints, v -> v.name()))
        .privateLinkServices(all(byHand, read, AzureTopology::privateLinkServices, v -> v.name()))
        .platformServices(all(byHand, read, AzureTopology::platformServices, v -> v.name()))
        .privateDnsZones(all(byHand, read, AzureTopology::privateDnsZones, v -> v.name()))
        .dnsZones(all(byHand, read, AzureTopology::dnsZones, v -> v.name()))
        .dnsResolvers(all(byHand, read, AzureTopology::dnsResolvers, v -> v.name()))
        .dnsForwardingRulesets(
            all(byHand, read, AzureTopology::dnsForwardingRulesets, v -> v.name()))
        .trafficManagerProfiles(
            all(byHand, read, AzureTopology::trafficManagerProfiles, v -> v.name()))
        .azureFirewalls(all(byHand, read, AzureTopology::azureFirewalls, v -> v.name()))
        .firewallPolicies(all(byHand, read, AzureTopology::firewallPolicies, v -> v.name()))
        .loadBalancers(all(byHand, read, AzureTopology::loadBalancers, v -> v.name()))
        .virtualNetworkGateways(
            all(byHand, read, AzureTopology::virtualNetworkGateways, v -> v.name()))
        .localNetworkGateways(all(byHand, read, AzureTopology::localNetworkGateways, v -> v.name()))
        .connections(all(byHand, read, AzureTopology::connections, v -> v.name()))
        .expressRouteCircuits(
            all(byHand, read, AzureTopology::expressRouteCircuits, v -> v.name(), this::circuit))
        .vmwarePrivateClouds(
            all(byHand, read, AzureTopology::vmwarePrivateClouds, v -> v.name(), this::cloud))
        .applicationGateways(all(byHand, read, AzureTopology::applicationGateways, v -> v.name()))
        .webApplicationFirewallPolicies(
            all(byHand, read, AzureTopology::webApplicationFirewallPolicies, v -> v.name()))
        .apiManagement(
            all(byHand, read, AzureTopology::apiManagement, v -> v.name(), this::service))
        .serviceTags(tags)
        .build();
  }

  private static <T> List<T> all(
      AzureTopology byHand,
      AzureTopology read,
      Function<AzureTopology, List<T>> kind,
      Function<T, String> name) {
    return all(byHand, read, kind, name, (one, other) -> one);
  }

  /** What is written by hand comes first, so that its places stay those of the document. */
  private static <T> List<T> all(
      AzureTopology byHand,
      AzureTopology read,
      Function<AzureTopology, List<T>> kind,
      Function<T, String> name,
      BinaryOperator<T> joining) {
    Map<String, T> others = new LinkedHashMap<>();
    kind.apply(read).forEach(one -> others.put(name.apply(one), one));
    List<T> all = new ArrayList<>();
    for (T one : kind.apply(byHand)) {
      T other = others.remove(name.apply(one));
      all.add(other == null ? one : joining.apply(one, other));
    }
    all.addAll(others.values());
    return all;
  }

  private <T> T made(T record, Object from) {
    JsonObject origin = origins.get(from);
    if (origin != null) {
      origins.put(record, origin);
    }
    return record;
  }

  private static <T> List<T> both(List<T> one, List<T> other) {
    Set<T> all = new LinkedHashSet<>(one);
    all.addAll(other);
    return List.copyOf(all);
  }

  private NetworkInterface nic(NetworkInterface byHand, NetworkInterface read) {
    if (!byHand.ipConfigurations().isEmpty()) {
      return byHand;
    }
    return made(
        new NetworkInterface(
            read.name(),
            read.virtualMachine(),
            read.ipConfigurations(),
            read.networkSecurityGroup(),
            read.enableIPForwarding() || byHand.enableIPForwarding(),
            read.dnsServers(),
            both(read.services(), byHand.services())),
        read);
  }

  private ExpressRouteCircuit circuit(ExpressRouteCircuit byHand, ExpressRouteCircuit read) {
    return made(
        new ExpressRouteCircuit(
            read.name(),
            byHand.connectedNetwork() == null ? read.connectedNetwork() : byHand.connectedNetwork(),
            both(read.globalReach(), byHand.globalReach()),
            read.privatePeering() && byHand.privatePeering()),
        read);
  }

  private VmwarePrivateCloud cloud(VmwarePrivateCloud byHand, VmwarePrivateCloud read) {
    return made(
        new VmwarePrivateCloud(
            read.name(),
            read.networkBlock(),
            byHand.circuit() == null ? read.circuit() : byHand.circuit(),
            both(read.segments(), byHand.segments()),
            both(read.loadBalancers(), byHand.loadBalancers()),
            both(read.firewallRules(), byHand.firewallRules())),
        read);
  }

  private ApiManagementService service(ApiManagementService byHand, ApiManagementService read) {
    if (byHand.subnet() != null) {
      return byHand;
    }
    return made(
        new ApiManagementService(
            read.name(),
            read.sku(),
            read.capacity(),
            read.location(),
            read.virtualNetworkType(),
            read.subnet(),
            read.privateIPAddress(),
            read.publicIPAddress(),
            read.publicNetworkAccess(),
            read.platformVersion(),
            read.zones(),
            read.additionalLocations(),
            read.disableGateway(),
            both(read.hostnameConfigurations(), byHand.hostnameConfigurations()),
            both(read.apis(), byHand.apis())),
        read);
  }
}
