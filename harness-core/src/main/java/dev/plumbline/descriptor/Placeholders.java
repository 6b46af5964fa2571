package dev.plumbline.descriptor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of environment variables in place of {@code ${NAME}} and {@code ${NAME:default}};
 * two dollar signs stand for one that begins no placeholder.
 */
final class Placeholders {

  private static final Pattern MARK =
      Pattern.compile(
          "\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<default>[^}]*))?\\}|\\$\\{");

  private final UnaryOperator<@Nullable String> variables;

  Placeholders(UnaryOperator<@Nullable String> variables) {
    this.variables = variables;
  }

  /**
   * A text with its placeholders replaced, and the values that came from the environment, with
   * their names.
   */
  record Replaced(String text, List<Value> values, @Nullable String problem) {}

  /** The value of an environment variable. */
  record Value(String name, String text) {}

  /** Replaces. An empty variable counts as one that is not set. */
  Replaced replace(String text) {
    if (!text.contains("${")) {
      return new Replaced(text, List.of(), null);
    }
    StringBuilder result = new StringBuilder();
    List<Value> values = new ArrayList<>();
    String problem = null;
    Matcher matcher = MARK.matcher(text);
    while (matcher.find()) {
      String name = matcher.group("name");
      String replacement = "";
      if (matcher.group().equals("$${")) {
        replacement = "${";
      } else if (name == null) {
        problem =
            "\"${\" begins no placeholder here; write ${NAME} or ${NAME:default}, or $${ for the text itself";
      } else {
        String value = variables.apply(name);
        if (value != null && !value.isEmpty()) {
          values.add(new Value(name, value));
          replacement = value;
        } else if (matcher.group("default") != null) {
          replacement = matcher.group("default");
        } else {
          problem =
              "the environment variable "
                  + name
                  + " is "
                  + (value == null ? "not set" : "empty")
                  + "; set it, or write ${"
                  + name
                  + ":default}";
        }
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(replacement));
    }
    return new Replaced(matcher.appendTail(result).toString(), values, problem);
  }
}
