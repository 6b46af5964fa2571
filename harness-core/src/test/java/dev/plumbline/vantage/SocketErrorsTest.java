package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the target's, and what is this machine's own trouble. */
class SocketErrorsTest {

  private static final Duration ENOUGH = Duration.ofSeconds(5);

  @Test
  void what_is_said_of_the_destination_is_its_own() {
    assertThat(outcome(new ConnectException("Connection refused")))
        .isEqualTo(new Outcome.Refused());
    assertThat(outcome(new PortUnreachableException())).isEqualTo(new Outcome.Refused());
    assertThat(outcome(new NoRouteToHostException("Host is unreachable")))
        .isEqualTo(new Outcome.NoRoute());
    assertThat(outcome(new NoRouteToHostException("No route to host")))
        .isEqualTo(new Outcome.NoRoute());
    assertThat(outcome(new SocketException("Network is unreachable")))
        .isEqualTo(new Outcome.NoRoute());
    assertThat(outcome(new ConnectException("Connection timed out")))
        .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
    assertThat(outcome(new SocketException("Connection reset")))
        .isEqualTo(new Outcome.Reset(Phase.CONNECT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Too many open files",
        "Cannot assign requested address",
        "Operation not permitted",
        "Permission denied",
        "No buffer space available",
        "Address family not supported by protocol"
      })
  void what_this_machine_cannot_do_is_never_the_destinations(String words) {
    for (Exception e :
        new Exception[] {
          new SocketException(words), new ConnectException(words), new IOException(words)
        }) {
      assertThat(outcome(e).describe())
          .isEqualTo("not seen, the vantage is broken: this machine sends nothing: " + words);
    }
  }

  @Test
  void an_error_without_words_is_told_by_its_name() {
    assertThat(outcome(new UnsupportedAddressTypeException()).vantageFailure())
        .isEqualTo("this machine sends nothing: java.nio.channels.UnsupportedAddressTypeException");
  }

  private static Outcome outcome(Exception e) {
    return SocketErrors.outcome(e, Phase.CONNECT);
  }

  @Test
  void from_an_address_of_another_family_nothing_is_seen() {
    try (Transport transport = Transport.direct(IpAddresses.parse("127.0.0.1"))) {
      InetSocketAddress six = new InetSocketAddress(IpAddresses.parse("::1"), 443);
      String why =
          "it is bound to 127.0.0.1, from which nothing goes to 0:0:0:0:0:0:0:1, an address of the"
              + " other family";
      assertThat(((Connection.Failed) transport.connect(six, ENOUGH).join()).outcome())
          .isEqualTo(new Outcome.VantageFailed(why));
      assertThat(exchanged(transport.exchange(six, new byte[] {1}, ENOUGH, any -> true).join()))
          .isEqualTo(new Outcome.VantageFailed(why));
      assertThat(exchanged(transport.exchangeAndWait(six, new byte[] {1}, ENOUGH, any -> true)))
          .isEqualTo(new Outcome.VantageFailed(why));
    }
  }

  @Test
  void from_an_address_of_another_machine_nothing_is_seen() throws IOException {
    try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Transport transport = Transport.direct(IpAddresses.parse("192.0.2.9"))) {
      InetSocketAddress there =
          new InetSocketAddress(target.getInetAddress(), target.getLocalPort());
      assertThat(((Connection.Failed) transport.connect(there, ENOUGH).join()).outcome())
          .isInstanceOf(Outcome.VantageFailed.class);
      assertThat(exchanged(transport.exchangeAndWait(there, new byte[] {1}, ENOUGH, any -> true)))
          .isInstanceOf(Outcome.VantageFailed.class);
    }
  }

  private static Outcome exchanged(Transport.Exchange exchange) {
    return ((Transport.Exchange.Failed) exchange).outcome();
  }
}
