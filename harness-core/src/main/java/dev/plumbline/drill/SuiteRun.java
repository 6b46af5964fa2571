package dev.plumbline.drill;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.baseline.Baselines;
import dev.plumbline.drill.DrillResult.State;
import dev.plumbline.observation.Journal;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.MultipleFailuresError;

/**
 * Runs test classes once, in this JVM and apart from the run that is under way: with a launcher
 * session of its own, to which none of the listeners belongs that count and report the tests
 * outside.
 */
final class SuiteRun {

  private static final Set<String> METHODS = Set.of("method", "test-template", "test-factory");

  private SuiteRun() {}

  /**
   * What became of the tests.
   *
   * @param tests by the unique id of the test method, or of the class where that failed itself
   * @param settings JUnit's configuration parameters that are looked for, by name
   * @param methods the methods of tests, by the same id
   * @param problems what went wrong outside any test
   * @param journal what was observed; null when no network test ran
   */
  record Ended(
      Map<String, Ran> tests,
      Map<String, String> settings,
      Map<String, Method> methods,
      List<String> problems,
      @Nullable Journal journal) {

    /** Returns that they could not be run. */
    static Ended not(String problem) {
      return new Ended(Map.of(), Map.of(), Map.of(), List.of(problem), null);
    }
  }

  /**
   * What became of a test method with all its cases.
   *
   * @param id the unique id of the case that says so, or of the class
   */
  record Ran(String name, State state, @Nullable String message, String id) {

    /** Returns the worse of two. */
    Ran and(Ran other) {
      return state.compareTo(other.state) <= 0 ? this : other;
    }
  }

  /**
   * Runs them.
   *
   * @param only the unique ids of the test methods, or of cases of them, that are run; empty for
   *     all of the classes
   * @param settings the names of configuration parameters to look for
   */
  static Ended run(
      List<Class<?>> classes, Collection<String> only, DrilledRun drilled, String... settings) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    if (only.isEmpty()) {
      classes.forEach(one -> selectors.add(DiscoverySelectors.selectClass(one)));
    } else {
      only.forEach(id -> selectors.add(selectUniqueId(id)));
    }
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectors)
            // The settings of the project count as ever; only threads are the drill's own matter.
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            // The run outside may be split over jobs; what it drills is not.
            .configurationParameter("plumbline.shard", "")
            .configurationParameter("plumbline.shards", "")
            .build();
    Listener listener = new Listener(List.of(settings));
    return Baselines.drill(
        () -> {
          try (LauncherSession session = LauncherFactory.openSession(APART)) {
            session.getStore().put(Namespace.create(DrilledRun.class), DrilledRun.class, drilled);
            session.getLauncher().execute(request, listener);
          } catch (RuntimeException e) {
            drilled.problem("the tests could not be run: " + e);
          }
          return listener.ended(drilled);
        });
  }

  private static final LauncherConfig APART =
      LauncherConfig.builder()
          .enableLauncherSessionListenerAutoRegistration(false)
          .enableLauncherDiscoveryListenerAutoRegistration(false)
          .enablePostDiscoveryFilterAutoRegistration(false)
          .enableTestExecutionListenerAutoRegistration(false)
          .build();

  private static final class Listener implements TestExecutionListener {

    private final List<String> wanted;
    private final Map<String, Ran> tests = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Method> methods = new HashMap<>();

    Listener(List<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan plan) {
      for (String name : wanted) {
        plan.getConfigurationParameters().get(name).ifPresent(value -> settings.put(name, value));
      }
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
      names.put(test.getUniqueId(), name(test));
      if (METHODS.contains(test.getUniqueIdObject().getLastSegment().getType())
          && test.getSource().orElse(null) instanceof MethodSource source) {
        methods.put(test.getUniqueId(), source.getJavaMethod());
      }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
      note(test, State.SKIPPED, null);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
      Throwable thrown = result.getThrowable().orElse(null);
      switch (result.getStatus()) {
        case SUCCESSFUL -> {
          if (test.isTest()) {
            note(test, State.PASSED, null);
          }
        }
        case ABORTED -> note(test, State.SKIPPED, null);
        case FAILED -> note(test, state(thrown), thrown == null ? "it failed" : message(thrown));
      }
    }

    private void note(TestIdentifier test, State state, @Nullable String message) {
      String key = key(test.getUniqueIdObject());
      String name = names.getOrDefault(key, name(test));
      tests.merge(key, new Ran(name, state, message, test.getUniqueId()), Ran::and);
    }

    synchronized Ended ended(DrilledRun drilled) {
      return new Ended(
          new LinkedHashMap<>(tests),
          Map.copyOf(settings),
          Map.copyOf(methods),
          drilled.problems(),
          drilled.journal());
    }
  }

  /** Returns the unique id of a test method, whatever of its cases is asked for. */
  private static String key(UniqueId id) {
    List<UniqueId.Segment> segments = id.getSegments();
    UniqueId key = UniqueId.root(segments.get(0).getType(), segments.get(0).getValue());
    for (UniqueId.Segment segment : segments.subList(1, segments.size())) {
      key = key.append(segment);
      if (METHODS.contains(segment.getType())) {
        break;
      }
    }
    return key.toString();
  }

  private static String name(TestIdentifier test) {
    return test.getSource().flatMap(SuiteRun::name).orElse(test.getDisplayName());
  }

  private static Optional<String> name(TestSource source) {
    if (source instanceof MethodSource method) {
      return Optional.of(name(method.getJavaClass()) + "." + method.getMethodName());
    }
    return source instanceof ClassSource one
        ? Optional.of(name(one.getJavaClass()) + " as a whole")
        : Optional.empty();
  }

  private static String name(Class<?> type) {
    Class<?> outside = type.getEnclosingClass();
    return outside == null ? type.getSimpleName() : name(outside) + "." + type.getSimpleName();
  }

  private static State state(@Nullable Throwable thrown) {
    if (thrown instanceof MultipleFailuresError several) {
      return several.getFailures().stream()
          .map(SuiteRun::state)
          .min(State::compareTo)
          .orElse(State.FAILED);
    }
    if (thrown instanceof InconclusiveError) {
      return State.INCONCLUSIVE;
    }
    // Whatever is no assertion says nothing of the suite: the harness may have failed.
    return thrown instanceof AssertionError ? State.FAILED : State.BROKEN;
  }

  private static String message(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).strip();
    return thrown instanceof AssertionError
        ? message
        : thrown.getClass().getSimpleName() + ": " + message;
  }
}
