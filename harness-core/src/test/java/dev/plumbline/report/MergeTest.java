package dev.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Journal;
import dev.plumbline.report.TestResult.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  /** What the run is split into: class → shard. */
  private static final Map<String, Integer> CLASSES =
      new TreeMap<>(Map.of("a.OneTest", 1, "a.TwoTest", 2, "a.OtherTwoTest", 2));

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void joins_all_shards_to_one_green_report() throws IOException {
    begun(1, NOON);
    begun(2, NOON.plusSeconds(7_200));
    begun(3, NOON.plusSeconds(61));

    assertThat(merge("1", "2", "3")).isEqualTo(Merge.GREEN);

    assertThat(err()).isEmpty();
    assertThat(out())
        .isEqualTo(
            "Plumbline merge: shards 1/3, 2/3, 3/3: 3 tests, 3 passed, 0 failed, 0 inconclusive, 0 skipped; begun within 2 h\n"
                + "Plumbline report: "
                + directory.resolve("merged/report.html")
                + "\n");
    assertThat(read("report.html"))
        .contains("3 passed")
        .contains("Merged from")
        .contains("The last of them began 2 h after the first.")
        .contains("<td>2026-11-22 14:00:00")
        .contains("0: nothing fell to this shard")
        .contains("shard 2/3, " + directory.resolve("2/report.json"))
        .contains("commit c0ffee")
        .contains("a.OneTest", "a.TwoTest", "a.OtherTwoTest");
    assertThat(read("summary.md"))
        .contains("The last of them began 2 h after the first.")
        .contains("- shard 3/3, ")
        .contains("2026-11-22T12:01:01Z: nothing fell to it")
        .contains("nothing fell to it")
        .contains("| 3 | 3 | 0 | 0 | 0 |");
    assertThat(problemsOfSchema(read("report.json"))).isEmpty();
  }

  @Test
  void takes_files_and_folders_with_several_reports_of_one_shard() throws IOException {
    shard(1, Status.PASSED);
    write("2/earlier/0001", facts("c0ffee"), units(2, "a.TwoTest"), Status.PASSED);
    write("2", facts("c0ffee"), units(2, "a.OtherTwoTest"), Status.PASSED);
    shard(3, Status.PASSED);

    assertThat(merge("1/report.json", "2", "3")).isEqualTo(Merge.GREEN);
    assertThat(out()).contains("3 tests, 3 passed");
  }

  @ParameterizedTest
  @CsvSource({"FAILED, 1 failed", "INCONCLUSIVE, 1 inconclusive"})
  void is_not_green_when_a_test_is_not(Status status, String count) throws IOException {
    shard(1, status);
    shard(2, Status.PASSED);
    shard(3, Status.PASSED);

    assertThat(merge("1", "2", "3")).isEqualTo(Merge.RED);
    assertThat(out()).contains("2 passed", count);
  }

  @Test
  void is_not_green_when_nothing_passed() throws IOException {
    shard(1, Status.SKIPPED);
    shard(2, Status.SKIPPED);
    shard(3, Status.SKIPPED);

    assertThat(merge("1", "2", "3")).isEqualTo(Merge.RED);
  }

  @Test
  void is_not_green_when_something_went_wrong_outside_the_tests() throws IOException {
    RunReport run = run(facts("c0ffee"), units(1), Status.PASSED);
    run.problem("a lab could not be closed");
    run.write(directory.resolve("1"));
    shard(2, Status.PASSED);
    shard(3, Status.PASSED);

    assertThat(merge("1", "2", "3")).isEqualTo(Merge.RED);
    assertThat(err()).isEqualTo("shard 1/3: a lab could not be closed\n");
  }

  @Test
  void is_never_green_without_a_shard() throws IOException {
    shard(2, Status.PASSED);

    assertThat(merge("2")).isEqualTo(Merge.INCOMPLETE);
    String missing =
        "Not whole: shards 1/3, 3/3 are missing, so this report proves nothing of what ran there, or never ran";
    assertThat(err()).isEqualTo(missing + "\n");
    assertThat(read("report.html")).contains("class=\"masthead failed\"").contains(missing);
    assertThat(read("summary.md")).contains("Not whole: shards 1/3, 3/3 are missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "100", "-2"})
  void refuses_a_report_that_was_cut_off(int length) throws IOException {
    shard(1, Status.PASSED);
    Path file = directory.resolve("1/report.json");
    String whole = Files.readString(file).strip();
    String cut = whole.substring(0, length < 0 ? whole.length() + length : length);
    Files.writeString(file, cut);

    refuses(
        length == 0
            ? file
                + " is no report of this version of Plumbline (format 1): merge with the version that the shards ran with, and name only reports"
            : file
                + " is no whole JSON document (line "
                + Math.max(1, cut.lines().count())
                + "): it was cut off, or something else was written into it. Copy the report again",
        "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "3", "{\"format\": 2}", "{\"format\": 1}"})
  void refuses_what_is_no_report(String text) throws IOException {
    Path file =
        Files.writeString(
            Files.createDirectory(directory.resolve("1")).resolve("report.json"), text);

    refuses(
        file
            + " is no report of this version of Plumbline (format 1): merge with the version that the shards ran with, and name only reports",
        "1");
  }

  @Test
  void refuses_a_report_with_a_field_of_another_version() throws IOException {
    shard(1, Status.PASSED);
    Path file = directory.resolve("1/report.json");
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"ofTheFuture\": [1],"));

    refuses(
        file
            + " is no report of this version of Plumbline (format 1): merge with the version that the shards ran with, and name only reports",
        "1");
  }

  @Test
  void refuses_a_report_whose_tests_were_taken_out() throws IOException {
    shard(1, Status.FAILED);
    Path file = directory.resolve("1/report.json");
    Files.writeString(
        file, Files.readString(file).replace("\"status\" : \"failed\"", "\"status\" : \"passed\""));

    refuses(file + " counts other tests than it holds: it was changed after its run", "1");
  }

  @Test
  void refuses_what_was_not_split() throws IOException {
    new RunReport(new Journal()).write(directory.resolve("whole"));
    refuses(
        directory.resolve("whole/report.json")
            + " is of a run that was not split, so that nobody can say whether another report is missing:"
            + " run its jobs with plumbline.shard=1/2 and so on",
        "whole");
  }

  @Test
  void refuses_what_is_merged_already() throws IOException {
    shard(1, Status.PASSED);
    merge("1");
    Files.move(directory.resolve("merged"), directory.resolve("before"));
    refuses(
        directory.resolve("before/report.json")
            + " is merged already: name the reports of the shards that it was made from",
        "before");
  }

  @Test
  void refuses_a_report_that_is_named_twice() throws IOException {
    shard(1, Status.PASSED);
    Path file = directory.resolve("1/report.json");

    refuses(
        "a.OneTest is in two reports:\n  "
            + file
            + "\n  "
            + file
            + "\nName each report once, and delete those of earlier runs; a shard that ran again replaces the first",
        "1",
        "1");
  }

  @Test
  void refuses_an_empty_shard_that_is_there_twice() throws IOException {
    shard(3, Status.PASSED);
    write("again", facts("c0ffee"), units(3), Status.PASSED);

    refuses(
        "shard 3/3 is in two reports:\n  "
            + directory.resolve("3/report.json")
            + "\n  "
            + directory.resolve("again/report.json")
            + "\nName each report once, and delete those of earlier runs; a shard that ran again replaces the first",
        "3",
        "again");
  }

  @ParameterizedTest
  @CsvSource({
    "is of Plumbline, 1.0, 1.1",
    "is of commit, c0ffee, decaf",
    "is of commit, c0ffee,",
    "is of run, 17, 18",
    "was asked for environment, contoso, contoso-production",
    "was asked for ground, simulated, containers"
  })
  void refuses_reports_of_different_runs(String what, String one, @Nullable String other)
      throws IOException {
    write("1", fact(what, one), units(1), Status.PASSED);
    write("2", fact(what, other), units(2), Status.PASSED);

    refuses(
        "these reports are not of one run:\n  %s %s %s\n  %s %s %s"
            .formatted(
                directory.resolve("1/report.json"),
                what,
                one,
                directory.resolve("2/report.json"),
                what,
                other == null ? "none" : other),
        "1",
        "2");
  }

  private static RunFacts fact(String what, @Nullable String value) {
    return new RunFacts(
        what.endsWith("Plumbline") ? value : null,
        what.endsWith("commit") ? value : null,
        what.endsWith(" run") ? value : null,
        what.endsWith("environment") ? value : null,
        what.endsWith("ground") ? value : null);
  }

  @Test
  void refuses_runs_that_were_split_otherwise() throws IOException {
    shard(1, Status.PASSED);
    write("2", facts("c0ffee"), new RunShard(2, 4, "classes", List.of()), Status.PASSED);
    refuses(
        "these reports are not of one run:\n  %s is split into 3 shards\n  %s is split into 4 shards"
            .formatted(directory.resolve("1/report.json"), directory.resolve("2/report.json")),
        "1",
        "2");

    write("3", facts("c0ffee"), new RunShard(2, 3, "vantages", List.of()), Status.PASSED);
    refuses(
        "these reports are not of one run:\n  %s is split by classes\n  %s is split by vantages"
            .formatted(directory.resolve("1/report.json"), directory.resolve("3/report.json")),
        "1",
        "3");
  }

  @Test
  void refuses_one_environment_that_two_shards_described_differently() throws IOException {
    shard(1, Status.PASSED);
    RunReport other = run(facts("c0ffee"), units(2), Status.PASSED);
    other.environment(environment("contoso", "elsewhere"), List.of(), List.of());
    other.write(directory.resolve("2"));

    refuses(
        "environment contoso is not the same in\n  %s\n  %s\nground, vantages or endpoints differ: run all shards with the same descriptor"
            .formatted(directory.resolve("1/report.json"), directory.resolve("2/report.json")),
        "1",
        "2");
  }

  @Test
  void refuses_a_shard_that_did_not_look_for_the_same_tests() throws IOException {
    shard(1, Status.PASSED);
    write(
        "2",
        facts("c0ffee"),
        new RunShard(
            2,
            3,
            "classes",
            List.of(
                new RunShard.Unit("a.OneTest", 1, 0, List.of("a.OneTest.is_so()")),
                new RunShard.Unit("a.TwoTest", 2, 1, List.of("a.TwoTest.is_so()")))),
        Status.PASSED);
    shard(3, Status.PASSED);

    refuses(
        "shard 2/3 was run without\n  a.OtherTwoTest (shard 2)\nwhich another shard found: run all with the same tests,"
            + " tags and class path, and, with Surefire, in one JVM (forkCount 1, reuseForks true)",
        "1",
        "2",
        "3");
  }

  @Test
  void refuses_a_shard_that_chose_other_tests_of_the_same_classes() throws IOException {
    shard(1, Status.PASSED);
    write(
        "2",
        facts("c0ffee"),
        new RunShard(
            2,
            3,
            "classes",
            CLASSES.entrySet().stream()
                .map(
                    each ->
                        new RunShard.Unit(
                            each.getKey(),
                            each.getValue(),
                            each.getValue() == 2 ? 1 : 0,
                            List.of(
                                each.getKey() + ".is_so()",
                                each.getKey() + ".is_red(java.io.File)")))
                .toList()),
        Status.PASSED);
    shard(3, Status.PASSED);

    refuses(
        "shard 1/3 was run without\n  a.OneTest.is_red(java.io.File)\n  a.OtherTwoTest.is_red(java.io.File)\n"
            + "  a.TwoTest.is_red(java.io.File)\nwhich another shard found: run all with the same tests,"
            + " tags and class path, and, with Surefire, in one JVM (forkCount 1, reuseForks true)",
        "1",
        "2",
        "3");
  }

  @Test
  void refuses_reports_that_do_not_say_which_run_they_are_of() throws IOException {
    RunFacts unnamed = new RunFacts("1.0", "c0ffee", null, null, null);
    write("1", unnamed, units(1), Status.PASSED);
    write("2", unnamed, units(2), Status.PASSED);
    write("3", unnamed, units(3), Status.PASSED);

    refuses(
        directory.resolve("1/report.json")
            + " does not say which run it is of, so that one of an earlier run would not be seen:"
            + " give all shards of a run the same plumbline.run, or PLUMBLINE_RUN, and each run another",
        "1",
        "2",
        "3");
  }

  @Test
  void refuses_a_run_whose_parts_were_run_at_different_times() throws IOException {
    begun(1, NOON);
    begun(2, NOON.minus(Duration.ofDays(3)));
    begun(3, NOON);

    refuses(
        "these reports are of one run by its name, but not of one time:\n  "
            + directory.resolve("2/report.json")
            + " began at 2026-11-19T12:00:00Z\n  "
            + directory.resolve("1/report.json")
            + " began at 2026-11-22T12:00:00Z, 72 h later, which is more than 2 h:"
            + " run all shards again, or say by --within how far apart they may begin",
        "1",
        "2",
        "3");

    assertThat(merge(List.of("--within", "3d"), "1", "2", "3")).isEqualTo(Merge.GREEN);
  }

  @Test
  void refuses_a_bound_that_is_none() throws IOException {
    shard(1, Status.PASSED);
    assertThat(merge(List.of("--within", "2"), "1")).isEqualTo(Merge.IMPOSSIBLE);
    assertThat(err())
        .startsWith(
            "Plumbline merge: --within: \"2\" is not a duration such as 500ms, 2s or 1m30s: it has no unit (d, h, m, s, ms)\nusage: ");
  }

  @Test
  void refuses_a_shard_that_ran_only_a_part_of_what_fell_to_it() throws IOException {
    shard(1, Status.PASSED);
    write("2", facts("c0ffee"), units(2, "a.TwoTest"), Status.PASSED);
    shard(3, Status.PASSED);

    refuses(
        "shard 2/3 has no result of\n  a.OtherTwoTest\nwhich fell to it: it did not run to its end, or a report of it is missing",
        "1",
        "2",
        "3");
  }

  @Test
  void refuses_results_that_a_shard_should_not_have() throws IOException {
    write(
        "1",
        facts("c0ffee"),
        new RunShard(
            1,
            3,
            "classes",
            List.of(new RunShard.Unit("a.TwoTest", 2, 1, List.of("a.TwoTest.is_so()")))),
        Status.PASSED);

    refuses(
        directory.resolve("1/report.json")
            + " is of shard 1/3, but has results of a.TwoTest, which is in shard 2",
        "1");
  }

  @Test
  void refuses_what_is_not_there() throws IOException {
    refuses(
        directory.resolve("nowhere")
            + " is not there: name the report.json of a shard, or a folder that holds it",
        "nowhere");
    Files.createDirectory(directory.resolve("empty"));
    refuses(
        directory.resolve("empty")
            + " holds no report.json: its shard has not run to its end, or its report was not copied whole",
        "empty");
  }

  @Test
  void leaves_no_report_of_an_earlier_merge_where_reports_cannot_be_joined() throws IOException {
    joins_all_shards_to_one_green_report();

    assertThat(merge("nowhere")).isEqualTo(Merge.IMPOSSIBLE);
    assertThat(read("report.html"))
        .contains("class=\"masthead failed\"")
        .contains("nowhere is not there")
        .contains("No test ran: this run proves nothing.");
  }

  @Test
  void says_how_it_is_used() {
    assertThat(Merge.run(List.of(), stream(out), stream(err))).isEqualTo(Merge.IMPOSSIBLE);
    assertThat(Merge.run(List.of("--out", "x"), stream(out), stream(err)))
        .isEqualTo(Merge.IMPOSSIBLE);
    String usage =
        "usage: java -cp … dev.plumbline.report.Merge [--into FOLDER] [--within DURATION] REPORT…\n"
            + "where REPORT is the report.json of a shard, or a folder that holds such files,\n"
            + "and DURATION how long after the first of them the last may have begun: 2h where it is not given\n";
    assertThat(err())
        .isEqualTo(
            "Plumbline merge: no report is named\n"
                + usage
                + "Plumbline merge: there is no option --out\n"
                + usage);
  }

  @Test
  void gives_observations_of_two_shards_anchors_of_their_own() throws IOException {
    RunReport one = SampleRun.complete();
    one.facts(facts("c0ffee"));
    one.shard(new RunShard(1, 2, "classes", List.of()));
    one.write(directory.resolve("1"));
    RunReport two = SampleRun.complete();
    two.facts(facts("c0ffee"));
    two.shard(new RunShard(2, 2, "classes", List.of()));
    two.write(directory.resolve("2"));

    assertThat(merge("1", "2")).isEqualTo(Merge.RED);
    String page = read("report.html");
    assertThat(page)
        .contains("id=\"o1000002\"", "id=\"o2000002\"")
        .contains("href=\"#o1000015\"", "href=\"#o2000015\"")
        .contains(">#2</span>")
        .doesNotContain("#1000002");
    List<String> anchors = new ArrayList<>();
    java.util.regex.Pattern.compile(" id=\"([^\"]*)\"")
        .matcher(page)
        .results()
        .forEach(found -> anchors.add(found.group(1)));
    assertThat(anchors).hasSizeGreaterThan(30).doesNotHaveDuplicates();
    assertThat(problemsOfSchema(read("report.json"))).isEmpty();
  }

  @Test
  void leaves_nothing_out_that_a_report_can_hold() {
    assertThat(Arrays.stream(ReportModel.class.getRecordComponents()))
        .filteredOn(part -> part.getType() != List.class)
        .extracting(RecordComponent::getName)
        .containsExactlyInAnyOrder("format", "startedAt", "tookMillis", "run", "shard", "totals");
  }

  private void refuses(String message, String... names) throws IOException {
    err.reset();
    assertThat(merge(names)).isEqualTo(Merge.IMPOSSIBLE);
    assertThat(err()).isEqualTo("Plumbline merge: " + message + "\n");
    assertThat(read("summary.md")).contains("No test ran: this run proves nothing.");
  }

  private void shard(int number, Status status) throws IOException {
    write(Integer.toString(number), facts("c0ffee"), units(number), status);
  }

  /** A shard that passed, and began then. */
  private void begun(int number, Instant when) throws IOException {
    shard(number, Status.PASSED);
    Path file = directory.resolve(number + "/report.json");
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceFirst("(\"startedAt\"\\s*:\\s*)\"[^\"]*\"", "$1\"" + when + "\""));
  }

  private void write(String folder, RunFacts facts, RunShard shard, Status status)
      throws IOException {
    run(facts, shard, status).write(directory.resolve(folder));
  }

  /** A run with one test for each of its parts. */
  private static RunReport run(RunFacts facts, RunShard shard, Status status) {
    RunReport report = new RunReport(new Journal());
    report.facts(facts);
    report.shard(shard);
    report.environment(environment("contoso", "inside"), List.of(), List.of("a note"));
    shard.units().stream()
        .filter(unit -> unit.tests() > 0)
        .forEach(
            unit ->
                report.result(
                    new TestResult(
                        "[class:" + unit.name() + "]",
                        List.of(unit.name()),
                        "is_so()",
                        "contoso",
                        status,
                        status == Status.PASSED ? null : "because",
                        null,
                        NOON,
                        Duration.ofMillis(5))));
    return report;
  }

  private static Environment environment(String name, String vantage) {
    return Environment.builder(name).ground(Ground.LIVE).vantage(vantage).build();
  }

  private static RunFacts facts(String commit) {
    return new RunFacts("1.0", commit, "17", null, null);
  }

  private static RunShard units(int number) {
    return units(number, CLASSES.keySet().toArray(String[]::new));
  }

  /** A shard that knows all classes, and ran those of its own that are named. */
  private static RunShard units(int number, String... ran) {
    return new RunShard(
        number,
        3,
        "classes",
        CLASSES.entrySet().stream()
            .map(
                each ->
                    new RunShard.Unit(
                        each.getKey(),
                        each.getValue(),
                        each.getValue() == number && Arrays.asList(ran).contains(each.getKey())
                            ? 1
                            : 0,
                        List.of(each.getKey() + ".is_so()")))
            .toList());
  }

  private int merge(String... names) {
    return merge(List.of(), names);
  }

  private int merge(List<String> options, String... names) {
    List<String> arguments =
        new ArrayList<>(List.of("--into", directory.resolve("merged").toString()));
    arguments.addAll(options);
    Stream.of(names).map(name -> directory.resolve(name).toString()).forEach(arguments::add);
    return Merge.run(arguments, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve("merged").resolve(file));
  }

  private static List<?> problemsOfSchema(String json) throws IOException {
    try (InputStream in = RunReport.class.getResourceAsStream("report.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8),
              InputFormat.JSON)
          .validate(json, InputFormat.JSON);
    }
  }
}
