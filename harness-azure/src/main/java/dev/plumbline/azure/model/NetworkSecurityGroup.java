package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Network.PortRange;
import java.util.List;

/**
 * A network security group ({@code Microsoft.Network/networkSecurityGroups}). The platform's
 * default rules (65000, 65001, 65500) are added.
 *
 * @param name its name
 * @param securityRules its own rules
 */
public record NetworkSecurityGroup(
    @Doc("Its name") String name, @Doc("Its own rules") List<SecurityRule> securityRules) {

  /** Copies the list. */
  public NetworkSecurityGroup {
    securityRules = List.copyOf(securityRules);
  }

  /**
   * A rule. Prefixes are address prefixes, addresses, {@code *}, or service tags.
   *
   * @param name its name
   * @param priority 100 to 4096, unique within the direction; the smallest that matches decides
   * @param direction inbound or outbound
   * @param access allow or deny; what is denied is dropped
   * @param protocol the protocol it is for
   * @param sourceAddressPrefixes where flows come from; {@code *} for anywhere
   * @param destinationAddressPrefixes where they go to; {@code *} for anywhere
   * @param destinationPortRanges the destination ports; empty for all
   */
  public record SecurityRule(
      @Doc("Its name") String name,
      @Doc("100 to 4096, smallest first") int priority,
      @Doc("inbound or outbound") Direction direction,
      @Doc("allow or deny") Access access,
      @Default("any") @Doc("The protocol it is for") SecurityRuleProtocol protocol,
      @Default("['*']") @Doc("Prefixes, service tags, or *") List<String> sourceAddressPrefixes,
      @Default("['*']") @Doc("Prefixes, service tags, or *")
          List<String> destinationAddressPrefixes,
      @Doc("The destination ports; all when absent") List<PortRange> destinationPortRanges) {

    /** Copies the lists. */
    public SecurityRule {
      sourceAddressPrefixes = List.copyOf(sourceAddressPrefixes);
      destinationAddressPrefixes = List.copyOf(destinationAddressPrefixes);
      destinationPortRanges = List.copyOf(destinationPortRanges);
    }
  }

  /** The direction of the flows a rule is for. */
  public enum Direction {
    /** Into the subnet. */
    INBOUND,
    /** Out of the subnet. */
    OUTBOUND
  }

  /** What a rule does. */
  public enum Access {
    /** The flow goes on. */
    ALLOW,
    /** The flow is dropped. */
    DENY
  }

  /** The protocol of a rule. */
  public enum SecurityRuleProtocol {
    /** TCP. */
    TCP,
    /** UDP. */
    UDP,
    /** Any, written {@code *} in Azure. */
    ANY
  }
}
