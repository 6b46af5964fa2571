package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.Mark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Parses expressions of the template language, character by character. */
final class ExpressionParser {

  /** How deep calls may be nested: far more than anybody writes, and less than the stack holds. */
  private static final int DEPTH = 250;

  private final String text;
  private int at;
  private int depth;

  private ExpressionParser(String text) {
    this.text = text;
  }

  /**
   * Returns a text in brackets as an expression.
   *
   * @throws ExpressionException when it is none, with the column in the text
   */
  static Expression parse(String text) {
    ExpressionParser parser = new ExpressionParser(text);
    parser.at = 1;
    Expression expression = parser.expression();
    parser.space();
    if (parser.at != text.length() - 1) {
      throw parser.wrong("nothing more is expected after a whole expression");
    }
    return expression;
  }

  private Expression expression() {
    if (++depth > DEPTH) {
      throw wrong("calls are nested more than " + DEPTH + " deep");
    }
    space();
    Expression expression = primary();
    while (true) {
      space();
      char c = peek();
      if (c == '.') {
        at++;
        boolean safe = optional('?');
        space();
        expression =
            new Expression.Access(
                expression, new Expression.Literal(new JsonString(Mark.NOWHERE, name())), safe);
      } else if (c == '[') {
        at++;
        boolean safe = optional('?');
        Expression key = expression();
        space();
        expect(']');
        expression = new Expression.Access(expression, key, safe);
      } else {
        depth--;
        return expression;
      }
    }
  }

  private Expression primary() {
    char c = peek();
    if (c == '\'') {
      return new Expression.Literal(new JsonString(Mark.NOWHERE, string()));
    } else if (c >= '0' && c <= '9' || c == '-' || c == '+') {
      return new Expression.Literal(number());
    } else if (starts(c)) {
      int begin = at;
      String name = name();
      space();
      while (peek() == '.') {
        at++;
        space();
        name += "." + name();
        space();
      }
      if (peek() != '(') {
        at = begin;
        throw wrong(
            "\""
                + name
                + "\" needs brackets, as in "
                + name
                + "(), or quotes, as in '"
                + name
                + "'");
      }
      return new Expression.Call(name, arguments());
    }
    throw wrong("a function, a text in single quotes or a number is expected");
  }

  private List<Expression> arguments() {
    expect('(');
    List<Expression> arguments = new ArrayList<>();
    space();
    if (optional(')')) {
      return arguments;
    }
    while (true) {
      arguments.add(expression());
      space();
      if (optional(')')) {
        return arguments;
      }
      if (!optional(',')) {
        throw wrong("a comma or the closing bracket of the arguments is expected");
      }
    }
  }

  private String string() {
    int begin = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      if (at >= text.length() - 1) {
        at = begin;
        throw wrong("the text that begins here has no closing quote");
      }
      char c = text.charAt(at++);
      if (c == '\'') {
        if (peek() != '\'') {
          return value.toString();
        }
        at++;
      }
      value.append(c);
    }
  }

  private JsonNumber number() {
    int begin = at++;
    while (peek() >= '0' && peek() <= '9' || peek() == '.' && isDigit(at + 1)) {
      at++;
    }
    String digits = text.substring(begin, at);
    try {
      return digits.indexOf('.') < 0
          ? new JsonNumber(Mark.NOWHERE, Long.valueOf(digits))
          : new JsonNumber(Mark.NOWHERE, new BigDecimal(digits));
    } catch (NumberFormatException e) {
      at = begin;
      throw wrong("\"" + digits + "\" is no integer of 64 bits");
    }
  }

  private boolean isDigit(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private String name() {
    int begin = at;
    while (at < text.length() - 1
        && (Character.isLetterOrDigit(text.charAt(at))
            || text.charAt(at) == '_'
            || text.charAt(at) == '$')) {
      at++;
    }
    if (begin == at) {
      throw wrong("a name is expected");
    }
    return text.substring(begin, at);
  }

  private static boolean starts(char c) {
    return Character.isLetter(c) || c == '_' || c == '$';
  }

  private void space() {
    while (at < text.length() - 1 && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Returns the next character; at the end, a character that begins nothing. */
  private char peek() {
    return at < text.length() - 1 ? text.charAt(at) : '\0';
  }

  private boolean optional(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!optional(c)) {
      throw wrong("\"" + c + "\" is expected");
    }
  }

  private ExpressionException wrong(String message) {
    String found =
        at >= text.length() - 1 ? "the expression ends" : "\"" + text.charAt(at) + "\" stands";
    return new ExpressionException(found + " at character " + (at + 1) + ": " + message);
  }
}
