package dev.plumbline.junit;

import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.lab.LabProvider;
import dev.plumbline.testing.OneGround;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs test cases by JUnit's test kit, one after another or with eight threads. */
record Kit(
    Mode mode,
    Path report,
    Map<String, String> settings,
    @Nullable Class<? extends LabProvider> ground) {

  private static final String SKIPS = "plumbline.skips";

  /** How tests are run. */
  enum Mode {
    SEQUENTIAL,
    EIGHT_THREADS
  }

  static Kit in(Mode mode, Path report) {
    return new Kit(mode, report, Map.of(), StandInGround.class);
  }

  Kit with(String setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new Kit(mode, report, more, ground);
  }

  /**
   * Returns a kit with another ground.
   *
   * @param other its provider; null for no ground at all
   */
  Kit withGround(@Nullable Class<? extends LabProvider> other) {
    return new Kit(mode, report, settings, other);
  }

  Outcome run(Class<?>... cases) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("junit-jupiter")
            .enableImplicitConfigurationParameters(false)
            .selectors(Stream.of(cases).map(c -> selectClass(c)).toArray(DiscoverySelector[]::new))
            .configurationParameter("plumbline.report.dir", report.toString());
    if (mode == Mode.EIGHT_THREADS) {
      kit.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
          .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
          .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
          .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8");
    }
    settings.forEach(kit::configurationParameter);
    return inside(() -> new Outcome(kit.execute()));
  }

  /**
   * Runs test cases by JUnit's launcher, as tools do: with what is found by the service loader, and
   * in a session of their own.
   */
  Launched launch(Class<?>... cases) {
    return launch(request(cases));
  }

  /** Runs those of test cases that have a tag, as {@link #launch(Class[])} does. */
  Launched launchTagged(String tag, Class<?>... cases) {
    return launch(request(cases).filters(TagFilter.includeTags(tag)));
  }

  /** Looks for test cases in a session that then ends, as tools do before they choose a JVM. */
  void discover(Class<?>... cases) {
    try (LauncherSession session = LauncherFactory.openSession()) {
      session.getLauncher().discover(request(cases).build());
    }
  }

  private LauncherDiscoveryRequestBuilder request(Class<?>... cases) {
    return LauncherDiscoveryRequestBuilder.request()
        .enableImplicitConfigurationParameters(false)
        .selectors(Stream.of(cases).map(c -> selectClass(c)).toArray(DiscoverySelector[]::new))
        .configurationParameter("plumbline.report.dir", report.toString())
        .configurationParameters(settings);
  }

  private Launched launch(LauncherDiscoveryRequestBuilder request) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    return inside(
        () -> {
          LauncherSession session = LauncherFactory.openSession();
          session.getLauncher().execute(request.build(), summary);
          return new Launched(
              summary.getSummary().getFailures().stream().map(Failure::getException).toList(),
              Optional.ofNullable(catchThrowable(session::close)));
        });
  }

  /** How a launch ended: what failed in it, and what its session failed with. */
  record Launched(List<Throwable> failures, Optional<Throwable> session) {}

  private <T> T inside(Supplier<T> run) {
    return OneGround.finding(ground, () -> withSkips(settings.getOrDefault(SKIPS, "allowed"), run));
  }

  /**
   * Runs something with a setting for skips. A run that forbids them, as the one on CI does, sets
   * what would override the settings of test cases.
   */
  static <T> T withSkips(String skips, Supplier<T> run) {
    String outer = System.getProperty(SKIPS);
    System.setProperty(SKIPS, skips);
    try {
      return run.get();
    } finally {
      if (outer == null) {
        System.clearProperty(SKIPS);
      } else {
        System.setProperty(SKIPS, outer);
      }
    }
  }

  /** What became of the test cases. */
  record Outcome(EngineExecutionResults results) {

    long passed() {
      return results.testEvents().succeeded().count();
    }

    long skipped() {
      return results.testEvents().skipped().count();
    }

    long aborted() {
      return results.testEvents().aborted().count();
    }

    /** Returns what tests and containers failed with. */
    List<Throwable> failures() {
      return results.allEvents().failed().stream().map(Outcome::failure).toList();
    }

    private static Throwable failure(Event event) {
      return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }
  }
}
