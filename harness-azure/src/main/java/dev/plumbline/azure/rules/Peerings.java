package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.model.VirtualNetworkGateway.GatewayType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The peerings that are up: both virtual networks have one, and neither is initiated or
 * disconnected only. A peering is between two networks; it leads no further.
 */
public final class Peerings {

  private final Map<String, List<Peer>> peers = new HashMap<>();

  private Peerings(AzureTopology topology) {
    Map<String, VirtualNetwork> networks = new HashMap<>();
    topology.virtualNetworks().forEach(v -> networks.putIfAbsent(v.name(), v));
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      List<Peer> list = new ArrayList<>();
      for (VirtualNetworkPeering peering : vnet.peerings()) {
        VirtualNetwork remote = networks.get(peering.remoteVirtualNetwork());
        if (remote != null && peering.peeringState() == PeeringState.CONNECTED) {
          remote.peerings().stream()
              .filter(p -> p.remoteVirtualNetwork().equals(vnet.name()))
              .filter(p -> p.peeringState() == PeeringState.CONNECTED)
              .findFirst()
              .ifPresent(back -> list.add(new Peer(remote, peering, back)));
        }
      }
      peers.put(vnet.name(), List.copyOf(list));
    }
  }

  /**
   * The other side of a peering.
   *
   * @param virtualNetwork the other virtual network
   * @param peering the peering of this side
   * @param back the peering of the other side
   */
  record Peer(
      VirtualNetwork virtualNetwork, VirtualNetworkPeering peering, VirtualNetworkPeering back) {

    /** Returns whether the gateway of the other side is used here. */
    boolean lendsGateway() {
      return peering.useRemoteGateways() && back.allowGatewayTransit();
    }
  }

  /** Returns the peerings of a topology. */
  public static Peerings of(AzureTopology topology) {
    return new Peerings(topology);
  }

  /** Returns the peers of a virtual network. */
  List<Peer> of(String vnet) {
    return peers.getOrDefault(vnet, List.of());
  }

  /** Returns what a virtual network learned, with what the peers did that lend it a gateway. */
  List<HybridRoutes.Learned> learned(AzureTopology topology, VirtualNetwork vnet) {
    Set<HybridRoutes.Learned> all = new LinkedHashSet<>(HybridRoutes.learned(topology, vnet));
    of(vnet.name()).stream()
        .filter(Peer::lendsGateway)
        .forEach(p -> all.addAll(HybridRoutes.learned(topology, p.virtualNetwork())));
    return List.copyOf(all);
  }

  /**
   * Returns of {@link #learned} what user-defined routes to a virtual network gateway can lead to:
   * they mean the VPN gateway. One of type ExpressRoute takes routes by BGP only (Azure
   * documentation, "Virtual network traffic routing"). What is connected without a gateway is among
   * it.
   */
  public List<HybridRoutes.Learned> byUserRoutes(AzureTopology topology, VirtualNetwork vnet) {
    return learned(topology, vnet).stream()
        .filter(
            l ->
                topology.virtualNetworkGateways().stream()
                    .noneMatch(
                        g ->
                            g.name().equals(l.gateway())
                                && g.gatewayType() == GatewayType.EXPRESS_ROUTE))
        .toList();
  }

  /**
   * A peer of which only what starts there is taken.
   *
   * @param virtualNetwork the peer
   * @param because the peering and its flag
   */
  public record Unforwarded(VirtualNetwork virtualNetwork, String because) {}

  /**
   * Returns the peers from which a virtual network takes only flows that start there, since its own
   * peering does not allow forwarded traffic. A peer that does not let flows out is none of them.
   *
   * @param vnet the name of the virtual network
   */
  public List<Unforwarded> unforwarded(String vnet) {
    return of(vnet).stream()
        .filter(p -> !p.peering().allowForwardedTraffic() && p.back().allowVirtualNetworkAccess())
        .map(p -> new Unforwarded(p.virtualNetwork(), refusesForwarded(vnet, p.peering())))
        .toList();
  }

  /** Returns why a virtual network does not take what its peer only passes on. */
  static String refusesForwarded(String vnet, VirtualNetworkPeering peering) {
    return "peering "
        + peering.name()
        + " of "
        + vnet
        + " with "
        + peering.remoteVirtualNetwork()
        + ": allowForwardedTraffic is false";
  }

  /** Returns the peer of one virtual network that is another. */
  Optional<Peer> between(String from, String to) {
    return of(from).stream().filter(p -> p.virtualNetwork().name().equals(to)).findFirst();
  }
}
