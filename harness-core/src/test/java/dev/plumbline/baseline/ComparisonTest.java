package dev.plumbline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.baseline.Comparison.Row;
import dev.plumbline.baseline.Comparison.State;
import dev.plumbline.environment.BaselineSpec;
import dev.plumbline.environment.BaselineSpec.IgnoredHeader;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Outcome;
import dev.plumbline.testing.Observations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final Recording recorded = new SampleNetwork().survey();

  private List<String> compared(SampleNetwork now) {
    return Comparison.of(recorded, now.survey()).rows().stream()
        .filter(r -> r.state() != State.UNCHANGED)
        .map(ComparisonTest::words)
        .toList();
  }

  private static String words(Row r) {
    return r.state()
        + " "
        + r.subject()
        + " "
        + r.what()
        + ": "
        + r.was()
        + " / "
        + r.is()
        + (r.note() == null ? "" : " (" + r.note() + ")");
  }

  @Test
  void the_same_network_is_unchanged() {
    Comparison same = Comparison.of(recorded, new SampleNetwork().survey());
    assertThat(same.hasChanged()).isFalse();
    assertThat(same.rows(State.UNCHANGED)).hasSize(recorded.size()).hasSize(7);
  }

  @Test
  void what_is_another_what_is_new_and_what_is_gone_is_told_apart() {
    assertThat(
            compared(
                new SampleNetwork()
                    .answering(300, "203.0.113.11")
                    .headers(new Header("Via", "1.1 edge"))))
        .containsExactly(
            "CHANGED api A: gw.trafficmanager.net -> 203.0.113.10 / gw.trafficmanager.net -> 203.0.113.11",
            "REMOVED api http header server: nginx / null",
            "ADDED api http header via: null / 1.1 edge");
  }

  @Test
  void what_nobody_asked_for_since_no_connection_opened_says_so() {
    SampleNetwork now = new SampleNetwork().api(new Outcome.Refused());
    now.and(
        r ->
            // something else is reached, so that what is refused and dropped is shown
            r.connections(
                "other",
                List.of(),
                List.of(
                    Observations.in(now.journal().scope("lab", "test"), "internet")
                        .tcp("203.0.113.20:3443", SampleNetwork.OPEN))));
    assertThat(compared(now))
        .contains(
            "CHANGED api connect: open / refused",
            "REMOVED api http: 200 / null (no connection opens: refused)");
  }

  @Test
  void what_was_not_seen_is_neither_unchanged_nor_gone() {
    assertThat(compared(new SampleNetwork().withoutResolver()))
        .containsExactly(
            "UNSEEN api A: gw.trafficmanager.net -> 203.0.113.10 / null (resolver unreachable: timed out in phase resolve)");
    assertThat(compared(new SampleNetwork().api(new Outcome.VantageFailed("proxy gone"))))
        .contains(
            "UNSEEN api connect: open / null (the vantage is broken: proxy gone)",
            "UNSEEN api http: 200 / null (the vantage is broken: proxy gone)",
            "UNSEEN management connect: dropped / null (dropped, without a positive control)");
  }

  @Test
  void names_found_on_the_way_are_not_gone_when_nothing_could_lead_to_them() {
    SampleNetwork before = new SampleNetwork();
    before.and(
        r ->
            r.name(
                "gw.trafficmanager.net",
                Observations.in(before.journal().scope("lab", "test"), "internet")
                    .resolved("gw.trafficmanager.net", "203.0.113.10")));
    Comparison comparison =
        Comparison.of(before.survey(), new SampleNetwork().withoutResolver().survey());
    assertThat(comparison.rows(State.REMOVED)).isEmpty();
    assertThat(comparison.rows(State.UNSEEN))
        .extracting(Row::subject)
        .contains("gw.trafficmanager.net");
  }

  @Test
  void what_nobody_may_ask_for_is_neither_unchanged_nor_gone_and_needs_no_row() {
    SampleNetwork before = new SampleNetwork();
    before.and(
        r ->
            r.exchanges(
                "portal",
                List.of(),
                Map.of(
                    IpAddresses.parse("203.0.113.30"),
                    Observations.in(before.journal().scope("lab", "test"), "internet")
                        .answer("http://portal/", "203.0.113.30:80", 200, List.of(), ""))));
    SampleNetwork now =
        new SampleNetwork()
            .and(r -> r.notAsked("internet", "portal", "http", "the guards forbid it"));
    Comparison comparison = Comparison.of(before.survey(), now.survey());
    assertThat(comparison.hasChanged()).isFalse();
    assertThat(comparison.rows(State.UNSEEN))
        .extracting(Row::note)
        .containsOnly("the guards forbid it");
    assertThat(now.survey().isWhole()).isTrue();
    assertThat(compared(now)).isEmpty();
  }

  @Test
  void what_is_asked_for_the_first_time_and_not_seen_is_told() {
    SampleNetwork now = new SampleNetwork();
    now.and(
        r ->
            r.connections(
                "portal",
                List.of(),
                List.of(
                    Observations.in(now.journal().scope("lab", "test"), "internet")
                        .tcp("203.0.113.30:443", new Outcome.VantageFailed("proxy gone")))));
    assertThat(compared(now))
        .containsExactly(
            "UNSEEN portal http, tls, waf, connect: null / null (the vantage is broken: proxy gone)");
  }

  @Test
  void a_recording_by_other_rules_is_not_the_same() {
    BaselineSpec spec =
        new BaselineSpec(
            List.of(),
            List.of(new IgnoredHeader("x-foo", "it is noise")),
            List.of(),
            List.of(),
            List.of());
    Comparison comparison = Comparison.of(recorded, new SampleNetwork().by(spec).survey());
    assertThat(comparison.hasChanged()).isTrue();
    assertThat(comparison.otherRules())
        .containsExactly("+ Descriptor: header line x-foo is left out, because it is noise.");
  }
}
