package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.util.List;

/**
 * A private DNS zone ({@code Microsoft.Network/privateDnsZones}): seen from the virtual networks it
 * is linked to, and from nowhere else.
 *
 * @param name its name
 * @param virtualNetworkLinks the virtual networks that see it
 * @param records its records as lines of a zone file, {@code name [ttl] type data}
 */
public record PrivateDnsZone(
    @Doc("Its name") String name,
    @Doc("The virtual networks that see it") List<VirtualNetworkLink> virtualNetworkLinks,
    @Doc("Its records as lines of a zone file, name [ttl] type data") List<String> records) {
  /** Copies the lists. */
  public PrivateDnsZone {
    virtualNetworkLinks = List.copyOf(virtualNetworkLinks);
    records = List.copyOf(records);
  }

  /**
   * A link to a virtual network.
   *
   * @param virtualNetwork the virtual network, by name
   * @param resolutionPolicy what happens to a name that the zone does not have
   * @param registrationEnabled whether the virtual machines of the virtual network register their
   *     names in the zone
   */
  public record VirtualNetworkLink(
      @Doc("The virtual network, by name") String virtualNetwork,
      @Default("default") @Doc("What happens to a name that the zone does not have")
          ResolutionPolicy resolutionPolicy,
      @Default("false")
          @Doc(
              "Whether the virtual machines of the virtual network register their names in the zone")
          boolean registrationEnabled) {

    /** Makes a link without registration. */
    public VirtualNetworkLink(String virtualNetwork, ResolutionPolicy resolutionPolicy) {
      this(virtualNetwork, resolutionPolicy, false);
    }
  }

  /** What happens to a name that a linked zone does not have. */
  public enum ResolutionPolicy {
    /** NXDOMAIN. */
    DEFAULT,
    /** It is looked up in public DNS ({@code NxDomainRedirect}). */
    NX_DOMAIN_REDIRECT
  }
}
