package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service behind an Application Gateway with WAF must show: the gateway's
 * names lead to its public address, its listeners speak HTTPS and are guarded by a WAF that
 * prevents, its probes ask for the service by its own host name and find it healthy, calls are
 * answered by the service, and there is no way past the gateway.
 *
 * <p>The environment needs vantages in the internet and in the gateway's virtual network, each with
 * its segment.
 *
 * <p>Source: "Integrate API Management in an internal VNET with Application Gateway".
 */
@NetworkTest
public interface GatewayFrontedApiManagementContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> gateway_fronted_api_management(Lab lab) {
    return GatewayFrontedApiManagement.of(Subject.of(lab));
  }
}
