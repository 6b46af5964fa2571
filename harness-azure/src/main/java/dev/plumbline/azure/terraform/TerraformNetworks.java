package dev.plumbline.azure.terraform;

import static dev.plumbline.azure.terraform.TerraformNames.eachOf;
import static dev.plumbline.azure.terraform.TerraformNames.isEmptyArray;
import static dev.plumbline.azure.terraform.TerraformNames.nested;
import static dev.plumbline.azure.terraform.TerraformNames.renamed;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How networks, addresses, private endpoints and their like of the provider azurerm differ from
 * Azure Resource Manager.
 */
final class TerraformNetworks {

  private TerraformNetworks() {}

  static JsonObject virtualNetwork(JsonObject c) {
    JsonObject all = c;
    if (c.value("subnet") instanceof JsonArray subnets) {
      List<JsonValue> made = new ArrayList<>();
      for (JsonValue one : subnets) {
        if (one instanceof JsonObject object) {
          JsonObject subnet = subnet(object);
          JsonValue group = object.value("securityGroup");
          made.add(
              group == null
                  ? subnet
                  : subnet.with(
                      "networkSecurityGroup",
                      JsonObject.builder(group.mark()).put("id", group).build()));
        }
      }
      all = all.without("subnet").with("subnets", new JsonArray(subnets.mark(), made));
    } else {
      // A data source tells names only.
      all = all.without("subnets");
    }
    return nested(
        nested(
            renamed(all, "vnetPeerings", "vnetPeeringIds"),
            "addressSpace",
            "addressSpace",
            "addressPrefixes"),
        "dnsServers",
        "dhcpOptions",
        "dnsServers");
  }

  static JsonObject subnet(JsonObject c) {
    JsonObject all = c;
    List<JsonValue> delegations = new ArrayList<>();
    if (c.value("delegation") instanceof JsonArray array) {
      for (JsonValue one : array) {
        JsonObject service =
            one instanceof JsonObject object
                ? Camel.first(object.value("serviceDelegation"))
                : null;
        JsonValue name = service == null ? null : service.value("name");
        if (name != null) {
          delegations.add(JsonObject.builder(name.mark()).put("serviceName", name).build());
        }
      }
      all = all.with("delegations", new JsonArray(array.mark(), delegations));
    }
    if (all.value("serviceEndpoint") instanceof JsonArray endpoints) {
      all = all.with("serviceEndpoints", endpoints);
    }
    if (!all.has("privateEndpointNetworkPolicies")) {
      JsonValue enabled = all.value("privateEndpointNetworkPoliciesEnabled");
      JsonValue enforced = all.value("enforcePrivateLinkEndpointNetworkPolicies");
      if (enabled != null) {
        all = all.with("privateEndpointNetworkPolicies", enabled);
      } else if (enforced instanceof JsonBoolean bool) {
        all =
            all.with("privateEndpointNetworkPolicies", new JsonBoolean(bool.mark(), !bool.value()));
      }
    }
    return renamed(all, "defaultOutboundAccessEnabled", "defaultOutboundAccess");
  }

  static JsonObject routeTable(JsonObject c) {
    JsonObject all = renamed(c, "route", "routes");
    if (all.value("routes") instanceof JsonArray routes) {
      List<JsonValue> made = new ArrayList<>();
      routes.forEach(
          r ->
              made.add(
                  r instanceof JsonObject route
                      ? renamed(route, "nextHopInIpAddress", "nextHopIpAddress")
                      : r));
      all = all.with("routes", new JsonArray(routes.mark(), made));
    }
    return all.value("bgpRoutePropagationEnabled") instanceof JsonBoolean enabled
        ? all.with("disableBgpRoutePropagation", new JsonBoolean(enabled.mark(), !enabled.value()))
        : all;
  }

  static JsonObject scaleSet(JsonObject c) {
    JsonValue interfaces =
        c.has("networkInterface") ? c.value("networkInterface") : c.value("networkProfile");
    List<JsonValue> made = new ArrayList<>();
    if (interfaces instanceof JsonArray array) {
      for (JsonValue one : array) {
        if (one instanceof JsonObject nic) {
          JsonObject renamed =
              renamed(
                  nic,
                  "ipConfiguration",
                  "ipConfigurations",
                  "ipForwardingEnabled",
                  "enableIPForwarding",
                  "ipForwarding",
                  "enableIPForwarding");
          renamed = eachOf(renamed, "ipConfigurations", TerraformNetworks::instanceConfiguration);
          made.add(nested(renamed, "dnsServers", "dnsSettings", "dnsServers"));
        }
      }
    }
    JsonObject profile =
        (JsonObject)
            JsonValue.of(Map.of("networkProfile", Map.of("networkInterfaceConfigurations", made)));
    JsonObject all = c.without("networkProfile").with("virtualMachineProfile", profile);
    JsonValue instances = c.value("instances");
    return instances == null
        ? all.without("sku")
            .with(
                "sku",
                Camel.first(c.value("sku")) == null ? JsonValue.of(Map.of()) : c.object("sku"))
        : all.with("sku", JsonObject.builder(c.mark()).put("capacity", instances).build());
  }

  /** Each machine of a set gets a public address of its own, of this kind. */
  private static JsonObject instanceConfiguration(JsonObject c) {
    String asked = "publicIPAddressConfiguration";
    JsonObject all = c;
    for (String block : List.of("publicIpAddress", "publicIpAddressConfiguration")) {
      all = isEmptyArray(all.value(block)) ? all.without(block) : all;
    }
    return eachOf(
        renamed(
            all,
            "publicIpAddress",
            asked,
            "publicIpAddressConfiguration",
            asked,
            "loadBalancerInboundNatRulesIds",
            "loadBalancerInboundNatPools"),
        asked,
        address -> {
          JsonValue label = address.value("domainNameLabel");
          JsonObject named =
              label == null
                  ? address
                  : address.with(
                      "dnsSettings",
                      JsonObject.builder(label.mark()).put("domainNameLabel", label).build());
          // Both in one: Standard_Regional.
          String sku = address.text("skuName");
          return sku == null
              ? named
              : named.with(
                  "sku",
                  JsonValue.of(Map.of("name", sku.replaceAll("_.*", ""))).at(address.mark()));
        });
  }

  static JsonObject gateway(String type, JsonObject c) {
    JsonObject all = renamed(c, "ipConfiguration", "ipConfigurations");
    if (type.endsWith("firewall")) {
      JsonObject management = Camel.first(all.value("managementIpConfiguration"));
      return (management == null ? all : all.with("managementIpConfiguration", management))
          .without("sku");
    } else if (type.endsWith("bastion_host")) {
      return all.without("sku");
    }
    all = renamed(all.without("sku"), "type", "gatewayType", "bgpEnabled", "enableBgp");
    JsonObject clients = Camel.first(all.value("vpnClientConfiguration"));
    if (clients != null) {
      all =
          all.with(
              "vpnClientConfiguration",
              nested(clients, "addressSpace", "vpnClientAddressPool", "addressPrefixes"));
    }
    return all;
  }

  static JsonObject publicAddress(JsonObject c) {
    JsonObject all =
        renamed(
            c,
            "allocationMethod",
            "publicIPAllocationMethod",
            "ipVersion",
            "publicIPAddressVersion");
    JsonObject.Builder dns = JsonObject.builder(c.mark());
    for (String name : List.of("domainNameLabel", "fqdn", "reverseFqdn")) {
      JsonValue value = c.value(name);
      if (value != null) {
        dns.put(name, value);
      }
    }
    JsonValue mode = c.value("ddosProtectionMode");
    if (mode != null) {
      all =
          all.with(
              "ddosSettings", JsonObject.builder(mode.mark()).put("protectionMode", mode).build());
    }
    JsonValue sku = c.value("sku");
    if (sku instanceof JsonString) {
      all = all.with("sku", JsonObject.builder(sku.mark()).put("name", sku).build());
    }
    return all.with("dnsSettings", dns.build());
  }

  static JsonObject privateEndpoint(JsonObject c) {
    // The interface is the platform's; the connection tells its address.
    JsonObject all = renamed(c, "ipConfiguration", "ipConfigurations").without("networkInterface");
    JsonObject connection = Camel.first(c.value("privateServiceConnection"));
    if (connection != null) {
      JsonObject one =
          renamed(
              connection,
              "privateConnectionResourceId",
              "privateLinkServiceId",
              "subresourceNames",
              "groupIds");
      boolean manual =
          connection.value("isManualConnection") instanceof JsonBoolean bool && bool.value();
      all =
          all.with(
              (manual ? "manualPrivateLinkService" : "privateLinkService") + "Connections",
              new JsonArray(connection.mark(), List.of(one)));
      JsonValue address = connection.value("privateIpAddress");
      if (address != null
          && (!all.has("ipConfigurations") || isEmptyArray(all.value("ipConfigurations")))) {
        all =
            all.with(
                "ipConfigurations",
                new JsonArray(
                    address.mark(),
                    List.of(
                        JsonObject.builder(address.mark())
                            .put("privateIPAddress", address)
                            .build())));
      }
    }
    JsonObject group = Camel.first(c.value("privateDnsZoneGroup"));
    if (group != null && group.value("privateDnsZoneIds") instanceof JsonArray zones) {
      List<JsonValue> configs = new ArrayList<>();
      zones.forEach(
          id -> configs.add(JsonObject.builder(id.mark()).put("privateDnsZoneId", id).build()));
      JsonObject made =
          JsonObject.builder(group.mark())
              .put("name", JsonValue.of("default"))
              .put("privateDnsZoneConfigs", new JsonArray(zones.mark(), configs))
              .build();
      all =
          all.without("privateDnsZoneConfigs")
              .with("privateDnsZoneGroups", new JsonArray(group.mark(), List.of(made)));
    }
    return all;
  }

  static JsonObject connection(JsonObject c) {
    return renamed(
        c,
        "type",
        "connectionType",
        "virtualNetworkGateway",
        "virtualNetworkGateway1",
        "localNetworkGateway",
        "localNetworkGateway2",
        "peerVirtualNetworkGateway",
        "virtualNetworkGateway2",
        "expressRouteCircuit",
        "peer");
  }

  static JsonObject record(String type, JsonObject c) {
    String kind = type.replaceAll("^azurerm_(private_)?dns_", "").replaceAll("_record$", "");
    if (kind.equals("cname")) {
      JsonValue name = c.value("record");
      return name == null
          ? c
          : c.with("cnameRecord", JsonObject.builder(name.mark()).put("cname", name).build());
    }
    String member =
        switch (kind) {
          case "a" -> "ipv4Address";
          case "aaaa" -> "ipv6Address";
          case "ptr" -> "ptrdname";
          case "ns" -> "nsdname";
          default -> "value";
        };
    List<JsonValue> all = new ArrayList<>();
    for (JsonValue one : c.has("records") ? c.array("records") : c.array("record")) {
      all.add(
          one instanceof JsonObject object
              ? object
              : JsonObject.builder(one.mark()).put(member, one).build());
    }
    return c.without("records")
        .without("record")
        .with(kind + "Records", new JsonArray(c.mark(), all));
  }
}
