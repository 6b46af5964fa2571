package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.Observations;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthAssertTest {

  private static final Backend GOOD = new Backend("10.1.0.5:443", true, "status 200", 0);
  private static final Backend BAD =
      new Backend("10.1.0.6:443", false, "status 404 is not in 200-399", 3);

  private final Observations gateway = Observations.from("gateway-subnet");

  @Test
  void isHealthy_passes_when_every_backend_is() {
    assertThat(gateway.health("apim-gateway-probe", GOOD, GOOD)).isHealthy();
  }

  @Test
  void isHealthy_shows_every_backend_with_its_reason() {
    fails(
        () -> assertThat(gateway.health("apim-gateway-probe", GOOD, BAD)).isHealthy(),
        """
        [#1 probe apim-gateway-probe from gateway-subnet]
        Expected:  healthy
        but was:   unhealthy: status 404 is not in 200-399
        backends:  10.1.0.5:443 healthy: status 200
                   10.1.0.6:443 unhealthy: status 404 is not in 200-399 (3 in a row)
        """);
  }

  @Test
  void isHealthy_believes_the_backends_rather_than_the_outcome() {
    fails(
        () ->
            assertThat(gateway.health("apim-gateway-probe", new Outcome.Healthy(), BAD))
                .isHealthy(),
        """
        [#1 probe apim-gateway-probe from gateway-subnet]
        Expected:  healthy
        but was:   healthy
        backends:  10.1.0.6:443 unhealthy: status 404 is not in 200-399 (3 in a row)
        """);
  }

  @Test
  void a_probe_the_vantage_sent_itself_says_so_with_the_way_it_went() {
    HealthObservation seen =
        gateway
            .diagnosed(List.of("segment gateway-subnet"), null, "the probe sends no host name")
            .health("apim-gateway-probe", BAD);
    HealthObservation emulated =
        new HealthObservation(
            seen.provenance(), seen.outcome(), seen.probe(), seen.backends(), true);
    fails(
        () -> assertThat(emulated).isHealthy(),
        """
        [#1 probe apim-gateway-probe from gateway-subnet]
        Expected:      healthy
        but was:       unhealthy: status 404 is not in 200-399
        backends:      10.1.0.6:443 unhealthy: status 404 is not in 200-399 (3 in a row)
        seen by:       one probe sent from gateway-subnet itself
        by way of:     segment gateway-subnet
        Likely cause:  the probe sends no host name
        """);
  }

  @Test
  void a_probe_without_backends_is_an_error_not_healthy() {
    inconclusive(
        () -> assertThat(gateway.health("apim-gateway-probe")).isHealthy(),
        """
        [#1 probe apim-gateway-probe from gateway-subnet]
        INCONCLUSIVE:  the probe has no backend, so nothing was probed
        Expected:      healthy
        and saw:       healthy
        To prove it:   put the probe's backends in their pool, or ask for another probe
        """);
    inconclusive(
        () ->
            assertThat(gateway.health("apim-gateway-probe", new Outcome.Unhealthy("none")))
                .isUnhealthy());
  }

  @Test
  void a_state_that_could_not_be_read_is_neither() {
    HealthObservation unread =
        gateway.health("apim-gateway-probe", new Outcome.TimedOut(Phase.CONNECT));
    fails(
        () -> assertThat(unread).isHealthy(),
        """
        [#1 probe apim-gateway-probe from gateway-subnet]
        Expected:  healthy
        but was:   dropped (no answer to the connection attempt)
        """);
    fails(
        () -> assertThat(unread).isUnhealthy(),
        """
        [#1 probe apim-gateway-probe from gateway-subnet]
        Expected:  unhealthy
        but was:   dropped (no answer to the connection attempt)
        """);
  }

  @Test
  void isUnhealthy_passes_when_one_backend_is() {
    assertThat(gateway.health("apim-gateway-probe", GOOD, BAD)).isUnhealthy();
    fails(
        () -> assertThat(gateway.health("apim-gateway-probe", GOOD)).isUnhealthy(),
        """
        [#2 probe apim-gateway-probe from gateway-subnet]
        Expected:  unhealthy
        but was:   healthy
        backends:  10.1.0.5:443 healthy: status 200
        """);
  }

  @Test
  void isUnhealthyBecause_looks_for_the_reason_among_the_unhealthy() {
    assertThat(gateway.health("apim-gateway-probe", GOOD, BAD)).isUnhealthyBecause("status 404");
    fails(
        () ->
            assertThat(gateway.health("apim-gateway-probe", GOOD, BAD))
                .isUnhealthyBecause("status 200"),
        """
        [#2 probe apim-gateway-probe from gateway-subnet]
        Expected:  unhealthy because of "status 200"
        but was:   unhealthy: status 404 is not in 200-399
        backends:  10.1.0.5:443 healthy: status 200
                   10.1.0.6:443 unhealthy: status 404 is not in 200-399 (3 in a row)
        """);
  }
}
