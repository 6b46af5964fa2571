package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
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
   * default one, others take its place.
   */
  List<String> of(HostnameType type) {
    List<String> names = new ArrayList<>();
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

  /** Returns the platform's names of all endpoints. */
  List<String> defaults() {
    List<String> names = new ArrayList<>();
    for (HostnameType type : HostnameType.values()) {
      names.add(defaultName(type));
    }
    return names;
  }

  private String defaultName(HostnameType type) {
    String label =
        switch (type) {
          case PROXY -> "";
          case DEVELOPER_PORTAL -> ".developer";
          case PORTAL -> ".portal";
          case MANAGEMENT -> ".management";
          case SCM -> ".scm";
          case CONFIGURATION_API -> ".configuration";
        };
    return service.name().toLowerCase(Locale.ROOT) + label + "." + DOMAIN;
  }
}
