package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service must show at each of its private endpoints:
 *
 * <ul>
 *   <li>the connection is approved, and the private zone is linked where the endpoint is reached
 *       from;
 *   <li>where it is linked, the gateway's default name leads to the endpoint by way of the name
 *       below {@code privatelink.azure-api.net};
 *   <li>the gateway answers there, and it alone;
 *   <li>for networks that are connected to the endpoint's virtual network, or to a peered one, the
 *       name leads there too, and they reach it, where the environment has a vantage in one;
 *   <li>in public DNS, and where the zone is not linked, the name leads to public addresses only;
 *   <li>public callers are answered 403 when public network access is disabled, else 200.
 * </ul>
 *
 * <p>The environment needs vantages in the internet and in a virtual network with a link to the
 * private zone, that of the endpoint or one peered with it, each with its segment; where one is
 * missing, the tests from there fail and say so. Tests whose titles end with "(by the description)"
 * ask the description of the network, without traffic.
 *
 * <pre><code class='java'>
 * class ContosoIT implements PrivateEndpointApiManagementContract {}
 * </code></pre>
 *
 * <p>Source: "Secure your APIs with Private Link support for Azure API Management", and "Connect
 * privately to API Management using an inbound private endpoint".
 */
@NetworkTest
public interface PrivateEndpointApiManagementContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> private_endpoint_api_management(Lab lab) {
    return PrivateEndpointApiManagement.of(Subject.of(lab));
  }
}
