package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All resources of the files that are read together, by identifier, and the names that the model
 * has for them: their own, {@code group/name} where two of one type share a name, or {@code
 * type/name} where those of several types that become hosts do.
 */
final class Estate {

  /** A private endpoint that waits for an approval is a host of its own. */
  private static final String MANUAL_ENDPOINT = "manual endpoint";

  /**
   * The types, in lower case, that become hosts of their names: of several of one name, which Azure
   * allows for different types, the first has it alone. Services of the platform come last.
   */
  private static final List<String> HOSTS =
      Stream.of(
              ResourceTypes.API_MANAGEMENT,
              ResourceTypes.APPLICATION_GATEWAY,
              ResourceTypes.NETWORK_INTERFACE,
              ResourceTypes.LOAD_BALANCER,
              ResourceTypes.FIREWALL,
              ResourceTypes.VIRTUAL_NETWORK_GATEWAY,
              ResourceTypes.PRIVATE_LINK_SERVICE,
              ResourceTypes.BASTION_HOST,
              ResourceTypes.CONTAINER_GROUP,
              ResourceTypes.SQL_MANAGED_INSTANCE,
              ResourceTypes.CONTAINER_APPS_ENVIRONMENT,
              ResourceTypes.APP_SERVICE_ENVIRONMENT,
              MANUAL_ENDPOINT)
          .map(type -> type.toLowerCase(Locale.ROOT))
          .toList();

  private final Map<String, ArmResource> byId = new LinkedHashMap<>();
  private final Map<String, List<ArmResource>> byType = new HashMap<>();
  private final Map<String, List<ArmResource>> children = new HashMap<>();
  private final Map<String, String> localNames = new HashMap<>();
  private final Map<String, String> subnetNames = new HashMap<>();

  /** What is deployed twice counts as deployed last, over what was there. */
  Estate(List<ArmResource> resources) {
    for (ArmResource resource : resources) {
      byId.merge(ResourceId.key(resource.id()), resource, Estate::later);
    }
    for (ArmResource resource : byId.values()) {
      byType.computeIfAbsent(resource.typeKey(), t -> new ArrayList<>()).add(resource);
      int slash = resource.type().lastIndexOf('/');
      if (resource.type().indexOf('/') != slash) {
        ResourceId.parse(resource.id())
            .flatMap(ResourceId::parent)
            .ifPresent(
                parent ->
                    children
                        .computeIfAbsent(
                            childKey(parent.text(), resource.type().substring(slash + 1)),
                            k -> new ArrayList<>())
                        .add(resource));
      }
    }
    name();
  }

  private static ArmResource later(ArmResource one, ArmResource other) {
    if (other.existing()) {
      return one;
    } else if (one.existing()) {
      return other;
    }
    return new ArmResource(
        other.type(),
        other.name(),
        other.id(),
        false,
        merged(one.body(), other.body()),
        other.mark());
  }

  /** Objects member by member; arrays by the names of their elements. */
  private static JsonObject merged(JsonObject one, JsonObject other) {
    JsonObject.Builder all = JsonObject.builder(other.mark()).putAll(one);
    for (JsonObject.Member member : other.members()) {
      JsonValue mine = one.value(member.name());
      if (mine instanceof JsonObject a && member.value() instanceof JsonObject b) {
        all.put(member.name(), merged(a, b));
      } else if (mine == null
          || !(member.value() instanceof JsonNull
              || member.value() instanceof JsonArray array && array.size() == 0)) {
        all.put(member.name(), member.value());
      }
    }
    return all.build();
  }

  private static String childKey(String parentId, String childType) {
    return ResourceId.key(parentId) + "|" + childType.toLowerCase(Locale.ROOT);
  }

  private void name() {
    Map<String, Map<String, List<ArmResource>>> groups = new LinkedHashMap<>();
    Set<String> targets = PrivateLinkMapper.targets(this);
    for (ArmResource resource : byId.values()) {
      boolean host = rank(resource) < HOSTS.size() || isService(resource, targets);
      groups
          .computeIfAbsent(host ? "host" : resource.typeKey(), k -> new LinkedHashMap<>())
          .computeIfAbsent(resource.name().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(resource);
    }
    groups
        .values()
        .forEach(
            byName ->
                byName
                    .values()
                    .forEach(
                        same -> {
                          for (ArmResource resource : same) {
                            localNames.put(
                                ResourceId.key(resource.id()), localName(resource, same));
                          }
                        }));
    Map<String, Integer> count = new HashMap<>();
    Map<String, String[]> subnets = new LinkedHashMap<>();
    for (ArmResource vnet : of("Microsoft.Network/virtualNetworks")) {
      String local = localNames.get(ResourceId.key(vnet.id()));
      for (Part subnet : children(vnet, "subnets")) {
        String key = ResourceId.key(vnet.id() + "/subnets/" + subnet.name());
        if (subnets.put(key, new String[] {String.valueOf(local), subnet.name()}) == null) {
          count.merge(subnet.name(), 1, Integer::sum);
        }
      }
    }
    subnets.forEach(
        (key, names) ->
            subnetNames.put(
                key, count.getOrDefault(names[1], 0) == 1 ? names[1] : names[0] + "/" + names[1]));
  }

  private static boolean isService(ArmResource resource, Set<String> targets) {
    return PlatformServiceMapper.handles(resource.typeKey())
        || targets.contains(ResourceId.key(resource.id()));
  }

  /** Returns the place of a resource's type among those that become hosts; services are last. */
  private static int rank(ArmResource resource) {
    boolean manual =
        resource.is(ResourceTypes.PRIVATE_ENDPOINT)
            && resource.properties().has("manualPrivateLinkServiceConnections");
    int rank = HOSTS.indexOf(manual ? MANUAL_ENDPOINT : resource.typeKey());
    return rank < 0 ? HOSTS.size() : rank;
  }

  private static String localName(ArmResource resource, List<ArmResource> same) {
    List<ArmResource> others = same.stream().filter(o -> o != resource).toList();
    int rank = rank(resource);
    if (others.stream().noneMatch(o -> rank(o) < rank || o.is(resource.type()))
        && (rank < HOSTS.size() || others.isEmpty())) {
      return resource.name();
    }
    String type = resource.type().substring(resource.type().lastIndexOf('/') + 1);
    if (others.stream().noneMatch(o -> o.is(resource.type()))) {
      boolean shared =
          others.stream().anyMatch(o -> o.typeKey().endsWith("/" + type.toLowerCase(Locale.ROOT)));
      return (shared ? resource.type() : type) + "/" + resource.name();
    }
    String group = ResourceId.parse(resource.id()).map(ResourceId::resourceGroup).orElse(null);
    return (group == null ? type : group) + "/" + resource.name();
  }

  List<ArmResource> all() {
    return List.copyOf(byId.values());
  }

  /** Returns the resources of a type, in the order of the files. */
  List<ArmResource> of(String type) {
    return byType.getOrDefault(type.toLowerCase(Locale.ROOT), List.of());
  }

  @Nullable ArmResource find(String id) {
    return byId.get(ResourceId.key(id));
  }

  /** Returns the model's name for a resource or subnet; null for one that is not here. */
  @Nullable String local(String id) {
    String key = ResourceId.key(id);
    String local = localNames.get(key);
    return subnetNames.containsKey(key) ? subnetNames.get(key) : local;
  }

  String local(ArmResource resource) {
    String local = localNames.get(ResourceId.key(resource.id()));
    return local == null ? resource.name() : local;
  }

  /** Returns the names of the resources of a type. */
  List<String> names(String type) {
    return of(type).stream().map(ArmResource::name).toList();
  }

  /** Returns whether there is a subnet of an identifier. */
  boolean hasSubnet(String id) {
    return subnetNames.containsKey(ResourceId.key(id));
  }

  /** Returns the names of the subnets of a virtual network. */
  List<String> subnets(String vnetId) {
    ArmResource vnet = find(vnetId);
    return vnet == null ? List.of() : children(vnet, "subnets").stream().map(Part::name).toList();
  }

  /**
   * Returns the children of a resource: those that are written in it, and those that are resources
   * of their own, which take the place of the former of the same name.
   *
   * @param kind the last part of their type, which is the name of the array, too
   */
  List<Part> children(ArmResource parent, String kind) {
    return children(parent, kind, kind);
  }

  /**
   * Returns the children of a resource.
   *
   * @param member the array in which they are written
   * @param kind the last part of their type
   */
  List<Part> children(ArmResource parent, String member, String kind) {
    Map<String, Part> all = new LinkedHashMap<>();
    Part part = Part.of(parent.body());
    if (!(part.value(member) instanceof JsonUnknown)) {
      for (Part child : part.parts(member)) {
        all.merge(child.name().toLowerCase(Locale.ROOT), child, (one, other) -> other);
      }
    }
    for (ArmResource child : separate(parent, kind)) {
      if (!child.existing()) {
        all.put(child.lastName().toLowerCase(Locale.ROOT), Part.of(child.body()));
      } else {
        all.putIfAbsent(child.lastName().toLowerCase(Locale.ROOT), Part.of(child.body()));
      }
    }
    return List.copyOf(all.values());
  }

  /** Returns the children of a resource that are resources of their own. */
  List<ArmResource> separate(ArmResource parent, String kind) {
    return children.getOrDefault(childKey(parent.id(), kind), List.of());
  }
}
