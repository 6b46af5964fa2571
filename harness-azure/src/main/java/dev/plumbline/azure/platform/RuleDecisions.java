package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Decision;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Rule;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What effective security rules make of flows. What is found out of an address is kept, since the
 * prefixes of a rule may be thousands.
 */
final class RuleDecisions {

  private final EffectiveSecurityRules rules;

  /** By the rule, which end of it, and the address. */
  private final Map<List<Object>, Holds> known = new HashMap<>();

  RuleDecisions(EffectiveSecurityRules rules) {
    this.rules = rules;
  }

  Decision decide(Direction direction, FiveTuple flow) {
    List<Group> order = new ArrayList<>(rules.groups());
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

  private Decision decide(Group group, Direction direction, FiveTuple flow) {
    for (Rule rule : group.rules(direction)) {
      if (!protocol(rule.protocol(), flow)
          || !ports(rule.sourcePorts(), flow.sourcePort(), flow)
          || !ports(rule.destinationPorts(), flow.destinationPort(), flow)) {
        continue;
      }
      Holds from = from(group, rule, flow.source());
      Holds to = to(group, rule, flow.destination());
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

  private Holds from(Group group, Rule rule, InetAddress address) {
    return known.computeIfAbsent(
        List.of(new Same(rule), true, address),
        key -> holds(rule.sources(), rule.expandedSources(), address, group));
  }

  private Holds to(Group group, Rule rule, InetAddress address) {
    return known.computeIfAbsent(
        List.of(new Same(rule), false, address),
        key -> holds(rule.destinations(), rule.expandedDestinations(), address, group));
  }

  /** A rule by which it is, not by what it says: that would be to go through all its prefixes. */
  private record Same(Rule rule) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Same same && same.rule == rule;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(rule);
    }
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
