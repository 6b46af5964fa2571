package dev.plumbline.vantage;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.assertion.NetworkAssertions.eventually;
import static dev.plumbline.assertion.NetworkAssertions.within;
import static dev.plumbline.vantage.IpTexts.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that are made while something is waited for. */
class AwaitedTest {

  private static final InetSocketAddress CONTROL = at("10.1.0.1", 443);

  private final Stage stage = new Stage();
  private final FakeTransport transport = new FakeTransport();
  private final ManualTime time = new ManualTime();

  @BeforeEach
  void open() throws IOException {
    ServerSocket server = stage.with(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    transport.route(CONTROL, (InetSocketAddress) server.getLocalSocketAddress());
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Vantage vantage(Duration timeout) {
    return stage
        .environment(
            Environment.builder("loopback")
                .ground(Ground.LIVE)
                .probeTimeout(timeout)
                .tcp("known", "10.1.0.1", 443)
                .vantage(Stage.VANTAGE, v -> v.control("known")))
        .transport(transport)
        .vantage()
        .in(stage.journal().scope("loopback", "test").at(time));
  }

  @Test
  void a_check_has_no_more_time_than_is_left_and_its_silence_proves_nothing_then() {
    Vantage vantage = vantage(Duration.ofMinutes(10));

    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(Duration.ofMillis(100)),
                    () -> assertThat(vantage.connect("10.1.0.9", 443)).isDropped()));

    assertThat(thrown)
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessage(
            """
            [#1 connect 10.1.0.9:443 from workload-subnet]
            INCONCLUSIVE:  the time of the waiting was over before that of this check, so that no answer proves nothing
            Expected:      an answer, or none in a check's whole time
            and saw:       dropped (no answer to the connection attempt)
            To prove it:   wait longer: within(..) has to be longer than the time-out of a check

            Waited:  within 0.1 s, every 1 s; inconclusive after 1 attempt in 0 s
            first:   attempt 1 after 0 s, #1 connect 10.1.0.9:443 from workload-subnet: dropped (no answer to the connection attempt)""");
    assertThat(stage.journal().entries().get(0).isUnproved()).isTrue();
  }

  @Test
  void many_checks_at_once_have_no_more_time_than_is_left_either() {
    Vantage vantage = vantage(Duration.ofMinutes(4));
    List<TcpProbe> probes = List.of(TcpProbe.to("10.1.0.8", 443), TcpProbe.to("10.1.0.9", 443));

    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(Duration.ofMillis(100)),
                    () ->
                        vantage.observeAll(probes).forEach(seen -> assertThat(seen).isDropped())));

    assertThat(thrown)
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("[#1 connect 10.1.0.8:443")
        .hasMessageContaining("[#2 connect 10.1.0.9:443");
  }

  @Test
  void a_check_that_had_all_its_time_proves_what_it_shows() {
    Vantage vantage = vantage(Duration.ofMillis(50));

    eventually(
        within(Duration.ofSeconds(5)),
        () -> assertThat(vantage.connect("10.1.0.9", 443)).isDropped());

    assertThat(stage.journal().awaited())
        .singleElement()
        .extracting(Awaited::describe)
        .isEqualTo("passed on attempt 1 after 0 s");
  }

  @Test
  void each_attempt_has_a_control_of_its_own() {
    Vantage vantage = vantage(Duration.ofMillis(20));
    int[] attempt = {0};

    eventually(
        within(Duration.ofMinutes(1)),
        () -> {
          assertThat(vantage.connect("10.1.0.9", 443)).isDropped();
          if (attempt[0]++ < 2) {
            throw new AssertionError("not yet");
          }
        });

    assertThat(stage.journal().entries())
        .extracting(e -> e.role())
        .containsExactly(
            Role.CHECK, Role.CONTROL, Role.CHECK, Role.CONTROL, Role.CHECK, Role.CONTROL);
  }

  @Test
  void a_vantage_that_broke_meanwhile_does_not_make_a_negative_pass() {
    Vantage vantage = vantage(Duration.ofMillis(20));
    transport.fails(at("10.1.0.7", 443), new Outcome.Refused());
    int[] attempt = {0};

    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(Duration.ofSeconds(3)),
                    () -> {
                      if (attempt[0]++ == 0) {
                        // the vantage's control endpoint is there now, and never again
                        assertThat(vantage.connect("10.1.0.1", 443)).isOpen();
                        transport.forget(CONTROL);
                        throw new AssertionError("not yet");
                      }
                      assertThat(vantage.connect("10.1.0.9", 443)).isDropped();
                    }));

    assertThat(thrown)
        .hasMessageContaining("INCONCLUSIVE:  nothing else was reached from workload-subnet");
  }
}
