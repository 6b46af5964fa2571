package dev.plumbline.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.HostExclusivity.Row;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import dev.plumbline.observation.ReachabilityMatrix.Reach;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.testing.Observations;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.error.AssertJMultipleFailuresError;
import org.junit.jupiter.api.Test;

class NetworkSoftAssertionsTest {

  private final Observations inside = Observations.from("workload-subnet");

  @Test
  void nothing_is_thrown_when_all_pass() {
    NetworkSoftAssertions.assertSoftly(
        softly -> {
          softly
              .assertThat(inside.resolved("a.net", "10.1.0.5"))
              .resolvesTo("10.1.0.5")
              .isPrivate();
          softly.assertThat("plain").isEqualTo("plain");
        });
  }

  @Test
  void dns_failures_are_collected_with_their_whole_messages() {
    DnsObservation seen = inside.resolved("a.net", "20.0.0.1");
    collects(
        softly -> softly.assertThat(seen).isPrivate().resolvesOnlyTo("10.1.0.5").isNxDomain(),
        """
        [#1 a.net A from workload-subnet by 168.63.129.16]
        Expected:         only private addresses (RFC 1918, RFC 4193)
        but resolved to:  20.0.0.1 (public), ttl 300, NOERROR""",
        """
        Expected to resolve only to:  10.1.0.5
        but resolved to:              20.0.0.1 (public), ttl 300, NOERROR""",
        """
        Expected:         NXDOMAIN
        but resolved to:  20.0.0.1 (public), ttl 300, NOERROR""");
    assertThat(verdicts(seen))
        .containsExactly(Journal.Verdict.FAILED, Journal.Verdict.FAILED, Journal.Verdict.FAILED);
  }

  @Test
  void tcp_failures_and_inconclusives_are_collected_together() {
    TcpObservation dropped = inside.tcp("10.1.0.5:443", new Outcome.TimedOut(Phase.CONNECT));
    collects(
        softly -> softly.assertThat(dropped).isOpen().isDropped().isRefused(),
        "Expected:  open\nbut was:   dropped",
        "INCONCLUSIVE:  nothing else was reached",
        "Expected:  refused\nbut was:   dropped");
    assertThat(verdicts(dropped))
        .containsExactly(
            Journal.Verdict.FAILED, Journal.Verdict.INCONCLUSIVE, Journal.Verdict.FAILED);
  }

  @Test
  void tls_failures_are_collected() {
    TlsObservation seen =
        inside.tls("10.1.0.5:443", "a.net", new Outcome.TlsAlert("unrecognized_name"));
    collects(
        softly ->
            softly
                .assertThat(seen)
                .isTrusted()
                .negotiated("TLSv1.3")
                .presentsCertificateFor("a.net")
                .expiresAfter(Duration.ofDays(1))
                .refusesSni(),
        "a trusted certificate",
        "Expected to agree on:  TLSv1.3",
        "Expected a certificate for:  a.net",
        "Expected to be valid until:",
        "INCONCLUSIVE");
  }

  @Test
  void http_failures_are_collected() {
    HttpObservation seen = inside.answer("https://a.net/", "10.1.0.5:443", 404, List.of(), "{}");
    collects(
        softly ->
            softly
                .assertThat(seen)
                .hasStatus(200)
                .hasHeader("Server")
                .hasJson("/n", 1)
                .wasAnsweredBy("nginx")
                .redirectsTo("https://b.net/")
                .timedOutIn(Phase.RESPONSE),
        "Expected status:   200",
        "Expected header:   Server",
        "/n = 1",
        "Expected an answer by:  nginx",
        "Expected a redirect to:  https://b.net/",
        "timed out in phase response");
  }

  @Test
  void health_failures_are_collected() {
    HealthObservation seen =
        inside.health("p", new HealthObservation.Backend("10.1.0.5:443", false, "status 404", 1));
    collects(
        softly -> softly.assertThat(seen).isHealthy().isUnhealthyBecause("certificate"),
        "Expected:  healthy",
        "unhealthy because of \"certificate\"");
  }

  @Test
  void host_exclusivity_that_is_never_thrown_is_left_to_settle() {
    HttpObservation own =
        inside.unanswered("https://a.net/", "10.1.0.5:443", new Outcome.NoRoute());
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    softly.assertThat(answering(own)).answersOnlyOn("a.net");
    assertThat(own.provenance().scope().takeUnsettled())
        .singleElement()
        .asString()
        .contains("Expected to answer only on:  a.net");
  }

  @Test
  void host_exclusivity_and_matrix_failures_are_collected() {
    HttpObservation own =
        inside.unanswered("https://a.net/", "10.1.0.5:443", new Outcome.NoRoute());
    Site site = answering(own);
    ReachabilityMatrix matrix =
        new ReachabilityMatrix(
            List.of("workload-subnet"),
            List.of("gateway"),
            List.of(
                new Cell(
                    "workload-subnet",
                    "gateway",
                    Reach.OPEN,
                    inside.tcp("10.1.0.5:443", new Outcome.Refused()))));
    collects(
        softly -> {
          softly.assertThat(site).answersOnlyOn("a.net");
          softly.assertThat(matrix).isAsExpected();
          softly.assertThat("plain").isEqualTo("other");
        },
        "Expected to answer only on:  a.net",
        "but at odds:  1 cell",
        "expected: \"other\"");
  }

  @Test
  void inherited_assertions_are_soft_and_recorded_once() {
    DnsObservation seen = inside.resolved("a.net", "20.0.0.1");
    collects(
        softly ->
            softly
                .assertThat(seen)
                .satisfies(o -> assertThat(o.name()).isEqualTo("b.net"))
                .matches(o -> o.type().equals("AAAA"), "asks for IPv6"),
        "b.net",
        "asks for IPv6");
    assertThat(verdicts(seen)).containsExactly(Journal.Verdict.FAILED, Journal.Verdict.FAILED);
  }

  @Test
  void when_all_that_was_collected_is_inconclusive_the_whole_is() {
    Throwable thrown =
        catchThrowable(
            () ->
                NetworkSoftAssertions.assertSoftly(
                    softly -> {
                      softly.assertThat(inside.nxDomain("a.net")).isNxDomain();
                      softly.assertThat(inside.noData("a.net")).hasNoData();
                    }));
    assertThat(thrown)
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("and saw:       NXDOMAIN")
        .hasMessageContaining("and saw:       NODATA");
    assertThat(thrown.getSuppressed()).hasSize(2);
  }

  @Test
  void every_failure_names_the_line_of_the_test() {
    TcpObservation refused = inside.tcp("10.1.0.5:443", new Outcome.Refused());
    collects(
        softly -> softly.assertThat(refused).isOpen().isRefused(),
        "at NetworkSoftAssertionsTest.",
        "at NetworkSoftAssertionsTest.");
  }

  private void collects(Consumer<NetworkSoftAssertions> assertions, String... fragments) {
    Throwable thrown = catchThrowable(() -> NetworkSoftAssertions.assertSoftly(assertions));
    assertThat(thrown).isInstanceOf(AssertJMultipleFailuresError.class);
    List<Throwable> failures = ((AssertJMultipleFailuresError) thrown).getFailures();
    assertThat(failures).hasSize(fragments.length);
    for (int i = 0; i < fragments.length; i++) {
      assertThat(failures.get(i)).hasMessageContaining(fragments[i]);
    }
  }

  private List<Journal.Verdict> verdicts(Observation seen) {
    return inside.checks(seen).stream().map(Journal.Check::verdict).toList();
  }

  private static Site answering(HttpObservation own) {
    return new Site() {
      @Override
      public String vantage() {
        return "workload-subnet";
      }

      @Override
      public InetSocketAddress address() {
        return new InetSocketAddress("10.1.0.5", 443);
      }

      @Override
      public HostExclusivity askByHost(List<String> ownNames) {
        return new HostExclusivity(
            "workload-subnet",
            "10.1.0.5:443",
            "/",
            ownNames,
            List.of(new Row("own name", "a.net", "a.net", Expectation.ANSWERED, own)));
      }
    };
  }
}
