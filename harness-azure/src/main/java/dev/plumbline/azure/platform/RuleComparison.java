package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Decision;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Rule;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares security rules: by what they are, and by what they do. */
final class RuleComparison {

  private static final int MOST_FLOWS = 100_000;

  private static final Cell NOT_ATTACHED = Cell.said("not attached");
  private static final String NOT_TOLD = "(not told)";

  private RuleComparison() {}

  static Comparison rules(
      AzureTopology topology, String nic, PlatformAnswer<EffectiveSecurityRules> azure) {
    List<Row> rows = new ArrayList<>();
    List<Attached> ours = groups(topology, nic);
    List<Group> theirs = new ArrayList<>(azure.value().groups());
    boolean twice = ours.stream().map(one -> key(one.group().name())).distinct().count() < 2;
    for (Attached own : ours) {
      Group told =
          theirs.stream()
              .filter(one -> one.level() == own.level())
              .filter(one -> key(one.name()).equals(key(own.group().name())))
              .findFirst()
              .orElse(null);
      rows.add(attached(own.group().name(), own, told));
      if (told != null) {
        theirs.remove(told);
        String shown = own.group().name() + (twice && ours.size() > 1 ? " (" + own + ")" : "");
        for (Direction direction : Direction.values()) {
          rows.addAll(direction(shown, own.group(), told, direction));
        }
      }
    }
    theirs.forEach(told -> rows.add(attached(told.name(), null, told)));
    return new Comparison(azure.observation().subject(), rows, List.of(azure.observation()));
  }

  private static Row attached(String name, @Nullable Attached own, @Nullable Group told) {
    return new Row(
        "group " + name,
        own == null ? NOT_ATTACHED : attached(own.level(), own.place()),
        Cell.none(),
        told == null ? NOT_ATTACHED : attached(told.level(), told.place()));
  }

  private static Cell attached(Level level, String place) {
    String shown = "at " + place(level, place);
    return Cell.said(key(shown), shown);
  }

  private static String place(Level level, String name) {
    return (level == Level.SUBNET ? "subnet " : "network interface ")
        + name.substring(name.lastIndexOf('/') + 1);
  }

  private static List<Row> direction(
      String shown, NetworkSecurityGroup own, Group told, Direction direction) {
    Map<String, List<Cell>> predicted = new LinkedHashMap<>();
    ordered(own, direction)
        .forEach(rule -> put(predicted, rule.priority() + " " + rule.name(), text(rule)));
    Map<String, List<Cell>> said = new LinkedHashMap<>();
    told.rules(direction)
        .forEach(rule -> put(said, rule.priority() + " " + rule.name(), text(rule)));
    Set<String> names =
        new TreeSet<>(
            Comparator.comparingInt(RuleComparison::priority).thenComparing(name -> name));
    names.addAll(predicted.keySet());
    names.addAll(said.keySet());
    Cell absent = Cell.said("no such rule");
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      List<Cell> ours = predicted.getOrDefault(name, List.of());
      List<Cell> theirs = said.getOrDefault(name, List.of());
      String what = shown + " " + direction.name().toLowerCase(Locale.ROOT) + " " + name;
      for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
        rows.add(
            new Row(
                i == 0 ? what : what + " (" + (i + 1) + ")",
                i < ours.size() ? ours.get(i) : absent,
                Cell.none(),
                i < theirs.size() ? theirs.get(i) : absent));
      }
    }
    return rows;
  }

  /** Names of service tags and protocols are the same in any case. */
  private static void put(Map<String, List<Cell>> cells, String name, String rule) {
    cells
        .computeIfAbsent(name, n -> new ArrayList<>())
        .add(Cell.said(rule.toLowerCase(Locale.ROOT), rule));
  }

  private static int priority(String priorityAndName) {
    return Integer.parseInt(priorityAndName.substring(0, priorityAndName.indexOf(' ')));
  }

  /** A group of ours where it is attached: one group may be so twice. */
  record Attached(NetworkSecurityGroup group, Level level, String place) {
    @Override
    public String toString() {
      return RuleComparison.place(level, place);
    }
  }

  static List<Attached> groups(AzureTopology topology, String name) {
    NetworkInterface nic = Interfaces.find(topology, name);
    String subnet = Interfaces.subnet(topology, name);
    String ofSubnet =
        Subnets.of(topology)
            .find(subnet)
            .map(placed -> placed.subnet().networkSecurityGroup())
            .orElse(null);
    List<Attached> groups = new ArrayList<>();
    for (NetworkSecurityGroup group : topology.networkSecurityGroups()) {
      if (group.name().equals(ofSubnet)) {
        groups.add(0, new Attached(group, Level.SUBNET, subnet));
      }
      if (group.name().equals(nic.networkSecurityGroup())) {
        groups.add(new Attached(group, Level.NETWORK_INTERFACE, name));
      }
    }
    return groups;
  }

  static List<SecurityRule> ordered(NetworkSecurityGroup group, Direction direction) {
    return Stream.concat(
            group.securityRules().stream().filter(rule -> rule.direction() == direction),
            DefaultSecurityRules.of(direction).stream())
        .sorted(Comparator.comparingInt(SecurityRule::priority))
        .toList();
  }

  /** A rule in one line, in the same words of both sides. */
  private static String text(SecurityRule rule) {
    return line(
        rule.access(),
        rule.protocol() == SecurityRuleProtocol.ANY ? "any" : rule.protocol().name(),
        places(rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups()),
        ports(rule.sourcePortRanges().stream().map(RuleComparison::text).toList()),
        places(rule.destinationAddressPrefixes(), rule.destinationApplicationSecurityGroups()),
        ports(rule.destinationPortRanges().stream().map(RuleComparison::text).toList()));
  }

  static String text(PortRange range) {
    return range.first() == range.last()
        ? Integer.toString(range.first())
        : range.first() + "-" + range.last();
  }

  private static String text(Rule rule) {
    return line(
        rule.access(),
        rule.protocol().equalsIgnoreCase("All") || rule.protocol().equals("*")
            ? "any"
            : rule.protocol().toUpperCase(Locale.ROOT),
        rule.sources().isEmpty() ? NOT_TOLD : places(rule.sources(), List.of()),
        rule.sourcePorts().isEmpty() ? NOT_TOLD : ports(rule.sourcePorts()),
        rule.destinations().isEmpty() ? NOT_TOLD : places(rule.destinations(), List.of()),
        rule.destinationPorts().isEmpty() ? NOT_TOLD : ports(rule.destinationPorts()));
  }

  private static String line(
      Access access, String protocol, String from, String fromPorts, String to, String toPorts) {
    return (access == Access.ALLOW ? "allow " : "deny ")
        + protocol
        + " from "
        + from
        + (fromPorts.isEmpty() ? "" : " ports " + fromPorts)
        + " to "
        + to
        + (toPorts.isEmpty() ? "" : " ports " + toPorts);
  }

  /** Azure shows application security groups as nothing or as their members: as such, here. */
  private static String places(List<String> prefixes, List<String> groups) {
    if (!groups.isEmpty()) {
      return "application security groups " + new TreeSet<>(groups);
    }
    Set<String> all = new TreeSet<>();
    for (String prefix : prefixes) {
      all.add(prefix.equals("*") || prefix.equals("0.0.0.0/0") ? "any" : whole(prefix));
    }
    return String.join(", ", all);
  }

  private static String whole(String prefix) {
    try {
      return Cidr.of(prefix).toString();
    } catch (IllegalArgumentException e) {
      return prefix;
    }
  }

  private static String ports(List<String> ranges) {
    return ranges.contains("*") || ranges.contains("0-65535")
        ? ""
        : String.join(", ", new TreeSet<>(ranges));
  }

  static Comparison flows(
      AzureTopology topology, String nic, PlatformAnswer<EffectiveSecurityRules> azure) {
    AzureTopology tagged = withTags(topology, azure.value());
    SecurityGroups groups = SecurityGroups.of(tagged);
    RuleDecisions decisions = new RuleDecisions(azure.value());
    Map<InetAddress, String> own = Interfaces.addresses(topology, nic);
    List<Row> rows = new ArrayList<>();
    int tried = 0;
    for (Direction direction : Direction.values()) {
      int agreeing = 0;
      for (Map.Entry<InetAddress, String> end : own.entrySet()) {
        for (FiveTuple flow :
            RuleCorners.of(
                tagged,
                nic,
                groups.virtualNetwork(end.getValue()),
                azure.value(),
                direction,
                end.getKey())) {
          if (direction == Direction.OUTBOUND && groups.isPlatform(flow.destination())) {
            // No list says that rules are not asked about the platform's own addresses.
            continue;
          }
          if (++tried > MOST_FLOWS) {
            throw new IllegalArgumentException(
                "the rules of " + nic + " tell more than " + MOST_FLOWS + " flows apart");
          }
          Row row = row(groups, end.getValue(), decisions, direction, flow);
          if (row.verdict() == Comparison.Verdict.AGREE) {
            agreeing++;
          } else {
            rows.add(row);
          }
        }
      }
      if (agreeing > 0) {
        Cell all = Cell.said(agreeing + " flows");
        rows.add(
            new Row(
                direction.name().toLowerCase(Locale.ROOT) + ", the same", all, Cell.none(), all));
      }
    }
    return new Comparison(
        "flows by the " + azure.observation().subject(), rows, List.of(azure.observation()));
  }

  private static Row row(
      SecurityGroups groups,
      String subnet,
      RuleDecisions azure,
      Direction direction,
      FiveTuple flow) {
    SecurityEvaluation ours =
        direction == Direction.INBOUND
            ? groups.inbound(subnet, flow)
            : groups.outbound(subnet, flow);
    Decision theirs = azure.decide(direction, flow);
    String access = theirs.access() == Access.ALLOW ? "allow" : "deny";
    return new Row(
        direction.name().toLowerCase(Locale.ROOT) + " " + flow,
        Cell.said(ours.allowed() ? "allow" : "deny", ours.decision()),
        Cell.none(),
        theirs.access() == null
            ? Cell.missing(theirs.by())
            : Cell.said(access, access + " by " + theirs.by()));
  }

  /**
   * Takes over what Azure says that service tags stand for, where the topology does not say it: our
   * built-in prefixes are made up. {@code VirtualNetwork} and {@code Internet} are found by our own
   * rules all the same.
   */
  private static AzureTopology withTags(AzureTopology topology, EffectiveSecurityRules rules) {
    Map<String, List<Cidr>> tags = new LinkedHashMap<>(topology.serviceTags());
    ServiceTags known = ServiceTags.of(topology);
    for (Group group : rules.groups()) {
      for (Rule rule : group.rules()) {
        take(tags, known, rule.sources(), rule.expandedSources());
        take(tags, known, rule.destinations(), rule.expandedDestinations());
      }
    }
    return topology.toBuilder().serviceTags(tags).build();
  }

  private static void take(
      Map<String, List<Cidr>> tags, ServiceTags known, List<String> names, List<String> expanded) {
    String name = names.size() == 1 ? names.get(0) : "";
    if (expanded.isEmpty()
        || !known.isTag(name)
        || ServiceTags.isOfThePlatform(name)
        || tags.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
      return;
    }
    tags.put(name, expanded.stream().map(Cidr::of).toList());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
