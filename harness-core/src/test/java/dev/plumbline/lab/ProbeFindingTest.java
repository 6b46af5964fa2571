package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeFindingTest {

  private static Probe probe(Duration timeout, List<PortRange> statuses, String bodyContains) {
    return new Probe(
        "probe",
        false,
        null,
        null,
        "/",
        Duration.ofSeconds(30),
        timeout,
        3,
        statuses,
        bodyContains);
  }

  private static Probe probe(Duration timeout) {
    return probe(timeout, List.of(), null);
  }

  private static final Probe USUAL = probe(Duration.ofSeconds(10));

  @Test
  void a_status_from_200_to_399_is_good_unless_the_probe_names_others() {
    assertThat(ProbeFinding.answered(USUAL, 200, ""))
        .isEqualTo(new ProbeFinding(true, "Success. Received 200 status code"));
    assertThat(ProbeFinding.answered(USUAL, 399, "").good()).isTrue();
    assertThat(ProbeFinding.answered(USUAL, 199, "").good()).isFalse();
    assertThat(ProbeFinding.answered(USUAL, 400, ""))
        .isEqualTo(
            ProbeFinding.bad(
                "Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{400}."));
    Probe own =
        probe(Duration.ofSeconds(10), List.of(PortRange.of("401"), PortRange.of("500-599")), null);
    assertThat(ProbeFinding.answered(own, 503, "").good()).isTrue();
    assertThat(ProbeFinding.answered(own, 200, "").reason())
        .isEqualTo(
            "Status code of the backend's HTTP response did not match the probe setting. Expected:{401,500-599} Received:{200}.");
  }

  @Test
  void a_body_must_hold_what_the_probe_says() {
    Probe ready = probe(Duration.ofSeconds(10), List.of(), "ready");
    assertThat(ProbeFinding.answered(ready, 200, "all is ready").good()).isTrue();
    assertThat(ProbeFinding.answered(ready, 200, "not yet"))
        .isEqualTo(
            ProbeFinding.bad(
                "Body of the backend's HTTP response did not match the probe setting. It does not contain \"ready\"."));
  }

  @Test
  void an_attempt_waits_as_long_as_the_probe_says_but_fifteen_seconds_at_most_and_tells() {
    assertThat(ProbeFinding.patience(USUAL)).isEqualTo(Duration.ofSeconds(10));
    assertThat(ProbeFinding.late(USUAL).reason())
        .isEqualTo(
            "Time taken by the backend to respond to the health probe is more than the timeout threshold of 10 s in the probe setting.");
    assertThat(ProbeFinding.late(probe(Duration.ofMillis(1_500))).reason())
        .contains("threshold of 1500 ms in");
    Probe patient = probe(Duration.ofSeconds(120));
    assertThat(ProbeFinding.patience(patient)).isEqualTo(Duration.ofSeconds(15));
    assertThat(ProbeFinding.late(patient))
        .isEqualTo(
            ProbeFinding.bad(
                "Time taken by the backend to respond to the health probe is more than the timeout threshold of 120 s in the probe setting (the lab waits 15 s at most)."));
  }

  @Test
  void what_comes_before_an_answer_is_told_in_the_words_of_backend_health() {
    assertThat(ProbeFinding.unresolved("Nobody knows it."))
        .isEqualTo(
            ProbeFinding.bad(
                "The gateway could not create a probe for this backend: its FQDN was not resolved. Nobody knows it."));
    assertThat(ProbeFinding.notConnected(81, "It was refused."))
        .isEqualTo(
            ProbeFinding.bad(
                "The gateway could not connect to the backend. Check that it answers on port 81, and that no NSG/UDR/Firewall is in the way. It was refused."));
    assertThat(ProbeFinding.notHttp("10.1.0.5", "It broke off."))
        .isEqualTo(
            ProbeFinding.bad(
                "The backend 10.1.0.5 did not answer the health probe with HTTP. It broke off."));
  }
}
