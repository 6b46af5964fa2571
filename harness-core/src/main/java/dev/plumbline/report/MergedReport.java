package dev.plumbline.report;

import dev.plumbline.observation.Awaited;
import dev.plumbline.report.ReportModel.EnvironmentModel;
import dev.plumbline.report.ReportModel.SourceModel;
import dev.plumbline.report.ReportModel.UnitModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The reports of a run's shards as one.
 *
 * <p>What contradicts itself is refused. Shards that are missing are told, and keep the whole from
 * being green.
 */
final class MergedReport {

  /** How far the numbers of observations of one report are from those of the next. */
  static final int NUMBERS_OF_A_REPORT = 1_000_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<ReportFile> reports;
  private final ReportFile first;
  private final Map<Integer, List<ReportFile>> byShard = new TreeMap<>();

  private MergedReport(List<ReportFile> reports) {
    this.reports = reports;
    first = reports.get(0);
    reports.forEach(
        report ->
            byShard.computeIfAbsent(report.shard().number(), n -> new ArrayList<>()).add(report));
  }

  /**
   * Returns one report of several.
   *
   * @param within how long after the first of them the last may have begun
   * @throws MergeException when they are not of one run, or one of them is there twice
   */
  static ReportModel of(List<ReportFile> reports, Duration within) {
    MergedReport merged = new MergedReport(reports);
    merged.requireOneRun();
    merged.requireNamedRun();
    merged.requireOneTime(within);
    merged.requireOneDescription();
    merged.requireNothingTwice();
    merged.requireTheSameParts();
    merged.requireResults();
    return merged.model(merged.missing());
  }

  /** Returns whether a merged report has all shards. */
  static boolean isWhole(ReportModel merged) {
    return merged.sources().stream().map(SourceModel::shard).distinct().count()
        == merged.sources().stream()
            .mapToLong(source -> Long.parseLong(source.shard().replaceFirst(".*/", "")))
            .max()
            .orElse(0);
  }

  /** Returns what is missing of the run, in words for the report; empty when it is whole. */
  private List<String> missing() {
    int count = first.shard().count();
    List<String> missing =
        IntStream.rangeClosed(1, count)
            .filter(number -> !byShard.containsKey(number))
            .mapToObj(number -> number + "/" + count)
            .toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            "Not whole: "
                + (missing.size() == 1 ? "shard " : "shards ")
                + String.join(", ", missing)
                + (missing.size() == 1 ? " is" : " are")
                + " missing, so this report proves nothing of what ran there, or never ran");
  }

  private void requireOneRun() {
    same("is split into", report -> report.shard().count() + " shards");
    same("is split by", report -> report.shard().by());
    same("is of Plumbline", report -> report.model().run().version());
    same("is of commit", report -> report.model().run().commit());
    same("is of run", report -> report.model().run().id());
    same("was asked for environment", report -> report.model().run().environment());
    same("was asked for ground", report -> report.model().run().ground());
  }

  /**
   * Nothing else tells the report of a shard from the one that it left the time before, with the
   * same tests of the same commit.
   */
  private void requireNamedRun() {
    if (first.model().run().id() == null) {
      throw new MergeException(
          first.name()
              + " does not say which run it is of, so that one of an earlier run would not be seen:"
              + " give all shards of a run the same plumbline.run, or PLUMBLINE_RUN, and each run another");
    }
  }

  /**
   * Pipelines keep the name of a run when they run a part of it again, be it days later: what the
   * others saw is then of a network that may be another by now.
   */
  private void requireOneTime(Duration within) {
    ReportFile earliest = Collections.min(reports, Comparator.comparing(MergedReport::begin));
    ReportFile latest = Collections.max(reports, Comparator.comparing(MergedReport::begin));
    Duration apart = Duration.between(begin(earliest), begin(latest));
    if (apart.compareTo(within) > 0) {
      throw new MergeException(
          "these reports are of one run by its name, but not of one time:\n  "
              + earliest.name()
              + " began at "
              + begin(earliest)
              + "\n  "
              + latest.name()
              + " began at "
              + begin(latest)
              + ", "
              + Awaited.text(apart)
              + " later, which is more than "
              + Awaited.text(within)
              + ": run all shards again, or say by --within how far apart they may begin");
    }
  }

  /** Returns how long after the first part of a merged report the last one began. */
  static Duration span(ReportModel merged) {
    List<Instant> begins =
        merged.sources().stream().map(source -> Instant.parse(source.startedAt())).toList();
    return begins.isEmpty()
        ? Duration.ZERO
        : Duration.between(Collections.min(begins), Collections.max(begins));
  }

  private void same(String what, Function<ReportFile, @Nullable String> fact) {
    String expected = fact.apply(first);
    for (ReportFile report : reports) {
      String seen = fact.apply(report);
      if (!Objects.equals(expected, seen)) {
        throw new MergeException(
            "these reports are not of one run:\n  "
                + first.name()
                + " "
                + what
                + " "
                + Objects.requireNonNullElse(expected, "none")
                + "\n  "
                + report.name()
                + " "
                + what
                + " "
                + Objects.requireNonNullElse(seen, "none"));
      }
    }
  }

  /** An environment that two shards looked at is to be the same for both. */
  private void requireOneDescription() {
    Map<String, ReportFile> seen = new LinkedHashMap<>();
    for (ReportFile report : reports) {
      for (EnvironmentModel environment : report.model().environments()) {
        ReportFile other = seen.putIfAbsent(environment.name(), report);
        if (other != null && !looks(environment).equals(looks(environment(other, environment)))) {
          throw new MergeException(
              "environment "
                  + environment.name()
                  + " is not the same in\n  "
                  + other.name()
                  + "\n  "
                  + report.name()
                  + "\nground, vantages or endpoints differ: run all shards with the same descriptor");
        }
      }
    }
  }

  private static EnvironmentModel environment(ReportFile report, EnvironmentModel like) {
    return report.model().environments().stream()
        .filter(each -> each.name().equals(like.name()))
        .findFirst()
        .orElse(like);
  }

  /** Notes tell how long things took, and networks where they lie on one machine. */
  private static EnvironmentModel looks(EnvironmentModel environment) {
    String network = environment.network();
    return new EnvironmentModel(
        environment.name(),
        environment.ground(),
        network == null ? null : network.substring(network.lastIndexOf('/') + 1),
        List.of(),
        environment.vantages(),
        environment.endpoints());
  }

  /** A shard may have several reports, of several JVMs, but no part of it two results. */
  private void requireNothingTwice() {
    Map<String, ReportFile> seen = new LinkedHashMap<>();
    for (ReportFile report : reports) {
      for (UnitModel unit : report.shard().units()) {
        if (unit.tests() > 0) {
          twice(unit.name(), seen.putIfAbsent(unit.name(), report), report);
          if (unit.shard() != report.shard().number()) {
            throw new MergeException(
                report.name()
                    + " is of shard "
                    + report.shard().label()
                    + ", but has results of "
                    + unit.name()
                    + ", which is in shard "
                    + unit.shard());
          }
        }
      }
    }
    for (List<ReportFile> shard : byShard.values()) {
      List<ReportFile> empty = shard.stream().filter(r -> r.model().tests().isEmpty()).toList();
      if (empty.size() > 1) {
        twice("shard " + empty.get(0).shard().label(), empty.get(0), empty.get(1));
      }
    }
  }

  private static void twice(String what, @Nullable ReportFile one, ReportFile other) {
    if (one != null) {
      throw new MergeException(
          what
              + " is in two reports:\n  "
              + one.name()
              + "\n  "
              + other.name()
              + "\nName each report once, and delete those of earlier runs; a shard that ran again replaces the first");
    }
  }

  /** What one shard knows of, all do, or they did not choose the same tests. */
  private void requireTheSameParts() {
    Map<Integer, Map<String, Set<String>>> parts = new TreeMap<>();
    byShard.forEach(
        (number, files) ->
            files.forEach(
                file -> addParts(file, parts.computeIfAbsent(number, n -> new TreeMap<>()))));
    Map<String, Set<String>> all = new TreeMap<>();
    reports.forEach(report -> addParts(report, all));
    parts.forEach(
        (number, known) -> {
          Set<String> unknown = new TreeSet<>();
          all.forEach(
              (part, tests) -> {
                Set<String> here = known.get(part);
                if (here == null) {
                  unknown.add(part);
                } else {
                  Set<String> elsewhere = new TreeSet<>(tests);
                  elsewhere.removeAll(here);
                  unknown.addAll(elsewhere);
                }
              });
          if (!unknown.isEmpty()) {
            throw new MergeException(
                "shard "
                    + number
                    + "/"
                    + first.shard().count()
                    + " was run without\n  "
                    + String.join("\n  ", unknown)
                    + "\nwhich another shard found: run all with the same tests, tags and class path,"
                    + " and, with Surefire, in one JVM (forkCount 1, reuseForks true)");
          }
        });
  }

  private static void addParts(ReportFile report, Map<String, Set<String>> parts) {
    for (UnitModel unit : report.shard().units()) {
      parts
          .computeIfAbsent(unit.name() + " (shard " + unit.shard() + ")", any -> new TreeSet<>())
          .addAll(unit.chosen());
    }
  }

  /** What fell to a shard that ran has to have a result there. */
  private void requireResults() {
    for (Map.Entry<Integer, List<ReportFile>> shard : byShard.entrySet()) {
      Map<String, Integer> results = new TreeMap<>();
      reports.stream()
          .flatMap(report -> report.shard().units().stream())
          .filter(unit -> unit.shard() == shard.getKey())
          .forEach(unit -> results.merge(unit.name(), unit.tests(), Integer::sum));
      List<String> none =
          results.entrySet().stream()
              .filter(unit -> unit.getValue() == 0)
              .map(Map.Entry::getKey)
              .toList();
      if (!none.isEmpty()) {
        throw new MergeException(
            "shard "
                + shard.getKey()
                + "/"
                + first.shard().count()
                + " has no result of\n  "
                + String.join("\n  ", none)
                + "\nwhich fell to it: it did not run to its end, or a report of it is missing");
      }
    }
  }

  /**
   * Joins the lists of all reports, whatever they are of: their tests get ids, and their
   * observations numbers, that are the only ones of their kind.
   */
  private ReportModel model(List<String> missing) {
    List<ReportFile> ordered = byShard.values().stream().flatMap(Collection::stream).toList();
    List<SourceModel> sources = new ArrayList<>();
    List<String> problems = new ArrayList<>(missing);
    Map<String, EnvironmentModel> environments = new LinkedHashMap<>();
    ObjectNode whole = JSON.createObjectNode();
    for (ReportFile report : ordered) {
      ReportModel model = report.model();
      int number = sources.size() + 1;
      sources.add(
          new SourceModel(
              number,
              report.name(),
              report.shard().label(),
              model.startedAt(),
              model.tookMillis(),
              model.totals()));
      model
          .problems()
          .forEach(problem -> problems.add("shard " + report.shard().label() + ": " + problem));
      model.environments().forEach(e -> environments.merge(e.name(), e, MergedReport::joined));
      for (Map.Entry<String, JsonNode> field : JSON.valueToTree(model).properties()) {
        if (field.getValue() instanceof ArrayNode list) {
          ArrayNode all = whole.withArray(field.getKey());
          list.forEach(each -> all.add(renumbered(each, number)));
        } else if (field.getKey().equals("totals")) {
          field
              .getValue()
              .properties()
              .forEach(
                  count ->
                      whole
                          .withObject("totals")
                          .put(
                              count.getKey(),
                              whole.at("/totals/" + count.getKey()).asInt(0)
                                  + count.getValue().intValue()));
        }
      }
    }
    whole.withArray("tests").forEach(test -> sourced((ObjectNode) test));
    Instant from = ordered.stream().map(MergedReport::begin).min(Instant::compareTo).orElseThrow();
    Instant to = ordered.stream().map(MergedReport::end).max(Instant::compareTo).orElseThrow();
    whole.put("format", ReportModel.FORMAT);
    whole.put("startedAt", from.toString());
    whole.put("tookMillis", ModelOfRun.millis(Duration.between(from, to)));
    whole.set("run", JSON.valueToTree(first.model().run()));
    whole.set("environments", JSON.valueToTree(environments.values()));
    whole.set("problems", JSON.valueToTree(problems));
    whole.set("earlierRuns", JSON.createArrayNode());
    whole.set("sources", JSON.valueToTree(sources));
    return JSON.treeToValue(whole, ReportModel.class);
  }

  private static JsonNode renumbered(JsonNode node, int source) {
    if (node instanceof ArrayNode list) {
      ArrayNode all = JSON.createArrayNode();
      list.forEach(each -> all.add(renumbered(each, source)));
      return all;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode all = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String key = field.getKey();
      JsonNode value = field.getValue();
      boolean isNumber =
          key.equals("observation") || (key.equals("number") && object.has("vantage"));
      boolean isTest = key.equals("testId") || (key.equals("id") && object.has("observations"));
      if (isNumber && value.isInt()) {
        all.put(key, source * NUMBERS_OF_A_REPORT + value.intValue());
      } else if (isTest && value.isString()) {
        all.put(key, source + ":" + value.stringValue());
      } else {
        all.set(key, renumbered(value, source));
      }
    }
    return all;
  }

  private static void sourced(ObjectNode test) {
    String id = test.get("id").stringValue();
    test.put("source", Integer.parseInt(id.substring(0, id.indexOf(':'))));
  }

  private static EnvironmentModel joined(EnvironmentModel one, EnvironmentModel other) {
    Set<String> notes = new LinkedHashSet<>(one.notes());
    notes.addAll(other.notes());
    return new EnvironmentModel(
        one.name(),
        one.ground(),
        one.network(),
        List.copyOf(notes),
        one.vantages(),
        one.endpoints());
  }

  private static Instant begin(ReportFile report) {
    return Instant.parse(report.model().startedAt());
  }

  private static Instant end(ReportFile report) {
    return begin(report).plusNanos((long) (report.model().tookMillis() * 1_000_000));
  }
}
