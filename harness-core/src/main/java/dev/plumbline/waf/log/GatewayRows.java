package dev.plumbline.waf.log;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of one file, or of the files of a directory. A file that has changed is read again.
 *
 * <p>A file has a document a line, or is one document. A document is a row, an array of rows, an
 * object with {@code records}, as a storage account and an event hub have them, or with {@code
 * tables} of columns and rows, as a Log Analytics query answers.
 */
final class GatewayRows implements RowsOfGateway {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long LARGEST = 512L << 20;

  private final Path path;
  private final Map<Path, Contents> files = new LinkedHashMap<>();

  GatewayRows(Path path) {
    this.path = path;
  }

  private record Contents(long size, FileTime changed, List<GatewayRow> rows, String broken) {}

  @Override
  public String name() {
    String name = "Application Gateway firewall log " + path;
    return Files.exists(path) ? name : name + " (which does not exist)";
  }

  @Override
  public boolean refresh() throws IOException {
    List<Path> there = list();
    boolean changed = files.keySet().retainAll(there);
    for (Path file : there) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Contents known = files.get(file);
        if (known == null
            || known.size() != now.size()
            || !known.changed().equals(now.lastModifiedTime())) {
          files.put(file, read(file, now));
          changed = true;
        }
      } catch (NoSuchFileException e) {
        changed |= files.remove(file) != null;
      }
    }
    return changed;
  }

  @Override
  public Stream<GatewayRow> rows() {
    return files.values().stream().flatMap(contents -> contents.rows().stream());
  }

  @Override
  public String broken() {
    return files.values().stream()
        .map(Contents::broken)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private List<Path> list() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path, 12)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Contents read(Path file, BasicFileAttributes now) throws IOException {
    if (now.size() > LARGEST) {
      throw new IOException(file + " is larger than " + LARGEST + " bytes; export fewer rows");
    }
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8; save it as UTF-8", e);
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    Parsed parsed = parsed(file.toString(), text);
    return new Contents(now.size(), now.lastModifiedTime(), parsed.rows(), parsed.broken());
  }

  /**
   * What a text holds.
   *
   * @param rows its rows
   * @param broken what could not be read; empty for nothing
   */
  record Parsed(List<GatewayRow> rows, String broken) {}

  /** Reads a text in one of the forms of such logs. */
  static Parsed parsed(String file, String text) {
    List<GatewayRow> rows = new ArrayList<>();
    String broken = "";
    try {
      if (isLineByLine(text)) {
        lines(file, text, rows);
      } else if (!text.isBlank()) {
        add(JSON.readTree(text), file, rows);
      }
    } catch (JacksonException e) {
      broken = "%s:%d is not JSON: %s".formatted(file, line(e), e.getOriginalMessage());
    } catch (BrokenRow e) {
      broken = String.valueOf(e.getMessage());
    }
    return new Parsed(rows, broken);
  }

  /** What is nested too deeply has no place. */
  private static int line(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }

  private static final class BrokenRow extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenRow(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static boolean isLineByLine(String text) {
    String first = text.stripLeading().lines().findFirst().orElse("");
    try {
      return JSON.readTree(first).isObject();
    } catch (JacksonException e) {
      return false;
    }
  }

  private static void lines(String file, String text, List<GatewayRow> rows) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      JsonNode document;
      try {
        document = JSON.readTree(lines[i]);
      } catch (JacksonException e) {
        if (i == lines.length - 1) {
          // the last one has no line end yet: it is being written
          return;
        }
        throw new BrokenRow(
            "%s:%d is not JSON: %s".formatted(file, i + 1, e.getOriginalMessage()), e);
      }
      add(document, file + ":" + (i + 1), rows);
    }
  }

  private static void add(JsonNode document, String where, List<GatewayRow> rows) {
    int number = 0;
    for (JsonNode row : rowsOf(document)) {
      number++;
      try {
        rows.add(GatewayRow.of(row));
      } catch (IllegalArgumentException e) {
        throw new BrokenRow(
            "%s, row %d, is no row of an application gateway's log: %s"
                .formatted(where, number, e.getMessage()),
            e);
      }
    }
  }

  private static Iterable<JsonNode> rowsOf(JsonNode document) {
    if (document.isArray()) {
      return document;
    }
    if (document.path("records").isArray()) {
      return document.path("records");
    }
    if (!document.path("tables").isArray()) {
      return List.of(document);
    }
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode table : document.path("tables")) {
      for (JsonNode values : table.path("rows")) {
        ObjectNode row = JSON.createObjectNode();
        for (int i = 0; i < values.size(); i++) {
          row.set(
              table.path("columns").path(i).path("name").asString("column " + i), values.get(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
