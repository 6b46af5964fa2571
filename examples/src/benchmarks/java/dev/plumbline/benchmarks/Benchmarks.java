package dev.plumbline.benchmarks;

import java.util.List;
import java.util.Locale;

/** Runs all benchmarks, or those named as arguments, and prints a table. */
public final class Benchmarks {

  private static final List<Benchmark> ALL =
      List.of(new WarmStart(), new ColdStart(), new SingleChecks(), new Grounds(), new DroppedTargets(), new ManyEndpoints(), new Flows(), new Templates(), new Detection(), new FirewallCorpus(), new Drills());

  private Benchmarks() {}

  /** Something that is measured beside its peer or limit. */
  interface Benchmark {
    /** Returns the name by which it is chosen. */
    String name();

    /** Measures, and returns a line for each figure. */
    List<Line> measure() throws Exception;
  }

  /**
   * One figure beside another.
   *
   * @param what what was measured
   * @param ours our figure with its unit
   * @param other the figure of the peer, or the limit
   * @param ratio ours by the other
   * @param aim what the ratio is to be
   */
  record Line(String what, String ours, String other, double ratio, String aim) {}

  /** Runs them. */
  public static void main(String[] names) throws Exception {
    List<String> chosen = List.of(names);
    System.out.printf(
        "Java %s, %d processors%n%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
    System.out.println("| what | Plumbline | beside | ratio | aim |");
    System.out.println("|---|---|---|---|---|");
    for (Benchmark benchmark : ALL) {
      if (chosen.isEmpty() || chosen.contains(benchmark.name())) {
        for (Line line : benchmark.measure()) {
          System.out.printf(
              Locale.ROOT,
              "| %s | %s | %s | %.2f | %s |%n",
              line.what(),
              line.ours(),
              line.other(),
              line.ratio(),
              line.aim());
        }
      }
    }
  }
}
