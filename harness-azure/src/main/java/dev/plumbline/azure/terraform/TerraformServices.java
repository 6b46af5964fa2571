package dev.plumbline.azure.terraform;

import static dev.plumbline.azure.terraform.TerraformNames.eachOf;
import static dev.plumbline.azure.terraform.TerraformNames.names;
import static dev.plumbline.azure.terraform.TerraformNames.renamed;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How API Management and platform services of the provider azurerm differ from Azure Resource
 * Manager.
 */
final class TerraformServices {

  private TerraformServices() {}

  static JsonObject apiManagement(JsonObject c) {
    JsonObject all =
        renamed(
            c,
            "publicNetworkAccessEnabled",
            "publicNetworkAccess",
            "gatewayDisabled",
            "disableGateway",
            "additionalLocation",
            "additionalLocations");
    String sku = c.text("skuName");
    if (sku != null) {
      String[] parts = sku.split("_");
      all =
          all.with(
              "sku",
              JsonValue.of(Map.of("name", parts[0], "capacity", parts.length > 1 ? parts[1] : "1"))
                  .at(c.mark()));
    }
    all = withSubnet(all);
    all =
        eachOf(
            all,
            "additionalLocations",
            location -> {
              JsonValue capacity = location.value("capacity");
              JsonObject one = renamed(withSubnet(location), "gatewayDisabled", "disableGateway");
              return capacity == null
                  ? one
                  : one.with(
                      "sku", JsonObject.builder(capacity.mark()).put("capacity", capacity).build());
            });
    JsonObject hosts = Camel.first(c.value("hostnameConfiguration"));
    return hosts == null ? all : all.with("hostnameConfigurations", hostNames(hosts, hosts.mark()));
  }

  private static JsonObject withSubnet(JsonObject c) {
    JsonObject network = Camel.first(c.value("virtualNetworkConfiguration"));
    JsonValue subnet = network == null ? null : network.value("subnetId");
    return subnet == null
        ? c
        : c.with(
            "virtualNetworkConfiguration",
            JsonObject.builder(subnet.mark()).put("subnetResourceId", subnet).build());
  }

  /** Returns host names by their kinds, of which each is a block of its own. */
  static JsonArray hostNames(JsonObject blocks, Mark mark) {
    Map<String, String> kinds =
        names(
            "proxy", "Proxy",
            "gateway", "Proxy",
            "portal", "Portal",
            "developerPortal", "DeveloperPortal",
            "management", "Management",
            "scm", "Scm");
    List<JsonValue> all = new ArrayList<>();
    for (JsonObject.Member member : blocks.members()) {
      String kind = kinds.get(member.name());
      if (kind != null && member.value() instanceof JsonArray array) {
        for (JsonValue one : array) {
          if (one instanceof JsonObject object) {
            all.add(object.with("type", JsonValue.of(kind)));
          }
        }
      }
    }
    return new JsonArray(mark, all);
  }

  static JsonObject kubernetes(JsonObject c) {
    JsonObject pool = Camel.first(c.value("defaultNodePool"));
    if (pool == null) {
      return c;
    }
    return c.with("agentPoolProfiles", new JsonArray(pool.mark(), List.of(nodePool(pool))));
  }

  static JsonObject nodePool(JsonObject pool) {
    return renamed(pool, "nodeCount", "count");
  }

  static JsonObject containerGroup(JsonObject c) {
    JsonObject.Builder address = JsonObject.builder(c.mark());
    String[][] members = {
      {"ipAddressType", "type"},
      {"ipAddress", "ip"},
      {"dnsNameLabel", "dnsNameLabel"},
      {"fqdn", "fqdn"}
    };
    for (String[] member : members) {
      JsonValue value = c.value(member[0]);
      if (value != null) {
        address.put(member[1], value);
      }
    }
    List<JsonValue> subnets = new ArrayList<>();
    for (JsonValue id : c.array("subnetIds")) {
      subnets.add(JsonObject.builder(id.mark()).put("id", id).build());
    }
    JsonValue ports = c.value("exposedPort");
    if (ports != null) {
      address.put("ports", ports);
    }
    return c.with("ipAddress", address.build()).with("subnetIds", new JsonArray(c.mark(), subnets));
  }

  static JsonObject environment(JsonObject c) {
    JsonObject.Builder network = JsonObject.builder(c.mark());
    JsonValue subnet = c.value("infrastructureSubnetId");
    if (subnet != null) {
      network.put("infrastructureSubnetId", subnet);
    }
    JsonValue internal = c.value("internalLoadBalancerEnabled");
    if (internal != null) {
      network.put("internal", internal);
    }
    return c.with("vnetConfiguration", network.build());
  }

  static JsonObject flexibleServer(JsonObject c) {
    JsonObject all = service(c);
    JsonValue subnet = c.value("delegatedSubnetId");
    return subnet == null
        ? all
        : all.with(
            "network",
            JsonObject.builder(subnet.mark()).put("delegatedSubnetResourceId", subnet).build());
  }

  /** Returns what a service's own firewall lets in. */
  static JsonObject networkRules(JsonObject rules) {
    return renamed(
        rules.without("virtualNetworkSubnets"),
        "ipRule",
        "ipRules",
        "virtualNetworkSubnetIds",
        "virtualNetworkRules",
        "virtualNetworkRule",
        "virtualNetworkRules",
        "networkRules",
        "virtualNetworkRules");
  }

  static JsonObject service(JsonObject c) {
    JsonObject all =
        renamed(
            c,
            "publicNetworkAccessEnabled",
            "publicNetworkAccess",
            "publicNetworkEnabled",
            "publicNetworkAccess",
            "allowedIps",
            "ipRules",
            "allowedIpRanges",
            "ipRules",
            "virtualNetworkRule",
            "virtualNetworkRules",
            "servicePlanId",
            "serverFarmId",
            "appServicePlanId",
            "serverFarmId");
    for (String member :
        List.of("networkRules", "networkAcls", "networkRuleSet", "networkRulesets")) {
      JsonObject rules = Camel.first(all.value(member));
      if (rules != null) {
        all = all.without(member).with("networkAcls", networkRules(rules));
      }
    }
    all =
        eachOf(all, "siteConfig", site -> renamed(site, "ipRestriction", "ipSecurityRestrictions"));
    all =
        eachOf(
            all,
            "networkProfile",
            profile -> eachOf(profile, "accountAccess", TerraformServices::networkRules));
    return all.value("sku") instanceof JsonString ? all.without("sku") : all;
  }
}
