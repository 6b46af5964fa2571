package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import java.util.List;

/** The whole example lab, started, checked once over HTTPS and stopped, beside one WireMock server, in a warm JVM. */
final class WarmStart implements Benchmark {

  static final String ENVIRONMENT = "contoso";
  static final String VANTAGE = "internet";
  static final String URL = "https://api.contoso.net/external/echo";

  @Override
  public String name() {
    return "warm-start";
  }

  @Override
  public List<Line> measure() throws Exception {
    Loaded loaded = Environments.loadWithNetwork(ENVIRONMENT);
    // Both still gain by the compiler for over a hundred rounds.
    Figures.Pair times = Figures.inTurn(150, 25, () -> startCheckStop(loaded), Peer::startCheckStop);
    return List.of(
        new Line(
            "example lab + one HTTPS check, warm JVM",
            Figures.format(times.first(), "ms"),
            "WireMock + one check " + Figures.format(times.second(), "ms"),
            times.ratio(),
            "at most 1"));
  }

  static int startCheckStop(Loaded loaded) {
    try (Lab lab = Lab.open(loaded.environment(), loaded.network(), new Journal())) {
      HttpObservation seen = lab.vantage(VANTAGE).get(URL);
      if (seen.answer().map(HttpObservation.Response::status).orElse(0) != 200) {
        throw new IllegalStateException("not measured, since not answered: " + seen.outcome().describe());
      }
      return seen.number();
    }
  }
}
