package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The ways in which an API Management service takes part in networks, each with the tiers that
 * offer it and the endpoints that are private in it.
 *
 * <p>Source: Azure documentation, "Use a virtual network to secure inbound or outbound traffic for
 * Azure API Management" and "Connect privately to API Management using an inbound private
 * endpoint". The announcement of Private Link support names fewer tiers for private endpoints,
 * since it is older than the v2 tiers.
 */
public enum NetworkMode {
  /** Public, without a virtual network. */
  NONE(EnumSet.allOf(Sku.class), Set.of()),
  /** Injected, in external mode: at the public virtual IP, and inside at the private one. */
  EXTERNAL(EnumSet.of(Sku.DEVELOPER, Sku.PREMIUM), EnumSet.allOf(HostnameType.class)),
  /** Injected, in internal mode: at the private virtual IP only. */
  INTERNAL(EnumSet.of(Sku.DEVELOPER, Sku.PREMIUM), EnumSet.allOf(HostnameType.class)),
  /** Injected, in a v2 tier: the gateway at a private address. */
  INJECTION_V2(EnumSet.of(Sku.PREMIUM_V2), EnumSet.of(HostnameType.PROXY)),
  /** Integrated, in a v2 tier: public, with outbound calls from the virtual network. */
  OUTBOUND_INTEGRATION(EnumSet.of(Sku.STANDARD_V2, Sku.PREMIUM_V2), Set.of()),
  /** Reached by private endpoints; beside {@link #NONE} and {@link #OUTBOUND_INTEGRATION}. */
  PRIVATE_ENDPOINT(
      EnumSet.of(
          Sku.DEVELOPER, Sku.BASIC, Sku.STANDARD, Sku.PREMIUM, Sku.STANDARD_V2, Sku.PREMIUM_V2),
      EnumSet.of(HostnameType.PROXY));

  private final Set<Sku> tiers;
  private final Set<HostnameType> privateEndpoints;

  NetworkMode(Set<Sku> tiers, Set<HostnameType> privateEndpoints) {
    this.tiers = Set.copyOf(tiers);
    this.privateEndpoints = Set.copyOf(privateEndpoints);
  }

  /** Returns the mode that a service has apart from private endpoints, whether its tier may. */
  public static NetworkMode of(ApiManagementService service) {
    return of(service.sku(), service.virtualNetworkType());
  }

  /** Returns the mode that a setting stands for in a tier, whether the tier may have it. */
  public static NetworkMode of(Sku sku, VirtualNetworkType type) {
    return switch (type) {
      case NONE -> NONE;
      case EXTERNAL -> isV2(sku) ? OUTBOUND_INTEGRATION : EXTERNAL;
      case INTERNAL -> isV2(sku) ? INJECTION_V2 : INTERNAL;
    };
  }

  /** Returns whether a tier is one of the v2 tiers. */
  public static boolean isV2(Sku sku) {
    return sku == Sku.BASIC_V2 || sku == Sku.STANDARD_V2 || sku == Sku.PREMIUM_V2;
  }

  /**
   * Returns the endpoints that a tier has: all in the classic ones; gateway, developer portal and
   * management in the v2 ones (Azure documentation, "Use a virtual network to secure inbound or
   * outbound traffic"); the gateway in the Consumption tier.
   */
  public static Set<HostnameType> endpoints(Sku sku) {
    if (sku == Sku.CONSUMPTION) {
      return EnumSet.of(HostnameType.PROXY);
    }
    return isV2(sku)
        ? EnumSet.of(HostnameType.PROXY, HostnameType.DEVELOPER_PORTAL, HostnameType.MANAGEMENT)
        : EnumSet.allOf(HostnameType.class);
  }

  /** Returns the tiers that offer it. */
  public Set<Sku> tiers() {
    return tiers;
  }

  /** Returns the endpoints that clients in the virtual network reach at a private address. */
  public Set<HostnameType> privateEndpoints() {
    return privateEndpoints;
  }

  /** Returns whether the service itself stands in a subnet. */
  public boolean isInjected() {
    return this == EXTERNAL || this == INTERNAL || this == INJECTION_V2;
  }

  /** Returns whether it is one of the modes of the classic tiers in a virtual network. */
  public boolean isClassicInjection() {
    return this == EXTERNAL || this == INTERNAL;
  }

  /** Returns whether clients of the internet reach the gateway. */
  public boolean isPublic() {
    return this == NONE || this == EXTERNAL || this == OUTBOUND_INTEGRATION;
  }

  /** Returns the words of the documents for it. */
  public String inWords() {
    return switch (this) {
      case NONE -> "no virtual network";
      case EXTERNAL -> "virtual network injection in external mode";
      case INTERNAL -> "virtual network injection in internal mode";
      case INJECTION_V2 -> "virtual network injection of the v2 tiers";
      case OUTBOUND_INTEGRATION -> "outbound virtual network integration";
      case PRIVATE_ENDPOINT -> "an inbound private endpoint";
    };
  }

  /** Returns a tier as the documents write it, for example {@code Standard v2}. */
  public static String tier(Sku sku) {
    String name = sku.name().toLowerCase(Locale.ROOT).replace("_v2", " v2");
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
