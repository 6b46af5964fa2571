package dev.plumbline.azure.terraform;

import static dev.plumbline.azure.terraform.TerraformNames.eachOf;
import static dev.plumbline.azure.terraform.TerraformNames.nested;
import static dev.plumbline.azure.terraform.TerraformNames.renamed;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How rules of Azure Firewall differ between the provider azurerm and Azure Resource Manager. */
final class TerraformFirewalls {

  private TerraformFirewalls() {}

  static JsonObject azureFirewallPolicy(JsonObject c) {
    JsonObject dns = Camel.first(c.value("dns"));
    JsonObject all = c.without("sku");
    if (dns != null) {
      all = all.with("dnsSettings", renamed(dns, "proxyEnabled", "enableProxy"));
    }
    return nested(all, "privateIpRanges", "snat", "privateRanges");
  }

  static JsonObject collectionGroup(JsonObject c) {
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
}
