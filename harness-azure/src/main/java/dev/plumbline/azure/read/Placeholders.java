package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.Placeholder;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers that stand in public templates as {@code GET-PREREQ-subnetId}: what tests them writes
 * the identifier of something that it has deployed before. Where a member tells what it refers to,
 * that is taken to be an existing resource of this name. Addresses and ports that stand so are not
 * known.
 */
final class Placeholders {

  private static final String NETWORK = "prerequisite";
  private static final Pattern TEXT = Pattern.compile(Placeholder.FORM + "(/subnets/[^/]+)?");
  private static final Map<String, String> TYPES = new HashMap<>();
  private static final Map<String, String> BY_GROUP = new HashMap<>();

  static {
    for (String member :
        List.of(
            "subnet",
            "subnetId",
            "vnetSubnetID",
            "podSubnetID",
            "virtualNetworkSubnetId",
            "delegatedSubnetResourceId",
            "infrastructureSubnetId",
            "subnetResourceId")) {
      type(member, ResourceTypes.SUBNET);
    }
    type("virtualNetwork", ResourceTypes.VIRTUAL_NETWORK);
    type("remoteVirtualNetwork", ResourceTypes.VIRTUAL_NETWORK);
    type("networkSecurityGroup", ResourceTypes.NETWORK_SECURITY_GROUP);
    type("routeTable", ResourceTypes.ROUTE_TABLE);
    type("natGateway", ResourceTypes.NAT_GATEWAY);
    type("publicIPAddress", ResourceTypes.PUBLIC_IP_ADDRESS);
    type("publicIPPrefix", ResourceTypes.PUBLIC_IP_PREFIX);
    for (String group : List.of("blob", "file", "queue", "table", "web", "dfs")) {
      BY_GROUP.put(group, "Microsoft.Storage/storageAccounts");
    }
    BY_GROUP.put("vault", "Microsoft.KeyVault/vaults");
    BY_GROUP.put("sqlserver", "Microsoft.Sql/servers");
    BY_GROUP.put("sites", "Microsoft.Web/sites");
    BY_GROUP.put("sql", "Microsoft.DocumentDB/databaseAccounts");
    BY_GROUP.put("registry", "Microsoft.ContainerRegistry/registries");
    BY_GROUP.put("searchservice", "Microsoft.Search/searchServices");
  }

  /** What a member of a certain form is made of, in the place of a type. */
  private static final String FORM = "";

  private static final Set<String> FORMS =
      Stream.of(
              "privateIPAddress",
              "addressPrefix",
              "addressPrefixes",
              "dnsServers",
              "nextHopIpAddress",
              "gatewayIpAddress",
              "ipv4Address",
              "sourceAddressPrefix",
              "sourceAddressPrefixes",
              "destinationAddressPrefix",
              "destinationAddressPrefixes",
              "sourcePortRange",
              "sourcePortRanges",
              "destinationPortRange",
              "destinationPortRanges",
              "frontendPort",
              "backendPort",
              "port")
          .map(member -> member.toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  private static void type(String member, String type) {
    TYPES.put(member.toLowerCase(Locale.ROOT), type);
  }

  private static final String ADDRESS = "privateipaddress";
  private static final String METHOD = "privateIPAllocationMethod";

  /** Lists that tell something without each of their elements. */
  private static final Set<String> LISTS =
      Set.of("securityrules", "routes", "arecords", "dnsservers");

  private final List<Note> notes = new ArrayList<>();
  private final Set<String> networks = new LinkedHashSet<>();

  private Placeholders() {}

  /** Returns whether a text stands for an identifier. */
  static boolean is(String text) {
    return TEXT.matcher(text).matches();
  }

  /** Returns the resources with identifiers in the place of what stands for them. */
  static List<ArmResource> resolved(List<ArmResource> resources, Consumer<Note> notes) {
    Placeholders names = new Placeholders();
    if (resources.stream().noneMatch(resource -> anywhere(resource.body()))) {
      return resources;
    }
    // Twice: where subnets lie shows when all virtual networks are known.
    names.all(resources);
    names.notes.clear();
    List<ArmResource> resolved = names.all(resources);
    names.notes.forEach(notes);
    return resolved;
  }

  private List<ArmResource> all(List<ArmResource> resources) {
    List<ArmResource> all = new ArrayList<>();
    for (ArmResource resource : resources) {
      JsonObject body =
          ResourceKinds.isRead(resource.typeKey()) && anywhere(resource.body())
              ? (JsonObject) value(resource.body(), null, resource.id(), null)
              : resource.body();
      all.add(
          body == resource.body()
              ? resource
              : new ArmResource(
                  resource.type(),
                  resource.name(),
                  resource.id(),
                  resource.existing(),
                  body,
                  resource.mark()));
    }
    return all;
  }

  private JsonValue value(
      JsonValue value, @Nullable String type, String owner, @Nullable JsonObject around) {
    if (value instanceof JsonObject object) {
      JsonObject all = object;
      for (JsonObject.Member member : object.members()) {
        String key = member.name().toLowerCase(Locale.ROOT);
        if (key.equals(ADDRESS) && stands(member.value())) {
          say(member.value(), "an address of the subnet is taken");
          all = all.without(member.name()).with(METHOD, dynamic(member.value()));
          continue;
        } else if (LISTS.contains(key) && member.value() instanceof JsonArray array) {
          JsonArray rest = withoutUnknown(array);
          if (rest.size() < array.size()) {
            all = all.with(member.name(), rest);
            continue;
          }
        }
        if (key.equals("subnet") && object.has("id")) {
          // A name beside the identifier of the network.
          continue;
        }
        boolean id = type != null && member.name().equalsIgnoreCase("id");
        JsonValue made =
            value(member.value(), id ? type : type(member.name(), object), owner, object);
        if (made != member.value()) {
          all = all.with(member.name(), made);
        }
      }
      return all;
    } else if (value instanceof JsonArray array) {
      List<JsonValue> made = new ArrayList<>();
      String form = FORM.equals(type) ? FORM : null;
      array.forEach(one -> made.add(value(one, form, owner, around)));
      return made.equals(array.values()) ? array : new JsonArray(array.mark(), made);
    } else if (value instanceof JsonString text && type != null && is(text.value())) {
      if (type.equals(FORM)) {
        return new JsonUnknown(text.mark(), "\"" + text.value() + "\" stands for it");
      }
      return JsonValue.of(id(text.value(), type, owner)).at(text.mark());
    }
    return value;
  }

  /** Returns whether anything stands for another, as in few files. */
  private static boolean anywhere(JsonValue value) {
    if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object.members()) {
        if (anywhere(member.value())) {
          return true;
        }
      }
      return false;
    } else if (value instanceof JsonArray array) {
      return array.values().stream().anyMatch(Placeholders::anywhere);
    }
    return value instanceof JsonString text && text.value().startsWith("GE") && stands(text);
  }

  private static JsonValue dynamic(JsonValue address) {
    return JsonValue.of("Dynamic").at(address.mark());
  }

  /** Returns the elements that nothing stands in, and says what is left out. */
  private JsonArray withoutUnknown(JsonArray array) {
    List<JsonValue> rest = new ArrayList<>();
    for (JsonValue one : array.values()) {
      JsonValue found =
          one instanceof JsonObject object ? inside(object) : stands(one) ? one : null;
      if (found == null) {
        rest.add(one);
      } else {
        String name = one instanceof JsonObject object ? object.text("name") : null;
        say(found, name == null ? "it was left out" : "\"" + name + "\" was left out");
      }
    }
    return new JsonArray(array.mark(), rest);
  }

  /** Returns what stands for an address or port in a rule, route or record; null for nothing. */
  private static @Nullable JsonValue inside(JsonObject element) {
    for (JsonObject.Member member : element.members()) {
      JsonValue value = member.value();
      if (FORMS.contains(member.name().toLowerCase(Locale.ROOT))) {
        if (stands(value)) {
          return value;
        } else if (value instanceof JsonArray array
            && array.values().stream().anyMatch(Placeholders::stands)) {
          return value;
        }
      } else if (value instanceof JsonObject object && inside(object) != null) {
        return inside(object);
      }
    }
    return null;
  }

  private static boolean stands(JsonValue value) {
    return value instanceof JsonString text && is(text.value());
  }

  private void say(JsonValue value, String what) {
    notes.add(
        Note.of(
            Note.Kind.ASSUMED,
            value
                .mark()
                .problem(value.described() + " stands for a value that tests give; " + what)));
  }

  private static @Nullable String type(String member, JsonObject around) {
    if (member.equalsIgnoreCase("privateLinkServiceId")) {
      return around.array("groupIds").stream()
          .filter(JsonString.class::isInstance)
          .map(group -> BY_GROUP.get(((JsonString) group).value().toLowerCase(Locale.ROOT)))
          .filter(found -> found != null)
          .findFirst()
          .orElse(null);
    }
    String key = member.toLowerCase(Locale.ROOT);
    return FORMS.contains(key) ? FORM : TYPES.get(key);
  }

  /** Subnets lie in the one virtual network that is referred to so, or in one of their own. */
  private String id(String text, String type, String owner) {
    String scope =
        ResourceId.parse(owner)
            .map(ResourceId::scope)
            .map(s -> s.replaceAll("(?i)/resourceGroups/.*", ""))
            .orElse("");
    String providers = scope + "/resourceGroups/" + NETWORK + "/providers/";
    Matcher matcher = TEXT.matcher(text);
    String below = matcher.matches() ? matcher.group(1) : null;
    if (below != null) {
      String network = text.substring(0, text.length() - below.length());
      networks.add(network);
      return providers + ResourceTypes.VIRTUAL_NETWORK + "/" + network + below;
    } else if (type.equals(ResourceTypes.SUBNET)) {
      String network = networks.size() == 1 ? networks.iterator().next() : NETWORK;
      return providers + ResourceTypes.VIRTUAL_NETWORK + "/" + network + "/subnets/" + text;
    } else if (type.equals(ResourceTypes.VIRTUAL_NETWORK)) {
      networks.add(text);
    }
    return providers + type + "/" + text;
  }
}
