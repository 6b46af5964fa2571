package dev.plumbline.azure.management.logs;

import dev.plumbline.azure.management.logs.KustoTokens.Kind;
import dev.plumbline.azure.management.logs.KustoTokens.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads expressions of the Kusto query language, for a table. */
final class KustoExpressions {

  /** A value that is computed of a row. */
  interface Expression {
    @Nullable Object of(List<@Nullable Object> row);
  }

  private final KustoTokens tokens;
  private final KustoTable table;
  private final Instant now;
  private final Map<String, @Nullable Object> scalars;

  KustoExpressions(
      KustoTokens tokens, KustoTable table, Instant now, Map<String, @Nullable Object> scalars) {
    this.tokens = tokens;
    this.table = table;
    this.now = now;
    this.scalars = scalars;
  }

  Expression read() {
    Expression left = and();
    while (tokens.skip("or")) {
      Expression first = left;
      Expression second = and();
      left = row -> isTrue(first.of(row)) || isTrue(second.of(row));
    }
    return left;
  }

  static boolean isTrue(@Nullable Object value) {
    return Boolean.TRUE.equals(value);
  }

  private Expression and() {
    Expression left = comparison();
    while (tokens.skip("and")) {
      Expression first = left;
      Expression second = comparison();
      left = row -> isTrue(first.of(row)) && isTrue(second.of(row));
    }
    return left;
  }

  private Expression comparison() {
    Expression left = sum();
    Token token = tokens.peek();
    if (token.kind() != Kind.WORD && token.kind() != Kind.SIGN) {
      return left;
    }
    String operator = token.value();
    switch (operator) {
      case "==", "!=", "<", "<=", ">", ">=", "=~", "!~" -> {
        tokens.take();
        Expression right = sum();
        return row -> compares(operator, left.of(row), right.of(row));
      }
      case "has",
          "!has",
          "has_cs",
          "contains",
          "!contains",
          "contains_cs",
          "startswith",
          "!startswith",
          "endswith",
          "!endswith" -> {
        tokens.take();
        Expression right = sum();
        boolean not = operator.startsWith("!");
        String bare = not ? operator.substring(1) : operator;
        return row -> not != holds(bare, text(left.of(row)), text(right.of(row)));
      }
      case "in", "!in", "in~", "!in~", "has_any" -> {
        tokens.take();
        List<Expression> values = list();
        boolean not = operator.startsWith("!");
        Predicate<Object[]> same =
            pair ->
                operator.equals("has_any")
                    ? holds("has", text(pair[0]), text(pair[1]))
                    : compares(operator.endsWith("~") ? "=~" : "==", pair[0], pair[1]);
        return row ->
            not
                != values.stream()
                    .anyMatch(one -> same.test(new Object[] {left.of(row), one.of(row)}));
      }
      case "between" -> {
        tokens.take();
        tokens.expect("(");
        Expression from = sum();
        tokens.expect("..");
        Expression to = sum();
        tokens.expect(")");
        return row -> {
          Object first = from.of(row);
          Object last = to.of(row);
          Object upper =
              last instanceof Duration length && first instanceof Instant start
                  ? start.plus(length)
                  : last;
          return compares(">=", left.of(row), first) && compares("<=", left.of(row), upper);
        };
      }
      case "matches" -> {
        tokens.take();
        tokens.expect("regex");
        Expression right = sum();
        return row -> matches(text(left.of(row)), text(right.of(row)));
      }
      default -> {
        return left;
      }
    }
  }

  private static boolean matches(String text, String pattern) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw KustoException.semantic("'" + pattern + "' is no regular expression");
    }
  }

  private List<Expression> list() {
    List<Expression> values = new ArrayList<>();
    tokens.expect("(");
    do {
      values.add(sum());
    } while (tokens.skip(","));
    tokens.expect(")");
    return values;
  }

  private Expression sum() {
    Expression left = value();
    while (tokens.isNext("+") || tokens.isNext("-")) {
      boolean minus = tokens.take().value().equals("-");
      Expression first = left;
      Expression second = value();
      left = row -> added(first.of(row), second.of(row), minus);
    }
    return left;
  }

  private static @Nullable Object added(
      @Nullable Object one, @Nullable Object other, boolean minus) {
    if (one == null || other == null) {
      return null;
    } else if (one instanceof Instant time && other instanceof Duration length) {
      return minus ? time.minus(length) : time.plus(length);
    } else if (one instanceof Instant time && other instanceof Instant start && minus) {
      return Duration.between(start, time);
    } else if (one instanceof Long a && other instanceof Long b) {
      return minus ? a - b : a + b;
    } else if (one instanceof Number a && other instanceof Number b) {
      return minus ? a.doubleValue() - b.doubleValue() : a.doubleValue() + b.doubleValue();
    }
    throw KustoException.semantic(
        "'" + (minus ? "-" : "+") + "' cannot be used of " + one + " and " + other);
  }

  private Expression value() {
    Token token = tokens.take();
    switch (token.kind()) {
      case TEXT -> {
        return row -> token.value();
      }
      case NUMBER -> {
        Object number =
            token.value().contains(".")
                ? (Object) Double.valueOf(token.value())
                : Long.valueOf(token.value());
        return row -> number;
      }
      case TIME -> {
        Duration length = length(token.value());
        return row -> length;
      }
      case LITERAL -> {
        Object literal = literal(token.value());
        return row -> literal;
      }
      case WORD -> {
        return word(token.value());
      }
      default -> {
        if (token.value().equals("(")) {
          Expression inner = read();
          tokens.expect(")");
          return inner;
        }
        throw KustoException.syntax("Query could not be parsed at '" + token.value() + "'");
      }
    }
  }

  private Expression word(String name) {
    if (tokens.isNext("(")) {
      return function(name);
    } else if (name.equals("true") || name.equals("false")) {
      boolean value = name.equals("true");
      return row -> value;
    } else if (scalars.containsKey(name)) {
      Object value = scalars.get(name);
      return row -> value;
    }
    return column(name);
  }

  Expression column(String name) {
    int index = table.index(name);
    if (index < 0) {
      throw KustoException.semantic(
          "Failed to resolve column or scalar expression named '" + name + "'");
    }
    return row -> row.get(index);
  }

  private Expression function(String name) {
    tokens.expect("(");
    if (name.equals("column_ifexists")) {
      Token column = tokens.take();
      tokens.expect(",");
      Expression otherwise = sum();
      tokens.expect(")");
      int index = table.index(column.value());
      return index < 0 ? otherwise : row -> row.get(index);
    }
    List<Expression> given = new ArrayList<>();
    if (!tokens.isNext(")")) {
      do {
        given.add(read());
      } while (tokens.skip(","));
    }
    tokens.expect(")");
    Expression first = given.isEmpty() ? row -> null : given.get(0);
    return switch (name) {
      case "now" -> row -> now;
      case "ago" ->
          row -> {
            if (first.of(row) instanceof Duration length) {
              return now.minus(length);
            }
            throw KustoException.semantic("ago() takes a time span such as 1h");
          };
      case "not" -> row -> !isTrue(first.of(row));
      case "isempty" -> row -> text(first.of(row)).isEmpty();
      case "isnotempty", "notempty" -> row -> !text(first.of(row)).isEmpty();
      case "isnull" -> row -> first.of(row) == null;
      case "isnotnull" -> row -> first.of(row) != null;
      case "tolower" -> row -> text(first.of(row)).toLowerCase(Locale.ROOT);
      case "toupper" -> row -> text(first.of(row)).toUpperCase(Locale.ROOT);
      case "tostring" -> row -> text(first.of(row));
      case "strcat" ->
          row -> String.join("", given.stream().map(one -> text(one.of(row))).toList());
      case "coalesce" ->
          row ->
              given.stream()
                  .map(one -> one.of(row))
                  .filter(one -> !text(one).isEmpty())
                  .findFirst()
                  .orElse(null);
      case "toint", "tolong" ->
          row ->
              text(first.of(row)).matches("-?\\d{1,18}") ? Long.valueOf(text(first.of(row))) : null;
      case "todatetime" -> row -> instant(text(first.of(row)));
      default -> throw KustoException.notSimulated("the function " + name + "()");
    };
  }

  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** Absent texts are the empty text; other absent values are like nothing else. */
  static boolean compares(String operator, @Nullable Object one, @Nullable Object other) {
    if (operator.equals("=~") || operator.equals("!~")) {
      return operator.equals("=~") == text(one).equalsIgnoreCase(text(other));
    }
    if (one == null && other instanceof String || other == null && one instanceof String) {
      return compares(operator, text(one), text(other));
    }
    if (one == null || other == null) {
      return operator.equals("!=") && one != other;
    }
    int order = order(one, other);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  static int order(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    } else if (one instanceof Instant a && other instanceof Instant b) {
      return a.compareTo(b);
    } else if (one instanceof Duration a && other instanceof Duration b) {
      return a.compareTo(b);
    } else if (one instanceof Boolean a && other instanceof Boolean b) {
      return a.compareTo(b);
    } else if (one instanceof String a && other instanceof String b) {
      return a.compareTo(b);
    }
    throw KustoException.semantic(
        "Cannot compare values of types "
            + one.getClass().getSimpleName()
            + " and "
            + other.getClass().getSimpleName()
            + "; try adding explicit casts");
  }

  private static boolean holds(String operator, String text, String part) {
    boolean exact = operator.endsWith("_cs");
    String in = exact ? text : text.toLowerCase(Locale.ROOT);
    String wanted = exact ? part : part.toLowerCase(Locale.ROOT);
    return switch (exact ? operator.substring(0, operator.length() - 3) : operator) {
      case "contains" -> in.contains(wanted);
      case "startswith" -> in.startsWith(wanted);
      case "endswith" -> in.endsWith(wanted);
      default ->
          // A term is bounded by what is neither letter nor digit.
          Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(wanted) + "(?![\\p{L}\\p{N}])")
              .matcher(in)
              .find();
    };
  }

  static Duration length(String text) {
    String number = text.replaceAll("[A-Za-z]+$", "");
    String unit = text.substring(number.length());
    double factor =
        unit.equals("ms")
            ? 1
            : unit.startsWith("d")
                ? 86_400_000
                : unit.startsWith("h") ? 3_600_000 : unit.startsWith("m") ? 60_000 : 1_000;
    return Duration.ofMillis(Math.round(Double.parseDouble(number) * factor));
  }

  private Object literal(String text) {
    String inner = text.substring(text.indexOf('(') + 1, text.length() - 1).strip();
    inner = inner.replaceAll("^[\"']|[\"']$", "");
    if (text.startsWith("timespan")) {
      return length(inner);
    }
    Instant time = instant(inner);
    if (time == null) {
      throw KustoException.syntax("'" + inner + "' is no time");
    }
    return time;
  }

  static @Nullable Instant instant(String text) {
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      String joined = text.replaceFirst("(?<=\\d) (?=\\d)", "T");
      return joined.matches(".*(Z|[+-]\\d\\d:\\d\\d)$")
          ? OffsetDateTime.parse(joined).toInstant()
          : LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
