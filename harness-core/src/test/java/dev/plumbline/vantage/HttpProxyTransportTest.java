package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Redaction;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTransportTest {

  private static final InetSocketAddress TARGET = new InetSocketAddress("10.1.0.5", 443);
  private static final Duration ENOUGH = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String OK = "HTTP/1.1 200 Connection established\r\n\r\n";
  private static final String UNABLE = "HTTP/1.0 500 Unable to connect\r\nServer: x\r\n\r\n<html>";
  private static final String FORBIDDEN = "HTTP/1.1 403 Filtered\r\n\r\n";

  /** Returns what a proxy does that answers for nobody in one way, and for others in another. */
  private static ScriptedProxy.Script answering(String nobody, String others) {
    return (in, out, socket) -> {
      say(out, head(in).startsWith("CONNECT 233.252.0.1:") ? nobody : others);
      in.readAllBytes();
    };
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static Connection connect(
      ScriptedProxy.Script script, @Nullable String user, @Nullable String password, Duration time)
      throws IOException {
    try (ScriptedProxy proxy = new ScriptedProxy(script);
        Transport transport = Transport.httpConnect(proxy.address(), user, password)) {
      return transport.connect(TARGET, time).join();
    }
  }

  private static Outcome outcome(ScriptedProxy.Script script, Duration time) throws IOException {
    return ((Connection.Failed) connect(script, null, null, time)).outcome();
  }

  /** Returns what is wrong, without where the proxy is. */
  private static String broken(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.VantageFailed.class);
    return Objects.requireNonNull(outcome.vantageFailure())
        .replaceFirst("^the HTTP proxy 127\\.0\\.0\\.1:\\d+ ", "");
  }

  @Test
  void asks_as_the_standard_says_and_hands_out_what_follows_byte_by_byte() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          String head = head(in);
          if (head.startsWith("CONNECT 233.")) {
            say(out, UNABLE);
            return;
          }
          asked.add(head);
          socket.setTcpNoDelay(true);
          // Lengths mean nothing here, nor does what precedes the final answer.
          String answer =
              "HTTP/1.1 100 Continue\r\n\r\n"
                  + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\n\r\n\nhello";
          for (char c : answer.toCharArray()) {
            say(out, String.valueOf(c));
          }
          asked.add(new String(in.readNBytes(4), StandardCharsets.US_ASCII));
        };
    try (ScriptedProxy proxy = new ScriptedProxy(script);
        Transport transport = Transport.httpConnect(proxy.address(), "outside", "sécret:1")) {
      Connection.Opened opened = (Connection.Opened) transport.connect(TARGET, ENOUGH).join();
      assertThat(opened.channel().isBlocking()).isTrue();
      assertThat(opened.doubt().apply(new Outcome.Open())).isNull();
      try (InputStream in = opened.channel().socket().getInputStream()) {
        assertThat(new String(in.readNBytes(8), StandardCharsets.US_ASCII))
            .isEqualTo("\r\n\nhello");
        say(opened.channel().socket().getOutputStream(), "1234");
        assertThat(in.read()).isEqualTo(-1);
      }
    }
    assertThat(asked.poll(5, TimeUnit.SECONDS))
        .isEqualTo(
            "CONNECT 10.1.0.5:443 HTTP/1.1\r\nHost: 10.1.0.5:443\r\n"
                + "Proxy-Authorization: Basic b3V0c2lkZTpzw6ljcmV0OjE=\r\n\r\n");
    assertThat(asked.poll(5, TimeUnit.SECONDS)).isEqualTo("1234");
  }

  @Test
  void asks_for_ipv6_in_brackets() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (ScriptedProxy proxy =
            new ScriptedProxy(
                (in, out, socket) -> {
                  asked.add(head(in));
                  say(out, FORBIDDEN);
                });
        Transport transport = Transport.httpConnect(proxy.address(), null, null)) {
      transport.connect(new InetSocketAddress(InetAddress.getByName("fd00::5"), 53), ENOUGH).join();
    }
    assertThat(asked.poll(5, TimeUnit.SECONDS))
        .isEqualTo(
            "CONNECT [fd00:0:0:0:0:0:0:5]:53 HTTP/1.1\r\nHost: [fd00:0:0:0:0:0:0:5]:53\r\n\r\n");
  }

  @Test
  void no_status_is_ever_the_targets() throws Exception {
    String proves =
        ", which does not prove what the target did: a check that something is refused, dropped or"
            + " without a route needs a way out by socks5 or ssh, for 10.1.0.5 port 443";
    assertThat(broken(outcome(answering(UNABLE, UNABLE), ENOUGH)))
        .isEqualTo("answered the request with \"500 Unable to connect\"" + proves);
    String squid =
        "HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n";
    assertThat(broken(outcome(answering(UNABLE, squid), ENOUGH)))
        .isEqualTo(
            "answered the request with \"503 Service Unavailable\", x-squid-error"
                + " \"ERR_CONNECT_FAIL 111\""
                + proves);
    String standard =
        "HTTP/1.1 502 Bad Gateway\r\nProxy-Status: p; error=connection_refused\r\n\r\n";
    assertThat(broken(outcome(answering(UNABLE, standard), ENOUGH)))
        .isEqualTo(
            "answered the request with \"502 Bad Gateway\", proxy-status"
                + " \"p; error=connection_refused\""
                + proves);
    assertThat(broken(outcome(answering(UNABLE, FORBIDDEN), ENOUGH)))
        .isEqualTo(
            "does not allow it and answered the request with \"403 Filtered\", for 10.1.0.5 port"
                + " 443");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 302, 400, 404, 405, 408, 429, 501, 504, 511})
  void other_statuses_are_no_success_and_no_outcome_of_the_target(int status) throws Exception {
    assertThat(broken(outcome(answering(UNABLE, "HTTP/1.1 " + status + "\r\n\r\n"), ENOUGH)))
        .contains("answered the request with \"" + status + "\"");
  }

  @Test
  void credentials_that_are_not_accepted_are_a_broken_vantage_and_stay_secret() throws Exception {
    String asks = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: %s\r\n\r\n";
    String basic = asks.formatted("Basic realm=\"squid\"");

    assertThat(broken(outcome(answering(basic, basic), ENOUGH)))
        .isEqualTo(
            "asks for credentials (\"407 Proxy Authentication Required\") and was told none; write"
                + " user and password under via, for 10.1.0.5 port 443");
    Connection wrong = connect(answering(basic, basic), "outside", "hunter22", ENOUGH);
    assertThat(broken(((Connection.Failed) wrong).outcome()))
        .isEqualTo(
            "does not accept the user name or the password that it was told"
                + " (\"407 Proxy Authentication Required\"), for 10.1.0.5 port 443");
    assertThat(((Connection.Failed) wrong).outcome().lasts()).isTrue();
    String other = asks.formatted("Negotiate\r\nProxy-Authenticate: NTLM");
    assertThat(broken(outcome(answering(other, other), ENOUGH)))
        .isEqualTo(
            "asks for credentials of the kind \"Negotiate, NTLM\""
                + " (\"407 Proxy Authentication Required\"), and can be told Basic ones only, for"
                + " 10.1.0.5 port 443");
    String echo = "HTTP/1.1 400 what is b3V0c2lkZTpodW50ZXIyMg==\r\n\r\n";
    Connection echoed = connect(answering(echo, echo), "outside", "hunter22", ENOUGH);
    assertThat(broken(((Connection.Failed) echoed).outcome())).contains("\"400 what is …\"");
  }

  /** One of which letters had been replaced would not be known, and be shown in part. */
  @Test
  void secrets_of_any_letters_are_still_known_in_what_a_proxy_says() throws Exception {
    String secret = "Bär-ключ-99";
    String utf8 = new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Redaction redaction = new Redaction(List.of(secret, "Bärlauch99"));
    for (String said : List.of("no " + utf8 + "!", "no B\u00e4rlauch99!")) {
      String echo = "HTTP/1.1 400 " + said + "\u0007 \u00fc\r\n\r\n";
      assertThat(redaction.text(broken(outcome(answering(echo, echo), ENOUGH))))
          .contains("\"400 no [redacted]!? ü\"");
    }
    String cut = "HTTP/1.1 400 " + "x".repeat(68) + utf8 + "\r\n\r\n";
    assertThat(redaction.text(broken(outcome(answering(cut, cut), ENOUGH))))
        .contains("\"400 " + "x".repeat(68) + "[redacted]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSH-2.0-OpenSSH_9.2\\r\\n\\r\\n|what is not HTTP: \"SSH-2.0-OpenSSH_9.2\"",
        "HTTP/2 200\\r\\n\\r\\n|what is not HTTP: \"HTTP/2 200\"",
        "HTTP/1.1 99 Odd\\r\\n\\r\\n|what is not HTTP: \"HTTP/1.1 99 Odd\"",
        "\\n\\n|what is not HTTP: \"\""
      })
  void what_is_no_http_proxy_is_a_broken_vantage(String answer, String why) throws Exception {
    String said = answer.translateEscapes();
    assertThat(broken(outcome(answering(said, said), ENOUGH))).contains(why);
  }

  @Test
  void a_head_without_an_end_is_given_up() throws Exception {
    String endless = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(4_000);
    assertThat(broken(outcome(answering(endless, endless), ENOUGH)))
        .contains("answered the request with a head of more than 16384 bytes");
  }

  @Test
  void a_proxy_that_closes_or_breaks_off_is_no_reset_of_the_target() throws Exception {
    assertThat(broken(outcome((in, out, socket) -> head(in), ENOUGH)))
        .isEqualTo("closed the connection instead of answering the request, for 10.1.0.5 port 443");
    assertThat(
            broken(
                outcome(
                    (in, out, socket) -> {
                      head(in);
                      say(out, "HTTP/1.1 200 OK\r\n");
                      socket.setSoLinger(true, 0);
                    },
                    ENOUGH)))
        .contains("instead of answering the request");
  }

  @Test
  void a_proxy_that_is_not_there_is_no_refusal() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new InetSocketAddress(gone.getInetAddress(), gone.getLocalPort());
    }
    try (Transport transport = Transport.httpConnect(nobody, null, null)) {
      Connection.Failed failed = (Connection.Failed) transport.connect(TARGET, ENOUGH).join();
      assertThat(broken(failed.outcome())).isEqualTo("cannot be reached: Connection refused");
    }
  }

  @Test
  void a_name_of_a_proxy_is_resolved_when_it_is_needed_and_all_its_addresses_are_tried()
      throws Exception {
    try (ScriptedProxy proxy = new ScriptedProxy(answering(UNABLE, OK));
        Transport transport =
            Transport.httpConnect(
                InetSocketAddress.createUnresolved("localhost", proxy.address().getPort()),
                null,
                null)) {
      Connection connection = transport.connect(TARGET, ENOUGH).join();
      assertThat(connection).isInstanceOf(Connection.Opened.class);
      ((Connection.Opened) connection).channel().close();
    }
    try (Transport transport =
        Transport.httpConnect(
            InetSocketAddress.createUnresolved("proxy.invalid", 3128), null, null)) {
      Connection.Failed failed = (Connection.Failed) transport.connect(TARGET, ENOUGH).join();
      assertThat(failed.outcome().vantageFailure())
          .isEqualTo(
              "the HTTP proxy proxy.invalid:3128 cannot be reached: this machine finds no address"
                  + " for its name");
    }
  }

  @Test
  void silence_counts_where_the_proxy_still_tries_other_connections() throws Exception {
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          if (head(in).startsWith("CONNECT 233.")) {
            say(out, UNABLE);
          }
          in.readAllBytes();
        };
    assertThat(outcome(script, SHORT)).isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
  }

  @Test
  void silence_of_a_proxy_that_does_not_show_that_it_lives_is_no_drop() throws Exception {
    ScriptedProxy.Script forbidding =
        (in, out, socket) -> {
          if (head(in).startsWith("CONNECT 233.")) {
            say(out, FORBIDDEN);
          }
          in.readAllBytes();
        };
    assertThat(broken(outcome(forbidding, SHORT)))
        .isEqualTo(
            "has not answered, for 10.1.0.5 port 443, and does not allow the question that would"
                + " show whether it still connects at all. Look by way of socks5 or ssh");
    assertThat(broken(outcome((in, out, socket) -> in.readAllBytes(), SHORT)))
        .isEqualTo("has stopped to answer");
  }

  @Test
  void a_proxy_that_claims_success_for_everything_is_a_broken_vantage() throws Exception {
    assertThat(broken(outcome(answering(OK, OK), ENOUGH)))
        .isEqualTo(
            "says that a connection is open before it has opened one, as OpenSSH's dynamic"
                + " forwarding and proxies that take part in TLS do: what it says proves nothing."
                + " Use one that answers when it has connected, or via: ssh://user@host for an SSH"
                + " jump host");
  }

  @Test
  void a_success_is_in_doubt_where_the_proxy_forbids_the_question_that_would_show_it()
      throws Exception {
    Connection.Opened opened =
        (Connection.Opened) connect(answering(FORBIDDEN, OK), null, null, ENOUGH);
    opened.channel().close();
    assertThat(opened.doubt().apply(new Outcome.Open()))
        .endsWith(
            " says that it has connected, which is not proven: it does not allow the question that"
                + " would show whether it says so of everything, a connection to 233.252.0.1. Only"
                + " what the target itself says over the connection counts: ask for a handshake or"
                + " a page, or let the proxy's rules allow that question");
  }

  @Test
  void a_proxy_is_tried_once_for_each_port() throws Exception {
    AtomicInteger tried = new AtomicInteger();
    ScriptedProxy.Script script =
        (in, out, socket) -> {
          boolean nobody = head(in).startsWith("CONNECT 233.252.0.1:443 ");
          if (nobody) {
            tried.incrementAndGet();
          }
          say(out, nobody ? UNABLE : OK);
          in.read();
        };
    try (ScriptedProxy proxy = new ScriptedProxy(script);
        Transport transport = Transport.httpConnect(proxy.address(), null, null)) {
      for (int i = 0; i < 3; i++) {
        ((Connection.Opened) transport.connect(TARGET, ENOUGH).join()).channel().close();
      }
    }
    assertThat(tried).hasValue(1);
  }

  @Test
  void what_ends_a_connection_is_the_proxys_doing_when_it_answers_no_more() throws Exception {
    try (ScriptedProxy dead = new ScriptedProxy((in, out, socket) -> head(in));
        Transport transport = Transport.httpConnect(dead.address(), null, null)) {
      assertThat(transport.failure().join())
          .endsWith(
              "closed the connection instead of answering the request, for 233.252.0.1 port 443");
    }
    for (String answer : new String[] {UNABLE, FORBIDDEN, OK}) {
      try (ScriptedProxy alive = new ScriptedProxy(answering(answer, answer));
          Transport transport = Transport.httpConnect(alive.address(), null, null)) {
        assertThat(transport.failure().join()).isNull();
      }
    }
  }

  @Test
  void carries_no_datagrams_and_says_so() throws Exception {
    try (ScriptedProxy proxy = new ScriptedProxy((in, out, socket) -> in.read());
        Transport transport = Transport.httpConnect(proxy.address(), null, null)) {
      assertThat(transport.carriesDatagrams()).isFalse();
      CompletableFuture<Transport.Exchange> exchange =
          transport.exchange(TARGET, new byte[] {1, 2}, ENOUGH, any -> true);
      assertThat(broken(((Transport.Exchange.Failed) exchange.join()).outcome()))
          .isEqualTo(
              "is used for TCP alone, so no datagram can be sent to /10.1.0.5:443; ask a resolver"
                  + " over TCP");
    }
  }

  @Test
  void credentials_are_both_there_or_neither() {
    InetSocketAddress proxy = new InetSocketAddress("127.0.0.1", 3128);
    assertThatThrownBy(() -> Transport.httpConnect(proxy, null, "secret"))
        .hasMessage(
            "an HTTP proxy is told a user name and a password, or neither; only the password was"
                + " given");
    assertThatThrownBy(() -> Transport.httpConnect(proxy, "a:b", "secret"))
        .hasMessage(
            "the user name for an HTTP proxy has a colon, which Basic credentials cannot have (RFC"
                + " 7617 section 2)");
  }
}
