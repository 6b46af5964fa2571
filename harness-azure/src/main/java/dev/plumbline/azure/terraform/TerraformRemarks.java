package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Terraform's resources say of other resources: associations, rules and pools that are
 * resources of their own, changes by azapi. The resource may stand in another file.
 */
public final class TerraformRemarks {

  /** Bodies that change resources, in the order written. */
  private final Map<String, List<JsonObject>> changes = new LinkedHashMap<>();

  /** Properties of resources. */
  private final Map<String, JsonObject> overlays = new LinkedHashMap<>();

  /** Elements of arrays of resources, by the path of the array. */
  private final Map<String, Map<String, List<JsonValue>>> additions = new LinkedHashMap<>();

  /** The identifiers as they are written, and where. */
  private final Map<String, String> written = new LinkedHashMap<>();

  private final Map<String, Mark> marks = new LinkedHashMap<>();
  private final Set<String> found = new LinkedHashSet<>();

  private String key(String id, Mark mark) {
    String key = ResourceId.key(id);
    written.putIfAbsent(key, id);
    marks.putIfAbsent(key, mark);
    return key;
  }

  /** Adds an element to an array of a resource. */
  void add(String id, String member, JsonValue value) {
    additions
        .computeIfAbsent(key(id, value.mark()), k -> new LinkedHashMap<>())
        .computeIfAbsent(member, k -> new ArrayList<>())
        .add(value);
  }

  /** Sets a property of a resource. */
  void put(String id, String member, JsonValue value) {
    overlays.merge(
        key(id, value.mark()),
        JsonObject.builder(value.mark()).put(member, value).build(),
        JsonObject::overlaid);
  }

  /** Changes a resource. */
  void change(String id, JsonObject body) {
    changes.computeIfAbsent(key(id, body.mark()), k -> new ArrayList<>()).add(body);
  }

  /** Returns resources with what is said of them. */
  public List<ArmResource> applied(List<ArmResource> resources) {
    List<ArmResource> all = new ArrayList<>();
    for (ArmResource one : resources) {
      String key = ResourceId.key(one.id());
      // What only is known to exist may be told by another file.
      if (written.containsKey(key) && !(one.existing() && changes.containsKey(key))) {
        found.add(key);
      }
      ArmResource resource = changed(one, key);
      JsonObject properties = resource.properties();
      JsonObject overlay = overlays.get(key);
      if (overlay != null) {
        properties = properties.overlaid(overlay);
      }
      if (resource.is(ResourceTypes.VIRTUAL_NETWORK)) {
        properties = withSubnets(resource, properties);
      }
      properties = withAdditions(key, properties);
      all.add(
          new ArmResource(
              resource.type(),
              resource.name(),
              resource.id(),
              resource.existing(),
              resource.existing() && properties.size() == 0
                  ? resource.body()
                  : resource.body().with("properties", properties),
              resource.mark()));
    }
    return all;
  }

  /** Returns what is said of resources that were not there. */
  public TerraformRemarks left() {
    TerraformRemarks left = new TerraformRemarks();
    for (Map.Entry<String, String> entry : written.entrySet()) {
      String key = entry.getKey();
      if (found.contains(key)) {
        continue;
      }
      left.written.put(key, entry.getValue());
      Mark mark = marks.get(key);
      if (mark != null) {
        left.marks.put(key, mark);
      }
      List<JsonObject> bodies = changes.get(key);
      if (bodies != null) {
        left.changes.put(key, bodies);
      }
      JsonObject overlay = overlays.get(key);
      if (overlay != null) {
        left.overlays.put(key, overlay);
      }
      Map<String, List<JsonValue>> more = additions.get(key);
      if (more != null) {
        left.additions.put(key, more);
      }
    }
    return left;
  }

  /** Tells what is said of resources that no file has. */
  public void tell(TerraformNotes notes) {
    marks.forEach(
        (key, mark) -> {
          Set<String> what = new LinkedHashSet<>();
          JsonObject overlay = overlays.get(key);
          if (overlay != null) {
            what.addAll(overlay.names());
          }
          additions.getOrDefault(key, Map.of()).keySet().stream()
              .map(path -> path.substring(path.lastIndexOf('/') + 1))
              .forEach(what::add);
          String id = String.valueOf(written.get(key));
          notes.assumed(
              mark.problem(
                  (what.isEmpty() ? "a change" : String.join(", ", what))
                      + " of "
                      + ResourceId.parse(id)
                          .map(r -> r.type() + "/" + r.name())
                          .orElse("\"" + id + "\"")
                      + " left out: that is not in the files; add the file that describes"
                      + " it"));
        });
  }

  private ArmResource changed(ArmResource resource, String key) {
    JsonObject body = resource.body();
    for (JsonObject change : changes.getOrDefault(key, List.of())) {
      body = merged(body, change);
    }
    return new ArmResource(
        resource.type(),
        resource.name(),
        resource.id(),
        resource.existing(),
        body,
        resource.mark());
  }

  /** Objects member by member, lists of one length element by element, anything else anew. */
  private static JsonObject merged(JsonObject one, JsonObject other) {
    JsonObject.Builder all = JsonObject.builder(one.mark()).putAll(one);
    for (JsonObject.Member member : other.members()) {
      JsonValue mine = one.value(member.name());
      all.put(member.name(), mine == null ? member.value() : merged(mine, member.value()));
    }
    return all.build();
  }

  private static JsonValue merged(JsonValue one, JsonValue other) {
    if (one instanceof JsonObject a && other instanceof JsonObject b) {
      return merged(a, b);
    } else if (one instanceof JsonArray a && other instanceof JsonArray b && a.size() == b.size()) {
      List<JsonValue> all = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        all.add(merged(a.get(i), b.get(i)));
      }
      return new JsonArray(other.mark(), all);
    }
    return other;
  }

  /** Associations of subnets that are written in their virtual network. */
  private JsonObject withSubnets(ArmResource vnet, JsonObject properties) {
    if (!(properties.value("subnets") instanceof JsonArray array)) {
      return properties;
    }
    List<JsonValue> subnets = new ArrayList<>();
    for (JsonValue value : array) {
      String key =
          value instanceof JsonObject subnet
              ? ResourceId.key(vnet.id() + "/subnets/" + subnet.text("name"))
              : "";
      JsonObject overlay = overlays.get(key);
      if (value instanceof JsonObject subnet && overlay != null) {
        found.add(key);
        subnets.add(
            subnet.value("properties") instanceof JsonObject inner
                ? subnet.with("properties", inner.overlaid(overlay))
                : subnet.overlaid(overlay));
      } else {
        subnets.add(value);
      }
    }
    return properties.with("subnets", new JsonArray(array.mark(), subnets));
  }

  private JsonObject withAdditions(String key, JsonObject properties) {
    JsonObject all = properties;
    for (Map.Entry<String, List<JsonValue>> entry :
        additions.getOrDefault(key, Map.of()).entrySet()) {
      String member = entry.getKey();
      String[] path = member.split("/", 3);
      if (path.length == 1) {
        all = appended(all, member, entry.getValue());
      } else if (all.value(path[0]) instanceof JsonArray array) {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonValue one : array) {
          elements.add(
              one instanceof JsonObject object
                      && (path[1].isEmpty() || path[1].equals(object.text("name")))
                  ? appended(object, path[2], entry.getValue())
                  : one);
        }
        all = all.with(path[0], new JsonArray(array.mark(), elements));
      }
    }
    return all;
  }

  /** Adds elements to a list; one of a name that is there already takes its place. */
  private static JsonObject appended(JsonObject object, String member, List<JsonValue> values) {
    List<JsonValue> all = new ArrayList<>();
    if (object.value(member) instanceof JsonArray array) {
      all.addAll(array.values());
    }
    for (JsonValue value : values) {
      String name = value instanceof JsonObject one ? one.text("name") : null;
      all.removeIf(
          other ->
              name != null && other instanceof JsonObject one && name.equals(one.text("name")));
      if (!all.contains(value)) {
        all.add(value);
      }
    }
    return object.with(member, new JsonArray(object.mark(), all));
  }
}
