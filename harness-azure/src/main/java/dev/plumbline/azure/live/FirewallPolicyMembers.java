package dev.plumbline.azure.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a web application firewall policy in an answer of Azure must have, and what nobody reads of
 * it ("Web Application Firewall Policies - Get", version 2024-05-01).
 */
final class FirewallPolicyMembers {

  /**
   * An object.
   *
   * @param alone members without members that are read, or that say nothing about which requests
   *     pass
   * @param inner members that have members
   */
  private record Place(Set<String> alone, Map<String, Place> inner) {}

  private static final Place SPARED =
      place(
          Map.of("ruleGroups", place(Map.of("rules", place(Map.of(), "ruleId")), "ruleGroupName")),
          "ruleSetType",
          "ruleSetVersion");

  private static final Place MANAGED_RULES =
      place(
          Map.of(
              "managedRuleSets",
              place(
                  Map.of(
                      "ruleGroupOverrides",
                      place(
                          Map.of("rules", place(Map.of(), "ruleId", "state", "action")),
                          "ruleGroupName")),
                  "ruleSetType",
                  "ruleSetVersion"),
              "exclusions",
              place(
                  Map.of("exclusionManagedRuleSets", SPARED),
                  "matchVariable",
                  "selectorMatchOperator",
                  "selector"),
              "exceptions",
              place(
                  Map.of("exceptionManagedRuleSets", SPARED),
                  "matchVariable",
                  "selector",
                  "valueMatchOperator",
                  "values")));

  private static final Place CUSTOM_RULE =
      place(
          Map.of(
              "matchConditions",
              place(
                  Map.of("matchVariables", place(Map.of(), "variableName", "selector")),
                  "operator",
                  "negationConditon",
                  "matchValues",
                  "transforms"),
              "groupByUserSession",
              place(Map.of("groupByVariables", place(Map.of(), "variableName")))),
          "name",
          "priority",
          "state",
          "ruleType",
          "action",
          "rateLimitDuration",
          "rateLimitThreshold",
          "etag");

  private static final Place SETTINGS =
      place(
          Map.of(),
          "state",
          "mode",
          "requestBodyCheck",
          "requestBodyEnforcement",
          "requestBodyInspectLimitInKB",
          "maxRequestBodySizeInKb",
          "fileUploadEnforcement",
          "fileUploadLimitInMb",
          "customBlockResponseStatusCode",
          "customBlockResponseBody",
          // How long a browser's proof holds, and what is written to logs.
          "jsChallengeCookieExpirationInMins",
          "logScrubbing");

  private static final Place POLICY =
      place(
          Map.of(
              "properties",
              place(
                  Map.of(
                      "policySettings",
                      SETTINGS,
                      "customRules",
                      CUSTOM_RULE,
                      "managedRules",
                      MANAGED_RULES),
                  "applicationGateways",
                  "httpListeners",
                  "pathBasedRules",
                  "applicationGatewayForContainers",
                  "provisioningState",
                  "resourceState")),
          "id",
          "name",
          "type",
          "location",
          "tags",
          "etag",
          "systemData");

  private FirewallPolicyMembers() {}

  private static Place place(Map<String, Place> inner, String... alone) {
    Map<String, Place> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(inner);
    return new Place(Set.copyOf(lower(alone)), all);
  }

  private static List<String> lower(String... names) {
    return List.of(names).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Checks that there is what Azure always tells. A file may leave it out, for the platform's
   * defaults. What is not asked for here has a default in Azure's specification.
   */
  static void require(Reading read, JsonNode properties) {
    JsonNode settings = properties.path("policySettings");
    read.text(settings, "mode");
    read.text(settings, "state");
    read.member(settings, "requestBodyCheck");
    read.member(settings, "maxRequestBodySizeInKb");
    read.member(settings, "fileUploadLimitInMb");
    for (JsonNode rule : read.list(properties, "customRules")) {
      read.member(rule, "priority");
      read.text(rule, "ruleType");
      read.text(rule, "action");
      for (JsonNode condition : read.list(rule, "matchConditions")) {
        read.list(condition, "matchVariables").forEach(one -> read.text(one, "variableName"));
        if (!read.text(condition, "operator").equalsIgnoreCase("Any")) {
          read.list(condition, "matchValues");
        }
      }
    }
    JsonNode managed = properties.path("managedRules");
    for (JsonNode set : read.list(managed, "managedRuleSets")) {
      read.text(set, "ruleSetType");
      read.text(set, "ruleSetVersion");
    }
    for (JsonNode exclusion : read.list(managed, "exclusions")) {
      read.text(exclusion, "matchVariable");
      read.text(exclusion, "selectorMatchOperator");
    }
  }

  /** Returns what nobody reads, each with its value: {@code policySettings.newLimit = 5}. */
  static List<String> unread(JsonNode policy) {
    List<String> unread = new ArrayList<>();
    walk(policy, POLICY, "", unread);
    return unread;
  }

  private static void walk(JsonNode node, Place place, String path, List<String> unread) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), place, path + "[" + i + "]", unread);
      }
      return;
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      String here = path.isEmpty() || path.equals("properties") ? name : path + "." + name;
      Place inner = place.inner().get(name);
      if (inner != null) {
        walk(member.getValue(), inner, here, unread);
      } else if (!place.alone().contains(name.toLowerCase(Locale.ROOT))
          && !saysNothing(member.getValue())) {
        unread.add(here + " = " + shortened(member.getValue().toString()));
      }
    }
  }

  private static boolean saysNothing(JsonNode value) {
    return value.isNull()
        || value.isContainer() && value.isEmpty()
        || value.isString() && value.asString().isBlank();
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }
}
