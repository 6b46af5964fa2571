package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.read.Note;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.read.TopologyOptions;
import dev.plumbline.descriptor.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private final ArmConnection azure;
  private final PlatformSettings settings;
  private final Map<String, JsonNode> found = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();

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
      for (JsonNode row : azure.pages(list, group(group) + LIST)) {
        take(read.text(row, "id"), row);
      }
    }
    ArrayNode all = JsonMapper.shared().createArrayNode();
    found.values().forEach(all::add);
    Topology topology =
        Topology.from(
            TopologyOptions.defaults().withName(settings.resourceGroups().get(0)),
            Source.of(question().subject(), all.toPrettyString()));
    List<Note> told = new ArrayList<>(topology.notes());
    told.addAll(notes);
    return new Topology(topology.model(), told, topology.placeholders());
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
    found.put(
        ResourceId.key(id),
        azure.get(
            new Question(resource.lastName(), type + "/read", id), resource.text() + version));
    for (String part : PARTS.getOrDefault(type.toLowerCase(Locale.ROOT), List.of())) {
      Question of =
          new Question(part + " of " + resource.lastName(), type + "/" + part + "/read", id);
      Reading read = new Reading(of);
      for (JsonNode one : azure.pages(of, resource.text() + "/" + part + version)) {
        found.putIfAbsent(ResourceId.key(read.text(one, "id")), one);
      }
    }
  }

  static Saying told(Topology topology) {
    return new Saying(
        topology.notes().isEmpty() ? "read" : "read, with " + topology.notes().size() + " notes",
        topology.notes().stream().map(Note::toString).toList());
  }
}
