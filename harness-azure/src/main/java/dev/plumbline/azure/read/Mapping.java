package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the mappers of all kinds of resources share: the resources, and what is to be said. */
final class Mapping {

  final Estate estate;
  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Set<Note> notes = new LinkedHashSet<>();
  private final Set<String> said = new HashSet<>();
  private final Map<Object, JsonObject> origins = new IdentityHashMap<>();
  private final Map<Object, ArmResource> owners = new IdentityHashMap<>();
  private @Nullable Map<String, String> innerNames;

  /** The public IP addresses that stand in for those that the files do not tell, by name. */
  final Set<String> placeholders = new LinkedHashSet<>();

  Mapping(Estate estate, List<Problem> problems, List<Note> notes) {
    this.estate = estate;
    this.problems.addAll(problems);
    this.notes.addAll(notes);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  List<Note> notes() {
    return List.copyOf(notes);
  }

  void problem(Mark mark, String message) {
    problems.add(mark.problem(message));
  }

  /** Takes back that something is missing at a place; returns whether that was said. */
  boolean takeBackMissing(Mark place, String name) {
    Problem one = place.problem("");
    return problems.removeIf(
        p ->
            p.message().startsWith(name + " is missing")
                && p.path().equals(one.path())
                && Objects.equals(p.file(), one.file()));
  }

  /** Returns whether anything was said of a place. */
  boolean isSaid(Mark mark) {
    Problem one = mark.problem("");
    return Stream.concat(
            problems.stream().map(p -> p.file() + ":" + p.path()),
            notes.stream().map(n -> n.file() + ":" + n.path()))
        .anyMatch((one.file() + ":" + one.path())::equals);
  }

  void note(Note.Kind kind, Mark mark, String message) {
    notes.add(Note.of(kind, mark.problem(message)));
  }

  /** Returns the object that a record of the model was made of; null when it was not read. */
  @Nullable JsonObject origin(Object record) {
    return origins.get(record);
  }

  /** Returns the resource that a record of the model was made of; null when it was not read. */
  @Nullable ArmResource owner(Object record) {
    return owners.get(record);
  }

  Map<Object, JsonObject> origins() {
    return origins;
  }

  /** Remembers where a record comes from. */
  <T> T made(T record, Part part) {
    origins.put(record, part.json());
    return record;
  }

  /** Returns the records of all resources of a type; one that cannot be made is a problem. */
  <T> List<T> all(String type, Function<ArmResource, @Nullable T> making) {
    List<T> records = new ArrayList<>();
    for (ArmResource resource : estate.of(type)) {
      T record = attempt(() -> making.apply(resource));
      if (record != null) {
        origins.putIfAbsent(record, resource.body());
        owners.put(record, resource);
        records.add(record);
      }
    }
    return records;
  }

  /** Returns what all resources of a type make; of one that cannot be read it is a problem. */
  <T> List<T> several(String type, Function<ArmResource, List<T>> making) {
    List<T> all = new ArrayList<>();
    for (ArmResource resource : estate.of(type)) {
      List<T> some = attempt(() -> making.apply(resource));
      all.addAll(some == null ? List.of() : some);
    }
    return all;
  }

  /** Returns the records of all parts; one that cannot be made is a problem. */
  <T> List<T> each(List<Part> parts, Function<Part, @Nullable T> making) {
    List<T> records = new ArrayList<>();
    for (Part part : parts) {
      T record = attempt(() -> making.apply(part));
      if (record != null) {
        origins.putIfAbsent(record, part.json());
        records.add(record);
      }
    }
    return records;
  }

  /** Returns the records of all parts; one that only a deployment would know is left out. */
  <T> List<T> eachKnown(List<Part> parts, Function<Part, @Nullable T> making) {
    List<Part> known = new ArrayList<>();
    for (Part part : parts) {
      try {
        making.apply(part);
        known.add(part);
      } catch (DescriptorException e) {
        boolean unknown =
            !e.problems().isEmpty()
                && e.problems().stream().allMatch(p -> p.message().startsWith(JsonUnknown.NEEDED));
        if (unknown) {
          Problem first = e.problems().get(0);
          notes.add(
              Note.of(
                  Note.Kind.ASSUMED,
                  new Problem(
                      first.file(),
                      first.line(),
                      first.column(),
                      first.path(),
                      "left out: " + first.message())));
        } else {
          known.add(part);
        }
      }
    }
    return each(known, making);
  }

  /** Returns what is made of values; one that cannot be read is a problem. */
  <T> List<T> values(List<JsonValue> values, Function<JsonValue, @Nullable T> making) {
    List<T> made = new ArrayList<>();
    for (JsonValue value : values) {
      T one = attempt(() -> making.apply(value));
      if (one != null) {
        made.add(one);
      }
    }
    return made;
  }

  private <T> @Nullable T attempt(Making<T> making) {
    try {
      return making.make();
    } catch (DescriptorException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private interface Making<T> {
    @Nullable T make();
  }

  /**
   * Returns the private address that a part gives; null where the platform chooses one, which is
   * taken for granted of one that is not known here.
   */
  @Nullable InetAddress privateAddress(Part part) {
    JsonValue value = part.value("privateIPAddress");
    if (value instanceof JsonUnknown unknown) {
      note(
          Note.Kind.ASSUMED,
          part.mark("privateIPAddress"),
          unknown.described() + "; the platform is taken to choose an address of the subnet");
      return null;
    }
    return part.address("privateIPAddress");
  }

  /** Returns the identifier that a member refers to; null when there is none. */
  static @Nullable JsonValue id(Part part, String name) {
    JsonValue value = part.value(name);
    if (value instanceof JsonArray array) {
      if (array.size() > 1) {
        throw value.mark().refuse(name + " is one reference, found an array of " + array.size());
      }
      value = array.size() == 0 ? null : array.get(0);
    }
    if (value instanceof JsonObject object) {
      value = object.value("id");
    }
    return value instanceof JsonString text && text.value().isBlank() ? null : value;
  }

  /**
   * Returns the model's name of the resource that a member refers to, {@code {"id": …}} or the
   * identifier itself; null when there is none, or it is one that was said to be left out.
   */
  @Nullable String reference(Part part, String name) {
    JsonValue id = id(part, name);
    if (id == null && part.value(name) instanceof JsonObject object && object.size() > 0) {
      throw object
          .mark()
          .refuse(name + " has no \"id\"; write {\"id\": \"/subscriptions/…\"}, or leave it out");
    }
    return id == null ? null : reference(id);
  }

  String requiredReference(Part part, String name) {
    JsonValue id = id(part, name);
    if (id == null) {
      throw part.mark(name).refuse(name + " is missing");
    }
    if (id instanceof JsonUnknown unknown) {
      note(
          Note.Kind.ASSUMED,
          id.mark(),
          name + " is " + unknown.described() + "; what needs it was left out");
      throw new DescriptorException("said already", List.of());
    }
    String text = id.scalar();
    if (Placeholders.is(text)) {
      note(
          Note.Kind.ASSUMED,
          id.mark(),
          name + " is \"" + text + "\", which stands for another text; what needs it was left out");
      throw new DescriptorException("said already", List.of());
    }
    if (ResourceId.parse(text).isEmpty()) {
      // A placeholder often stands in many places, and is said once.
      throw said.add(text)
          ? id.mark()
              .refuse(
                  notAnId(text)
                      + "; write one such as /subscriptions/…/resourceGroups/…/providers/"
                      + "Microsoft.Network/virtualNetworks/vnet")
          : new DescriptorException("said already", List.of());
    }
    String local = reference(id);
    if (local == null) {
      throw new DescriptorException("said already", List.of());
    }
    return local;
  }

  private static String notAnId(String text) {
    return "\"" + text + "\" is no identifier of a resource";
  }

  List<String> references(Part part, String name) {
    List<String> all = new ArrayList<>();
    for (JsonValue value : part.values(name)) {
      JsonValue id = value instanceof JsonObject object ? object.value("id") : value;
      String local = id == null ? null : reference(id);
      if (local != null) {
        all.add(local);
      }
    }
    return all;
  }

  /** Returns the model's name for an identifier; null when it was said to be left out. */
  @Nullable String reference(JsonValue id) {
    if (id instanceof JsonUnknown unknown) {
      note(
          Note.Kind.ASSUMED,
          id.mark(),
          "this is " + unknown.described() + "; what refers to it was read without it");
      return null;
    }
    String text = id.scalar();
    String bare = text.endsWith("/") ? text.replaceAll("/+$", "") : text;
    String local = estate.local(bare);
    if (local == null) {
      note(
          Note.Kind.ASSUMED,
          id.mark(),
          ResourceId.parse(bare)
                  .map(r -> r.type() + "/" + r.name() + " is not in the files")
                  .orElse(notAnId(text))
              + "; what refers to it was read without it");
    }
    return local;
  }

  /**
   * Returns the name of a part of a resource that a member refers to, as it is written where the
   * part is; null for none. Identifiers are compared without regard to case.
   */
  @Nullable String inner(Part part, String name) {
    JsonValue id = id(part, name);
    if (id == null) {
      JsonValue value = part.value(name);
      return value instanceof JsonObject object ? object.text("name") : null;
    }
    return inner(id.scalar());
  }

  String innerRequired(Part part, String name) {
    String inner = inner(part, name);
    if (inner == null) {
      throw part.mark(name).refuse(name + " is missing");
    }
    return inner;
  }

  List<String> inners(Part part, String name) {
    List<String> names = new ArrayList<>();
    for (JsonValue value : part.values(name)) {
      if (value instanceof JsonObject object) {
        String id = object.text("id");
        String inner = id == null ? object.text("name") : inner(id);
        if (inner != null) {
          names.add(inner);
        }
      } else {
        names.add(value.scalar());
      }
    }
    return names;
  }

  private String inner(String id) {
    String bare = id.replaceAll("/+$", "");
    String last = bare.substring(bare.lastIndexOf('/') + 1);
    return names().getOrDefault(ResourceId.key(bare), last);
  }

  /** The names of the parts of resources, by their identifiers. */
  private Map<String, String> names() {
    Map<String, String> all = innerNames;
    if (all == null) {
      all = new HashMap<>();
      for (ArmResource owner : estate.all()) {
        if (!owner.is(ResourceTypes.LOAD_BALANCER)
            && !owner.is(ResourceTypes.APPLICATION_GATEWAY)) {
          continue;
        }
        for (JsonObject.Member member : owner.properties().members()) {
          if (member.value() instanceof JsonArray array) {
            for (JsonValue one : array) {
              if (one instanceof JsonObject object && object.text("name") != null) {
                String own = Part.of(object).name();
                all.put(ResourceId.key(owner.id() + "/" + member.name() + "/" + own), own);
              }
            }
          }
        }
        for (Part pool : estate.children(owner, "backendAddressPools")) {
          all.put(ResourceId.key(owner.id() + "/backendAddressPools/" + pool.name()), pool.name());
        }
      }
      innerNames = all;
    }
    return all;
  }

  /** Returns the region as Azure writes it in host names, for example {@code westeurope}. */
  static @Nullable String region(@Nullable String location) {
    return location == null || location.isBlank() ? null : Locations.key(location);
  }

  @Nullable String location(ArmResource resource) {
    return resource.body().value("location") instanceof JsonUnknown
        ? null
        : region(resource.location());
  }
}
