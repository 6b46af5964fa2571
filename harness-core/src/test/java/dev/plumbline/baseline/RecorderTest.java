package dev.plumbline.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.baseline.BaselineContributor.Row;
import dev.plumbline.environment.BaselineSpec;
import dev.plumbline.environment.BaselineSpec.IgnoredHeader;
import dev.plumbline.environment.BaselineSpec.LeftOut;
import dev.plumbline.environment.BaselineSpec.RotatingAddresses;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.testing.Observations;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecorderTest {

  private static final InetAddress ADDRESS = IpAddresses.parse("203.0.113.10");

  private final SampleNetwork network = new SampleNetwork();

  @Test
  void two_recordings_of_a_network_that_did_not_change_are_the_same_to_the_byte() {
    String first =
        new SampleNetwork()
            .answering(300, "203.0.113.10", "203.0.113.9")
            .headers(new Header("server", "a"), new Header("Date", "Tue, 01 Jan 2030 12:00:00 GMT"))
            .survey()
            .text();
    String second =
        new SampleNetwork()
            .answering(17, "203.0.113.9", "203.0.113.10")
            .headers(new Header("date", "Wed, 02 Jan 2030 12:00:00 GMT"), new Header("Server", "a"))
            .survey()
            .text();
    assertThat(second)
        .isEqualTo(first)
        .contains("gw.trafficmanager.net -> 203.0.113.10, 203.0.113.9");
    assertThat(new SampleNetwork().answering(300, "203.0.113.11").survey().text())
        .isNotEqualTo(new SampleNetwork().survey().text());
  }

  @Test
  void addresses_that_rotate_stand_as_their_prefix_and_others_as_they_are() {
    BaselineSpec spec =
        new BaselineSpec(
            List.of(),
            List.of(),
            List.of(
                new RotatingAddresses(
                    "*.trafficmanager.net",
                    List.of(Cidr.of("20.40.0.0/16")),
                    "the profile answers by weight")),
            List.of(),
            List.of());
    assertThat(a(new SampleNetwork().by(spec).answering(300, "20.40.1.2", "20.40.9.9")))
        .isEqualTo(a(new SampleNetwork().by(spec).answering(60, "20.40.77.1")))
        .isEqualTo("gw.trafficmanager.net -> within 20.40.0.0/16");
    assertThat(a(new SampleNetwork().by(spec).answering(300, "20.40.1.2", "20.41.0.1")))
        .isEqualTo("gw.trafficmanager.net -> 20.41.0.1, within 20.40.0.0/16");
    assertThat(new SampleNetwork().by(spec).survey().rules())
        .contains(
            "Descriptor: addresses of *.trafficmanager.net within 20.40.0.0/16 stand as their prefix, because the profile answers by weight.");
  }

  private static String a(SampleNetwork network) {
    return network.survey().fact("internet", "api", "A").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Location | https://a.net/x/6f1c2a30-9c1e-4b57-8a7d-0123456789ab | https://a.net/x/<uuid>",
        "Location | https://a.net/?at=2030-01-01T12:00:00.5Z | https://a.net/?at=<date>",
        "Content-Security-Policy | script-src 'nonce-abC/1=' 'self' | script-src '<nonce>' 'self'",
        "Via | 1.1 0123456789abcdef0123 | 1.1 <hex>",
        "Via | 1.1 effaceddefacedbeaded | 1.1 effaceddefacedbeaded",
        "Cache-Control | max-age=3600 | max-age=3600",
        "Location | https://a.net/login?code=s3cr3t-value | https://a.net/login?code=[redacted]"
      })
  void header_lines_lose_what_is_new_in_each_answer(String name, String value, String held) {
    Recording recording = new SampleNetwork().headers(new Header(name, value)).survey();
    assertThat(
            recording.fact(
                "internet", "api", "http header " + name.toLowerCase(java.util.Locale.ROOT)))
        .contains(held);
  }

  @Test
  void header_lines_are_held_and_left_out_as_the_descriptor_says() {
    BaselineSpec spec =
        new BaselineSpec(
            List.of("X-Served-By", "ETag", "x-request-id"),
            List.of(new IgnoredHeader("Server", "each instance says another version")),
            List.of(),
            List.of(),
            List.of());
    Recording recording =
        new SampleNetwork()
            .by(spec)
            .headers(
                new Header("Server", "nginx/1.22"),
                new Header("X-Served-By", "edge-7"),
                new Header("etag", "\"33a64df5\""),
                new Header("X-Request-Id", "7"),
                new Header("X-Unheard-Of", "7"))
            .survey();
    assertThat(facts(recording))
        .contains(
            "http header x-served-by=edge-7",
            "http header etag=<present>",
            "http header x-request-id=<present>")
        .noneMatch(f -> f.contains("nginx") || f.contains("unheard"));
    assertThat(recording.rules())
        .contains(
            "Descriptor: header line server is left out, because each instance says another version.");
  }

  private static Set<String> facts(Recording recording) {
    return recording.facts().entrySet().stream()
        .map(e -> e.getKey().what() + "=" + e.getValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void no_secret_gets_into_a_recording() {
    network.journal().secrets(List.of("hunter2-hunter2"));
    String text =
        network
            .headers(
                new Header("Server", "nginx hunter2-hunter2"),
                new Header("Location", "https://user:letmein@a.net/?api_key=abc12345"))
            .and(r -> r.described("rules", "of hunter", "hunter2-hunter2"))
            .survey()
            .text();
    assertThat(text)
        .doesNotContain("hunter2-hunter2")
        .doesNotContain("letmein")
        .doesNotContain("abc12345")
        .contains("nginx [redacted]");
  }

  @Test
  void a_handshake_shows_the_certificate_and_its_key_on_the_ground_live_alone() {
    HeldCertificate held =
        new HeldCertificate.Builder()
            .commonName("api.contoso.net")
            .addSubjectAlternativeName("www.contoso.net")
            .addSubjectAlternativeName("API.contoso.net")
            .validityInterval(
                Observations.NOON.minus(Duration.ofDays(1)).toEpochMilli(),
                Observations.NOON.plus(Duration.ofDays(31)).toEpochMilli())
            .build();
    Recording simulated = handshake(new SampleNetwork(), held.certificate());
    assertThat(facts(simulated))
        .contains(
            "tls=handshake completed",
            "tls version=TLSv1.3",
            "tls subject=CN=api.contoso.net",
            "tls issuer=CN=api.contoso.net",
            "tls names=api.contoso.net, www.contoso.net",
            "tls valid=for more than 30 days")
        .noneMatch(f -> f.startsWith("tls key"));
    Recording live = handshake(new SampleNetwork().on(Ground.LIVE), held.certificate());
    assertThat(live.fact("internet", "portal", "tls key").orElseThrow())
        .matches("sha256 [0-9a-f]{64}");
    assertThat(Comparison.of(live, simulated).hasChanged()).isFalse();
    Recording other =
        handshake(
            new SampleNetwork().on(Ground.LIVE),
            new HeldCertificate.Builder().commonName("api.contoso.net").build().certificate());
    assertThat(other.fact("internet", "portal", "tls key"))
        .isNotEqualTo(live.fact("internet", "portal", "tls key"));
  }

  private static Recording handshake(SampleNetwork network, X509Certificate certificate) {
    return network
        .and(
            r -> {
              Observations seen =
                  Observations.in(network.journal().scope("lab", "test"), "internet");
              r.exchanges(
                  "portal",
                  List.of(),
                  Map.of(
                      ADDRESS,
                      seen.http(
                          "https://portal.contoso.net/",
                          "203.0.113.10:443",
                          new Outcome.Answered(200),
                          new TlsSession(
                              "portal.contoso.net", "TLSv1.3", "x", null, List.of(certificate)),
                          null,
                          List.of())));
            })
        .survey();
  }

  @ParameterizedTest
  @CsvSource({
    "31, for more than 30 days",
    "29, for 30 days or less",
    "0, for 30 days or less",
    "-1, expired"
  })
  void how_long_a_certificate_is_valid_is_held_coarsely(int days, String held) {
    X509Certificate certificate =
        new HeldCertificate.Builder()
            .validityInterval(
                Observations.NOON.minus(Duration.ofDays(9)).toEpochMilli(),
                Observations.NOON.plus(Duration.ofDays(days)).plusSeconds(1).toEpochMilli())
            .build()
            .certificate();
    assertThat(facts(handshake(new SampleNetwork(), certificate))).contains("tls valid=" + held);
  }

  @Test
  void a_certificate_that_was_turned_down_is_told_without_the_words_of_the_jdk() {
    Recording recording =
        network
            .and(
                r ->
                    r.exchanges(
                        "portal",
                        List.of(),
                        Map.of(
                            ADDRESS,
                            Observations.in(network.journal().scope("lab", "test"), "internet")
                                .http(
                                    "https://portal.contoso.net/",
                                    "203.0.113.10:443",
                                    new Outcome.CertificateRejected(
                                        CertificateProblem.EXPIRED, "NotAfter: Mon Jan 01"),
                                    new TlsSession(null, null, null, null, List.of()),
                                    null,
                                    List.of()))))
            .survey();
    assertThat(facts(recording))
        .contains("tls=certificate expired")
        .noneMatch(f -> f.contains("Jan"));
  }

  @Test
  void what_a_broken_vantage_a_dead_resolver_or_nobody_else_reached_shows_is_not_recorded() {
    Recording broken =
        new SampleNetwork().management(new Outcome.VantageFailed("proxy gone")).survey();
    assertThat(broken.isWhole()).isFalse();
    assertThat(broken.fact("internet", "management", "connect")).isEmpty();
    assertThat(broken.unseen())
        .extracting(Unseen::subject, Unseen::why)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                "management", "the vantage is broken: proxy gone"));

    Recording deaf = new SampleNetwork().withoutResolver().survey();
    assertThat(deaf.fact("internet", "api", "A")).isEmpty();
    assertThat(deaf.unseen()).extracting(Unseen::subject).containsExactly("api", null);

    Recording blind = new SampleNetwork().api(SampleNetwork.DROPPED).survey();
    assertThat(blind.fact("internet", "management", "connect")).isEmpty();
    assertThat(blind.unseen())
        .extracting(Unseen::why)
        .containsOnly("dropped, without a positive control");

    assertThat(new SampleNetwork().survey().isWhole()).isTrue();
  }

  @Test
  void a_target_with_several_addresses_has_what_all_of_them_show() {
    Recording recording =
        network
            .and(
                r -> {
                  Observations seen =
                      Observations.in(network.journal().scope("lab", "test"), "internet");
                  r.connections(
                      "portal",
                      List.of(),
                      List.of(
                          seen.tcp("203.0.113.31:443", SampleNetwork.OPEN),
                          seen.tcp("203.0.113.30:443", new Outcome.Refused())));
                  r.connections(
                      "shop",
                      List.of(),
                      List.of(
                          seen.tcp("203.0.113.41:443", SampleNetwork.OPEN),
                          seen.tcp("203.0.113.40:443", SampleNetwork.OPEN)));
                })
            .survey();
    assertThat(recording.fact("internet", "portal", "connect"))
        .contains("203.0.113.30 refused, 203.0.113.31 open");
    assertThat(recording.fact("internet", "shop", "connect")).contains("open");
  }

  @Test
  void a_health_probe_has_a_state_for_each_backend_and_none_when_it_was_not_read() {
    Recording recording =
        network
            .and(
                r -> {
                  Observations seen =
                      Observations.in(network.journal().scope("lab", "test"), "internet");
                  r.probe(
                      seen.health(
                          "apim",
                          new Backend("10.1.0.5:443", true, "200", 0),
                          new Backend("10.1.0.6:443", false, "timed out after 30012 ms", 3)));
                  r.probe(seen.health("portal", new Outcome.VantageFailed("no log")));
                })
            .survey();
    assertThat(recording.fact("internet", "probe apim", "state of 10.1.0.5:443"))
        .contains("healthy");
    assertThat(recording.fact("internet", "probe apim", "state of 10.1.0.6:443"))
        .contains("unhealthy");
    assertThat(recording.unseen()).extracting(Unseen::subject).containsExactly("probe portal");
  }

  @Test
  void what_the_descriptor_leaves_out_is_said_to_be() {
    Recorder recorder =
        new Recorder(
            new SampleNetwork()
                .by(
                    new BaselineSpec(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                            new LeftOut("internet", null, List.of("AAAA"), "no IPv6 there"),
                            new LeftOut(null, "portal", List.of(), "it is rebuilt each night"))))
                .environment(),
            network.journal());
    assertThat(recorder.leavesOut("internet", "api", "AAAA")).isTrue();
    assertThat(recorder.leavesOut("internet", "api", "A")).isFalse();
    assertThat(recorder.leavesOut("hub", "api", "AAAA")).isFalse();
    assertThat(recorder.leavesOut("hub", "portal", "http")).isTrue();
    assertThat(recorder.recording().rules())
        .contains(
            "Descriptor: AAAA from internet left out, because no IPv6 there.",
            "Descriptor: all facts of portal left out, because it is rebuilt each night.");
  }

  @Test
  void a_fact_has_one_value() {
    Recorder recorder = new Recorder(network.environment(), network.journal());
    Row row = new Row("Azure", "routes of x", "to 10.0.0.0/8 (Gateway)", "10.0.0.4");
    recorder.told(row);
    recorder.told(row);
    assertThatThrownBy(
            () -> recorder.told(new Row(row.source(), row.subject(), row.fact(), "10.0.0.5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "two values of routes of x, from Azure: to 10.0.0.0/8 (Gateway): \"10.0.0.4\" and"
                + " \"10.0.0.5\". Put into the fact what tells them apart, or join the values");
    Observations seen = Observations.in(network.journal().scope("lab", "test"), "internet");
    recorder.connections(
        "portal", List.of(), List.of(seen.tcp("203.0.113.31:443", SampleNetwork.OPEN)));
    recorder.connections(
        "portal", List.of(), List.of(seen.tcp("203.0.113.31:444", new Outcome.Refused())));
    assertThatThrownBy(recorder::recording)
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            "two values of portal, from internet: connect: \"open\" and \"refused\". Give what is"
                + " called alike in the environment different names");
  }

  @Test
  void what_nobody_saw_cannot_have_the_name_of_what_vantages_ask() {
    Recorder recorder = new Recorder(network.environment(), network.journal());
    assertThatThrownBy(
            () -> recorder.told(new Row("Azure", "pool", "state of 10.0.0.4", "healthy")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a row that nobody saw cannot be the fact \"state of 10.0.0.4\": \"state\" is the word"
                + " of what vantages ask. Begin it with another one");
  }

  @Test
  void a_connection_is_not_seen_where_a_kind_of_address_was_not_told() {
    Observations seen = Observations.in(network.journal().scope("lab", "test"), "internet");
    Recorder recorder = new Recorder(network.environment(), network.journal());
    recorder.connections(
        "portal",
        List.of(seen.resolverUnreachable("portal.contoso.net")),
        List.of(seen.tcp("203.0.113.31:443", SampleNetwork.OPEN)));
    Recording recording = recorder.recording();
    assertThat(recording.isWhole()).isFalse();
    assertThat(recording.fact("internet", "portal", "connect")).isEmpty();
  }
}
