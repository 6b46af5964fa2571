package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Observation;
import java.util.List;
import java.util.concurrent.Callable;

/** One check at a time through a vantage, beside the same check made raw. */
final class SingleChecks implements Benchmark {

  private static final long ROUND = 500_000_000L;
  private static final String NAME = "one." + Fixture.DOMAIN;

  @Override
  public String name() {
    return "single-checks";
  }

  @Override
  public List<Line> measure() throws Exception {
    try (Fixture fixture = new Fixture(16)) {
      RawClient raw = new RawClient(fixture);
      int port = fixture.https.getPort();
      List<Line> lines = List.of(
          line("TCP connect", () -> reached(fixture.vantage.connect("127.0.0.1", port)), raw::connect),
          line("DNS over UDP", () -> reached(fixture.vantage.resolve(NAME)), () -> raw.resolve(NAME)),
          line(
              "HTTPS GET, name resolved, new connection, full handshake",
              () -> answered(fixture.vantage.get("https://" + NAME + ":" + port + "/")),
              () -> {
                raw.resolve(NAME);
                return raw.get(NAME);
              }));
      raw.requireFullHandshakes();
      return lines;
    }
  }

  private static Line line(String what, Callable<?> ours, Callable<?> raw) throws Exception {
    Figures.Pair times = Figures.perCall(6, 9, ROUND, ours, raw);
    return new Line(
        what,
        Figures.format(times.first(), "us"),
        "tuned raw call " + Figures.format(times.second(), "us"),
        times.ratio(),
        "at most 1.15");
  }

  static Observation reached(Observation observation) {
    if (!observation.outcome().reached()) {
      throw new IllegalStateException("not measured, since not reached: " + observation.outcome().describe());
    }
    return observation;
  }

  static Observation answered(HttpObservation observation) {
    if (observation.answer().map(HttpObservation.Response::status).orElse(0) != 200) {
      throw new IllegalStateException("not measured, since not answered: " + observation.outcome().describe());
    }
    return observation;
  }
}
