package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.probe.HttpProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A thousand endpoints, each resolved, connected, shaken hands with and asked, beside the raw client at the same concurrency. */
final class ManyEndpoints implements Benchmark {

  private static final int ENDPOINTS = 1000;
  private static final int CONCURRENCY = 16;

  @Override
  public String name() {
    return "many-endpoints";
  }

  @Override
  public List<Line> measure() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
    try (Fixture fixture = new Fixture(CONCURRENCY)) {
      RawClient raw = new RawClient(fixture);
      List<String> names = IntStream.range(0, ENDPOINTS).mapToObj(i -> "n" + i + "." + Fixture.DOMAIN).toList();
      List<HttpProbe> probes =
          names.stream().map(n -> HttpProbe.get("https://" + n + ":" + fixture.https.getPort() + "/")).toList();
      Figures.Pair times =
          Figures.inTurn(3, 5, () -> throughVantage(fixture, probes), () -> throughRaw(threads, raw, names));
      raw.requireFullHandshakes();
      double ours = ENDPOINTS / times.first() * 1000;
      double theirs = ENDPOINTS / times.second() * 1000;
      return List.of(
          new Line(
              "1,000 endpoints: resolve, connect, TLS, GET, 16 at a time",
              Figures.format(ours, "/s"),
              "tuned raw client " + Figures.format(theirs, "/s"),
              ours / theirs,
              "at least 0.8"));
    } finally {
      threads.shutdownNow();
    }
  }

  private static int throughVantage(Fixture fixture, List<HttpProbe> probes) {
    List<HttpObservation> seen = fixture.vantage.observeAll(probes);
    seen.forEach(SingleChecks::answered);
    return seen.size();
  }

  private static int throughRaw(ExecutorService threads, RawClient raw, List<String> names) throws Exception {
    List<Callable<Integer>> calls = new ArrayList<>();
    for (String name : names) {
      calls.add(
          () -> {
            raw.resolve(name);
            return raw.get(name);
          });
    }
    int answered = 0;
    for (Future<Integer> status : threads.invokeAll(calls)) {
      if (status.get() != 200) {
        throw new IllegalStateException("not measured, since not answered: " + status.get());
      }
      answered++;
    }
    return answered;
  }
}
