package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where application gateways log to: the diagnostic settings of each, of which there is one. */
final class DiagnosticSettings implements Actions {

  private static final String NAME = "logs";

  private final Inventory inventory;
  private final boolean resourceSpecific;

  DiagnosticSettings(Inventory inventory, boolean resourceSpecific) {
    this.inventory = inventory;
    this.resourceSpecific = resourceSpecific;
  }

  @Override
  public @Nullable Reply answer(Call call, String version) {
    String path = call.path();
    int at = ResourceId.key(path).indexOf("/providers/microsoft.insights/diagnosticsettings");
    if (at < 0 || !call.is("GET")) {
      return null;
    }
    String id = path.substring(0, at);
    Resource resource = inventory.find(id);
    if (resource == null) {
      ResourceId parsed = ResourceId.parse(id).orElse(null);
      throw ResourceManagerEndpoint.missing(parsed == null ? null : parsed.resourceGroup(), id);
    }
    boolean logs = resource.id().type().equalsIgnoreCase(ResourceTypes.APPLICATION_GATEWAY);
    String rest = path.substring(at).replaceFirst("(?i)^/providers/[^/]+/[^/]+/?", "");
    if (rest.isEmpty()) {
      return Reply.json(200, Map.of("value", logs ? List.of(setting(resource)) : List.of()));
    } else if (logs && rest.equalsIgnoreCase(NAME)) {
      return Reply.json(200, setting(resource));
    }
    throw ResourceManagerEndpoint.missing(resource.id().resourceGroup(), path);
  }

  private Map<String, Object> setting(Resource gateway) {
    return Fields.of()
        .with(
            "id", gateway.id().text() + "/providers/Microsoft.Insights/diagnosticSettings/" + NAME)
        .with("name", NAME)
        .with("type", "Microsoft.Insights/diagnosticSettings")
        .with(
            "properties",
            Fields.of()
                .with(
                    "workspaceId",
                    ResourceIds.inGroup(
                        inventory.estate().ids.group(),
                        Inventory.WORKSPACE,
                        Inventory.WORKSPACE_NAME))
                .with("logAnalyticsDestinationType", resourceSpecific ? "Dedicated" : null)
                .each(
                    "logs",
                    List.of("ApplicationGatewayAccessLog", "ApplicationGatewayFirewallLog"),
                    category -> Fields.of().with("category", category).with("enabled", true)))
        .map();
  }
}
