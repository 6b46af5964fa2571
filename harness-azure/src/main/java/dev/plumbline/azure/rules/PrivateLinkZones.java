package dev.plumbline.azure.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The public zones of the platform's services, and the private zones that take their place behind
 * private endpoints (Azure documentation, "Azure Private Endpoint private DNS zone values", the
 * common services).
 */
public final class PrivateLinkZones {

  private static final String PREFIX = "privatelink.";

  /**
   * The names of one part of a kind of service.
   *
   * @param resourceType the resource type of the service, for example {@code
   *     Microsoft.Storage/storageAccounts}
   * @param groupId the part of the service, for example {@code blob}
   * @param publicZone the zone of its public names
   * @param privateZone the zone of its names behind private endpoints
   */
  public record Entry(String resourceType, String groupId, String publicZone, String privateZone) {}

  /** Each region has a private zone of its own, {@code privatelink.<region>.kusto.windows.net}. */
  private static final String KUSTO = "kusto.windows.net";

  private static final List<Entry> TABLE = new ArrayList<>();

  static {
    add("Microsoft.ApiManagement/service", "Gateway", "azure-api.net");
    for (String part : List.of("blob", "file", "queue", "table", "dfs")) {
      add("Microsoft.Storage/storageAccounts", part, part + ".core.windows.net");
    }
    add("Microsoft.Sql/servers", "sqlServer", "database.windows.net");
    add("Microsoft.DocumentDB/databaseAccounts", "Sql", "documents.azure.com");
    add("Microsoft.DocumentDB/databaseAccounts", "MongoDB", "mongo.cosmos.azure.com");
    add("Microsoft.DBforPostgreSQL/servers", "postgresqlServer", "postgres.database.azure.com");
    add(
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "postgresqlServer",
        "postgres.database.azure.com");
    add("Microsoft.DBforMySQL/servers", "mysqlServer", "mysql.database.azure.com");
    add("Microsoft.DBforMySQL/flexibleServers", "mysqlServer", "mysql.database.azure.com");
    add("Microsoft.DBforMariaDB/servers", "mariadbServer", "mariadb.database.azure.com");
    add("Microsoft.KeyVault/vaults", "vault", "vault.azure.net", "privatelink.vaultcore.azure.net");
    add(
        "Microsoft.KeyVault/vaults",
        "vault",
        "vaultcore.azure.net",
        "privatelink.vaultcore.azure.net");
    add("Microsoft.AppConfiguration/configurationStores", "configurationStores", "azconfig.io");
    add("Microsoft.ContainerRegistry/registries", "registry", "azurecr.io");
    add("Microsoft.EventHub/namespaces", "namespace", "servicebus.windows.net");
    add("Microsoft.ServiceBus/namespaces", "namespace", "servicebus.windows.net");
    add("Microsoft.Relay/namespaces", "namespace", "servicebus.windows.net");
    add("Microsoft.EventGrid/topics", "topic", "eventgrid.azure.net");
    add("Microsoft.EventGrid/domains", "domain", "eventgrid.azure.net");
    add("Microsoft.Web/sites", "sites", "azurewebsites.net");
    add("Microsoft.CognitiveServices/accounts", "account", "cognitiveservices.azure.com");
    add("Microsoft.CognitiveServices/accounts", "account", "openai.azure.com");
    add("Microsoft.Search/searchServices", "searchService", "search.windows.net");
    add("Microsoft.SignalRService/SignalR", "signalr", "service.signalr.net");
    add("Microsoft.Cache/Redis", "redisCache", "redis.cache.windows.net");
    add("Microsoft.Devices/IotHubs", "iotHub", "azure-devices.net");
    add("Microsoft.Synapse/workspaces", "Sql", "sql.azuresynapse.net");
    add("Microsoft.Synapse/workspaces", "Dev", "dev.azuresynapse.net");
    add("Microsoft.Synapse/workspaces", "SqlOnDemand", "sql.azuresynapse.net");
    add("Microsoft.DataFactory/factories", "dataFactory", "datafactory.azure.net");
    add("Microsoft.SignalRService/WebPubSub", "webpubsub", "webpubsub.azure.com");
    add("Microsoft.Databricks/workspaces", "databricks_ui_api", "azuredatabricks.net");
    add("Microsoft.Purview/accounts", "account", "purview.azure.com");
    add("Microsoft.Web/staticSites", "staticSites", "azurestaticapps.net");
    add("Microsoft.HDInsight/clusters", "gateway", "azurehdinsight.net");
    add("Microsoft.Batch/batchAccounts", "batchAccount", "batch.azure.com");
    for (String part : List.of("Webhook", "DSCAndHybridWorker")) {
      add("Microsoft.Automation/automationAccounts", part, "azure-automation.net");
    }
    add("Microsoft.MachineLearningServices/workspaces", "amlworkspace", "api.azureml.ms");
    add("Microsoft.Cache/redisEnterprise", "redisEnterprise", "redisenterprise.cache.azure.net");
    add("Microsoft.Kusto/clusters", "cluster", KUSTO);
  }

  /** Zones with names of several labels, such as one for the region. */
  private static final Set<String> DEEP =
      Set.of(
          "api.azureml.ms",
          "azure-automation.net",
          "azurewebsites.net",
          "batch.azure.com",
          "datafactory.azure.net",
          "eventgrid.azure.net",
          "redisenterprise.cache.azure.net");

  private PrivateLinkZones() {}

  private static void add(String type, String group, String zone) {
    add(type, group, zone, PREFIX + zone);
  }

  private static void add(String type, String group, String zone, String privateZone) {
    TABLE.add(new Entry(type, group, zone, privateZone));
  }

  /** Returns the whole table. */
  public static List<Entry> all() {
    return List.copyOf(TABLE);
  }

  /** Returns the names of a kind of service; empty when it is not in the table. */
  public static List<Entry> of(String resourceType) {
    return TABLE.stream().filter(e -> e.resourceType().equalsIgnoreCase(resourceType)).toList();
  }

  /**
   * Returns the name that a public name leads to once its service has a private endpoint, for
   * example {@code contoso.privatelink.azure-api.net} for {@code contoso.azure-api.net}; empty for
   * a name that is in none of the table's zones.
   */
  public static Optional<String> privateName(String publicName) {
    String name = publicName.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    String zone = name.substring(dot + 1);
    if (dot < 1) {
      return Optional.empty();
    } else if (zone.endsWith("." + KUSTO)) {
      return Optional.of(name.substring(0, dot + 1) + PREFIX + zone);
    }
    return TABLE.stream()
        .filter(
            e ->
                e.publicZone().equals(zone)
                    || DEEP.contains(e.publicZone()) && name.endsWith("." + e.publicZone()))
        .findFirst()
        .map(e -> name.substring(0, name.length() - e.publicZone().length()) + e.privateZone());
  }
}
