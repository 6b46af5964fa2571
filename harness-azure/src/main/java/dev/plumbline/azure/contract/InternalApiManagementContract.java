package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What every API Management service in internal mode must show: none of its endpoints is in public
 * DNS; from its virtual network all of them are found at the private virtual IP and answer, on
 * their own host names only; from outside there is no way to them.
 *
 * <pre><code class='java'>
 * &#64;NetworkTest("contoso")
 * class ContosoIT implements InternalApiManagementContract {}
 * </code></pre>
 *
 * <p>The environment needs vantages in the internet and in the service's virtual network, each with
 * its segment; where one is missing, the tests from there fail and say so.
 *
 * <p>Source: "Deploy your Azure API Management instance to a virtual network - internal mode".
 */
@NetworkTest
public interface InternalApiManagementContract {

  /** Returns the tests, made from the topology; a topology without such a service is an error. */
  @TestFactory
  default Stream<DynamicNode> internal_api_management(Lab lab) {
    return InternalApiManagement.of(Subject.of(lab));
  }
}
