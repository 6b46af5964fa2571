package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * What every lab must show that is made from {@link ContractNetwork}: the simulation is trusted
 * where real servers show the same.
 *
 * <p>After each behaviour the lines of {@link Observed} are published, so that whoever runs it on
 * two grounds can compare what was seen there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabContract {

  /** The key of a test's report entry that holds what it observed. */
  static final String OBSERVED = "observed";

  private @Nullable Lab shared;
  private @Nullable Lab scoped;

  /**
   * Returns the environment to open: {@link ContractNetwork#environment} on the ground under test.
   */
  abstract Environment environment();

  @BeforeAll
  void open() {
    shared = Lab.open(environment(), ContractNetwork.network(), new Journal());
  }

  @AfterAll
  void close() {
    if (shared != null) {
      shared.close();
    }
  }

  @BeforeEach
  void scope(TestInfo test) {
    scoped = Objects.requireNonNull(shared).in(test.getDisplayName());
  }

  @AfterEach
  void publish(TestReporter reporter) {
    reporter.publishEntry(OBSERVED, String.join("\n", Observed.lines(lab().scope().entries())));
  }

  private Lab lab() {
    return Objects.requireNonNull(scoped);
  }

  private Vantage workload() {
    return lab().vantage("workload");
  }

  private Vantage internet() {
    return lab().vantage("internet");
  }

  private static Response answer(HttpObservation observation) {
    return observation
        .answer()
        .orElseThrow(
            () -> new AssertionError("no answer, but " + observation.outcome().describe()));
  }

  // Names

  @Test
  void a_name_resolves_to_its_address() {
    assertThat(workload().resolve("api.contract.test"))
        .resolvesOnlyTo("10.1.0.5")
        .isPrivate()
        .hasTtlBetween(Duration.ofSeconds(1), Duration.ofSeconds(300));
  }

  @Test
  void a_name_resolves_differently_inside_and_outside() {
    assertThat(workload().resolve("www.contract.test")).resolvesOnlyTo("10.1.1.4");
    assertThat(internet().resolve("www.contract.test")).resolvesOnlyTo("203.0.113.10");
  }

  @Test
  void a_name_that_exists_inside_only_does_not_exist_outside() {
    assertThat(internet().resolve("www.contract.test")).resolvesTo("203.0.113.10");
    assertThat(internet().resolve("api.contract.test")).isNxDomain();
  }

  @Test
  void names_are_compared_without_regard_to_case() {
    assertThat(workload().resolve("API.Contract.TEST")).resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void a_name_in_no_zone_does_not_exist() {
    assertThat(internet().resolve("edge.provider.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("nowhere.example")).isNxDomain();
  }

  @Test
  void a_name_without_records_of_the_type_has_no_data() {
    assertThat(internet().resolve("only6.contract.test", "AAAA")).resolvesOnlyTo("2001:db8::5");
    assertThat(internet().resolve("only6.contract.test")).hasNoData();
  }

  @Test
  void a_chain_of_aliases_is_followed_across_zones() {
    assertThat(internet().resolve("www.contract.test"))
        .aliasesTo("edge.provider.test")
        .resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("www.contract.test").aliases())
        .containsExactly("front.contract.test", "edge.provider.test");
  }

  @Test
  void an_alias_to_nothing_does_not_exist() {
    assertThat(internet().resolve("www.contract.test")).resolvesTo("203.0.113.10");
    assertThat(internet().resolve("dangling.contract.test")).isNxDomain();
  }

  @Test
  void texts_services_and_mail_exchangers_are_answered() {
    assertThat(internet().resolve("text.contract.test", "TXT"))
        .resolvesOnlyTo("v=plumb1 \"second string\"");
    assertThat(internet().resolve("_https._tcp.contract.test", "SRV"))
        .resolvesOnlyTo("1 5 443 mail.contract.test");
    assertThat(internet().resolve("contract.test", "MX")).resolvesOnlyTo("10 mail.contract.test");
  }

  @Test
  void a_wildcard_answers_for_names_that_are_not_there() {
    assertThat(internet().resolve("anything.wild.contract.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("wild.contract.test")).hasNoData();
  }

  @Test
  void a_private_zone_hides_the_public_one_but_for_names_that_fall_through() {
    assertThat(workload().resolve("inside.mixed.test")).resolvesOnlyTo("10.1.0.5");
    assertThat(workload().resolve("outside.mixed.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("inside.mixed.test")).resolvesOnlyTo("203.0.113.10");
  }

  @Test
  void an_answer_too_long_for_a_datagram_is_truncated_and_asked_again_over_tcp() {
    var observation = internet().resolve("long.contract.test", "TXT");
    assertThat(observation).resolvesOnlyTo(ContractNetwork.LONG_TEXTS.toArray(String[]::new));
    assertThat(observation.received()).hasValueSatisfying(r -> assertThat(r.truncated()).isTrue());
    assertThat(observation.received())
        .hasValueSatisfying(r -> assertThat(r.transport()).isEqualTo("TCP"));
  }

  @Test
  void a_question_can_be_asked_over_tcp() {
    assertThat(workload().observe(DnsProbe.of("api.contract.test").tcp()))
        .resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void a_resolver_does_not_claim_authority_and_a_name_server_does() {
    assertThat(internet().observe(DnsProbe.of("mail.contract.test").at("198.51.100.54")))
        .resolvesOnlyTo("203.0.113.10")
        .isAuthoritative();
    var resolved = internet().resolve("mail.contract.test");
    assertThat(resolved.received())
        .hasValueSatisfying(r -> assertThat(r.authoritative()).isFalse());
    assertThat(resolved.received())
        .hasValueSatisfying(r -> assertThat(r.recursionAvailable()).isTrue());
  }

  @Test
  void a_name_server_refuses_names_outside_its_zones() {
    assertThat(internet().observe(DnsProbe.of("mail.contract.test").at("198.51.100.54")))
        .resolvesTo("203.0.113.10");
    assertThat(internet().observe(DnsProbe.of("nowhere.example").at("198.51.100.54"))).isRefused();
  }

  @Test
  void a_resolver_without_a_way_to_it_is_unreachable() {
    assertThat(lab().vantage("partner").connect("www.contract.test", 443)).isOpen();
    assertThat(lab().vantage("partner").observe(DnsProbe.of("api.contract.test").at("10.1.0.53")))
        .resolverIsUnreachable();
  }

  // Connections

  @Test
  void a_port_that_is_listened_on_opens() {
    assertThat(workload().connect("api.contract.test", 8080)).isOpen();
  }

  @Test
  void a_port_that_nothing_listens_on_is_refused() {
    assertThat(workload().connect("10.1.0.5", 8090)).isRefused();
  }

  @Test
  void a_filter_that_drops_is_told_from_one_that_rejects() {
    assertThat(workload().connect("10.1.0.5", 8081)).isDropped();
    assertThat(workload().connect("10.1.0.5", 8082)).isRefused();
  }

  @Test
  void a_filter_looks_at_the_source() {
    assertThat(lab().vantage("edge").connect("10.1.0.5", 8081)).isOpen();
    assertThat(lab().vantage("edge").connect("10.1.0.5", 8082)).isOpen();
  }

  @Test
  void a_filter_on_the_way_out_drops_too() {
    assertThat(lab().vantage("edge").connect("10.1.0.5", 8085)).isDropped();
    assertThat(workload().connect("10.1.0.5", 8085)).isOpen();
  }

  @Test
  void a_hosts_own_filter_comes_after_that_of_its_segment() {
    assertThat(workload().connect("10.1.0.6", 8086)).isRefused();
    assertThat(lab().vantage("edge").connect("10.1.0.6", 8086)).isOpen();
  }

  @Test
  void a_route_to_nowhere_is_no_route() {
    assertThat(workload().connect("198.51.100.200", 9000)).hasNoRoute();
    assertThat(lab().vantage("partner").connect("198.51.100.200", 9000)).isOpen();
  }

  @Test
  void an_address_that_no_host_has_is_no_route() {
    assertThat(workload().connect("10.1.0.77", 443)).hasNoRoute();
  }

  @Test
  void a_segment_without_a_link_has_no_route() {
    assertThat(lab().vantage("partner").connect("10.1.0.5", 443)).hasNoRoute();
    assertThat(internet().connect("10.1.1.4", 443)).hasNoRoute();
  }

  @Test
  void a_published_address_is_reached_by_way_of_the_internet() {
    assertThat(lab().vantage("partner").connect("203.0.113.10", 443)).isOpen();
    assertThat(workload().connect("203.0.113.10", 443)).isOpen();
  }

  @Test
  void a_table_of_reachability_holds() {
    assertThat(
            lab()
                .reachability(
                    """
                         | api      | front | debug
                workload | open     | open  | dropped
                edge     | open     | open  | open
                internet | nxdomain | open  | no route
                """))
        .isAsExpected();
  }

  // TLS

  @Test
  void a_certificate_is_presented_for_the_server_name_asked_for() {
    assertThat(workload().handshake("api.contract.test", 443))
        .presentsCertificateFor("api.contract.test")
        .isTrusted();
    assertThat(workload().handshake("portal.contract.test", 443))
        .presentsCertificateFor("portal.contract.test")
        .isTrusted();
    assertThat(workload().handshake("one.apps.contract.test", 443))
        .presentsCertificateFor("one.apps.contract.test")
        .isTrusted();
  }

  @Test
  void a_certificate_for_another_name_is_rejected() {
    assertThat(workload().handshake("wrong.contract.test", 443))
        .isRejectedBecause(CertificateProblem.NAME_MISMATCH);
  }

  @Test
  void a_certificate_of_another_authority_is_rejected() {
    assertThat(workload().handshake("stranger.contract.test", 443))
        .isRejectedBecause(CertificateProblem.UNTRUSTED);
  }

  @Test
  void a_certificate_past_its_last_day_is_rejected() {
    assertThat(workload().handshake("old.contract.test", 443))
        .isRejectedBecause(CertificateProblem.EXPIRED);
  }

  @Test
  void a_handshake_without_a_server_name_gets_the_default_certificate() {
    TlsSettings nameless =
        TlsSettings.defaults().withSni(Sni.none()).withCertificateName("api.contract.test");
    assertThat(workload().handshake(TlsProbe.to("10.1.0.5", 443).with(nameless)))
        .presentsCertificateFor("api.contract.test")
        .isTrusted();
  }

  @Test
  void a_listener_that_requires_a_known_server_name_ends_the_handshake_with_an_alert() {
    assertThat(workload().handshake("modern.contract.test", 443)).isTrusted();
    assertThat(
            workload()
                .handshake(
                    TlsProbe.to("modern.contract.test", 443).withSni("unknown.contract.test")))
        .refusesSni();
    assertThat(workload().handshake(TlsProbe.to("modern.contract.test", 443).withoutSni()))
        .refusesSni();
  }

  @Test
  void the_lowest_version_is_kept() {
    assertThat(workload().handshake(TlsProbe.to("api.contract.test", 443).withVersions("TLSv1.2")))
        .negotiated("TLSv1.2");
    assertThat(workload().handshake("modern.contract.test", 443)).negotiated("TLSv1.3");
    assertThat(
            workload().handshake(TlsProbe.to("modern.contract.test", 443).withVersions("TLSv1.2")))
        .refusesVersion();
  }

  @Test
  void http_2_is_agreed_on_where_it_is_offered() {
    var observation = workload().get("https://api.contract.test:8443/");
    assertThat(observation).hasStatus(200).hasBody("h2");
    assertThat(answer(observation).version()).isEqualTo("h2");
    assertThat(answer(workload().get("https://api.contract.test/status")).version())
        .isEqualTo("HTTP/1.1");
  }

  @Test
  void a_port_without_tls_does_not_complete_a_handshake() {
    var observation = lab().vantage("edge").handshake("backend.contract.test", 8083);
    assertThat(observation.outcome().reached()).isFalse();
    assertThat(observation.outcome().phase()).isEqualTo(Phase.TLS);
  }

  // HTTP

  @Test
  void a_path_is_answered_with_its_status_and_body() {
    assertThat(workload().get("https://api.contract.test/status")).hasStatus(200).hasBody("ready");
    assertThat(workload().get("https://api.contract.test/forbidden")).hasStatus(403).hasBody("no");
    assertThat(workload().get("https://api.contract.test/broken")).hasStatus(500);
    assertThat(workload().get("https://api.contract.test/nothing")).hasStatus(204);
  }

  @Test
  void paths_are_told_apart() {
    assertThat(workload().get("https://api.contract.test/public/a/b?c=d"))
        .hasStatus(200)
        .hasBody("public");
    assertThat(workload().get("https://api.contract.test/PUBLIC/a"))
        .hasStatus(200)
        .hasBody("public");
    assertThat(workload().get("https://api.contract.test/unknown")).hasStatus(404);
    assertThat(workload().get("https://api.contract.test/status/more")).hasStatus(404);
  }

  @Test
  void a_redirection_is_shown_and_can_be_followed() {
    assertThat(workload().get("https://api.contract.test/moved"))
        .hasStatus(302)
        .redirectsTo("https://api.contract.test/status");
    assertThat(workload().send(HttpProbe.get("https://api.contract.test/moved").followRedirects(1)))
        .hasStatus(200)
        .wasRedirectedTo("https://api.contract.test/status");
  }

  @Test
  void virtual_hosts_are_told_apart_by_host_name_whatever_its_case_and_port() {
    assertThat(workload().get("https://portal.contract.test/")).hasStatus(200).hasBody("portal");
    assertThat(workload().get("https://one.apps.contract.test/")).hasStatus(200).hasBody("an app");
    HttpProbe api = HttpProbe.get("https://api.contract.test/status");
    assertThat(workload().send(api.host("API.Contract.TEST"))).hasStatus(200).hasBody("ready");
    assertThat(workload().send(api.host("api.contract.test:443"))).hasStatus(200).hasBody("ready");
    assertThat(workload().send(api.host("portal.contract.test"))).hasStatus(200).hasBody("portal");
  }

  @Test
  void an_unknown_host_name_is_answered_as_configured() {
    assertThat(
            workload()
                .send(
                    HttpProbe.get("https://api.contract.test/status")
                        .host("unknown.contract.test")))
        .hasStatus(404);
    assertThat(
            workload()
                .send(HttpProbe.get("https://modern.contract.test/").host("unknown.contract.test")))
        .hasStatus(421);
    assertThat(workload().get("http://old.contract.test/")).hasStatus(200);
    assertThat(
            workload()
                .send(HttpProbe.get("http://old.contract.test/").host("unknown.contract.test")))
        .isClosed();
  }

  @Test
  void a_request_without_a_host_name_is_bad() {
    assertThat(workload().send(HttpProbe.get("https://api.contract.test/status").withoutHost()))
        .hasStatus(400);
  }

  @Test
  void a_gateway_answers_only_on_its_own_names() {
    assertThat(workload().at("10.1.0.5", 443))
        .answersOnlyOn("api.contract.test", "portal.contract.test");
    assertThat(workload().at("10.1.0.6", 443)).answersOnlyOn("modern.contract.test");
    assertThat(internet().at("front")).answersOnlyOn("www.contract.test");
  }

  @Test
  void a_request_is_echoed_as_it_arrived() {
    var observation =
        workload()
            .send(
                HttpProbe.request("POST", "https://api.contract.test/echo?a=%2F")
                    .header("X-Colour", "blue")
                    .body("text/plain", "hello"));
    assertThat(observation)
        .hasStatus(200)
        .hasJson("/method", "POST")
        .hasJson("/target", "/echo?a=%2F")
        .hasJson("/headers/host/0", "api.contract.test")
        .hasJson("/headers/x-colour/0", "blue")
        .hasJson("/source", "10.1.2.10")
        .hasJson("/sni", "api.contract.test")
        .hasJson("/tls", "TLSv1.3")
        .hasJson("/body", "hello");
  }

  // Gateways in front of backends

  @Test
  void a_gateway_tells_the_backend_who_asked_for_what() {
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
    assertThat(answer(observation).text()).contains("\"x-forwarded-for\":[\"203.0.113.50:");
  }

  @Test
  void a_backend_sees_the_address_that_a_segment_is_seen_as() {
    assertThat(
            answer(
                    workload()
                        .send(
                            HttpProbe.get("https://www.contract.test/api/")
                                .connectTo("203.0.113.10", 443)))
                .text())
        .contains("\"x-forwarded-for\":[\"203.0.113.99:");
  }

  @Test
  void a_gateway_keeps_what_other_proxies_said() {
    assertThat(
            answer(
                    internet()
                        .send(
                            HttpProbe.get("https://www.contract.test/api/")
                                .header("X-Forwarded-For", "192.0.2.7")))
                .text())
        .contains("\"x-forwarded-for\":[\"192.0.2.7, 203.0.113.50:");
  }

  @Test
  void a_gateway_sends_the_host_name_it_is_told_to() {
    assertThat(internet().get("https://www.contract.test/named/x"))
        .hasStatus(200)
        .hasJson("/headers/host/0", "backend.contract.test");
  }

  @Test
  void a_gateway_speaks_tls_with_backends_and_verifies_them() {
    assertThat(internet().get("https://www.contract.test/secure/")).hasStatus(404);
    assertThat(internet().get("https://www.contract.test/strange/")).hasStatus(502);
  }

  @Test
  void a_gateway_speaks_tls_1_2_at_most_to_backends() {
    assertThat(workload().get("https://modern.contract.test/")).hasStatus(200);
    assertThat(internet().get("https://www.contract.test/modern/")).hasStatus(502);
  }

  @Test
  void a_gateway_answers_502_when_the_backend_refuses() {
    assertThat(internet().get("https://www.contract.test/down"))
        .hasStatus(502)
        .wasAnsweredBy("Contract-Gateway");
  }

  @Test
  void a_gateway_answers_502_when_it_has_no_backends() {
    assertThat(internet().get("https://www.contract.test/empty"))
        .hasStatus(502)
        .wasAnsweredBy("Contract-Gateway");
  }

  @Test
  void a_gateway_answers_504_when_the_backend_is_late() {
    assertThat(internet().get("https://www.contract.test/late"))
        .hasStatus(504)
        .wasAnsweredBy("Contract-Gateway");
  }

  @Test
  void a_service_that_is_late_times_out_while_the_answer_is_awaited() {
    assertThat(workload().get("https://api.contract.test/late")).timedOutIn(Phase.RESPONSE);
  }

  @Test
  void a_probe_with_the_backends_name_is_healthy() {
    assertThat(lab().vantage("edge").probe("backend-by-name")).isHealthy();
  }

  @Test
  void a_probe_without_the_backends_name_is_unhealthy() {
    assertThat(lab().vantage("edge").probe("backend-without-name"))
        .isUnhealthyBecause("Received:{404}.");
  }
}
