package dev.plumbline.azure.document;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;

/** Finds an application gateway, and names it as Azure Resource Manager does. */
final class GatewayId {

  private GatewayId() {}

  /**
   * Returns the gateway of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  static ApplicationGateway find(AzureTopology topology, String name) {
    return topology.applicationGateways().stream()
        .filter(gateway -> gateway.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "topology \"%s\" has no application gateway \"%s\"; it has %s"
                        .formatted(
                            topology.name(),
                            name,
                            topology.applicationGateways().stream()
                                .map(ApplicationGateway::name)
                                .toList())));
  }

  /** Returns its resource id, with a subscription of zeros and the topology as resource group. */
  static String of(AzureTopology topology, ApplicationGateway gateway) {
    return inGroup(topology, "applicationGateways/" + gateway.name());
  }

  static String inGroup(AzureTopology topology, String resource) {
    return "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/"
        + topology.name()
        + "/providers/Microsoft.Network/"
        + resource;
  }
}
