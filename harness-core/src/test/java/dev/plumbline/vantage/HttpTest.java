package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Redirect;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Stage stage = new Stage();
  private final List<String> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** Reads a request up to its empty line. */
  private String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    received.add(head.toString());
    return head.toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private TlsServer answering(String answer) {
    return answering(request -> answer);
  }

  private TlsServer answering(UnaryOperator<String> answers) {
    return stage.with(
        TlsServer.plain(
            s -> {
              write(s, answers.apply(head(s)));
            }));
  }

  private static String url(TlsServer server) {
    return "http://127.0.0.1:" + server.port();
  }

  private HttpObservation get(TlsServer server) {
    return stage.vantage().get(url(server));
  }

  @Test
  void keeps_what_was_sent_and_what_came_back() {
    TlsServer server =
        answering(
            "HTTP/1.1 404 Not Here\r\nServer: one\r\nX-Many: a\r\nx-many: b\r\nContent-Length: 4\r\n\r\ngone");

    HttpObservation seen =
        stage.vantage().send(HttpProbe.get(url(server) + "/a?b=c").header("X-Test", "1"));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(404));
    assertThat(seen.request().method()).isEqualTo("GET");
    assertThat(seen.request().url()).isEqualTo(url(server) + "/a?b=c");
    assertThat(seen.request().headers())
        .startsWith(new Header("Host", "127.0.0.1:" + server.port()), new Header("X-Test", "1"));
    assertThat(seen.response().version()).isEqualTo("HTTP/1.1");
    assertThat(seen.response().reason()).isEqualTo("Not Here");
    assertThat(seen.response().header("x-MANY")).containsExactly("a", "b");
    assertThat(seen.response().headers().get(2)).isEqualTo(new Header("x-many", "b"));
    assertThat(seen.response().text()).isEqualTo("gone");
    assertThat(seen.response().truncated()).isFalse();
    assertThat(seen.session()).isNull();
    assertThat(seen.provenance().timings().phases())
        .containsOnlyKeys(Phase.CONNECT, Phase.REQUEST, Phase.RESPONSE, Phase.BODY);
    assertThat(received.get(0))
        .isEqualTo(
            "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:"
                + server.port()
                + "\r\nX-Test: 1\r\nUser-Agent: plumbline\r\nAccept: */*\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/../../etc/passwd",
        "/a/%2e%2e/b",
        "/<script>\"'`|^{}\\",
        "/a b",
        "/%zz%00",
        "*",
        "http://other.test/absolute",
        "/#fragment",
        "//double//"
      })
  void sends_the_target_as_given(String target) {
    TlsServer server = answering(OK);

    stage.vantage().send(HttpProbe.get(url(server)).path(target));

    assertThat(received.get(0)).startsWith("GET " + target + " HTTP/1.1\r\n");
  }

  @Test
  void sends_host_and_other_headers_as_asked() {
    TlsServer server = answering(OK);
    Vantage vantage = stage.vantage();
    HttpProbe probe = HttpProbe.get("http://app.test/").connectTo("127.0.0.1", server.port());

    vantage.send(probe);
    vantage.send(probe.host("Other.Test:81"));
    vantage.send(probe.withoutHost());
    vantage.send(probe.host(""));
    vantage.send(probe.header("Host", "one").header("Host", "two"));
    vantage.send(probe.version("HTTP/1.0").header("User-Agent", "").header("Accept", "text/plain"));

    assertThat(received.get(0)).contains("\r\nHost: app.test\r\n");
    assertThat(received.get(1)).contains("\r\nHost: Other.Test:81\r\n");
    assertThat(received.get(2)).doesNotContain("Host");
    assertThat(received.get(3)).contains("\r\nHost: \r\n");
    assertThat(received.get(4))
        .contains("\r\nHost: one\r\nHost: two\r\n")
        .doesNotContain("app.test");
    assertThat(received.get(5))
        .isEqualTo(
            "GET / HTTP/1.0\r\nHost: app.test\r\nUser-Agent: \r\nAccept: text/plain\r\n\r\n");
  }

  @Test
  void sends_bodies_with_their_length_and_methods_that_want_one_with_none() throws IOException {
    List<String> bodies = new CopyOnWriteArrayList<>();
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  String head = head(s);
                  int length = Integer.parseInt(head.split("Content-Length: ")[1].split("\r\n")[0]);
                  bodies.add(
                      new String(s.getInputStream().readNBytes(length), StandardCharsets.UTF_8));
                  write(s, OK);
                }));
    Vantage vantage = stage.vantage();

    vantage.send(HttpProbe.request("POST", url(server)).body("text/plain", "grüße"));
    vantage.send(HttpProbe.request("GET", url(server)).body("text/plain", "with a GET"));
    vantage.send(HttpProbe.request("POST", url(server)));

    assertThat(bodies).containsExactly("grüße", "with a GET", "");
  }

  @Test
  void sends_bytes_of_the_callers_own() {
    TlsServer server = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

    HttpObservation seen =
        stage
            .vantage()
            .send(
                HttpProbe.get(url(server))
                    .raw("G\u0001T  / HTTP/9\r\nX:\r\n\r\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(400));
    assertThat(received).containsExactly("G\u0001T  / HTTP/9\r\nX:\r\n\r\n");
    assertThat(seen.request().headers()).containsExactly(new Header("X", ""));
  }

  @Test
  void reads_chunked_bodies_with_extensions_and_trailers() {
    TlsServer server =
        answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
                + "4;x=y\r\nplum\r\n4\r\nline\r\n0\r\nX-Trailer: t\r\n\r\n");

    HttpObservation seen = get(server);

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.response().text()).isEqualTo("plumline");
    assertThat(seen.response().truncated()).isFalse();
  }

  @Test
  void reads_a_body_of_very_many_small_chunks() {
    String chunks = "8\r\nplumline\r\n".repeat(100_000);
    TlsServer server =
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");

    HttpObservation seen = get(server);

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.response().body()).hasSize(800_000);
    assertThat(seen.response().truncated()).isFalse();
  }

  @Test
  void the_answer_to_a_head_in_bytes_of_the_callers_own_has_no_body() {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  write(s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                  TlsServer.drain(s);
                }));
    byte[] raw = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    assertThat(stage.vantage().send(HttpProbe.get(url(server)).raw(raw)).outcome())
        .isEqualTo(new Outcome.Answered(200));
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified"})
  void answers_without_a_body_end_with_their_head(String line) {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  write(s, line + "\r\nContent-Length: 9\r\n\r\n");
                  TlsServer.drain(s);
                }));

    assertThat(get(server).response().body()).isEmpty();
  }

  @Test
  void the_answer_to_head_has_no_body_whatever_its_length_says() {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  write(s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                  TlsServer.drain(s);
                }));

    HttpObservation seen = stage.vantage().send(HttpProbe.request("HEAD", url(server)));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.response().truncated()).isFalse();
  }

  @Test
  void interim_answers_are_passed_over() {
    TlsServer server =
        answering(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);

    assertThat(get(server).outcome()).isEqualTo(new Outcome.Answered(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: %1$d\r\n\r\n%2$s",
        "\r\n%2$s",
        "Transfer-Encoding: chunked\r\n\r\n%1$x\r\n%2$s\r\n0\r\n\r\n"
      })
  void a_body_is_kept_up_to_the_bound_and_said_to_be_cut(String rest) {
    int size = HttpProbe.DEFAULT_BODY_LIMIT + 1;
    TlsServer longer = answering("HTTP/1.1 200 OK\r\n" + rest.formatted(size, "x".repeat(size)));
    TlsServer fitting =
        answering("HTTP/1.1 200 OK\r\n" + rest.formatted(size - 1, "x".repeat(size - 1)));

    HttpObservation cut = get(longer);
    HttpObservation whole = get(fitting);

    assertThat(cut.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(cut.response().body()).hasSize(HttpProbe.DEFAULT_BODY_LIMIT);
    assertThat(cut.response().truncated()).isTrue();
    assertThat(whole.response().body()).hasSize(HttpProbe.DEFAULT_BODY_LIMIT);
    assertThat(whole.response().truncated()).isFalse();
  }

  @Test
  void a_bound_of_nothing_keeps_nothing() {
    HttpObservation seen = stage.vantage().send(HttpProbe.get(url(answering(OK))).bodyLimit(0));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.response().body()).isEmpty();
    assertThat(seen.response().truncated()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'SSH-2.0-x\r\n', RESPONSE, 'no status line but \"SSH-2.0-x\"'",
    "'HTTP/1.1 2000 OK\r\n\r\n', RESPONSE, 'no status line but \"HTTP/1.1 2000 OK\"'",
    "'HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n', RESPONSE, 'header line \"Bad Name: x\"'",
    "'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', RESPONSE, 'header line \"nonsense\"'",
    "'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', BODY, 'Content-Length x'",
    "'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', BODY, 'Content-Length 1, 2'",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', BODY, 'chunk size \"xyz\"'",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n', BODY, 'a chunk is longer than its size says'",
    "'HTTP/1.1 200 OK\r\nContent-', RESPONSE, 'it ends within the line \"Content-\"'"
  })
  void what_is_not_http_is_malformed(String answer, Phase phase, String detail) {
    assertThat(get(answering(answer)).outcome()).isEqualTo(new Outcome.Malformed(phase, detail));
  }

  @Test
  void a_body_that_breaks_off_is_no_answer_but_what_came_is_kept() {
    HttpObservation seen = get(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Closed(Phase.BODY));
    assertThat(seen.response().text()).isEqualTo("abc");
    assertThat(seen.response().truncated()).isTrue();
  }

  /** RFC 9112 sections 8 and 9.8, RFC 8446 section 6.1: anyone on the way can send a FIN. */
  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK\r\n\r\nwhole', TLSv1.3, 1024",
    "'HTTP/1.1 200 OK\r\n\r\nwhole', TLSv1.2, 1024",
    "'HTTP/1.0 200 OK\r\n\r\nwhole', TLSv1.3, 1024",
    "'HTTP/1.1 200 OK\r\n\r\nwhole', TLSv1.3, 5",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nwhole', TLSv1.3, 1024",
  })
  void a_body_that_lasts_until_the_end_is_whole_only_when_tls_announces_that_end(
      String answer, String version, int limit) {
    SSLContext context = Certificates.context(Certificates.SERVER, null);
    TlsServer.Service service =
        s -> {
          head(s);
          write(s, answer);
        };
    stage.trusting(Certificates.AUTHORITY.certificate());
    TlsServer closing = stage.with(TlsServer.tls(context, s -> {}, service));
    TlsServer cut = stage.with(TlsServer.tlsWithoutCloseNotify(context, s -> {}, service));
    HttpProbe probe =
        HttpProbe.get("https://app.test/")
            .with(TlsSettings.defaults().withVersions(version))
            .bodyLimit(limit);

    HttpObservation whole = stage.vantage().send(probe.connectTo("127.0.0.1", closing.port()));
    HttpObservation broken = stage.vantage().send(probe.connectTo("127.0.0.1", cut.port()));

    assertThat(whole.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(whole.response().truncated()).isFalse();
    assertThat(broken.outcome()).isEqualTo(new Outcome.Closed(Phase.BODY));
    assertThat(broken.response().text()).isEqualTo("whole");
    assertThat(broken.response().truncated()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n"
      })
  void a_body_that_names_its_own_end_needs_no_close_notify(String answer) {
    TlsServer server =
        stage
            .trusting(Certificates.AUTHORITY.certificate())
            .with(
                TlsServer.tlsWithoutCloseNotify(
                    Certificates.context(Certificates.SERVER, null),
                    s -> {},
                    s -> {
                      head(s);
                      write(s, answer);
                    }));

    HttpObservation seen =
        stage
            .vantage()
            .send(HttpProbe.get("https://app.test/").connectTo("127.0.0.1", server.port()));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.response().text()).isEqualTo("whole");
    assertThat(seen.response().truncated()).isFalse();
  }

  @Test
  void closed_reset_and_silent_servers_are_told_apart() {
    TlsServer closing = stage.with(TlsServer.plain(this::head));
    TlsServer resetting =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  TlsServer.reset(s);
                }));
    TlsServer resettingBody =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  write(s, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                  // The client has read what came when it says so by closing its side; here it
                  // waits, so the reset comes after.
                  s.setSoTimeout(150);
                  try {
                    s.getInputStream().read();
                  } catch (java.net.SocketTimeoutException e) {
                    TlsServer.reset(s);
                  }
                }));
    TlsServer silent =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  TlsServer.drain(s);
                }));
    TlsServer silentBody =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  write(s, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                  TlsServer.drain(s);
                }));
    Vantage vantage = stage.vantage();
    Duration within = Duration.ofMillis(300);

    assertThat(get(closing).outcome()).isEqualTo(new Outcome.Closed(Phase.RESPONSE));
    assertThat(get(resetting).outcome()).isEqualTo(new Outcome.Reset(Phase.RESPONSE));
    assertThat(get(resettingBody).outcome()).isEqualTo(new Outcome.Reset(Phase.BODY));
    assertThat(vantage.send(HttpProbe.get(url(silent)).within(within)).outcome())
        .isEqualTo(new Outcome.TimedOut(Phase.RESPONSE));
    assertThat(vantage.send(HttpProbe.get(url(silentBody)).within(within)).outcome())
        .isEqualTo(new Outcome.TimedOut(Phase.BODY));
  }

  @Test
  void a_server_that_does_not_read_a_long_request_times_out() {
    CountDownLatch over = new CountDownLatch(1);
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  try {
                    // Reads nothing, so that the client's window fills.
                    assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    HttpProbe probe =
        HttpProbe.request("POST", url(server))
            .body("text/plain", "x".repeat(32 << 20))
            .within(Duration.ofMillis(500));

    HttpObservation seen = stage.vantage().send(probe);
    over.countDown();

    assertThat(seen.outcome()).isEqualTo(new Outcome.TimedOut(Phase.REQUEST));
  }

  @Test
  void an_early_answer_is_read_although_the_request_was_not() {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  head(s);
                  write(s, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
                }));

    HttpObservation seen =
        stage
            .vantage()
            .send(HttpProbe.request("POST", url(server)).body("text/plain", "x".repeat(8 << 20)));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(413));
  }

  @Test
  void a_redirect_with_user_information_is_followed_without_it() {
    TlsServer server =
        answering(
            r ->
                r.startsWith("GET /start")
                    ? "HTTP/1.1 302 Found\r\nLocation: //jane:secret@127.0.0.1:"
                        + r.replaceFirst("(?s).*Host: [^:]*:([0-9]+).*", "$1")
                        + "/end\r\nContent-Length: 0\r\n\r\n"
                    : OK);

    HttpObservation seen =
        stage.vantage().send(HttpProbe.get(url(server) + "/start").followRedirects(1));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.request().url()).isEqualTo(url(server) + "/end");
    assertThat(seen.request().headers()).noneMatch(h -> h.name().equals("Authorization"));
  }

  @Test
  void redirects_are_followed_as_often_as_asked_each_resolved_anew() {
    TlsServer target = answering(OK);
    TlsServer server =
        answering(
            r ->
                r.startsWith("GET /start")
                    ? "HTTP/1.1 301 Moved\r\nLocation: /next?x=1\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 302 Found\r\nLocation: http://app.test:"
                        + target.port()
                        + "/end\r\nContent-Length: 0\r\n\r\n");
    DnsServer dns = new DnsServer(q -> DnsServer.answer(q, "app.test. 60 IN A 127.0.0.1").toWire());
    Vantage vantage = stage.resolver(dns).vantage();
    HttpProbe probe =
        HttpProbe.get(url(server) + "/start").host("own.test").header("Authorization", "secret");

    HttpObservation none = vantage.send(probe);
    HttpObservation one = vantage.send(probe.followRedirects(1));
    HttpObservation all = vantage.send(probe.followRedirects(5));

    assertThat(none.outcome()).isEqualTo(new Outcome.Answered(301));
    assertThat(none.redirects()).isEmpty();
    assertThat(one.outcome()).isEqualTo(new Outcome.Answered(302));
    assertThat(all.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(all.redirects())
        .containsExactly(
            new Redirect(301, url(server) + "/start", url(server) + "/next?x=1"),
            new Redirect(
                302, url(server) + "/next?x=1", "http://app.test:" + target.port() + "/end"));
    assertThat(all.resolution().name()).isEqualTo("app.test");
    assertThat(all.dialled().getPort()).isEqualTo(target.port());
    // The own Host goes with the site, credentials never leave it.
    assertThat(received.get(received.size() - 2))
        .startsWith("GET /next?x=1")
        .contains("Host: own.test", "Authorization: secret");
    assertThat(received.get(received.size() - 1))
        .startsWith("GET /end")
        .contains("Host: app.test:")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({"303, GET, false", "302, GET, false", "307, POST, true", "308, POST, true"})
  void a_redirect_keeps_or_drops_method_and_body_by_its_status(
      int status, String method, boolean body) {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  String head = head(s);
                  if (head.contains("Content-Length: 4")) {
                    s.getInputStream().readNBytes(4);
                  }
                  write(
                      s,
                      head.contains(" /start ")
                          ? "HTTP/1.1 "
                              + status
                              + " x\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n"
                          : OK);
                }));

    stage
        .vantage()
        .send(
            HttpProbe.request("POST", url(server) + "/start")
                .body("text/plain", "data")
                .followRedirects(1));

    assertThat(received.get(1)).startsWith(method + " /end");
    assertThat(received.get(1).contains("Content-Type")).isEqualTo(body);
  }

  @Test
  void dialled_address_server_name_certificate_name_and_host_are_independent() {
    List<String> hosts = new CopyOnWriteArrayList<>();
    TlsServer server =
        stage
            .trusting(Certificates.AUTHORITY.certificate())
            .with(
                TlsServer.tls(
                    Certificates.context(Certificates.SERVER, null),
                    s -> {},
                    s -> {
                      hosts.add(head(s));
                      write(s, OK);
                    }));
    HttpProbe probe =
        HttpProbe.get("https://url.test/")
            .connectTo("127.0.0.1", server.port())
            .host("host.test")
            .with(
                TlsSettings.defaults()
                    .withSni(Sni.named("sni.test"))
                    .withCertificateName("app.test"));

    HttpObservation seen = stage.vantage().send(probe);

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.session().sni()).isEqualTo("sni.test");
    assertThat(seen.session().chain()).hasSize(1);
    assertThat(seen.dialled().getPort()).isEqualTo(server.port());
    assertThat(seen.request().url()).isEqualTo("https://url.test/");
    assertThat(hosts.get(0)).contains("Host: host.test\r\n");
    assertThat(seen.provenance().timings().of(Phase.TLS)).isPresent();
  }

  @Test
  void a_certificate_that_is_rejected_stops_the_request() {
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, null),
                s -> {},
                s -> received.add(head(s))));

    HttpObservation seen = stage.vantage().get("https://127.0.0.1:" + server.port());

    assertThat(seen.outcome()).isInstanceOf(Outcome.CertificateRejected.class);
    assertThat(seen.session().chain()).hasSize(1);
    assertThat(seen.response()).isNull();
    assertThat(received).isEmpty();
  }

  @Test
  void a_client_certificate_that_is_refused_after_the_handshake_is_an_alert() {
    TlsServer server =
        stage
            .trusting(Certificates.AUTHORITY.certificate())
            .with(
                TlsServer.tls(
                    Certificates.context(
                        Certificates.leaf(Certificates.AUTHORITY, "127.0.0.1"), null),
                    s -> s.setNeedClientAuth(true),
                    s -> write(s, OK)));

    assertThat(stage.vantage().get("https://127.0.0.1:" + server.port()).outcome())
        .isIn(Certificates.missingClientCertificateAlerts("TLSv1.3"));
  }

  @Test
  void an_endpoint_stands_for_its_host_and_port_in_a_url() {
    TlsServer server = answering(OK);
    stage.environment(
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE)
            .http("portal", "127.0.0.1", server.port()));

    HttpObservation seen = stage.vantage().get("http://portal/status");

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.request().url()).isEqualTo(url(server) + "/status");
    assertThat(received.get(0)).contains("Host: 127.0.0.1:" + server.port());
  }

  @Test
  void refuses_what_http2_cannot_carry() {
    assertThatThrownBy(
            () -> stage.vantage().send(HttpProbe.get("https://127.0.0.1/a/../b").version("h2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be sent as it is over HTTP/2");
    assertThatThrownBy(
            () -> stage.vantage().send(HttpProbe.get("https://127.0.0.1/").version("h3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTP version h3 is not one of HTTP/1.0, HTTP/1.1, h2");
  }
}
