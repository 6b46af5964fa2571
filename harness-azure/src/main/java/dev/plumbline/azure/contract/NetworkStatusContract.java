package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What the network status of every injected API Management service must show, in each of its
 * regions:
 *
 * <ul>
 *   <li>each service that it requires is reached by all its instances: blob and table storage, SQL,
 *       on platform stv2 also Key Vault; in Premium v2 blob storage alone;
 *   <li>the network status calls it required, and tells success;
 *   <li>the others are called optional; whether they are reached stands in the titles of their
 *       tests, since without them only some feature fails.
 * </ul>
 *
 * <p>It asks the description of the network, without traffic, and no vantage is needed for it. Of a
 * deployed service the platform tells the network status itself ({@code GET …/networkstatus}). A
 * service tag whose prefixes the topology writes ({@code serviceTags}) is asked in each of them.
 *
 * <pre><code class='java'>
 * class ContosoIT implements NetworkStatusContract {}
 * </code></pre>
 *
 * <p>Source: "Deploy your Azure API Management instance to a virtual network - internal mode",
 * sections "Troubleshooting" and "Verify network status".
 */
@NetworkTest
public interface NetworkStatusContract {

  /** Returns the tests, made from the topology; a topology without such a service is an error. */
  @TestFactory
  default Stream<DynamicNode> network_status(Lab lab) {
    return Dependencies.of(Subject.of(lab));
  }
}
