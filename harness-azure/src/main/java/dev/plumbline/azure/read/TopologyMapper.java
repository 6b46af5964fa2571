package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.descriptor.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns resources into the model. */
final class TopologyMapper {

  /**
   * What resources were turned into.
   *
   * @param model the model; addresses that are not written are not given yet
   * @param mapping where its records come from, and what is to be said
   */
  record Mapped(AzureTopology model, Mapping mapping) {}

  private TopologyMapper() {}

  /**
   * Returns what resources are turned into, with what is to be said of them.
   *
   * @param complete whether all templates that those of the resources link to are here
   */
  static Mapped map(String name, List<ArmResource> read, boolean complete) {
    return map(name, read, complete, true);
  }

  /** Returns what resources are turned into, of which what was not read is of no interest yet. */
  static Mapped map(String name, List<ArmResource> read) {
    return map(name, read, true, false);
  }

  private static Mapped map(String name, List<ArmResource> read, boolean complete, boolean whole) {
    List<Problem> problems = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    List<ArmResource> resources = Placeholders.resolved(read, notes::add);
    List<ArmResource> all =
        new Outsiders(new Estate(resources), complete, problems::add, notes::add).all();
    Estate estate = new Estate(whole ? UnreadMembers.remembering(all) : all);
    Mapping mapping = new Mapping(estate, problems, notes);
    ignored(resources, mapping);
    ChildNames.check(mapping);
    Members members = new Members();
    NetworkMapper networks = new NetworkMapper(mapping);
    SecurityMapper security = new SecurityMapper(mapping);
    PublicAddressMapper publicAddresses = new PublicAddressMapper(mapping);
    GatewayMapper gateways = new GatewayMapper(mapping);
    PrivateLinkMapper privateLink = new PrivateLinkMapper(mapping);
    FirewallMapper firewalls = new FirewallMapper(mapping);
    // Interfaces first: pools and rules of balancers and gateways have them as members.
    InterfaceMapper nics = new InterfaceMapper(mapping, members);
    List<NetworkInterface> interfaces = nics.interfaces();
    List<PublicIPAddress> addresses = publicAddresses.addresses(nics.instanceAddresses());
    DnsMapper dns = new DnsMapper(mapping, addresses);
    List<VirtualNetworkGateway> networkGateways = gateways.gateways();
    List<LocalNetworkGateway> sites = gateways.localGateways();
    AzureTopology model =
        AzureTopology.builder(name)
            .virtualNetworks(networks.virtualNetworks())
            .ddosProtectionPlans(networks.plans())
            .networkSecurityGroups(security.groups())
            .applicationSecurityGroups(security.applicationGroups())
            .routeTables(security.routeTables())
            .networkInterfaces(interfaces)
            .publicIPAddresses(addresses)
            .natGateways(publicAddresses.natGateways())
            .loadBalancers(new LoadBalancerMapper(mapping, members).balancers())
            .applicationGateways(new ApplicationGatewayMapper(mapping, members).gateways())
            .webApplicationFirewallPolicies(FirewallConfigurations.policies(mapping))
            .apiManagement(new ApiManagementMapper(mapping).services())
            .platformServices(new PlatformServiceMapper(mapping, publicAddresses).services())
            .privateEndpoints(privateLink.endpoints())
            .privateLinkServices(privateLink.services())
            .privateDnsZones(dns.privateZones())
            .dnsZones(dns.zones())
            .dnsResolvers(dns.resolvers())
            .dnsForwardingRulesets(dns.rulesets())
            .trafficManagerProfiles(new TrafficManagerMapper(mapping).profiles())
            .azureFirewalls(firewalls.firewalls())
            .firewallPolicies(firewalls.policies())
            .virtualNetworkGateways(networkGateways)
            .localNetworkGateways(sites)
            .connections(gateways.connections(networkGateways, sites))
            .expressRouteCircuits(gateways.circuits())
            .vmwarePrivateClouds(gateways.privateClouds())
            .build();
    if (whole) {
      UnreadMembers.tell(mapping);
    }
    return new Mapped(model, mapping);
  }

  /** Says once for each type how many resources of it were left out. */
  private static void ignored(List<ArmResource> resources, Mapping mapping) {
    Map<String, List<ArmResource>> left = new LinkedHashMap<>();
    Set<String> targets = PrivateLinkMapper.targets(mapping.estate);
    for (ArmResource resource : resources) {
      if (!resource.existing()
          && !ResourceKinds.isRead(resource.typeKey())
          && !targets.contains(ResourceId.key(resource.id()))) {
        left.computeIfAbsent(resource.typeKey(), t -> new ArrayList<>()).add(resource);
      }
    }
    left.values()
        .forEach(
            all -> {
              ArmResource first = all.get(0);
              boolean met =
                  ResourceKinds.isWithoutModel(first.typeKey())
                      || all.stream().anyMatch(one -> !NetworkUse.of(one).isEmpty());
              mapping.note(
                  Note.Kind.IGNORED,
                  first.mark(),
                  all.size()
                      + " × "
                      + first.type()
                      + (met
                          ? " left out: flows meet it, but there is no model of it"
                          : " left out: of no meaning for the network"));
            });
  }
}
