package dev.plumbline.descriptor;

import dev.plumbline.descriptor.Descriptor.Shorthand;
import dev.plumbline.descriptor.Shape.Component;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Writes the JSON Schema (draft 2020-12) of a record type: what the reader accepts, save what only
 * shows when values are seen together.
 */
final class JsonSchema {

  private static final Map<String, Object> PLACEHOLDER = Map.of("$ref", "#/$defs/placeholder");

  private final Keys keys;
  private final Map<Class<?>, Scalar<?>> scalars;
  private final Map<Class<?>, Shorthand> shorthands;
  private final Map<String, Class<?>> named = new HashMap<>();
  private final Map<String, Object> definitions = new LinkedHashMap<>();

  JsonSchema(Keys keys, Map<Class<?>, Scalar<?>> scalars, Map<Class<?>, Shorthand> shorthands) {
    this.keys = keys;
    this.scalars = scalars;
    this.shorthands = shorthands;
  }

  String of(Class<?> root, String id, String title) {
    definitions.put(
        "placeholder",
        ordered(
            "description", "The value of an environment variable: ${NAME} or ${NAME:default}",
            "type", "string",
            "pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[^}]*)?\\}"));
    Map<String, Object> schema =
        ordered(
            "$schema", "https://json-schema.org/draft/2020-12/schema", "$id", id, "title", title);
    schema.putAll(mapping(root));
    schema.put("$defs", definitions);
    return Json.write(schema);
  }

  private Map<String, Object> mapping(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    Shape.of(type, keys)
        .components()
        .forEach(
            (key, component) -> {
              properties.put(key, property(component));
              if (component.required()) {
                required.add(key);
              }
            });
    Map<String, Object> schema = ordered("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private Map<String, Object> property(Component component) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (component.doc() != null) {
      schema.put("description", component.doc());
    }
    if (component.standard() != null) {
      schema.put("default", standard(component.standard(), component.type()));
    }
    List<Map<String, Object>> alternatives = new ArrayList<>(value(component.type()));
    if (component.nullable()) {
      alternatives.add(Map.of("type", "null"));
    }
    schema.putAll(any(alternatives));
    return schema;
  }

  private static Object standard(String text, Type type) {
    Class<?> plain = Types.raw(type);
    if (plain == int.class
        || plain == boolean.class
        || text.startsWith("{")
        || text.startsWith("[")) {
      Object value = new Load(LoadSettings.builder().build()).loadFromString(text);
      return value == null ? text : value;
    }
    return text;
  }

  /** Returns the schemas of which a value must fit one. */
  private List<Map<String, Object>> value(Type type) {
    if (Types.isList(type)) {
      List<Map<String, Object>> element = value(Types.argument(type, 0));
      List<Map<String, Object>> alternatives = new ArrayList<>();
      alternatives.add(ordered("type", "array", "items", any(element)));
      // The only element may stand for the list, unless it is a mapping.
      element.stream().filter(one -> !isMapping(one)).forEach(alternatives::add);
      return alternatives;
    }
    if (Types.isMap(type)) {
      return List.of(
          ordered("type", "object", "additionalProperties", any(value(Types.argument(type, 1)))));
    }
    Class<?> plain = Types.raw(type);
    Scalar<?> scalar = scalars.get(plain);
    if (scalar != null) {
      return scalar(scalar, plain);
    }
    if (plain.isEnum()) {
      return enumeration(plain);
    }
    if (!definitions.containsKey(name(plain))) {
      definitions.put(name(plain), Map.of());
      definitions.put(name(plain), mapping(plain));
    }
    List<Map<String, Object>> alternatives = new ArrayList<>();
    alternatives.add(Map.of("$ref", "#/$defs/" + name(plain)));
    Shorthand shorthand = shorthands.get(plain);
    if (shorthand != null) {
      alternatives.add(text(List.of("string"), shorthand.form(), shorthand.pattern()));
      if (!shorthand.pattern().isEmpty()) {
        alternatives.add(PLACEHOLDER);
      }
    }
    return alternatives;
  }

  private static boolean isMapping(Map<String, Object> schema) {
    return "object".equals(schema.get("type"))
        || schema.get("$ref") instanceof String ref && !ref.equals(PLACEHOLDER.get("$ref"));
  }

  private static List<Map<String, Object>> scalar(Scalar<?> scalar, Class<?> type) {
    if (type == String.class) {
      return List.of(Map.of("type", List.of("string", "number", "boolean")));
    }
    if (type == int.class || type == Integer.class) {
      return List.of(Map.of("type", "integer"), PLACEHOLDER);
    }
    if (type == boolean.class || type == Boolean.class) {
      return List.of(Map.of("type", "boolean"), PLACEHOLDER);
    }
    Map<String, Object> text =
        text(
            number(scalar) ? List.of("string", "integer") : List.of("string"),
            scalar.form(),
            scalar.pattern());
    return scalar.pattern().isEmpty() ? List.of(text) : List.of(text, PLACEHOLDER);
  }

  private static Map<String, Object> text(List<String> types, String form, String pattern) {
    Map<String, Object> text =
        ordered("type", types.size() == 1 ? types.get(0) : types, "description", form);
    if (!pattern.isEmpty()) {
      text.put("pattern", pattern);
    }
    return text;
  }

  /** Returns whether a number without quotes may be written. */
  private static boolean number(Scalar<?> scalar) {
    try {
      scalar.parse().apply("1");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Map<String, Object> any(List<Map<String, Object>> alternatives) {
    return alternatives.size() == 1 ? alternatives.get(0) : ordered("anyOf", alternatives);
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /** Where other spellings are taken, editors propose the first one and let the others pass. */
  private List<Map<String, Object>> enumeration(Class<?> type) {
    List<Map<String, Object>> alternatives = new ArrayList<>();
    alternatives.add(Map.of("enum", Keys.constants(type).map(Keys::of).toList()));
    keys.spellings(type).ifPresent(pattern -> alternatives.add(Map.of("pattern", pattern)));
    alternatives.add(PLACEHOLDER);
    return alternatives;
  }

  /** Returns the name of a definition: nested types of two records may have one simple name. */
  private String name(Class<?> type) {
    String simple = type.getSimpleName();
    Class<?> outer = type.getEnclosingClass();
    boolean taken = named.computeIfAbsent(simple, n -> type) != type;
    return taken && outer != null ? outer.getSimpleName() + "." + simple : simple;
  }
}
