package dev.plumbline.azure.terraform;

import static dev.plumbline.azure.terraform.TerraformNames.eachOf;
import static dev.plumbline.azure.terraform.TerraformNames.names;
import static dev.plumbline.azure.terraform.TerraformNames.renamed;
import static dev.plumbline.azure.terraform.TerraformNames.top;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How application gateways and their firewall policies of the provider azurerm differ from Azure
 * Resource Manager.
 */
final class TerraformGateways {

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

  private TerraformGateways() {}

  static JsonObject applicationGateway(JsonObject c) {
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
        all, "rewriteRuleSets", set -> eachOf(set, "rewriteRules", TerraformGateways::rewriteRule));
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

  static JsonObject firewallPolicy(JsonObject c) {
    JsonObject managed = Camel.first(c.value("managedRules"));
    JsonObject all = eachOf(c, "customRules", TerraformGateways::customRule);
    if (managed == null) {
      return all;
    }
    return all.with("managedRules", ruleSets(managed, "managedRuleSet", "managedRuleSets"));
  }

  private static JsonObject customRule(JsonObject rule) {
    // Terraform's state tells zero for a rule that limits nothing.
    JsonObject all =
        rule.value("rateLimitThreshold") instanceof JsonNumber number && number.text().equals("0")
            ? rule.without("rateLimitThreshold")
            : rule;
    JsonValue by = rule.value("groupRateLimitBy");
    if (by == null || "".equals(rule.text("groupRateLimitBy"))) {
      return all;
    }
    JsonObject variable = JsonObject.builder(by.mark()).put("variableName", by).build();
    JsonObject session =
        JsonObject.builder(by.mark())
            .put("groupByVariables", new JsonArray(by.mark(), List.of(variable)))
            .build();
    return all.without("groupRateLimitBy")
        .with("groupByUserSession", new JsonArray(by.mark(), List.of(session)));
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
}
