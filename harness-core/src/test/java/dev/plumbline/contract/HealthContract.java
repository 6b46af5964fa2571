package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Gateways that probe their backends and change what they pass on. */
@NotOn(
    value = Arm.LIVE,
    because = "health probes are not sent by nginx, and its generator there knows no rewrites")
interface HealthContract extends OnLab {

  private HttpObservation apps(String path) {
    return workload().get("https://apps.contract.test" + path);
  }

  @Test
  default void a_backend_whose_probe_bears_its_name_is_asked() {
    assertThat(apps("/named/")).hasStatus(200).hasBody("named");
    assertThat(edge().probe("by-its-name")).isHealthy();
  }

  @Test
  default void a_probe_without_the_backends_name_makes_callers_get_502() {
    assertThat(apps("/nameless/")).hasStatus(502).wasAnsweredBy("Apps-Gateway");
    assertThat(edge().probe("without-its-name")).isUnhealthyBecause("404");
    // It is the probe: asked as the gateway would ask, the backend answers.
    assertThat(
            edge()
                .send(HttpProbe.get("http://10.1.0.16:8080/nameless/").host("named.contract.test")))
        .hasStatus(200);
  }

  @Test
  default void a_backend_whose_probe_fails_is_not_asked() {
    assertThat(apps("/ill/")).hasStatus(502);
    assertThat(edge().get("http://10.1.0.15:8080/ill/")).hasStatus(200);
  }

  @Test
  default void only_healthy_backends_of_a_pool_are_asked() {
    assertThat(
            Stream.generate(() -> apps("/half/"))
                .limit(4)
                .map(observation -> OnLab.answer(observation).text())
                .collect(Collectors.toSet()))
        .containsExactly("one");
  }

  @Test
  default void a_probe_may_look_for_a_text() {
    assertThat(apps("/text/")).hasStatus(502);
    assertThat(edge().probe("other-text")).isUnhealthy();
  }

  @Test
  default void a_probe_may_be_content_with_other_statuses() {
    assertThat(apps("/content/")).hasStatus(200).hasBody("ill");
    assertThat(edge().probe("content-with-500")).isHealthy();
  }

  @Test
  default void a_gateways_own_page_is_as_configured() {
    assertThat(apps("/ill/")).hasStatus(502).hasBody("nobody is there");
  }

  @Test
  default void a_backend_may_be_given_by_name() {
    assertThat(apps("/by-name/")).hasStatus(200).hasBody("named");
  }

  @Test
  default void of_the_addresses_of_a_backends_name_the_first_is_asked() {
    for (int i = 0; i < 4; i++) {
      assertThat(apps("/several/")).hasStatus(200).hasBody("named");
    }
  }

  @Test
  default void a_pools_path_takes_the_place_of_the_routes() {
    assertThat(apps("/v1/orders?id=7")).hasStatus(200).hasJson("/target", "/inner/orders?id=7");
  }

  @Test
  default void a_gateway_changes_headers_and_path_as_told() {
    var observation =
        workload()
            .send(
                HttpProbe.get("https://apps.contract.test/rewritten/a?b=c")
                    .header("X-Secret", "hush"));
    assertThat(observation)
        .hasStatus(200)
        .hasHeader("X-Answered", "yes")
        .hasJson("/target", "/other?b=c")
        .hasJson("/headers/x-added/0", "by the gateway");
    assertThat(OnLab.answer(observation).text()).doesNotContain("hush");
  }

  @Test
  default void a_rewrite_is_for_requests_that_meet_its_condition() {
    HttpProbe probe = HttpProbe.get("https://apps.contract.test/conditional/");
    assertThat(workload().send(probe.header("X-Tester", "yes"))).hasJson("/headers/x-test/0", "on");
    assertThat(OnLab.answer(workload().send(probe)).text()).doesNotContain("x-test");
  }

  @Test
  default void a_redirection_may_keep_path_and_query() {
    assertThat(workload().get("http://apps.contract.test/a/b?c=d"))
        .hasStatus(308)
        .redirectsTo("https://apps.contract.test/new/a/b?c=d");
  }

  @Test
  default void a_name_may_require_a_client_certificate_where_others_do_not() {
    HttpProbe strict = HttpProbe.get("https://strict.contract.test:8443/");
    assertThat(workload().get("https://guest.contract.test:8443/")).hasStatus(200);
    assertThat(workload().send(strict)).hasStatus(400);
    assertThat(workload().send(strict.with(TlsSettings.defaults().withClientCertificate("client"))))
        .hasStatus(200)
        .hasBody("strict");
  }

  @Test
  @Differs(
      on = {Arm.CONTAINERS, Arm.NAMESPACES},
      because =
          "a certificate that nginx does not accept does not end its handshake: it answers the"
              + " request 400, where the simulation sends an alert")
  default void a_client_certificate_of_another_authority_is_not_accepted() {
    HttpProbe strict = HttpProbe.get("https://strict.contract.test:8443/");
    var foreign = TlsSettings.defaults().withClientCertificate("foreign-client");
    assertThat(OnLab.status(workload().send(strict.with(foreign)))).isNotEqualTo(200);
  }

  @Test
  @Differs(
      on = {Arm.CONTAINERS, Arm.NAMESPACES},
      because =
          "nginx ends no handshake for want of a client certificate that it accepts, be there none,"
              + " an expired or a foreign one: it answers the request 400, where the simulation"
              + " sends an alert")
  default void a_listener_may_require_a_client_certificate_of_everybody() {
    HttpProbe probe = HttpProbe.get("https://apps.contract.test:8444/");
    var known = TlsSettings.defaults().withClientCertificate("client");
    var foreign = TlsSettings.defaults().withClientCertificate("foreign-client");
    assertThat(workload().send(probe.with(known))).hasStatus(200).hasBody("known");
    assertThat(OnLab.status(workload().send(probe.with(foreign)))).isNotEqualTo(200);
  }

  @Test
  default void a_listener_may_reset_connections_for_names_that_it_does_not_know() {
    TlsProbe probe = TlsProbe.to("10.1.0.18", 443);
    assertThat(workload().handshake(probe.withSni("apps.contract.test"))).negotiated("TLSv1.3");
    assertThat(workload().handshake(probe.withSni("unknown.contract.test"))).isReset();
  }

  @Test
  default void a_backend_that_goes_down_is_asked_no_more_until_it_is_back() {
    assertThat(apps("/named/")).hasStatus(200);
    Lab.Guard down = lab().fault(Fault.hostDown("named-only"));
    try {
      lab().advance(Duration.ofMinutes(2));
      assertThat(edge().probe("by-its-name")).isUnhealthy();
      assertThat(apps("/named/")).hasStatus(502).wasAnsweredBy("Apps-Gateway");
    } finally {
      down.close();
    }
    lab().advance(Duration.ofMinutes(1));
    assertThat(edge().probe("by-its-name")).isHealthy();
    assertThat(apps("/named/")).hasStatus(200);
  }

  @Test
  default void what_arrives_at_a_host_can_be_seen() {
    HttpProbe probe = HttpProbe.get("http://10.1.0.17:8080/seen").header("X-Marker", "canary");
    assertThat(workload().send(probe)).hasStatus(200);
    assertThat(lab().arrivals("origin").stream().filter(a -> a.target().equals("/seen")))
        .extracting(Arrival::method, Arrival::source, Arrival::port)
        .containsExactly(org.assertj.core.api.Assertions.tuple("GET", "10.1.2.10", 8080));
  }
}
