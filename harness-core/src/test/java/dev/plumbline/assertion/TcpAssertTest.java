package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.testing.Observations;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpAssertTest {

  private final Observations outside = Observations.from("internet");

  @Test
  void a_predicate_of_the_users_own_needs_a_control_too() {
    TcpObservation dropped = outside.tcp("10.1.0.5:443", new Outcome.TimedOut(Phase.CONNECT));
    inconclusive(() -> assertThat(dropped).matches(o -> !o.outcome().reached(), "is not reached"));
    inconclusive(() -> assertThat(dropped).satisfies(o -> {}));
    outside.tcp("10.1.0.6:443", new Outcome.Open());
    assertThat(dropped).matches(o -> !o.outcome().reached(), "is not reached");
  }

  @Test
  void isOpen_passes_for_an_open_connection() {
    assertThat(outside.tcp("20.0.0.1:443", new Outcome.Open())).isOpen();
  }

  @Test
  void isOpen_names_the_rule_that_dropped_the_connection() {
    TcpObservation seen =
        outside
            .diagnosed(
                List.of("segment internet", "segment apim-subnet"),
                "rule 4096 deny-all (inbound, apim-nsg)",
                "rule 4096 deny-all of apim-nsg drops it")
            .tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.CONNECT));
    fails(
        () -> assertThat(seen).isOpen(),
        """
        [#1 connect 10.1.0.5:3443 from internet]
        Expected:      open
        but was:       dropped (no answer to the connection attempt)
        by way of:     segment internet; segment apim-subnet; decided by rule 4096 deny-all (inbound, apim-nsg)
        Likely cause:  rule 4096 deny-all of apim-nsg drops it
        """);
  }

  @Test
  void isOpen_tells_a_filter_from_a_dead_vantage_by_what_else_was_reached() {
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    fails(
        () ->
            assertThat(outside.tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.CONNECT))).isOpen(),
        """
        [#2 connect 10.1.0.5:3443 from internet]
        Expected:      open
        but was:       dropped (no answer to the connection attempt)
        Likely cause:  a filter drops it: the vantage did reach #1 connect 20.0.0.1:443, open
        """);
  }

  @Test
  void the_address_dialled_stands_in_the_headline_when_the_question_has_a_name() {
    TcpObservation seen =
        outside.tcp(
            "api.contoso.net:443",
            outside.resolved("api.contoso.net", "10.1.0.5"),
            "10.1.0.5:443",
            new Outcome.Refused());
    fails(
        () -> assertThat(seen).isOpen(),
        """
        [#2 connect api.contoso.net:443 at 10.1.0.5:443 from internet]
        Expected:      open
        but was:       refused
        Likely cause:  the host is there, but nothing listens at this port, or a filter rejects it
        """);
  }

  @Test
  void a_drop_with_a_control_passes() {
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    assertThat(outside.tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.CONNECT))).isDropped();
  }

  @Test
  void a_control_made_after_the_negative_counts_as_well() {
    TcpObservation dropped = outside.tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.CONNECT));
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    assertThat(dropped).isDropped();
  }

  @Test
  void a_drop_without_a_control_is_inconclusive_not_green() {
    inconclusive(
        () ->
            assertThat(outside.tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.CONNECT)))
                .isDropped(),
        """
        [#1 connect 10.1.0.5:3443 from internet]
        INCONCLUSIVE:  nothing else was reached from internet in the same window of time, \
        so it may be unable to reach anything
        Expected:      dropped
        and saw:       dropped (no answer to the connection attempt)
        To prove it:   declare "control: <endpoint>" for the vantage internet, \
        or first connect from there to something that must be open
        """);
  }

  @Test
  void what_opened_over_IPv4_is_no_control_of_what_failed_over_IPv6() {
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    inconclusive(
        () -> assertThat(outside.tcp("[2001:db8::1]:443", new Outcome.NoRoute())).hasNoRoute(),
        """
        [#2 connect [2001:db8::1]:443 at [2001:db8:0:0:0:0:0:1]:443 from internet]
        INCONCLUSIVE:  nothing else was reached over IPv6 from internet in the same window of time, \
        so it may have no IPv6 at all
        Expected:      no route
        and saw:       no route
        To prove it:   declare "control: <endpoint>" for the vantage internet with an endpoint that has an IPv6 address, \
        or first connect from there to something at an IPv6 address that must be open
        """);
    outside.tcp("[2001:db8::2]:443", new Outcome.Open());
    assertThat(outside.tcp("[2001:db8::1]:443", new Outcome.NoRoute())).hasNoRoute();
  }

  @Test
  void what_opened_over_IPv6_is_no_control_of_what_failed_over_IPv4() {
    outside.tcp("[2001:db8::2]:443", new Outcome.Open());
    TcpObservation dropped = outside.tcp("10.1.0.5:443", new Outcome.TimedOut(Phase.CONNECT));
    assertThatThrownBy(() -> assertThat(dropped).isDropped()).isInstanceOf(InconclusiveError.class);
  }

  @Test
  void another_drop_is_no_control() {
    outside.tcp("10.1.0.6:443", new Outcome.TimedOut(Phase.CONNECT));
    inconclusive(
        () ->
            assertThat(outside.tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.CONNECT)))
                .isDropped());
  }

  @Test
  void isDropped_fails_for_an_open_connection() {
    fails(
        () -> assertThat(outside.tcp("10.1.0.5:3443", new Outcome.Open())).isDropped(),
        """
        [#1 connect 10.1.0.5:3443 from internet]
        Expected:  dropped
        but was:   open
        """);
  }

  @Test
  void a_time_out_after_the_connection_had_opened_is_not_a_drop() {
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    fails(
        () -> assertThat(outside.tcp("10.1.0.5:3443", new Outcome.TimedOut(Phase.TLS))).isDropped(),
        """
        [#2 connect 10.1.0.5:3443 from internet]
        Expected:  dropped
        but was:   timed out in phase TLS
        """);
  }

  @Test
  void isRefused_needs_a_control() {
    inconclusive(() -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.Refused())).isRefused());
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    assertThat(outside.tcp("10.1.0.5:81", new Outcome.Refused())).isRefused();
    fails(
        () -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.NoRoute())).isRefused(),
        """
        [#4 connect 10.1.0.5:81 from internet]
        Expected:  refused
        but was:   no route
        """);
  }

  @Test
  void hasNoRoute_needs_a_control() {
    inconclusive(() -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.NoRoute())).hasNoRoute());
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    assertThat(outside.tcp("10.1.0.5:81", new Outcome.NoRoute())).hasNoRoute();
    fails(
        () -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.Open())).hasNoRoute(),
        """
        [#4 connect 10.1.0.5:81 from internet]
        Expected:  no route
        but was:   open
        """);
  }

  @Test
  void isReset_needs_a_control() {
    inconclusive(
        () -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.Reset(Phase.CONNECT))).isReset());
    outside.tcp("20.0.0.1:443", new Outcome.Open());
    assertThat(outside.tcp("10.1.0.5:81", new Outcome.Reset(Phase.CONNECT))).isReset();
    fails(
        () -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.Open())).isReset(),
        """
        [#4 connect 10.1.0.5:81 from internet]
        Expected:  reset by the peer
        but was:   open
        """);
  }

  @Test
  void isNxDomain_needs_another_name_resolved_by_the_same_resolver() {
    TcpObservation seen =
        outside.tcp(
            "api.contoso.net:443",
            outside.nxDomain("api.contoso.net"),
            null,
            new Outcome.NxDomain());
    inconclusive(() -> assertThat(seen).isNxDomain());
    outside.resolved("www.contoso.net", "20.0.0.1");
    assertThat(seen).isNxDomain();
    fails(
        () -> assertThat(outside.tcp("10.1.0.5:81", new Outcome.Open())).isNxDomain(),
        """
        [#4 connect 10.1.0.5:81 from internet]
        Expected:  NXDOMAIN
        but was:   open
        """);
  }
}
