package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.baseline.Comparison;
import dev.plumbline.baseline.Comparison.Row;
import dev.plumbline.baseline.Comparison.State;
import dev.plumbline.baseline.Recording;
import dev.plumbline.environment.BaselineSpec;
import dev.plumbline.environment.BaselineSpec.LeftOut;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.network.TlsBuilder;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.observation.Journal;
import dev.plumbline.waf.WafPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lab shows as a whole. */
class SurveyTest {

  private static final String INSIDE = "workload-subnet";
  private static final String OUTSIDE = "internet";

  private static EnvironmentBuilder environment() {
    return Environment.builder("single-gateway")
        .network("in code")
        .vantage(INSIDE, v -> v.segment(INSIDE).control("api"))
        .vantage(OUTSIDE, v -> v.segment(OUTSIDE).control("api"))
        .https("api", "api.contoso.net", 443)
        .tcp("management", "10.0.3.10", 3443)
        .https("backend", "backend.contoso.internal", 443)
        // the first retransmission of a connection attempt comes after a second
        .probeTimeout(Duration.ofMillis(1500));
  }

  private static Recording recorded(Network network, Environment environment) {
    try (Lab lab = Lab.open(environment, network, new Journal())) {
      Recording recording = lab.survey();
      assertThat(recording.isWhole()).isTrue();
      return recording;
    }
  }

  private static Recording recorded(Network network) {
    return recorded(network, environment().build());
  }

  @Test
  void has_names_connections_certificates_answers_probes_and_rules() {
    Recording seen = recorded(Networks.singleGateway());
    assertThat(seen.fact(OUTSIDE, "api", "A")).contains("203.0.113.10");
    assertThat(seen.fact(INSIDE, "api", "A")).contains("10.0.1.10");
    assertThat(seen.fact(INSIDE, "api", "AAAA")).contains("NODATA");
    assertThat(seen.fact(INSIDE, "api", "tls names")).contains("api.contoso.net");
    assertThat(seen.fact(INSIDE, "api", "http")).contains("200");
    assertThat(seen.fact(INSIDE, "management", "connect")).contains("dropped");
    assertThat(seen.fact(OUTSIDE, "management", "connect")).contains("no route");
    assertThat(seen.fact(OUTSIDE, "backend", "A")).contains("NXDOMAIN");
    assertThat(seen.fact(OUTSIDE, "backend", "connect")).contains("NXDOMAIN");
    assertThat(seen.fact(INSIDE, "probe backend-probe", "state")).contains("healthy");
    assertThat(
            seen.fact(
                "the network description",
                "rules of segment backend-subnet",
                "inbound 00100 allow-gateway-https"))
        .contains("allow tcp from 10.0.1.0/24 to any ports 443");
    assertThat(seen.text()).doesNotContain("tls key");
  }

  @Test
  void two_labs_of_a_network_are_recorded_alike_to_the_byte() {
    assertThat(recorded(Networks.singleGateway()).text())
        .isEqualTo(recorded(Networks.singleGateway()).text());
  }

  @Test
  void another_record_rule_and_certificate_are_what_changed() {
    Network after =
        Networks.singleGateway().toBuilder()
            .certificate("gateway", "api.contoso.net", "www.contoso.net")
            .zone("contoso.com", zone -> zone.records("www A 203.0.113.10"))
            .changeSegment(
                "backend-subnet",
                s ->
                    s.rules(
                        "backend-filter",
                        rules ->
                            rules
                                .inbound(100, "allow-all", Network.Action.ALLOW)
                                .inbound(4000, "drop-all-else", Network.Action.DROP)))
            .build();
    Comparison comparison = Comparison.of(recorded(Networks.singleGateway()), recorded(after));
    assertThat(comparison.rows(State.CHANGED, State.ADDED, State.REMOVED))
        .extracting(
            r -> r.state() + " " + r.vantage() + " " + r.subject() + " " + r.what() + ": " + r.is())
        .contains(
            "CHANGED internet api tls names: api.contoso.net, www.contoso.net",
            "CHANGED workload-subnet management connect: open",
            "REMOVED the network description rules of segment backend-subnet inbound 00100 allow-gateway-https: null",
            "ADDED the network description rules of segment backend-subnet inbound 00100 allow-all: allow any from any to any");
  }

  @Test
  void a_resolver_that_is_dead_leaves_open_what_it_would_have_told() {
    try (Lab lab = Lab.open(environment().build(), Networks.singleGateway(), new Journal())) {
      Recording before = lab.survey();
      try (Lab.Guard dead = lab.fault(Fault.hostDown("public-dns"))) {
        assertThat(dead).isNotNull();
        Comparison comparison = Comparison.of(before, lab.survey());
        assertThat(comparison.rows(State.UNSEEN))
            .extracting(Row::vantage)
            .isNotEmpty()
            .containsOnly(OUTSIDE);
        assertThat(comparison.rows())
            .filteredOn(r -> r.vantage().equals(OUTSIDE))
            .extracting(Row::state)
            .containsOnly(State.UNSEEN);
        assertThat(comparison.hasChanged()).isFalse();
      }
    }
  }

  @Test
  void every_address_of_a_name_is_tried() {
    Network network =
        Networks.singleGateway().toBuilder()
            .zone("contoso.org", zone -> zone.records("both A 10.0.1.10", "both A 10.0.1.77"))
            .build();
    Recording seen =
        recorded(network, environment().https("both", "both.contoso.org", 443).build());
    assertThat(seen.fact(INSIDE, "both", "A")).contains("10.0.1.10, 10.0.1.77");
    assertThat(seen.fact(INSIDE, "both", "connect")).contains("10.0.1.10 open, 10.0.1.77 no route");
    assertThat(seen.fact(INSIDE, "both", "tls")).contains("certificate name mismatch");
  }

  @Test
  void every_address_that_opens_is_asked_for_its_certificate_and_its_answer() {
    Network network =
        Networks.singleGateway().toBuilder()
            .certificate("other", "other.example.org")
            .host(
                "second",
                "gateway-subnet",
                "10.0.1.11",
                host -> host.https(443, "other", Network.Handling.echoing()))
            .zone("contoso.org", zone -> zone.records("both A 10.0.1.10", "both A 10.0.1.11"))
            .build();
    Recording seen =
        recorded(network, environment().https("both", "both.contoso.org", 443).build());
    assertThat(seen.fact(INSIDE, "both", "connect")).contains("open");
    assertThat(seen.fact(INSIDE, "both", "tls names"))
        .contains("10.0.1.10 api.contoso.net, 10.0.1.11 other.example.org");
  }

  private static Network dualStack(Path file, String listeners) throws IOException {
    Files.writeString(
        file,
        """
        name: office
        segments:
          - {name: office, prefixes: [10.0.0.0/24, "fd00:1::/64"], resolver: 10.0.0.53}
        hosts:
          - {name: dns, segment: office, addresses: [10.0.0.53], listeners: [{port: 53, dns: {recursive: true}}]}
          - {name: ok, segment: office, addresses: [10.0.0.9, "fd00:1::9"], listeners: [{port: 445, tcp: {}}]}
          - {name: files, segment: office, addresses: [10.0.0.7], listeners: []}
          - {name: files6, segment: office, addresses: ["fd00:1::7"], listeners: [%s]}
        zones:
          - {name: contoso.net, records: [files A 10.0.0.7, "files AAAA fd00:1::7", ok A 10.0.0.9, "ok AAAA fd00:1::9"]}
        """
            .formatted(listeners));
    return Networks.read(file);
  }

  @Test
  void a_port_that_was_opened_over_ipv6_alone_is_seen(@TempDir Path directory) throws IOException {
    Environment office =
        Environment.builder("office")
            .network("in code")
            .vantage("desk", v -> v.segment("office").control("ok"))
            .tcp("files", "files.contoso.net", 445)
            .tcp("ok", "ok.contoso.net", 445)
            .probeTimeout(Duration.ofMillis(1500))
            .build();
    Path file = directory.resolve("office.yaml");
    Recording closed = recorded(dualStack(file, ""), office);
    Recording open = recorded(dualStack(file, "{port: 445, tcp: {}}"), office);
    assertThat(closed.fact("desk", "files", "connect")).contains("refused");
    assertThat(open.fact("desk", "files", "connect")).contains("10.0.0.7 refused, fd00:1::7 open");
  }

  @Test
  void every_address_of_a_name_is_tried_where_the_addresses_themselves_are_left_out() {
    Network network =
        Networks.singleGateway().toBuilder()
            .zone("contoso.org", zone -> zone.records("both A 10.0.1.10", "both A 10.0.1.77"))
            .build();
    Recording seen =
        recorded(
            network,
            environment()
                .https("both", "both.contoso.org", 443)
                .baseline(
                    new BaselineSpec(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new LeftOut(null, "both", List.of("A"), "they rotate"))))
                .build());
    assertThat(seen.fact(INSIDE, "both", "A")).isEmpty();
    assertThat(seen.fact(INSIDE, "both", "connect")).contains("10.0.1.10 open, 10.0.1.77 no route");
  }

  @Test
  void further_targets_are_tried_and_what_is_left_out_is_not_asked() {
    Journal journal = new Journal();
    Environment environment =
        environment()
            .baseline(
                new BaselineSpec(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of("10.0.3.10:22"),
                    List.of(
                        new LeftOut(null, "backend", List.of(), "it is rebuilt each night"),
                        new LeftOut(null, null, List.of("AAAA", "CNAME"), "there is no IPv6"))))
            .build();
    try (Lab lab = Lab.open(environment, Networks.singleGateway(), journal)) {
      Recording seen = lab.survey();
      assertThat(seen.fact(INSIDE, "10.0.3.10:22", "connect")).contains("dropped");
      assertThat(seen.text()).doesNotContain("\"backend\"").doesNotContain("\"AAAA\"");
    }
    assertThat(journal.entries())
        .extracting(e -> e.observation().provenance().question())
        .noneMatch(q -> q.contains("AAAA") || q.contains("backend.contoso"));
  }

  @Test
  void an_endpoint_is_asked_with_the_certificate_that_it_presents() {
    Network network =
        Networks.singleGateway().toBuilder()
            .certificate("partner", "partner.contoso.net")
            .changeHost(
                "gateway",
                h ->
                    h.https(
                        443,
                        TlsBuilder.tls("gateway").clientCertificate(),
                        http ->
                            http.host("api.contoso.net", Network.Handling.forwardingTo("backend"))))
            .build();
    Recording seen =
        recorded(
            network,
            environment()
                .endpoint(
                    "as-partner",
                    new Endpoint("api.contoso.net", 443, Scheme.HTTPS, "/", "partner"))
                .build());
    assertThat(seen.fact(INSIDE, "as-partner", "http")).contains("200");
    assertThat(seen.fact(INSIDE, "api", "http")).isEmpty();
    assertThat(seen.fact(INSIDE, "api", "tls").orElseThrow()).isNotEqualTo("handshake completed");
  }

  private static WebFirewall firewall() {
    WebFirewallBuilder firewall =
        WebFirewall.named("waf").ruleSet("OWASP", "3.2").mode(WebFirewall.Mode.BLOCKS);
    WafPack.rules().forEach(id -> firewall.rule(id, WebFirewall.USUAL_THRESHOLD));
    return firewall.build();
  }

  @Test
  void firewalls_are_sent_what_the_guards_allow_and_nothing_else() {
    Network network =
        Networks.singleGateway().toBuilder()
            .changeHost(
                "gateway",
                h ->
                    h.https(
                        443,
                        "gateway",
                        http ->
                            http.host(
                                "api.contoso.net",
                                site ->
                                    site.otherwise(Network.Handling.forwardingTo("backend"))
                                        .firewall(firewall()))))
            .build();
    Recording allowed = recorded(network, environment().attackTraffic("api.contoso.net").build());
    assertThat(allowed.fact(OUTSIDE, "api", "waf 942100-attack-1")).contains("blocked");
    assertThat(allowed.fact(OUTSIDE, "api", "waf portal-1")).contains("passed");

    for (EnvironmentBuilder less :
        List.of(
            environment(),
            environment().attackTraffic("api.contoso.net").attackBudget(1, 1),
            // for which this run is not armed
            environment().attackTraffic("api.contoso.net").attackBudget(100, 100).production())) {
      Recording seen = recorded(network, less.build());
      assertThat(seen.text()).doesNotContain("\"waf ");
      assertThat(Comparison.of(allowed, seen).hasChanged()).isFalse();
      assertThat(Comparison.of(allowed, seen).rows(State.UNSEEN)).hasSize(6);
    }
  }

  @Test
  void a_changed_description_tells_what_is_meant_to_change(@TempDir Path directory)
      throws IOException {
    Path description = directory.resolve("next.yaml");
    Files.writeString(
        description,
        """
        name: office
        segments:
          - {name: office, prefixes: [10.0.0.0/24], resolver: 10.0.0.53}
        hosts:
          - {name: dns, segment: office, addresses: [10.0.0.53], listeners: [{port: 53, dns: {recursive: true}}]}
          - {name: files, segment: office, addresses: [10.0.0.7], listeners: [{port: 445, tcp: {}}]}
        zones:
          - {name: contoso.net, records: [files A 10.0.0.7]}
        """);
    Environment live =
        Environment.builder("office")
            .ground(Ground.LIVE)
            .vantage("desk", v -> v.segment("office").control("files").resolver("127.0.0.1:1"))
            .tcp("files", "files.contoso.net", 445)
            .probeTimeout(Duration.ofMillis(1500))
            .build();
    try (Lab lab = Lab.open(live, null, new Journal())) {
      Recording foreseen = lab.foresee(description);
      assertThat(foreseen.fact("desk", "files", "A")).contains("10.0.0.7");
      assertThat(foreseen.fact("desk", "files", "connect")).contains("open");
      assertThat(foreseen.isWhole()).isTrue();
    }
  }
}
