package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;

/**
 * What IP flow verify says: which rule of the network security groups at one network interface
 * decides a flow. Routes, and the rules at the other end, are not asked.
 *
 * @param direction into the machine or out of it
 * @param flow the flow
 * @param access what the rule does
 * @param rule the rule's name, without what Azure puts before it
 */
public record IpFlowVerdict(Direction direction, FiveTuple flow, Access access, String rule) {

  /** Returns {@code "allow by AllowVnetOutBound"}. */
  @Override
  public String toString() {
    return (access == Access.ALLOW ? "allow" : "deny") + " by " + rule;
  }
}
