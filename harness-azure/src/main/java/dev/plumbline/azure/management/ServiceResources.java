package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateLinkService;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.NetworkMode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes API Management services, services of the platform, and private endpoints to them. */
final class ServiceResources {

  private final Estate estate;
  private final ResourceIds ids;

  ServiceResources(Estate estate) {
    this.estate = estate;
    this.ids = estate.ids;
  }

  void add() {
    estate.topology.apiManagement().forEach(this::service);
    estate.topology.platformServices().forEach(this::platformService);
    estate.topology.privateEndpoints().forEach(this::endpoint);
    estate.topology.privateLinkServices().forEach(this::linkService);
  }

  private void service(ApiManagementService service) {
    String id = ids.of(ResourceTypes.API_MANAGEMENT, service.name());
    String host = service.name().toLowerCase(Locale.ROOT);
    boolean v2 = NetworkMode.of(service) == NetworkMode.INJECTION_V2;
    String location =
        service.location() == null ? estate.regionOf(service.subnet()) : service.location();
    List<Object> names = new ArrayList<>();
    names.add(
        Fields.of()
            .with("type", "Proxy")
            .with("hostName", host + ".azure-api.net")
            .with("negotiateClientCertificate", false)
            .with(
                "defaultSslBinding",
                service.hostnameConfigurations().stream()
                    .noneMatch(ApiManagementService.HostnameConfiguration::defaultSslBinding))
            .with("certificateSource", "BuiltIn")
            .map());
    service
        .hostnameConfigurations()
        .forEach(
            one ->
                names.add(
                    Fields.of()
                        .with("type", one.type())
                        .with("hostName", one.hostName())
                        .with("negotiateClientCertificate", false)
                        .with("defaultSslBinding", one.defaultSslBinding())
                        .with("certificateSource", "Custom")
                        .map()));
    estate.add(
        ResourceTypes.API_MANAGEMENT,
        service.name(),
        location,
        Fields.of()
            .with(
                "sku", Fields.of().with("name", service.sku()).with("capacity", service.capacity()))
            .some("zones", service.zones(), zone -> zone),
        Fields.of()
            .with("targetProvisioningState", "")
            .with("publisherEmail", "apis@example.net")
            .with("publisherName", "Plumbline")
            .with("gatewayUrl", "https://" + host + ".azure-api.net")
            .with(
                "gatewayRegionalUrl",
                "https://" + host + "-" + Locations.key(location) + "-01.regional.azure-api.net")
            .with("portalUrl", "https://" + host + ".portal.azure-api.net")
            .with("developerPortalUrl", "https://" + host + ".developer.azure-api.net")
            .with("managementApiUrl", "https://" + host + ".management.azure-api.net")
            .with("scmUrl", "https://" + host + ".scm.azure-api.net")
            .with("hostnameConfigurations", names)
            .with("virtualNetworkType", service.virtualNetworkType())
            .with(
                "virtualNetworkConfiguration",
                service.virtualNetworkType() == VirtualNetworkType.NONE
                    ? null
                    : network(service.subnet()))
            .with("publicIPAddresses", publicAddresses(service.publicIPAddress()))
            .with("privateIPAddresses", privateAddresses(service))
            .with(
                "publicIpAddressId",
                ids.ofNullable(ResourceTypes.PUBLIC_IP_ADDRESS, service.publicIPAddress()))
            .with("publicNetworkAccess", service.publicNetworkAccess() ? "Enabled" : "Disabled")
            .with(
                "platformVersion",
                service.platformVersion() == PlatformVersion.STV1 ? "stv1" : v2 ? "stv2.1" : "stv2")
            .with("disableGateway", service.disableGateway())
            .with("natGatewayState", "Disabled")
            .some("additionalLocations", service.additionalLocations(), one -> location(host, one))
            .some(
                "privateEndpointConnections",
                endpointsOf(service.name()),
                endpoint ->
                    Fields.of()
                        .with("id", id + "/privateEndpointConnections/" + endpoint.name())
                        .with("name", endpoint.name())
                        .with("type", ResourceTypes.API_MANAGEMENT + "/privateEndpointConnections")
                        .with(
                            "properties",
                            Fields.of()
                                .with(
                                    "privateEndpoint",
                                    estate.reference(
                                        ResourceTypes.PRIVATE_ENDPOINT, endpoint.name()))
                                .with("groupIds", endpoint.groupIds())
                                .with(
                                    "privateLinkServiceConnectionState",
                                    Fields.of().with("status", endpoint.connectionState())))));
    int number = 0;
    for (ApiManagementService.Api api : service.apis()) {
      String name = api.path().replaceAll("^/+", "").replaceAll("[^A-Za-z0-9-]", "-");
      estate.part(
          id + "/apis/" + (name.isEmpty() ? "api-" + number++ : name),
          Fields.of()
              .with("displayName", api.path())
              .with("path", api.path().replaceAll("^/+", ""))
              .with("serviceUrl", api.backend())
              .with("protocols", List.of("https"))
              .with("subscriptionRequired", false));
    }
  }

  private @Nullable Fields network(@Nullable String subnet) {
    if (subnet == null) {
      return null;
    }
    String id = ids.subnet(subnet);
    return Fields.of()
        .with("subnetResourceId", id)
        .with("vnetid", NameBasedId.guid(id.substring(0, id.lastIndexOf("/subnets/"))))
        .with("subnetname", ResourceIds.last(id));
  }

  private List<InetAddress> privateAddresses(Object owner) {
    return estate.addresses.has(owner) ? List.of(estate.addresses.of(owner)) : List.of();
  }

  private List<InetAddress> publicAddresses(@Nullable String name) {
    return estate.topology.publicIPAddresses().stream()
        .filter(address -> address.name().equals(name))
        .map(PublicIPAddress::ipAddress)
        .toList();
  }

  private Fields location(String host, AdditionalLocation location) {
    return Fields.of()
        .with("location", location.location())
        .with("sku", Fields.of().with("name", "Premium").with("capacity", location.capacity()))
        .some("zones", location.zones(), zone -> zone)
        .with("publicIPAddresses", publicAddresses(location.publicIPAddress()))
        .with("privateIPAddresses", privateAddresses(location))
        .with(
            "publicIpAddressId",
            ids.ofNullable(ResourceTypes.PUBLIC_IP_ADDRESS, location.publicIPAddress()))
        .with("virtualNetworkConfiguration", network(location.subnet()))
        .with(
            "gatewayRegionalUrl",
            "https://"
                + host
                + "-"
                + Locations.key(location.location())
                + "-01.regional.azure-api.net")
        .with("disableGateway", location.disableGateway())
        .with("platformVersion", "stv2");
  }

  private List<PrivateEndpoint> endpointsOf(String service) {
    return estate.topology.privateEndpoints().stream()
        .filter(endpoint -> endpoint.service().equals(service))
        .toList();
  }

  private void platformService(PlatformService service) {
    estate.add(
        Resource.of(
            ids.platformService(service),
            service.location() == null ? estate.region : service.location(),
            Fields.of(),
            Fields.of()
                .with("publicNetworkAccess", service.publicNetworkAccess() ? "Enabled" : "Disabled")
                .some(
                    "privateEndpointConnections",
                    endpointsOf(service.name()),
                    endpoint ->
                        Fields.of()
                            .with(
                                "properties",
                                Fields.of()
                                    .with(
                                        "privateEndpoint",
                                        estate.reference(
                                            ResourceTypes.PRIVATE_ENDPOINT, endpoint.name()))
                                    .with(
                                        "privateLinkServiceConnectionState",
                                        Fields.of().with("status", endpoint.connectionState()))))));
  }

  private void endpoint(PrivateEndpoint endpoint) {
    String id = ids.of(ResourceTypes.PRIVATE_ENDPOINT, endpoint.name());
    String nic =
        ResourceIds.inGroup(
            ids.group(),
            ResourceTypes.NETWORK_INTERFACE,
            ResourceIds.last(id) + ".nic." + NameBasedId.guid(id));
    InetAddress address = estate.addresses.of(endpoint);
    Fields connection =
        Fields.of()
            .with("id", id + "/privateLinkServiceConnections/" + ResourceIds.last(id))
            .with("name", ResourceIds.last(id))
            .with(
                "properties",
                Fields.of()
                    .with("provisioningState", "Succeeded")
                    .with("privateLinkServiceId", ids.service(endpoint.service()))
                    .with("groupIds", endpoint.groupIds())
                    .with(
                        "privateLinkServiceConnectionState",
                        Fields.of()
                            .with("status", endpoint.connectionState())
                            .with("description", "")
                            .with("actionsRequired", "None")));
    estate.add(
        ResourceTypes.PRIVATE_ENDPOINT,
        endpoint.name(),
        estate.regionOf(endpoint.subnet()),
        Fields.of(),
        Fields.of()
            .with("subnet", estate.subnet(endpoint.subnet()))
            .with("networkInterfaces", List.of(Map.of("id", nic)))
            .with("privateLinkServiceConnections", List.of(connection.map()))
            .with("manualPrivateLinkServiceConnections", List.of())
            .some(
                "applicationSecurityGroups",
                Fields.ids(
                    ids.all(
                        ResourceTypes.APPLICATION_SECURITY_GROUP,
                        endpoint.applicationSecurityGroups())),
                one -> one)
            .with("customDnsConfigs", List.of()));
    if (!endpoint.privateDnsZoneGroup().isEmpty()) {
      estate.part(
          id + "/privateDnsZoneGroups/default",
          Fields.of()
              .each(
                  "privateDnsZoneConfigs",
                  endpoint.privateDnsZoneGroup(),
                  zone ->
                      Fields.of()
                          .with("name", zone.replace('.', '-'))
                          .with(
                              "properties",
                              Fields.of()
                                  .with(
                                      "privateDnsZoneId",
                                      ids.of(ResourceTypes.PRIVATE_DNS_ZONE, zone)))));
    }
    estate.add(
        Resource.of(
            nic,
            estate.regionOf(endpoint.subnet()),
            Fields.of(),
            Fields.of()
                .with(
                    "ipConfigurations",
                    List.of(
                        Fields.of()
                            .with("id", nic + "/ipConfigurations/privateEndpointIpConfig")
                            .with("name", "privateEndpointIpConfig")
                            .with(
                                "properties",
                                Fields.of()
                                    .with("provisioningState", "Succeeded")
                                    .with("privateIPAddress", address)
                                    .with(
                                        "privateIPAllocationMethod",
                                        endpoint.privateIPAddress() == null ? "Dynamic" : "Static")
                                    .with("privateIPAddressVersion", "IPv4")
                                    .with("primary", true)
                                    .with("subnet", estate.subnet(endpoint.subnet())))
                            .map()))
                .with("privateEndpoint", Map.of("id", id))));
  }

  private void linkService(PrivateLinkService service) {
    String id = ids.of(ResourceTypes.PRIVATE_LINK_SERVICE, service.name());
    estate.add(
        ResourceTypes.PRIVATE_LINK_SERVICE,
        service.name(),
        estate.regionOf(service.subnet()),
        Fields.of(),
        Fields.of()
            .with(
                "loadBalancerFrontendIpConfigurations",
                List.of(
                    Map.of(
                        "id",
                        ids.of(ResourceTypes.LOAD_BALANCER, service.loadBalancer())
                            + "/frontendIPConfigurations/"
                            + service.frontendIPConfiguration())))
            .with(
                "ipConfigurations",
                List.of(
                    Fields.of()
                        .with("id", id + "/ipConfigurations/natIpConfig")
                        .with("name", "natIpConfig")
                        .with(
                            "properties",
                            Fields.of()
                                .with("primary", true)
                                .with("subnet", estate.subnet(service.subnet())))
                        .map())));
  }
}
