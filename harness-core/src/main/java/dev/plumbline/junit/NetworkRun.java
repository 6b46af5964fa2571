package dev.plumbline.junit;

import dev.plumbline.drill.DrilledRun;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Ground;
import dev.plumbline.junit.UnseenSkips.End;
import dev.plumbline.junit.UnseenSkips.Skip;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.WatchedEntry;
import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.Redaction;
import dev.plumbline.observation.RunDeadlineException;
import dev.plumbline.observation.Watched;
import dev.plumbline.report.RunReport;
import dev.plumbline.report.RunShard;
import dev.plumbline.report.TestResult;
import dev.plumbline.report.TestResult.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * What all tests of a run share: one journal, one report, and one lab for each environment. JUnit
 * closes it when the run is over.
 */
final class NetworkRun implements AutoCloseable {

  static final Namespace NAMESPACE = Namespace.create(NetworkTest.class);

  private final Journal journal = new Journal();
  private final RunReport report = new RunReport(journal);
  private final ConcurrentMap<String, Attempt<Environments.Loaded>> environments =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<Environment, Attempt<Lab>> labs = new ConcurrentHashMap<>();
  private final ConcurrentMap<Ground, Optional<String>> grounds = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Instant> beginnings = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> forbiddenSkips = new ConcurrentHashMap<>();
  private final Set<String> toldSkips = ConcurrentHashMap.newKeySet();
  private final AtomicInteger notRun = new AtomicInteger();
  private final Function<String, Optional<String>> configuration;
  private final Set<String> parameters;
  private final AtomicBoolean settingsChecked = new AtomicBoolean();
  private final Supplier<List<Skip>> launcherSkips;
  private final @Nullable ShardList shards;
  private final ConcurrentMap<String, Integer> resultsOfUnits = new ConcurrentHashMap<>();
  private final @Nullable DrilledRun drilled;
  private final LabTime clock = LabTime.ofThisMachine();
  private final Duration begun = clock.now();

  private NetworkRun(
      Function<String, Optional<String>> configuration,
      Set<String> parameters,
      Supplier<List<Skip>> launcherSkips,
      @Nullable ShardList shards,
      @Nullable DrilledRun drilled) {
    this.configuration = configuration;
    this.parameters = parameters;
    this.launcherSkips = launcherSkips;
    this.shards = shards;
    this.drilled = drilled;
    if (drilled == null) {
      // a drill is a test of the run that it is part of
      deadline().ifPresent(d -> journal.endAfter(d.after(), d.setting(), clock, begun));
    }
  }

  /** One that cannot be read is refused with each class. */
  private Optional<Settings.Deadline> deadline() {
    try {
      return Settings.deadline(configuration);
    } catch (ExtensionConfigurationException e) {
      return Optional.empty();
    }
  }

  /**
   * Refuses to run a test when the run's deadline has passed: it fails, since what it would have
   * shown is not known.
   */
  void requireTime(String test) {
    try {
      journal.scope("", test).requireTime(() -> "this test was not run");
    } catch (RunDeadlineException e) {
      notRun.incrementAndGet();
      throw e;
    }
  }

  /**
   * Refuses to let a test pass that could not make all its checks, whatever became of the error.
   */
  void requireInTime(String test) {
    Optional<RunDeadlineException> missed = journal.scope("", test).takeTooLate();
    if (missed.isPresent()) {
      throw missed.get();
    }
  }

  /** Returns the run that a context belongs to. */
  @SuppressWarnings("deprecation") // Its successor is not in JUnit 5.
  static NetworkRun of(ExtensionContext context) {
    return Objects.requireNonNull(
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(NetworkRun.class, key -> start(context), NetworkRun.class));
  }

  private static NetworkRun start(ExtensionContext context) {
    ExtensionContext root = context.getRoot();
    ExtensionContext.Store session = root.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
    UnseenSkips skips = session.get(UnseenSkips.class, UnseenSkips.class);
    ParameterNames parameters = session.get(ParameterNames.class, ParameterNames.class);
    return new NetworkRun(
        root::getConfigurationParameter,
        parameters == null ? Set.of() : parameters.all(),
        () -> skips == null ? List.of() : skips.takeBelow(root.getUniqueId()),
        session.get(ShardList.class, ShardList.class),
        root.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(DrilledRun.class))
            .get(DrilledRun.class, DrilledRun.class));
  }

  /**
   * Returns a run in which every network test was skipped before an extension could see it.
   *
   * @param configuration JUnit's configuration parameters, by name
   * @param parameters their names
   */
  static NetworkRun skipped(
      List<Skip> skips,
      ShardList shards,
      Function<String, Optional<String>> configuration,
      ParameterNames parameters) {
    return new NetworkRun(configuration, parameters.all(), () -> skips, shards, null);
  }

  /**
   * Returns a run whose network tests are all in other shards.
   *
   * @param configuration JUnit's configuration parameters, by name
   * @param parameters their names
   */
  static NetworkRun empty(
      ShardList shards,
      Function<String, Optional<String>> configuration,
      ParameterNames parameters) {
    return new NetworkRun(configuration, parameters.all(), List::of, shards, null);
  }

  /** Refuses settings that do not exist: somebody asked for something that would not be done. */
  void requireKnownSettings() {
    settingsChecked.set(true);
    unknownSettings()
        .ifPresent(
            mistakes -> {
              throw new ExtensionConfigurationException(mistakes);
            });
  }

  private Optional<String> unknownSettings() {
    return KnownSettings.ofThisJvm()
        .mistakes(System.getProperties().stringPropertyNames(), parameters, System.getenv());
  }

  /**
   * Refuses a setting that is wrong, and a run that is to be split but cannot be: otherwise each
   * shard would run everything, or nothing would be known of the others.
   */
  void requireShards() {
    if (drilled != null) {
      return; // the test that drills is in a shard, and all of its drill with it
    }
    Optional<Shard> asked;
    try {
      asked = Shard.asked(configuration);
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
    }
    if (asked.isPresent() && (shards == null || shards.shard().isEmpty())) {
      throw new ExtensionConfigurationException(
          "this run is to be shard "
              + asked.get()
              + ", but what runs it does not let Plumbline choose its tests: run it by JUnit's launcher"
              + " with the listeners and filters that the service loader finds");
    }
  }

  /**
   * Counts a result for the unit that a run was split into.
   *
   * @param method the test's method; null for a class, whose result is that of all its tests
   */
  void resultOf(Class<?> testClass, @Nullable Method method) {
    if (shards == null || shards.shard().isEmpty()) {
      return;
    }
    ShardUnits.Unit unit = new ShardUnits(shards.shard().get()).of(testClass, method);
    shards.units().stream()
        .filter(
            each ->
                method == null
                    ? each.testClass().equals(unit.testClass())
                    : each.name().equals(unit.name()))
        .filter(each -> each.shard() == shards.shard().get().number())
        .forEach(each -> resultsOfUnits.merge(each.name(), 1, Integer::sum));
  }

  /** Tells the report which part of a run this is; returns a line about it for the console. */
  private Optional<String> tellShard() {
    if (shards == null || shards.shard().isEmpty()) {
      return Optional.empty();
    }
    Shard shard = shards.shard().get();
    List<RunShard.Unit> units =
        shards.units().stream()
            .map(
                unit ->
                    new RunShard.Unit(
                        unit.name(),
                        unit.shard(),
                        resultsOfUnits.getOrDefault(unit.name(), 0),
                        shards.testsOf(unit)))
            .toList();
    report.shard(new RunShard(shard.number(), shard.count(), shard.by().label(), units));
    shards.reported();
    long here = units.stream().filter(unit -> unit.shard() == shard.number()).count();
    long elsewhere = units.size() - here;
    return Optional.of(
        here == 0
            ? "Plumbline shard "
                + shard
                + ": nothing of the run is here, all of it ("
                + elsewhere
                + ") is in other shards: this one proves nothing"
            : "Plumbline shard "
                + shard
                + ": "
                + here
                + " here, "
                + elsewhere
                + " in other shards");
  }

  /** Returns what a test observed. */
  List<Entry> ownedBy(String test) {
    return journal.scope("", test).entries();
  }

  /** Returns what a test has left unsettled, once. */
  List<String> unsettledBy(String test) {
    return journal.scope("", test).takeUnsettled();
  }

  /** Returns what a test has watched and asserted nothing of. */
  List<Watched> unjudgedBy(String test) {
    return journal.unjudged().stream()
        .filter(entry -> entry.owner().equals(test))
        .map(WatchedEntry::watched)
        .toList();
  }

  /** Notes that a test has failed: what did not hold in it until now is told by that. */
  void answered(String test) {
    ownedBy(test).forEach(Entry::answer);
    unjudgedBy(test).forEach(journal::judged);
  }

  /** Tells the report what failed when its test was over: no test was failed by it. */
  private void tellLate() {
    journal.entries().stream()
        .filter(entry -> !entry.owner().isEmpty() && !entry.swallowed().isEmpty())
        .forEach(
            entry ->
                report.problem(
                    "an assertion failed when its test was over, so that it did not fail the test:\n"
                        + Proof.swallowed(entry)));
  }

  /**
   * Notes that a test begins. JUnit's own store is of no use for it: a test's store is closed
   * before its result is told.
   */
  void begun(String test) {
    beginnings.put(test, Instant.now());
  }

  /** Returns when a test began; now, when it ended before it could. */
  Instant beginning(String test) {
    Instant begun = beginnings.remove(test);
    return begun == null ? Instant.now() : begun;
  }

  /** Notes that the report has a skip; returns whether it did not have it before. */
  boolean toldSkip(String test) {
    return toldSkips.add(test);
  }

  /** Notes that JUnit skipped a test although that is forbidden. */
  void forbiddenSkip(String test, String what) {
    forbiddenSkips.put(test, what);
  }

  /** Returns what was skipped in a class although that is forbidden, once. */
  List<String> forbiddenSkips(String testClass) {
    List<String> found =
        forbiddenSkips.entrySet().stream()
            .filter(e -> e.getKey().startsWith(testClass))
            .map(Map.Entry::getValue)
            .toList();
    forbiddenSkips.keySet().removeIf(test -> test.startsWith(testClass));
    return found;
  }

  /** Returns what takes the secrets of this run out of texts. */
  Redaction redaction() {
    return journal.redaction();
  }

  RunReport report() {
    return report;
  }

  /** Returns an environment by the name a test gives it. */
  Environment environment(String name) {
    return loaded(name).environment();
  }

  /**
   * Returns why this machine has no labs on an environment's ground, in words for a skipped test;
   * empty where it has. Asked once in a run: a ground that breaks down while tests run is not
   * absent, and they fail.
   */
  Optional<String> without(Environment environment) {
    return grounds
        .computeIfAbsent(environment.ground(), NetworkRun::unavailable)
        .map(
            why ->
                "environment "
                    + environment.name()
                    + " is "
                    + environment.ground().name().toLowerCase(Locale.ROOT)
                    + ", which this machine has not: "
                    + why);
  }

  private static Optional<String> unavailable(Ground ground) {
    try {
      return Lab.unavailable(ground);
    } catch (LabException e) {
      return Optional.empty(); // a ground that nobody provides is an error of each test
    }
  }

  /** Returns the lab that the tests of an environment share. */
  Lab shared(String name) {
    Environments.Loaded loaded = loaded(name);
    return labs.computeIfAbsent(loaded.environment(), key -> new Attempt<>(() -> open(loaded)))
        .get();
  }

  /** Opens a lab for one test, which closes it. */
  Lab own(String name) {
    return open(loaded(name));
  }

  private Environments.Loaded loaded(String name) {
    return environments.computeIfAbsent(name, key -> new Attempt<>(() -> load(name))).get();
  }

  private Environments.Loaded load(String name) {
    Environments.Loaded loaded =
        drilled == null ? Environments.loadWithNetwork(name) : drilled.environment(name);
    report.environment(loaded.environment(), loaded.secrets(), loaded.notes());
    Duration deadline = loaded.environment().guards().deadline();
    if (deadline != null && drilled == null) {
      String by = "guards.deadline of environment " + loaded.environment().name();
      journal.endAfter(deadline, by, clock, begun);
    }
    return loaded;
  }

  private Lab open(Environments.Loaded loaded) {
    Lab lab =
        drilled == null
            ? Lab.open(loaded.environment(), loaded.network(), journal)
            : Lab.openForDrill(
                loaded.environment(), Objects.requireNonNull(loaded.network()), journal);
    report.cameUp(loaded.environment().name(), lab.notes());
    return lab;
  }

  @Override
  public void close() {
    for (Attempt<Lab> attempt : labs.values()) {
      try {
        attempt.closeIfDone();
      } catch (RuntimeException e) {
        String problem = "a lab could not be closed: " + e;
        report.problem(problem);
        if (drilled != null) {
          drilled.problem(problem);
        }
      }
    }
    int late = notRun.get();
    if (late > 0) {
      report.problem(
          journal.deadline().orElse("")
              + ", has passed: "
              + (late == 1
                  ? "1 test was not run, and counts"
                  : late + " tests were not run, and count")
              + " as failed");
    }
    if (drilled != null) {
      // The drill has a report of its own; what was skipped it sees itself.
      drilled.ended(journal);
      return;
    }
    // A class that was to run has been refused already.
    Optional<String> unknown = settingsChecked.get() ? Optional.empty() : unknownSettings();
    unknown.ifPresent(report::problem);
    Optional<SkipForbiddenError> forbidden = tellUnseen(launcherSkips.get());
    tellLate();
    report.facts(Settings.facts(configuration));
    Optional<String> shard = tellShard();
    Path directory = Settings.reportDirectory(configuration);
    try {
      shard.ifPresent(System.out::println);
      System.out.println("Plumbline report: " + report.write(directory).toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the report cannot be written to " + directory.toAbsolutePath(), e);
    }
    if (unknown.isPresent()) {
      throw new ExtensionConfigurationException(unknown.get());
    }
    if (forbidden.isPresent()) {
      throw forbidden.get();
    }
  }

  /** Tells the report of what no extension saw; returns the error where that is forbidden. */
  private Optional<SkipForbiddenError> tellUnseen(List<Skip> all) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Settings.Skips allowed = Settings.skips(configuration);
    boolean failed = allowed != Settings.Skips.ALLOWED;
    List<Skip> skips =
        all.stream().filter(skip -> failed && skip.end() != End.SKIPPED || unseen(skip)).toList();
    if (skips.isEmpty()) {
      return Optional.empty();
    }
    for (Skip skip : skips) {
      resultOf(skip.testClass(), null);
      SkipForbiddenError error = new SkipForbiddenError(skip.describe(), allowed);
      report.result(
          new TestResult(
              skip.id(),
              skip.path(),
              skip.name(),
              TestLab.nameForReport(skip.testClass(), this),
              failed ? Status.FAILED : Status.SKIPPED,
              failed ? error.getMessage() : skip.reason(),
              failed ? SkipForbiddenError.class.getName() : null,
              Instant.now(),
              Duration.ZERO));
    }
    return failed
        ? Optional.of(
            new SkipForbiddenError(
                skips.stream().map(Skip::describe).collect(Collectors.joining("; ")), allowed))
        : Optional.empty();
  }

  /** JUnit tells extensions of every test that gave up, but not of every class. */
  private boolean unseen(Skip skip) {
    return skip.end() != End.TEST_ABORTED && !toldSkips.contains(skip.id());
  }

  /**
   * Something that is done once, by the first who needs it; when it fails, it fails alike for all.
   */
  private static final class Attempt<T> {

    private final Supplier<T> action;
    private boolean done;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    Attempt(Supplier<T> action) {
      this.action = action;
    }

    synchronized T get() {
      if (!done) {
        try {
          value = action.get();
        } catch (RuntimeException e) {
          failure = e;
        }
        done = true;
      }
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(value);
    }

    synchronized void closeIfDone() {
      if (value instanceof Lab lab) {
        lab.close();
      }
    }
  }
}
