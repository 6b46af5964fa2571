package dev.plumbline.descriptor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A format of YAML documents, given by a record type: reads documents as records, and writes the
 * JSON Schema.
 *
 * <p>Keys are the record's components in kebab case; enum constants are written in kebab case as
 * well. A component is required, unless it is nullable, a list, a map or has a {@link Default}.
 * Components may be texts, whole numbers, booleans, durations ({@code 500ms}, {@code 1m30s}),
 * enums, records, lists, maps by name, and what {@link Builder#scalar} adds. In place of a list of
 * one its only element may stand, if it is a scalar, and in place of a list of texts a literal
 * block (<code>|</code>), each line of which is one. <code>${NAME}</code> and <code>${NAME:default}
 * </code> in a value stand for an environment variable; an empty one counts as not set.
 *
 * <p>Immutable, and safe for use by many threads.
 *
 * @param <T> the type that documents are read as
 */
public final class Descriptor<T> {

  /**
   * With so many problems nobody asks for more, and checks that look at all of them would take
   * long.
   */
  private static final int ENOUGH = 1_000;

  private final Class<T> type;
  private final String kind;
  private final Keys keys;
  private final Map<Class<?>, Scalar<?>> scalars;
  private final Map<Class<?>, Shorthand> shorthands;
  private final List<BiConsumer<T, Problems>> checks;

  /** A text that stands for one record or several. */
  record Shorthand(
      Function<String, List<Map<String, String>>> parse, String pattern, String form) {}

  private Descriptor(Builder<T> builder) {
    type = builder.type;
    kind = builder.kind;
    keys = builder.keys;
    scalars = Map.copyOf(builder.scalars);
    shorthands = Map.copyOf(builder.shorthands);
    checks = List.copyOf(builder.checks);
  }

  /**
   * Returns a builder of a format.
   *
   * @param type the record type that documents are read as
   * @param kind what messages call such a document, for example {@code environment}
   */
  public static <T extends Record> Builder<T> of(Class<T> type, String kind) {
    return new Builder<>(type, kind);
  }

  /** Returns a builder that starts from this format. */
  public Builder<T> toBuilder() {
    Builder<T> builder = new Builder<>(type, kind);
    builder.keys = keys;
    builder.scalars.putAll(scalars);
    builder.shorthands.putAll(shorthands);
    builder.checks.addAll(checks);
    return builder;
  }

  /**
   * Reads a document.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   */
  public Document<T> read(Source source) {
    Binder binder =
        new Binder(source, kind, keys, scalars, shorthands, new Placeholders(source.variables()));
    Object bound = binder.bind(source.root(kind), type);
    Problems problems = binder.problems();
    if (bound == null) {
      problems.throwIfAny();
      throw new IllegalStateException("a problem was added for a document that cannot be used");
    }
    T value = type.cast(bound);
    if (problems.found().size() < ENOUGH) {
      checks.forEach(check -> check.accept(value, problems));
    }
    problems.throwIfAny();
    return new Document<>(
        source, kind, value, binder.places(), binder.hidden(), binder.secrets(), List.of());
  }

  /**
   * Returns the JSON Schema (draft 2020-12) of the format, so that editors complete and check
   * documents. It accepts what {@link #read} accepts, save that it cannot know what only shows when
   * values are seen together, such as a name that stands for nothing.
   *
   * @param id the identifier of the schema, a URI
   * @param title what the documents are
   */
  public String schema(String id, String title) {
    return new JsonSchema(keys, scalars, shorthands).of(type, id, title);
  }

  /**
   * Builds a {@link Descriptor}.
   *
   * @param <T> the type that documents are read as
   */
  public static final class Builder<T> {

    private final Class<T> type;
    private final String kind;
    private Keys keys = Keys.KEBAB;
    private final Map<Class<?>, Scalar<?>> scalars = new HashMap<>();
    private final Map<Class<?>, Shorthand> shorthands = new HashMap<>();
    private final List<BiConsumer<T, Problems>> checks = new ArrayList<>();

    private Builder(Class<T> type, String kind) {
      this.type = type;
      this.kind = kind;
      scalars.put(String.class, new Scalar<>(text -> text, "", "", "a text"));
      scalars.put(
          Duration.class,
          new Scalar<>(
              Durations::parse,
              Duration.ofSeconds(1),
              Durations.PATTERN,
              "a duration such as 500ms, 2s or 1m30s"));
      Scalar<Integer> integers = new Scalar<>(Builder::integer, 1, "", "a whole number");
      scalars.put(int.class, integers);
      scalars.put(Integer.class, integers);
      Scalar<Boolean> booleans = new Scalar<>(Builder::truth, false, "", "true or false");
      scalars.put(boolean.class, booleans);
      scalars.put(Boolean.class, booleans);
    }

    /**
     * Has keys written as the components' own names, for example {@code addressPrefixes}, and takes
     * enum constants in any case and with or without hyphens, as {@code DeveloperPortal}.
     */
    public Builder<T> camelCaseKeys() {
      keys = Keys.CAMEL;
      return this;
    }

    /**
     * Adds a type that is written as a text.
     *
     * @param type the type
     * @param parse makes a value of a text; throws {@link IllegalArgumentException} with a message
     *     that says what was found and what is allowed
     * @param stand what stands for a value that is wrong, so that all else can be checked
     * @param pattern the form of the text as a regular expression, for the JSON Schema; empty for
     *     none
     * @param form what it is, for the JSON Schema, for example {@code an IP address such as
     *     10.1.0.5}
     */
    public <V> Builder<T> scalar(
        Class<V> type, Function<String, V> parse, V stand, String pattern, String form) {
      scalars.put(type, new Scalar<>(parse, stand, pattern, form));
      return this;
    }

    /**
     * Adds a text that may stand for a record.
     *
     * @param type the record type
     * @param parse makes the keys and values of the record, or of several records, of a text;
     *     throws {@link IllegalArgumentException} with a message that says what was found and what
     *     is allowed; several records may only stand in a list
     * @param pattern the form of the text as a regular expression, for the JSON Schema; empty for
     *     none
     * @param form what it is, for the JSON Schema, for example {@code two segments such as hub ->
     *     spoke}
     */
    public Builder<T> shorthand(
        Class<? extends Record> type,
        Function<String, List<Map<String, String>>> parse,
        String pattern,
        String form) {
      shorthands.put(type, new Shorthand(parse, pattern, form));
      return this;
    }

    /** Adds a text that may stand for a record with one key, as its value. */
    public Builder<T> shorthand(Class<? extends Record> type, String key, String form) {
      return shorthand(type, text -> List.of(new LinkedHashMap<>(Map.of(key, text))), "", form);
    }

    /**
     * Adds a check of the whole value. It also gets values of which parts are wrong already, with
     * something else in their place; it should ask {@link Problems#broken} before it says what
     * follows from a part.
     */
    public Builder<T> check(BiConsumer<T, Problems> check) {
      checks.add(check);
      return this;
    }

    /** Returns the format. */
    public Descriptor<T> build() {
      return new Descriptor<>(this);
    }

    private static Integer integer(String text) {
      if (!text.matches("[-+]?\\d{1,19}")) {
        throw new IllegalArgumentException("\"" + text + "\" is not a whole number");
      }
      long number;
      try {
        number = Long.parseLong(text);
      } catch (NumberFormatException e) {
        number = Long.MAX_VALUE;
      }
      if (number != (int) number) {
        throw new IllegalArgumentException(
            text + " is not within " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
      }
      return (int) number;
    }

    private static Boolean truth(String text) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not a boolean; allowed: true, false");
      }
      return Boolean.valueOf(text);
    }
  }
}
