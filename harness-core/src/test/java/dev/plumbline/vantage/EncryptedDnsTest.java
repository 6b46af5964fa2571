package dev.plumbline.vantage;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.DnsProbe;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Resolvers over TLS and HTTPS that answer in every wrong way there is. */
class EncryptedDnsTest {

  private static final String MESSAGE = "Content-Type: application/dns-message\r\n";

  private final Stage stage = new Stage();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Message> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Vantage vantage() {
    return stage
        .environment(
            Environment.builder("loopback")
                .ground(Ground.LIVE)
                .vantage(Stage.VANTAGE)
                .probeTimeout(Duration.ofSeconds(2)))
        .trusting(Certificates.AUTHORITY.certificate())
        .vantage();
  }

  /** Returns the resolver of a server that gives what is made of each question. */
  private String overTls(Function<Message, byte[]> answers) {
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, null),
                socket -> {},
                socket -> {
                  DataInputStream in = new DataInputStream(socket.getInputStream());
                  byte[] wire = new byte[in.readUnsignedShort()];
                  in.readFully(wire);
                  asked.add(new Message(wire));
                  socket.getOutputStream().write(answers.apply(asked.get(asked.size() - 1)));
                }));
    return "tls://127.0.0.1:" + server.port() + "#app.test";
  }

  private String overHttps(Function<Message, byte[]> answers) {
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, null),
                socket -> {},
                socket -> {
                  InputStream in = socket.getInputStream();
                  StringBuilder head = new StringBuilder();
                  while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) in.read());
                  }
                  heads.add(head.toString());
                  String length =
                      head.toString()
                          .toLowerCase(Locale.ROOT)
                          .replaceAll("(?s).*content-length: (\\d+).*", "$1");
                  asked.add(new Message(in.readNBytes(Integer.parseInt(length))));
                  socket.getOutputStream().write(answers.apply(asked.get(asked.size() - 1)));
                }));
    return "https://127.0.0.1:" + server.port() + "/dns-query#app.test";
  }

  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(message.length + 2)
        .putShort((short) message.length)
        .put(message)
        .array();
  }

  private static byte[] http(String status, String headers, byte[] body) {
    byte[] head =
        ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  private static byte[] answer(Message question) {
    return DnsServer.answer(question, "a.test. 600 IN A 10.1.0.5").toWire();
  }

  private DnsObservation ask(String resolver) {
    return vantage().observe(DnsProbe.of("a.test").at(resolver));
  }

  private static String why(DnsObservation seen) {
    assertThat(seen.response()).isNull();
    assertThat(seen.outcome().phase()).isEqualTo(Phase.RESOLVE);
    return seen.outcome().describe();
  }

  @Test
  void a_request_is_a_post_of_the_question_numbered_zero() {
    DnsObservation seen = ask(overHttps(q -> http("200 OK", MESSAGE, answer(q))));

    assertThat(seen.data()).containsExactly("10.1.0.5");
    assertThat(seen.received().map(DnsObservation.Response::transport)).contains("HTTPS");
    assertThat(heads.get(0))
        .startsWith("POST /dns-query HTTP/1.1\r\nHost: app.test:")
        .contains("\r\nContent-Type: application/dns-message\r\n")
        .contains("\r\nAccept: application/dns-message\r\n");
    assertThat(asked.get(0).getHeader().getID()).isZero();
    assertThat(seen.provenance().timings().phases()).containsOnlyKeys(Phase.RESOLVE);
  }

  @Test
  void over_tls_questions_are_numbered_as_ever() {
    String resolver = overTls(q -> framed(answer(q)));
    Vantage vantage = vantage();
    for (int i = 0; i < 3; i++) {
      assertThat(vantage.observe(DnsProbe.of("a.test").at(resolver)).data())
          .containsExactly("10.1.0.5");
    }
    assertThat(asked.stream().map(q -> q.getHeader().getID()).distinct().count()).isGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource({"250, 350", "601, 0", "soon, 600"})
  void what_a_cache_has_kept_has_less_time_to_live(String age, long left) {
    DnsObservation seen =
        ask(
            overHttps(
                q ->
                    http(
                        "200 OK",
                        MESSAGE + "Age: " + age + "\r\nCache-Control: max-age=7\r\n",
                        answer(q))));
    assertThat(seen.answer().stream().map(DnsRecord::ttl)).containsExactly(left);
  }

  @ParameterizedTest
  @CsvSource({
    "404 Not Found, resolver unreachable: answered 404",
    "500 Oops, resolver unreachable: answered 500",
    "302 Found, resolver unreachable: answered 302",
    "206 Partial Content, resolver unreachable: answered 206"
  })
  void any_other_status_than_200_is_no_answer_whatever_its_body(String status, String told) {
    DnsObservation seen = ask(overHttps(q -> http(status, MESSAGE, answer(q))));
    assertThat(why(seen)).isEqualTo(told);
  }

  @Test
  void an_nxdomain_under_another_status_says_nothing_of_the_name() {
    DnsObservation seen =
        ask(overHttps(q -> http("503 Busy", MESSAGE, DnsServer.reply(q, Rcode.NXDOMAIN).toWire())));
    assertThat(seen.outcome())
        .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.Answered(503)));
    assertThatThrownBy(() -> assertThat(seen).isNxDomain()).isInstanceOf(AssertionError.class);
  }

  @Test
  void another_media_type_is_no_answer() {
    assertThat(why(ask(overHttps(q -> http("200 OK", "Content-Type: text/html\r\n", answer(q))))))
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: its media type is text/html,"
                + " not application/dns-message");
    assertThat(why(ask(overHttps(q -> http("200 OK", "", answer(q))))))
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: it has no media type; an"
                + " answer is application/dns-message");
  }

  @Test
  void parameters_and_case_of_the_media_type_do_not_count() {
    String type = "Content-Type: Application/DNS-Message; charset=x\r\n";
    assertThat(ask(overHttps(q -> http("200 OK", type, answer(q)))).data())
        .containsExactly("10.1.0.5");
  }

  @Test
  void broken_messages_are_told_by_how_they_are_broken() {
    byte[] garbage = "<html>".getBytes(StandardCharsets.US_ASCII);
    Function<Message, byte[]> cut = q -> Arrays.copyOf(answer(q), answer(q).length - 3);
    Function<Message, byte[]> truncated =
        q -> {
          Message answer = DnsServer.reply(q, Rcode.NOERROR);
          answer.getHeader().setFlag(Flags.TC);
          return answer.toWire();
        };
    Function<Message, byte[]> other =
        q -> {
          q.getHeader().setID(q.getHeader().getID() + 1);
          return answer(q);
        };
    String malformed = "resolver unreachable: malformed answer in phase resolve: ";
    for (boolean https : List.of(true, false)) {
      Function<Function<Message, byte[]>, String> resolver =
          answers ->
              https
                  ? overHttps(q -> http("200 OK", MESSAGE, answers.apply(q)))
                  : overTls(q -> framed(answers.apply(q)));
      assertThat(why(ask(resolver.apply(q -> garbage))))
          .isEqualTo(malformed + "not an answer to the question asked");
      assertThat(why(ask(resolver.apply(other))))
          .isEqualTo(malformed + "not an answer to the question asked");
      assertThat(why(ask(resolver.apply(cut)))).startsWith(malformed + "not a DNS message: ");
      assertThat(why(ask(resolver.apply(truncated))))
          .isEqualTo(malformed + "truncated over " + (https ? "HTTPS" : "TLS"));
    }
  }

  @Test
  void a_server_that_speaks_something_else_or_goes_is_told_as_such() {
    byte[] greeting = "220 mail".getBytes(StandardCharsets.US_ASCII);
    assertThat(why(ask(overHttps(q -> greeting))))
        .startsWith("resolver unreachable: malformed answer in phase response: ");
    assertThat(why(ask(overHttps(q -> new byte[0]))))
        .isEqualTo("resolver unreachable: closed by the peer in phase response");
    assertThat(why(ask(overTls(q -> new byte[0]))))
        .isEqualTo("resolver unreachable: closed by the peer in phase resolve");
    byte[] longer = http("200 OK", MESSAGE, new byte[70_000]);
    assertThat(why(ask(overHttps(q -> longer))))
        .isEqualTo(
            "resolver unreachable: malformed answer in phase resolve: longer than a DNS message can be");
  }

  @Test
  void a_server_that_wants_a_certificate_of_its_clients_is_told_by_its_alert() {
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, Certificates.AUTHORITY),
                socket -> socket.setNeedClientAuth(true),
                TlsServer::drain));
    DnsObservation seen = ask("tls://127.0.0.1:" + server.port() + "#app.test");
    assertThat(((Outcome.ResolverUnreachable) seen.outcome()).cause())
        .isIn(Certificates.missingClientCertificateAlerts("TLSv1.3"));
  }

  @Test
  void a_server_that_says_nothing_has_timed_out() {
    TlsServer silent = stage.with(TlsServer.plain(TlsServer::drain));
    assertThat(why(ask("tls://127.0.0.1:" + silent.port() + "#app.test")))
        .isEqualTo("resolver unreachable: timed out in phase TLS");
  }

  @Test
  void what_is_asked_over_tcp_cannot_be_asked_of_a_resolver_over_tls() {
    Vantage vantage = stage.resolver("tls://10.1.0.4#dns.contoso.net").vantage();
    assertThatThrownBy(() -> vantage.observe(DnsProbe.of("a.test").tcp()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a.test A is to be asked over TCP, but the resolver tls://10.1.0.4#dns.contoso.net of"
                + " vantage \"workload-subnet\" is not; leave tcp() out, or name a server by"
                + " at(\"10.1.0.4\")");
  }

  @Test
  void what_came_over_one_way_is_no_control_of_what_did_not_come_over_another() {
    String resolver =
        overTls(
            q ->
                framed(
                    q.getQuestion().getName().toString().startsWith("a.")
                        ? answer(q)
                        : DnsServer.reply(q, Rcode.NXDOMAIN).toWire()));
    try (DnsServer plain = new DnsServer(q -> answer(q))) {
      Vantage vantage = vantage();
      vantage.observe(DnsProbe.of("a.test").at(at(plain.address())));
      DnsObservation gone = vantage.observe(DnsProbe.of("gone.test").at(resolver));
      assertThat(stage.journal().controlFor(gone)).isEmpty();
      assertThatThrownBy(() -> assertThat(gone).isNxDomain())
          .hasMessageContaining("INCONCLUSIVE")
          .hasMessageContaining(resolver + " answered no other question");

      DnsObservation control = vantage.observe(DnsProbe.of("a.test").at(resolver));
      assertThat(stage.journal().controlFor(gone)).contains(control);
      assertThat(gone).isNxDomain();
    }
  }

  @Test
  void an_answer_over_udp_is_no_control_of_one_over_tcp_from_the_same_address() {
    DnsServer server =
        stage.with(new DnsServer(q -> answer(q), q -> DnsServer.reply(q, Rcode.NXDOMAIN).toWire()));
    Vantage vantage = vantage();
    String at = at(server.address());
    vantage.observe(DnsProbe.of("a.test").at(at));
    DnsObservation gone = vantage.observe(DnsProbe.of("gone.test").at(at).tcp());
    assertThat(gone.resolver()).isEqualTo("tcp://" + at);
    assertThat(stage.journal().controlFor(gone)).isEmpty();
  }

  private static String at(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
