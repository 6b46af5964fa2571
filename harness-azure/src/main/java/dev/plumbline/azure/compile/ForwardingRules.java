package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.DnsForwardingRuleset;
import dev.plumbline.azure.model.DnsForwardingRuleset.ForwardingRule;
import dev.plumbline.azure.model.DnsForwardingRuleset.TargetDnsServer;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Zone.Unseen;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of forwarding rulesets, as forwarders of the platform's resolver for the virtual
 * networks that the rulesets are linked to. They leave from the first outbound endpoint.
 */
final class ForwardingRules {

  private ForwardingRules() {}

  static List<Forwarder> of(NetworkParts parts) {
    List<Forwarder> forwarders = new ArrayList<>();
    for (DnsForwardingRuleset ruleset : parts.topology.dnsForwardingRulesets()) {
      for (ForwardingRule rule : ruleset.forwardingRules()) {
        forwarders.add(forwarder(parts, ruleset, rule));
      }
    }
    return forwarders;
  }

  private static Forwarder forwarder(
      NetworkParts parts, DnsForwardingRuleset ruleset, ForwardingRule rule) {
    List<String> clients = new ArrayList<>();
    List<Unseen> notFor = new ArrayList<>();
    notFor.add(new Unseen(Platform.INTERNET, "is for virtual networks only"));
    for (Placed placed : parts.subnets.all()) {
      String vnet = placed.virtualNetwork().name();
      if (!ruleset.virtualNetworkLinks().contains(vnet)) {
        notFor.add(new Unseen(placed.name(), "is not linked to virtual network " + vnet));
      } else if (!rule.enabled()) {
        notFor.add(new Unseen(placed.name(), "is disabled"));
      } else {
        clients.add(placed.name());
      }
    }
    return new Forwarder(
        rule.domainName(),
        rule.targetDnsServers().stream().map(TargetDnsServer::ipAddress).toList(),
        rule.targetDnsServers().get(0).port(),
        ruleset.dnsResolverOutboundEndpoints().get(0),
        Forwarder.TIMEOUT,
        clients,
        "rule " + rule.name() + " of forwarding ruleset " + ruleset.name(),
        notFor);
  }
}
