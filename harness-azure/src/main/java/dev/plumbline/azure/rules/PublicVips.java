package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public virtual IP addresses of API Management services and their regions, and those of
 * platform services: those of the topology, and for the others simulated ones of 192.0.2.64 to
 * 192.0.2.254 (RFC 5737) in the order of the topology.
 *
 * <p>Every API Management service has one: in internal mode for its control plane, since May 2024
 * also without a public IP address of the topology (Azure documentation, "Deploy your Azure API
 * Management instance to a virtual network - internal mode").
 */
public final class PublicVips {

  private static final int FIRST = 64;
  private static final int LAST = 254;

  private final Map<Object, InetAddress> vips = new IdentityHashMap<>();
  private final Set<InetAddress> taken = new HashSet<>();
  private int next = FIRST;

  private PublicVips(AzureTopology topology) {
    Map<String, InetAddress> named = new HashMap<>();
    for (PublicIPAddress address : topology.publicIPAddresses()) {
      named.put(address.name(), address.ipAddress());
      taken.add(address.ipAddress());
    }
    topology.platformServices().stream()
        .map(PlatformService::publicIPAddress)
        .filter(address -> address != null)
        .forEach(taken::add);
    for (ApiManagementService service : topology.apiManagement()) {
      give(service, named.get(service.publicIPAddress()));
      for (AdditionalLocation location : service.additionalLocations()) {
        give(location, named.get(location.publicIPAddress()));
      }
    }
    topology.platformServices().forEach(service -> give(service, service.publicIPAddress()));
  }

  /** Returns the addresses of a topology. */
  public static PublicVips of(AzureTopology topology) {
    return new PublicVips(topology);
  }

  /**
   * Returns the address of an {@link ApiManagementService}, an {@link AdditionalLocation} of one or
   * a {@link PlatformService}; the very record of the topology is asked for.
   *
   * @throws IllegalArgumentException when it is not of the topology
   */
  public InetAddress of(Object owner) {
    InetAddress vip = vips.get(owner);
    if (vip == null) {
      throw new IllegalArgumentException("no public address: " + owner);
    }
    return vip;
  }

  private void give(Object owner, @Nullable InetAddress given) {
    InetAddress address = given;
    while (address == null) {
      if (next > LAST) {
        throw new IllegalStateException(
            "more services without a public address of their own than "
                + (LAST - FIRST + 1)
                + "; write their addresses");
      }
      InetAddress candidate = IpAddresses.parse("192.0.2." + next++);
      address = taken.contains(candidate) ? null : candidate;
    }
    vips.put(owner, address);
  }
}
