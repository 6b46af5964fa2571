package dev.plumbline.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code report.json} that is to be merged.
 *
 * @param name the file as the command named it, or the folder it is in
 * @param model what it holds
 * @param shard which shard it is of
 */
record ReportFile(String name, ReportModel model, ReportModel.ShardModel shard) {

  private static final String FILE = "report.json";
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Returns the reports of files and folders, in their order; of a folder all below it, also those
   * that the runs of several JVMs have moved to {@code earlier}.
   *
   * @throws MergeException when there is none, or one of them is no whole report of a shard
   */
  static List<ReportFile> all(List<String> names) {
    List<ReportFile> reports = new ArrayList<>();
    for (String name : names) {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        below(path).forEach(file -> reports.add(read(file)));
      } else if (Files.isRegularFile(path)) {
        reports.add(read(path));
      } else {
        throw new MergeException(
            name + " is not there: name the report.json of a shard, or a folder that holds it");
      }
    }
    return reports;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files
              .filter(file -> Objects.toString(file.getFileName()).equals(FILE))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new MergeException(
            folder
                + " holds no report.json: its shard has not run to its end, or its report was not copied whole");
      }
      return found;
    } catch (IOException e) {
      throw new MergeException(folder + " cannot be read: " + e);
    }
  }

  private static ReportFile read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new MergeException(file + " cannot be read: " + e);
    }
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JacksonException e) {
      TokenStreamLocation place = e.getLocation();
      throw new MergeException(
          file
              + " is no whole JSON document (line "
              + (place == null ? 1 : place.getLineNr())
              + "): it was cut off, or something else was written into it. Copy the report again");
    }
    ReportModel model = model(file, tree);
    if (!model.sources().isEmpty()) {
      throw new MergeException(
          file + " is merged already: name the reports of the shards that it was made from");
    }
    if (model.shard() == null) {
      throw new MergeException(
          file
              + " is of a run that was not split, so that nobody can say whether another report is missing:"
              + " run its jobs with plumbline.shard=1/2 and so on");
    }
    if (!counts(model)) {
      throw new MergeException(
          file + " counts other tests than it holds: it was changed after its run");
    }
    return new ReportFile(file.toString(), model, model.shard());
  }

  private static boolean counts(ReportModel model) {
    ReportModel.Totals totals = model.totals();
    Map<String, Long> seen =
        model.tests().stream()
            .collect(Collectors.groupingBy(ReportModel.TestModel::status, Collectors.counting()));
    return totals.tests() == model.tests().size()
        && totals.passed() == seen.getOrDefault("passed", 0L)
        && totals.failed() == seen.getOrDefault("failed", 0L)
        && totals.inconclusive() == seen.getOrDefault("inconclusive", 0L)
        && totals.skipped() == seen.getOrDefault("skipped", 0L)
        && totals.passed() + totals.failed() + totals.inconclusive() + totals.skipped()
            == totals.tests();
  }

  /** A report of another version has fields that we would drop, or lacks some of ours. */
  private static ReportModel model(Path file, JsonNode tree) {
    try {
      ReportModel model = JSON.treeToValue(tree, ReportModel.class);
      if (model != null
          && model.format() == ReportModel.FORMAT
          && JSON.writeValueAsString(JSON.valueToTree(model))
              .equals(JSON.writeValueAsString(tree))) {
        return model;
      }
    } catch (JacksonException | NullPointerException foreign) {
      // told below
    }
    throw new MergeException(
        file
            + " is no report of this version of Plumbline (format "
            + ReportModel.FORMAT
            + "): merge with the version that the shards ran with, and name only reports");
  }
}
