package dev.plumbline.descriptor;

import dev.plumbline.descriptor.Descriptor.Shorthand;
import dev.plumbline.descriptor.Problems.Place;
import dev.plumbline.descriptor.Shape.Component;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Makes records of nodes, once. What is wrong is noted, and something else of the right type put in
 * its place, so that the rest is read and checked as well.
 */
final class Binder {

  /** How many nodes are bound, counting those that aliases repeat. */
  private static final int BUDGET = 500_000;

  private final Keys keys;
  private final Map<Class<?>, Scalar<?>> scalars;
  private final Map<Class<?>, Shorthand> shorthands;
  private final Placeholders placeholders;
  private final Problems problems;
  private final TextValues texts;
  private final Map<Class<?>, Shape> shapes = new HashMap<>();
  // Components are told apart as they are: comparing all that is in them is work, and each has its
  // own value.
  private final Map<Component, @Nullable Object> standards = new IdentityHashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, String> hidden = new LinkedHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int bound;
  private boolean unusable;

  Binder(
      Source source,
      String kind,
      Keys keys,
      Map<Class<?>, Scalar<?>> scalars,
      Map<Class<?>, Shorthand> shorthands,
      Placeholders placeholders) {
    this.keys = keys;
    this.scalars = scalars;
    this.shorthands = shorthands;
    this.placeholders = placeholders;
    this.problems =
        new Problems(source.name() + " is not a valid " + kind, source.name(), places, hidden);
    texts = new TextValues(keys, scalars, placeholders, problems, hidden);
  }

  /** Returns the record, or null when it cannot be used at all; then there are problems. */
  @Nullable Object bind(Node root, Class<?> type) {
    Object value = root instanceof MappingNode ? value(root, type, new At("", ""), true) : null;
    if (value == null && problems.found().isEmpty()) {
      problems.addAt(
          "",
          Nodes.place(root, ""),
          "the document is " + Nodes.found(root) + ", not a mapping of keys to values");
    }
    return unusable ? null : value;
  }

  Problems problems() {
    return problems;
  }

  Map<String, Place> places() {
    return places;
  }

  Map<String, String> hidden() {
    return hidden;
  }

  Set<String> secrets() {
    return texts.secrets();
  }

  private @Nullable Object value(Node node, Type type, At at, boolean secret) {
    places.putIfAbsent(at.path(), Nodes.place(node, at.shown()));
    if (++bound > BUDGET) {
      if (bound == BUDGET + 1) {
        problems.addAt(
            "",
            Nodes.place(node, at.shown()),
            "aliases make this document larger than " + BUDGET + " values");
      }
      unusable = true;
      return stand(type);
    }
    if (!open.add(node)) {
      return wrong(node, type, at, "the alias stands inside of what it stands for");
    }
    try {
      if (!(node instanceof ScalarNode) && Nodes.foreign(node.getTag())) {
        return wrong(node, type, at, "the tag " + node.getTag().getValue() + " means nothing here");
      }
      if (Types.isList(type)) {
        return list(node, type, at, secret);
      }
      if (Types.isMap(type)) {
        return map(node, type, at, secret);
      }
      Class<?> plain = Types.raw(type);
      if (plain.isRecord() && !texts.areOf(plain)) {
        return node instanceof ScalarNode scalar
            ? shorthand(scalar, plain, at, secret)
            : record(node, plain, at);
      }
      return scalar(node, plain, at, secret);
    } finally {
      open.remove(node);
    }
  }

  private List<@Nullable Object> list(Node node, Type type, At at, boolean secret) {
    Type element = Types.argument(type, 0);
    List<@Nullable Object> values = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      int shown = 0;
      for (Node item : sequence.getValue()) {
        At place = at.index(values.size(), shown++);
        if (item instanceof ScalarNode scalar && shorthands.containsKey(Types.raw(element))) {
          values.addAll(
              shorthands(scalar, Types.raw(element), values.size(), at, place.shown(), secret));
        } else {
          values.add(value(item, element, place, secret));
        }
      }
    } else if (node instanceof ScalarNode scalar && !Nodes.empty(scalar)) {
      if (element == String.class && scalar.getScalarStyle() == ScalarStyle.LITERAL) {
        lines(scalar, values, at, secret);
      } else if (shorthands.containsKey(Types.raw(element))) {
        values.addAll(shorthands(scalar, Types.raw(element), 0, at, at.shown(), secret));
      } else {
        open.remove(node);
        values.add(value(node, element, at.index(0), secret));
      }
    } else {
      wrong(
          node,
          type,
          at,
          node instanceof ScalarNode
              ? Nodes.noValue("[] for an empty list")
              : "found " + Nodes.found(node) + ", not a list; begin each item with \"- \"");
    }
    return values;
  }

  /** A literal block: each line is one text, with its own line in the file. */
  private void lines(ScalarNode node, List<@Nullable Object> values, At at, boolean secret) {
    Place start = Nodes.place(node, at.shown());
    String[] lines = node.getValue().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        At one = at.index(values.size());
        places.put(
            one.path(), new Place(at.shown(), start.line() == 0 ? 0 : start.line() + 1 + i, 1));
        values.add(texts.value(lines[i].strip(), String.class, one, secret));
      }
    }
  }

  private Map<String, @Nullable Object> map(Node node, Type type, At at, boolean secret) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      wrong(
          node,
          type,
          at,
          node instanceof ScalarNode scalar && Nodes.empty(scalar)
              ? Nodes.noValue("{} for none")
              : "found " + Nodes.found(node) + ", not a mapping of names to values");
      return values;
    }
    for (Map.Entry<String, NodeTuple> entry : entries(mapping, at).entrySet()) {
      values.put(
          entry.getKey(),
          value(
              entry.getValue().getValueNode(),
              Types.argument(type, 1),
              at.key(entry.getKey()),
              secret));
    }
    return values;
  }

  private @Nullable Object record(Node node, Class<?> type, At at) {
    if (!(node instanceof MappingNode mapping)) {
      return wrong(
          node, type, at, "found " + Nodes.found(node) + ", not a mapping of keys to values");
    }
    Shape shape = shape(type);
    Map<String, NodeTuple> entries = entries(mapping, at);
    Set<String> meant = new LinkedHashSet<>();
    entries.forEach(
        (key, tuple) -> {
          if (!shape.components().containsKey(key)) {
            Set<String> free = new LinkedHashSet<>(shape.components().keySet());
            free.removeAll(entries.keySet());
            NearestName.to(key, free).ifPresent(meant::add);
            // The key is there, misspelt: one problem is enough, and what follows from its absence
            // means nothing.
            String merge = key.equals("<<") ? "; YAML 1.2 has no merge keys" : "";
            Place place = Nodes.place(tuple.getKeyNode(), at.key(key).shown());
            problems.addAt(
                at.key(key).path(),
                place,
                "unknown key \""
                    + key
                    + "\""
                    + merge
                    + NearestName.hint(key, shape.components().keySet()));
          }
        });
    meant.forEach(key -> problems.note(at.key(key).path()));
    List<@Nullable Object> values = new ArrayList<>();
    shape
        .components()
        .forEach((key, component) -> values.add(component(component, entries.get(key), meant, at)));
    return made(shape, values, at);
  }

  private @Nullable Object component(
      Component component, @Nullable NodeTuple entry, Set<String> meant, At at) {
    At here = at.key(component.key());
    if (entry == null) {
      if (component.required()) {
        if (!meant.contains(component.key())) {
          problems.add(
              here.path(),
              "missing; expected "
                  + texts.form(Types.raw(component.type()))
                  + (component.doc() == null ? "" : ": " + lowerFirst(component.doc())));
        }
        return stand(component.type());
      }
      return standard(component);
    }
    Node node = entry.getValueNode();
    if (node instanceof ScalarNode scalar && Nodes.empty(scalar)) {
      if (component.nullable() && !scalar.getValue().isEmpty()) {
        return null;
      }
      if (!Types.isList(component.type()) && !Types.isMap(component.type())) {
        Class<?> type = Types.raw(component.type());
        String instead =
            type.isRecord() && !texts.areOf(type)
                ? "{} for one with defaults"
                : type == String.class ? "\"\" for an empty text" : "one";
        problems.addAt(
            here.path(),
            Nodes.place(entry.getKeyNode(), here.shown()),
            Nodes.noValue(component.required() ? instead : instead + ", or leave the key out"));
        return component.required() ? stand(component.type()) : standard(component);
      }
    }
    return value(node, component.type(), here, component.secret());
  }

  private Map<String, NodeTuple> entries(MappingNode mapping, At at) {
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        problems.addAt(
            at.path(),
            Nodes.place(tuple.getKeyNode(), at.shown()),
            "a key is a name, not " + Nodes.found(tuple.getKeyNode()));
        continue;
      }
      String key = scalar.getValue();
      NodeTuple first = entries.putIfAbsent(key, tuple);
      if (first != null) {
        At here = at.key(key);
        problems.addAt(
            here.path(),
            Nodes.place(scalar, here.shown()),
            "duplicate key \""
                + key
                + "\"; the first stands in line "
                + Nodes.place(first.getKeyNode(), "").line());
      }
    }
    return entries;
  }

  private @Nullable Object shorthand(ScalarNode node, Class<?> type, At at, boolean secret) {
    if (!shorthands.containsKey(type)) {
      return Nodes.empty(node)
          ? wrong(node, type, at, Nodes.noValue("{} for one with defaults"))
          : wrong(
              node,
              type,
              at,
              "found "
                  + Nodes.found(node)
                  + ", not a mapping with "
                  + String.join(", ", shape(type).components().keySet()));
    }
    List<@Nullable Object> values = shorthands(node, type, -1, at, at.shown(), secret);
    return values.isEmpty() ? null : values.get(0);
  }

  /**
   * Reads a text that stands for records; {@code first} is the place of the first in its list, or
   * -1 outside a list.
   */
  private List<@Nullable Object> shorthands(
      ScalarNode node, Class<?> type, int first, At list, String shown, boolean secret) {
    Shorthand shorthand = shorthands.get(type);
    At one = first < 0 ? list : new At(list.path() + "[" + first + "]", shown);
    places.putIfAbsent(one.path(), Nodes.place(node, shown));
    List<@Nullable Object> values = new ArrayList<>();
    if (shorthand == null || Nodes.empty(node) || Nodes.foreign(node.getTag())) {
      values.add(
          wrong(
              node,
              type,
              one,
              Nodes.empty(node)
                  ? Nodes.noValue("one")
                  : "the tag " + node.getTag().getValue() + " means nothing here"));
      return values;
    }
    Optional<String> text = texts.replaced(node.getValue(), one, secret);
    List<Map<String, String>> parts;
    try {
      parts = text.isEmpty() ? List.of() : shorthand.parse().apply(text.get());
    } catch (IllegalArgumentException e) {
      problems.add(one.path(), message(e));
      parts = List.of();
    }
    if (first < 0 && parts.size() > 1) {
      problems.add(
          one.path(),
          "\""
              + text.orElse("")
              + "\" stands for "
              + parts.size()
              + " values where one is expected");
    }
    Shape shape = shape(type);
    for (Map<String, String> part : parts) {
      texts.secretsOf(node.getValue(), shown(shape, part, false), shown(shape, part, true));
      At at = first < 0 ? one : new At(list.path() + "[" + (first + values.size()) + "]", shown);
      places.putIfAbsent(at.path(), Nodes.place(node, shown));
      List<@Nullable Object> components = new ArrayList<>();
      shape
          .components()
          .forEach(
              (key, component) -> {
                At here = new At(at.key(key).path(), shown);
                String value = part.get(key);
                if (value != null) {
                  places.putIfAbsent(here.path(), Nodes.place(node, shown));
                }
                components.add(
                    value == null ? standard(component) : ofText(value, component.type(), here));
              });
      values.add(made(shape, components, at));
    }
    if (values.isEmpty()) {
      values.add(stand(type));
    }
    return values;
  }

  /** Returns the parts of a shorthand that are texts, and may be secret or not. */
  private static List<String> shown(Shape shape, Map<String, String> part, boolean secret) {
    List<String> found = new ArrayList<>();
    shape
        .components()
        .forEach(
            (key, component) -> {
              String value = part.get(key);
              if (value != null
                  && component.secret() == secret
                  && component.type() == String.class) {
                found.add(value);
              }
            });
    return found;
  }

  private @Nullable Object ofText(String text, Type type, At at) {
    return Types.isList(type)
        ? List.of(texts.parsed(text, Types.raw(Types.argument(type, 0)), at))
        : texts.parsed(text, Types.raw(type), at);
  }

  private @Nullable Object made(Shape shape, List<@Nullable Object> values, At at) {
    if (unusable) {
      return null;
    }
    try {
      return shape.make(values);
    } catch (IllegalArgumentException e) {
      if (!problems.broken(at.path())) {
        problems.add(at.path(), message(e));
      }
      unusable = true;
      return null;
    }
  }

  private @Nullable Object scalar(Node node, Class<?> type, At at, boolean secret) {
    if (!(node instanceof ScalarNode scalar)) {
      return wrong(node, type, at, "found " + Nodes.found(node) + ", not " + texts.form(type));
    }
    if (Nodes.foreign(scalar.getTag())) {
      return wrong(node, type, at, "the tag " + scalar.getTag().getValue() + " means nothing here");
    }
    if (Nodes.empty(scalar)) {
      return wrong(node, type, at, Nodes.noValue("one"));
    }
    return texts.value(scalar.getValue(), type, at, secret);
  }

  /** Returns the value of an absent key. */
  private @Nullable Object standard(Component component) {
    if (!standards.containsKey(component)) {
      standards.put(component, absent(component));
    }
    return standards.get(component);
  }

  private @Nullable Object absent(Component component) {
    String standard = component.standard();
    if (standard == null) {
      return Types.isList(component.type())
          ? List.of()
          : Types.isMap(component.type()) ? Map.of() : null;
    }
    Class<?> type = Types.raw(component.type());
    if (texts.areOf(type)) {
      return texts.parsed(standard, type, new At("", ""));
    }
    Source source = Source.of("default", standard);
    Node node = source.root("default");
    Binder binder = new Binder(source, "default", keys, scalars, shorthands, placeholders);
    Object value = binder.value(node, component.type(), new At("", ""), false);
    binder.problems.throwIfAny();
    return value;
  }

  /** Returns what stands in the place of a value that is wrong. */
  private @Nullable Object stand(Type type) {
    if (Types.isList(type)) {
      return List.of();
    }
    if (Types.isMap(type)) {
      return Map.of();
    }
    Class<?> plain = Types.raw(type);
    if (texts.areOf(plain)) {
      return texts.stand(plain);
    }
    Shape shape = shape(plain);
    List<@Nullable Object> values = new ArrayList<>();
    shape
        .components()
        .values()
        .forEach(
            component ->
                values.add(component.required() ? stand(component.type()) : standard(component)));
    return made(shape, values, new At("", ""));
  }

  private @Nullable Object wrong(Node node, Type type, At at, String message) {
    places.putIfAbsent(at.path(), Nodes.place(node, at.shown()));
    problems.add(at.path(), message);
    return stand(type);
  }

  private Shape shape(Class<?> type) {
    Shape known = shapes.get(type);
    if (known == null) {
      known = Shape.of(type, keys);
      shapes.put(type, known);
    }
    return known;
  }

  static String message(IllegalArgumentException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
