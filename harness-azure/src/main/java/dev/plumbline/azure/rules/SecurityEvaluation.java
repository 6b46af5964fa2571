package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What network security groups say of a flow, with every rule that was tried. It has the parts of
 * the answer of Network Watcher's NSG diagnostics.
 *
 * @param flow the flow, as the groups see it
 * @param groups the groups asked, in their order: on the way out the network interface's, then the
 *     subnet's; on the way in the subnet's, then the network interface's; nothing after one that
 *     denies. Empty where none is attached
 * @param notes what else decided, in words: why a group was not asked
 */
public record SecurityEvaluation(FiveTuple flow, List<GroupEvaluation> groups, List<String> notes) {
  /** Copies the lists. */
  public SecurityEvaluation {
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /** Where a network security group is attached. */
  public enum Level {
    /** To a subnet. */
    SUBNET,
    /** To a network interface. */
    NETWORK_INTERFACE
  }

  /**
   * One network security group asked about one direction.
   *
   * @param networkSecurityGroup its name
   * @param level where it is attached
   * @param place the name of the subnet or network interface
   * @param direction into the place or out of it
   * @param rules the rules tried, in order; the last one decided
   */
  public record GroupEvaluation(
      String networkSecurityGroup,
      Level level,
      String place,
      Direction direction,
      List<RuleEvaluation> rules) {
    /** Copies the list. */
    public GroupEvaluation {
      rules = List.copyOf(rules);
    }

    /** Returns the rule that decided. */
    public RuleEvaluation decision() {
      return rules.get(rules.size() - 1);
    }
  }

  /**
   * One rule tried.
   *
   * @param name its name
   * @param priority its priority
   * @param access what it does when all fields match
   * @param protocolMatched whether the protocol matches
   * @param sourceMatched whether the source address matches
   * @param sourcePortMatched whether the source port matches
   * @param destinationMatched whether the destination address matches
   * @param destinationPortMatched whether the destination port matches
   */
  public record RuleEvaluation(
      String name,
      int priority,
      Access access,
      boolean protocolMatched,
      boolean sourceMatched,
      boolean sourcePortMatched,
      boolean destinationMatched,
      boolean destinationPortMatched) {

    /** Returns whether every field matches. */
    public boolean matched() {
      return protocolMatched
          && sourceMatched
          && sourcePortMatched
          && destinationMatched
          && destinationPortMatched;
    }
  }

  /** Returns whether every group asked allows the flow. */
  public boolean allowed() {
    return groups.stream().allMatch(g -> g.decision().access() == Access.ALLOW);
  }

  /** Returns the group that decided: the one that denies, else the last one; empty without any. */
  public Optional<GroupEvaluation> decidedBy() {
    return groups.isEmpty() ? Optional.empty() : Optional.of(groups.get(groups.size() - 1));
  }

  /**
   * Returns the decision in one line: {@code deny by DenyAllInBound (priority 65500) of apim-nsg on
   * subnet apim-subnet, inbound}.
   */
  public String decision() {
    return decidedBy()
        .map(
            g ->
                (g.decision().access() == Access.ALLOW ? "allow" : "deny")
                    + " by "
                    + g.decision().name()
                    + " (priority "
                    + g.decision().priority()
                    + ") of "
                    + at(g))
        .orElse("allow: no network security group is asked");
  }

  /** Returns the whole evaluation as a table in text: every rule tried, with what matched. */
  public String explain() {
    StringBuilder text = new StringBuilder(flow.toString()).append('\n');
    notes.forEach(n -> text.append(n).append('\n'));
    for (GroupEvaluation group : groups) {
      text.append('\n').append(at(group)).append('\n');
      TextTable table =
          new TextTable(
              "",
              "Priority",
              "Name",
              "Access",
              "Protocol",
              "Source",
              "SourcePort",
              "Destination",
              "DestinationPort");
      for (RuleEvaluation rule : group.rules()) {
        table.row(
            rule == group.decision() ? "=>" : "",
            Integer.toString(rule.priority()),
            rule.name(),
            rule.access() == Access.ALLOW ? "Allow" : "Deny",
            mark(rule.protocolMatched()),
            mark(rule.sourceMatched()),
            mark(rule.sourcePortMatched()),
            mark(rule.destinationMatched()),
            mark(rule.destinationPortMatched()));
      }
      text.append(table);
    }
    return text.append('\n').append(decision()).append('\n').toString();
  }

  /** Returns this evaluation followed by another of the same flow. */
  SecurityEvaluation and(@Nullable SecurityEvaluation next) {
    if (next == null) {
      return this;
    }
    List<GroupEvaluation> all = new ArrayList<>(groups);
    all.addAll(next.groups());
    List<String> said = new ArrayList<>(notes);
    said.addAll(next.notes());
    return new SecurityEvaluation(flow, all, said);
  }

  private static String at(GroupEvaluation group) {
    return group.networkSecurityGroup()
        + " on "
        + (group.level() == Level.SUBNET ? "subnet " : "network interface ")
        + group.place()
        + ", "
        + group.direction().name().toLowerCase(Locale.ROOT);
  }

  private static String mark(boolean matched) {
    return matched ? "yes" : "no";
  }
}
