package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builds resources in Azure's shape from those of Terraform. */
final class TerraformTranslation {

  private final TerraformFilling filling;

  /** Types whose data sources do not tell what is in them. */
  private static final Set<String> WITHOUT_CONTENT =
      Set.of(
          "azurerm_private_dns_zone",
          "azurerm_dns_zone",
          "azurerm_firewall_policy",
          "azurerm_web_application_firewall_policy",
          "azurerm_api_management",
          "azurerm_application_security_group",
          "azurerm_express_route_circuit");

  /** Types of the provider azapi that are resources. */
  private static final Set<String> AZAPI =
      Set.of("azapi_resource", "azapi_update_resource", "azapi_data_plane_resource");

  private final Map<String, ArmResource> made = new LinkedHashMap<>();
  private final Set<String> managed = new HashSet<>();

  private final Predicate<String> isRead;
  private final TerraformRemarks remarks = new TerraformRemarks();

  TerraformTranslation(TerraformFilling filling, Predicate<String> isRead) {
    this.filling = filling;
    this.isRead = isRead;
  }

  /** Adds a resource; returns false when its type has no part in the network. */
  boolean add(TerraformResource resource) {
    if (resource.type().startsWith("azapi_")) {
      return azapi(resource);
    } else if (resource.data() && !isRead(resource)) {
      return existing(resource);
    }
    JsonObject values = filling.filled(resource);
    if (associates(resource.type(), values)) {
      return true;
    }
    TerraformTypes.Kind kind = TerraformTypes.of(resource.type());
    String id = filling.id(resource);
    if (kind == null) {
      return resource.type().equals("azurerm_resource_group");
    } else if (id == null) {
      throw resource
          .mark()
          .refuse(
              resource.address()
                  + " belongs to a resource that the plan does not tell; write the JSON of the"
                  + " state, or of a plan with all resources");
    }
    ResourceId parsed = ResourceId.parse(id).orElse(null);
    if (parsed == null) {
      return false;
    }
    JsonObject camel = TerraformBodies.body(resource.type(), Camel.of(values));
    if (partOfBalancer(resource.type(), id, parsed, camel)) {
      return true;
    }
    JsonObject.Builder body = JsonObject.builder(resource.mark());
    body.put("name", JsonValue.of(parsed.lastName()).at(values.mark()));
    for (String outside : List.of("location", "zones", "tags", "kind", "sku")) {
      JsonValue value = camel.value(outside);
      if (value != null) {
        body.put(outside, value);
      }
    }
    body.put("properties", camel.without("name").without("id").without("tags"));
    boolean apart = resource.data() && WITHOUT_CONTENT.contains(resource.type());
    put(
        new ArmResource(kind.arm(), parsed.name(), id, apart, body.build(), resource.mark()),
        resource);
    return true;
  }

  /** What a data source of the same resource tells counts less than the resource itself. */
  private void put(ArmResource made, TerraformResource resource) {
    String key = ResourceId.key(made.id());
    if (resource.data()) {
      this.made.putIfAbsent(key, made);
    } else if (managed.add(key)) {
      this.made.put(key, made);
    }
  }

  private static boolean isRead(TerraformResource resource) {
    return resource.values().value("id") instanceof JsonString;
  }

  /** A data source that is read during apply only: it is known that there is such a resource. */
  private boolean existing(TerraformResource resource) {
    TerraformTypes.Kind kind = TerraformTypes.of(resource.type());
    String id = kind == null ? null : filling.id(resource);
    ResourceId parsed = id == null ? null : ResourceId.parse(id).orElse(null);
    if (kind != null && id != null && parsed != null) {
      JsonObject.Builder body = JsonObject.builder(resource.mark());
      body.put("name", JsonValue.of(parsed.lastName()).at(resource.mark()));
      if (resource.type().equals("azurerm_subnet")) {
        // Needed where the virtual network is known; else both are taken for granted.
        body.put(
            "properties",
            JsonObject.builder(resource.mark())
                .put(
                    "addressPrefix",
                    new JsonUnknown(
                        resource.mark(),
                        "Terraform reads " + resource.address() + " during apply only"))
                .build());
      }
      put(
          new ArmResource(kind.arm(), parsed.name(), id, true, body.build(), resource.mark()),
          resource);
    }
    return true;
  }

  /** Rules and probes of load balancers are no resources of their own in Azure. */
  private boolean partOfBalancer(String type, String id, ResourceId parsed, JsonObject camel) {
    String member =
        switch (type) {
          case "azurerm_lb_probe" -> "probes";
          case "azurerm_lb_rule" -> "loadBalancingRules";
          case "azurerm_lb_outbound_rule" -> "outboundRules";
          case "azurerm_lb_nat_pool" -> "inboundNatPools";
          default -> null;
        };
    if (member == null) {
      return false;
    }
    String balancer =
        id.substring(
            0, ResourceId.key(id).lastIndexOf("/" + member.toLowerCase(Locale.ROOT) + "/"));
    add(balancer, member, camel.with("name", JsonValue.of(parsed.lastName())));
    return true;
  }

  private void add(String id, String member, JsonValue value) {
    remarks.add(id, member, value);
  }

  private static @Nullable String id(JsonObject values, String name) {
    JsonValue value = values.value(name);
    if (value instanceof JsonUnknown unknown) {
      throw unknown.refuse();
    }
    return value instanceof JsonString text ? text.value() : null;
  }

  private void overlay(@Nullable String id, String member, JsonValue value) {
    if (id != null) {
      remarks.put(id, member, value);
    }
  }

  private void link(JsonObject values, String owner, String target, String member) {
    String id = id(values, target);
    if (id != null) {
      overlay(id(values, owner), member, JsonValue.of(Map.of("id", id)).at(values.mark()));
    }
  }

  private boolean associates(String type, JsonObject values) {
    switch (type) {
      case "azurerm_subnet_network_security_group_association" ->
          link(values, "subnet_id", "network_security_group_id", "networkSecurityGroup");
      case "azurerm_subnet_route_table_association" ->
          link(values, "subnet_id", "route_table_id", "routeTable");
      case "azurerm_subnet_nat_gateway_association" ->
          link(values, "subnet_id", "nat_gateway_id", "natGateway");
      case "azurerm_network_interface_security_group_association" ->
          link(values, "network_interface_id", "network_security_group_id", "networkSecurityGroup");
      case "azurerm_network_interface_application_security_group_association" ->
          configuration(values, "application_security_group_id", "applicationSecurityGroups");
      case "azurerm_network_interface_backend_address_pool_association" ->
          configuration(values, "backend_address_pool_id", "loadBalancerBackendAddressPools");
      case "azurerm_network_interface_nat_rule_association" ->
          configuration(values, "nat_rule_id", "loadBalancerInboundNatRules");
      case "azurerm_network_interface_application_gateway_backend_address_pool_association" ->
          configuration(values, "backend_address_pool_id", "applicationGatewayBackendAddressPools");
      case "azurerm_nat_gateway_public_ip_association" ->
          listed(values, "nat_gateway_id", "public_ip_address_id", "publicIpAddresses");
      case "azurerm_nat_gateway_public_ip_prefix_association" ->
          listed(values, "nat_gateway_id", "public_ip_prefix_id", "publicIpPrefixes");
      case "azurerm_storage_account_network_rules" ->
          overlay(
              id(values, "storage_account_id"),
              "networkAcls",
              TerraformServices.networkRules(Camel.of(values)));
      case "azurerm_ip_group_cidr" -> {
        String group = id(values, "ip_group_id");
        JsonValue cidr = values.value("cidr");
        if (group != null && cidr != null) {
          add(group, "ipAddresses", cidr);
        }
      }
      case "azurerm_virtual_network_dns_servers" -> {
        JsonValue servers = values.value("dns_servers");
        if (servers != null) {
          overlay(
              id(values, "virtual_network_id"),
              "dhcpOptions",
              JsonObject.builder(values.mark()).put("dnsServers", servers).build());
        }
      }
      case "azurerm_private_endpoint_application_security_group_association" ->
          listed(
              values,
              "private_endpoint_id",
              "application_security_group_id",
              "applicationSecurityGroups");
      case "azurerm_kubernetes_cluster_node_pool" -> {
        String cluster = id(values, "kubernetes_cluster_id");
        if (cluster != null) {
          add(cluster, "agentPoolProfiles", TerraformServices.nodePool(Camel.of(values)));
        }
      }
      case "azurerm_lb_backend_address_pool_address" -> {
        String pool = id(values, "backend_address_pool_id");
        if (pool != null) {
          add(pool, "loadBalancerBackendAddresses", Camel.of(values));
        }
      }
      case "azurerm_api_management_custom_domain" ->
          overlay(
              id(values, "api_management_id"),
              "hostnameConfigurations",
              TerraformServices.hostNames(Camel.of(values), values.mark()));
      case "azurerm_firewall_network_rule_collection" ->
          collection(values, "networkRuleCollections");
      case "azurerm_firewall_application_rule_collection" ->
          collection(values, "applicationRuleCollections");
      case "azurerm_firewall_nat_rule_collection" -> collection(values, "natRuleCollections");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void listed(JsonObject values, String owner, String target, String member) {
    String id = id(values, target);
    String of = id(values, owner);
    if (id != null && of != null) {
      add(of, member, JsonValue.of(Map.of("id", id)).at(values.mark()));
    }
  }

  /** Associations of an IP configuration; without its name of all of the interface. */
  private void configuration(JsonObject values, String target, String member) {
    String nic = id(values, "network_interface_id");
    String id = id(values, target);
    if (nic != null && id != null) {
      String configuration = values.text("ip_configuration_name");
      add(
          nic,
          "ipConfigurations/" + (configuration == null ? "" : configuration) + "/" + member,
          JsonValue.of(Map.of("id", id)).at(values.mark()));
    }
  }

  private void collection(JsonObject values, String member) {
    String name = values.text("azure_firewall_name");
    String group = values.text("resource_group_name");
    JsonObject body = TerraformFirewalls.classicCollection(Camel.of(values));
    if (name != null) {
      add(
          new ResourceId(
                  filling.scope(group == null ? "resource-group" : group),
                  ResourceTypes.FIREWALL,
                  name)
              .text(),
          member,
          body);
    }
  }

  /** A state file has the type of a value beside it, where the provider leaves the type open. */
  private static @Nullable JsonValue dynamic(@Nullable JsonValue value) {
    return value instanceof JsonObject object
            && object.size() == 2
            && object.has("type")
            && object.has("value")
        ? object.value("value")
        : value;
  }

  private boolean azapi(TerraformResource resource) {
    String type = resource.values().text("type");
    String id = filling.id(resource);
    ResourceId parsed = id == null ? null : ResourceId.parse(id).orElse(null);
    if (type == null || id == null || parsed == null || !AZAPI.contains(resource.type())) {
      return false;
    }
    JsonObject values = filling.filled(resource);
    JsonValue body = dynamic(values.value("body"));
    if (body instanceof JsonString text) {
      body = JsonReader.read(text.value(), text.mark());
    }
    if (body instanceof JsonUnknown unknown && isRead.test(ResourceId.key(parsed.type()))) {
      throw unknown.refuse();
    }
    JsonValue output = dynamic(values.value("output"));
    if (output instanceof JsonString text) {
      output = JsonReader.read(text.value(), text.mark());
    }
    JsonObject all = body instanceof JsonObject object ? object : JsonObject.empty(resource.mark());
    if (resource.type().equals("azapi_update_resource")) {
      remarks.change(id, all);
      made.computeIfAbsent(
          ResourceId.key(id),
          k ->
              new ArmResource(
                  parsed.type(),
                  parsed.name(),
                  id,
                  true,
                  JsonObject.builder(resource.mark())
                      .put("name", JsonValue.of(parsed.lastName()))
                      .build(),
                  resource.mark()));
      return true;
    }
    if (output instanceof JsonObject more) {
      all = all.overlaid(more);
    }
    JsonObject.Builder whole = JsonObject.builder(resource.mark()).putAll(all);
    whole.put("name", JsonValue.of(parsed.lastName()).at(values.mark()));
    JsonValue location = values.value("location");
    if (location != null) {
      whole.put("location", location);
    }
    if (type.contains("@")) {
      whole.put("apiVersion", JsonValue.of(type.substring(type.indexOf('@') + 1)));
    }
    boolean apart = resource.data() && !all.has("properties");
    put(
        new ArmResource(parsed.type(), parsed.name(), id, apart, whole.build(), resource.mark()),
        resource);
    return true;
  }

  /** Returns the resources, with what is said of them elsewhere. */
  List<ArmResource> resources() {
    return remarks.applied(List.copyOf(made.values()));
  }

  /** Returns what is said of resources. */
  TerraformRemarks remarks() {
    return remarks;
  }
}
