package dev.plumbline.azure.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What must still work where internet-bound traffic of API Management is forced through a firewall
 * on-premises or a virtual appliance: the dependencies are reached, by service endpoints or through
 * the firewall; management is answered by the way it came; in external mode so are the clients.
 *
 * <p>It asks the description of the network; in external mode the environment needs vantages in the
 * internet, each with its segment.
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
