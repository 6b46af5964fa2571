package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.read.Note;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.read.TopologyOptions;
import dev.plumbline.descriptor.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads the resources of resource groups, and what they are made of. Resources of types that have
 * no part in a model are handed over as they are listed, so that the reader's notes name them.
 */
final class Discovery {

  private static final String LIST = "/resources?api-version=2021-04-01";

  /** What a resource has that it does not show itself. */
  private static final Map<String, List<String>> PARTS =
      Map.of(
          "microsoft.network/privatednszones", List.of("ALL", "virtualNetworkLinks"),
          "microsoft.network/dnszones", List.of("recordsets"),
          "microsoft.network/firewallpolicies", List.of("ruleCollectionGroups"),
          "microsoft.network/dnsresolvers", List.of("inboundEndpoints", "outboundEndpoints"),
          "microsoft.network/dnsforwardingrulesets",
              List.of("forwardingRules", "virtualNetworkLinks"),
          "microsoft.network/privateendpoints", List.of("privateDnsZoneGroups"),
          "microsoft.apimanagement/service", List.of("apis"),
          "microsoft.avs/privateclouds", List.of("workloadNetworks/default/segments"));

  /** The lists that a resource of a type is told with, also where they are empty. */
  private static final Map<String, List<String>> LISTS =
      Map.of(
          "microsoft.network/virtualnetworks", List.of("subnets", "virtualNetworkPeerings"),
          "microsoft.network/networksecuritygroups", List.of("securityRules"),
          "microsoft.network/routetables", List.of("routes"));

  /** What a zone has of a part of its. */
  private static final Map<String, String> COUNTS =
      Map.of(
          "ALL", "numberOfRecordSets",
          "recordsets", "numberOfRecordSets",
          "virtualNetworkLinks", "numberOfVirtualNetworkLinks");

  /**
   * What others refer to and may be kept in another resource group: taken to be empty, it would let
   * through or hold back what it does not.
   */
  private static final Set<String> REFERRED =
      Stream.of(
              ResourceTypes.VIRTUAL_NETWORK,
              ResourceTypes.NETWORK_SECURITY_GROUP,
              ResourceTypes.ROUTE_TABLE,
              ResourceTypes.APPLICATION_SECURITY_GROUP,
              ResourceTypes.NAT_GATEWAY,
              ResourceTypes.PUBLIC_IP_ADDRESS,
              ResourceTypes.PUBLIC_IP_PREFIX,
              ResourceTypes.FIREWALL_POLICY,
              ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY,
              ResourceTypes.IP_GROUP)
          .map(type -> type.toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Members that tell who uses the resource, or what is no part of it: nothing is read for them.
   * Peerings are, but not by every network.
   */
  private static final Set<String> NOT_FOLLOWED =
      Set.of("childPolicies", "tags", "virtualNetworks", PeeredNetworks.REMOTE);

  private final ArmConnection azure;
  private final PlatformSettings settings;
  private final Map<String, JsonNode> found = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private boolean isNetwork;

  Discovery(ArmConnection azure, PlatformSettings settings) {
    this.azure = azure;
    this.settings = settings;
    if (settings.resourceGroups().isEmpty()) {
      throw new IllegalArgumentException(
          "the platform has no resource group to discover: give it one with resourceGroup(..)");
    }
  }

  Question question() {
    return new Question(
        "resources of " + String.join(", ", settings.resourceGroups()),
        "Microsoft.Resources/subscriptions/resourceGroups/resources/read",
        group(settings.resourceGroups().get(0)));
  }

  private String group(String name) {
    return "/subscriptions/" + settings.subscription() + "/resourceGroups/" + name;
  }

  Topology read() {
    for (String group : settings.resourceGroups()) {
      Question list =
          new Question(
              "resources of " + group,
              "Microsoft.Resources/subscriptions/resourceGroups/resources/read",
              group(group));
      Reading read = new Reading(list);
      List<JsonNode> rows = azure.pages(list, group(group) + LIST);
      if (rows.isEmpty()) {
        // Azure leaves out what the identity may not read, and answers all the same.
        throw new AzurePlatformException(
            Kind.NOT_FOUND,
            "Azure lists no resource of the resource group %s: it is empty, or the identity may read none of it. Give the identity the role Reader at %s, or leave the group out"
                .formatted(group, group(group)));
      }
      for (JsonNode row : rows) {
        take(read.text(row, "id"), row);
      }
    }
    if (!isNetwork) {
      throw new AzurePlatformException(
          Kind.NOT_FOUND,
          "Azure lists nothing that has a part in a network among the %s: name the resource groups of the network, or give the identity the role Reader at them"
              .formatted(question().subject()));
    }
    refer(List.copyOf(found.values()));
    peers();
    ArrayNode all = JsonMapper.shared().createArrayNode();
    found.values().forEach(all::add);
    Topology topology =
        Topology.from(
            TopologyOptions.defaults().withName(settings.resourceGroups().get(0)),
            Source.of(question().subject(), all.toPrettyString()));
    List<Note> told = new ArrayList<>(topology.notes().stream().map(Discovery::ofAzure).toList());
    told.addAll(notes);
    return new Topology(topology.model(), told, topology.placeholders());
  }

  /** Reads what resources refer to, and what that refers to, wherever it is. */
  private void refer(Collection<JsonNode> from) {
    Deque<JsonNode> resources = new ArrayDeque<>(from);
    while (!resources.isEmpty()) {
      JsonNode resource = resources.remove();
      boolean ofNetwork =
          ResourceId.parse(resource.path("id").asString("")).filter(PeeredNetworks::is).isPresent();
      Deque<JsonNode> open = new ArrayDeque<>(List.of(resource));
      while (!open.isEmpty()) {
        JsonNode node = open.remove();
        if (node.isString()) {
          resources.addAll(referred(node));
        }
        // The subnets of another resource are those that use it.
        node.properties().stream()
            .filter(one -> !NOT_FOLLOWED.contains(one.getKey()))
            .filter(one -> ofNetwork || !one.getKey().equals("subnets"))
            .forEach(one -> open.add(one.getValue()));
        if (node.isArray()) {
          node.forEach(open::add);
        }
      }
    }
  }

  /** Returns what was read for an identifier: the resource, or for a part of one that it is of. */
  private List<JsonNode> referred(JsonNode text) {
    ResourceId id = ResourceId.parse(text.asString()).orElse(null);
    while (id != null && !REFERRED.contains(id.type().toLowerCase(Locale.ROOT))) {
      id = id.parent().orElse(null);
    }
    return id == null ? List.of() : taken(id, text);
  }

  private List<JsonNode> taken(ResourceId id, JsonNode row) {
    if (!Topology.isRead(id.type()) || found.containsKey(ResourceId.key(id.text()))) {
      return List.of();
    }
    int before = found.size();
    take(id.text(), row);
    return found.values().stream().skip(before).toList();
  }

  /**
   * Reads the networks that those read so far are peered with, since a peering is up by what both
   * sides say. What those are peered with in their turn is known by its addresses: a peering leads
   * no further.
   */
  private void peers() {
    PeeredNetworks peered = new PeeredNetworks(settings);
    for (PeeredNetworks.Peering one : PeeredNetworks.of(found.values())) {
      if (one.isConnected()) {
        refer(taken(one.remote(), one.json()));
      }
    }
    notes.addAll(peered.alone(found.values()));
    List<PeeredNetworks.Peering> all = PeeredNetworks.of(found.values());
    peered.requireGateways(all);
    for (PeeredNetworks.Peering one : all) {
      String key = ResourceId.key(one.remote().text());
      if (!found.containsKey(key)) {
        found.put(key, one.network());
        notes.add(peered.byAddresses(one));
      }
    }
  }

  /** Says of what was read from Azure what the reader says of files. */
  private static Note ofAzure(Note note) {
    return new Note(
        note.kind(),
        note.file(),
        note.line(),
        note.column(),
        note.path(),
        note.message()
            .replace("of which the files tell", "of which could be read")
            .replace("; add the file that lists them", "")
            .replace("is not in the files", "is in none of the resource groups that were read")
            .replace(
                "add the file that describes it", "add its resource group with resourceGroup(..)"));
  }

  private void take(String id, JsonNode row) {
    ResourceId resource =
        ResourceId.parse(id)
            .orElseThrow(
                () -> Failures.broken(question(), "\"" + id + "\" is no id of a resource"));
    String type = resource.type();
    if (!Topology.isRead(type)) {
      found.putIfAbsent(ResourceId.key(id), row);
      return;
    }
    isNetwork = true;
    if (!ApiVersions.isKnown(type)) {
      notes.add(
          new Note(
              Note.Kind.IGNORED,
              question().subject(),
              0,
              0,
              "",
              id + " is left out: it is not known by which version of its interface to read it"));
      return;
    }
    if (found.containsKey(ResourceId.key(id))) {
      return;
    }
    String version = "?api-version=" + ApiVersions.of(type);
    String key = type.toLowerCase(Locale.ROOT);
    Question question = new Question(resource.lastName(), type + "/read", id);
    JsonNode told = azure.get(question, resource.text() + version);
    Reading whole = new Reading(question);
    whole.text(told, "id");
    for (String list : LISTS.getOrDefault(key, List.of())) {
      whole.list(told.path("properties"), list);
    }
    found.put(ResourceId.key(id), told);
    for (String part : PARTS.getOrDefault(key, List.of())) {
      Question of =
          new Question(part + " of " + resource.lastName(), type + "/" + part + "/read", id);
      Reading read = new Reading(of);
      List<JsonNode> parts = azure.pages(of, resource.text() + "/" + part + version);
      for (JsonNode one : parts) {
        found.putIfAbsent(ResourceId.key(read.text(one, "id")), one);
      }
      requireAll(of, told.path("properties"), part, parts);
    }
  }

  /** A list that is shorter than what the resource itself says is not all that there is. */
  private void requireAll(Question of, JsonNode resource, String part, List<JsonNode> parts) {
    String count = COUNTS.getOrDefault(part, "");
    int said = resource.path(count).asInt(0);
    if (said > parts.size()) {
      throw Failures.broken(of, "it lists " + parts.size() + ", and \"" + count + "\" is " + said);
    }
    for (JsonNode named : resource.path(part)) {
      String id = named.path("id").asString("");
      if (ResourceId.parse(id).isPresent() && !found.containsKey(ResourceId.key(id))) {
        throw Failures.broken(of, "it does not list " + id);
      }
    }
  }

  static Saying told(Topology topology) {
    return new Saying(
        topology.notes().isEmpty() ? "read" : "read, with " + topology.notes().size() + " notes",
        topology.notes().stream().map(Note::toString).toList());
  }
}
