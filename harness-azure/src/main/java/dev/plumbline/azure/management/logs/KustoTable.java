package dev.plumbline.azure.management.logs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows with columns, as the Kusto query language knows them.
 *
 * @param columns the columns, in order
 * @param rows the rows: a value of each column's type, or null
 */
record KustoTable(List<Column> columns, List<List<@Nullable Object>> rows) {

  /**
   * A column.
   *
   * @param name its name; case counts
   * @param type {@code string}, {@code datetime}, {@code long}, {@code real} or {@code bool}
   */
  record Column(String name, String type) {}

  int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  KustoTable withRows(List<List<@Nullable Object>> other) {
    return new KustoTable(columns, other);
  }

  /** Returns the answer that holds it. */
  Map<String, Object> json() {
    List<Object> all = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> cells = new ArrayList<>();
      for (Object cell : row) {
        cells.add(cell instanceof Instant time ? time.toString() : cell);
      }
      all.add(cells);
    }
    return Map.of(
        "tables",
        List.of(
            Map.of(
                "name",
                "PrimaryResult",
                "columns",
                columns.stream()
                    .map(one -> Map.of("name", one.name(), "type", one.type()))
                    .toList(),
                "rows",
                all)));
  }
}
