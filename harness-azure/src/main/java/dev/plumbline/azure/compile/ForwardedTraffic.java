package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Peerings;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Network.Admission;
import java.util.Set;

/**
 * What virtual networks take from their peers: without {@code allowForwardedTraffic} only flows
 * that started there. Flows that an appliance there passes on, or a firewall, have another source.
 *
 * <p>Flows of networks behind a gateway that a peer lends do not pass an appliance: they need no
 * more than the gateway transit (Microsoft, "Create, change, or delete a virtual network peering").
 */
final class ForwardedTraffic {

  private ForwardedTraffic() {}

  /** Adds what ways over peerings take; called once all hosts are there. */
  static void add(NetworkParts parts) {
    Peerings peerings = Peerings.of(parts.topology);
    Set<String> passingOn = parts.passingOn();
    for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
      for (Peerings.Unforwarded peer : peerings.unforwarded(vnet.name())) {
        Admission admission = new Admission(peer.because(), peer.virtualNetwork().addressSpace());
        for (Placed from : parts.subnets.of(peer.virtualNetwork())) {
          if (passingOn.contains(from.name())) {
            for (Placed to : parts.subnets.of(vnet)) {
              parts.link(from.name(), to.name(), admission);
            }
          }
        }
      }
    }
  }
}
