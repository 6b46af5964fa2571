package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API Management services with their APIs. */
final class ApiManagementMapper {

  /** From this version on, a service in a virtual network gets the second platform by itself. */
  private static final String SECOND_PLATFORM = "2021-04-01-preview";

  private static final Map<String, Sku> SKUS =
      Map.of(
          "consumption", Sku.CONSUMPTION,
          "developer", Sku.DEVELOPER,
          "basic", Sku.BASIC,
          "standard", Sku.STANDARD,
          "premium", Sku.PREMIUM,
          "isolated", Sku.PREMIUM,
          "basicv2", Sku.BASIC_V2,
          "standardv2", Sku.STANDARD_V2,
          "premiumv2", Sku.PREMIUM_V2);

  private static final Map<String, HostnameType> HOSTNAME_TYPES =
      Map.of(
          "proxy", HostnameType.PROXY,
          "portal", HostnameType.PORTAL,
          "developerportal", HostnameType.DEVELOPER_PORTAL,
          "management", HostnameType.MANAGEMENT,
          "scm", HostnameType.SCM,
          "configurationapi", HostnameType.CONFIGURATION_API);

  private final Mapping mapping;

  ApiManagementMapper(Mapping mapping) {
    this.mapping = mapping;
  }

  List<ApiManagementService> services() {
    return mapping.all(ResourceTypes.API_MANAGEMENT, this::service);
  }

  private ApiManagementService service(ArmResource resource) {
    Part part = Part.of(resource.body());
    Part skuPart = part.part("sku");
    Sku sku = skuPart.word("name", SKUS, Sku.DEVELOPER);
    VirtualNetworkType type =
        part.word(
            "virtualNetworkType",
            Map.of(
                "none", VirtualNetworkType.NONE,
                "external", VirtualNetworkType.EXTERNAL,
                "internal", VirtualNetworkType.INTERNAL),
            VirtualNetworkType.NONE);
    boolean inside = type != VirtualNetworkType.NONE;
    String address = mapping.reference(part, "publicIpAddressId");
    return new ApiManagementService(
        mapping.estate.local(resource),
        sku,
        Math.max(1, skuPart.integer("capacity", 1)),
        mapping.location(resource),
        type,
        inside
            ? mapping.requiredReference(
                part.part("virtualNetworkConfiguration"), "subnetResourceId")
            : null,
        inside ? first(part, "privateIPAddresses") : null,
        address,
        part.enabled("publicNetworkAccess", true),
        platform(part, resource, inside && address == null),
        resource.zones().stream().map(JsonValue::scalar).toList(),
        mapping.each(part.parts("additionalLocations"), this::location),
        part.bool("disableGateway", false),
        hostNames(part),
        apis(resource));
  }

  private static @Nullable InetAddress first(Part part, String name) {
    for (JsonValue value : part.values(name)) {
      return Part.address(value);
    }
    return null;
  }

  private PlatformVersion platform(Part part, ArmResource resource, boolean mayBeFirst) {
    String told = part.textIfKnown("platformVersion");
    if (told != null && !told.equalsIgnoreCase("undetermined")) {
      if (!told.toLowerCase(Locale.ROOT).matches("[sm]tv1|stv2(\\.1)?")) {
        mapping.note(
            Note.Kind.ASSUMED,
            part.mark("platformVersion"),
            "platformVersion \"" + told + "\" is not known; it was read as stv2");
      }
      return told.equalsIgnoreCase("stv1") ? PlatformVersion.STV1 : PlatformVersion.STV2;
    }
    String version = resource.apiVersion();
    return mayBeFirst && version != null && version.compareTo(SECOND_PLATFORM) < 0
        ? PlatformVersion.STV1
        : PlatformVersion.STV2;
  }

  private AdditionalLocation location(Part part) {
    Part network = part.part("virtualNetworkConfiguration");
    return new AdditionalLocation(
        String.valueOf(Mapping.region(part.required("location"))),
        Math.max(1, part.part("sku").integer("capacity", 1)),
        mapping.reference(network, "subnetResourceId"),
        network.has("subnetResourceId") ? first(part, "privateIPAddresses") : null,
        mapping.reference(part, "publicIpAddressId"),
        part.texts("zones"),
        part.bool("disableGateway", false));
  }

  private List<HostnameConfiguration> hostNames(Part part) {
    List<HostnameConfiguration> names = new ArrayList<>();
    for (Part one : part.parts("hostnameConfigurations")) {
      String name = one.required("hostName").toLowerCase(Locale.ROOT);
      // The platform lists the name that every service has among the configured ones.
      if (!name.endsWith(".azure-api.net")) {
        names.addAll(
            mapping.each(
                List.of(one),
                o ->
                    new HostnameConfiguration(
                        o.word("type", HOSTNAME_TYPES, null),
                        name,
                        o.bool("defaultSslBinding", false))));
      }
    }
    return names;
  }

  private List<Api> apis(ArmResource resource) {
    List<Api> apis = new ArrayList<>();
    for (Part api : mapping.estate.children(resource, "apis")) {
      String path = api.textIfKnown("path");
      String backend = api.textIfKnown("serviceUrl");
      if (path == null || path.replace("/", "").isEmpty()) {
        mapping.note(
            Note.Kind.READ,
            api.mark(),
            "the API " + api.name() + " has no path of its own; it was left out");
        continue;
      }
      String clean = "/" + path.replaceAll("^/+|/+$", "");
      if (apis.stream().noneMatch(a -> a.path().equals(clean))) {
        apis.add(mapping.made(new Api(clean, backend), api));
      }
    }
    return apis;
  }
}
