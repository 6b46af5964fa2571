package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process in the isolated namespace: starts the servers, runs the tests, writes the results as
 * JSON. Arguments: a {@link Stage} class, a directory.
 */
final class ServersMain {

  /** The file of results in the directory. */
  static final String RESULTS = "results.json";

  /** The key under which a test publishes a line for each thing it observed. */
  static final String OBSERVED = "observed";

  private ServersMain() {}

  public static void main(String[] args) throws Exception {
    Isolation.require();
    Path directory = Path.of(args[1]);
    Stage stage =
        Class.forName(args[0]).asSubclass(Stage.class).getDeclaredConstructor().newInstance();
    Environment environment = stage.environment();
    List<Result> results = new ArrayList<>();
    try (RealServers servers = RealServers.start(stage.network(), environment, directory)) {
      for (Stage.Pass pass : stage.passes(directory, servers.trust())) {
        pass.properties().forEach(System::setProperty);
        results.addAll(run(pass));
        pass.properties().keySet().forEach(System::clearProperty);
      }
    }
    JsonMapper.shared().writeValue(directory.resolve(RESULTS).toFile(), results);
    // Threads of servers and labs that are not daemons must not keep the process alive.
    System.exit(0);
  }

  private static List<Result> run(Stage.Pass pass) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(pass.tests())
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    Results results = new Results(pass.name());
    LauncherFactory.create().execute(request, results);
    return results.all;
  }

  private static final class Results implements TestExecutionListener {
    private final String pass;
    private final List<Result> all = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> observed = new ConcurrentHashMap<>();

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
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      add(test, "SKIPPED", reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
      // A container that fails takes its tests with it: it must be seen.
      if (test.isTest() || failed) {
        add(
            test,
            result.getStatus().name(),
            result.getThrowable().map(ServersMain::trace).orElse(""));
      }
    }

    private void add(TestIdentifier test, String status, String message) {
      String testClass =
          test.getSource()
              .filter(MethodSource.class::isInstance)
              .map(source -> ((MethodSource) source).getJavaClass().getSimpleName())
              .orElse(test.getDisplayName());
      String name = test.getDisplayName();
      all.add(
          new Result(
              pass,
              testClass,
              name,
              status,
              message,
              observed.getOrDefault(test.getUniqueId(), List.of())));
    }
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
