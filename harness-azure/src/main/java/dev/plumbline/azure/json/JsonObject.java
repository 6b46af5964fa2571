package dev.plumbline.azure.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Members by name, in the order written. Names are found without regard to case, as Azure Resource
 * Manager finds them, and keep their writing.
 */
public final class JsonObject implements JsonValue {

  /** A member as written. */
  public record Member(String name, JsonValue value) {}

  private final Mark mark;
  private final Map<String, Member> members;
  private final @Nullable String otherwise;
  private final @Nullable Map<String, String> asked;

  private JsonObject(Mark mark, Map<String, Member> members, @Nullable String otherwise) {
    this(mark, members, otherwise, null);
  }

  private JsonObject(
      Mark mark,
      Map<String, Member> members,
      @Nullable String otherwise,
      @Nullable Map<String, String> asked) {
    this.mark = mark;
    this.members = members;
    this.otherwise = otherwise;
    this.asked = asked;
  }

  /** Returns an object without members. */
  public static JsonObject empty(Mark mark) {
    return new JsonObject(mark, Map.of(), null);
  }

  /** Returns a builder of an object without members. */
  public static Builder builder(Mark mark) {
    return new Builder(mark);
  }

  /** Returns the value of a member; null when there is none. Null is a value here. */
  public @Nullable JsonValue get(String name) {
    String key = key(name);
    if (asked != null) {
      asked.putIfAbsent(key, name);
    }
    Member member = members.get(key);
    if (member == null) {
      return otherwise == null
          ? null
          : new JsonUnknown(mark.missing(name), name + " of " + otherwise);
    }
    return member.value();
  }

  /** Returns the value of a member; null when there is none, or it is JSON's null. */
  public @Nullable JsonValue value(String name) {
    JsonValue value = get(name);
    return value instanceof JsonNull ? null : value;
  }

  /** Returns the value that a path of members leads to; null when a step of it is missing. */
  @Nullable JsonValue find(String... path) {
    JsonValue value = this;
    for (String name : path) {
      value = value instanceof JsonObject object ? object.value(name) : null;
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  /**
   * Returns a member that is an object; an empty one when there is none or it is null.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when it is something else
   */
  public JsonObject object(String name) {
    JsonValue value = value(name);
    if (value == null || value instanceof JsonUnknown) {
      return empty(mark.missing(name));
    } else if (value instanceof JsonObject object) {
      return object;
    }
    throw value.mark().refuse("an object is expected, found " + value.described());
  }

  /**
   * Returns the values of a member that is an array; none when there is none or it is null.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when it is something else
   */
  public List<JsonValue> array(String name) {
    JsonValue value = value(name);
    if (value == null || value instanceof JsonUnknown) {
      return List.of();
    } else if (value instanceof JsonArray array) {
      return array.values();
    }
    throw value.mark().refuse("an array is expected, found " + value.described());
  }

  /**
   * Returns a member as a text, numbers and booleans as they are written; null when there is none,
   * it is null, or it is not known.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when it is an object or an array
   */
  public @Nullable String text(String name) {
    JsonValue value = value(name);
    if (value == null || value instanceof JsonUnknown) {
      return null;
    } else if (value instanceof JsonString text) {
      return text.value();
    } else if (value instanceof JsonNumber number) {
      return number.text();
    } else if (value instanceof JsonBoolean bool) {
      return String.valueOf(bool.value());
    }
    throw value.mark().refuse("a text is expected, found " + value.described());
  }

  /** Returns whether there is a member of that name. */
  public boolean has(String name) {
    return members.containsKey(key(name));
  }

  /** Returns the members in the order written. */
  public Collection<Member> members() {
    return members.values();
  }

  /** Returns the names of the members as written. */
  public List<String> names() {
    return members.values().stream().map(Member::name).toList();
  }

  /** Returns the number of members. */
  public int size() {
    return members.size();
  }

  /** Returns this object with a member added, or replaced at its place. */
  public JsonObject with(String name, JsonValue value) {
    return new Builder(mark).putAll(this).put(name, value).otherwise(otherwise).build();
  }

  /** Returns this object without a member. */
  public JsonObject without(String name) {
    Builder builder = new Builder(mark);
    for (Member member : members.values()) {
      if (!key(member.name()).equals(key(name))) {
        builder.put(member.name(), member.value());
      }
    }
    return builder.otherwise(otherwise).build();
  }

  /**
   * Returns this object and the other's members in it: objects member by member, arrays element by
   * element, anything else the other's.
   */
  public JsonObject overlaid(JsonObject other) {
    Builder builder = new Builder(mark).putAll(this);
    for (Member member : other.members()) {
      JsonValue mine = get(member.name());
      builder.put(member.name(), mine == null ? member.value() : overlaid(mine, member.value()));
    }
    return builder.otherwise(otherwise).build();
  }

  private static JsonValue overlaid(JsonValue one, JsonValue other) {
    if (one instanceof JsonObject object && other instanceof JsonObject over) {
      return object.overlaid(over);
    } else if (one instanceof JsonArray array && other instanceof JsonArray over) {
      List<JsonValue> values = new ArrayList<>();
      for (int i = 0; i < Math.max(array.size(), over.size()); i++) {
        values.add(
            i >= over.size()
                ? array.get(i)
                : i >= array.size() ? over.get(i) : overlaid(array.get(i), over.get(i)));
      }
      return new JsonArray(array.mark(), values);
    }
    return other;
  }

  /**
   * Returns this object, and the objects in it, with every member that there is not unknown.
   *
   * @param whose whose members they would be, in the words of the reason
   */
  public JsonObject open(String whose) {
    Builder builder = new Builder(mark);
    for (Member member : members.values()) {
      // What is written as null is left to the platform, as if it were not there.
      if (!(member.value() instanceof JsonNull)) {
        builder.put(member.name(), open(member.value(), whose));
      }
    }
    return builder.otherwise(whose).build();
  }

  private static JsonValue open(JsonValue value, String whose) {
    if (value instanceof JsonObject object) {
      return object.open(whose);
    } else if (value instanceof JsonArray array) {
      return new JsonArray(
          array.mark(), array.values().stream().map(one -> open(one, whose)).toList());
    }
    return value;
  }

  /**
   * Returns this object, and the objects in it, each of which remembers from now on the names of
   * the members that it is asked for: what nobody asked for was not read.
   */
  public JsonObject remembering() {
    Map<String, Member> all = new LinkedHashMap<>();
    members.forEach(
        (key, member) -> all.put(key, new Member(member.name(), remembering(member.value()))));
    return new JsonObject(mark, Collections.unmodifiableMap(all), otherwise, new LinkedHashMap<>());
  }

  private static JsonValue remembering(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object.remembering();
    } else if (value instanceof JsonArray array) {
      return new JsonArray(
          array.mark(), array.values().stream().map(JsonObject::remembering).toList());
    }
    return value;
  }

  /**
   * Returns the names that this object was asked for, in the writing of who asked; none for one
   * that does not remember.
   */
  public Collection<String> asked() {
    return asked == null ? List.of() : List.copyOf(asked.values());
  }

  /** Returns whether this object was asked for a member; false for one that does not remember. */
  public boolean wasAsked(String name) {
    return asked != null && asked.containsKey(key(name));
  }

  @Override
  public Mark mark() {
    return mark;
  }

  @Override
  public JsonObject at(Mark other) {
    return new JsonObject(other, members, otherwise);
  }

  @Override
  public JsonObject placed(Mark place) {
    if (mark != Mark.NOWHERE) {
      return this;
    }
    Builder all = builder(place).otherwise(otherwise);
    for (Member member : members.values()) {
      all.put(member.name(), member.value().placed(place.missing(member.name())));
    }
    return all.build();
  }

  @Override
  public String described() {
    return members.isEmpty() ? "an empty object" : "an object";
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof JsonObject object)
        || !object.members.keySet().equals(members.keySet())) {
      return false;
    }
    for (Map.Entry<String, Member> entry : members.entrySet()) {
      Member theirs = object.members.get(entry.getKey());
      if (theirs == null || !theirs.value().equals(entry.getValue().value())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return members.keySet().hashCode();
  }

  @Override
  public String toString() {
    return json();
  }

  /** Returns what names that are the same, but for case, have in common. */
  public static String key(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z' || c > '~') {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }

  /** Collects members. */
  public static final class Builder {

    private final Mark mark;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private @Nullable String otherwise;

    private Builder(Mark mark) {
      this.mark = mark;
    }

    /** Adds a member, or replaces the one of that name at its place. */
    public Builder put(String name, JsonValue value) {
      members.put(key(name), new Member(name, value));
      return this;
    }

    /** Puts all members of an object. */
    public Builder putAll(JsonObject object) {
      members.putAll(object.members);
      return this;
    }

    /** Makes members that are not there values that nobody knows; null for absent ones. */
    public Builder otherwise(@Nullable String whose) {
      otherwise = whose;
      return this;
    }

    /** Returns the value put under a name; null when there is none. */
    public @Nullable JsonValue get(String name) {
      Member member = members.get(key(name));
      return member == null ? null : member.value();
    }

    /** Returns the object. */
    public JsonObject build() {
      return new JsonObject(mark, Collections.unmodifiableMap(members), otherwise);
    }
  }
}
