package dev.plumbline.report;

import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.Journal.TableEntry;
import dev.plumbline.observation.Redaction;
import dev.plumbline.report.ReportModel.EarlierRun;
import dev.plumbline.report.ReportModel.TableModel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the files of a report. Several JVMs may share a directory: each finds the report of the
 * one before it and keeps it.
 */
final class ReportFiles {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final List<String> NAMES = List.of("report.json", "report.html", "summary.md");
  private static final Pattern BASELINE = Pattern.compile("baseline-.*\\.(?:md|json)");
  private static final String EARLIER = "earlier";

  /** A file lock is the JVM's as a whole: two runs of one JVM need this one as well. */
  private static final Object WITHIN_THE_JVM = new Object();

  private final Path directory;

  ReportFiles(Path directory) {
    this.directory = directory;
  }

  /** Writes the files of a report that was made from others, and returns the page. */
  Path write(ReportModel raw, Redaction redaction) throws IOException {
    return write(raw, List.of(), redaction);
  }

  /** Writes the files and returns the page. */
  Path write(ReportModel raw, List<TableEntry> tables, Redaction redaction) throws IOException {
    Files.createDirectories(directory);
    synchronized (WITHIN_THE_JVM) {
      try (FileChannel lock =
              FileChannel.open(
                  directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        if (!held.isValid()) {
          throw new IOException("the lock " + directory.resolve(".lock") + " was lost");
        }
        keepEarlier();
        // All pages are made from the redacted tree, so that none can show what another one hides.
        JsonNode clean =
            new RedactedTree(redaction).tree(JSON.valueToTree(raw.withEarlierRuns(earlier())));
        ReportModel model = JSON.treeToValue(clean, ReportModel.class);
        replace("report.json", JSON.writeValueAsString(clean) + "\n");
        replace("summary.md", new MarkdownSummary(model).text());
        replace("report.html", new HtmlPage(model).text());
        baselines(model, tables, redaction);
      }
    }
    return directory.resolve("report.html");
  }

  private void keepEarlier() throws IOException {
    if (!Files.exists(directory.resolve("report.json"))) {
      return;
    }
    Files.createDirectories(directory.resolve(EARLIER));
    Path kept = null;
    for (int i = 1; kept == null || Files.exists(kept); i++) {
      kept = directory.resolve(EARLIER).resolve(String.format(Locale.ROOT, "%04d", i));
    }
    Files.createDirectory(kept);
    List<Path> files = new ArrayList<>(NAMES.stream().map(directory::resolve).toList());
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(file -> BASELINE.matcher(file.getFileName().toString()).matches())
          .forEach(files::add);
    }
    for (Path file : files) {
      if (Files.exists(file)) {
        Files.move(file, kept.resolve(file.getFileName()));
      }
    }
  }

  private void baselines(ReportModel model, List<TableEntry> tables, Redaction redaction)
      throws IOException {
    Map<String, Set<String>> names = new LinkedHashMap<>();
    for (TableModel table : model.tables()) {
      if (table.baseline() != null) {
        names
            .computeIfAbsent(fileName(table.baseline()), any -> new LinkedHashSet<>())
            .add(table.baseline());
      }
    }
    for (Map.Entry<String, Set<String>> file : names.entrySet()) {
      replace(file.getKey() + ".md", new MarkdownSummary(model).baselines(file.getValue()));
    }
    Map<String, Integer> recordings = new HashMap<>();
    for (TableEntry entry : tables) {
      if (entry.table() instanceof BaselineTable baseline) {
        String file = fileName(redaction.text(baseline.name()));
        int number = recordings.merge(file, 1, Integer::sum);
        replace(file + (number == 1 ? "" : "-" + number) + ".json", baseline.recording());
      }
    }
  }

  /** A baseline may be given by the path of its file. */
  private static String fileName(String baseline) {
    return "baseline-"
        + baseline
            .replaceFirst("\\.json$", "")
            .replaceFirst("^.*[/\\\\]", "")
            .replaceAll("[^A-Za-z0-9._-]", "-");
  }

  private List<EarlierRun> earlier() throws IOException {
    List<EarlierRun> runs = new ArrayList<>();
    if (!Files.isDirectory(directory.resolve(EARLIER))) {
      return runs;
    }
    try (Stream<Path> kept = Files.list(directory.resolve(EARLIER))) {
      for (Path run : kept.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Path file = run.resolve("report.json");
        if (Files.exists(file)) {
          runs.add(read(file, EARLIER + "/" + run.getFileName()));
        }
      }
    }
    return runs;
  }

  private static EarlierRun read(Path file, String name) throws IOException {
    try {
      ReportModel model = JSON.readValue(Files.readString(file), ReportModel.class);
      return new EarlierRun(name, model.startedAt(), model.totals());
    } catch (JacksonException e) {
      throw new IOException(
          file
              + " is not a report of this version; delete it or choose another plumbline.report.dir",
          e);
    }
  }

  /** Nobody sees half a file. */
  private void replace(String name, String text) throws IOException {
    Path half = directory.resolve(name + ".part");
    Files.write(half, text.getBytes(StandardCharsets.UTF_8));
    Files.move(
        half,
        directory.resolve(name),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
