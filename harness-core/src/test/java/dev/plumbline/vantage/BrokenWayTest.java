package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.Observations;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenWayTest {

  private static Check check() {
    return new Check(
        "outside",
        new Journal().scope("contoso", "test"),
        "a question",
        Duration.ofSeconds(5),
        Runnable::run);
  }

  static Stream<Observation> suspects() {
    Observations outside = Observations.from("outside");
    String at = "10.1.0.5:443";
    return Stream.of(
        outside.tls(at, null, new Outcome.Reset(Phase.TLS)),
        outside.tls(at, null, new Outcome.Closed(Phase.TLS)),
        outside.http("https://a/", at, new Outcome.TimedOut(Phase.RESPONSE), null, null, List.of()),
        outside.http("https://a/", at, new Outcome.Reset(Phase.REQUEST), null, null, List.of()),
        outside.http(
            "https://a/", at, new Outcome.Malformed(Phase.BODY, ""), null, null, List.of()),
        outside.tcp(
            "a:443",
            outside.resolverUnreachable("a"),
            null,
            new Outcome.ResolverUnreachable(new Outcome.Closed(Phase.RESOLVE))),
        outside.resolverUnreachable("a"));
  }

  @ParameterizedTest
  @MethodSource("suspects")
  void what_its_own_end_would_look_like_is_confirmed_by_the_way(Observation seen)
      throws IOException {
    try (ScriptedProxy dead = new ScriptedProxy((in, out, socket) -> in.read());
        Transport broken = Transport.socks5(dead.address(), null, null)) {
      Observation confirmed = BrokenWay.confirmed(seen, check(), broken).join();
      assertThat(confirmed).hasSameClassAs(seen);
      assertThat(confirmed.outcome()).isInstanceOf(Outcome.VantageFailed.class);
      assertThat(confirmed.provenance()).isEqualTo(seen.provenance());
    }
    try (ScriptedProxy alive =
            new ScriptedProxy(
                (in, out, socket) -> {
                  ScriptedProxy.greet(in, out);
                  in.read();
                });
        Transport whole = Transport.socks5(alive.address(), null, null)) {
      assertThat(BrokenWay.confirmed(seen, check(), whole).join()).isSameAs(seen);
    }
  }

  @Test
  void what_was_answered_needs_no_confirmation() throws IOException {
    Observations outside = Observations.from("outside");
    List<Observation> answered =
        List.of(
            outside.nxDomain("a"),
            outside.resolved("a", "10.1.0.5"),
            outside.tls("10.1.0.5:443", null, new Outcome.TlsAlert("unrecognized_name")),
            outside.tcp("10.1.0.5:443", new Outcome.Open()));
    try (ScriptedProxy dead = new ScriptedProxy((in, out, socket) -> in.read());
        Transport broken = Transport.socks5(dead.address(), null, null)) {
      for (Observation seen : answered) {
        assertThat(BrokenWay.confirmed(seen, check(), broken).join()).isSameAs(seen);
      }
    }
  }

  @Test
  void what_came_over_a_connection_in_doubt_counts_only_if_the_target_itself_said_it()
      throws IOException {
    Observations outside = Observations.from("outside");
    try (SocketChannel channel = SocketChannel.open();
        Transport whole = Transport.direct(null)) {
      Check check = check();
      Diagnosis unknown = Diagnosis.unknown();
      check.opened(
          new Connection.Opened(channel, unknown, () -> unknown, end -> "doubt of " + end.phase()));

      assertThat(outcome(outside.tcp("10.1.0.5:443", new Outcome.Open()), check, whole))
          .isEqualTo(new Outcome.VantageFailed("doubt of CONNECT"));
      assertThat(
              outcome(
                  outside.tls("10.1.0.5:443", null, new Outcome.Closed(Phase.TLS)), check, whole))
          .isEqualTo(new Outcome.VantageFailed("doubt of TLS"));
      assertThat(
              outcome(
                  outside.tls("10.1.0.5:443", null, new Outcome.TlsAlert("unrecognized_name")),
                  check,
                  whole))
          .isEqualTo(new Outcome.TlsAlert("unrecognized_name"));
    }
  }

  private static Outcome outcome(Observation seen, Check check, Transport transport) {
    return BrokenWay.confirmed(seen, check, transport).join().outcome();
  }
}
