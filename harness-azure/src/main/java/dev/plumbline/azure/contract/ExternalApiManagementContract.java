package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service in external mode must show:
 *
 * <ul>
 *   <li>its default host names are in public DNS and lead to the public virtual IP;
 *   <li>the gateway answers on its names, from the internet and from the virtual network; the
 *       developer portal from the internet;
 *   <li>the gateway answers on no other host name;
 *   <li>management (3443) is closed to the internet, in each region; by the description to every
 *       part of it that rules and routes make, as far as it has prefixes of at most 16 bits or is a
 *       service tag;
 *   <li>of several regions each has its gateway: its regional name leads to the public virtual IP
 *       of the region, which answers on its names and on no other. The default name of the gateway
 *       may lead to any region.
 * </ul>
 *
 * <p>The environment needs vantages in the internet and in the service's virtual network or one
 * peered with it, each with its segment; where one is missing, the tests from there fail and say
 * so.
 *
 * <pre><code class='java'>
 * class ContosoIT implements ExternalApiManagementContract {}
 * </code></pre>
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
