package dev.plumbline.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The suite again and again in one JVM, one test after another and many at a time. */
@Tag("endurance")
class EnduranceTest {

  private static final List<Class<?>> SUITE =
      List.of(
          NameResolutionTest.class,
          HostNamesTest.class,
          HealthProbesTest.class,
          ExposedApisTest.class,
          ReachabilityTest.class,
          CertificatesTest.class,
          EndpointsTest.class,
          OutagesTest.class);

  @Test
  void fifty_runs_in_a_row_have_no_failure() {
    for (int run = 1; run <= 50; run++) {
      passes("run " + run, Map.of());
    }
  }

  @Test
  void ten_runs_with_eight_threads_have_no_failure() {
    for (int run = 1; run <= 10; run++) {
      passes(
          "parallel run " + run,
          Map.of(
              "junit.jupiter.execution.parallel.enabled", "true",
              "junit.jupiter.execution.parallel.mode.default", "concurrent",
              "junit.jupiter.execution.parallel.config.strategy", "fixed",
              "junit.jupiter.execution.parallel.config.fixed.parallelism", "8"));
    }
  }

  private static void passes(String run, Map<String, String> parameters) {
    LauncherDiscoveryRequest suite =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(SUITE.stream().map(c -> (DiscoverySelector) selectClass(c)).toList())
            .enableImplicitConfigurationParameters(false)
            .configurationParameter("plumbline.report.dir", "target/endurance")
            .configurationParameters(parameters)
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create(
            LauncherConfig.builder()
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build())
        .execute(suite, listener);
    TestExecutionSummary summary = listener.getSummary();
    StringWriter failures = new StringWriter();
    summary.printFailuresTo(new PrintWriter(failures), 5);
    assertThat(summary.getTestsFoundCount())
        .as("tests of %s", run)
        .isGreaterThanOrEqualTo(SUITE.size());
    assertThat(summary.getTestsSucceededCount())
        .as("%s: %s", run, failures)
        .isEqualTo(summary.getTestsFoundCount());
  }
}
