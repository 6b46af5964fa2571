package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.HostExclusivity.Row;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Site;
import dev.plumbline.testing.Observations;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteAssertTest {

  private static final String OWN = "api.contoso.net";

  private final Observations inside = Observations.from("workload-subnet");
  private final List<Row> rows = new ArrayList<>();

  @Test
  void passes_when_its_own_names_are_answered_and_every_stranger_is_turned_away() {
    own(200);
    stranger("unknown host", status(404));
    stranger("sibling", status(421));
    stranger("address as host", status(400));
    stranger("unknown host and server name", new Outcome.TlsAlert("unrecognized_name"));
    stranger("reset", new Outcome.Reset(Phase.TLS));
    stranger("closed", new Outcome.Closed(Phase.RESPONSE));
    stranger("certificate", new Outcome.CertificateRejected(CertificateProblem.NAME_MISMATCH, OWN));
    row("trailing dot", OWN + ".", Expectation.EITHER, status(404));
    assertThat(site()).answersOnlyOn(OWN);
    assertThat(rows)
        .allSatisfy(
            r ->
                assertThat(inside.checks(r.observation()))
                    .containsExactly(
                        new Journal.Check(
                            "answers only on api.contoso.net", Journal.Verdict.PASSED, null)));
  }

  @Test
  void the_message_is_the_whole_table_with_a_mark_on_rows_at_odds() {
    own(200);
    stranger("unknown host", status(200));
    stranger("sibling", status(404));
    row("no Host", null, Expectation.EITHER, status(400));
    fails(
        () -> assertThat(site()).answersOnlyOn(OWN),
        """
        [#1 to #4 host names at 10.1.0.5:443 /status from workload-subnet]
        Expected to answer only on:  api.contoso.net
        but of 4 requests:           1 of them not turned away, though not its own
              request       Host             server name      expected     seen
          #1  own name      api.contoso.net  api.contoso.net  answered     answered 200
        x #2  unknown host  unknown.example  api.contoso.net  turned away  answered 200
          #3  sibling       unknown.example  api.contoso.net  turned away  answered 404
          #4  no Host       (none)           api.contoso.net  either       answered 400
        Likely cause:                a default site or a listener without a host name takes what no other listener takes
        """);
  }

  @Test
  void an_own_name_that_is_not_answered_is_at_odds() {
    own(502);
    stranger("unknown host", new Outcome.TlsAlert("unrecognized_name"));
    fails(
        () -> assertThat(site()).answersOnlyOn(OWN),
        """
        [#1 to #2 host names at 10.1.0.5:443 /status from workload-subnet]
        Expected to answer only on:  api.contoso.net
        but of 2 requests:           1 of them not answered, though its own
              request       Host             server name      expected     seen
        x #1  own name      api.contoso.net  api.contoso.net  answered     answered 502
          #2  unknown host  unknown.example  api.contoso.net  turned away  TLS alert unrecognized_name
        """);
  }

  @Test
  void an_own_name_answered_404_proves_nothing_since_a_stranger_gets_the_same() {
    own(404);
    stranger("unknown host", status(404));
    inconclusive(
        () -> assertThat(site()).answersOnlyOn(OWN),
        """
        [#1 to #2 host names at 10.1.0.5:443 /status from workload-subnet]
        INCONCLUSIVE:                its own names are answered 404 at /status, which a stranger may get too
        Expected to answer only on:  api.contoso.net
        To prove it:                 give a path that its own names answer
              request       Host             server name      expected     seen
        ? #1  own name      api.contoso.net  api.contoso.net  answered     answered 404, which a stranger may get too
          #2  unknown host  unknown.example  api.contoso.net  turned away  answered 404
        """);
  }

  @Test
  void a_stranger_that_timed_out_is_inconclusive_not_turned_away() {
    own(200);
    stranger("unknown host", new Outcome.TimedOut(Phase.RESPONSE));
    inconclusive(
        () -> assertThat(site()).answersOnlyOn(OWN),
        """
        [#1 to #2 host names at 10.1.0.5:443 /status from workload-subnet]
        INCONCLUSIVE:                1 of 2 requests say nothing about host names
        Expected to answer only on:  api.contoso.net
        To prove it:                 see why the rows marked "?" ended before a name could be refused, or raise the time-out
              request       Host             server name      expected     seen
          #1  own name      api.contoso.net  api.contoso.net  answered     answered 200
        ? #2  unknown host  unknown.example  api.contoso.net  turned away  timed out in phase response
        """);
    assertThat(inside.checks(rows.get(1).observation()))
        .extracting(Journal.Check::verdict)
        .containsExactly(Journal.Verdict.INCONCLUSIVE);
  }

  @Test
  void a_stranger_that_did_not_connect_or_saw_no_trusted_certificate_is_inconclusive() {
    own(200);
    for (Outcome outcome :
        List.of(
            new Outcome.Refused(),
            new Outcome.NoRoute(),
            new Outcome.TimedOut(Phase.CONNECT),
            new Outcome.CertificateRejected(CertificateProblem.UNTRUSTED, ""))) {
      rows.subList(1, rows.size()).clear();
      stranger("unknown host", outcome);
      inconclusive(() -> assertThat(site()).answersOnlyOn(OWN));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 401, 403, 405, 500, 502, 503})
  void any_other_status_for_a_stranger_is_at_odds(int status) {
    own(200);
    stranger("unknown host", status(status));
    assertFails();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 301, 399, 401, 403, 405, 429})
  void an_own_name_may_be_answered_with(int status) {
    own(status);
    stranger("unknown host", status(421));
    assertThat(site()).answersOnlyOn(OWN);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 421, 500, 502, 504})
  void an_own_name_may_not_be_answered_with(int status) {
    own(status);
    stranger("unknown host", status(421));
    assertFails();
  }

  @Test
  void own_names_that_are_dropped_are_at_odds_though_every_stranger_is_turned_away() {
    row("own name", OWN, Expectation.ANSWERED, new Outcome.TimedOut(Phase.CONNECT));
    stranger("unknown host", new Outcome.TlsAlert("unrecognized_name"));
    assertFails();
  }

  @Test
  void a_battery_without_strangers_or_without_own_names_is_inconclusive() {
    own(200);
    inconclusive(
        () -> assertThat(site()).answersOnlyOn(OWN),
        """
        [#1 host names at 10.1.0.5:443 /status from workload-subnet]
        INCONCLUSIVE:                no request with a name that is not its own was sent
        Expected to answer only on:  api.contoso.net
        To prove it:                 ask with its own names and with names that are not its
        """);
    rows.clear();
    inconclusive(
        () -> assertThat(site()).answersOnlyOn(OWN),
        """
        [host names at 10.1.0.5:443 /status from workload-subnet]
        INCONCLUSIVE:                no request with a name of its own was sent
        Expected to answer only on:  api.contoso.net
        To prove it:                 ask with its own names and with names that are not its
        """);
  }

  @Test
  void a_site_without_names_of_its_own_is_refused() {
    refused(
        () -> assertThat(site()).answersOnlyOn(),
        "answersOnlyOn() needs at least one host name: without one it would expect nothing");
  }

  private void assertFails() {
    assertThat(catchThrowable(() -> assertThat(site()).answersOnlyOn(OWN)))
        .isExactlyInstanceOf(AssertionError.class);
  }

  private void own(int status) {
    row("own name", OWN, Expectation.ANSWERED, status(status));
  }

  private void stranger(String variant, Outcome outcome) {
    row(variant, "unknown.example", Expectation.TURNED_AWAY, outcome);
  }

  private static Outcome status(int status) {
    return new Outcome.Answered(status);
  }

  private void row(
      String variant, @Nullable String host, Expectation expectation, Outcome outcome) {
    rows.add(
        new Row(
            variant,
            host,
            OWN,
            expectation,
            inside.unanswered("https://10.1.0.5/status", "10.1.0.5:443", outcome)));
  }

  private Site site() {
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
        return new HostExclusivity("workload-subnet", "10.1.0.5:443", "/status", ownNames, rows);
      }
    };
  }
}
