package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Two hundred targets that drop, beside one time-out: in the simulation, and on real sockets whose accept queue is full. */
final class DroppedTargets implements Benchmark {

  private static final int TARGETS = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Duration WARM_UP = Duration.ofMillis(200);

  @Override
  public String name() {
    return "dropped-targets";
  }

  @Override
  public List<Line> measure() throws Exception {
    List<Line> lines = new ArrayList<>();
    Loaded loaded = Environments.loadWithNetwork(WarmStart.ENVIRONMENT);
    try (Lab lab = Lab.open(loaded.environment(), loaded.network(), new Journal())) {
      lines.add(line("simulated", lab.vantage("workload-subnet"), IntStream.range(0, TARGETS).mapToObj(i -> TcpProbe.to("10.1.0.5", 10_000 + i)).toList()));
    }
    try (FullQueues queues = new FullQueues();
        Fixture fixture = new Fixture(16)) {
      lines.add(line("live", fixture.vantage, queues.ports.stream().map(p -> TcpProbe.to("127.0.0.1", p)).toList()));
    }
    return lines;
  }

  private static Line line(String ground, Vantage vantage, List<TcpProbe> targets) throws Exception {
    List<TcpProbe> probes = targets.stream().map(p -> p.within(TIMEOUT)).toList();
    // The first checks of a JVM load classes and start threads, which is no part of the time-out.
    vantage.observeAll(probes.subList(0, 5).stream().map(p -> p.within(WARM_UP)).toList());
    List<TcpObservation> seen = new ArrayList<>();
    double millis = Figures.millis(() -> seen.addAll(vantage.observeAll(probes)));
    long dropped = seen.stream().filter(o -> o.outcome() instanceof Outcome.TimedOut).count();
    if (dropped != TARGETS) {
      throw new IllegalStateException("not measured: " + dropped + " of " + TARGETS + " were dropped, ground " + ground);
    }
    return new Line(
        TARGETS + " dropped targets, ground " + ground,
        Figures.format(millis, "ms"),
        "one time-out " + TIMEOUT.toMillis() + " ms",
        millis / TIMEOUT.toMillis(),
        "at most 1.1");
  }

  /** Listeners that accept nothing and whose queue is full, so that the kernel drops further connection attempts. */
  private static final class FullQueues implements AutoCloseable {

    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<SocketChannel> fillers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    FullQueues() throws IOException {
      for (int i = 0; i < TARGETS; i++) {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listeners.add(listener);
        ports.add(listener.getLocalPort());
        for (int filler = 0; filler < 2; filler++) {
          fillers.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort())));
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
      for (ServerSocket listener : listeners) {
        listener.close();
      }
    }
  }
}
