package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.arm.RuntimeProperties;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the platform gives to resources: the addresses of the model, and the names that follow from
 * those of the resources. What is deployed shows the same.
 */
final class RuntimeValues implements RuntimeProperties {

  private static final List<String> ARRAYS =
      List.of("ipConfigurations", "frontendIPConfigurations", "additionalLocations");

  @Override
  public Map<String, JsonObject> of(List<ArmResource> resources) {
    TopologyMapper.Mapped mapped = TopologyMapper.map("runtime", resources);
    Map<Object, JsonObject> origins = new IdentityHashMap<>(mapped.mapping().origins());
    AzureTopology model = Assignment.complete(mapped.model(), origins);
    Map<String, JsonObject> all = new Given(resources, model, origins).all();
    assumed(mapped, resources).forEach(all::putIfAbsent);
    return all;
  }

  /** Returns the virtual networks that are taken for granted, and their subnets. */
  private static Map<String, JsonObject> assumed(
      TopologyMapper.Mapped mapped, List<ArmResource> resources) {
    Set<String> deployed = new HashSet<>();
    resources.stream()
        .filter(r -> !r.existing())
        .forEach(r -> deployed.add(ResourceId.key(r.id())));
    Map<String, JsonObject> all = new LinkedHashMap<>();
    for (VirtualNetwork network : mapped.model().virtualNetworks()) {
      ArmResource owner = mapped.mapping().owner(network);
      if (owner == null || deployed.contains(ResourceId.key(owner.id()))) {
        continue;
      }
      List<String> space = network.addressSpace().stream().map(Cidr::toString).toList();
      List<Object> subnets = new ArrayList<>();
      for (VirtualNetwork.Subnet subnet : network.subnets()) {
        List<String> prefixes = subnet.prefixes().stream().map(Cidr::toString).toList();
        Map<String, Object> properties =
            Map.of("addressPrefix", prefixes.get(0), "addressPrefixes", prefixes);
        String id = owner.id() + "/subnets/" + subnet.name();
        subnets.add(Map.of("id", id, "name", subnet.name(), "properties", properties));
        all.put(ResourceId.key(id), (JsonObject) JsonValue.of(Map.of("properties", properties)));
      }
      all.put(
          ResourceId.key(owner.id()),
          (JsonObject)
              JsonValue.of(
                  Map.of(
                      "properties",
                      Map.of(
                          "addressSpace", Map.of("addressPrefixes", space), "subnets", subnets))));
    }
    return all;
  }

  /** The values of one topology. */
  private static final class Given {

    private final Map<String, JsonObject> all = new LinkedHashMap<>();
    private final Map<JsonObject, ArmResource> owners = new IdentityHashMap<>();
    private final Map<JsonObject, Integer> places = new IdentityHashMap<>();
    private final List<ArmResource> resources;
    private final AzureTopology model;
    private final Map<Object, JsonObject> origins;

    Given(List<ArmResource> resources, AzureTopology model, Map<Object, JsonObject> origins) {
      this.resources = resources;
      this.model = model;
      this.origins = origins;
      for (ArmResource resource : resources) {
        owners.put(resource.body(), resource);
        for (String array : ARRAYS) {
          if (resource.properties().value(array) instanceof JsonArray values) {
            for (int i = 0; i < values.size(); i++) {
              if (values.get(i) instanceof JsonObject object) {
                owners.put(object, resource);
                places.put(object, i);
              }
            }
          }
        }
      }
    }

    Map<String, JsonObject> all() {
      for (PublicIPAddress address : model.publicIPAddresses()) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("ipAddress", address.ipAddress().getHostAddress());
        if (address.fqdn() != null) {
          values.put("dnsSettings", Map.of("fqdn", address.fqdn()));
        }
        properties(address, values);
      }
      for (NetworkInterface nic : model.networkInterfaces()) {
        for (NetworkInterface.IpConfiguration one : nic.ipConfigurations()) {
          element(one, "ipConfigurations", one.privateIPAddress());
        }
      }
      for (LoadBalancer balancer : model.loadBalancers()) {
        for (LoadBalancer.FrontendIPConfiguration one : balancer.frontendIPConfigurations()) {
          element(one, "frontendIPConfigurations", one.privateIPAddress());
        }
      }
      for (ApplicationGateway gateway : model.applicationGateways()) {
        for (ApplicationGateway.FrontendIPConfiguration one : gateway.frontendIPConfigurations()) {
          element(one, "frontendIPConfigurations", one.privateIPAddress());
        }
        List<Object> rules = new ArrayList<>();
        for (ApplicationGateway.RequestRoutingRule rule : gateway.requestRoutingRules()) {
          rules.add(
              rule.priority() == null
                  ? Map.of()
                  : Map.of("properties", Map.of("priority", rule.priority())));
        }
        properties(gateway, Map.of("operationalState", "Running", "requestRoutingRules", rules));
      }
      model.azureFirewalls().forEach(f -> firstConfiguration(f, f.privateIPAddress()));
      model.dnsResolvers().stream()
          .flatMap(r -> r.inboundEndpoints().stream())
          .forEach(e -> firstConfiguration(e, e.privateIPAddress()));
      AddressPlan plan = Assignment.plan(model);
      for (VirtualNetworkGateway gateway : model.virtualNetworkGateways()) {
        if (plan != null) {
          plan.instances(gateway).stream()
              .findFirst()
              .ifPresent(a -> properties(gateway, peer(a.getHostAddress())));
        }
      }
      model.apiManagement().forEach(this::service);
      model.privateEndpoints().forEach(this::endpoint);
      for (PlatformService service : model.platformServices()) {
        InetAddress address = service.publicIPAddress();
        ArmResource resource = owner(service);
        if (address != null && resource != null && resource.is(ResourceTypes.CONTAINER_GROUP)) {
          put(
              resource,
              Map.of(
                  "ipAddress",
                  Map.of("ip", address.getHostAddress(), "fqdn", service.hostNames().get(0))));
        }
      }
      for (NetworkInterface nic : model.networkInterfaces()) {
        ArmResource resource = owner(nic);
        if (resource != null
            && resource.is(ResourceTypes.CONTAINER_GROUP)
            && nic.ipConfigurations().get(0).privateIPAddress() != null) {
          put(
              resource,
              Map.of(
                  "ipAddress",
                  Map.of("ip", nic.ipConfigurations().get(0).privateIPAddress().getHostAddress())));
        }
      }
      environments();
      names();
      return all;
    }

    /** Environments of apps have a domain; inside of a network also an address there. */
    private void environments() {
      Map<String, String> addresses = new LinkedHashMap<>();
      for (NetworkInterface nic : model.networkInterfaces()) {
        ArmResource resource = owner(nic);
        InetAddress address = nic.ipConfigurations().get(0).privateIPAddress();
        if (resource != null
            && address != null
            && (resource.is(ResourceTypes.CONTAINER_APPS_ENVIRONMENT)
                || resource.is(ResourceTypes.APP_SERVICE_ENVIRONMENT))) {
          addresses.put(ResourceId.key(resource.id()), address.getHostAddress());
        }
      }
      for (ArmResource resource : resources) {
        if (resource.existing()) {
          continue;
        } else if (resource.is(ResourceTypes.CONTAINER_APPS_ENVIRONMENT)) {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("defaultDomain", domain(resource));
          String address = addresses.get(ResourceId.key(resource.id()));
          if (address != null) {
            values.put("staticIp", address);
          }
          put(resource, values);
        } else if (resource.is(ResourceTypes.APP_SERVICE_ENVIRONMENT)) {
          serviceEnvironment(resource, addresses.get(ResourceId.key(resource.id())));
        } else if (resource.is("Microsoft.App/containerApps")) {
          Part part = Part.of(resource.body());
          String id = part.textIfKnown("managedEnvironmentId");
          id = id == null ? part.textIfKnown("environmentId") : id;
          Part ingress = part.part("configuration").part("ingress");
          ArmResource environment = environment(id);
          if (environment != null && ingress.json().size() > 0) {
            String inside = ingress.bool("external", false) ? "." : ".internal.";
            String host =
                resource.lastName().toLowerCase(Locale.ROOT) + inside + domain(environment);
            put(
                resource,
                Map.of(
                    "configuration",
                    Map.of("ingress", Map.of("fqdn", host)),
                    "latestRevisionFqdn",
                    host));
          }
        }
      }
    }

    /** What is asked of an environment's networking, or of its addresses in version 2. */
    private void serviceEnvironment(ArmResource resource, @Nullable String address) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put(
          "dnsSuffix", resource.lastName().toLowerCase(Locale.ROOT) + ".appserviceenvironment.net");
      if (address != null) {
        Map<String, Object> inside = Map.of("internalInboundIpAddresses", List.of(address));
        values.putAll(inside);
        values.put("networkingConfiguration", Map.of("properties", inside));
        put(resource.id() + "/configurations/networking", inside);
        put(resource.id() + "/capacities/virtualip", Map.of("internalIpAddress", address));
      }
      put(resource, values);
    }

    private @Nullable ArmResource environment(@Nullable String id) {
      return resources.stream()
          .filter(r -> id != null && ResourceId.key(r.id()).equals(ResourceId.key(id)))
          .findFirst()
          .orElse(null);
    }

    private static String domain(ArmResource environment) {
      String region = Mapping.region(environment.location());
      return "env-"
          + NameBasedId.guid(ResourceId.key(environment.id())).substring(0, 8)
          + "."
          + (region == null ? "westeurope" : region)
          + ".azurecontainerapps.io";
    }

    private void put(ArmResource resource, Map<String, ?> properties) {
      put(resource.id(), properties);
    }

    private void put(String id, Map<String, ?> properties) {
      JsonObject more = (JsonObject) JsonValue.of(Map.of("properties", properties));
      all.merge(ResourceId.key(id), more, JsonObject::overlaid);
    }

    private @Nullable ArmResource owner(Object record) {
      JsonObject origin = origins.get(record);
      return origin == null ? null : owners.get(origin);
    }

    private void properties(Object record, Map<String, ?> properties) {
      ArmResource resource = owner(record);
      if (resource != null) {
        put(resource, properties);
      }
    }

    private void element(Object record, String array, @Nullable InetAddress address) {
      ArmResource resource = owner(record);
      Integer place = places.get(origins.get(record));
      if (resource == null || place == null || address == null) {
        return;
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < place; i++) {
        values.add(Map.of());
      }
      values.add(Map.of("properties", Map.of("privateIPAddress", address.getHostAddress())));
      put(resource, Map.of(array, values));
    }

    private void firstConfiguration(Object record, @Nullable InetAddress address) {
      if (address != null) {
        ArmResource resource = owner(record);
        boolean flat = resource != null && resource.typeKey().contains("inboundendpoints");
        Map<String, Object> value = Map.of("privateIPAddress", address.getHostAddress());
        properties(
            record,
            Map.of("ipConfigurations", List.of(flat ? value : Map.of("properties", value))));
      }
    }

    private static Map<String, ?> peer(String address) {
      return Map.of(
          "bgpSettings",
          Map.of(
              "asn",
              65515,
              "bgpPeeringAddress",
              address,
              "bgpPeeringAddresses",
              List.of(Map.of("defaultBgpIpAddresses", List.of(address)))));
    }

    private void service(ApiManagementService service) {
      String name = service.name().toLowerCase(Locale.ROOT);
      Map<String, Object> values = new LinkedHashMap<>();
      if (service.privateIPAddress() != null) {
        values.put("privateIPAddresses", List.of(service.privateIPAddress().getHostAddress()));
      }
      List<String> addresses =
          model.publicIPAddresses().stream()
              .filter(a -> a.name().equals(service.publicIPAddress()))
              .map(a -> a.ipAddress().getHostAddress())
              .toList();
      if (!addresses.isEmpty()) {
        values.put("publicIPAddresses", addresses);
      }
      values.put("gatewayUrl", "https://" + name + ".azure-api.net");
      if (service.location() != null && service.virtualNetworkType() != VirtualNetworkType.NONE) {
        values.put(
            "gatewayRegionalUrl",
            "https://" + name + "-" + service.location() + "-01.regional.azure-api.net");
      }
      values.put("portalUrl", "https://" + name + ".portal.azure-api.net");
      values.put("developerPortalUrl", "https://" + name + ".developer.azure-api.net");
      values.put("managementApiUrl", "https://" + name + ".management.azure-api.net");
      values.put("scmUrl", "https://" + name + ".scm.azure-api.net");
      values.put("platformVersion", service.platformVersion().name().toLowerCase(Locale.ROOT));
      properties(service, values);
    }

    private void endpoint(PrivateEndpoint endpoint) {
      ArmResource resource = owner(endpoint);
      if (resource == null || endpoint.privateIPAddress() == null) {
        return;
      }
      String address = endpoint.privateIPAddress().getHostAddress();
      List<Object> configs = new ArrayList<>();
      for (PlatformService service : model.platformServices()) {
        if (service.name().equals(endpoint.service()) && !service.hostNames().isEmpty()) {
          configs.add(
              Map.of(
                  "fqdn", hostName(service, endpoint.groupIds()), "ipAddresses", List.of(address)));
        }
      }
      String scope = ResourceId.parse(resource.id()).map(ResourceId::scope).orElse("");
      String nic =
          new ResourceId(
                  scope,
                  ResourceTypes.NETWORK_INTERFACE,
                  resource.lastName() + ".nic." + NameBasedId.guid(ResourceId.key(resource.id())))
              .text();
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("networkInterfaces", List.of(Map.of("id", nic)));
      values.put("customDnsConfigs", configs);
      put(resource, values);
      all.put(
          ResourceId.key(nic),
          (JsonObject)
              JsonValue.of(
                  Map.of(
                      "properties",
                      Map.of(
                          "ipConfigurations",
                          List.of(
                              Map.of(
                                  "name",
                                  "privateEndpointIpConfig",
                                  "properties",
                                  Map.of("privateIPAddress", address)))))));
    }

    /** Storage accounts have a name for each of their parts. */
    private static String hostName(PlatformService service, List<String> groupIds) {
      for (String group : groupIds) {
        for (String name : service.hostNames()) {
          if (name.contains("." + group.toLowerCase(Locale.ROOT) + ".")) {
            return name;
          }
        }
      }
      return service.hostNames().get(0);
    }

    /** Names that follow from those of the resources. */
    private void names() {
      for (ArmResource resource : resources) {
        if (resource.existing()) {
          continue;
        }
        List<String> hosts = PlatformServiceMapper.hostNames(resource);
        String host = hosts.isEmpty() ? "" : hosts.get(0);
        Map<String, Object> values =
            switch (resource.typeKey()) {
              case "microsoft.sql/servers",
                  "microsoft.dbformysql/servers",
                  "microsoft.dbformysql/flexibleservers",
                  "microsoft.dbforpostgresql/servers",
                  "microsoft.dbforpostgresql/flexibleservers" ->
                  Map.of("fullyQualifiedDomainName", host);
              case "microsoft.web/sites" ->
                  Map.of("defaultHostName", host, "hostNames", List.of(host));
              case "microsoft.web/staticsites" -> Map.of("defaultHostname", host);
              case "microsoft.documentdb/databaseaccounts" ->
                  Map.of("documentEndpoint", "https://" + host + ":443/");
              case "microsoft.servicebus/namespaces",
                  "microsoft.eventhub/namespaces",
                  "microsoft.relay/namespaces" ->
                  Map.of("serviceBusEndpoint", "https://" + host + ":443/");
              case "microsoft.containerregistry/registries" -> Map.of("loginServer", host);
              case "microsoft.cache/redis" ->
                  Map.of("hostName", host, "port", 6379, "sslPort", 6380);
              case "microsoft.cognitiveservices/accounts",
                  "microsoft.appconfiguration/configurationstores" ->
                  Map.of("endpoint", "https://" + host + "/");
              case "microsoft.kusto/clusters" -> Map.of("uri", "https://" + host);
              case "microsoft.network/trafficmanagerprofiles" ->
                  Map.of(
                      "dnsConfig",
                      Map.of("fqdn", TrafficManagerMapper.label(resource) + ".trafficmanager.net"));
              case "microsoft.cdn/profiles" ->
                  Map.of("frontDoorId", NameBasedId.guid(ResourceId.key(resource.id())));
              case "microsoft.avs/privateclouds" ->
                  Map.of(
                      "circuit",
                      Map.of(
                          "expressRouteID",
                          GatewayMapper.circuitOf(resource),
                          "expressRoutePrivatePeeringID",
                          GatewayMapper.circuitOf(resource) + "/peerings/AzurePrivatePeering"));
              case "microsoft.cdn/profiles/endpoints" ->
                  Map.of(
                      "hostName", resource.lastName().toLowerCase(Locale.ROOT) + ".azureedge.net");
              case "microsoft.network/frontdoors" ->
                  Map.of("frontdoorId", NameBasedId.guid(ResourceId.key(resource.id())));
              case "microsoft.cdn/profiles/afdendpoints" ->
                  Map.of(
                      "hostName",
                      resource.lastName().toLowerCase(Locale.ROOT)
                          + "-"
                          + NameBasedId.guid(ResourceId.key(resource.id())).substring(0, 8)
                          + ".z01.azurefd.net");
              case "microsoft.insights/components" ->
                  Map.of(
                      "InstrumentationKey", NameBasedId.guid(ResourceId.key(resource.id())),
                      "AppId", NameBasedId.guid(ResourceId.key(resource.id()) + " app"));
              case "microsoft.operationalinsights/workspaces" ->
                  Map.of("customerId", NameBasedId.guid(ResourceId.key(resource.id())));
              default -> Map.of();
            };
        if (!values.isEmpty()) {
          put(resource, values);
        }
      }
    }
  }
}
