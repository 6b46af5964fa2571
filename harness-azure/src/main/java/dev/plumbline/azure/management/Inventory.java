package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All resources of a topology as they are shown, those that the platform adds among them. */
final class Inventory {

  static final String NETWORK_WATCHER = "Microsoft.Network/networkWatchers";
  static final String WATCHER_GROUP = "NetworkWatcherRG";
  static final String WORKSPACE = "Microsoft.OperationalInsights/workspaces";
  static final String WORKSPACE_ID = "33333333-3333-3333-3333-333333333333";
  static final String WORKSPACE_NAME = "logs";

  private final Map<String, Resource> byKey = new LinkedHashMap<>();
  private final Estate estate;

  private Inventory(Estate estate) {
    this.estate = estate;
    estate.resources().forEach(resource -> byKey.putIfAbsent(resource.key(), resource));
  }

  static Inventory of(AzureTopology topology, Network network) {
    Estate estate = new Estate(topology);
    new NetworkResources(estate).add();
    new BalancerResources(estate).add();
    new GatewayResources(estate).add();
    new WebFirewallResources(estate).add();
    new ServiceResources(estate).add();
    new DnsResources(estate, network).add();
    new HybridResources(estate).add();
    Set<String> regions = new TreeSet<>();
    regions.add(estate.region);
    ServiceTags.regions(topology).forEach(region -> regions.add(Locations.key(region)));
    for (String region : regions) {
      estate.add(
          Resource.of(
              ResourceIds.inGroup(WATCHER_GROUP, NETWORK_WATCHER, "NetworkWatcher_" + region),
              region,
              Fields.of(),
              Fields.of()));
    }
    estate.add(
        WORKSPACE,
        WORKSPACE_NAME,
        Fields.of().with("customerId", WORKSPACE_ID).with("retentionInDays", 30));
    return new Inventory(estate);
  }

  Estate estate() {
    return estate;
  }

  @Nullable Resource find(String id) {
    return byKey.get(ResourceId.key(id));
  }

  List<Resource> all() {
    return List.copyOf(byKey.values());
  }

  List<String> groups() {
    Set<String> groups = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    groups.add(estate.ids.group());
    byKey.values().forEach(resource -> groups.add(String.valueOf(resource.id().resourceGroup())));
    return List.copyOf(groups);
  }

  boolean hasGroup(String group) {
    return groups().stream().anyMatch(group::equalsIgnoreCase);
  }

  /**
   * Returns the resources of a type.
   *
   * @param group the resource group; null for all
   * @param parent the identifier of their parent; null for resources that are no parts
   */
  List<Resource> of(String type, @Nullable String group, @Nullable String parent) {
    List<Resource> found = new ArrayList<>();
    String key = type.toLowerCase(Locale.ROOT);
    String start = parent == null ? null : ResourceId.key(parent) + "/";
    for (Resource resource : byKey.values()) {
      if (resource.typeKey().equals(key)
          && (group == null || resource.isIn(group))
          && (start == null || resource.key().startsWith(start))) {
        found.add(resource);
      }
    }
    return found;
  }
}
