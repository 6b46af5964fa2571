package dev.plumbline.drill;

import dev.plumbline.drill.DrillResult.Cell;
import dev.plumbline.drill.DrillResult.Failure;
import dev.plumbline.drill.DrillResult.Row;
import dev.plumbline.drill.DrillResult.State;
import dev.plumbline.drill.DrillResult.Verdict;
import dev.plumbline.drill.Misconfiguration.Place;
import dev.plumbline.drill.Misconfiguration.Refused;
import dev.plumbline.drill.SuiteRun.Ended;
import dev.plumbline.drill.SuiteRun.Ran;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.network.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.UniqueId;

/** One run of a drill: the suite as it is, then once per misconfiguration and place. */
final class DrillRun {

  /** Whether this thread runs tests of a drill: one of them that is a drill would never end. */
  private static final ThreadLocal<Boolean> WITHIN = ThreadLocal.withInitial(() -> false);

  private final Loaded loaded;
  private final Network network;
  private final List<Class<?>> classes;
  private final Set<String> named;
  private final int concurrency;
  private final @Nullable Path folder;
  private final Map<String, Loaded> environments = new ConcurrentHashMap<>();

  /** Whether tests pass without any mistake when nothing else runs, by unique id. */
  private final Map<String, Boolean> alone = new ConcurrentHashMap<>();

  DrillRun(
      Loaded loaded,
      Network network,
      List<Class<?>> classes,
      Set<String> named,
      int concurrency,
      @Nullable Path folder) {
    this.loaded = loaded;
    this.network = network;
    this.classes = classes;
    this.named = named;
    this.concurrency = concurrency;
    this.folder = folder;
  }

  DrillResult run(List<Misconfiguration> misconfigurations) {
    if (WITHIN.get()) {
      throw new IllegalStateException(
          "a drill of \""
              + loaded.environment().name()
              + "\" is among the tests of a drill: leave its class out of running(..)");
    }
    long began = System.nanoTime();
    DrillFiles files = new DrillFiles(loaded);
    Ended plain = plain();
    Duration plainTook = since(began);
    List<Failure> before = failures(plain);
    Map<String, String> tests = new LinkedHashMap<>();
    plain.tests().forEach((id, ran) -> tests.put(id, ran.name()));
    if (before.isEmpty()) {
      before = idle(plain);
    }
    List<Row> rows = new ArrayList<>();
    List<Failure> after = List.of();
    if (before.isEmpty()) {
      after =
          tried(
              misconfigurations,
              tests,
              NotAffected.of(network, plain.journal(), plain.methods()),
              rows);
    }
    DrillResult result =
        new DrillResult(
            loaded.environment().name(),
            List.copyOf(tests.values()),
            before,
            after,
            rows,
            List.copyOf(named),
            plainTook,
            since(began),
            null);
    return files.write(result, DrillFiles.folder(folder, plain.settings()));
  }

  /** Tells of classes none of whose tests passed: they would notice nothing. */
  private List<Failure> idle(Ended plain) {
    Set<String> busy = new HashSet<>();
    plain
        .tests()
        .forEach(
            (id, ran) -> {
              if (passed(ran)) {
                busy.addAll(classes(UniqueId.parse(id)));
              }
            });
    if (busy.isEmpty()) {
      return List.of(new Failure("all of them", "no test ran, or each of them was skipped"));
    }
    return classes.stream()
        .filter(one -> !busy.contains(one.getName()))
        .map(
            one ->
                new Failure(
                    one.getSimpleName(),
                    "no test of it ran, or each of them was skipped: leave it out of running(..)"))
        .toList();
  }

  /** Returns the classes of a test by the segments of its id: its own, and those around it. */
  private static List<String> classes(UniqueId id) {
    List<String> names = new ArrayList<>();
    String around = "";
    for (UniqueId.Segment segment : id.getSegments()) {
      around =
          segment.getType().startsWith("nested-class")
              ? around + "$" + segment.getValue()
              : segment.getValue();
      names.add(around);
    }
    return names;
  }

  /** Tries all of them beside one another; returns what failed without any, in their midst. */
  private List<Failure> tried(
      List<Misconfiguration> misconfigurations,
      Map<String, String> tests,
      NotAffected notAffected,
      List<Row> rows) {
    ExecutorService threads = Executors.newFixedThreadPool(concurrency, threads());
    try {
      Map<Place, Future<Ended>> ends = new HashMap<>();
      List<Place> places =
          misconfigurations.stream().flatMap(one -> one.places().stream()).toList();
      @Nullable Future<Ended> control = null;
      for (int i = 0; i < places.size(); i++) {
        if (i == places.size() / 2) {
          control = threads.submit(this::plain);
        }
        Place place = places.get(i);
        ends.put(
            place,
            threads.submit(
                () -> {
                  Ended first = tried(place.network(), tests.keySet(), notAffected);
                  return confirmed(first, place.network());
                }));
      }
      for (Misconfiguration one : misconfigurations) {
        for (Refused place : one.refused()) {
          rows.add(row(one, place.where(), Verdict.NOT_APPLICABLE, place.why(), List.of()));
        }
        if (one.notApplicable() != null && one.refused().isEmpty()) {
          rows.add(row(one, "", Verdict.NOT_APPLICABLE, one.notApplicable(), List.of()));
        }
        for (Place place : one.places()) {
          rows.add(row(one, place, ended(Objects.requireNonNull(ends.get(place))), tests));
        }
      }
      return control == null ? List.of() : failures(ended(control));
    } finally {
      threads.shutdownNow();
    }
  }

  private Ended plain() {
    return within(network, List.of());
  }

  /** Runs the tests that a change can reach; the others are noted. */
  private Ended tried(Network changed, Set<String> all, NotAffected notAffected) {
    Set<String> left = new LinkedHashSet<>(all);
    left.removeAll(notAffected.by(changed));
    if (left.size() == all.size()) {
      return within(changed, List.of());
    }
    Ended ended = left.isEmpty() ? Ended.not("") : within(changed, left);
    Set<State> states = new HashSet<>();
    ended.tests().values().forEach(ran -> states.add(ran.state()));
    if (states.contains(State.INCONCLUSIVE) && !states.contains(State.FAILED)) {
      // What was left out may have been its positive control.
      return within(changed, List.of());
    }
    Map<String, Ran> tests = new LinkedHashMap<>(ended.tests());
    for (String id : all) {
      if (!left.contains(id)) {
        tests.put(id, new Ran("", State.NOT_AFFECTED, null, id));
      }
    }
    return new Ended(
        tests, Map.of(), Map.of(), left.isEmpty() ? List.of() : ended.problems(), ended.journal());
  }

  /**
   * Has tests that noticed a mistake notice it once more: one that fails by itself now and then
   * notices nothing, and neither does one that fails for want of the tests that were left out. One
   * that does so again is enough; where none does, what they said is no notice.
   */
  private Ended confirmed(Ended first, Network changed) {
    Map<String, Ran> noticed = new LinkedHashMap<>();
    first
        .tests()
        .forEach(
            (id, ran) -> {
              if (NOTICES.contains(ran.state())) {
                noticed.put(id, ran);
              }
            });
    if (noticed.isEmpty()) {
      return first;
    }
    // Whoever fails needs no other test; whoever is inconclusive may need one for its control.
    Optional<String> failed =
        noticed.values().stream()
            .filter(ran -> ran.state() == State.FAILED)
            .map(Ran::id)
            .findFirst();
    boolean alone = failed.map(this::passesAlone).orElse(true);
    if (failed.isPresent() && alone && failsAlone(changed, failed.get())) {
      return first;
    }
    // All of them, as when they were green: without the others one may fail for want of them.
    Ended again = within(changed, List.of());
    Map<String, Ran> tests = new LinkedHashMap<>(first.tests());
    for (Map.Entry<String, Ran> each : noticed.entrySet()) {
      Ran then = again.tests().get(each.getKey());
      if (then != null && NOTICES.contains(then.state())) {
        return first;
      }
      Ran ran = each.getValue();
      tests.put(
          each.getKey(),
          new Ran(
              ran.name(),
              State.BROKEN,
              (alone
                      ? "it failed, but not when it ran again with the same mistake: it fails by"
                          + " itself now and then, and notices nothing. It said: "
                      : "it fails whenever others do not run before it, with a mistake or without:"
                          + " tests of a drill must not depend on one another. It said: ")
                  + ran.message(),
              ran.id()));
    }
    return new Ended(tests, first.settings(), first.methods(), first.problems(), first.journal());
  }

  private boolean failsAlone(Network changed, String test) {
    return within(changed, Set.of(test)).tests().values().stream()
        .anyMatch(ran -> ran.state() == State.FAILED);
  }

  /** Returns whether a test passes without any mistake when nothing else runs. */
  private boolean passesAlone(String test) {
    return alone.computeIfAbsent(
        test,
        any -> {
          Collection<Ran> ran = within(network, Set.of(test)).tests().values();
          return !ran.isEmpty() && ran.stream().allMatch(DrillRun::passed);
        });
  }

  private Ended within(Network changed, Collection<String> only) {
    WITHIN.set(true);
    try {
      return SuiteRun.run(
          classes, only, new DrilledRun(this::environment, changed), DrillFiles.FOLDER_SETTING);
    } finally {
      WITHIN.remove();
    }
  }

  /** Environments are read once, however many times the tests run. */
  private Loaded environment(String name) {
    Loaded asked = environments.computeIfAbsent(name, Simulated::load);
    if (!asked.environment().equals(loaded.environment())) {
      throw new IllegalStateException(
          "the drill is of environment \""
              + loaded.environment().name()
              + "\", and this test of \""
              + asked.environment().name()
              + "\": leave its class out of running(..)");
    }
    return asked;
  }

  private static Row row(
      Misconfiguration one, Place place, Ended ended, Map<String, String> tests) {
    List<Cell> cells = new ArrayList<>();
    tests.forEach(
        (id, name) -> {
          Ran ran = ended.tests().get(id);
          cells.add(
              ran == null
                  ? new Cell(name, State.NOT_RUN, null)
                  : new Cell(name, ran.state(), ran.message()));
        });
    // What did not run without the mistake: classes that failed as a whole.
    ended
        .tests()
        .forEach(
            (id, ran) -> {
              if (!tests.containsKey(id)) {
                cells.add(new Cell(ran.name(), ran.state(), ran.message()));
              }
            });
    if (cells.stream().anyMatch(Cell::notices)) {
      return row(one, place.where(), Verdict.CAUGHT, null, cells);
    }
    List<String> broken = new ArrayList<>(ended.problems());
    for (Cell cell : cells) {
      if (cell.state() == State.BROKEN) {
        broken.add(cell.test() + ": " + cell.message());
      }
    }
    if (cells.stream()
        .noneMatch(cell -> cell.state() == State.PASSED || cell.state() == State.NOT_AFFECTED)) {
      broken.add("no test passed, and none failed");
    }
    return broken.isEmpty()
        ? row(one, place.where(), Verdict.SURVIVED, null, cells)
        : row(one, place.where(), Verdict.BROKEN, broken.get(0), cells);
  }

  private static Row row(
      Misconfiguration one,
      String where,
      Verdict verdict,
      @Nullable String reason,
      List<Cell> cells) {
    return new Row(
        one.name(), one.tag(), where, one.statement(), one.caughtBy(), verdict, reason, cells);
  }

  private static List<Failure> failures(Ended ended) {
    List<Failure> failures = new ArrayList<>();
    ended.problems().forEach(problem -> failures.add(new Failure("outside the tests", problem)));
    ended
        .tests()
        .values()
        .forEach(
            ran -> {
              if (FAILED.contains(ran.state())) {
                failures.add(new Failure(ran.name(), String.valueOf(ran.message())));
              }
            });
    return failures;
  }

  private static final Set<State> NOTICES = Set.of(State.FAILED, State.INCONCLUSIVE);

  private static final Set<State> FAILED = Set.of(State.FAILED, State.INCONCLUSIVE, State.BROKEN);

  private static boolean passed(Ran ran) {
    return ran.state() == State.PASSED;
  }

  private static Ended ended(Future<Ended> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the drill was interrupted", e);
    } catch (ExecutionException e) {
      return Ended.not("the tests could not be run: " + e.getCause());
    }
  }

  /** Threads that see the services of the one that asks, and keep no JVM from ending. */
  private static ThreadFactory threads() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "plumbline-drill-" + count.incrementAndGet());
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      return thread;
    };
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
