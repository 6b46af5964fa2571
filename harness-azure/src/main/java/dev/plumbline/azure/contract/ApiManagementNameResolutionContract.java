package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What the names of every API Management service must lead to, by the way it uses a virtual
 * network:
 *
 * <ul>
 *   <li>without one, in external mode and with outbound integration: its default names lead to
 *       public addresses;
 *   <li>in internal mode and injected in a v2 tier: they are not in public DNS, and inside the name
 *       of the gateway leads to the private virtual IP;
 *   <li>with a private endpoint: where the private zone is linked, the gateway's name leads there,
 *       by way of the name below {@code privatelink.azure-api.net};
 *   <li>of several regions the regional names of the gateways, public or not as the others; inside,
 *       in the network of each region, the default name leads to the private virtual IP of any
 *       region whose gateway takes calls, and the regional one to that of its own. Where the first
 *       region is not written, its virtual network tells it; where nothing does, its test fails and
 *       asks for the location.
 * </ul>
 *
 * <p>The environment needs vantages in the internet and in the virtual networks of services that
 * are private, or in ones peered with them, each with its segment; where one is missing, the tests
 * from there fail and say so.
 *
 * <pre><code class='java'>
 * class ContosoIT implements ApiManagementNameResolutionContract {}
 * </code></pre>
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
