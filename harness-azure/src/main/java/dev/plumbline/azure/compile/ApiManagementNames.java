package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.NetworkMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The host names of an API Management service, default and custom. */
final class ApiManagementNames {

  static final String DOMAIN = "azure-api.net";

  private final ApiManagementService service;

  ApiManagementNames(ApiManagementService service) {
    this.service = service;
  }

  /**
   * Returns the names that the service answers on for an endpoint: a custom gateway name joins the
   * default one, others take its place. Empty for an endpoint that its tier does not have.
   */
  List<String> of(HostnameType type) {
    List<String> names = new ArrayList<>();
    if (!NetworkMode.endpoints(service.sku()).contains(type)) {
      return names;
    }
    for (HostnameConfiguration custom : service.hostnameConfigurations()) {
      if (custom.type() == type) {
        names.add(custom.hostName());
      }
    }
    if (names.isEmpty() || type == HostnameType.PROXY) {
      names.add(0, defaultName(type));
    }
    return names;
  }

  /** Returns the names of the gateway of one region: the regional one is last. */
  List<String> gateway(ApiManagementRegion region) {
    List<String> names = new ArrayList<>(of(HostnameType.PROXY));
    if (hasRegionalName(region)) {
      names.add(regional(region));
    }
    return names;
  }

  /** Returns whether the gateway of a region has a name of its own: in the classic tiers. */
  boolean hasRegionalName(ApiManagementRegion region) {
    return region.location() != null
        && !NetworkMode.isV2(service.sku())
        && service.sku() != Sku.CONSUMPTION;
  }

  /** Returns the platform's name of the gateway of one region. */
  String regional(ApiManagementRegion region) {
    return label() + "-" + Locations.key(region.location()) + "-01.regional." + DOMAIN;
  }

  /** Returns the platform's names of all endpoints that the tier has. */
  List<String> defaults() {
    List<String> names = new ArrayList<>();
    for (HostnameType type : NetworkMode.endpoints(service.sku())) {
      names.add(defaultName(type));
    }
    return names;
  }

  /** Returns the platform's name of an endpoint. */
  String defaultName(HostnameType type) {
    String label =
        switch (type) {
          case PROXY -> "";
          case DEVELOPER_PORTAL -> ".developer";
          case PORTAL -> ".portal";
          case MANAGEMENT -> ".management";
          case SCM -> ".scm";
          case CONFIGURATION_API -> ".configuration";
        };
    return label() + label + "." + DOMAIN;
  }

  private String label() {
    return service.name().toLowerCase(Locale.ROOT);
  }
}
