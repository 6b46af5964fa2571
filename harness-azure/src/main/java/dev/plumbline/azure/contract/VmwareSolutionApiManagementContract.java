package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What API Management must show that publishes APIs running on Azure VMware Solution: calls are
 * answered by the machines behind the NSX load balancer, from the internet in an external
 * deployment, from connected networks in an internal one; the load balancer takes connections from
 * the whole subnet of the service, so that further instances work too, and none from the internet;
 * a firewall in the hub is on the way of internal traffic; the public address is protected against
 * distributed denial of service.
 *
 * <p>The environment needs vantages in the internet and, for an internal deployment, in a connected
 * network, each with its segment.
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
