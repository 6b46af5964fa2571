package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Which flows the network security group of every service must let through that is injected in a
 * classic tier: the document's table of minimum rules, row by row, by its mode. A row holds for a
 * tag as a whole and for the subnet as a whole: asked are both ends of each prefix of the tag, with
 * each instance of today and the last address that one of tomorrow can have. Each region is asked,
 * since each has a subnet of its own.
 *
 * <ul>
 *   <li>external mode: in from {@code Internet} and {@code AzureTrafficManager} at 443;
 *   <li>both modes: in from {@code ApiManagement} at 3443 and from {@code AzureLoadBalancer} at
 *       6390;
 *   <li>both modes: out to {@code Storage} and {@code AzureKeyVault} at 443, to {@code Sql} at
 *       1433, to {@code AzureMonitor} at 1886 and 443;
 *   <li>both modes: no rule of the group's own lets the rest of the internet in at 3443;
 *   <li>platform stv2: a network security group is attached, since nothing comes in without one.
 * </ul>
 *
 * <p>What comes in must be let in by a rule of the group's own, but for the load balancer, which
 * the default rule {@code AllowAzureLoadBalancerInBound} is for; what goes out may go by a default
 * rule.
 *
 * <p>It asks the description of the network, without traffic, and no vantage is needed for it.
 *
 * <pre><code class='java'>
 * class ContosoIT implements ApiManagementSecurityRulesContract {}
 * </code></pre>
 *
 * <p>Source: "Deploy your Azure API Management instance to a virtual network - internal mode",
 * section "Configure NSG rules".
 */
@NetworkTest
public interface ApiManagementSecurityRulesContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> api_management_security_rules(Lab lab) {
    return ApiManagementSecurityRules.of(Subject.of(lab));
  }
}
