package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a nested deployment puts its resources: where the template around it puts its own, unless
 * it says {@code resourceGroup}, {@code subscriptionId} or {@code scope}.
 */
final class NestedScope {

  private static final String MANAGEMENT_GROUPS = "microsoft.management/managementgroups/";

  private NestedScope() {}

  static DeploymentScope of(
      JsonObject deployment, TemplateInstance around, UnaryOperator<JsonValue> evaluation) {
    String scope = option("scope", deployment, evaluation);
    if (scope != null) {
      return named(scope);
    }
    String subscription = option("subscriptionId", deployment, evaluation);
    String group = option("resourceGroup", deployment, evaluation);
    DeploymentScope here = around.scope();
    if (subscription == null && group == null) {
      return here;
    }
    String into = subscription == null ? here.subscriptionId() : subscription;
    if (into == null) {
      into = around.pass().options().subscriptionId();
    }
    return group == null
        ? DeploymentScope.subscription(into)
        : DeploymentScope.resourceGroup(into, group);
  }

  private static DeploymentScope named(String scope) {
    int management = scope.toLowerCase(Locale.ROOT).indexOf(MANAGEMENT_GROUPS);
    if (management >= 0) {
      return DeploymentScope.managementGroup(
          scope.substring(management + MANAGEMENT_GROUPS.length()));
    }
    ResourceId within = new ResourceId(scope, "", "");
    String subscription = within.subscription();
    String group = within.resourceGroup();
    return subscription == null
        ? DeploymentScope.tenant()
        : group == null
            ? DeploymentScope.subscription(subscription)
            : DeploymentScope.resourceGroup(subscription, group);
  }

  private static @Nullable String option(
      String member, JsonObject deployment, UnaryOperator<JsonValue> evaluation) {
    JsonValue value = deployment.value(member);
    JsonValue evaluated = value == null ? null : evaluation.apply(value);
    return evaluated instanceof JsonString text && !text.value().isEmpty() ? text.value() : null;
  }
}
