package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service must show that publishes APIs of Azure VMware Solution:
 *
 * <ul>
 *   <li>calls are answered by the machines behind the NSX load balancer, from the internet in an
 *       external deployment, from a connected network in an internal one;
 *   <li>the load balancer takes connections from each instance of today and from the last address
 *       of the service's subnet, so that further instances work too, in each region whose gateway
 *       takes calls (in all where none does);
 *   <li>from the internet there is no way to it;
 *   <li>external deployment: the public address of each of those regions is protected against
 *       distributed denial of service;
 *   <li>internal deployment: calls of connected networks pass the firewall of the hub, if there is
 *       one. The hub is the network of the region or one that is peered with it, and of several
 *       firewalls there one is enough; a region without any is asked for those of the others.
 * </ul>
 *
 * <p>The environment needs vantages in the internet and, for an internal deployment, in a connected
 * network, each with its segment; where one is missing, the tests from there fail and say so. Tests
 * whose titles end with "(by the description)" ask the description of the network, without traffic.
 *
 * <pre><code class='java'>
 * class ContosoIT implements VmwareSolutionApiManagementContract {}
 * </code></pre>
 *
 * <p>Source: "Publish and protect APIs running on Azure VMware Solution VMs".
 */
@NetworkTest
public interface VmwareSolutionApiManagementContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> api_management_on_vmware_solution(Lab lab) {
    return VmwareSolutionApiManagement.of(Subject.of(lab));
  }
}
