package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;

/**
 * A DNS forwarding ruleset ({@code Microsoft.Network/dnsForwardingRulesets}), for the virtual
 * networks it is linked to.
 *
 * @param name its name
 * @param dnsResolverOutboundEndpoints where its questions leave, as {@code resolver/endpoint}
 * @param forwardingRules its rules; the longest domain wins
 * @param virtualNetworkLinks the virtual networks it is for, by name
 */
public record DnsForwardingRuleset(
    @Doc("Its name") String name,
    @Doc("Where its questions leave, as resolver/endpoint")
        List<String> dnsResolverOutboundEndpoints,
    @Doc("Its rules") List<ForwardingRule> forwardingRules,
    @Doc("The virtual networks it is for, by name") List<String> virtualNetworkLinks) {
  /** Copies the lists. */
  public DnsForwardingRuleset {
    dnsResolverOutboundEndpoints = List.copyOf(dnsResolverOutboundEndpoints);
    forwardingRules = List.copyOf(forwardingRules);
    virtualNetworkLinks = List.copyOf(virtualNetworkLinks);
  }

  /**
   * A forwarding rule: names below a domain are asked elsewhere.
   *
   * @param name its name
   * @param domainName the domain, with a dot at its end
   * @param targetDnsServers the servers asked, in order
   * @param enabled whether it applies
   */
  public record ForwardingRule(
      @Doc("Its name") String name,
      @Doc("The domain, with a dot at its end") String domainName,
      @Doc("The servers asked, in order") List<TargetDnsServer> targetDnsServers,
      @Default("true") @Doc("Whether it applies") boolean enabled) {
    /** Copies the list. */
    public ForwardingRule {
      targetDnsServers = List.copyOf(targetDnsServers);
    }
  }

  /**
   * A server that a rule forwards to.
   *
   * @param ipAddress its address
   * @param port its port
   */
  public record TargetDnsServer(
      @Doc("Its address") InetAddress ipAddress, @Default("53") @Doc("Its port") int port) {}
}
