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
   * A rule. Prefixes are address prefixes, addresses, {@code *}, or service tags; the lists of one
   * field are alternatives.
   *
   * @param name its name
   * @param priority 100 to 4096, unique within the direction; the smallest that matches decides
   * @param direction inbound or outbound
   * @param access allow or deny; what is denied is dropped
   * @param protocol the protocol it is for
   * @param sourceAddressPrefixes where flows come from; {@code *} for anywhere
   * @param sourcePortRanges the source ports; empty for all
   * @param sourceApplicationSecurityGroups application security groups that flows come from, by
   *     name; then the prefixes are empty
   * @param destinationAddressPrefixes where they go to; {@code *} for anywhere
   * @param destinationPortRanges the destination ports; empty for all
   * @param destinationApplicationSecurityGroups application security groups that flows go to, by
   *     name; then the prefixes are empty
   */
  public record SecurityRule(
      @Doc("Its name") String name,
      @Doc("100 to 4096, unique within the direction") int priority,
      @Doc("Inbound or outbound") Direction direction,
      @Doc("Allow or deny") Access access,
      @Default("any") @Doc("The protocol it is for") SecurityRuleProtocol protocol,
      @Default("['*']") @Doc("Where flows come from") List<String> sourceAddressPrefixes,
      @Doc("The source ports") List<PortRange> sourcePortRanges,
      @Doc("Application security groups that flows come from, by name")
          List<String> sourceApplicationSecurityGroups,
      @Default("['*']") @Doc("Where they go to") List<String> destinationAddressPrefixes,
      @Doc("The destination ports") List<PortRange> destinationPortRanges,
      @Doc("Application security groups that flows go to, by name")
          List<String> destinationApplicationSecurityGroups) {
    /** Copies the lists. */
    public SecurityRule {
      sourceAddressPrefixes = List.copyOf(sourceAddressPrefixes);
      sourcePortRanges = List.copyOf(sourcePortRanges);
      sourceApplicationSecurityGroups = List.copyOf(sourceApplicationSecurityGroups);
      destinationAddressPrefixes = List.copyOf(destinationAddressPrefixes);
      destinationPortRanges = List.copyOf(destinationPortRanges);
      destinationApplicationSecurityGroups = List.copyOf(destinationApplicationSecurityGroups);
    }

    /** Makes a rule from any port, without application security groups. */
    public SecurityRule(
        String name,
        int priority,
        Direction direction,
        Access access,
        SecurityRuleProtocol protocol,
        List<String> sourceAddressPrefixes,
        List<String> destinationAddressPrefixes,
        List<PortRange> destinationPortRanges) {
      this(
          name,
          priority,
          direction,
          access,
          protocol,
          sourceAddressPrefixes,
          List.of(),
          List.of(),
          destinationAddressPrefixes,
          destinationPortRanges,
          List.of());
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
    /** ICMP; no flow of TCP or UDP matches. */
    ICMP,
    /** Encapsulating security payload; no flow of TCP or UDP matches. */
    ESP,
    /** Authentication header; no flow of TCP or UDP matches. */
    AH,
    /** Any, written {@code *} in Azure. */
    ANY
  }
}
