package dev.plumbline.report;

import dev.plumbline.observation.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report of a drill: misconfigurations by tests.
 *
 * @param environment the environment's name
 * @param startedAt when it began, as ISO 8601
 * @param plainMillis how long the tests took without any misconfiguration
 * @param tookMillis how long all of it took
 * @param tests the names of the tests: the columns
 * @param red what failed without any misconfiguration; nothing that is said of rows counts then
 * @param rows the misconfigurations
 */
public record DrillMatrix(
    String environment,
    String startedAt,
    long plainMillis,
    long tookMillis,
    List<String> tests,
    List<Failure> red,
    List<Row> rows) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Copies the lists. */
  public DrillMatrix {
    tests = List.copyOf(tests);
    red = List.copyOf(red);
    rows = List.copyOf(rows);
  }

  /**
   * A test that failed without any misconfiguration.
   *
   * @param test the test
   * @param message why
   */
  public record Failure(String test, String message) {}

  /**
   * A misconfiguration at a place.
   *
   * @param name its name
   * @param tag what it is about
   * @param where the place; empty where it applies nowhere
   * @param statement what went wrong
   * @param caughtBy the assertion that would notice it
   * @param verdict {@code caught}, {@code survived}, {@code broken} or {@code not-applicable}
   * @param reason why it was not tried; null where it was
   * @param accepted why it need not be noticed, for one that survived; null where nobody said so
   * @param cells what became of each test; empty where none ran
   */
  public record Row(
      String name,
      String tag,
      String where,
      String statement,
      String caughtBy,
      String verdict,
      @Nullable String reason,
      @Nullable String accepted,
      List<Cell> cells) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }

    private Row accepted(@Nullable String why) {
      return new Row(name, tag, where, statement, caughtBy, verdict, reason, why, cells);
    }

    String title() {
      return where.isEmpty() ? name : name + ": " + where;
    }
  }

  /**
   * What became of a test.
   *
   * @param test the test
   * @param state {@code failed}, {@code inconclusive}, {@code broken}, {@code passed}, {@code
   *     skipped}, {@code not-affected} or {@code not-run}
   * @param message the message of what failed; null where nothing did
   */
  public record Cell(String test, String state, @Nullable String message) {}

  List<Row> rows(String verdict) {
    return rows.stream().filter(row -> row.verdict().equals(verdict)).toList();
  }

  /** Returns how many tests there are, in words. */
  String count() {
    return tests.size() + (tests.size() == 1 ? " test" : " tests");
  }

  /** Returns what survived and was not accepted. */
  List<Row> survived() {
    return rows("survived").stream().filter(row -> row.accepted() == null).toList();
  }

  /** Returns what survived, and need not be noticed. */
  List<Row> accepted() {
    return rows("survived").stream().filter(row -> row.accepted() != null).toList();
  }

  /** Returns what it came to, in a few words. */
  String headline() {
    if (!red.isEmpty()) {
      return "The suite is red by itself";
    }
    int tried = rows.size() - rows("not-applicable").size();
    int survived = rows("survived").size();
    int broken = rows("broken").size();
    if (tried == 0) {
      return "No misconfiguration could be made";
    }
    String head =
        survived == 0 && broken == 0
            ? tried == 1
                ? "The misconfiguration was caught"
                : "All " + tried + " misconfigurations were caught"
            : survived + " of " + tried + " misconfigurations survived";
    int accepted = accepted().size();
    if (accepted > 0) {
      head += accepted == survived ? ", accepted" : ", " + accepted + " of them accepted";
    }
    return broken == 0 ? head : head + ", " + broken + " could not be tried";
  }

  /**
   * Writes {@code name.html}, {@code name.json} and {@code name.md}.
   *
   * @param directory where to; made when it is not there
   * @param redaction takes secrets out of all texts
   * @return the HTML file
   * @throws IOException when a file cannot be written
   */
  public Path write(Path directory, String name, Redaction redaction) throws IOException {
    Files.createDirectories(directory);
    JsonNode clean = new RedactedTree(redaction).tree(JSON.valueToTree(this));
    DrillMatrix shown = JSON.treeToValue(clean, DrillMatrix.class);
    file(directory, name + ".json", JSON.writeValueAsString(clean) + "\n");
    file(directory, name + ".md", new DrillSummary(shown).text());
    return file(directory, name + ".html", new DrillPage(shown).text());
  }

  /**
   * Writes a drill that was written before once more, with what of it is accepted: nothing else is.
   * Does nothing where its files are no longer there.
   *
   * @param page the HTML file
   * @param reasons why what survived need not be noticed, each by its name and place as messages
   *     write it
   * @param redaction takes secrets out of the reasons
   * @throws IOException when a file cannot be read or written
   */
  public static void accept(Path page, Map<String, String> reasons, Redaction redaction)
      throws IOException {
    Path directory = page.toAbsolutePath().getParent();
    String name = page.getFileName().toString().replaceFirst("\\.html$", "");
    Path json = page.resolveSibling(name + ".json");
    if (directory == null || Files.notExists(json)) {
      return;
    }
    DrillMatrix was = JSON.readValue(json.toFile(), DrillMatrix.class);
    List<Row> rows =
        was.rows().stream()
            .map(
                row ->
                    row.accepted(
                        row.verdict().equals("survived") ? reasons.get(row.title()) : null))
            .toList();
    new DrillMatrix(
            was.environment(),
            was.startedAt(),
            was.plainMillis(),
            was.tookMillis(),
            was.tests(),
            was.red(),
            rows)
        .write(directory, name, redaction);
  }

  private static Path file(Path directory, String name, String text) throws IOException {
    return Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
