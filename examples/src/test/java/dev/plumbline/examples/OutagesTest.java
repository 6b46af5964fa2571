package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.assertion.NetworkAssertions.eventually;
import static dev.plumbline.assertion.NetworkAssertions.within;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.plumbline.environment.Ground;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.junit.OnGround;
import dev.plumbline.junit.OwnLab;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.observation.Watched;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens when something breaks; only a network of the test's own may be broken. */
@NetworkTest("contoso")
@OnGround({Ground.SIMULATED, Ground.CONTAINERS})
@OwnLab
class OutagesTest {

  @Test
  void a_service_that_is_down_is_found_by_the_probe_and_answered_502(Lab lab) {
    Vantage gateway = lab.vantage("gateway-subnet");
    Vantage outside = lab.vantage("internet");

    Lab.Guard outage = lab.fault(Fault.hostDown("contosointernalvnet"));
    lab.advance(Duration.ofMinutes(5));
    assertThat(gateway.probe("apim-gateway-probe")).isUnhealthyBecause("could not connect");
    assertThat(outside.get("https://api.contoso.net/external/echo")).hasStatus(502);

    outage.close();
    lab.advance(Duration.ofMinutes(1));
    assertThat(gateway.probe("apim-gateway-probe")).isHealthy();
    assertThat(outside.get("https://api.contoso.net/external/echo")).hasStatus(200);
  }

  @Test
  void a_service_that_comes_back_is_used_again_within_two_minutes(Lab lab) {
    Vantage gateway = lab.vantage("gateway-subnet");

    Lab.Guard outage = lab.fault(Fault.hostDown("contosointernalvnet"));
    lab.advance(Duration.ofMinutes(5));
    assertThat(gateway.probe("apim-gateway-probe")).isUnhealthyBecause("could not connect");

    outage.close();
    eventually(
        within(ofMinutes(2)).every(ofSeconds(10)),
        () -> assertThat(gateway.probe("apim-gateway-probe")).isHealthy());
  }

  @Test
  void names_stay_as_they_are_while_the_service_is_down(Lab lab) {
    Watched names =
        lab.watch(ofSeconds(1))
            .from(
                "workload-subnet",
                inside ->
                    assertThat(inside.resolve("contosointernalvnet.azure-api.net"))
                        .resolvesOnlyTo("10.1.0.5"))
            .during(
                watching -> {
                  Lab.Guard outage = lab.fault(Fault.hostDown("contosointernalvnet"));
                  watching.awaitLook();
                  outage.close();
                });

    assertThat(names).hasNoGapLongerThan(ofSeconds(5));
  }
}
