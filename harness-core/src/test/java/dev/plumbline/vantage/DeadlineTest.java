package dev.plumbline.vantage;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.vantage.IpTexts.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.RunDeadlineException;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private final Stage stage = new Stage();
  private final FakeTransport transport = new FakeTransport();
  private final ManualTime time = new ManualTime();
  private final Journal journal = stage.journal();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Vantage vantage() {
    transport.fails(at("10.1.0.5", 443), new Outcome.Refused());
    journal.endAfter(Duration.ofMinutes(10), "plumbline.deadline=10m", time);
    return stage
        .environment(
            Environment.builder("loopback").ground(Ground.LIVE).vantage(Stage.VANTAGE, v -> {}))
        .transport(transport)
        .vantage()
        .in(journal.scope("loopback", "test").at(time));
  }

  @Test
  void checks_are_made_until_it_has_passed_and_none_after() {
    Vantage vantage = vantage();
    time.pass(Duration.ofMinutes(10).minusNanos(1));
    vantage.connect("10.1.0.5", 443);
    time.pass(Duration.ofNanos(1));

    assertThatThrownBy(() -> vantage.connect("10.1.0.5", 443))
        .isExactlyInstanceOf(RunDeadlineException.class)
        .hasMessage(
            "the deadline of this run, 10 min (plumbline.deadline=10m), has passed: connect 10.1.0.5:443 from workload-subnet was not made, so nothing is known of it. Give the run more time, or fewer tests");
    assertThat(transport.dialled()).hasSize(1);
    assertThat(journal.scope("", "test").takeTooLate()).isPresent();
    assertThat(journal.scope("", "test").takeTooLate()).isEmpty();
  }

  @Test
  void of_many_checks_it_is_told_how_many_were_not_made() {
    Vantage vantage = vantage();
    time.pass(Duration.ofMinutes(11));
    List<TcpProbe> probes = List.of(TcpProbe.to("10.1.0.5", 443), TcpProbe.to("10.1.0.6", 443));

    assertThatThrownBy(() -> vantage.observeAll(probes))
        .isExactlyInstanceOf(RunDeadlineException.class)
        .hasMessageContaining(
            "has passed: 2 checks, connect 10.1.0.5:443 first, from workload-subnet were not made");
    assertThatThrownBy(() -> vantage.observeAll(probes.subList(0, 1)))
        .hasMessageContaining(
            "has passed: 1 check, connect 10.1.0.5:443, from workload-subnet was not made");
    assertThat(transport.dialled()).isEmpty();
  }

  @Test
  void something_is_waited_for_until_then_and_no_longer() {
    Vantage vantage = vantage();
    time.pass(Duration.ofMinutes(9));

    Throwable thrown =
        catchThrowable(
            () ->
                NetworkAssertions.eventually(
                    NetworkAssertions.within(Duration.ofMinutes(5)).every(Duration.ofSeconds(25)),
                    () -> assertThat(vantage.connect("10.1.0.5", 443)).isOpen()));

    assertThat(thrown)
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "within 5 min, every 25 s; failed after 3 attempts in 50 s: the deadline of this run, 10 min (plumbline.deadline=10m), comes before its time is over");
  }

  @Test
  void without_one_a_run_takes_its_time() {
    assertThat(new Journal().timeLeft()).isEmpty();
    assertThat(new Journal().deadline()).isEmpty();
  }
}
