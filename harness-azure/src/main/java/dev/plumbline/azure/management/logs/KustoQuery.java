package dev.plumbline.azure.management.logs;

import dev.plumbline.azure.management.logs.KustoExpressions.Expression;
import dev.plumbline.azure.management.logs.KustoTable.Column;
import dev.plumbline.azure.management.logs.KustoTokens.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries in a part of the Kusto query language, that of questions to a log. What it does
 * not know it refuses, never passes over.
 *
 * <p>Source: Azure documentation, "Kusto Query Language overview".
 */
final class KustoQuery {

  private final Map<String, KustoTable> tables;
  private final Instant now;
  private final Map<String, @Nullable Object> scalars = new HashMap<>();
  private final KustoTokens tokens;

  private KustoQuery(String query, Map<String, KustoTable> tables, Instant now) {
    this.tables = tables;
    this.now = now;
    this.tokens = new KustoTokens(query);
  }

  /**
   * Answers a query.
   *
   * @param tables what there is, by name
   * @param now the time that {@code now()} and {@code ago()} mean
   * @throws KustoException when it cannot be answered
   */
  static KustoTable answer(String query, Map<String, KustoTable> tables, Instant now) {
    return new KustoQuery(query, tables, now).answer();
  }

  private KustoTable answer() {
    while (tokens.skip("let")) {
      String name = tokens.name();
      tokens.expect("=");
      KustoTable none = new KustoTable(List.of(), List.of());
      scalars.put(name, new KustoExpressions(tokens, none, now, scalars).read().of(List.of()));
      tokens.expect(";");
    }
    KustoTable result = pipeline();
    tokens.skip(";");
    if (tokens.peek().kind() != Kind.END) {
      throw tokens.unexpected("the end");
    }
    return result;
  }

  private KustoTable pipeline() {
    KustoTable table = source();
    while (tokens.skip("|")) {
      table = operator(tokens.name(), table);
    }
    return table;
  }

  private KustoTable source() {
    if (tokens.skip("union")) {
      return union(null);
    } else if (tokens.skip("(")) {
      KustoTable inner = pipeline();
      tokens.expect(")");
      return inner;
    }
    String name = tokens.name();
    KustoTable found = tables.get(name);
    if (found == null) {
      throw KustoException.semantic(
          "Failed to resolve table or column expression named '" + name + "'");
    }
    return found;
  }

  private KustoTable union(@Nullable KustoTable first) {
    while (tokens.isNext("isfuzzy") || tokens.isNext("kind") || tokens.isNext("withsource")) {
      String option = tokens.name();
      tokens.expect("=");
      String value = tokens.name();
      if (option.equals("withsource") || option.equals("kind") && !value.equals("outer")) {
        throw KustoException.notSimulated("union " + option + "=" + value);
      }
    }
    List<KustoTable> parts = new ArrayList<>();
    if (first != null) {
      parts.add(first);
    }
    do {
      parts.add(source());
    } while (tokens.skip(","));
    Map<String, Column> columns = new LinkedHashMap<>();
    parts.forEach(part -> part.columns().forEach(one -> columns.putIfAbsent(one.name(), one)));
    KustoTable whole = new KustoTable(List.copyOf(columns.values()), List.of());
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (KustoTable part : parts) {
      for (List<@Nullable Object> row : part.rows()) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (Column column : whole.columns()) {
          int index = part.index(column.name());
          // A text is never null.
          cells.add(index >= 0 ? row.get(index) : column.type().equals("string") ? "" : null);
        }
        rows.add(cells);
      }
    }
    return whole.withRows(rows);
  }

  private KustoTable operator(String name, KustoTable table) {
    return switch (name) {
      case "where", "filter" -> {
        Expression condition = expressions(table).read();
        yield table.withRows(
            table.rows().stream()
                .filter(row -> KustoExpressions.isTrue(condition.of(row)))
                .toList());
      }
      case "project" -> project(table);
      case "extend" -> extend(table);
      case "project-away" -> away(table);
      case "project-rename" -> rename(table);
      case "distinct" -> distinct(table);
      case "summarize" -> summarize(table);
      case "count" -> {
        List<@Nullable Object> row = new ArrayList<>();
        row.add((long) table.rows().size());
        yield new KustoTable(List.of(new Column("Count", "long")), List.of(row));
      }
      case "take", "limit" -> table.withRows(table.rows().stream().limit(number()).toList());
      case "sort", "order" -> {
        tokens.expect("by");
        yield sort(table);
      }
      case "top" -> {
        long most = number();
        tokens.expect("by");
        KustoTable sorted = sort(table);
        yield sorted.withRows(sorted.rows().stream().limit(most).toList());
      }
      case "union" -> union(table);
      default -> throw KustoException.notSimulated("the operator " + name);
    };
  }

  private KustoExpressions expressions(KustoTable table) {
    return new KustoExpressions(tokens, table, now, scalars);
  }

  private long number() {
    KustoTokens.Token token = tokens.take();
    if (token.kind() != Kind.NUMBER || token.value().contains(".")) {
      throw KustoException.syntax(
          "Query could not be parsed at '" + token.value() + "': a whole number is expected");
    }
    return Long.parseLong(token.value());
  }

  /** A column that is made: its name, its type where that of another one is kept, its value. */
  private record Made(Column column, Expression expression) {}

  /** Reads {@code name = expression} or a name. */
  private Made made(KustoTable table) {
    String name = tokens.name();
    if (tokens.skip("=")) {
      Expression expression = expressions(table).read();
      return new Made(new Column(name, type(expression, table)), expression);
    }
    if (tokens.isNext("(")) {
      throw KustoException.notSimulated("a column of " + name + "(…) without a name");
    }
    Expression expression = expressions(table).column(name);
    return new Made(table.columns().get(table.index(name)), expression);
  }

  private static String type(Expression expression, KustoTable table) {
    for (List<@Nullable Object> row : table.rows()) {
      Object value = expression.of(row);
      if (value != null) {
        return value instanceof Instant
            ? "datetime"
            : value instanceof Long
                ? "long"
                : value instanceof Double
                    ? "real"
                    : value instanceof Boolean
                        ? "bool"
                        : value instanceof Duration ? "timespan" : "string";
      }
    }
    return "string";
  }

  private KustoTable project(KustoTable table) {
    List<Made> all = new ArrayList<>();
    do {
      all.add(made(table));
    } while (tokens.skip(","));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> row : table.rows()) {
      List<@Nullable Object> cells = new ArrayList<>();
      all.forEach(one -> cells.add(one.expression().of(row)));
      rows.add(cells);
    }
    return new KustoTable(all.stream().map(Made::column).toList(), rows);
  }

  private KustoTable extend(KustoTable table) {
    KustoTable current = table;
    do {
      Made one = made(current);
      int index = current.index(one.column().name());
      List<Column> columns = new ArrayList<>(current.columns());
      if (index < 0) {
        columns.add(one.column());
      } else {
        columns.set(index, one.column());
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (List<@Nullable Object> row : current.rows()) {
        List<@Nullable Object> cells = new ArrayList<>(row);
        Object value = one.expression().of(row);
        if (index < 0) {
          cells.add(value);
        } else {
          cells.set(index, value);
        }
        rows.add(cells);
      }
      current = new KustoTable(columns, rows);
    } while (tokens.skip(","));
    return current;
  }

  private KustoTable away(KustoTable table) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      left.add(i);
    }
    do {
      String name = tokens.name();
      expressions(table).column(name);
      left.remove(Integer.valueOf(table.index(name)));
    } while (tokens.skip(","));
    return kept(table, left);
  }

  private static KustoTable kept(KustoTable table, List<Integer> indexes) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> row : table.rows()) {
      List<@Nullable Object> cells = new ArrayList<>();
      indexes.forEach(index -> cells.add(row.get(index)));
      rows.add(cells);
    }
    return new KustoTable(indexes.stream().map(table.columns()::get).toList(), rows);
  }

  private KustoTable rename(KustoTable table) {
    List<Column> columns = new ArrayList<>(table.columns());
    do {
      String name = tokens.name();
      tokens.expect("=");
      String old = tokens.name();
      expressions(table).column(old);
      int index = table.index(old);
      columns.set(index, new Column(name, columns.get(index).type()));
    } while (tokens.skip(","));
    return new KustoTable(columns, table.rows());
  }

  private KustoTable distinct(KustoTable table) {
    KustoTable projected = project(table);
    return projected.withRows(projected.rows().stream().distinct().toList());
  }

  private KustoTable summarize(KustoTable table) {
    String name = tokens.name();
    String column = "count_";
    if (tokens.skip("=")) {
      column = name;
      name = tokens.name();
    }
    if (!name.equals("count")) {
      throw KustoException.notSimulated("summarize " + name + "()");
    }
    tokens.expect("(");
    tokens.expect(")");
    KustoTable keys =
        tokens.skip("by")
            ? project(table)
            : new KustoTable(
                List.of(), table.rows().stream().map(row -> List.<@Nullable Object>of()).toList());
    Map<List<@Nullable Object>, Long> counts = new LinkedHashMap<>();
    keys.rows().forEach(row -> counts.merge(row, 1L, Long::sum));
    if (counts.isEmpty() && keys.columns().isEmpty()) {
      counts.put(List.of(), 0L);
    }
    List<Column> columns = new ArrayList<>(keys.columns());
    columns.add(new Column(column, "long"));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          List<@Nullable Object> row = new ArrayList<>(key);
          row.add(count);
          rows.add(row);
        });
    return new KustoTable(columns, rows);
  }

  private KustoTable sort(KustoTable table) {
    Comparator<List<@Nullable Object>> order = null;
    do {
      Expression key = expressions(table).column(tokens.name());
      boolean ascending = tokens.skip("asc");
      if (!ascending) {
        tokens.skip("desc");
      }
      Comparator<List<@Nullable Object>> one =
          (a, b) -> {
            Object first = key.of(a);
            Object second = key.of(b);
            int compared =
                first == null || second == null
                    ? Boolean.compare(second == null, first == null)
                    : KustoExpressions.order(first, second);
            return ascending ? compared : -compared;
          };
      order = order == null ? one : order.thenComparing(one);
    } while (tokens.skip(","));
    return table.withRows(table.rows().stream().sorted(order).toList());
  }
}
