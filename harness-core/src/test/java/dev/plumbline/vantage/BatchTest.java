package dev.plumbline.vantage;

import static dev.plumbline.vantage.IpTexts.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.TcpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final Duration SHORT = Duration.ofMillis(400);

  private final Stage stage = new Stage();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private static EnvironmentBuilder environment() {
    return Environment.builder("loopback")
        .ground(Ground.LIVE)
        .vantage(Stage.VANTAGE)
        .probeTimeout(SHORT);
  }

  @Test
  void gives_results_in_the_order_asked_though_they_end_in_another() throws IOException {
    ServerSocket server = stage.with(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    InetSocketAddress open = at("10.1.0.1", 443);
    FakeTransport transport =
        new FakeTransport()
            .route(open, (InetSocketAddress) server.getLocalSocketAddress())
            .fails(at("10.1.0.2", 443), new Outcome.Refused());
    Vantage vantage = stage.environment(environment()).transport(transport).vantage();

    List<TcpObservation> seen =
        vantage.observeAll(
            List.of(
                TcpProbe.to("10.1.0.3", 443),
                TcpProbe.to("10.1.0.1", 443),
                TcpProbe.to("10.1.0.2", 443)));

    assertThat(seen)
        .extracting(o -> o.outcome())
        .containsExactly(
            new Outcome.TimedOut(Phase.CONNECT), new Outcome.Open(), new Outcome.Refused());
    assertThat(seen).extracting(Observation::number).doesNotHaveDuplicates();
    assertThat(stage.journal().entries()).hasSize(3);
  }

  @Test
  void targets_that_never_answer_wait_together() {
    FakeTransport transport = new FakeTransport();
    Vantage vantage =
        stage.environment(environment().concurrency(4, 2)).transport(transport).vantage();
    List<TcpProbe> probes =
        IntStream.rangeClosed(1, 60).mapToObj(i -> TcpProbe.to("10.1.0." + i, 443)).toList();

    List<TcpObservation> seen = vantage.observeAll(probes);

    assertThat(seen)
        .hasSize(60)
        .allMatch(o -> o.outcome().equals(new Outcome.TimedOut(Phase.CONNECT)));
    assertThat(transport.mostWaiting()).isGreaterThan(40);
  }

  @Test
  void one_address_and_port_is_dialled_by_so_many_at_a_time() {
    FakeTransport transport = new FakeTransport();
    Vantage vantage =
        stage.environment(environment().concurrency(16, 3)).transport(transport).vantage();
    List<TcpProbe> probes =
        IntStream.range(0, 9)
            .mapToObj(i -> TcpProbe.to("10.1.0.5", 443).within(Duration.ofMillis(100)))
            .toList();

    List<TcpObservation> seen = vantage.observeAll(probes);

    assertThat(seen)
        .hasSize(9)
        .allMatch(o -> o.outcome().equals(new Outcome.TimedOut(Phase.CONNECT)));
    assertThat(transport.mostWaiting()).isEqualTo(3);
    // Waiting for a turn is not the network's doing and is no part of a check's time.
    assertThat(seen).allMatch(o -> o.provenance().timings().total().toMillis() < 290);
  }

  @Test
  void so_many_checks_work_at_a_time() throws IOException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    ServerSocket server = stage.with(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    serve(
        server,
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          two.countDown();
          // The first waits for the second, so that the bound is seen to be reached.
          boolean together = two.await(3, TimeUnit.SECONDS);
          inside.decrementAndGet();
          return together;
        });
    Vantage vantage =
        stage
            .environment(environment().concurrency(2, 50).probeTimeout(Duration.ofSeconds(10)))
            .vantage();
    List<HttpProbe> probes =
        IntStream.range(0, 12)
            .mapToObj(i -> HttpProbe.get("http://127.0.0.1:" + server.getLocalPort()))
            .toList();

    assertThat(vantage.observeAll(probes))
        .allMatch(o -> o.outcome().equals(new Outcome.Answered(204)));
    assertThat(most.get()).isEqualTo(2);
  }

  private interface Step {
    boolean run() throws InterruptedException;
  }

  private void serve(ServerSocket server, Step step) {
    for (int i = 0; i < 12; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (Socket socket = server.accept()) {
                      int n = socket.getInputStream().read(new byte[8192]);
                      String answer =
                          n > 0 && step.run()
                              ? "HTTP/1.1 204 No Content\r\n\r\n"
                              : "HTTP/1.1 500 Alone\r\n\r\n";
                      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                  }
                } catch (IOException | InterruptedException over) {
                  // The test is over.
                }
              },
              "test-http");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Test
  void the_end_of_the_suites_time_is_an_error_that_counts_what_was_not_asked() {
    FakeTransport transport = new FakeTransport();
    Vantage vantage =
        stage
            .environment(
                environment()
                    .concurrency(4, 1)
                    .probeTimeout(Duration.ofSeconds(1))
                    .suiteTimeout(Duration.ofMillis(300)))
            .transport(transport)
            .vantage();
    List<TcpProbe> probes = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      probes.add(TcpProbe.to("10.1." + i / 200 + "." + (1 + i % 200), 443));
    }

    assertThatThrownBy(() -> vantage.observeAll(probes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "the time for a suite of checks, PT0.3S, was over before all were made from vantage \"workload-subnet\"")
        .hasMessageContaining("of 600, ")
        .hasMessageContaining(" were not asked")
        .hasMessageContaining("Raise timeouts.suite of environment \"loopback\"");
  }

  @Test
  void nothing_is_asked_when_one_probe_cannot_be() {
    FakeTransport transport = new FakeTransport();
    Vantage vantage = stage.environment(environment()).transport(transport).vantage();
    List<Probe<TcpObservation>> probes =
        List.of(
            TcpProbe.to("10.1.0.5", 443),
            TcpProbe.to(dev.plumbline.probe.Target.endpoint("nowhere")));

    assertThatThrownBy(() -> vantage.observeAll(probes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no endpoint \"nowhere\"; there are none");
    assertThat(transport.dialled()).isEmpty();
  }

  @Test
  void many_refusals_at_one_port_do_not_run_into_one_another() throws IOException {
    FakeTransport transport = new FakeTransport().fails(at("10.1.0.5", 443), new Outcome.Refused());
    Vantage vantage =
        stage.environment(environment().concurrency(64, 1)).transport(transport).vantage();
    List<TcpProbe> probes =
        IntStream.range(0, 5_000).mapToObj(i -> TcpProbe.to("10.1.0.5", 443)).toList();

    assertThat(vantage.observeAll(probes))
        .hasSize(5_000)
        .allMatch(o -> o.outcome().equals(new Outcome.Refused()));
  }

  @Test
  void no_worker_is_left_behind() {
    Vantage vantage = stage.environment(environment()).transport(new FakeTransport()).vantage();

    vantage.observeAll(List.of(TcpProbe.to("10.1.0.5", 443).within(Duration.ofMillis(50))));

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(
            t -> t.getName().equals("plumbline-check") && t.getState() != Thread.State.TERMINATED)
        .allSatisfy(t -> t.join(2_000))
        .noneMatch(Thread::isAlive);
  }

  @Test
  void asking_nothing_gives_nothing() {
    assertThat(stage.vantage().observeAll(List.<TcpProbe>of())).isEmpty();
  }
}
