package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What must still work where internet-bound traffic of API Management is forced through a firewall
 * on-premises or a virtual appliance, in each region whose subnet has such a route, be it for a
 * part of the internet such as 0.0.0.0/1:
 *
 * <ul>
 *   <li>Storage, Event Hubs, Key Vault, Azure Monitor, and in the first region SQL, are reached by
 *       each instance, by service endpoints or through the firewall;
 *   <li>management is answered by the way it came;
 *   <li>in external mode clients are answered by the way they came, in each region whose gateway
 *       takes calls (in all where none does).
 * </ul>
 *
 * <p>Where parts of the internet have different ways, the address that stands for a service tells
 * of its own part alone: a service without a way of its own, by a route for its tag or a service
 * endpoint, fails. So do clients where no route to the internet tells which prefixes they are in:
 * the one that is looked from must be in one of them. A vantage's address is written in its
 * environment; live it must be, the public one.
 *
 * <p>A service tag whose prefixes the topology writes ({@code serviceTags}) is asked in each of
 * them, at both ends and where routes part it; nothing of the topology needs to be there.
 *
 * <p>The environment needs in external mode a vantage in the internet, each with its segment; where
 * one is missing, the tests from there fail and say so. Tests whose titles end with "(by the
 * description)" ask the description of the network, without traffic.
 *
 * <pre><code class='java'>
 * class ContosoIT implements ForcedTunnellingContract {}
 * </code></pre>
 *
 * <p>Source: "Deploy your Azure API Management instance to a virtual network - internal mode",
 * section "Force tunnel traffic to on-premises firewall using ExpressRoute or network virtual
 * appliance".
 */
@NetworkTest
public interface ForcedTunnellingContract {

  /** Returns the tests, made from the topology; a topology without anything to test is an error. */
  @TestFactory
  default Stream<DynamicNode> forced_tunnelling(Lab lab) {
    return ForcedTunnelling.of(Subject.of(lab));
  }
}
