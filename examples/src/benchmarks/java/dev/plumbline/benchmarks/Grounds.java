package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The example lab on real servers in a container, beside the same lab simulated: its start, and checks in it. */
final class Grounds implements Benchmark {

  private static final int STARTS = 5;
  private static final int AT_A_TIME = 16;
  private static final int CHECKS = 160;
  private static final String INSIDE = "workload-subnet";

  @Override
  public String name() {
    return "grounds";
  }

  @Override
  public List<Line> measure() throws Exception {
    Optional<String> unavailable = Lab.unavailable(Ground.CONTAINERS);
    if (unavailable.isPresent()) {
      System.out.println("| not measured: the ground containers | " + unavailable.get() + " | | | |");
      return List.of();
    }
    Loaded loaded = Environments.loadWithNetwork(WarmStart.ENVIRONMENT);
    List<Line> lines = new ArrayList<>();
    lines.add(starts(loaded));
    try (Lab containers = open(loaded, Ground.CONTAINERS);
        Lab simulated = open(loaded, Ground.SIMULATED)) {
      lines.addAll(checks("TCP connect", INSIDE, TcpProbe.to("10.1.0.5", 443), containers, simulated));
      lines.addAll(checks("DNS over UDP", INSIDE, DnsProbe.of("contosointernalvnet.azure-api.net"), containers, simulated));
      lines.addAll(
          checks("HTTPS GET through gateway and firewall, new connection", WarmStart.VANTAGE, HttpProbe.get(WarmStart.URL), containers, simulated));
    }
    return lines;
  }

  /** The first of each are not counted: there the image is built, and the JVM warms up. */
  private static Line starts(Loaded loaded) {
    List<Double> containers = new ArrayList<>();
    List<Double> simulated = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      start(loaded, Ground.SIMULATED);
    }
    start(loaded, Ground.CONTAINERS);
    for (int i = 0; i < STARTS; i++) {
      containers.add(start(loaded, Ground.CONTAINERS));
      simulated.add(start(loaded, Ground.SIMULATED));
    }
    double ours = Figures.median(containers);
    double theirs = Figures.median(simulated);
    return new Line(
        "example lab on the ground containers, image there: start, median of " + STARTS,
        Figures.format(ours, "ms"),
        "simulated " + Figures.format(theirs, "ms"),
        ours / theirs,
        "");
  }

  private static double start(Loaded loaded, Ground ground) {
    long start = System.nanoTime();
    try (Lab lab = open(loaded, ground)) {
      double millis = (System.nanoTime() - start) / 1e6;
      reached(lab.vantage(WarmStart.VANTAGE).observeAll(List.of(HttpProbe.get(WarmStart.URL))));
      return millis;
    }
  }

  private static Lab open(Loaded loaded, Ground ground) {
    Environment environment =
        loaded.environment().toBuilder()
            .ground(ground)
            .concurrency(AT_A_TIME, AT_A_TIME)
            .probeTimeout(Duration.ofSeconds(20))
            .build();
    return Lab.open(environment, loaded.network(), new Journal());
  }

  private static List<Line> checks(String what, String vantage, Probe<?> probe, Lab containers, Lab simulated)
      throws Exception {
    Vantage first = containers.vantage(vantage);
    Vantage second = simulated.vantage(vantage);
    List<Line> lines = new ArrayList<>();
    lines.add(line(what + ", one at a time", 1, Figures.perCall(3, 5, 500_000_000L, once(first, probe), once(second, probe))));
    Figures.Pair many =
        Figures.inTurn(3, 5, () -> many(first, probe), () -> many(second, probe));
    lines.add(line(what + ", " + AT_A_TIME + " at a time", CHECKS, new Figures.Pair(many.first() * 1000, many.second() * 1000)));
    return lines;
  }

  private static Callable<?> once(Vantage vantage, Probe<?> probe) {
    return () -> reached(vantage.observeAll(List.of(probe)));
  }

  private static int many(Vantage vantage, Probe<?> probe) {
    return reached(vantage.observeAll(Collections.nCopies(CHECKS, probe)));
  }

  private static int reached(List<? extends Observation > seen) {
    for (Observation each : seen) {
      if (each instanceof HttpObservation http) {
        SingleChecks.answered(http);
      } else {
        SingleChecks.reached(each);
      }
    }
    return seen.size();
  }

  /** Of times in microseconds. */
  private static Line line(String what, int calls, Figures.Pair times) {
    double ours = calls * 1e6 / times.first();
    double theirs = calls * 1e6 / times.second();
    return new Line(
        what + ", ground containers", Figures.format(ours, "/s"), "simulated " + Figures.format(theirs, "/s"), ours / theirs, "");
  }
}
