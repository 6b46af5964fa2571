package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A firewall policy ({@code Microsoft.Network/firewallPolicies}): what an Azure Firewall lets
 * through.
 *
 * @param name its name
 * @param basePolicy the policy whose groups come before its own, by name; null for none
 * @param ruleCollectionGroups its rules
 * @param privateRanges destinations to which the source is not translated (SNAT); the private
 *     ranges of RFC 1918 and RFC 6598 when empty
 * @param dnsProxy whether it answers DNS questions
 * @param dnsServers the servers it asks; the platform's resolver when empty
 * @param inheritsNatRules whether the DNAT rules of its parents count as well. Sources conflict:
 *     "Configure Azure Firewall rules" lists them in the order of processing, which is the default
 *     here; "Azure Firewall Manager policy overview" says that they are not inherited
 */
public record FirewallPolicy(
    @Doc("Its name") String name,
    @Doc("The policy whose groups come before its own, by name") @Nullable String basePolicy,
    @Doc("Its rules") List<RuleCollectionGroup> ruleCollectionGroups,
    @Doc("Destinations to which the source is not translated (SNAT)") List<String> privateRanges,
    @Default("false") @Doc("Whether it answers DNS questions") boolean dnsProxy,
    @Doc("The servers it asks") List<InetAddress> dnsServers,
    @Default("true") @Doc("Whether the DNAT rules of its parents count as well")
        boolean inheritsNatRules) {
  /** Copies the lists. */
  public FirewallPolicy {
    ruleCollectionGroups = List.copyOf(ruleCollectionGroups);
    privateRanges = List.copyOf(privateRanges);
    dnsServers = List.copyOf(dnsServers);
  }

  /** Makes a policy for which the DNAT rules of its parents count as well. */
  public FirewallPolicy(
      String name,
      @Nullable String basePolicy,
      List<RuleCollectionGroup> ruleCollectionGroups,
      List<String> privateRanges,
      boolean dnsProxy,
      List<InetAddress> dnsServers) {
    this(name, basePolicy, ruleCollectionGroups, privateRanges, dnsProxy, dnsServers, true);
  }

  /**
   * Rule collections of one priority.
   *
   * @param name its name
   * @param priority 100 to 65000, the smallest first
   * @param ruleCollections its collections
   */
  public record RuleCollectionGroup(
      @Doc("Its name") String name,
      @Doc("100 to 65000, the smallest first") int priority,
      @Doc("Its collections") List<RuleCollection> ruleCollections) {
    /** Copies the list. */
    public RuleCollectionGroup {
      ruleCollections = List.copyOf(ruleCollections);
    }
  }

  /**
   * Rules of one kind that do one thing.
   *
   * @param name its name
   * @param priority 100 to 65000, the smallest first
   * @param action what its rules do; DNAT rules always translate and allow
   * @param natRules its DNAT rules
   * @param networkRules its network rules
   * @param applicationRules its application rules
   */
  public record RuleCollection(
      @Doc("Its name") String name,
      @Doc("100 to 65000, the smallest first") int priority,
      @Default("allow") @Doc("What its rules do") Action action,
      @Doc("Its DNAT rules") List<NatRule> natRules,
      @Doc("Its network rules") List<NetworkRule> networkRules,
      @Doc("Its application rules") List<ApplicationRule> applicationRules) {
    /** Copies the lists. */
    public RuleCollection {
      natRules = List.copyOf(natRules);
      networkRules = List.copyOf(networkRules);
      applicationRules = List.copyOf(applicationRules);
    }
  }

  /**
   * A rule of layers 3 and 4.
   *
   * @param name its name
   * @param ipProtocols the protocols
   * @param sourceAddresses prefixes, ranges, service tags or {@code *}; anywhere when empty
   * @param destinationAddresses prefixes, service tags or {@code *}
   * @param destinationFqdns names whose addresses are meant
   * @param destinationPorts the destination ports; empty for all
   */
  public record NetworkRule(
      @Doc("Its name") String name,
      @Doc("The protocols") List<FirewallProtocol> ipProtocols,
      @Doc("Prefixes, service tags or *") List<String> sourceAddresses,
      @Doc("Prefixes, service tags or *") List<String> destinationAddresses,
      @Doc("Names whose addresses are meant") List<String> destinationFqdns,
      @Doc("The destination ports") List<PortRange> destinationPorts) {
    /** Copies the lists. */
    public NetworkRule {
      ipProtocols = List.copyOf(ipProtocols);
      sourceAddresses = List.copyOf(sourceAddresses);
      destinationAddresses = List.copyOf(destinationAddresses);
      destinationFqdns = List.copyOf(destinationFqdns);
      destinationPorts = List.copyOf(destinationPorts);
    }
  }

  /**
   * A rule of layer 7, for HTTP, HTTPS and MSSQL by host name.
   *
   * @param name its name
   * @param sourceAddresses prefixes, ranges or {@code *}; anywhere when empty
   * @param targetFqdns the host names; {@code *} stands for any characters at their beginning
   * @param fqdnTags groups of host names of the platform, for example {@code WindowsUpdate}
   * @param protocols what is spoken, at which port
   */
  public record ApplicationRule(
      @Doc("Its name") String name,
      @Doc("Prefixes or *") List<String> sourceAddresses,
      @Doc("The host names") List<String> targetFqdns,
      @Doc("Groups of host names of the platform, for example WindowsUpdate") List<String> fqdnTags,
      @Doc("What is spoken, at which port") List<ApplicationProtocol> protocols) {
    /** Copies the lists. */
    public ApplicationRule {
      sourceAddresses = List.copyOf(sourceAddresses);
      targetFqdns = List.copyOf(targetFqdns);
      fqdnTags = List.copyOf(fqdnTags);
      protocols = List.copyOf(protocols);
    }
  }

  /**
   * A protocol at a port.
   *
   * @param protocolType the protocol
   * @param port the port
   */
  public record ApplicationProtocol(
      @Doc("The protocol") ApplicationProtocolType protocolType, @Doc("The port") int port) {}

  /**
   * A rule that leads flows to a public address of the firewall elsewhere (DNAT).
   *
   * @param name its name
   * @param ipProtocols the protocols
   * @param sourceAddresses prefixes, ranges or {@code *}; anywhere when empty
   * @param destinationAddress the firewall's public address
   * @param destinationPort the port
   * @param translatedAddress where they are led; null when a name says it
   * @param translatedFqdn the same, as a host name
   * @param translatedPort the port there
   */
  public record NatRule(
      @Doc("Its name") String name,
      @Doc("The protocols") List<FirewallProtocol> ipProtocols,
      @Doc("Prefixes or *") List<String> sourceAddresses,
      @Doc("The firewall's public address") InetAddress destinationAddress,
      @Doc("The port") int destinationPort,
      @Doc("Where they are led") @Nullable InetAddress translatedAddress,
      @Doc("The same, as a host name") @Nullable String translatedFqdn,
      @Doc("The port there") int translatedPort) {
    /** Copies the lists. */
    public NatRule {
      ipProtocols = List.copyOf(ipProtocols);
      sourceAddresses = List.copyOf(sourceAddresses);
    }
  }

  /** What a rule collection does. */
  public enum Action {
    /** Flows go on. */
    ALLOW,
    /** Flows are dropped. */
    DENY
  }

  /** Protocols of network and DNAT rules. */
  public enum FirewallProtocol {
    /** TCP. */
    TCP,
    /** UDP. */
    UDP,
    /** ICMP. */
    ICMP,
    /** Any. */
    ANY
  }

  /** Protocols of application rules. */
  public enum ApplicationProtocolType {
    /** HTTP. */
    HTTP,
    /** HTTP over TLS. */
    HTTPS,
    /** SQL Server. */
    MSSQL
  }
}
