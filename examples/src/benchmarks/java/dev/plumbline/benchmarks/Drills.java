package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.drill.Drill;
import dev.plumbline.drill.DrillResult;
import dev.plumbline.drill.DrillResult.Verdict;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The drills of the example suite, with one place for each mistake: those with the firewall by its
 * tests, all others by all others. Beside the limit, and beside the suite itself as often.
 */
final class Drills implements Benchmark {

  @Override
  public String name() {
    return "drills";
  }

  @Override
  public List<Line> measure() throws Exception {
    Drill suite =
        Drill.of("contoso")
            .running(
                classes(
                    "NameResolutionTest",
                    "HostNamesTest",
                    "HealthProbesTest",
                    "ExposedApisTest",
                    "ReachabilityTest",
                    "CertificatesTest",
                    "EndpointsTest",
                    "DependenciesTest"))
            .onePlaceEach();
    Drill firewall =
        Drill.of("contoso")
            .running(classes("FirewallTest"))
            .onePlaceEach()
            .tagged("firewall")
            .atATime(2);
    // Alone first, several times, so that what is compared is as warm as the drill.
    double alone = Double.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long before = processorTime();
      suite.only("certificate-expired").atATime(1).run();
      alone = Math.min(alone, (processorTime() - before) / 3e6);
    }
    long before = processorTime();
    DrillResult others = suite.tagged("dns", "tls", "gateway", "rules", "routing", "access").run();
    double each = (processorTime() - before) / 1e6 / (tried(others) + 2);
    DrillResult walls = firewall.run();
    if (!others.after().isEmpty() || !walls.after().isEmpty()) {
      throw new IllegalStateException("the suite was red by itself: this machine is too busy");
    }
    long tried = tried(others) + tried(walls);
    double seconds = others.took().plus(walls.took()).toMillis() / 1000.0;
    double limit = 60.0 * tried / 40;
    return List.of(
        new Line(
            tried + " drills of the example suite",
            Figures.format(seconds, "s"),
            "limit of 60 s for 40: " + Figures.format(limit, "s"),
            seconds / limit,
            "at most 1"),
        new Line(
            "one drill, by processor time",
            Figures.format(each, "ms"),
            "one run of its tests " + Figures.format(alone, "ms"),
            each / alone,
            "at most 1.5"));
  }

  private static Class<?>[] classes(String... names) throws ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : names) {
      classes.add(Class.forName("dev.plumbline.examples." + name));
    }
    return classes.toArray(Class<?>[]::new);
  }

  private static long tried(DrillResult result) {
    return result.rows().stream()
        .filter(row -> row.verdict() != Verdict.NOT_APPLICABLE)
        .count();
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
