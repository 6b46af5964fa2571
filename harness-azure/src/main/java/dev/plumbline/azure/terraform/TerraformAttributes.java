package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What references to resources lead to, such as {@code azurerm_public_ip.front.ip_address}: what is
 * known of them, or what the platform gives.
 */
final class TerraformAttributes {

  /** Where attributes that a plan does not know are in Azure's shape. */
  private static final Map<String, List<String>> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("ip_address", List.of("ipAddress")),
          Map.entry("fqdn", List.of("dnsSettings", "fqdn")),
          Map.entry("private_ip_address", List.of("ipConfigurations", "privateIPAddress")),
          Map.entry("private_ip_addresses", List.of("privateIPAddresses")),
          Map.entry("public_ip_addresses", List.of("publicIPAddresses")),
          Map.entry("express_route_id", List.of("circuit", "expressRouteID")),
          Map.entry(
              "express_route_private_peering_id",
              List.of("circuit", "expressRoutePrivatePeeringID")),
          Map.entry("gateway_url", List.of("gatewayUrl")),
          Map.entry("default_domain", List.of("defaultDomain")),
          Map.entry("static_ip_address", List.of("staticIp")),
          Map.entry("default_hostname", List.of("defaultHostName")),
          Map.entry("fully_qualified_domain_name", List.of("fullyQualifiedDomainName")),
          Map.entry("login_server", List.of("loginServer")));

  private TerraformAttributes() {}

  /**
   * Returns what a reference to a resource leads to; null when that is not known.
   *
   * @param id the identifier of the resource; null when it is not known
   * @param given what the platform gives to it; null when that is not known
   * @param wanted the attribute that the reference names; empty for the resource itself
   * @param attribute the attribute that refers to it
   */
  static @Nullable JsonValue of(
      TerraformResource resource,
      @Nullable String id,
      @Nullable JsonObject given,
      String wanted,
      String attribute) {
    String name =
        wanted.isEmpty()
            ? attribute.matches(".*_ids?|body")
                ? "id"
                : attribute.matches(".*_names?") ? "name" : ""
            : wanted;
    String last = name.substring(name.lastIndexOf('.') + 1);
    if (name.equals("id")) {
      return id == null ? null : JsonValue.of(id);
    }
    JsonValue known = resource.values().value(name);
    if (known != null && !TerraformUnknowns.isEmpty(known)) {
      return known;
    } else if (name.equals("name")) {
      return JsonValue.of(resource.azureName());
    }
    List<String> path = ATTRIBUTES.get(last);
    if (given == null || path == null) {
      return null;
    }
    JsonValue value = given.object("properties");
    for (String step : path) {
      value = first(value);
      value = value instanceof JsonObject object ? TerraformParts.member(object, step) : null;
    }
    JsonObject properties = given.object("properties");
    if (value instanceof JsonObject address) {
      // A group of containers has its address with its name.
      value = TerraformParts.member(address, "ip");
    } else if (value == null && last.equals("fqdn")) {
      String of = properties.has("dnsConfig") ? "dnsConfig" : "ipAddress";
      value = properties.object(of).value("fqdn");
    }
    if (value == null && last.equals("private_ip_address")) {
      JsonValue frontends = given.object("properties").value("frontendIPConfigurations");
      JsonValue configs = given.object("properties").value("customDnsConfigs");
      value =
          first(frontends) instanceof JsonObject object
              ? TerraformParts.member(object, "privateIPAddress")
              : first(configs) instanceof JsonObject config
                  ? first(config.value("ipAddresses"))
                  : null;
    }
    return value;
  }

  private static @Nullable JsonValue first(@Nullable JsonValue value) {
    return value instanceof JsonArray array ? array.size() == 0 ? null : array.get(0) : value;
  }
}
