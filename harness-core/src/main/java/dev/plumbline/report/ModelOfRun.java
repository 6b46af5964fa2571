package dev.plumbline.report;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Awaited.Change;
import dev.plumbline.observation.Awaited.Seen;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Journal.TableEntry;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.Journal.WatchedEntry;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.Watched;
import dev.plumbline.report.ReportModel.AwaitedModel;
import dev.plumbline.report.ReportModel.CellModel;
import dev.plumbline.report.ReportModel.ChangeModel;
import dev.plumbline.report.ReportModel.EndpointModel;
import dev.plumbline.report.ReportModel.EnvironmentModel;
import dev.plumbline.report.ReportModel.GapModel;
import dev.plumbline.report.ReportModel.ObservationModel;
import dev.plumbline.report.ReportModel.PlaceModel;
import dev.plumbline.report.ReportModel.RowModel;
import dev.plumbline.report.ReportModel.RunModel;
import dev.plumbline.report.ReportModel.SeenModel;
import dev.plumbline.report.ReportModel.ShardModel;
import dev.plumbline.report.ReportModel.TableModel;
import dev.plumbline.report.ReportModel.TestModel;
import dev.plumbline.report.ReportModel.Totals;
import dev.plumbline.report.ReportModel.UnitModel;
import dev.plumbline.report.ReportModel.VantageModel;
import dev.plumbline.report.ReportModel.WatchedModel;
import dev.plumbline.report.TestResult.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the model of a run's report from its journal and the results of its tests. Nothing is
 * redacted here.
 */
final class ModelOfRun {

  private final List<Entry> entries;
  private final Map<Integer, Entry> byNumber = new HashMap<>();
  private final Map<Integer, String> attributed;

  ModelOfRun(Journal journal, Map<Integer, String> attributed) {
    this.entries = journal.entries();
    this.attributed = attributed;
    entries.forEach(e -> byNumber.put(e.observation().number(), e));
  }

  ReportModel make(
      Instant startedAt,
      Duration took,
      RunFacts facts,
      @Nullable RunShard shard,
      Collection<Environment> environments,
      Map<String, List<String>> notes,
      Collection<TestResult> results,
      List<TableEntry> tables,
      List<Awaited> awaited,
      List<WatchedEntry> watched,
      List<String> problems) {
    Map<String, List<ObservationModel>> byTest = new LinkedHashMap<>();
    List<ObservationModel> outside = new ArrayList<>();
    results.forEach(r -> byTest.put(r.id(), new ArrayList<>()));
    for (Entry entry : entries) {
      byTest.getOrDefault(ownerOf(entry), outside).add(ModelOfObservation.of(entry));
    }
    return new ReportModel(
        ReportModel.FORMAT,
        startedAt.toString(),
        millis(took),
        new RunModel(
            facts.version(), facts.commit(), facts.id(), facts.environment(), facts.ground()),
        shard == null ? null : shard(shard),
        totals(results),
        environments.stream()
            .map(e -> environment(e, notes.getOrDefault(e.name(), List.of())))
            .toList(),
        results.stream().map(r -> test(r, Objects.requireNonNull(byTest.get(r.id())))).toList(),
        outside,
        tables.stream().map(this::table).toList(),
        awaited.stream().map(this::awaited).toList(),
        watched.stream().map(this::watched).toList(),
        List.copyOf(problems),
        List.of(),
        List.of());
  }

  private static ShardModel shard(RunShard shard) {
    return new ShardModel(
        shard.number(),
        shard.count(),
        shard.by(),
        shard.units().stream()
            .map(unit -> new UnitModel(unit.name(), unit.shard(), unit.tests(), unit.chosen()))
            .toList());
  }

  static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
  }

  /** Observations of dynamic tests that share their factory's view are known by their number. */
  private String ownerOf(Entry entry) {
    return attributed.getOrDefault(entry.observation().number(), entry.owner());
  }

  private Totals totals(Collection<TestResult> results) {
    int[] count = new int[Status.values().length];
    results.forEach(r -> count[r.status().ordinal()]++);
    List<Entry> asked = entries.stream().filter(e -> e.role() == Role.CHECK).toList();
    return new Totals(
        results.size(),
        count[Status.PASSED.ordinal()],
        count[Status.FAILED.ordinal()],
        count[Status.INCONCLUSIVE.ordinal()],
        count[Status.SKIPPED.ordinal()],
        asked.size(),
        entries.size() - asked.size(),
        (int)
            asked.stream()
                .filter(e -> e.checks().isEmpty() && !e.isSuperseded() && !e.isOnlyWatched())
                .count());
  }

  private static EnvironmentModel environment(Environment environment, List<String> notes) {
    List<VantageModel> vantages = new ArrayList<>();
    environment
        .vantages()
        .forEach(
            (name, v) ->
                vantages.add(
                    new VantageModel(
                        name,
                        v.segment(),
                        v.address() == null ? null : v.address().getHostAddress(),
                        v.via().isDirect() ? null : v.via().toString(),
                        v.resolver().isEmpty()
                            ? null
                            : v.resolver().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(", ")),
                        v.control())));
    List<EndpointModel> endpoints = new ArrayList<>();
    environment
        .endpoints()
        .forEach(
            (name, e) ->
                endpoints.add(
                    new EndpointModel(
                        name,
                        word(e.scheme())
                            + "://"
                            + e.host()
                            + ":"
                            + e.port()
                            + (word(e.scheme()).equals("tcp") ? "" : e.path()))));
    return new EnvironmentModel(
        environment.name(),
        word(environment.ground()),
        environment.network(),
        notes,
        vantages,
        endpoints);
  }

  private static TestModel test(TestResult result, List<ObservationModel> observations) {
    return new TestModel(
        result.id(),
        result.path(),
        result.name(),
        result.environment(),
        word(result.status()),
        result.message(),
        result.error(),
        result.startedAt().toString(),
        millis(result.took()),
        observations,
        null);
  }

  private WatchedModel watched(WatchedEntry entry) {
    Watched watched = entry.watched();
    List<Entry> last =
        watched.observations().stream()
            .flatMap(o -> Stream.ofNullable(byNumber.get(o.number())))
            .toList();
    String owner = last.isEmpty() ? entry.owner() : ownerOf(last.get(0));
    return new WatchedModel(
        owner.isEmpty() ? null : owner,
        watched.lab(),
        "for " + Awaited.text(watched.took()) + ", every " + Awaited.text(watched.every()),
        verdict(last.stream().flatMap(e -> e.ownChecks().stream()).toList()),
        watched.note(),
        millis(watched.every()),
        millis(watched.took()),
        watched.places().stream().map(this::place).toList());
  }

  private PlaceModel place(Watched.Place place) {
    return new PlaceModel(
        place.describe(),
        place.vantage(),
        place.count(),
        place.looks(),
        place.asExpected(),
        millis(place.slowest()),
        millis(place.longestBetween()),
        place.changeMissed(),
        place.gaps().stream()
            .map(
                gap ->
                    new GapModel(
                        word(gap.kind()),
                        millis(gap.begin()),
                        millis(gap.end()),
                        gap.isBounded(),
                        gap.looks(),
                        gap.describe(),
                        byNumber.containsKey(gap.first()) ? gap.first() : null))
            .toList(),
        place.gapsLeftOut());
  }

  private AwaitedModel awaited(Awaited awaited) {
    List<Change> history = awaited.history();
    int first =
        history.stream()
            .flatMap(c -> c.seen().stream())
            .mapToInt(Seen::observation)
            .findFirst()
            .orElse(0);
    Entry entry = byNumber.get(first);
    String owner =
        entry == null ? awaited.scope().map(Journal.Scope::owner).orElse("") : ownerOf(entry);
    return new AwaitedModel(
        owner.isEmpty() ? null : owner,
        awaited.describe(),
        awaited.bounds(),
        awaited.end().map(ModelOfRun::word).orElse("stopped"),
        awaited.attempts(),
        millis(awaited.took()),
        history.stream()
            .map(
                c ->
                    new ChangeModel(
                        c.attempt(),
                        millis(c.after()),
                        c.seen().stream()
                            .map(s -> new SeenModel(s.observation(), s.question(), s.text()))
                            .toList()))
            .toList(),
        awaited.changesLeftOut());
  }

  private TableModel table(TableEntry entry) {
    String owner = entry.owner().isEmpty() ? null : entry.owner();
    if (entry.table() instanceof ReachabilityMatrix matrix) {
      return new TableModel(
          "reachability",
          "Reachability in " + entry.lab(),
          owner,
          null,
          matrix.targets(),
          matrixRows(matrix));
    }
    if (entry.table() instanceof BaselineTable baseline) {
      List<String> columns = new ArrayList<>(List.of("of", "fact", "that is"));
      columns.addAll(baseline.columns());
      return new TableModel(
          "baseline",
          baseline.title(),
          owner,
          baseline.name(),
          columns,
          baseline.rows().stream().map(ModelOfRun::baselineRow).toList());
    }
    HostExclusivity hosts = (HostExclusivity) entry.table();
    return new TableModel(
        "host exclusivity",
        hosts.address()
            + " from "
            + hosts.vantage()
            + " is to answer only on "
            + String.join(", ", hosts.ownNames()),
        owner,
        null,
        List.of("Host", "SNI", "expected", "seen"),
        hosts.rows().stream().map(this::hostRow).toList());
  }

  private static RowModel baselineRow(BaselineTable.Row row) {
    String tone =
        switch (row.weight()) {
          case FAILS -> "bad";
          case INCONCLUSIVE -> "inconclusive";
          case MEANT -> "good";
        };
    List<CellModel> cells = new ArrayList<>(List.of(plain(row.subject()), plain(row.what())));
    // before the values, which may be so long that what follows them is out of sight
    cells.add(new CellModel(row.verdict(), tone, row.observation()));
    row.values().forEach(v -> cells.add(plain(v)));
    return new RowModel(row.vantage(), cells);
  }

  private List<RowModel> matrixRows(ReachabilityMatrix matrix) {
    List<RowModel> rows = new ArrayList<>();
    for (String vantage : matrix.vantages()) {
      List<CellModel> cells = new ArrayList<>();
      for (String target : matrix.targets()) {
        cells.add(
            matrix.cells().stream()
                .filter(c -> c.vantage().equals(vantage) && c.target().equals(target))
                .findFirst()
                .map(this::matrixCell)
                .orElse(new CellModel("", "plain", null)));
      }
      rows.add(new RowModel(vantage, cells));
    }
    return rows;
  }

  private CellModel matrixCell(ReachabilityMatrix.Cell cell) {
    int number = cell.seen().number();
    String seen = cell.seen().outcome().describe().replaceFirst(" \\(.*", "");
    return cell.agrees()
        ? new CellModel(cell.expected().label(), tone(number), number)
        : new CellModel(seen + ", not " + cell.expected().label(), "bad", number);
  }

  private RowModel hostRow(HostExclusivity.Row row) {
    int number = row.observation().number();
    return new RowModel(
        row.variant(),
        List.of(
            plain(row.host() == null ? "none" : row.host().isEmpty() ? "empty" : row.host()),
            plain(row.sni() == null ? "none" : row.sni()),
            plain(word(row.expectation()).replace('_', ' ')),
            new CellModel(row.observation().outcome().describe(), hostTone(row, number), number)));
  }

  private String hostTone(HostExclusivity.Row row, int number) {
    return row.expectation() == HostExclusivity.Expectation.EITHER
        ? "plain"
        : judged(number, "plain");
  }

  private static CellModel plain(String text) {
    return new CellModel(text, "plain", null);
  }

  /** A cell as expected is good unless the assertion said that it proves nothing. */
  private String tone(int number) {
    return judged(number, "good");
  }

  private String judged(int number, String otherwise) {
    Entry entry = byNumber.get(number);
    String verdict = entry == null ? "none" : verdict(entry);
    return switch (verdict) {
      case "failed" -> "bad";
      case "inconclusive" -> "inconclusive";
      case "passed" -> "good";
      default -> otherwise;
    };
  }

  /**
   * Returns the verdict on an observation: {@code not-yet} where it was not as expected and another
   * attempt followed.
   */
  static String verdict(Entry entry) {
    if (entry.isOnlyWatched()) {
      return verdict(entry.checks()).equals("passed") ? "passed" : "gap";
    }
    String verdict = verdict(entry.ownChecks());
    return entry.isSuperseded() && !verdict.equals("passed") ? "not-yet" : verdict;
  }

  /** Returns the worst verdict on an observation; {@code none} when nothing was asserted of it. */
  static String verdict(List<Check> checks) {
    @Nullable Verdict worst = null;
    for (Check check : checks) {
      if (worst == null
          || check.verdict() == Verdict.FAILED
          || (check.verdict() == Verdict.INCONCLUSIVE && worst == Verdict.PASSED)) {
        worst = check.verdict();
      }
    }
    return worst == null ? "none" : word(worst);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
