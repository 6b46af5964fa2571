package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Resources that exist already, as they are taken to be: by their types. */
final class ExistingResources {

  /** What is taken for granted of an existing resource of a type, by the type in lower case. */
  private static final Map<String, String> ASSUMED = new LinkedHashMap<>();

  static {
    assume(ResourceTypes.NETWORK_SECURITY_GROUP, "it is taken to have no rules of its own");
    assume(ResourceTypes.ROUTE_TABLE, "it is taken to have no routes");
    assume(ResourceTypes.APPLICATION_SECURITY_GROUP, "");
    assume(ResourceTypes.NAT_GATEWAY, "it is taken to have no public address");
    assume(ResourceTypes.PUBLIC_IP_ADDRESS, "its address is one of those for documentation");
    assume(ResourceTypes.PUBLIC_IP_PREFIX, "its addresses are of those for documentation");
    assume("Microsoft.Network/ddosProtectionPlans", "");
    assume(
        ResourceTypes.PRIVATE_DNS_ZONE,
        "it is taken to have no records and links but those told here");
    assume(ResourceTypes.DNS_ZONE, "it is taken to have no records but those told here");
    assume(ResourceTypes.EXPRESS_ROUTE_CIRCUIT, "where it leads is not known");
    assume(
        ResourceTypes.FIREWALL_POLICY,
        "it is taken to have no rules, so that nothing is let through");
    assume(
        ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY, "it is taken to have no rules of its own");
    assume(ResourceTypes.API_MANAGEMENT, "it is taken to be in no virtual network");
  }

  private static void assume(String type, String what) {
    ASSUMED.put(type.toLowerCase(Locale.ROOT), what);
  }

  private final Estate estate;
  private final Consumer<Note> notes;
  private final Map<String, ArmResource> added = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>();

  /** Makes the existing resources beside those of an estate; none yet. */
  ExistingResources(Estate estate, Consumer<Note> notes) {
    this.estate = estate;
    this.notes = notes;
  }

  /** Returns whether it is told what is taken for granted of a type. */
  static boolean isAssumed(String type) {
    return ASSUMED.containsKey(type.toLowerCase(Locale.ROOT));
  }

  /** Returns the resources of the estate, and those that are taken for granted. */
  List<ArmResource> withEstate() {
    List<ArmResource> all = new ArrayList<>();
    for (ArmResource resource : estate.all()) {
      if (!added.containsKey(ResourceId.key(resource.id()))) {
        all.add(resource);
      }
    }
    all.addAll(added.values());
    return all;
  }

  /** Adds a resource, in the place of another one of its identifier. */
  void put(ArmResource resource) {
    added.put(ResourceId.key(resource.id()), resource);
  }

  /** Adds a resource that is taken for granted since another one refers to it. */
  void add(ResourceId id, Mark mark, ArmResource owner) {
    add(id, mark, needsStandard(id, owner));
  }

  /** Adds a resource that is taken for granted since it has a child. */
  void addParent(ResourceId id, Mark mark) {
    add(id, mark, false);
  }

  private void add(ResourceId id, Mark mark, boolean standard) {
    String key = ResourceId.key(id.text());
    if (added.containsKey(key)) {
      return;
    }
    if (estate.of(ResourceTypes.PRIVATE_CLOUD).stream()
        .noneMatch(cloud -> ResourceId.key(GatewayMapper.circuitOf(cloud)).equals(key))) {
      note(id.text(), mark, assumed(id.type()));
    }
    put(
        new ArmResource(
            id.type(),
            id.name(),
            id.text(),
            false,
            (JsonObject)
                JsonValue.of(
                        standard
                            ? Map.of(
                                "name",
                                id.name(),
                                "sku",
                                Map.of("name", "Standard"),
                                "properties",
                                Map.of())
                            : Map.of("name", id.name(), "properties", Map.of()))
                    .at(mark),
            mark));
  }

  /** Returns what is taken for granted of a type; empty when nothing is. */
  static String assumed(String type) {
    return ASSUMED.getOrDefault(type.toLowerCase(Locale.ROOT), "");
  }

  /** Says what is taken for granted of a resource; of each once. */
  void note(String id, Mark mark, String what) {
    if (said.add(ResourceId.key(id))) {
      notes.accept(
          Note.of(
              Note.Kind.ASSUMED,
              mark.problem(
                  name(id)
                      + " exists already and is not in the files"
                      + (what.isEmpty() ? "" : "; " + what)
                      + "; add the file that describes it to know better")));
    }
  }

  private static String name(String id) {
    return ResourceId.parse(id)
        .map(r -> r.type().substring(r.type().indexOf('/') + 1) + " " + r.name())
        .orElse(id);
  }

  /** Returns whether a public address can only be of the Standard SKU, by what uses it. */
  private static boolean needsStandard(ResourceId id, ArmResource owner) {
    return id.type().equalsIgnoreCase(ResourceTypes.PUBLIC_IP_ADDRESS)
        && (owner.is(ResourceTypes.FIREWALL)
            || owner.is(ResourceTypes.NAT_GATEWAY)
            || owner.is(ResourceTypes.APPLICATION_GATEWAY)
                && String.valueOf(Part.of(owner.body()).part("sku").textIfKnown("name"))
                    .toLowerCase(Locale.ROOT)
                    .endsWith("_v2"));
  }
}
