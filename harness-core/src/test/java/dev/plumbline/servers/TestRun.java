package dev.plumbline.servers;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests run from within a test or a process of its own, with what they published. */
public final class TestRun {

  /** The key under which a test publishes a line for each thing it observed. */
  public static final String OBSERVED = "observed";

  /** The key under which it publishes what that was, in a few words. */
  public static final String SHORTLY = "shortly";

  private TestRun() {}

  /**
   * Returns how tests ended.
   *
   * @param pass tells their results from those of other runs
   */
  public static List<Result> of(String pass, List<? extends DiscoverySelector> tests) {
    return of(pass, tests, 1);
  }

  /**
   * Returns how tests ended.
   *
   * @param pass tells their results from those of other runs
   * @param threads how many run at a time
   */
  static List<Result> of(String pass, List<? extends DiscoverySelector> tests, int threads) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(tests)
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "" + (threads > 1))
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "" + threads)
            .build();
    Results results = new Results(pass);
    LauncherFactory.create().execute(request, results);
    return List.copyOf(results.all);
  }

  private static final class Results implements TestExecutionListener {
    private final String pass;
    private final List<Result> all = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> observed = new ConcurrentHashMap<>();
    private final Map<String, String> shortly = new ConcurrentHashMap<>();

    Results(String pass) {
      this.pass = pass;
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
      String lines = entry.getKeyValuePairs().get(OBSERVED);
      if (lines != null) {
        observed
            .computeIfAbsent(test.getUniqueId(), id -> new ArrayList<>())
            .addAll(lines.lines().toList());
      }
      String words = entry.getKeyValuePairs().get(SHORTLY);
      if (words != null) {
        shortly.put(test.getUniqueId(), words);
      }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      add(test, "SKIPPED", reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
      // A container that fails or gives up takes its tests with it: it must be seen.
      if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
        add(
            test,
            result.getStatus().name(),
            result.getThrowable().map(t -> failed ? trace(t) : t.getMessage()).orElse(""));
      }
    }

    private void add(TestIdentifier test, String status, String message) {
      Optional<MethodSource> source =
          test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
      String name = test.getDisplayName();
      all.add(
          new Result(
              pass,
              source.map(s -> s.getJavaClass().getSimpleName()).orElse(name),
              source.map(MethodSource::getMethodName).orElse(""),
              name,
              status,
              message == null ? "" : message,
              observed.getOrDefault(test.getUniqueId(), List.of()),
              shortly.getOrDefault(test.getUniqueId(), "")));
    }
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
