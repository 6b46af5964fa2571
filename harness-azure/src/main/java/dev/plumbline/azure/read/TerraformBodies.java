package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How single types of the provider azurerm differ from Azure Resource Manager. */
final class TerraformBodies {

  private static final Map<String, String> GATEWAY =
      names(
          "gatewayIpConfiguration", "gatewayIPConfigurations",
          "frontendIpConfiguration", "frontendIPConfigurations",
          "frontendPort", "frontendPorts",
          "sslCertificate", "sslCertificates",
          "trustedRootCertificate", "trustedRootCertificates",
          "trustedClientCertificate", "trustedClientCertificates",
          "authenticationCertificate", "authenticationCertificates",
          "trustedRootCertificateNames", "trustedRootCertificates",
          "sslProfile", "sslProfiles",
          "httpListener", "httpListeners",
          "backendAddressPool", "backendAddressPools",
          "backendHttpSettings", "backendHttpSettingsCollection",
          "probe", "probes",
          "redirectConfiguration", "redirectConfigurations",
          "rewriteRuleSet", "rewriteRuleSets",
          "urlPathMap", "urlPathMaps",
          "requestRoutingRule", "requestRoutingRules",
          "customErrorConfiguration", "customErrorConfigurations",
          "wafConfiguration", "webApplicationFirewallConfiguration",
          "http2Enabled", "enableHttp2");

  private static final Map<String, String> GATEWAY_INNER =
      names(
          "requireSni", "requireServerNameIndication",
          "minimumServers", "minServers",
          "drainTimeoutSec", "drainTimeoutInSec",
          "certificateChainValidationEnabled", "validateCertChainAndExpiry",
          "sniValidationEnabled", "validateSNI",
          "dedicatedBackendConnectionEnabled", "dedicatedBackendConnection",
          "pathRule", "pathRules",
          "rewriteRule", "rewriteRules",
          "condition", "conditions",
          "disabledRuleGroup", "disabledRuleGroups",
          "exclusion", "exclusions",
          "maxRequestBodySizeKb", "maxRequestBodySizeInKb",
          "fileUploadLimitMb", "fileUploadLimitInMb");

  private TerraformBodies() {}

  private static Map<String, String> names(String... pairs) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      names.put(pairs[i], pairs[i + 1]);
    }
    return names;
  }

  private static JsonObject renamed(JsonObject object, String... pairs) {
    return top(object, names(pairs));
  }

  /** Renames members of an object itself only. */
  private static JsonObject top(JsonObject object, Map<String, String> names) {
    JsonObject.Builder all = JsonObject.builder(object.mark());
    for (JsonObject.Member member : object.members()) {
      if (!names.containsKey(member.name())) {
        all.put(member.name(), member.value());
      }
    }
    for (JsonObject.Member member : object.members()) {
      String name = names.get(member.name());
      if (name != null && (all.get(name) == null || isEmpty(all.get(name)))) {
        all.put(name, member.value());
      }
    }
    return all.build();
  }

  private static boolean isEmpty(@Nullable JsonValue value) {
    return value instanceof JsonArray array && array.size() == 0;
  }

  /** Returns the properties of a type, whose names are Azure's otherwise already. */
  static JsonObject body(String type, JsonObject c) {
    return switch (type.substring(type.indexOf('_') + 1)) {
      case "virtual_network" -> virtualNetwork(c);
      case "subnet" -> subnet(c);
      case "virtual_network_peering" ->
          renamed(
              c,
              "peerCompleteVirtualNetworksEnabled",
              "peerCompleteVnets",
              "onlyIpv6PeeringEnabled",
              "enableOnlyIPv6Peering");
      case "network_security_group" -> renamed(c, "securityRule", "securityRules");
      case "route_table" -> routeTable(c);
      case "route" -> renamed(c, "nextHopInIpAddress", "nextHopIpAddress");
      case "network_interface" ->
          nested(
              renamed(
                  c,
                  "ipConfiguration",
                  "ipConfigurations",
                  "ipForwardingEnabled",
                  "enableIPForwarding"),
              "dnsServers",
              "dnsSettings",
              "dnsServers");
      case "linux_virtual_machine", "windows_virtual_machine", "virtual_machine" ->
          nested(c, "networkInterfaceIds", "networkProfile", "networkInterfaces");
      case "virtual_machine_scale_set",
          "linux_virtual_machine_scale_set",
          "windows_virtual_machine_scale_set",
          "orchestrated_virtual_machine_scale_set" ->
          scaleSet(c);
      case "bastion_host", "firewall", "virtual_network_gateway" -> gateway(type, c);
      case "public_ip", "public_ip_prefix" -> publicAddress(c);
      case "nat_gateway" ->
          renamed(
              c, "publicIpAddresss", "publicIpAddresses", "publicIpPrefixs", "publicIpPrefixes");
      case "lb" -> renamed(c, "frontendIpConfiguration", "frontendIPConfigurations");
      case "lb_outbound_rule" -> renamed(c, "frontendIpConfiguration", "frontendIPConfigurations");
      case "lb_rule" -> renamed(c, "floatingIpEnabled", "enableFloatingIP");
      case "lb_nat_rule", "lb_nat_pool" ->
          renamed(
              c,
              "floatingIpEnabled",
              "enableFloatingIP",
              "frontendPortStart",
              "frontendPortRangeStart",
              "frontendPortEnd",
              "frontendPortRangeEnd");
      case "application_gateway" -> applicationGateway(c);
      case "web_application_firewall_policy" -> firewallPolicy(c);
      case "api_management" -> apiManagement(c);
      case "private_endpoint" -> privateEndpoint(c);
      case "private_link_service" -> renamed(c, "natIpConfiguration", "ipConfigurations");
      case "private_dns_resolver_forwarding_rule" -> renamed(c, "enabled", "forwardingRuleState");
      case "private_dns_resolver_dns_forwarding_ruleset" ->
          renamed(c, "privateDnsResolverOutboundEndpointIds", "dnsResolverOutboundEndpoints");
      case "traffic_manager_profile" -> c;
      case "traffic_manager_azure_endpoint",
          "traffic_manager_external_endpoint",
          "traffic_manager_nested_endpoint" ->
          renamed(c, "enabled", "endpointStatus");
      case "firewall_policy" -> azureFirewallPolicy(c);
      case "firewall_policy_rule_collection_group" -> collectionGroup(c);
      case "ip_group" -> renamed(c, "cidrs", "ipAddresses");
      case "local_network_gateway" ->
          renamed(
              nested(c, "addressSpace", "localNetworkAddressSpace", "addressPrefixes"),
              "gatewayAddress",
              "gatewayIpAddress");
      case "virtual_network_gateway_connection" -> connection(c);
      case "express_route_circuit_connection" ->
          renamed(c, "peerPeering", "peerExpressRouteCircuitPeering");
      case "vmware_private_cloud" -> renamed(c, "networkSubnetCidr", "networkBlock");
      case "kubernetes_cluster" -> kubernetes(c);
      case "container_group" -> containerGroup(c);
      case "container_app_environment" -> environment(c);
      case "app_service_environment_v3" -> {
        JsonValue subnet = c.value("subnetId");
        yield subnet == null
            ? c
            : c.with("virtualNetwork", JsonObject.builder(subnet.mark()).put("id", subnet).build());
      }
      case "service_plan", "app_service_plan" ->
          renamed(c, "appServiceEnvironment", "hostingEnvironmentProfile");
      case "mysql_flexible_server", "postgresql_flexible_server" -> flexibleServer(c);
      case "api_management_api" -> c;
      default -> type.endsWith("_record") ? record(type, c) : service(c);
    };
  }

  private static JsonObject nested(JsonObject c, String name, String outer, String inner) {
    JsonValue value = c.value(name);
    if (value == null || isEmpty(value)) {
      return c.without(name);
    }
    return c.without(name).with(outer, JsonObject.builder(value.mark()).put(inner, value).build());
  }

  private static JsonObject virtualNetwork(JsonObject c) {
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

  private static JsonObject subnet(JsonObject c) {
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

  private static JsonObject routeTable(JsonObject c) {
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

  private static JsonObject scaleSet(JsonObject c) {
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
          renamed = eachOf(renamed, "ipConfigurations", TerraformBodies::instanceConfiguration);
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
      all = isEmpty(all.value(block)) ? all.without(block) : all;
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

  private static JsonObject gateway(String type, JsonObject c) {
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

  private static JsonObject publicAddress(JsonObject c) {
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

  private static JsonObject applicationGateway(JsonObject c) {
    JsonObject all = Camel.renamed(top(c, GATEWAY), GATEWAY_INNER);
    if (all.value("backendAddressPools") instanceof JsonArray pools) {
      List<JsonValue> made = new ArrayList<>();
      for (JsonValue one : pools) {
        if (one instanceof JsonObject pool) {
          List<JsonValue> addresses = new ArrayList<>();
          for (JsonValue name : pool.array("fqdns")) {
            addresses.add(JsonObject.builder(name.mark()).put("fqdn", name).build());
          }
          for (JsonValue address : pool.array("ipAddresses")) {
            addresses.add(JsonObject.builder(address.mark()).put("ipAddress", address).build());
          }
          made.add(pool.with("backendAddresses", new JsonArray(pool.mark(), addresses)));
        }
      }
      all = all.with("backendAddressPools", new JsonArray(pools.mark(), made));
    }
    // Only here several codes stand in it: errors of the gateway's own have one each.
    all =
        eachOf(
            all,
            "probes",
            probe -> eachOf(probe, "match", match -> renamed(match, "statusCode", "statusCodes")));
    for (String settings : List.of("backendHttpSettingsCollection", "sslProfiles")) {
      all =
          eachOf(
              all,
              settings,
              s ->
                  renamed(
                      s,
                      "trustedRootCertificateNames",
                      "trustedRootCertificates",
                      "trustedClientCertificateNames",
                      "trustedClientCertificates",
                      "authenticationCertificate",
                      "authenticationCertificates"));
    }
    all =
        eachOf(
            all,
            "httpListeners",
            l -> renamed(l, "customErrorConfiguration", "customErrorConfigurations"));
    return eachOf(
        all, "rewriteRuleSets", set -> eachOf(set, "rewriteRules", TerraformBodies::rewriteRule));
  }

  private static JsonObject rewriteRule(JsonObject rule) {
    JsonObject.Builder actions = JsonObject.builder(rule.mark());
    for (String kind : List.of("request", "response")) {
      JsonValue headers = rule.value(kind + "HeaderConfiguration");
      if (headers != null) {
        actions.put(kind + "HeaderConfigurations", headers);
      }
    }
    JsonObject url = Camel.first(rule.value("url"));
    if (url != null) {
      actions.put("urlConfiguration", urlConfiguration(url));
    }
    return rule.with("actionSet", actions.build());
  }

  /**
   * Without components the provider gives both, and an empty query takes away the one that came.
   */
  private static JsonObject urlConfiguration(JsonObject url) {
    String components = url.text("components");
    JsonObject.Builder all = JsonObject.builder(url.mark());
    JsonValue reroute = url.value("reroute");
    if (reroute != null) {
      all.put("reroute", reroute);
    }
    JsonValue path = url.value("path");
    if (path != null && !"query_string_only".equals(components)) {
      all.put("modifiedPath", path);
    }
    JsonValue query = url.value("queryString");
    if (!"path_only".equals(components)) {
      all.put("modifiedQueryString", query == null ? JsonValue.of("").at(url.mark()) : query);
    }
    return all.build();
  }

  private interface Change {
    JsonObject of(JsonObject object);
  }

  private static JsonObject eachOf(JsonObject object, String member, Change change) {
    if (!(object.value(member) instanceof JsonArray array)) {
      return object;
    }
    List<JsonValue> made = new ArrayList<>();
    array.forEach(one -> made.add(one instanceof JsonObject o ? change.of(o) : one));
    return object.with(member, new JsonArray(array.mark(), made));
  }

  private static JsonObject firewallPolicy(JsonObject c) {
    JsonObject managed = Camel.first(c.value("managedRules"));
    // Terraform's state tells zero for a rule that limits nothing.
    JsonObject all =
        eachOf(
            c,
            "customRules",
            rule ->
                rule.value("rateLimitThreshold") instanceof JsonNumber number
                        && number.text().equals("0")
                    ? rule.without("rateLimitThreshold")
                    : rule);
    if (managed == null) {
      return all;
    }
    return all.with("managedRules", ruleSets(managed, "managedRuleSet", "managedRuleSets"));
  }

  private static JsonObject ruleSets(JsonObject managed, String from, String to) {
    JsonObject all = renamed(managed, from, to, "exclusion", "exclusions");
    all =
        eachOf(
            all,
            to,
            set ->
                eachOf(
                    renamed(
                        set,
                        "type",
                        "ruleSetType",
                        "version",
                        "ruleSetVersion",
                        "ruleGroupOverride",
                        "ruleGroupOverrides"),
                    "ruleGroupOverrides",
                    group ->
                        withDisabledRules(
                            eachOf(
                                renamed(group, "rule", "rules"),
                                "rules",
                                rule -> renamed(rule, "id", "ruleId", "enabled", "state")))));
    return eachOf(
        all,
        "exclusions",
        exclusion ->
            eachOf(
                renamed(exclusion, "excludedRuleSet", "exclusionManagedRuleSets"),
                "exclusionManagedRuleSets",
                set ->
                    eachOf(
                        renamed(
                            set,
                            "type",
                            "ruleSetType",
                            "version",
                            "ruleSetVersion",
                            "ruleGroup",
                            "ruleGroups"),
                        "ruleGroups",
                        group -> {
                          List<JsonValue> rules = new ArrayList<>();
                          for (JsonValue rule : group.array("excludedRules")) {
                            rules.add(JsonObject.builder(rule.mark()).put("ruleId", rule).build());
                          }
                          return group.with("rules", new JsonArray(group.mark(), rules));
                        })));
  }

  /** Until version 4 of the provider a group could list the rules that are switched off. */
  private static JsonObject withDisabledRules(JsonObject group) {
    if (group.array("disabledRules").isEmpty()) {
      return group;
    }
    List<JsonValue> rules = new ArrayList<>(group.array("rules"));
    for (JsonValue id : group.array("disabledRules")) {
      rules.add(
          JsonObject.builder(id.mark())
              .put("ruleId", id)
              .put("state", JsonValue.of("Disabled"))
              .build());
    }
    return group.with("rules", new JsonArray(group.mark(), rules));
  }

  private static JsonObject apiManagement(JsonObject c) {
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

  private static JsonObject privateEndpoint(JsonObject c) {
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
          && (!all.has("ipConfigurations") || isEmpty(all.value("ipConfigurations")))) {
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

  private static JsonObject azureFirewallPolicy(JsonObject c) {
    JsonObject dns = Camel.first(c.value("dns"));
    JsonObject all = c.without("sku");
    if (dns != null) {
      all = all.with("dnsSettings", renamed(dns, "proxyEnabled", "enableProxy"));
    }
    return nested(all, "privateIpRanges", "snat", "privateRanges");
  }

  private static JsonObject collectionGroup(JsonObject c) {
    List<JsonValue> collections = new ArrayList<>();
    for (String kind : List.of("nat", "network", "application")) {
      for (JsonValue value : c.array(kind + "RuleCollection")) {
        if (value instanceof JsonObject collection) {
          JsonObject one = withAction(renamed(collection, "rule", "rules"));
          collections.add(
              eachOf(
                  one,
                  "rules",
                  rule ->
                      rule(rule, kind)
                          .with(
                              "ruleType",
                              JsonValue.of(
                                  kind.substring(0, 1).toUpperCase(Locale.ROOT)
                                      + kind.substring(1)
                                      + "Rule"))));
        }
      }
    }
    return c.with("ruleCollections", new JsonArray(c.mark(), collections));
  }

  private static JsonObject withAction(JsonObject collection) {
    JsonValue action = collection.value("action");
    return action == null
        ? collection
        : collection.with("action", JsonObject.builder(action.mark()).put("type", action).build());
  }

  private static JsonObject rule(JsonObject rule, String kind) {
    JsonObject all =
        renamed(
            rule,
            "destinationIpGroupIds",
            "destinationIpGroups",
            "sourceIpGroupIds",
            "sourceIpGroups",
            "destinationFqdns",
            kind.equals("application") ? "targetFqdns" : "destinationFqdns",
            "destinationFqdnTags",
            "fqdnTags",
            "destinationUrls",
            "targetUrls",
            "destinationAddress",
            "destinationAddresses");
    if (kind.equals("application")) {
      return eachOf(all, "protocols", p -> renamed(p, "type", "protocolType"));
    }
    return kind.equals("nat") && !all.has("destinationAddresses")
        ? renamed(all, "destinationAddress", "destinationAddresses")
        : all;
  }

  /** Returns a collection of rules that a firewall has without a policy. */
  static JsonObject classicCollection(JsonObject c) {
    JsonObject all = withAction(renamed(c, "rule", "rules"));
    return eachOf(
        all,
        "rules",
        rule ->
            eachOf(
                renamed(rule, "protocol", "protocols"),
                "protocols",
                p -> renamed(p, "type", "protocolType")));
  }

  private static JsonObject connection(JsonObject c) {
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

  private static JsonObject kubernetes(JsonObject c) {
    JsonObject pool = Camel.first(c.value("defaultNodePool"));
    if (pool == null) {
      return c;
    }
    return c.with("agentPoolProfiles", new JsonArray(pool.mark(), List.of(nodePool(pool))));
  }

  static JsonObject nodePool(JsonObject pool) {
    return renamed(pool, "nodeCount", "count");
  }

  private static JsonObject containerGroup(JsonObject c) {
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

  private static JsonObject environment(JsonObject c) {
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

  private static JsonObject flexibleServer(JsonObject c) {
    JsonObject all = service(c);
    JsonValue subnet = c.value("delegatedSubnetId");
    return subnet == null
        ? all
        : all.with(
            "network",
            JsonObject.builder(subnet.mark()).put("delegatedSubnetResourceId", subnet).build());
  }

  private static JsonObject record(String type, JsonObject c) {
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

  private static JsonObject service(JsonObject c) {
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
            profile -> eachOf(profile, "accountAccess", TerraformBodies::networkRules));
    return all.value("sku") instanceof JsonString ? all.without("sku") : all;
  }
}
