package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.drill.Drill;
import dev.plumbline.drill.DrillResult;
import dev.plumbline.drill.DrillResult.Verdict;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A drill of the example suite, one place for each mistake, beside the suite itself as often. */
final class Drills implements Benchmark {

  private static final List<String> SUITE =
      List.of(
          "NameResolutionTest",
          "HostNamesTest",
          "HealthProbesTest",
          "ExposedApisTest",
          "ReachabilityTest",
          "CertificatesTest",
          "EndpointsTest",
          "OutagesTest",
          "DependenciesTest",
          "FirewallTest");

  @Override
  public String name() {
    return "drills";
  }

  @Override
  public List<Line> measure() throws Exception {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : SUITE) {
      classes.add(Class.forName("dev.plumbline.examples." + name));
    }
    Drill drill = Drill.of("contoso").running(classes.toArray(Class<?>[]::new)).onePlaceEach();
    // Alone first, several times, so that what is compared is as warm as the drill.
    double alone = Double.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long before = processorTime();
      drill.only("certificate-expired").atATime(1).run();
      alone = Math.min(alone, (processorTime() - before) / 3e6);
    }
    long before = processorTime();
    DrillResult result = drill.run();
    long tried =
        result.rows().stream().filter(row -> row.verdict() != Verdict.NOT_APPLICABLE).count();
    double each = (processorTime() - before) / 1e6 / (tried + 2);
    double seconds = result.took().toMillis() / 1000.0;
    return List.of(
        new Line(
            tried + " drills of the example suite",
            Figures.format(seconds, "s"),
            "limit 60 s for 40: " + Figures.format(60.0 * tried / 40, "s"),
            seconds / (60.0 * tried / 40),
            "at most 1"),
        new Line(
            "one drill, by processor time",
            Figures.format(each, "ms"),
            "one run of the suite " + Figures.format(alone, "ms"),
            each / alone,
            "at most 1.5"));
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
