package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Backend health of application gateways, by their own probes or by one that is asked with it. */
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
    boolean onDemand = asked != null && asked.action().equalsIgnoreCase("getBackendHealthOnDemand");
    if (asked == null || !onDemand && !asked.action().equalsIgnoreCase("backendhealth")) {
      return null;
    }
    Resource resource = asked.required(inventory);
    ApplicationGateway gateway =
        topology().applicationGateways().stream()
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
    String expand = call.query("$expand");
    if (onDemand) {
      if (state.given().isPresent()) {
        throw ManagementException.badRequest(
            "NotSimulated",
            "What a lab's backends answer to a probe that they are not asked by is not known to the"
                + " simulation; ask a simulation that was started without a lab.");
      }
      JsonNode body = call.json();
      return operations.begin(
          call,
          asked.location(resource),
          true,
          version,
          () -> health(OnDemandHealth.of(topology(), gateway, body), resource, expand));
    }
    return operations.begin(
        call, asked.location(resource), true, version, () -> health(gateway, resource, expand));
  }

  private AzureTopology topology() {
    return inventory.estate().topology;
  }

  private static Object health(
      BackendHealth.Entry entry, Resource gateway, @Nullable String expand) {
    JsonNode pool =
        JsonMapper.shared()
            .readTree(new BackendHealth(gateway.id().text(), List.of(entry)).json())
            .path("backendAddressPools")
            .path(0);
    Object body =
        JsonMapper.shared()
            .treeToValue(
                JsonMapper.shared()
                    .createObjectNode()
                    .<ObjectNode>set("backendAddressPool", pool.path("backendAddressPool"))
                    .<ObjectNode>set(
                        "backendHealthHttpSettings",
                        pool.path("backendHttpSettingsCollection").path(0)),
                Object.class);
    return expand == null ? body : expanded(body, gateway);
  }

  private Object health(ApplicationGateway gateway, Resource resource, @Nullable String expand) {
    BackendHealth health = BackendHealth.of(topology(), gateway.name(), state::probe);
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
