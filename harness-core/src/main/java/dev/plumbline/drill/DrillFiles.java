package dev.plumbline.drill;

import dev.plumbline.drill.DrillResult.Cell;
import dev.plumbline.drill.DrillResult.Failure;
import dev.plumbline.drill.DrillResult.Row;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Redaction;
import dev.plumbline.report.DrillMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what a drill came to. */
final class DrillFiles {

  static final String FOLDER_SETTING = "plumbline.report.dir";

  /** How many drills this JVM has written under a name: a later one does not hide an earlier. */
  private static final Map<Path, Integer> WRITTEN = new ConcurrentHashMap<>();

  /** What takes secrets out of a page of this JVM's. */
  private static final Map<Path, Redaction> REDACTIONS = new ConcurrentHashMap<>();

  private final Loaded loaded;
  private final Instant startedAt = Instant.now();

  DrillFiles(Loaded loaded) {
    this.loaded = loaded;
  }

  /**
   * Returns the folder to write to.
   *
   * @param asked the one that was asked for; null for that of the run
   * @param settings the settings of JUnit, after which come those of the machine
   */
  static Path folder(@Nullable Path asked, Map<String, String> settings) {
    if (asked != null) {
      return asked;
    }
    return Path.of(
            Optional.ofNullable(System.getProperty(FOLDER_SETTING))
                .or(() -> Optional.ofNullable(System.getenv("PLUMBLINE_REPORT_DIR")))
                .or(() -> Optional.ofNullable(settings.get(FOLDER_SETTING)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse("target/plumbline"))
        .resolve("drills");
  }

  /** Writes a result, and returns it with its page. */
  DrillResult write(DrillResult result, Path folder) {
    String plain = result.environment().replaceAll("[^A-Za-z0-9._-]", "-");
    int count = WRITTEN.merge(folder.toAbsolutePath().resolve(plain), 1, Integer::sum);
    Journal journal = new Journal();
    journal.secrets(loaded.secrets());
    journal.secrets(loaded.environment().secrets());
    try {
      Path page =
          matrix(result)
              .write(folder, count == 1 ? plain : plain + "-" + count, journal.redaction());
      REDACTIONS.put(page, journal.redaction());
      return result.writtenTo(page);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the report of the drill cannot be written to " + folder.toAbsolutePath(), e);
    }
  }

  /**
   * Writes a result that this JVM has written before once more, with what of it need not be
   * noticed.
   *
   * @param reasons why, by what a row is called
   */
  static void accept(DrillResult result, Map<String, String> reasons) {
    Path page = result.page();
    Redaction redaction = page == null ? null : REDACTIONS.get(page);
    if (page == null || redaction == null) {
      return;
    }
    try {
      DrillMatrix.accept(page, reasons, redaction);
    } catch (IOException e) {
      throw new UncheckedIOException("the report of the drill cannot be written: " + page, e);
    }
  }

  private DrillMatrix matrix(DrillResult result) {
    return new DrillMatrix(
        result.environment(),
        startedAt.toString(),
        result.plain().toMillis(),
        result.took().toMillis(),
        result.tests(),
        Stream.concat(result.before().stream(), result.after().stream())
            .map(DrillFiles::failure)
            .toList(),
        result.rows().stream().map(DrillFiles::row).toList());
  }

  private static DrillMatrix.Failure failure(Failure failure) {
    return new DrillMatrix.Failure(failure.test(), failure.message());
  }

  private static DrillMatrix.Row row(Row row) {
    List<DrillMatrix.Cell> cells =
        row.cells().stream()
            .map((Cell c) -> new DrillMatrix.Cell(c.test(), word(c.state()), c.message()))
            .toList();
    return new DrillMatrix.Row(
        row.misconfiguration(),
        row.tag(),
        row.where(),
        row.statement(),
        row.caughtBy(),
        word(row.verdict()),
        row.reason(),
        null,
        cells);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
