package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.PlatformService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Services of the platform that are reached by public names, and by private endpoints. */
final class PlatformServiceMapper {

  /** The public names by type; {@code {0}} is the name, {@code {1}} the region. */
  private static final Map<String, List<String>> NAMES = new HashMap<>();

  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  private static void type(String type, String... names) {
    NAMES.put(type.toLowerCase(Locale.ROOT), List.of(names));
    TYPES.put(type.toLowerCase(Locale.ROOT), type);
  }

  static {
    type(
        "Microsoft.Storage/storageAccounts",
        "{0}.blob.core.windows.net",
        "{0}.file.core.windows.net",
        "{0}.queue.core.windows.net",
        "{0}.table.core.windows.net",
        "{0}.dfs.core.windows.net",
        "{0}.z6.web.core.windows.net");
    type("Microsoft.Sql/servers", "{0}.database.windows.net");
    type("Microsoft.KeyVault/vaults", "{0}.vault.azure.net");
    type("Microsoft.KeyVault/managedHSMs", "{0}.managedhsm.azure.net");
    type("Microsoft.Web/sites", "{0}.azurewebsites.net", "{0}.scm.azurewebsites.net");
    type("Microsoft.Web/sites/slots", "{0}.azurewebsites.net", "{0}.scm.azurewebsites.net");
    type("Microsoft.Web/staticSites", "{0}.azurestaticapps.net");
    type("Microsoft.DocumentDB/databaseAccounts", "{0}.documents.azure.com");
    type("Microsoft.ServiceBus/namespaces", "{0}.servicebus.windows.net");
    type("Microsoft.EventHub/namespaces", "{0}.servicebus.windows.net");
    type("Microsoft.Relay/namespaces", "{0}.servicebus.windows.net");
    type("Microsoft.EventGrid/topics", "{0}.{1}-1.eventgrid.azure.net");
    type("Microsoft.EventGrid/domains", "{0}.{1}-1.eventgrid.azure.net");
    type("Microsoft.ContainerRegistry/registries", "{0}.azurecr.io");
    type("Microsoft.Cache/redis", "{0}.redis.cache.windows.net");
    type("Microsoft.Cache/redisEnterprise", "{0}.{1}.redisenterprise.cache.azure.net");
    type("Microsoft.Search/searchServices", "{0}.search.windows.net");
    type("Microsoft.CognitiveServices/accounts", "{0}.cognitiveservices.azure.com");
    type("Microsoft.AppConfiguration/configurationStores", "{0}.azconfig.io");
    type("Microsoft.DBforMySQL/servers", "{0}.mysql.database.azure.com");
    type("Microsoft.DBforMySQL/flexibleServers", "{0}.mysql.database.azure.com");
    type("Microsoft.DBforPostgreSQL/servers", "{0}.postgres.database.azure.com");
    type("Microsoft.DBforPostgreSQL/serversv2", "{0}.postgres.database.azure.com");
    type("Microsoft.DBforPostgreSQL/flexibleServers", "{0}.postgres.database.azure.com");
    type("Microsoft.DBforMariaDB/servers", "{0}.mariadb.database.azure.com");
    type("Microsoft.SignalRService/signalR", "{0}.service.signalr.net");
    type("Microsoft.SignalRService/webPubSub", "{0}.webpubsub.azure.com");
    type("Microsoft.Devices/IotHubs", "{0}.azure-devices.net");
    type("Microsoft.Kusto/clusters", "{0}.{1}.kusto.windows.net");
    type(
        "Microsoft.Synapse/workspaces",
        "{0}.sql.azuresynapse.net",
        "{0}-ondemand.sql.azuresynapse.net",
        "{0}.dev.azuresynapse.net");
    type("Microsoft.MachineLearningServices/workspaces", "{0}.workspace.{1}.api.azureml.ms");
    type("Microsoft.Databricks/workspaces", "adb-{0}.azuredatabricks.net");
    type("Microsoft.Batch/batchAccounts", "{0}.{1}.batch.azure.com");
    type("Microsoft.Automation/automationAccounts", "{0}.webhook.{1}.azure-automation.net");
    type("Microsoft.DataFactory/factories", "{0}.{1}.datafactory.azure.net");
    type("Microsoft.Purview/accounts", "{0}.purview.azure.com");
    type("Microsoft.HDInsight/clusters", "{0}.azurehdinsight.net");
    type("Microsoft.Network/frontDoors", "{0}.azurefd.net");
  }

  private final Mapping mapping;
  private final PublicAddressMapper addresses;
  private final PublicCallers callers;

  PlatformServiceMapper(Mapping mapping, PublicAddressMapper addresses) {
    this.mapping = mapping;
    this.addresses = addresses;
    this.callers = new PublicCallers(mapping);
  }

  /** Returns whether resources of a type, in lower case, are services of the platform. */
  static boolean handles(String typeKey) {
    return NAMES.containsKey(typeKey);
  }

  List<PlatformService> services() {
    Set<String> types = new LinkedHashSet<>(TYPES.values());
    // Whatever a private endpoint leads to is a service, too.
    for (ArmResource endpoint : mapping.estate.of(ResourceTypes.PRIVATE_ENDPOINT)) {
      Part part = Part.of(endpoint.body());
      List<Part> connections = new ArrayList<>(part.parts("privateLinkServiceConnections"));
      connections.addAll(part.parts("manualPrivateLinkServiceConnections"));
      for (Part connection : connections) {
        JsonValue id = Mapping.id(connection, "privateLinkServiceId");
        ArmResource target =
            id instanceof JsonString text ? mapping.estate.find(text.value()) : null;
        if (target != null
            && !target.is(ResourceTypes.API_MANAGEMENT)
            && (!target.is(ResourceTypes.PRIVATE_LINK_SERVICE)
                || PrivateLinkMapper.isElsewhere(target))
            && !target.is(ResourceTypes.APPLICATION_GATEWAY)
            && !handles(target.typeKey())) {
          types.add(target.type());
        }
      }
    }
    List<PlatformService> all = new ArrayList<>();
    Set<String> done = new LinkedHashSet<>();
    for (String type : types) {
      if (done.add(type.toLowerCase(Locale.ROOT))) {
        all.addAll(mapping.all(type, this::service));
      }
    }
    all.addAll(
        mapping.all(
            ResourceTypes.CONTAINER_GROUP,
            group -> PublicAddressMapper.isPublicGroup(group) ? containers(group) : null));
    return all;
  }

  /** Returns the name of the App Service Environment of a site; null for one that is in none. */
  private @Nullable String environment(ArmResource resource) {
    String own = environmentOf(resource);
    if (own == null
        && Mapping.id(Part.of(resource.body()), "serverFarmId") instanceof JsonString id) {
      ArmResource plan = mapping.estate.find(id.value());
      own = plan == null ? null : environmentOf(plan);
    }
    return own;
  }

  private static @Nullable String environmentOf(ArmResource resource) {
    Part profile = Part.of(resource.body()).part("hostingEnvironmentProfile");
    String id = profile.textIfKnown("id");
    return !resource.typeKey().startsWith("microsoft.web/")
        ? null
        : id == null ? profile.textIfKnown("name") : id.substring(id.lastIndexOf('/') + 1);
  }

  private PlatformService containers(ArmResource group) {
    String label = Part.of(group.body()).part("ipAddress").textIfKnown("dnsNameLabel");
    String region = mapping.location(group);
    return new PlatformService(
        mapping.estate.local(group),
        ResourceTypes.CONTAINER_GROUP,
        label == null || region == null
            ? List.of()
            : List.of(label.toLowerCase(Locale.ROOT) + "." + region + ".azurecontainer.io"),
        addresses.given(group),
        true,
        region);
  }

  private @Nullable PlatformService service(ArmResource resource) {
    Part part = Part.of(resource.body());
    if (resource.is(ResourceTypes.PRIVATE_LINK_SERVICE)
        && !PrivateLinkMapper.isElsewhere(resource)) {
      return null;
    }
    if (subnetMember(resource) != null) {
      // It has no public address: the interface in the subnet stands for it.
      mapping.note(
          Note.Kind.READ,
          part.mark(),
          resource.name()
              + " is in a subnet and was read as an interface there; its name leads nowhere, for"
              + " the platform chooses the record");
      return null;
    }
    String environment = environment(resource);
    if (environment != null) {
      mapping.note(
          Note.Kind.READ,
          part.mark(),
          resource.name()
              + " is in App Service Environment "
              + environment
              + ", whose address stands for it; it has none of its own");
      return null;
    }
    joined(resource);
    return new PlatformService(
        mapping.estate.local(resource),
        TYPES.getOrDefault(resource.typeKey(), resource.type()),
        hostNames(resource),
        null,
        callers.areServed(resource),
        mapping.location(resource));
  }

  /** Says that a service goes out through a subnet, or has machines there. */
  private void joined(ArmResource resource) {
    List<String> networks = NetworkUse.of(resource);
    if (!networks.isEmpty() && !resource.existing()) {
      mapping.note(
          Note.Kind.READ,
          resource.mark(),
          resource.name()
              + " is joined to "
              + String.join(", ", networks)
              + ", to go out there or with machines of its own: nothing stands for that part, its"
              + " public names were read");
    }
  }

  /**
   * Returns the member with the subnet that a service lives in; null for one that is reached by its
   * public address and private endpoints.
   */
  static @Nullable String subnetMember(ArmResource resource) {
    Part part = Part.of(resource.body());
    return switch (resource.typeKey()) {
      case "microsoft.dbformysql/flexibleservers", "microsoft.dbforpostgresql/flexibleservers" ->
          part.part("network").has("delegatedSubnetResourceId")
              ? "delegatedSubnetResourceId"
              : part.part("network").has("delegatedSubnetArmResourceId")
                  ? "delegatedSubnetArmResourceId"
                  : null;
      case "microsoft.cache/redis" -> part.has("subnetId") ? "subnetId" : null;
      default -> null;
    };
  }

  /** Returns the public names of a resource; none for one of a type that has none. */
  static List<String> hostNames(ArmResource resource) {
    Part part = Part.of(resource.body());
    String name = resource.name().replace('/', '-').toLowerCase(Locale.ROOT);
    String region =
        Mapping.region(
            resource.body().value("location") instanceof JsonUnknown ? null : resource.location());
    List<String> names = new ArrayList<>();
    String kind = resource.kind();
    if (resource.is("Microsoft.DocumentDB/databaseAccounts") && "MongoDB".equalsIgnoreCase(kind)) {
      names.add(name + ".mongo.cosmos.azure.com");
    }
    String environment = environmentOf(resource);
    if (environment != null) {
      return List.of(
          name + "." + environment.toLowerCase(Locale.ROOT) + ".appserviceenvironment.net");
    }
    String label = part.textIfKnown("customSubDomainName");
    String own = label == null ? name : label.toLowerCase(Locale.ROOT);
    for (String form : NAMES.getOrDefault(resource.typeKey(), List.of())) {
      if (region != null || !form.contains("{1}")) {
        names.add(form.replace("{0}", own).replace("{1}", String.valueOf(region)));
      }
    }
    if (resource.is("Microsoft.CognitiveServices/accounts") && "OpenAI".equalsIgnoreCase(kind)) {
      names.add(own + ".openai.azure.com");
    }
    return names;
  }
}
