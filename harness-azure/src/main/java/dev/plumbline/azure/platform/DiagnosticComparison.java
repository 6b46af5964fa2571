package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.GroupEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.azure.rules.SecurityEvaluation.RuleEvaluation;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.Subnets;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares the rules that are tried for one flow. */
final class DiagnosticComparison {

  private static final Cell NOT_ASKED = Cell.said("not asked");

  private final AzureTopology topology;
  private final String subnet;
  private final SecurityDiagnostic told;
  private final SecurityEvaluation ours;
  private final List<Row> rows = new ArrayList<>();

  private DiagnosticComparison(AzureTopology topology, String subnet, SecurityDiagnostic told) {
    this.topology = topology;
    this.subnet = subnet;
    this.told = told;
    SecurityGroups groups = SecurityGroups.of(topology);
    ours =
        told.direction() == Direction.INBOUND
            ? groups.inbound(subnet, told.flow())
            : groups.outbound(subnet, told.flow());
  }

  static Comparison of(
      AzureTopology topology, String subnet, PlatformAnswer<SecurityDiagnostic> azure) {
    DiagnosticComparison comparison = new DiagnosticComparison(topology, subnet, azure.value());
    comparison.compare();
    return new Comparison(
        azure.observation().subject(), comparison.rows, List.of(azure.observation()));
  }

  private void compare() {
    rows.add(
        new Row(
            "access",
            Cell.said(ours.allowed() ? "allow" : "deny", ours.decision()),
            Cell.none(),
            Cell.said(told.access() == Access.ALLOW ? "allow" : "deny")));
    List<SecurityDiagnostic.Group> others = new ArrayList<>(told.groups());
    for (GroupEvaluation group : ours.groups()) {
      if (group.networkSecurityGroup().equals(SecurityGroups.CLOSED)) {
        // No group of Azure's has that name: what is said of the access says it all.
        continue;
      }
      SecurityDiagnostic.Group other =
          others.stream().filter(one -> isSame(one, group)).findFirst().orElse(null);
      rows.add(
          new Row(
              "rule of " + name(group),
              decision(group.decision()),
              Cell.none(),
              other == null ? NOT_ASKED : decision(other)));
      if (other != null) {
        others.remove(other);
        tried(group, other);
      }
    }
    for (SecurityDiagnostic.Group other : others) {
      // After a group of ours that denies no other one is asked.
      if (ours.allowed() || !isAttached(other)) {
        rows.add(new Row("rule of " + name(other), NOT_ASKED, Cell.none(), decision(other)));
      }
    }
  }

  /** Whether a group is one of ours at the same place; a place that is not told may be any. */
  private static boolean isSame(SecurityDiagnostic.Group told, GroupEvaluation ours) {
    return isSame(told, ours.networkSecurityGroup(), ours.level(), ours.place());
  }

  private static boolean isSame(
      SecurityDiagnostic.Group told, String group, Level level, String place) {
    Level at = level(told.appliedTo());
    return key(told.networkSecurityGroup()).equals(key(group))
        && (at == null || at == level && key(last(told.appliedTo())).equals(key(last(place))));
  }

  private static @Nullable Level level(String id) {
    String text = key(id);
    return text.contains("/subnets/")
        ? Level.SUBNET
        : text.contains("/networkinterfaces/") ? Level.NETWORK_INTERFACE : null;
  }

  private boolean isAttached(SecurityDiagnostic.Group other) {
    String ofSubnet =
        Subnets.of(topology)
            .find(subnet)
            .map(placed -> placed.subnet().networkSecurityGroup())
            .orElse(null);
    if (ofSubnet != null && isSame(other, ofSubnet, Level.SUBNET, subnet)) {
      return true;
    }
    AddressPlan plan = AddressPlan.of(topology);
    InetAddress near =
        told.direction() == Direction.INBOUND ? told.flow().destination() : told.flow().source();
    for (NetworkInterface nic : topology.networkInterfaces()) {
      String group = nic.networkSecurityGroup();
      if (group != null
          && nic.ipConfigurations().stream().anyMatch(ip -> plan.of(ip).equals(near))
          && isSame(other, group, Level.NETWORK_INTERFACE, nic.name())) {
        return true;
      }
    }
    return false;
  }

  private void tried(GroupEvaluation group, SecurityDiagnostic.Group other) {
    if (other.rules().isEmpty()) {
      rows.add(
          new Row(
              "rules tried of " + name(group),
              Cell.said(
                  String.join(", ", group.rules().stream().map(RuleEvaluation::name).toList())),
              Cell.none(),
              Cell.missing("Azure tells none of them")));
      return;
    }
    List<SecurityDiagnostic.Rule> left = new ArrayList<>(other.rules());
    for (RuleEvaluation rule : group.rules()) {
      // The first one: a rule may have the name of one of the platform's, which are tried last.
      SecurityDiagnostic.Rule same =
          left.stream()
              .filter(one -> key(one.name()).equals(key(rule.name())))
              .findFirst()
              .orElse(null);
      rows.add(
          new Row(
              name(group) + " " + rule.name(),
              Cell.said(matched(rule)),
              Cell.none(),
              same == null ? Cell.missing("Azure does not tell of it") : Cell.said(matched(same))));
      if (same != null) {
        left.remove(same);
      }
    }
    // Azure may go on after the rule that decides; what we do not have at all is another matter.
    for (SecurityDiagnostic.Rule rule : left) {
      if (!isOurs(group, rule.name())) {
        rows.add(
            new Row(
                name(group) + " " + rule.name(),
                Cell.said("no such rule"),
                Cell.none(),
                Cell.said(matched(rule))));
      }
    }
  }

  private boolean isOurs(GroupEvaluation group, String rule) {
    for (NetworkSecurityGroup one : topology.networkSecurityGroups()) {
      if (one.name().equals(group.networkSecurityGroup())
          && RuleComparison.ordered(one, group.direction()).stream()
              .anyMatch(of -> key(of.name()).equals(key(rule)))) {
        return true;
      }
    }
    return false;
  }

  private static Cell decision(RuleEvaluation rule) {
    return decision(rule.access() == Access.ALLOW ? "allow" : "deny", rule.name());
  }

  private static Cell decision(SecurityDiagnostic.Group group) {
    String rule = group.rule();
    String action = group.action();
    if (rule == null) {
      return Cell.said("no rule");
    }
    return action == null
        ? Cell.missing(rule + ", of which Azure does not tell what it does")
        : decision(key(action), rule);
  }

  private static Cell decision(String access, String rule) {
    String text = access + " by " + rule;
    return Cell.said(key(text), text);
  }

  private static String name(GroupEvaluation group) {
    return name(group.networkSecurityGroup(), group.level(), group.place());
  }

  private static String name(SecurityDiagnostic.Group group) {
    return name(group.networkSecurityGroup(), level(group.appliedTo()), group.appliedTo());
  }

  private static String name(String group, @Nullable Level level, String place) {
    return level == null
        ? group
        : group + (level == Level.SUBNET ? " on subnet " : " on network interface ") + last(place);
  }

  private static String matched(RuleEvaluation rule) {
    return matched(
        rule.protocolMatched(),
        rule.sourceMatched(),
        rule.destinationMatched(),
        rule.destinationPortMatched());
  }

  private static String matched(SecurityDiagnostic.Rule rule) {
    return matched(
        rule.protocolMatched(),
        rule.sourceMatched(),
        rule.destinationMatched(),
        rule.destinationPortMatched());
  }

  /** The source port is not asked about. */
  private static String matched(boolean protocol, boolean source, boolean to, boolean port) {
    List<String> not = new ArrayList<>();
    if (!protocol) {
      not.add("protocol");
    }
    if (!source) {
      not.add("source");
    }
    if (!to) {
      not.add("destination");
    }
    if (!port) {
      not.add("port");
    }
    return not.isEmpty() ? "matches" : "other " + String.join(", ", not);
  }

  private static String last(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
