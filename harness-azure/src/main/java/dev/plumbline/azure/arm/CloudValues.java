package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the functions for the cloud, the tenant and the scopes of a deployment give. */
final class CloudValues {

  /** The public cloud, {@code environment()} in the ARM reference. */
  static final JsonObject ENVIRONMENT = environment();

  private CloudValues() {}

  private static JsonObject environment() {
    Map<String, Object> suffixes = new LinkedHashMap<>();
    suffixes.put("acrLoginServer", ".azurecr.io");
    suffixes.put("azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net");
    suffixes.put("azureDatalakeStoreFileSystem", "azuredatalakestore.net");
    suffixes.put("azureFrontDoorEndpointSuffix", "azurefd.net");
    suffixes.put("keyvaultDns", ".vault.azure.net");
    suffixes.put("sqlServerHostname", ".database.windows.net");
    suffixes.put("storage", "core.windows.net");
    Map<String, Object> authentication = new LinkedHashMap<>();
    authentication.put("loginEndpoint", "https://login.microsoftonline.com/");
    authentication.put(
        "audiences",
        List.of("https://management.core.windows.net/", "https://management.azure.com/"));
    authentication.put("tenant", "common");
    authentication.put("identityProvider", "AAD");
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", "AzureCloud");
    all.put("gallery", "https://gallery.azure.com/");
    all.put("graph", "https://graph.windows.net/");
    all.put("portal", "https://portal.azure.com");
    all.put("graphAudience", "https://graph.windows.net/");
    all.put("activeDirectoryDataLake", "https://datalake.azure.net/");
    all.put("batch", "https://batch.core.windows.net/");
    all.put("media", "https://rest.media.azure.net");
    all.put("sqlManagement", "https://management.core.windows.net:8443/");
    all.put(
        "vmImageAliasDoc",
        "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/"
            + "quickstart-templates/aliases.json");
    all.put("resourceManager", "https://management.azure.com/");
    all.put("authentication", authentication);
    all.put("suffixes", suffixes);
    return (JsonObject) JsonValue.of(all);
  }

  static JsonObject subscription(String id, String tenantId) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", "/subscriptions/" + id);
    all.put("subscriptionId", id);
    all.put("tenantId", tenantId);
    all.put("displayName", "subscription");
    return ((JsonObject) JsonValue.of(all)).open("the subscription");
  }

  static JsonObject resourceGroup(DeploymentScope scope, JsonValue location, JsonObject tags) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", scope.id());
    all.put("name", String.valueOf(scope.resourceGroup()));
    all.put("type", "Microsoft.Resources/resourceGroups");
    all.put("location", location);
    all.put("tags", tags.open("the tags of the resource group"));
    all.put("properties", Map.of("provisioningState", "Succeeded"));
    return (JsonObject) JsonValue.of(all);
  }

  static JsonObject managementGroup(String name, String tenantId) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("displayName", name);
    properties.put("tenantId", tenantId);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", DeploymentScope.managementGroup(name).id());
    all.put("name", name);
    all.put("type", "Microsoft.Management/managementGroups");
    all.put("properties", properties);
    return ((JsonObject) JsonValue.of(all)).open("the management group");
  }

  static JsonObject tenant(String tenantId) {
    return ((JsonObject) JsonValue.of(Map.of("tenantId", tenantId))).open("the tenant");
  }

  static JsonObject deployer(String tenantId) {
    return ((JsonObject) JsonValue.of(Map.of("tenantId", tenantId))).open("who deploys");
  }

  static JsonObject deployment(
      String name,
      @Nullable String location,
      @Nullable String uri,
      Template template,
      JsonObject parameters) {
    JsonObject.Builder link = JsonObject.builder(Mark.NOWHERE);
    if (uri != null) {
      link.put("uri", StringFunctions.string(uri));
    }
    JsonObject.Builder properties =
        JsonObject.builder(Mark.NOWHERE)
            .put("templateLink", link.build().open("the place the template is deployed from"))
            .put("template", template.root())
            .put("parameters", parameters)
            .put("mode", StringFunctions.string("Incremental"))
            .put("provisioningState", StringFunctions.string("Accepted"));
    JsonObject.Builder all =
        JsonObject.builder(Mark.NOWHERE)
            .put("name", StringFunctions.string(name))
            .put("properties", properties.build());
    if (location != null) {
      all.put("location", StringFunctions.string(location));
    }
    return all.build();
  }
}
