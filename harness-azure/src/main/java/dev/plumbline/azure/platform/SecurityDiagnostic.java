package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What NSG diagnostics (the network configuration diagnostic of Network Watcher) says of a flow:
 * every rule that was tried, with what of it matched.
 *
 * @param target the id of the resource that was asked about
 * @param direction into it or out of it
 * @param flow the flow; its source port is not asked about
 * @param access what comes of it
 * @param groups the network security groups, in Azure's order
 */
public record SecurityDiagnostic(
    String target, Direction direction, FiveTuple flow, Access access, List<Group> groups) {
  /** Copies the list. */
  public SecurityDiagnostic {
    groups = List.copyOf(groups);
  }

  /**
   * A network security group.
   *
   * @param networkSecurityGroup its name
   * @param appliedTo the id of the subnet or network interface it is at; empty where it is not told
   * @param rule the rule that decided; null where none did
   * @param action what that does, in Azure's word; null where none did
   * @param rules the rules tried
   */
  public record Group(
      String networkSecurityGroup,
      String appliedTo,
      @Nullable String rule,
      @Nullable String action,
      List<Rule> rules) {
    /** Copies the list. */
    public Group {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule tried.
   *
   * @param name its name, without what Azure puts before it
   * @param protocolMatched whether the protocol matches
   * @param sourceMatched whether the source address matches
   * @param sourcePortMatched whether the source port matches
   * @param destinationMatched whether the destination address matches
   * @param destinationPortMatched whether the destination port matches
   */
  public record Rule(
      String name,
      boolean protocolMatched,
      boolean sourceMatched,
      boolean sourcePortMatched,
      boolean destinationMatched,
      boolean destinationPortMatched) {}
}
