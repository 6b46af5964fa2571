package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Azure Firewall ({@code Microsoft.Network/azureFirewalls}): a stateful appliance in the subnet
 * {@code AzureFirewallSubnet}.
 *
 * @param name its name
 * @param subnet its subnet, by name
 * @param privateIPAddress its private address, the next hop of routes; null for the first free one
 *     of the subnet
 * @param publicIPAddresses its public IP addresses, by name
 * @param firewallPolicy its policy, by name; null when its rules stand here
 * @param ruleCollections its rules, where it has no policy
 * @param managementSubnet the subnet of its management interface, by name: then its own traffic may
 *     be forced through a tunnel; null for none
 */
public record AzureFirewall(
    @Doc("Its name") String name,
    @Doc("Its subnet, by name") String subnet,
    @Doc("Its private address, the next hop of routes") @Nullable InetAddress privateIPAddress,
    @Doc("Its public IP addresses, by name") List<String> publicIPAddresses,
    @Doc("Its policy, by name") @Nullable String firewallPolicy,
    @Doc("Its rules, where it has no policy") List<FirewallPolicy.RuleCollection> ruleCollections,
    @Doc("The subnet of its management interface, by name") @Nullable String managementSubnet) {
  /** Copies the lists. */
  public AzureFirewall {
    publicIPAddresses = List.copyOf(publicIPAddresses);
    ruleCollections = List.copyOf(ruleCollections);
  }

  /** Makes a firewall without a management interface. */
  public AzureFirewall(
      String name,
      String subnet,
      @Nullable InetAddress privateIPAddress,
      List<String> publicIPAddresses,
      @Nullable String firewallPolicy,
      List<FirewallPolicy.RuleCollection> ruleCollections) {
    this(name, subnet, privateIPAddress, publicIPAddresses, firewallPolicy, ruleCollections, null);
  }
}
