package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.terraform.TerraformReader;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a resource. What belongs to it stands under {@code properties}, as Azure Resource
 * Manager writes it, or beside the name, as the command line does.
 */
final class Part {

  private static final List<String> ALONGSIDE = List.of("id", "name", "type", "sku", "zones");

  private final JsonObject json;
  private final JsonObject properties;

  private Part(JsonObject json) {
    this.json = json;
    this.properties = json.object("properties");
  }

  static Part of(JsonObject json) {
    return new Part(json);
  }

  JsonObject json() {
    return json;
  }

  Mark mark() {
    return json.mark();
  }

  /** Returns a member's place; where it would stand when there is none. */
  Mark mark(String name) {
    JsonValue value = value(name);
    if (value != null) {
      return value.mark();
    }
    return (json.value("properties") instanceof JsonObject ? properties : json)
        .mark()
        .missing(name);
  }

  /** Returns a member; null when there is none, or it is null or an empty text. */
  @Nullable JsonValue value(String name) {
    JsonValue value = properties.value(name);
    if (value == null || ALONGSIDE.contains(name) && json.value(name) != null) {
      value = json.value(name);
    }
    return value instanceof JsonString text && text.value().isBlank() ? null : value;
  }

  boolean has(String name) {
    return value(name) != null;
  }

  /** Returns its name, or the last part of its identifier. */
  String name() {
    String name = json.text("name");
    if (name == null) {
      String id = json.text("id");
      name = id == null ? null : id.substring(id.lastIndexOf('/') + 1);
    }
    if (name == null || name.isBlank()) {
      throw json.mark().missing("name").refuse("a name is missing; everything Azure has needs one");
    }
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Returns a member as a text; null when there is none.
   *
   * @throws DescriptorException when it is not known
   */
  @Nullable String text(String name) {
    JsonValue value = value(name);
    return value == null ? null : value.scalar();
  }

  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  /** Returns a member as a text; null also when it is not known here. */
  @Nullable String textIfKnown(String name) {
    return value(name) instanceof JsonUnknown ? null : text(name);
  }

  String required(String name) {
    String text = text(name);
    if (text == null) {
      throw mark(name).refuse(name + " is missing");
    }
    return text;
  }

  boolean bool(String name, boolean otherwise) {
    JsonValue value = value(name);
    if (value == null || value instanceof JsonUnknown) {
      return otherwise;
    }
    return switch (value.scalar().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw value
              .mark()
              .refuse(
                  name + " is true or false, found " + value.described() + "; write one of them");
    };
  }

  /** Returns whether a member says {@code Enabled}, or true; not, whether {@code Disabled}. */
  boolean enabled(String name, boolean otherwise) {
    return word(
        name, Map.of("enabled", true, "disabled", false, "true", true, "false", false), otherwise);
  }

  /** Returns whether a member that tells the version of an address says {@code IPv6}. */
  boolean six(String name) {
    return word(name, Map.of("ipv4", false, "ipv6", true), false);
  }

  @Nullable Integer integer(String name) {
    JsonValue value = value(name);
    return value == null ? null : integer(value);
  }

  static int integer(JsonValue value) {
    try {
      return Integer.parseInt(value.scalar());
    } catch (NumberFormatException e) {
      throw value.mark().refuse("a whole number is expected, found " + value.described());
    }
  }

  int integer(String name, int otherwise) {
    Integer value = integer(name);
    return value == null ? otherwise : value;
  }

  int requiredInteger(String name) {
    Integer value = integer(name);
    if (value == null) {
      throw mark(name).refuse(name + " is missing");
    }
    return value;
  }

  /**
   * Returns a member that is an object, or an array of one, as Terraform has it; an empty one when
   * there is none.
   */
  Part part(String name) {
    JsonValue value = value(name);
    if (value instanceof JsonArray array && array.size() == 1) {
      value = array.get(0);
    }
    if (value instanceof JsonObject object) {
      return new Part(object);
    } else if (value == null
        || value instanceof JsonUnknown
        || value instanceof JsonNull
        || value instanceof JsonArray array && array.size() == 0) {
      return new Part(JsonObject.empty(mark(name)));
    }
    throw value.mark().refuse("an object is expected, found " + value.described());
  }

  /** Returns the objects of a member that is an array. */
  List<Part> parts(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return List.of();
    } else if (value instanceof JsonUnknown unknown) {
      throw unknown.refuse();
    } else if (!(value instanceof JsonArray)) {
      throw value.mark().refuse("an array is expected, found " + value.described());
    }
    List<Part> parts = new ArrayList<>();
    for (JsonValue one : (JsonArray) value) {
      if (one instanceof JsonObject object) {
        parts.add(new Part(object));
      } else if (one instanceof JsonUnknown unknown) {
        throw unknown.refuse();
      } else if (!(one instanceof JsonNull)) {
        throw one.mark().refuse("an object is expected, found " + one.described());
      }
    }
    return parts;
  }

  /** Returns the values of a member that is an array. */
  List<JsonValue> values(String name) {
    JsonValue value = value(name);
    if (value == null
        || value instanceof JsonUnknown
        || value instanceof JsonArray
        || TerraformReader.isAttribute(value.mark())) {
      return valuesOrOne(name);
    }
    throw value
        .mark()
        .refuse("an array is expected, found " + value.described() + "; write it in brackets");
  }

  private List<JsonValue> valuesOrOne(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return List.of();
    } else if (value instanceof JsonUnknown unknown) {
      throw unknown.refuse();
    } else if (value instanceof JsonArray array) {
      return array.values().stream()
          .filter(
              v -> !(v instanceof JsonNull) && !(v instanceof JsonString s && s.value().isBlank()))
          .toList();
    }
    return List.of(value);
  }

  List<String> texts(String name) {
    return values(name).stream().map(JsonValue::scalar).toList();
  }

  /**
   * Returns the values of a member that is an array, and of another one that is a single value for
   * the same thing; both once.
   */
  List<JsonValue> values(String plural, String singular) {
    List<JsonValue> values = new ArrayList<>(values(plural));
    if (value(singular) instanceof JsonArray array
        && array.size() > 0
        && !TerraformReader.isAttribute(array.mark())) {
      throw array.mark().refuse(singular + " is one value, found an array; write it as " + plural);
    }
    for (JsonValue one : valuesOrOne(singular)) {
      if (!values.contains(one)) {
        values.add(one);
      }
    }
    return values;
  }

  @Nullable InetAddress address(String name) {
    JsonValue value = value(name);
    return value == null ? null : address(value);
  }

  static InetAddress address(JsonValue value) {
    String text = value.scalar();
    try {
      return IpAddresses.parse(text);
    } catch (IllegalArgumentException e) {
      throw value.mark().refuse("\"" + text + "\" is no IP address; write one such as 10.0.0.4");
    }
  }

  static Cidr cidr(JsonValue value) {
    String text = value.scalar();
    try {
      return Cidr.of(text);
    } catch (IllegalArgumentException e) {
      throw value
          .mark()
          .refuse(
              "\""
                  + text
                  + "\" is no address prefix; write one such as 10.0.1.0/24 ("
                  + e.getMessage()
                  + ")");
    }
  }

  List<Cidr> cidrs(String plural, String singular) {
    return values(plural, singular).stream().map(Part::cidr).distinct().toList();
  }

  /**
   * Returns a member that is one of some words, as they are listed; words are compared without
   * regard to case.
   */
  String oneOf(String name, List<String> words, @Nullable String otherwise) {
    JsonValue value = value(name);
    if (value == null && otherwise == null) {
      throw mark(name).refuse(name + " is missing");
    }
    return value == null ? String.valueOf(otherwise) : oneOf(value, name, words);
  }

  static String oneOf(JsonValue value, String name, List<String> words) {
    String text = value.scalar();
    return words.stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                value
                    .mark()
                    .refuse(
                        value.described()
                            + " is no "
                            + name
                            + "; allowed are "
                            + String.join(", ", words)));
  }

  /**
   * Returns what a word means; words are compared without regard to case.
   *
   * @param words what there is, by its words in lower case
   */
  <T> T word(String name, Map<String, T> words, @Nullable T otherwise) {
    JsonValue value = value(name);
    if (value == null || value instanceof JsonUnknown) {
      if (otherwise == null) {
        throw value instanceof JsonUnknown unknown
            ? unknown.refuse()
            : mark(name).refuse(name + " is missing");
      }
      return otherwise;
    }
    T meaning = words.get(value.scalar().toLowerCase(Locale.ROOT));
    if (meaning == null) {
      throw value
          .mark()
          .refuse(
              value.described()
                  + " is no "
                  + name
                  + "; allowed are "
                  + String.join(", ", words.keySet().stream().sorted().toList()));
    }
    return meaning;
  }
}
