package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DnsForwardingRuleset;
import dev.plumbline.azure.model.DnsForwardingRuleset.ForwardingRule;
import dev.plumbline.azure.model.DnsForwardingRuleset.TargetDnsServer;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.DnsResolver.OutboundEndpoint;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.azure.model.TrafficManagerProfile.Endpoint;
import dev.plumbline.azure.model.TrafficManagerProfile.TrafficRoutingMethod;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the platform refuses of private zones and their links, resolvers and rulesets (Azure
 * documentation, "What is a private Azure DNS zone", "Azure DNS Private Resolver endpoints and
 * rulesets").
 */
final class DnsValidation {

  /** The service that the subnets of resolver endpoints are delegated to. */
  static final String DELEGATION = "Microsoft.Network/dnsResolvers";

  private static final int MOST_SERVERS = 20;

  private static final Set<String> TYPES =
      Set.of("A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT");

  private final AzureTopology topology;
  private final Findings problems;
  private final Subnets subnets;
  private final List<String> vnets;

  DnsValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.subnets = Subnets.of(topology);
    this.vnets = topology.virtualNetworks().stream().map(VirtualNetwork::name).toList();
  }

  void check() {
    for (int v = 0; v < vnets.size(); v++) {
      int count = topology.virtualNetworks().get(v).dnsServers().size();
      if (count > MOST_SERVERS) {
        problems.add(
            "virtualNetworks[" + v + "].dnsServers",
            count + " are too many; a virtual network has " + MOST_SERVERS + " at most");
      }
    }
    links();
    for (int z = 0; z < topology.privateDnsZones().size(); z++) {
      types(topology.privateDnsZones().get(z), "privateDnsZones[" + z + "]");
    }
    resolvers();
    rulesets();
    zoneGroups();
    profiles();
  }

  private void links() {
    Map<String, String> seen = new HashMap<>();
    Map<String, String> registration = new HashMap<>();
    for (int z = 0; z < topology.privateDnsZones().size(); z++) {
      PrivateDnsZone zone = topology.privateDnsZones().get(z);
      Set<String> own = new HashSet<>();
      for (int l = 0; l < zone.virtualNetworkLinks().size(); l++) {
        VirtualNetworkLink link = zone.virtualNetworkLinks().get(l);
        String path = "privateDnsZones[" + z + "].virtualNetworkLinks[" + l + "]";
        String vnet = link.virtualNetwork();
        if (!own.add(vnet)) {
          problems.add(path + ".virtualNetwork", "the zone is linked to \"" + vnet + "\" already");
        } else if (seen.putIfAbsent(zone.name().toLowerCase(Locale.ROOT) + " " + vnet, path)
            != null) {
          problems.add(
              path + ".virtualNetwork",
              "another zone \"%s\" is linked to \"%s\"; of zones of one name a virtual network is linked to one"
                  .formatted(zone.name(), vnet));
        }
        if (link.registrationEnabled()) {
          String other = registration.putIfAbsent(vnet, zone.name());
          if (other != null) {
            problems.add(
                path + ".registrationEnabled",
                "the names of \"%s\" are registered in zone \"%s\" already; a virtual network has one registration zone"
                    .formatted(vnet, other));
          }
        }
      }
    }
  }

  private void types(PrivateDnsZone zone, String path) {
    for (int i = 0; i < zone.records().size(); i++) {
      String here = path + ".records[" + i + "]";
      for (String word : List.of("NS", "CAA", "DS", "DNAME", "NAPTR", "TLSA", "HTTPS", "SVCB")) {
        String[] words = zone.records().get(i).split("\\s+", 5);
        for (int at = 1; at < Math.min(words.length, 4); at++) {
          boolean before = at == 1 || words[at - 1].matches("(?i)\\d\\w*|IN");
          if (before && words[at].equalsIgnoreCase(word)) {
            problems.add(
                here,
                "a private zone has no %s records; allowed: %s"
                    .formatted(word, String.join(", ", TYPES.stream().sorted().toList())));
          }
        }
      }
    }
  }

  private void resolvers() {
    problems.unique(
        "dnsResolvers", topology.dnsResolvers().stream().map(DnsResolver::name).toList());
    for (int r = 0; r < topology.dnsResolvers().size(); r++) {
      DnsResolver resolver = topology.dnsResolvers().get(r);
      String path = "dnsResolvers[" + r + "]";
      problems.known(
          path + ".virtualNetwork", "a virtual network", resolver.virtualNetwork(), vnets);
      Set<String> names = new HashSet<>();
      Set<String> inbound = new HashSet<>();
      for (int i = 0; i < resolver.inboundEndpoints().size(); i++) {
        DnsResolver.InboundEndpoint endpoint = resolver.inboundEndpoints().get(i);
        String here = path + ".inboundEndpoints[" + i + "]";
        endpoint(resolver, endpoint.name(), endpoint.subnet(), here, names);
        inbound.add(endpoint.subnet());
      }
      for (int i = 0; i < resolver.outboundEndpoints().size(); i++) {
        OutboundEndpoint endpoint = resolver.outboundEndpoints().get(i);
        String here = path + ".outboundEndpoints[" + i + "]";
        endpoint(resolver, endpoint.name(), endpoint.subnet(), here, names);
        if (inbound.contains(endpoint.subnet())) {
          problems.add(
              here + ".subnet",
              "\""
                  + endpoint.subnet()
                  + "\" has an inbound endpoint; each needs a subnet of its own");
        }
      }
    }
  }

  private void endpoint(
      DnsResolver resolver, String name, String subnet, String path, Set<String> names) {
    if (!names.add(name)) {
      problems.add(path + ".name", "\"" + name + "\" is taken");
    }
    problems.known(path + ".subnet", "a subnet", subnet, subnets.names());
    Optional<Placed> found = subnets.find(subnet);
    if (found.isEmpty() || problems.broken(path + ".subnet")) {
      return;
    }
    Placed placed = found.get();
    if (!placed.virtualNetwork().name().equals(resolver.virtualNetwork())) {
      problems.add(
          path + ".subnet",
          "\"%s\" is a subnet of %s, and the resolver is in %s"
              .formatted(subnet, placed.virtualNetwork().name(), resolver.virtualNetwork()));
    }
    if (placed.subnet().delegations().stream().noneMatch(DELEGATION::equalsIgnoreCase)) {
      problems.add(path + ".subnet", "\"" + subnet + "\" is not delegated to " + DELEGATION);
    }
    for (Cidr prefix : placed.subnet().prefixes()) {
      if (prefix.address().getAddress().length == 4
          && (prefix.length() < 24 || prefix.length() > 28)) {
        problems.add(
            path + ".subnet",
            "\"%s\" is %s; the subnet of an endpoint is a /28 to a /24".formatted(subnet, prefix));
      }
    }
  }

  private void rulesets() {
    List<String> endpoints =
        topology.dnsResolvers().stream()
            .flatMap(r -> r.outboundEndpoints().stream().map(e -> r.name() + "/" + e.name()))
            .toList();
    Map<String, String> linked = new HashMap<>();
    for (int r = 0; r < topology.dnsForwardingRulesets().size(); r++) {
      DnsForwardingRuleset ruleset = topology.dnsForwardingRulesets().get(r);
      String path = "dnsForwardingRulesets[" + r + "]";
      List<String> outbound = ruleset.dnsResolverOutboundEndpoints();
      if (outbound.isEmpty()) {
        problems.add(
            path + ".dnsResolverOutboundEndpoints", "a ruleset needs an outbound endpoint");
      }
      for (int i = 0; i < outbound.size(); i++) {
        problems.known(
            path + ".dnsResolverOutboundEndpoints[" + i + "]",
            "an outbound endpoint",
            outbound.get(i),
            endpoints);
      }
      Set<String> domains = new HashSet<>();
      for (int i = 0; i < ruleset.forwardingRules().size(); i++) {
        rule(ruleset.forwardingRules().get(i), path + ".forwardingRules[" + i + "]", domains);
      }
      for (int i = 0; i < ruleset.virtualNetworkLinks().size(); i++) {
        String vnet = ruleset.virtualNetworkLinks().get(i);
        String here = path + ".virtualNetworkLinks[" + i + "]";
        problems.known(here, "a virtual network", vnet, vnets);
        String other = linked.putIfAbsent(vnet, ruleset.name());
        if (other != null) {
          problems.add(
              here,
              "\"%s\" is linked to ruleset \"%s\" already; a virtual network has one"
                  .formatted(vnet, other));
        }
      }
    }
  }

  private void rule(ForwardingRule rule, String path, Set<String> domains) {
    if (!rule.domainName().endsWith(".")) {
      problems.add(path + ".domainName", "\"" + rule.domainName() + "\" does not end with a dot");
    } else if (!domains.add(rule.domainName().toLowerCase(Locale.ROOT))) {
      problems.add(
          path + ".domainName", "there is a rule for \"" + rule.domainName() + "\" already");
    }
    if (rule.targetDnsServers().isEmpty()) {
      problems.add(path + ".targetDnsServers", "a rule needs a server to ask");
    } else if (rule.targetDnsServers().stream().map(TargetDnsServer::port).distinct().count() > 1) {
      problems.add(
          path + ".targetDnsServers",
          "its servers have different ports, which is not simulated; give them the same");
    }
  }

  private void zoneGroups() {
    List<String> zones = topology.privateDnsZones().stream().map(PrivateDnsZone::name).toList();
    for (int e = 0; e < topology.privateEndpoints().size(); e++) {
      PrivateEndpoint endpoint = topology.privateEndpoints().get(e);
      for (int i = 0; i < endpoint.privateDnsZoneGroup().size(); i++) {
        problems.known(
            "privateEndpoints[" + e + "].privateDnsZoneGroup[" + i + "]",
            "a private DNS zone",
            endpoint.privateDnsZoneGroup().get(i),
            zones);
      }
    }
  }

  private void profiles() {
    Set<String> labels = new HashSet<>();
    for (int p = 0; p < topology.trafficManagerProfiles().size(); p++) {
      TrafficManagerProfile profile = topology.trafficManagerProfiles().get(p);
      String path = "trafficManagerProfiles[" + p + "]";
      if (!labels.add(profile.relativeName().toLowerCase(Locale.ROOT))) {
        problems.add(path + ".relativeName", "\"" + profile.relativeName() + "\" is taken");
      }
      for (int i = 0; i < profile.endpoints().size(); i++) {
        Endpoint endpoint = profile.endpoints().get(i);
        if (profile.trafficRoutingMethod() == TrafficRoutingMethod.MULTI_VALUE
            && !IpAddresses.isLiteral(endpoint.target())) {
          problems.add(
              path + ".endpoints[" + i + "].target",
              "\""
                  + endpoint.target()
                  + "\" is not an address; the multi-value method answers addresses");
        }
      }
    }
  }
}
