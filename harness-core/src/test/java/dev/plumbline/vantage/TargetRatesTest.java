package dev.plumbline.vantage;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.vantage.IpTexts.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.testing.ManualTime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetRatesTest {

  private final Journal journal = new Journal();
  private final FakeTransport transport = new FakeTransport();
  private final Clock clock = new Clock();

  /** A clock that goes on when it is waited for; what is waited for comes in its order. */
  private static final class Clock implements Pause {
    private long now = 1;
    private final List<Duration> waited = new ArrayList<>();

    @Override
    public synchronized long nanoTime() {
      return now;
    }

    @Override
    public void until(long time) {
      throw new IllegalStateException("nobody holds a thread for a turn");
    }

    @Override
    public synchronized CompletableFuture<Void> reached(long time, Executor worker) {
      waited.add(Duration.ofNanos(time - now));
      now = Math.max(now, time);
      return CompletableFuture.completedFuture(null);
    }

    synchronized Duration passed() {
      return Duration.ofNanos(now - 1);
    }
  }

  private static EnvironmentBuilder environment() {
    return Environment.builder("live")
        .ground(Ground.LIVE)
        .vantage("here", v -> {})
        .vantage("there", v -> {})
        .probeTimeout(Duration.ofMinutes(1))
        .ratePerTarget(2);
  }

  private Vantage vantage(String name, EnvironmentBuilder environment) {
    return vantage(name, environment, journal.scope("live", "test"));
  }

  private Vantage vantage(String name, EnvironmentBuilder environment, Journal.Scope scope) {
    Vantage.Setup setup =
        new Vantage.Setup(
            name,
            environment.build(),
            null,
            transport,
            List.of(),
            new Trust(List.of(), false, java.util.Map.of()),
            null);
    return Vantage.of(setup, scope, clock);
  }

  private void refused(String address, int port) {
    transport.fails(at(address, port), new Outcome.Refused());
  }

  @Test
  void checks_of_one_address_and_port_wait_for_their_turn_whoever_makes_them() {
    refused("10.1.0.5", 443);
    Vantage here = vantage("here", environment());
    Vantage there = vantage("there", environment());

    here.connect("10.1.0.5", 443);
    there.connect("10.1.0.5", 443);
    TcpObservation third = here.connect("10.1.0.5", 443);

    assertThat(clock.waited).containsExactly(Duration.ofMillis(500), Duration.ofMillis(500));
    assertThat(third.outcome()).isEqualTo(new Outcome.Refused());
  }

  @Test
  void another_port_and_another_address_have_turns_of_their_own() {
    refused("10.1.0.5", 443);
    refused("10.1.0.5", 80);
    refused("10.1.0.6", 443);
    Vantage here = vantage("here", environment());

    here.connect("10.1.0.5", 443);
    here.connect("10.1.0.5", 80);
    here.connect("10.1.0.6", 443);

    assertThat(clock.waited).isEmpty();
  }

  @Test
  void many_at_once_keep_to_it_too() {
    refused("10.1.0.5", 443);
    List<TcpProbe> probes =
        IntStream.range(0, 11).mapToObj(i -> TcpProbe.to("10.1.0.5", 443)).toList();

    List<TcpObservation> seen = vantage("here", environment()).observeAll(probes);

    assertThat(seen).extracting(Observation::outcome).containsOnly(new Outcome.Refused());
    assertThat(clock.passed()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void questions_to_a_name_server_keep_to_it_and_lookups_on_the_way_to_a_connection_do_not() {
    Vantage here = vantage("here", environment().probeTimeout(Duration.ofMillis(20)));

    here.observe(DnsProbe.of("a.net").at("10.1.0.53"));
    here.observe(DnsProbe.of("b.net").at("10.1.0.53"));

    assertThat(clock.waited).containsExactly(Duration.ofMillis(500));
  }

  @Test
  void without_a_rate_nobody_waits() {
    refused("10.1.0.5", 443);
    Vantage here =
        vantage("here", Environment.builder("live").ground(Ground.LIVE).vantage("here", v -> {}));

    here.connect("10.1.0.5", 443);
    here.connect("10.1.0.5", 443);

    assertThat(clock.waited).isEmpty();
  }

  @Test
  void labs_of_a_simulated_network_have_targets_of_their_own() {
    refused("10.1.0.5", 443);
    EnvironmentBuilder simulated = environment().ground(Ground.SIMULATED);

    vantage("here", simulated, journal.scope("live", "a")).connect("10.1.0.5", 443);
    vantage("here", simulated, journal.scope("live (2)", "b")).connect("10.1.0.5", 443);
    assertThat(clock.waited).isEmpty();

    vantage("here", environment(), journal.scope("live", "a")).connect("10.1.0.5", 443);
    vantage("here", environment(), journal.scope("live (2)", "b")).connect("10.1.0.5", 443);
    assertThat(clock.waited).hasSize(1);
  }

  @Test
  void a_turn_that_comes_after_the_time_for_all_is_told_as_such_and_no_assertion_passes_on_it() {
    refused("10.1.0.5", 443);
    Vantage here =
        vantage(
            "here",
            environment().probeTimeout(Duration.ofSeconds(1)).suiteTimeout(Duration.ofSeconds(1)));
    List<TcpProbe> probes =
        IntStream.range(0, 40).mapToObj(i -> TcpProbe.to("10.1.0.5", 443)).toList();

    TargetRates rates = TargetRates.of(environment().build(), journal.scope("live", "test"));
    assertThat(rates).isNotNull();
    long now = clock.nanoTime();
    IntStream.range(0, 40).forEach(i -> rates.turn(at("10.1.0.5", 443), now, Long.MAX_VALUE));

    List<TcpObservation> seen = here.observeAll(probes);

    assertThat(transport.dialled()).isEmpty();
    TcpObservation first = seen.get(0);
    assertThat(first.outcome())
        .isEqualTo(
            new Outcome.NotMade(
                "its turn at 10.1.0.5 port 443 would have come in 20 s, since the environment's guards allow 2 checks a second there (guards.rate.per-target); before that, the time for a suite of checks (PT1S) is over"));
    for (Runnable assertion :
        List.<Runnable>of(
            () -> assertThat(first).isDropped(),
            () -> assertThat(first).isRefused(),
            () -> assertThat(first).isOpen())) {
      assertThatThrownBy(assertion::run)
          .isExactlyInstanceOf(InconclusiveError.class)
          .hasMessageContaining(
              "INCONCLUSIVE:  the check was not made, so nothing was seen of what was asked");
    }
  }

  @Test
  void a_turn_that_comes_after_the_time_of_a_waiting_is_told_as_such() {
    refused("10.1.0.5", 443);
    Vantage here =
        vantage("here", environment(), journal.scope("live", "test").at(new ManualTime()));
    TargetRates rates = TargetRates.of(environment().build(), journal.scope("live", "test"));
    assertThat(rates).isNotNull();
    IntStream.range(0, 40)
        .forEach(i -> rates.turn(at("10.1.0.5", 443), clock.nanoTime(), Long.MAX_VALUE));

    Throwable thrown =
        catchThrowable(
            () ->
                NetworkAssertions.eventually(
                    NetworkAssertions.within(Duration.ofSeconds(10)).every(Duration.ofSeconds(20)),
                    () -> assertThat(here.connect("10.1.0.5", 443)).isRefused()));

    assertThat(thrown)
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining(
            "before that, the time of the waiting (within 10 s, every 20 s) is over");
    assertThat(transport.dialled()).isEmpty();
  }

  @Test
  void a_turn_that_is_not_taken_is_left_to_others() {
    TargetRates rates = TargetRates.of(environment().build(), journal.scope("live", "test"));
    assertThat(rates).isNotNull();
    InetSocketAddress target = at("10.1.0.5", 443);
    long half = TimeUnit.MILLISECONDS.toNanos(500);

    assertThat(rates.turn(target, 0, half)).isZero();
    assertThat(rates.turn(target, 0, half - 1)).isEqualTo(half);
    assertThat(rates.turn(target, 0, half)).isEqualTo(half);
    assertThat(rates.turn(target, 0, half)).isEqualTo(2 * half);
    assertThat(rates.turn(target, 5 * half, 9 * half)).isEqualTo(5 * half);
  }
}
