package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.model.ApplicationGateway;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Backend health of application gateways. */
final class GatewayActions implements Actions {

  private final Inventory inventory;
  private final Operations operations;
  private final LabState state;

  GatewayActions(Inventory inventory, Operations operations, LabState state) {
    this.inventory = inventory;
    this.operations = operations;
    this.state = state;
  }

  @Override
  public @Nullable Reply answer(Call call, String version) {
    Asked asked = Asked.of(call, ResourceTypes.APPLICATION_GATEWAY);
    if (asked == null || !asked.action().equalsIgnoreCase("backendhealth")) {
      return null;
    }
    Resource resource = asked.required(inventory);
    ApplicationGateway gateway =
        inventory.estate().topology.applicationGateways().stream()
            .filter(
                one ->
                    inventory
                        .estate()
                        .ids
                        .of(ResourceTypes.APPLICATION_GATEWAY, one.name())
                        .equalsIgnoreCase(resource.id().text()))
            .findFirst()
            .orElseThrow();
    if (gateway.operationalState() != ApplicationGateway.OperationalState.RUNNING) {
      throw new ManagementException(
          409,
          "OperationNotAllowed",
          "Backend health of application gateway "
              + resource.id().text()
              + " cannot be retrieved: its operational state is "
              + Fields.word(gateway.operationalState())
              + ".");
    }
    return operations.begin(
        call,
        asked.location(resource),
        true,
        version,
        () -> health(gateway, resource, call.query("$expand")));
  }

  private Object health(ApplicationGateway gateway, Resource resource, @Nullable String expand) {
    BackendHealth health =
        BackendHealth.of(inventory.estate().topology, gateway.name(), state::probe);
    // The document names the gateway as it is in its only group.
    BackendHealth here = new BackendHealth(resource.id().text(), health.entries());
    Object body = JsonMapper.shared().readValue(here.json(), Object.class);
    return expand == null ? body : expanded(body, resource);
  }

  /** Pools and settings as they are shown with the gateway, in the place of their identifiers. */
  private static Object expanded(Object value, Resource gateway) {
    if (value instanceof List<?> list) {
      List<Object> all = new ArrayList<>();
      list.forEach(one -> all.add(expanded(one, gateway)));
      return all;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> all = new LinkedHashMap<>();
      map.forEach((name, member) -> all.put(String.valueOf(name), expanded(member, gateway)));
      Object id = all.get("id");
      Object part =
          all.size() == 1 && id instanceof String text
              ? part(gateway.body().get("properties"), text)
              : null;
      return part == null ? all : part;
    }
    return value;
  }

  private static @Nullable Object part(@Nullable Object properties, String id) {
    if (properties instanceof Map<?, ?> map) {
      for (Object collection : map.values()) {
        if (collection instanceof List<?> list) {
          for (Object one : list) {
            if (one instanceof Map<?, ?> part && id.equals(part.get("id"))) {
              return part;
            }
          }
        }
      }
    }
    return null;
  }
}
