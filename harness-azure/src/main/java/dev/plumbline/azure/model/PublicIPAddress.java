package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A public IP address ({@code Microsoft.Network/publicIPAddresses}).
 *
 * @param name its name
 * @param ipAddress the address
 * @param fqdn the platform's name for it, {@code label.region.cloudapp.azure.com}; null when it has
 *     no label
 * @param sku basic or standard
 * @param publicIPAllocationMethod static, or dynamic: then the address can change
 * @param zones its availability zones; empty for none told
 * @param ddosProtection how it is protected against distributed denial of service
 */
public record PublicIPAddress(
    @Doc("Its name") String name,
    @Doc("The address") InetAddress ipAddress,
    @Doc("The platform's name for it, label.region.cloudapp.azure.com") @Nullable String fqdn,
    @Default("standard") @Doc("Basic or standard") Sku sku,
    @Default("static") @Doc("Static, or dynamic: then the address can change")
        AllocationMethod publicIPAllocationMethod,
    @Doc("Its availability zones") List<String> zones,
    @Default("virtual-network-inherited")
        @Doc("How it is protected against distributed denial of service")
        DdosProtectionMode ddosProtection) {
  /** Copies the list. */
  public PublicIPAddress {
    zones = List.copyOf(zones);
  }

  /** Makes a static address of the Standard SKU. */
  public PublicIPAddress(String name, InetAddress ipAddress, @Nullable String fqdn) {
    this(
        name,
        ipAddress,
        fqdn,
        Sku.STANDARD,
        AllocationMethod.STATIC,
        List.of(),
        DdosProtectionMode.VIRTUAL_NETWORK_INHERITED);
  }

  /** The SKUs of public IP addresses. */
  public enum Sku {
    /** Basic: open unless a rule closes it. */
    BASIC,
    /** Standard: closed until a network security group opens it. */
    STANDARD,
    /** Standard v2. */
    STANDARD_V2
  }

  /** How an address is given. */
  public enum AllocationMethod {
    /** It stays. */
    STATIC,
    /** It is given when what uses it starts, and can change. */
    DYNAMIC
  }

  /** How an address is protected against distributed denial of service. */
  public enum DdosProtectionMode {
    /** By the plan of the virtual network, if it has one. */
    VIRTUAL_NETWORK_INHERITED,
    /** By itself (IP protection). */
    ENABLED,
    /** Not at all. */
    DISABLED
  }
}
