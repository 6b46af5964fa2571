package dev.plumbline.azure.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in text, with columns as wide as what stands in them. */
final class TextTable {

  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... header) {
    rows.add(header);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  /** Puts a line under the header, as {@code az --output table} does. */
  void underline() {
    String[] header = rows.get(0);
    String[] line = new String[header.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = "-".repeat(width(i));
    }
    rows.add(1, line);
  }

  private int width(int column) {
    return rows.stream().mapToInt(r -> r[column].length()).max().orElse(0);
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).length];
    Arrays.setAll(widths, this::width);
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
