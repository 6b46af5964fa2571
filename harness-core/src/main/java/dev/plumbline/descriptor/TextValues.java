package dev.plumbline.descriptor;

import dev.plumbline.descriptor.Placeholders.Replaced;
import dev.plumbline.descriptor.Placeholders.Value;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes values of texts: replaces placeholders, and remembers what they stood for, since that may
 * be secret.
 */
final class TextValues {

  /** A placeholder in the path of a URL: what stands there may be all that opens a service. */
  private static final Pattern IN_A_PATH = Pattern.compile("[a-z]+://[^/#]*/[^#]*\\$\\{.*");

  private final Keys keys;
  private final Map<Class<?>, Scalar<?>> scalars;
  private final Placeholders placeholders;
  private final Problems problems;
  private final Map<String, String> hidden;
  private final Set<String> secrets = new LinkedHashSet<>();

  /**
   * Makes values of one document.
   *
   * @param hidden takes what placeholders stood for, with the placeholder to show in its place
   */
  TextValues(
      Keys keys,
      Map<Class<?>, Scalar<?>> scalars,
      Placeholders placeholders,
      Problems problems,
      Map<String, String> hidden) {
    this.keys = keys;
    this.scalars = scalars;
    this.placeholders = placeholders;
    this.problems = problems;
    this.hidden = hidden;
  }

  /** Returns the texts that came of placeholders where a secret may stand. */
  Set<String> secrets() {
    return Collections.unmodifiableSet(secrets);
  }

  /** Returns whether values of a type are made of texts. */
  boolean areOf(Class<?> type) {
    return scalars.containsKey(type) || type.isEnum();
  }

  /** Returns what stands in the place of a value of such a type that is wrong. */
  Object stand(Class<?> type) {
    Scalar<?> scalar = scalars.get(type);
    return scalar != null ? scalar.stand() : type.getEnumConstants()[0];
  }

  /** Returns the value that a text of the document stands for, its placeholders replaced. */
  Object value(String raw, Class<?> type, At at, boolean secret) {
    boolean hides = type == String.class || IN_A_PATH.matcher(raw).matches();
    Optional<String> text = replaced(raw, at, secret && hides);
    return text.isEmpty() ? stand(type) : parsed(text.get(), type, at);
  }

  /** Returns the value that a text stands for as it is. */
  Object parsed(String text, Class<?> type, At at) {
    try {
      Scalar<?> scalar = scalars.get(type);
      return scalar != null ? scalar.parse().apply(text) : constant(text, type);
    } catch (IllegalArgumentException e) {
      problems.add(at.path(), Binder.message(e));
      return stand(type);
    }
  }

  private Object constant(String text, Class<?> type) {
    List<String> names = Keys.constants(type).map(Keys::of).toList();
    return Keys.constants(type)
        .filter(constant -> keys.means(text, constant))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + text + "\" is unknown" + NearestName.hint(text, names)));
  }

  /** Returns a text with its placeholders replaced; empty when one of them has no value. */
  Optional<String> replaced(String raw, At at, boolean secret) {
    Replaced replaced = placeholders.replace(raw);
    for (Value value : replaced.values()) {
      // Too short to be a secret, and taking it out would garble every text.
      if (value.text().length() >= 4) {
        hidden.put(value.text(), "${" + value.name() + "}");
        if (secret) {
          secrets.add(value.text());
        }
      }
    }
    if (replaced.problem() != null) {
      problems.add(at.path(), replaced.problem());
      return Optional.empty();
    }
    return Optional.of(replaced.text());
  }

  /**
   * Remembers what placeholders of a text stand for, where that came to be in parts of it that may
   * be secret, and in none that is not.
   */
  void secretsOf(String raw, List<String> open, List<String> secret) {
    for (Value value : placeholders.replace(raw).values()) {
      if (value.text().length() >= 4
          && secret.stream().anyMatch(part -> part.contains(value.text()))
          && open.stream().noneMatch(part -> part.contains(value.text()))) {
        secrets.add(value.text());
      }
    }
  }

  /** Returns the form that a value of a type has in a document, in words. */
  String form(Class<?> type) {
    Scalar<?> scalar = scalars.get(type);
    if (type.isRecord() && scalar == null) {
      return "a mapping";
    }
    return scalar != null
        ? scalar.form()
        : "one of " + String.join(", ", Keys.constants(type).map(Keys::of).toList());
  }
}
