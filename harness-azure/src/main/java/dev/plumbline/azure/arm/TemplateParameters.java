package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters of a template: what was given for them, or their defaults. Each is evaluated when
 * it is asked for, once.
 */
final class TemplateParameters {

  /** What is given for a parameter, as in a parameters file: {@code {"value": …}}. */
  record Given(String name, Mark mark, Supplier<JsonObject> envelope) {}

  /** Also as a part of other texts, and in lower case, as names that are made of it have it. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(GEN|GET)-[A-Z][A-Z0-9-]+|gen-(unique|password|guid|ssh-pub-key)|get-prereq-");

  private final Template template;
  private final Map<String, Given> given;
  private final Consumer<Problem> notes;
  private final Map<String, JsonValue> values = new LinkedHashMap<>();
  private final List<String> underway = new ArrayList<>();

  TemplateParameters(Template template, Map<String, Given> given, Consumer<Problem> notes) {
    this.template = template;
    this.given = given;
    this.notes = notes;
  }

  /**
   * Checks that every parameter has a value, and that nothing else is given.
   *
   * @param where where what is missing would have to be given
   * @throws DescriptorException with all that is wrong
   */
  void check(String where) {
    List<Problem> problems = new ArrayList<>();
    List<String> names = template.parameters().names();
    List<JsonObject.Member> missing = new ArrayList<>();
    for (JsonObject.Member member : template.parameters().members()) {
      if (!(member.value() instanceof JsonObject definition)) {
        problems.add(
            member
                .value()
                .mark()
                .problem("an object is expected, found " + member.value().described()));
      } else if (!given.containsKey(JsonObject.key(member.name()))
          && !definition.has("defaultValue")
          && !nullable(definition)
          && !secure(definition)) {
        missing.add(member);
      }
    }
    if (!missing.isEmpty()) {
      // One file is missing, and not as many values as it would have.
      problems.add(
          missing
              .get(0)
              .value()
              .mark()
              .problem(
                  missing.size() == 1
                      ? "the parameter \""
                          + missing.get(0).name()
                          + "\" has no value and no defaultValue; give one "
                          + where
                      : "the parameters "
                          + quoted(missing.stream().map(JsonObject.Member::name))
                          + " have no values and no defaultValue; give them "
                          + where));
    }
    List<Given> surplus =
        given.values().stream().filter(one -> !template.parameters().has(one.name())).toList();
    if (surplus.size() == 1) {
      Given one = surplus.get(0);
      problems.add(
          one.mark()
              .problem(
                  "the template has no parameter \""
                      + one.name()
                      + "\""
                      + NearestName.hint(one.name(), names)));
    } else if (!surplus.isEmpty()) {
      problems.add(
          surplus
              .get(0)
              .mark()
              .problem(
                  "the template has no parameters "
                      + quoted(surplus.stream().map(Given::name))
                      + (names.isEmpty()
                          ? "; there are none"
                          : "; allowed: " + String.join(", ", names))));
    }
    if (!problems.isEmpty()) {
      throw new DescriptorException(
          template.source().name() + " cannot be deployed with these parameters", problems);
    }
  }

  private static String quoted(Stream<String> names) {
    return names.map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
  }

  /** Returns the value of a parameter. */
  JsonValue value(String name, Scope scope, Evaluator evaluator) {
    String key = JsonObject.key(name);
    JsonValue value = values.get(key);
    if (value != null) {
      return value;
    }
    if (!(template.parameters().get(name) instanceof JsonObject definition)) {
      throw new ExpressionException(
          "\""
              + name
              + "\" is not a parameter"
              + NearestName.hint(name, template.parameters().names()));
    }
    if (underway.contains(key)) {
      throw new ExpressionException("the default of the parameter \"" + name + "\" needs itself");
    }
    underway.add(key);
    try {
      value = evaluate(name, definition, scope, evaluator);
    } finally {
      underway.remove(key);
    }
    values.put(key, value);
    return value;
  }

  /** Returns whether a parameter's default is just being evaluated. */
  boolean isUnderway(String name) {
    return underway.contains(JsonObject.key(name));
  }

  private JsonValue evaluate(String name, JsonObject definition, Scope scope, Evaluator evaluator) {
    Given one = given.get(JsonObject.key(name));
    if (one != null) {
      JsonObject envelope = one.envelope().get();
      JsonValue value = envelope.get("value");
      if (value != null && !(value instanceof JsonNull && definition.has("defaultValue"))) {
        return checked(name, definition, value, false);
      } else if (envelope.get("reference") instanceof JsonObject) {
        return new JsonUnknown(
            envelope.mark(), "the parameter \"" + name + "\" is a secret in a key vault");
      } else if (value == null && !definition.has("defaultValue")) {
        throw one.mark()
            .refuse(
                "the parameter \""
                    + name
                    + "\" has neither \"value\" nor \"reference\", as in {\"value\": …}");
      }
    }
    JsonValue value = definition.get("defaultValue");
    if (value != null) {
      JsonValue evaluated = evaluator.evaluate(value, scope);
      return checked(name, definition, evaluated, !evaluated.equals(value));
    } else if (nullable(definition)) {
      return new JsonNull(definition.mark());
    } else if (secure(definition)) {
      notes.accept(
          definition
              .mark()
              .problem(
                  "the secure parameter \""
                      + name
                      + "\" has no value; what is made of it is not"
                      + " known"));
      return new JsonUnknown(
          definition.mark(), "the secure parameter \"" + name + "\" has no value");
    }
    throw definition
        .mark()
        .refuse("the parameter \"" + name + "\" has no value and no defaultValue");
  }

  private boolean secure(JsonObject definition) {
    return type(definition).startsWith("secure");
  }

  private boolean nullable(JsonObject definition) {
    return resolved(definition).get("nullable") instanceof JsonBoolean bool && bool.value()
        || definition.get("nullable") instanceof JsonBoolean own && own.value();
  }

  private String type(JsonObject definition) {
    String type = resolved(definition).text("type");
    return type == null ? "" : type.toLowerCase(Locale.ROOT);
  }

  /** Follows {@code $ref} to the template's own types. */
  private JsonObject resolved(JsonObject definition) {
    JsonObject one = definition;
    for (int i = 0; i < 50; i++) {
      if (!(one.get("$ref") instanceof JsonString ref)) {
        return one;
      }
      String name = ref.value().substring(ref.value().lastIndexOf('/') + 1);
      if (!(template.root().object("definitions").get(name) instanceof JsonObject next)) {
        throw ref.mark()
            .refuse(
                "\""
                    + ref.value()
                    + "\" is not a type of the template"
                    + NearestName.hint(name, template.root().object("definitions").names()));
      }
      one = next;
    }
    throw definition.mark().refuse("the type goes in circles");
  }

  /** Returns a value that fits the definition. */
  private JsonValue checked(String name, JsonObject definition, JsonValue value, boolean computed) {
    if (value instanceof JsonUnknown) {
      return value;
    }
    JsonObject type = resolved(definition);
    String expected = type(definition);
    boolean fits =
        switch (expected) {
          case "string", "securestring" -> value instanceof JsonString;
          case "int" -> value instanceof JsonNumber number && number.isInteger();
          case "bool" -> value instanceof JsonBoolean;
          case "array" -> value instanceof JsonArray;
          case "object", "secureobject" -> value instanceof JsonObject;
          default -> true;
        };
    if (!fits && placeholder(value)) {
      return new JsonUnknown(
          value.mark(), "the parameter \"" + name + "\" has the placeholder " + value.described());
    } else if (!fits && !(value instanceof JsonNull && nullable(definition))) {
      throw value
          .mark()
          .refuse(
              "the parameter \""
                  + name
                  + "\" has to be of the type "
                  + expected
                  + ", found "
                  + value.described());
    }
    if (placeholder(value)) {
      // Placeholders of the public templates stand for any text.
      return value;
    }
    String wrong = ParameterLimits.broken(type, value);
    if (wrong == null && type != definition) {
      wrong = ParameterLimits.broken(definition, value);
    }
    if (wrong != null) {
      String message = "the value of the parameter \"" + name + "\" " + wrong;
      if (computed) {
        // What a default comes to may depend on values made up for the deployment.
        notes.accept(value.mark().problem(message));
      } else {
        throw value.mark().refuse(message);
      }
    }
    return value;
  }

  private static boolean placeholder(JsonValue value) {
    return value instanceof JsonString text && PLACEHOLDER.matcher(text.value()).find();
  }

  /** Returns what stands in parameters files, with or without the envelope of a deployment. */
  static Map<String, Given> of(JsonObject file) {
    JsonObject all =
        file.get("parameters") instanceof JsonObject inner
                && (file.has("$schema") || file.has("contentVersion") || file.size() == 1)
            ? inner
            : file;
    Map<String, Given> given = new LinkedHashMap<>();
    for (JsonObject.Member member : all.members()) {
      if (all == file
          && (member.name().startsWith("$") || member.name().equals("contentVersion"))) {
        continue;
      }
      if (!(member.value() instanceof JsonObject envelope)) {
        throw member
            .value()
            .mark()
            .refuse(
                "the parameter \""
                    + member.name()
                    + "\" has to be written as {\"value\": …}, found "
                    + member.value().described());
      }
      given.put(
          JsonObject.key(member.name()), new Given(member.name(), envelope.mark(), () -> envelope));
    }
    return given;
  }

  /** Returns values that a caller gives; texts become what the parameter's type asks for. */
  static Map<String, Given> of(Map<String, Object> values, Template template) {
    Map<String, Given> given = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          JsonValue json = JsonValue.of(value);
          String type =
              template.parameters().get(name) instanceof JsonObject definition
                  ? String.valueOf(definition.text("type")).toLowerCase(Locale.ROOT)
                  : "string";
          if (json instanceof JsonString text && !type.endsWith("string")) {
            json = parsed(name, text.value());
          }
          JsonObject envelope =
              JsonObject.builder(Mark.NOWHERE.missing(name)).put("value", json).build();
          given.put(JsonObject.key(name), new Given(name, envelope.mark(), () -> envelope));
        });
    return given;
  }

  private static JsonValue parsed(String name, String text) {
    try {
      return JsonReader.read(
          text.matches("(?i)true|false") ? text.toLowerCase(Locale.ROOT) : text,
          Mark.NOWHERE.missing(name));
    } catch (DescriptorException e) {
      return StringFunctions.string(text);
    }
  }
}
