package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What the names of every API Management service must lead to, by the way it uses a virtual
 * network: without one, in external mode and with outbound integration its default names are
 * public; in internal mode and injected in the v2 tiers they are not, and lead to the private
 * virtual IP inside; with a private endpoint the gateway's name alone leads there, where the
 * private zone is linked.
 *
 * <p>The environment needs vantages in the internet and in the virtual networks of the services,
 * each with its segment.
 *
 * <p>Source: "Use a virtual network to secure inbound or outbound traffic for Azure API
 * Management", "Deploy your Azure API Management instance to a virtual network - internal mode",
 * "Secure your APIs with Private Link support for Azure API Management".
 */
@NetworkTest
public interface ApiManagementNameResolutionContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> api_management_name_resolution(Lab lab) {
    return ApiManagementNameResolution.of(Subject.of(lab));
  }
}
