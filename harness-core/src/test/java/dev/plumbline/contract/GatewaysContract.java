package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Gateways in front of backends. */
interface GatewaysContract extends OnLab {

  @Test
  default void a_gateway_tells_the_backend_who_asked_for_what() {
    var observation = internet().get("https://www.contract.test/api/orders?id=7");
    assertThat(observation)
        .hasStatus(200)
        .hasJson("/host", "backend")
        .hasJson("/target", "/api/orders?id=7")
        .hasJson("/source", "10.1.1.4")
        .hasJson("/headers/host/0", "www.contract.test")
        .hasJson("/headers/x-original-host/0", "www.contract.test")
        .hasJson("/headers/x-original-url/0", "/api/orders?id=7")
        .hasJson("/headers/x-forwarded-proto/0", "https")
        .hasJson("/headers/x-forwarded-port/0", "443");
    assertThat(OnLab.answer(observation).text()).contains("\"x-forwarded-for\":[\"203.0.113.50:");
  }

  @Test
  default void a_backend_sees_the_address_that_a_segment_is_seen_as() {
    assertThat(
            OnLab.answer(
                    workload()
                        .send(
                            HttpProbe.get("https://www.contract.test/api/")
                                .connectTo("203.0.113.10", 443)))
                .text())
        .contains("\"x-forwarded-for\":[\"203.0.113.99:");
  }

  @Test
  default void a_gateway_keeps_what_other_proxies_said() {
    assertThat(
            OnLab.answer(
                    internet()
                        .send(
                            HttpProbe.get("https://www.contract.test/api/")
                                .header("X-Forwarded-For", "192.0.2.7")))
                .text())
        .contains("\"x-forwarded-for\":[\"192.0.2.7, 203.0.113.50:");
  }

  @Test
  default void a_gateway_sends_the_host_name_it_is_told_to() {
    assertThat(internet().get("https://www.contract.test/named/x"))
        .hasStatus(200)
        .hasJson("/headers/host/0", "backend.contract.test");
  }

  @Test
  default void a_gateway_speaks_tls_with_backends_and_verifies_them() {
    assertThat(internet().get("https://www.contract.test/secure/")).hasStatus(404);
    assertThat(internet().get("https://www.contract.test/strange/")).hasStatus(502);
  }

  @Test
  default void a_gateway_speaks_tls_1_2_at_most_to_backends() {
    assertThat(workload().get("https://modern.contract.test/")).hasStatus(200);
    assertThat(internet().get("https://www.contract.test/modern/")).hasStatus(502);
  }

  @Test
  default void a_gateway_answers_502_when_the_backend_refuses() {
    assertThat(internet().get("https://www.contract.test/down"))
        .hasStatus(502)
        .wasAnsweredBy("Contract-Gateway");
  }

  @Test
  default void a_gateway_answers_502_when_it_has_no_backends() {
    assertThat(internet().get("https://www.contract.test/empty"))
        .hasStatus(502)
        .wasAnsweredBy("Contract-Gateway");
  }

  @Test
  default void a_gateway_answers_504_when_the_backend_is_late() {
    assertThat(internet().get("https://www.contract.test/late"))
        .hasStatus(504)
        .wasAnsweredBy("Contract-Gateway");
  }

  @Test
  default void a_service_that_is_late_times_out_while_the_answer_is_awaited() {
    assertThat(workload().send(HttpProbe.get("https://api.contract.test/late").within(SILENCE)))
        .timedOutIn(Phase.RESPONSE);
  }

  @Test
  default void a_probe_with_the_backends_name_is_healthy() {
    assertThat(edge().probe("backend-by-name")).isHealthy();
  }

  @Test
  default void a_probe_without_the_backends_name_is_unhealthy() {
    assertThat(edge().probe("backend-without-name")).isUnhealthyBecause("Received:{404}.");
  }

  @Test
  default void a_gateway_trusts_the_authorities_of_backends_that_it_is_told_to() {
    assertThat(internet().get("https://www.contract.test/elsewhere/")).hasStatus(200);
    assertThat(internet().get("https://www.contract.test/strange/")).hasStatus(502);
  }

  @Test
  default void a_backends_certificate_must_name_the_host_asked_for() {
    assertThat(internet().get("https://www.contract.test/other/")).hasStatus(502);
  }

  @Test
  default void a_gateway_may_say_nothing_of_who_asked() {
    var observation = internet().get("https://www.contract.test/plain/x");
    assertThat(observation).hasStatus(200).hasJson("/headers/host/0", "www.contract.test");
    assertThat(OnLab.answer(observation).text())
        .doesNotContain("x-forwarded")
        .doesNotContain("x-original");
  }

  @Test
  default void backends_take_turns() {
    assertThat(
            Stream.generate(() -> internet().get("https://www.contract.test/shared/"))
                .limit(4)
                .map(observation -> OnLab.answer(observation).text())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("one", "other");
  }

  @Test
  default void another_backend_is_asked_when_one_refuses() {
    assertThat(
            Stream.generate(() -> internet().get("https://www.contract.test/spare/"))
                .limit(4)
                .map(observation -> OnLab.answer(observation).text())
                .collect(Collectors.toSet()))
        .containsExactly("one");
  }

  @Test
  default void a_gateways_status_for_what_is_late_or_down_is_as_configured() {
    assertThat(internet().get("https://www.contract.test/own-late")).hasStatus(599);
    assertThat(internet().get("https://www.contract.test/own-down")).hasStatus(503);
  }
}
