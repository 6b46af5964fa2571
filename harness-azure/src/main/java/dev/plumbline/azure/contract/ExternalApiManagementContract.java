package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service in external mode must show: its endpoints are in public DNS and
 * answer at the public virtual IP, on their own host names only; the management endpoint is closed
 * to everybody else.
 *
 * <p>The environment needs vantages in the internet and in the service's virtual network, each with
 * its segment.
 *
 * <p>Source: "Use a virtual network to secure inbound or outbound traffic for Azure API
 * Management", and "Deploy your Azure API Management instance to a virtual network - internal mode"
 * for the ports.
 */
@NetworkTest
public interface ExternalApiManagementContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> external_api_management(Lab lab) {
    return ExternalApiManagement.of(Subject.of(lab));
  }
}
