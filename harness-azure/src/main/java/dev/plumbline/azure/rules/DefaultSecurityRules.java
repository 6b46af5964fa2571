package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import java.util.List;

/** The rules that the platform puts behind those of every network security group. */
public final class DefaultSecurityRules {

  private static final String ANY = "*";

  private static final List<SecurityRule> INBOUND =
      List.of(
          rule(
              "AllowVnetInBound",
              65000,
              Direction.INBOUND,
              Access.ALLOW,
              ServiceTags.VIRTUAL_NETWORK,
              ServiceTags.VIRTUAL_NETWORK),
          rule(
              "AllowAzureLoadBalancerInBound",
              65001,
              Direction.INBOUND,
              Access.ALLOW,
              ServiceTags.AZURE_LOAD_BALANCER,
              ANY),
          rule("DenyAllInBound", 65500, Direction.INBOUND, Access.DENY, ANY, ANY));

  private static final List<SecurityRule> OUTBOUND =
      List.of(
          rule(
              "AllowVnetOutBound",
              65000,
              Direction.OUTBOUND,
              Access.ALLOW,
              ServiceTags.VIRTUAL_NETWORK,
              ServiceTags.VIRTUAL_NETWORK),
          rule(
              "AllowInternetOutBound",
              65001,
              Direction.OUTBOUND,
              Access.ALLOW,
              ANY,
              ServiceTags.INTERNET),
          rule("DenyAllOutBound", 65500, Direction.OUTBOUND, Access.DENY, ANY, ANY));

  private DefaultSecurityRules() {}

  /** Returns the rules of one direction, in the order of their priorities. */
  public static List<SecurityRule> of(Direction direction) {
    return direction == Direction.INBOUND ? INBOUND : OUTBOUND;
  }

  private static SecurityRule rule(
      String name, int priority, Direction direction, Access access, String from, String to) {
    return new SecurityRule(
        name,
        priority,
        direction,
        access,
        SecurityRuleProtocol.ANY,
        List.of(from),
        List.of(to),
        List.of());
  }
}
