package dev.plumbline.azure.platform;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine's packets to an address go first.
 *
 * @param type the type of the next hop in Azure's word, for example {@code VnetLocal}; there may be
 *     others than {@link dev.plumbline.azure.rules.EffectiveRoute.NextHop} has
 * @param address its address; null where the type has none
 * @param routeTable the name of the route table that the route is of; null for the platform's own
 */
public record NextHopAnswer(
    String type, @Nullable InetAddress address, @Nullable String routeTable) {

  /** Returns {@code "VirtualAppliance 10.0.1.4 (route table spoke-routes)"}. */
  @Override
  public String toString() {
    return type
        + (address == null ? "" : " " + address.getHostAddress())
        + (routeTable == null ? "" : " (route table " + routeTable + ")");
  }
}
