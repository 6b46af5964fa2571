package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.environment.Environments;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From the start of a JVM to the first checked answer, of the example lab and of WireMock, each in JVMs of its own. */
final class ColdStart implements Benchmark {

  @Override
  public String name() {
    return "cold-start";
  }

  @Override
  public List<Line> measure() throws Exception {
    Figures.Pair times = Figures.inTurn(1, 7, () -> run("plumbline"), () -> run("wiremock"));
    return List.of(
        new Line(
            "cold JVM to the first checked answer",
            Figures.format(times.first(), "ms"),
            "WireMock " + Figures.format(times.second(), "ms"),
            times.ratio(),
            "at most 1"));
  }

  private static int run(String which) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName(),
                which)
            .inheritIO()
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("the JVM for " + which + " did not end well");
    }
    return process.exitValue();
  }

  /** What each of the JVMs does. */
  public static void main(String[] which) throws Exception {
    if (which[0].equals("plumbline")) {
      WarmStart.startCheckStop(Environments.loadWithNetwork(WarmStart.ENVIRONMENT));
    } else {
      Peer.startCheckStop();
    }
    // Both are asked for their first answer, not for the end of their threads.
    Runtime.getRuntime().halt(0);
  }
}
