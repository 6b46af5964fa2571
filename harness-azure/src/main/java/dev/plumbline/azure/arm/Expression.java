package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonValue;
import java.util.List;

/** An expression of the template language, parsed: what stands between the outer brackets. */
sealed interface Expression {

  /** A text or number as it stands. */
  record Literal(JsonValue value) implements Expression {}

  /**
   * A call of a function.
   *
   * @param name the name as written, with its namespace when it is one of the template's own:
   *     {@code contoso.uniqueName}
   */
  record Call(String name, List<Expression> arguments) implements Expression {}

  /**
   * A member or an element of a value.
   *
   * @param safe whether null stands for what is missing, as {@code .?} and {@code [?]} ask
   */
  record Access(Expression target, Expression key, boolean safe) implements Expression {}

  /** Returns whether a text is an expression and not a literal. */
  static boolean isExpression(String text) {
    return text.length() >= 2
        && text.charAt(0) == '['
        && text.charAt(text.length() - 1) == ']'
        && text.charAt(1) != '[';
  }

  /**
   * Returns the literal that a text which is no expression stands for: {@code [[x]} is {@code [x]}.
   */
  static String unescaped(String text) {
    return text.startsWith("[[") && text.endsWith("]") ? text.substring(1) : text;
  }
}
