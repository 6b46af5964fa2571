package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocksTransportTest {

  private static final InetSocketAddress TARGET = new InetSocketAddress("10.1.0.5", 443);
  private static final Duration ENOUGH = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(200);

  private static Connection connect(
      ScriptedProxy proxy, @Nullable String user, @Nullable String password, Duration timeout) {
    try (Transport transport = Transport.socks5(proxy.address(), user, password)) {
      return transport.connect(TARGET, timeout).join();
    }
  }

  private static Outcome outcome(ScriptedProxy.Script script, Duration timeout) throws IOException {
    try (ScriptedProxy proxy = new ScriptedProxy(script)) {
      Connection connection = connect(proxy, null, null, timeout);
      assertThat(connection).isInstanceOf(Connection.Failed.class);
      return ((Connection.Failed) connection).outcome();
    }
  }

  private static void assertBroken(Outcome outcome, String why) {
    assertThat(outcome).isInstanceOf(Outcome.VantageFailed.class);
    assertThat(outcome.describe())
        .contains("the vantage is broken: the SOCKS5 proxy")
        .contains(why);
    assertThat(outcome.reached()).isFalse();
  }

  @Test
  void asks_as_the_standard_says_and_hands_out_what_follows() throws Exception {
    BlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();
    AtomicBoolean again = new AtomicBoolean();
    try (ScriptedProxy proxy =
        new ScriptedProxy(
            (in, out, socket) -> {
              if (again.getAndSet(true)) {
                in.readNBytes(3);
                out.write(new byte[] {5, 2});
                in.readNBytes(2 + 7 + 1 + 6);
                out.write(new byte[] {1, 0});
                refuse(in, out);
                return;
              }
              asked.add(in.readNBytes(3));
              out.write(new byte[] {5, 2});
              asked.add(in.readNBytes(2 + 7 + 1 + 6));
              out.write(new byte[] {1, 0});
              asked.add(in.readNBytes(10));
              // The reply and the target's first words may come together.
              out.write(
                  new byte[] {5, 0, 0, 1, 10, 1, 0, 4, (byte) 0xC0, 0, 'h', 'e', 'l', 'l', 'o'});
              asked.add(in.readNBytes(4));
            })) {
      Connection.Opened opened = (Connection.Opened) connect(proxy, "outside", "secret", ENOUGH);
      assertThat(opened.channel().isBlocking()).isTrue();
      assertThat(opened.channel().socket().getTcpNoDelay()).isTrue();
      try (InputStream in = opened.channel().socket().getInputStream()) {
        assertThat(new String(in.readNBytes(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
        opened.channel().socket().getOutputStream().write(new byte[] {1, 2, 3, 4});
        assertThat(in.read()).isEqualTo(-1);
      }
    }
    assertThat(asked.poll(5, TimeUnit.SECONDS)).containsExactly(5, 1, 2);
    assertThat(asked.poll(5, TimeUnit.SECONDS))
        .containsExactly("\1\7outside\6secret".getBytes(StandardCharsets.US_ASCII));
    assertThat(asked.poll(5, TimeUnit.SECONDS))
        .containsExactly(5, 1, 0, 1, 10, 1, 0, 5, 1, (byte) 187);
    assertThat(asked.poll(5, TimeUnit.SECONDS)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void asks_for_ipv6_and_reads_replies_of_every_address_type_byte_by_byte() throws Exception {
    List<byte[]> replies = new ArrayList<>();
    replies.add(concat(new byte[] {5, 0, 0, 4}, new byte[16], new byte[] {1, 1}));
    replies.add(concat(new byte[] {5, 0, 0, 3, 3, 'a', '.', 'b'}, new byte[] {1, 1}));
    replies.add(concat(new byte[] {5, 0, 0, 3, 0}, new byte[] {1, 1}));
    for (byte[] reply : replies) {
      BlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();
      AtomicBoolean again = new AtomicBoolean();
      try (ScriptedProxy proxy =
              new ScriptedProxy(
                  (in, out, socket) -> {
                    socket.setTcpNoDelay(true);
                    ScriptedProxy.greet(in, out);
                    if (again.getAndSet(true)) {
                      refuse(in, out);
                      return;
                    }
                    asked.add(in.readNBytes(22));
                    for (byte b : reply) {
                      out.write(b);
                      out.flush();
                    }
                    out.write('!');
                    in.read();
                  });
          Transport transport = Transport.socks5(proxy.address(), null, null)) {
        Connection.Opened opened =
            (Connection.Opened)
                transport
                    .connect(new InetSocketAddress(InetAddress.getByName("fd00::5"), 53), ENOUGH)
                    .join();
        assertThat(opened.channel().socket().getInputStream().read()).isEqualTo('!');
        opened.channel().close();
        assertThat(asked.poll(5, TimeUnit.SECONDS))
            .startsWith(5, 1, 0, 4, (byte) 0xFD, 0)
            .endsWith(0, 5, 0, 53);
      }
    }
  }

  /** Refuses the question for nobody, which comes after the first success. */
  private static void refuse(InputStream in, OutputStream out) throws IOException {
    assertThat(in.readNBytes(10)).startsWith(5, 1, 0, 1, (byte) 233, (byte) 252, 0, 1);
    out.write(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
  }

  @ParameterizedTest
  @CsvSource({"3,no route", "4,no route", "5,refused"})
  void some_replies_are_about_the_target(int code, String described) throws Exception {
    assertThat(outcome(replying(code), ENOUGH).describe()).isEqualTo(described);
  }

  @Test
  void a_proxy_that_has_waited_in_vain_says_that_the_target_is_silent() throws Exception {
    assertThat(outcome(replying(6), ENOUGH)).isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 255})
  void other_replies_are_about_the_proxy(int code) throws Exception {
    assertBroken(outcome(replying(code), ENOUGH), "for 10.1.0.5 port 443");
  }

  private static ScriptedProxy.Script replying(int code) {
    return (in, out, socket) -> {
      ScriptedProxy.request(in, out);
      out.write(new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0});
      in.read();
    };
  }

  @Test
  void a_proxy_that_is_not_there_is_no_refusal() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new InetSocketAddress(gone.getInetAddress(), gone.getLocalPort());
    }
    try (Transport transport = Transport.socks5(nobody, null, null)) {
      Connection.Failed failed = (Connection.Failed) transport.connect(TARGET, ENOUGH).join();
      assertBroken(failed.outcome(), "cannot be reached: Connection refused");
    }
  }

  @Test
  void a_proxy_without_an_address_is_a_broken_vantage() {
    try (Transport transport =
        Transport.socks5(InetSocketAddress.createUnresolved("proxy.invalid", 1080), null, null)) {
      Connection.Failed failed = (Connection.Failed) transport.connect(TARGET, ENOUGH).join();
      assertBroken(failed.outcome(), "proxy.invalid:1080");
    }
  }

  @Test
  void credentials_that_are_not_accepted_are_a_broken_vantage_and_stay_secret() throws Exception {
    try (ScriptedProxy proxy =
        new ScriptedProxy(
            (in, out, socket) -> {
              in.readNBytes(3);
              out.write(new byte[] {5, 2});
              in.readNBytes(2 + 7 + 1 + 6);
              out.write(new byte[] {1, 1});
              in.read();
            })) {
      Connection.Failed failed = (Connection.Failed) connect(proxy, "outside", "secret", ENOUGH);
      assertBroken(failed.outcome(), "does not accept the user name or the password");
      assertThat(failed.outcome().describe()).doesNotContain("secret").doesNotContain("outside");
      assertThat(failed.outcome().lasts()).isTrue();
    }
  }

  @Test
  void a_method_that_was_not_offered_is_not_taken() throws Exception {
    for (int method : new int[] {0xFF, 0, 1}) {
      try (ScriptedProxy proxy =
          new ScriptedProxy(
              (in, out, socket) -> {
                in.readNBytes(3);
                out.write(new byte[] {5, (byte) method});
                in.read();
              })) {
        Connection.Failed failed = (Connection.Failed) connect(proxy, "a", "b", ENOUGH);
        assertBroken(failed.outcome(), "a user name and a password");
        assertThat(failed.outcome().lasts()).isEqualTo(method == 0xFF);
      }
    }
  }

  @Test
  void what_is_no_socks_proxy_is_a_broken_vantage() throws Exception {
    ScriptedProxy.Script web =
        (in, out, socket) -> {
          in.read();
          out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    assertBroken(outcome(web, ENOUGH), "answered the greeting with a first byte of 72");
    ScriptedProxy.Script version =
        (in, out, socket) -> {
          ScriptedProxy.request(in, out);
          out.write(new byte[] {4, 0, 0, 1, 1, 1, 1, 1, 1, 1});
          in.read();
        };
    assertBroken(outcome(version, ENOUGH), "answered the request with a first byte of 4");
    ScriptedProxy.Script type =
        (in, out, socket) -> {
          ScriptedProxy.request(in, out);
          out.write(new byte[] {5, 0, 0, 2, 1, 1, 1, 1, 1, 1});
          in.read();
        };
    assertBroken(outcome(type, ENOUGH), "an address of type 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void a_proxy_that_closes_is_a_broken_vantage(int after) throws Exception {
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          if (after > 0) {
            in.readNBytes(3);
            out.write(5);
          }
          if (after > 1) {
            out.write(0);
            in.readNBytes(10);
          }
          if (after > 2) {
            // "refused", but for the rest
            out.write(new byte[] {5, 5, 0, 1, 0, 0});
          }
        };
    assertBroken(
        outcome(script, ENOUGH),
        after < 2
            ? "closed the connection instead of answering the greeting"
            : "closed the connection instead of answering the request");
  }

  @Test
  void a_proxy_that_breaks_off_is_no_reset_of_the_target() throws Exception {
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          ScriptedProxy.request(in, out);
          socket.setSoLinger(true, 0);
        };
    assertBroken(outcome(script, ENOUGH), "broke off instead of answering the request");
  }

  @Test
  void a_proxy_that_never_answers_is_no_drop() throws Exception {
    assertBroken(
        outcome((in, out, socket) -> in.readAllBytes(), SHORT),
        "did not answer the greeting in 200 ms");
  }

  @Test
  void silence_counts_where_the_proxy_still_answers() throws Exception {
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          ScriptedProxy.request(in, out);
          in.readAllBytes();
        };
    assertThat(outcome(script, SHORT)).isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
  }

  @Test
  void silence_of_a_proxy_that_has_died_meanwhile_is_no_drop() throws Exception {
    AtomicBoolean dead = new AtomicBoolean();
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          if (!dead.getAndSet(true)) {
            ScriptedProxy.request(in, out);
            in.readAllBytes();
          }
        };
    assertBroken(outcome(script, SHORT), "closed the connection instead of answering the greeting");
  }

  @Test
  void hundreds_of_silent_targets_cost_one_time_out_and_few_greetings() throws Exception {
    AtomicInteger greetings = new AtomicInteger();
    try (ScriptedProxy proxy =
            new ScriptedProxy(
                (in, out, socket) -> {
                  greetings.incrementAndGet();
                  ScriptedProxy.request(in, out);
                  in.readAllBytes();
                });
        Transport transport = Transport.socks5(proxy.address(), null, null)) {
      List<CompletableFuture<Connection>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(transport.connect(TARGET, Duration.ofMillis(500)));
      }
      for (CompletableFuture<Connection> one : all) {
        assertThat(((Connection.Failed) one.join()).outcome())
            .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
      }
    }
    assertThat(greetings).hasValueBetween(101, 200);
  }

  /** Some proxies make up the address that they say they have connected from. */
  @ParameterizedTest
  @CsvSource({"0,0", "0,1717", "10,1717"})
  void a_proxy_that_claims_success_for_everything_is_a_broken_vantage(int address, int port)
      throws Exception {
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          ScriptedProxy.request(in, out);
          out.write(success(address, port));
          in.read();
        };
    assertBroken(outcome(script, ENOUGH), "before it has opened one");
  }

  private static byte[] success(int address, int port) {
    return new byte[] {
      5, 0, 0, 1, (byte) address, 0, 0, (byte) address, (byte) (port >> 8), (byte) port
    };
  }

  @Test
  void a_success_is_in_doubt_where_the_proxy_forbids_the_question_that_would_show_it()
      throws Exception {
    try (ScriptedProxy proxy =
        new ScriptedProxy(
            (in, out, socket) -> {
              boolean nothing = ScriptedProxy.request(in, out)[4] == (byte) 233;
              out.write(nothing ? new byte[] {5, 2, 0, 1, 0, 0, 0, 0, 0, 0} : success(10, 40_000));
              in.read();
            })) {
      Connection.Opened opened = (Connection.Opened) connect(proxy, null, null, ENOUGH);
      opened.channel().close();
      assertThat(opened.doubt().apply(new Outcome.Open()))
          .endsWith(
              " says that it has connected, which is not proven: it does not allow the question"
                  + " that would show whether it says so of everything, a connection to"
                  + " 233.252.0.1. Only what the target itself says over the connection counts: ask"
                  + " for a handshake or a page, or let the proxy's rules allow that question");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40_000})
  void a_proxy_that_knows_failures_is_tried_once(int port) throws Exception {
    AtomicInteger tried = new AtomicInteger();
    try (ScriptedProxy proxy =
            new ScriptedProxy(
                (in, out, socket) -> {
                  byte[] asked = ScriptedProxy.request(in, out);
                  boolean nothing = asked[4] == (byte) 233;
                  if (nothing) {
                    tried.incrementAndGet();
                  }
                  out.write(
                      nothing ? new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0} : success(10, port));
                  in.read();
                });
        Transport transport = Transport.socks5(proxy.address(), null, null)) {
      for (int i = 0; i < 3; i++) {
        ((Connection.Opened) transport.connect(TARGET, ENOUGH).join()).channel().close();
      }
    }
    assertThat(tried).hasValue(1);
  }

  @Test
  void carries_no_datagrams_and_says_so() throws Exception {
    try (ScriptedProxy proxy = new ScriptedProxy((in, out, socket) -> in.read());
        Transport transport = Transport.socks5(proxy.address(), null, null)) {
      Transport.Exchange.Failed failed =
          (Transport.Exchange.Failed)
              transport.exchangeAndWait(TARGET, new byte[] {1, 2}, ENOUGH, any -> true);
      assertBroken(failed.outcome(), "TCP alone");
    }
  }

  @Test
  void a_closed_transport_says_nothing_of_targets() throws Exception {
    try (ScriptedProxy proxy = new ScriptedProxy((in, out, socket) -> in.readAllBytes())) {
      Transport transport = Transport.socks5(proxy.address(), null, null);
      CompletableFuture<Connection> waiting = transport.connect(TARGET, ENOUGH);
      transport.close();
      assertBroken(((Connection.Failed) waiting.join()).outcome(), "the transport is closed");
    }
  }

  @Test
  void credentials_are_both_there_or_neither_and_of_a_length_that_can_be_said() {
    InetSocketAddress proxy = new InetSocketAddress("127.0.0.1", 1080);
    assertThatThrownBy(() -> Transport.socks5(proxy, "a", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only the user name was given");
    assertThatThrownBy(() -> Transport.socks5(proxy, "a".repeat(256), "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 bytes");
    assertThatThrownBy(() -> Transport.socks5(proxy, "a", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
