package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective security rules of a network interface: those of its own network security group and
 * of its subnet's, with service tags as the prefixes that they stand for now.
 *
 * @param networkInterface its name
 * @param groups the network security groups
 */
public record EffectiveSecurityRules(String networkInterface, List<Group> groups) {
  /** Copies the list. */
  public EffectiveSecurityRules {
    groups = List.copyOf(groups);
  }

  /**
   * A network security group.
   *
   * @param name its name
   * @param level where it is attached
   * @param place the name of the subnet or network interface
   * @param rules its rules, the platform's own among them, in Azure's order
   * @param tags what service tags stand for, where Azure tells it beside the rules
   */
  public record Group(
      String name, Level level, String place, List<Rule> rules, Map<String, List<String>> tags) {
    /** Copies the collections. */
    public Group {
      rules = List.copyOf(rules);
      tags = Map.copyOf(tags);
    }

    /** Returns the rules of a direction, in the order in which they are tried. */
    public List<Rule> rules(Direction direction) {
      return rules.stream()
          .filter(rule -> rule.direction() == direction)
          .sorted(Comparator.comparingInt(Rule::priority))
          .toList();
    }
  }

  /**
   * A rule.
   *
   * @param name its name, without what Azure puts before it
   * @param priority its priority
   * @param direction which flows it is for
   * @param access what it does
   * @param protocol the protocol in Azure's word; {@code All} for any
   * @param sourcePorts the source ports as ranges
   * @param destinationPorts the destination ports as ranges
   * @param sources where flows come from, as the rule has it: prefixes and service tags
   * @param expandedSources the same as prefixes alone; empty where Azure does not tell
   * @param destinations where flows go to, as the rule has it
   * @param expandedDestinations the same as prefixes alone; empty where Azure does not tell
   */
  public record Rule(
      String name,
      int priority,
      Direction direction,
      Access access,
      String protocol,
      List<String> sourcePorts,
      List<String> destinationPorts,
      List<String> sources,
      List<String> expandedSources,
      List<String> destinations,
      List<String> expandedDestinations) {
    /** Copies the lists. */
    public Rule {
      sourcePorts = List.copyOf(sourcePorts);
      destinationPorts = List.copyOf(destinationPorts);
      sources = List.copyOf(sources);
      expandedSources = List.copyOf(expandedSources);
      destinations = List.copyOf(destinations);
      expandedDestinations = List.copyOf(expandedDestinations);
    }
  }

  /**
   * What comes of a flow by these rules.
   *
   * @param access what comes of it; null where what Azure does not tell decides
   * @param by the rule that decides, with its group; what is not told
   */
  public record Decision(@Nullable Access access, String by) {}

  /**
   * Returns what these rules make of a flow, tried one by one as they are listed.
   *
   * @param direction into the interface or out of it
   */
  public Decision decide(Direction direction, FiveTuple flow) {
    List<Group> order = new ArrayList<>(groups);
    Comparator<Group> inwards = Comparator.comparing(Group::level);
    order.sort(direction == Direction.INBOUND ? inwards : inwards.reversed());
    Decision last = new Decision(Access.ALLOW, "no network security group");
    for (Group group : order) {
      last = decide(group, direction, flow);
      if (last.access() != Access.ALLOW) {
        return last;
      }
    }
    return last;
  }

  private static Decision decide(Group group, Direction direction, FiveTuple flow) {
    for (Rule rule : group.rules(direction)) {
      if (!protocol(rule.protocol(), flow)
          || !ports(rule.sourcePorts(), flow.sourcePort(), flow)
          || !ports(rule.destinationPorts(), flow.destinationPort(), flow)) {
        continue;
      }
      Holds from = holds(rule.sources(), rule.expandedSources(), flow.source(), group);
      Holds to = holds(rule.destinations(), rule.expandedDestinations(), flow.destination(), group);
      if (from.known() != null && !from.known() || to.known() != null && !to.known()) {
        continue;
      }
      if (rule.sourcePorts().isEmpty() || rule.destinationPorts().isEmpty()) {
        return new Decision(
            null,
            "rule %s of %s, whose ports Azure does not tell".formatted(rule.name(), group.name()));
      }
      if (from.known() == null || to.known() == null) {
        return new Decision(
            null,
            "rule %s of %s, whose %s"
                .formatted(
                    rule.name(), group.name(), from.known() == null ? from.why() : to.why()));
      }
      return new Decision(rule.access(), rule.name() + " of " + group.name());
    }
    return new Decision(null, "no rule of " + group.name());
  }

  private static boolean protocol(String protocol, FiveTuple flow) {
    return protocol.equalsIgnoreCase("All")
        || protocol.equals("*")
        || protocol.equalsIgnoreCase(flow.protocol().name());
  }

  private static boolean ports(List<String> ranges, int port, FiveTuple flow) {
    return ranges.isEmpty()
        || ranges.stream()
            .anyMatch(
                range -> {
                  if (range.equals("*") || range.equals("0-65535")) {
                    return true;
                  }
                  int dash = range.indexOf('-');
                  int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                  int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
                  return flow.protocol().hasPorts() && from <= port && port <= to;
                });
  }

  /** Whether an address is meant; null where it is not told, and why. */
  private record Holds(@Nullable Boolean known, String why) {}

  private static Holds holds(
      List<String> written, List<String> expanded, InetAddress address, Group group) {
    if (written.isEmpty() && expanded.isEmpty()) {
      // Application security groups are shown so, and so would be what was lost on the way.
      return new Holds(null, "addresses Azure does not tell");
    }
    String unknown = null;
    List<String> all = new ArrayList<>(expanded);
    for (String one : written) {
      if (one.equals("*") || isPrefix(one)) {
        all.add(one);
        continue;
      }
      List<String> tag =
          group.tags().entrySet().stream()
              .filter(e -> e.getKey().equalsIgnoreCase(one))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(List.of());
      all.addAll(tag);
      if (tag.isEmpty() && expanded.isEmpty()) {
        unknown = one;
      }
    }
    for (String prefix : all) {
      if (prefix.equals("*") || isPrefix(prefix) && Cidr.of(prefix).contains(address)) {
        return new Holds(true, "");
      }
    }
    return unknown == null
        ? new Holds(false, "")
        : new Holds(null, "service tag " + unknown + " Azure does not expand");
  }

  private static boolean isPrefix(String text) {
    return text.toLowerCase(Locale.ROOT).matches("[0-9.]+(/\\d+)?|[0-9a-f:.]*:[0-9a-f:.]*(/\\d+)?");
  }
}
