package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ExpressRoute circuit ({@code Microsoft.Network/expressRouteCircuits}) and the network at its
 * other end.
 *
 * @param name its name
 * @param connectedNetwork the network it leads to, a connected network or VMware private cloud by
 *     name; null when not told
 * @param globalReach the circuits it is joined with by Global Reach, by name: their networks reach
 *     one another without a virtual network
 * @param privatePeering whether its private peering is provisioned
 */
public record ExpressRouteCircuit(
    @Doc("Its name") String name,
    @Doc("The network it leads to, a connected network or VMware private cloud by name")
        @Nullable String connectedNetwork,
    @Doc(
            "The circuits it is joined with by Global Reach, by name: their networks reach one another without a virtual network")
        List<String> globalReach,
    @Default("true") @Doc("Whether its private peering is provisioned") boolean privatePeering) {
  /** Copies the list. */
  public ExpressRouteCircuit {
    globalReach = List.copyOf(globalReach);
  }
}
