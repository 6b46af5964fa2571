package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.FirewallPolicy;
import dev.plumbline.azure.model.FirewallPolicy.Action;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import dev.plumbline.azure.model.FirewallPolicy.FirewallProtocol;
import dev.plumbline.azure.model.FirewallPolicy.NatRule;
import dev.plumbline.azure.model.FirewallPolicy.NetworkRule;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollection;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollectionGroup;
import dev.plumbline.azure.rules.FirewallDecision.Kind;
import dev.plumbline.azure.rules.FirewallDecision.Place;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of an Azure Firewall in the order in which it asks them: all DNAT rules, then all
 * network rules, then all application rules, and what none takes is denied. Of each kind the parent
 * policy's come first, then by the priority of the group, then of the collection, then as written;
 * the first rule that matches ends it ("Azure Firewall rule processing logic").
 *
 * <ul>
 *   <li>A DNAT rule also allows what it leads elsewhere, and no network rule is asked any more.
 *       (Older editions of that document let a network rule that denies overrule it.)
 *   <li>DNAT rules of a parent policy count, as the example of that document has it; "Azure
 *       Firewall Manager policy overview" says that they are not inherited. Where a firewall's own
 *       policy has all of its DNAT rules, both say the same.
 *   <li>Application rules are asked only for TCP at a port that they name.
 *   <li>The source is translated to an address of the firewall by DNAT and application rules
 *       always, by network rules for destinations outside {@link FirewallPolicy#privateRanges()}.
 *   <li>Left out: threat intelligence, intrusion detection, web categories, and the built-in rules
 *       for names of the platform's own infrastructure. An FQDN tag matches the names that are
 *       known for it ({@link #fqdnsOf}), and otherwise none.
 * </ul>
 */
public final class FirewallRules {

  /** The private ranges to which the source is not translated unless the policy says otherwise. */
  static final List<String> IANA_PRIVATE_RANGES =
      List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10");

  /** The names of one tag, as its document listed them in 2024. */
  private static final Map<String, List<String>> FQDN_TAGS =
      Map.of(
          "WindowsUpdate",
          List.of(
              "windowsupdate.microsoft.com",
              "*.windowsupdate.microsoft.com",
              "*.update.microsoft.com",
              "*.windowsupdate.com",
              "download.microsoft.com",
              "wustat.windows.com",
              "ntservicepack.microsoft.com",
              "go.microsoft.com",
              "*.delivery.mp.microsoft.com"));

  private final Function<String, Set<InetAddress>> names;
  private final AddressSet untranslated;
  private final List<Entry> entries;

  private FirewallRules(
      List<Entry> entries, AddressSet untranslated, Function<String, Set<InetAddress>> names) {
    this.entries = entries;
    this.untranslated = untranslated;
    this.names = names;
  }

  /**
   * A rule at its place in the order: exactly one of the last three.
   *
   * @param place where it stands
   * @param action what its collection does
   * @param source the sources it is for
   * @param destination the destinations of a network rule, without those of its names
   * @param nat a DNAT rule
   * @param network a network rule
   * @param application an application rule
   */
  public record Entry(
      Place place,
      Action action,
      AddressSet source,
      AddressSet destination,
      @Nullable NatRule nat,
      @Nullable NetworkRule network,
      @Nullable ApplicationRule application) {}

  /**
   * Returns the rules of a firewall: its policy's with those of the parents, or its own.
   *
   * @throws IllegalArgumentException when an address or service tag means nothing
   */
  public static FirewallRules of(AzureTopology topology, AzureFirewall firewall) {
    List<Entry> entries = new ArrayList<>();
    ServiceTags tags = ServiceTags.of(topology);
    List<FirewallPolicy> policies = policies(topology, firewall);
    List<String> ranges = List.of();
    int withNat = firstWithNat(policies);
    for (int i = 0; i < policies.size(); i++) {
      FirewallPolicy policy = policies.get(i);
      boolean nat = i >= withNat;
      policy.ruleCollectionGroups().stream()
          .sorted(Comparator.comparingInt(RuleCollectionGroup::priority))
          .forEach(
              group ->
                  add(
                      entries,
                      tags,
                      policy.name(),
                      group.name(),
                      group.priority(),
                      group.ruleCollections().stream()
                          .filter(c -> nat || c.natRules().isEmpty())
                          .toList()));
      ranges = policy.privateRanges().isEmpty() ? ranges : policy.privateRanges();
    }
    if (policies.isEmpty()) {
      add(entries, tags, firewall.name(), "", 0, firewall.ruleCollections());
    }
    entries.sort(Comparator.comparing(e -> e.place().kind()));
    return new FirewallRules(List.copyOf(entries), untranslated(ranges, tags), name -> Set.of());
  }

  /** Returns the place of the farthest parent whose DNAT rules the firewall's policy inherits. */
  private static int firstWithNat(List<FirewallPolicy> policies) {
    int first = Math.max(0, policies.size() - 1);
    while (first > 0 && policies.get(first).inheritsNatRules()) {
      first--;
    }
    return first;
  }

  /** Returns the policies of a firewall, the parents first; none when it has rules of its own. */
  static List<FirewallPolicy> policies(AzureTopology topology, AzureFirewall firewall) {
    List<FirewallPolicy> policies = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String name = firewall.firewallPolicy();
    while (name != null && seen.add(name)) {
      Optional<FirewallPolicy> policy = policy(topology, name);
      policy.ifPresent(p -> policies.add(0, p));
      name = policy.map(FirewallPolicy::basePolicy).orElse(null);
    }
    return policies;
  }

  private static Optional<FirewallPolicy> policy(AzureTopology topology, String name) {
    return topology.firewallPolicies().stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /**
   * Returns the same rules with the names' addresses as the firewall sees them: what a network
   * rule's names stand for, and an application rule's where the name asked for is not known.
   *
   * @param names the addresses of a name; for a pattern, those of all names that fit it
   */
  public FirewallRules resolving(Function<String, Set<InetAddress>> names) {
    return new FirewallRules(entries, untranslated, names);
  }

  /** Returns all rules in the order in which they are asked. */
  public List<Entry> inOrder() {
    return entries;
  }

  /** Returns what becomes of a flow. */
  public FirewallDecision decide(FirewallFlow flow) {
    for (Entry entry : entries) {
      if (mismatch(entry, flow) == null) {
        return decision(entry, flow);
      }
    }
    return new FirewallDecision(Action.DENY, null, flow.destination(), flow.port(), false);
  }

  private FirewallDecision decision(Entry entry, FirewallFlow flow) {
    NatRule nat = entry.nat();
    if (nat != null) {
      InetAddress to =
          nat.translatedAddress() != null
              ? nat.translatedAddress()
              : addresses(nat.translatedFqdn()).stream().findFirst().orElse(flow.destination());
      return new FirewallDecision(Action.ALLOW, entry.place(), to, nat.translatedPort(), true);
    }
    boolean translated =
        entry.action() == Action.ALLOW
            && (entry.application() != null || translatesSourceTo(flow.destination()));
    return new FirewallDecision(
        entry.action(), entry.place(), flow.destination(), flow.port(), translated);
  }

  /** Returns whether network rules translate the source of what goes to an address. */
  public boolean translatesSourceTo(InetAddress destination) {
    return !untranslated.contains(destination);
  }

  /** Returns the addresses to which network rules do not translate the source. */
  public AddressSet withoutSourceTranslation() {
    return untranslated;
  }

  /**
   * Returns the host names of an FQDN tag as far as they are known; empty for a tag whose names are
   * not.
   */
  public static List<String> fqdnsOf(String tag) {
    return FQDN_TAGS.getOrDefault(tag, List.of());
  }

  /** Returns the host names of an application rule: its own, and those of its tags. */
  public static List<String> fqdns(ApplicationRule rule) {
    List<String> all = new ArrayList<>(rule.targetFqdns());
    rule.fqdnTags().forEach(tag -> all.addAll(fqdnsOf(tag)));
    return all;
  }

  /**
   * Returns whether a name fits a pattern of an application rule: {@code *} alone fits every name,
   * at the beginning any characters.
   */
  public static boolean fits(String pattern, String name) {
    String p = pattern.toLowerCase(Locale.ROOT);
    String n = name.toLowerCase(Locale.ROOT);
    return p.startsWith("*") ? n.endsWith(p.substring(1)) : n.equals(p);
  }

  /**
   * Returns the whole evaluation of a flow as a table: every rule up to the one that decides, with
   * its policy, group, collection and priorities, and what of it does not match.
   */
  public String explain(FirewallFlow flow) {
    TextTable table = new TextTable("kind", "policy", "group", "collection", "rule", "result");
    for (Entry entry : entries) {
      String mismatch = mismatch(entry, flow);
      Place at = entry.place();
      table.row(
          at.kind().toString(),
          at.policy(),
          at.group().isEmpty() ? "-" : at.groupPriority() + " " + at.group(),
          at.priority() + " " + at.collection(),
          at.rule(),
          mismatch == null ? result(decision(entry, flow), flow) : mismatch);
      if (mismatch == null) {
        return flow + "\n" + table;
      }
    }
    table.row("-", "-", "-", "-", "default", "DENY");
    return flow + "\n" + table;
  }

  private static String result(FirewallDecision decision, FirewallFlow flow) {
    String to =
        decision.destination().equals(flow.destination()) && decision.port() == flow.port()
            ? ""
            : " to " + decision.destination().getHostAddress() + ":" + decision.port();
    return decision.action() + to + (decision.sourceTranslated() ? ", source translated" : "");
  }

  /** Returns what of a rule does not match a flow; null when all of it does. */
  private @Nullable String mismatch(Entry entry, FirewallFlow flow) {
    if (!entry.source().contains(flow.source())) {
      return "another source";
    }
    if (entry.nat() != null) {
      return mismatch(entry.nat(), flow);
    }
    return entry.network() != null
        ? mismatch(entry.network(), entry.destination(), flow)
        : mismatch(entry.application(), flow);
  }

  private static @Nullable String mismatch(NatRule rule, FirewallFlow flow) {
    if (!has(rule.ipProtocols(), flow.protocol())) {
      return "another protocol";
    }
    if (!rule.destinationAddress().equals(flow.destination())) {
      return "another destination";
    }
    return rule.destinationPort() == flow.port() ? null : "another port";
  }

  private @Nullable String mismatch(NetworkRule rule, AddressSet to, FirewallFlow flow) {
    if (!has(rule.ipProtocols(), flow.protocol())) {
      return "another protocol";
    }
    if (!to.contains(flow.destination())
        && rule.destinationFqdns().stream()
            .noneMatch(n -> addresses(n).contains(flow.destination()))) {
      return "another destination";
    }
    return flow.protocol() == FirewallProtocol.ICMP
            || rule.destinationPorts().isEmpty()
            || rule.destinationPorts().stream().anyMatch(p -> p.contains(flow.port()))
        ? null
        : "another port";
  }

  private @Nullable String mismatch(@Nullable ApplicationRule rule, FirewallFlow flow) {
    if (rule == null || flow.protocol() != FirewallProtocol.TCP) {
      return "another protocol";
    }
    if (rule.protocols().stream().noneMatch(p -> p.port() == flow.port())) {
      return "another port";
    }
    String asked = flow.fqdn();
    boolean named =
        fqdns(rule).stream()
            .anyMatch(
                p ->
                    p.equals("*")
                        || (asked != null
                            ? fits(p, asked)
                            : addresses(p).contains(flow.destination())));
    if (named) {
      return null;
    }
    return rule.fqdnTags().stream().filter(t -> fqdnsOf(t).isEmpty()).findFirst().stream()
        .map(tag -> "another name (those of FQDN tag " + tag + " are not known)")
        .findFirst()
        .orElse("another name");
  }

  private Set<InetAddress> addresses(@Nullable String name) {
    return name == null ? Set.of() : names.apply(name);
  }

  private static boolean has(List<FirewallProtocol> protocols, FirewallProtocol protocol) {
    return protocols.contains(FirewallProtocol.ANY) || protocols.contains(protocol);
  }

  private static AddressSet untranslated(List<String> ranges, ServiceTags tags) {
    List<String> prefixes = new ArrayList<>();
    for (String range : ranges.isEmpty() ? IANA_PRIVATE_RANGES : ranges) {
      prefixes.addAll(
          range.equalsIgnoreCase("IANAPrivateRanges") ? IANA_PRIVATE_RANGES : List.of(range));
    }
    return AddressSet.of(prefixes, tags);
  }

  private static void add(
      List<Entry> entries,
      ServiceTags tags,
      String policy,
      String group,
      int groupPriority,
      List<RuleCollection> collections) {
    collections.stream()
        .sorted(Comparator.comparingInt(RuleCollection::priority))
        .forEach(
            collection -> {
              for (NatRule rule : collection.natRules()) {
                Place at = at(Kind.DNAT, policy, group, groupPriority, collection, rule.name());
                AddressSet from = sources(rule.sourceAddresses(), tags);
                AddressSet to =
                    new AddressSet(
                        false, List.of(Cidr.of(rule.destinationAddress().getHostAddress())));
                entries.add(new Entry(at, Action.ALLOW, from, to, rule, null, null));
              }
              for (NetworkRule rule : collection.networkRules()) {
                Place at = at(Kind.NETWORK, policy, group, groupPriority, collection, rule.name());
                AddressSet from = sources(rule.sourceAddresses(), tags);
                AddressSet to = AddressSet.of(rule.destinationAddresses(), tags);
                entries.add(new Entry(at, collection.action(), from, to, null, rule, null));
              }
              for (ApplicationRule rule : collection.applicationRules()) {
                Place at =
                    at(Kind.APPLICATION, policy, group, groupPriority, collection, rule.name());
                AddressSet from = sources(rule.sourceAddresses(), tags);
                AddressSet to = new AddressSet(true, List.of());
                entries.add(new Entry(at, collection.action(), from, to, null, null, rule));
              }
            });
  }

  /** A rule that names no source is for all of them. */
  private static AddressSet sources(List<String> texts, ServiceTags tags) {
    return AddressSet.of(texts.isEmpty() ? List.of("*") : texts, tags);
  }

  private static Place at(
      Kind kind, String policy, String group, int priority, RuleCollection in, String rule) {
    return new Place(kind, policy, group, priority, in.name(), in.priority(), rule);
  }
}
