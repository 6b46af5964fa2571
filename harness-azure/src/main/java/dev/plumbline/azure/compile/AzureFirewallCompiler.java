package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.FirewallPolicy;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import dev.plumbline.azure.model.FirewallPolicy.FirewallProtocol;
import dev.plumbline.azure.model.FirewallPolicy.NatRule;
import dev.plumbline.azure.model.FirewallPolicy.NetworkRule;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.AddressSet;
import dev.plumbline.azure.rules.FirewallDecision.Kind;
import dev.plumbline.azure.rules.FirewallRules;
import dev.plumbline.azure.rules.FirewallRules.Entry;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Translation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An Azure Firewall as a stateful appliance of its name.
 *
 * <ul>
 *   <li>Its rules become one filter in the order of {@link FirewallRules}, each named {@code
 *       group/collection/rule}; what none takes is dropped.
 *   <li>A flow carries no host name, so a name in a rule stands for the addresses that it has where
 *       the firewall asks: in an application rule {@code *} for every address, another pattern for
 *       those of all names that fit it. {@link FirewallRules#decide} answers by the name itself.
 *   <li>The source is hidden behind its public address for destinations outside the private ranges,
 *       and behind its private one for private addresses that application rules alone allow by
 *       name.
 *   <li>DNAT rules become translations, the source hidden behind its private address.
 *   <li>As a DNS proxy it answers on port 53 by asking its servers, or the platform's resolver from
 *       its own subnet.
 * </ul>
 */
final class AzureFirewallCompiler {

  private final NetworkParts parts;
  private final AzureFirewall firewall;
  private final FirewallRules rules;
  private final SeenNames names;
  private final InetAddress address;
  private final String segment;

  private AzureFirewallCompiler(NetworkParts parts, AzureFirewall firewall, Placed subnet) {
    this.parts = parts;
    this.firewall = firewall;
    this.segment = subnet.name();
    this.names = new SeenNames(parts.zones(), segment);
    this.rules = FirewallRules.of(parts.topology, firewall).resolving(names::addresses);
    this.address = parts.addresses.of(firewall);
  }

  /** Adds a firewall; the zones of the network must be there already. */
  static void add(NetworkParts parts, AzureFirewall firewall) {
    parts
        .subnets
        .find(firewall.subnet())
        .ifPresent(subnet -> new AzureFirewallCompiler(parts, firewall, subnet).add());
  }

  private void add() {
    HostDraft host = new HostDraft(firewall.name(), segment);
    host.addresses.add(address);
    for (String name : firewall.publicIPAddresses()) {
      parts.topology.publicIPAddresses().stream()
          .filter(a -> a.name().equals(name))
          .map(PublicIPAddress::ipAddress)
          .forEach(host.publicAddresses::add);
    }
    host.forwards = true;
    boolean dns = policies().stream().anyMatch(FirewallPolicy::dnsProxy);
    if (dns) {
      host.listeners.add(new Listener(53, List.of(), null, 0, null, dnsProxy(), null));
    }
    host.rules =
        new RuleSet(
            "the rules of firewall " + firewall.name(),
            filter(dns),
            List.of(),
            Action.DROP,
            Action.ALLOW);
    translations(host);
    sourceTranslations(host);
    parts.add(host.host());
  }

  private Dns dnsProxy() {
    List<InetAddress> servers =
        policies().stream().flatMap(p -> p.dnsServers().stream()).distinct().toList();
    return DnsServers.forwarding(
        servers.isEmpty() ? List.of(IpAddresses.parse(Platform.RESOLVER)) : servers);
  }

  private List<FirewallPolicy> policies() {
    return parts.topology.firewallPolicies().stream()
        .filter(p -> p.name().equals(firewall.firewallPolicy()))
        .toList();
  }

  private List<Rule> filter(boolean dns) {
    List<Rule> filter = new ArrayList<>();
    List<Cidr> own = List.of(Cidr.of(address.getHostAddress()));
    if (dns) {
      add(filter, "dns-proxy", Action.ALLOW, Protocol.ANY, List.of(), own, List.of(port(53)));
    }
    for (Entry entry : rules.inOrder()) {
      AddressSet source = entry.source();
      if (!source.anywhere() && source.prefixes().isEmpty()) {
        continue;
      }
      Action action = entry.action() == FirewallPolicy.Action.ALLOW ? Action.ALLOW : Action.DROP;
      if (entry.nat() != null) {
        NatRule nat = entry.nat();
        for (Protocol protocol : protocols(nat.ipProtocols())) {
          add(
              filter,
              name(entry),
              action,
              protocol,
              source.prefixes(),
              own,
              List.of(port(nat.destinationPort())));
        }
      } else if (entry.network() != null) {
        network(filter, entry, entry.network(), action);
      } else if (entry.application() != null) {
        application(filter, entry, entry.application(), action);
      }
    }
    return filter;
  }

  private void network(List<Rule> filter, Entry entry, NetworkRule rule, Action action) {
    Set<Cidr> to = new LinkedHashSet<>(entry.destination().prefixes());
    rule.destinationFqdns().forEach(n -> to.addAll(prefixes(names.addresses(n))));
    // Nowhere is not anywhere: a rule for names without addresses is for no flow.
    if (!entry.destination().anywhere() && to.isEmpty()) {
      return;
    }
    for (Protocol protocol : protocols(rule.ipProtocols())) {
      add(
          filter,
          name(entry),
          action,
          protocol,
          entry.source().prefixes(),
          List.copyOf(to),
          rule.destinationPorts());
    }
  }

  private void application(List<Rule> filter, Entry entry, ApplicationRule rule, Action action) {
    List<String> patterns = FirewallRules.fqdns(rule);
    List<Cidr> to =
        patterns.contains("*")
            ? List.of()
            : patterns.stream().flatMap(p -> prefixes(names.addresses(p)).stream()).toList();
    if (to.isEmpty() && !patterns.contains("*")) {
      return;
    }
    List<PortRange> ports = rule.protocols().stream().map(p -> port(p.port())).distinct().toList();
    add(filter, name(entry), action, Protocol.TCP, entry.source().prefixes(), to, ports);
  }

  private static void add(
      List<Rule> filter,
      String name,
      Action action,
      Protocol protocol,
      List<Cidr> from,
      List<Cidr> to,
      List<PortRange> ports) {
    String unique = name;
    for (int i = 2; taken(filter, unique); i++) {
      unique = name + " (" + i + ")";
    }
    filter.add(new Rule(unique, filter.size() + 1, action, protocol, from, List.of(), to, ports));
  }

  private static boolean taken(List<Rule> filter, String name) {
    return filter.stream().anyMatch(r -> r.name().equals(name));
  }

  private static String name(Entry entry) {
    return (entry.place().group().isEmpty() ? "" : entry.place().group() + "/")
        + entry.place().collection()
        + "/"
        + entry.place().rule();
  }

  /** Returns the protocols of the description that are meant; none where only ICMP is. */
  private static List<Protocol> protocols(List<FirewallProtocol> protocols) {
    boolean tcp = protocols.contains(FirewallProtocol.TCP);
    boolean udp = protocols.contains(FirewallProtocol.UDP);
    if (protocols.contains(FirewallProtocol.ANY) || tcp && udp) {
      return List.of(Protocol.ANY);
    }
    return tcp ? List.of(Protocol.TCP) : udp ? List.of(Protocol.UDP) : List.of();
  }

  private void translations(HostDraft host) {
    for (Entry entry : rules.inOrder()) {
      NatRule nat = entry.nat();
      if (nat == null
          || !(nat.destinationAddress().equals(address)
              || host.publicAddresses.contains(nat.destinationAddress()))) {
        continue;
      }
      InetAddress to = nat.translatedAddress();
      if (to == null && nat.translatedFqdn() != null) {
        to = names.addresses(nat.translatedFqdn()).stream().findFirst().orElse(null);
      }
      if (to == null) {
        continue;
      }
      for (Protocol protocol : protocols(nat.ipProtocols())) {
        host.translations.add(
            new Translation(
                name(entry),
                protocol,
                nat.destinationAddress(),
                nat.destinationPort(),
                entry.source().prefixes(),
                to,
                nat.translatedPort(),
                true,
                null));
      }
    }
  }

  private void sourceTranslations(HostDraft host) {
    AddressSet kept = rules.withoutSourceTranslation();
    for (Entry entry : rules.inOrder()) {
      if (entry.place().kind() == Kind.APPLICATION
          && entry.action() == FirewallPolicy.Action.ALLOW
          && entry.application() != null) {
        List<Cidr> hidden =
            FirewallRules.fqdns(entry.application()).stream()
                .filter(p -> !p.equals("*"))
                .flatMap(p -> names.addresses(p).stream())
                .filter(a -> kept.contains(a) && !allowedByNetworkRule(a))
                .map(a -> Cidr.of(a.getHostAddress()))
                .distinct()
                .toList();
        if (!hidden.isEmpty()) {
          host.sourceTranslations.add(
              new SourceTranslation(
                  name(entry), entry.source().prefixes(), hidden, List.of(), address));
        }
      }
    }
    if (!kept.anywhere()) {
      host.sourceTranslations.add(
          new SourceTranslation("snat", List.of(), List.of(), kept.prefixes(), null));
    }
  }

  private boolean allowedByNetworkRule(InetAddress destination) {
    return rules.inOrder().stream()
        .anyMatch(
            e ->
                e.network() != null
                    && e.action() == FirewallPolicy.Action.ALLOW
                    && (e.destination().contains(destination)
                        || e.network().destinationFqdns().stream()
                            .anyMatch(n -> names.addresses(n).contains(destination))));
  }

  private static List<Cidr> prefixes(Set<InetAddress> addresses) {
    return addresses.stream().map(a -> Cidr.of(a.getHostAddress())).toList();
  }

  private static PortRange port(int port) {
    return new PortRange(port, port);
  }
}
