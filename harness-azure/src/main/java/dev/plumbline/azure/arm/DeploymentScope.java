package dev.plumbline.azure.arm;

import org.jspecify.annotations.Nullable;

/**
 * Where a deployment puts its resources: into a resource group, a subscription, a management group
 * or the tenant.
 *
 * @param subscriptionId null for a management group and the tenant
 * @param resourceGroup null for a subscription, a management group and the tenant
 * @param managementGroup null for all others
 */
record DeploymentScope(
    @Nullable String subscriptionId,
    @Nullable String resourceGroup,
    @Nullable String managementGroup) {

  static DeploymentScope resourceGroup(String subscriptionId, String name) {
    return new DeploymentScope(subscriptionId, name, null);
  }

  static DeploymentScope subscription(String id) {
    return new DeploymentScope(id, null, null);
  }

  static DeploymentScope managementGroup(String name) {
    return new DeploymentScope(null, null, name);
  }

  static DeploymentScope tenant() {
    return new DeploymentScope(null, null, null);
  }

  /** Returns the identifier; empty for the tenant. */
  String id() {
    if (resourceGroup != null) {
      return "/subscriptions/" + subscriptionId + "/resourceGroups/" + resourceGroup;
    } else if (subscriptionId != null) {
      return "/subscriptions/" + subscriptionId;
    }
    return managementGroup == null
        ? ""
        : "/providers/Microsoft.Management/managementGroups/" + managementGroup;
  }
}
