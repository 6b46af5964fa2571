package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {

  private final Stage stage = new Stage().trusting(Certificates.AUTHORITY.certificate());

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** Answers 200 on app.test and api.test with or without port, and 404 otherwise. */
  private static void serve(Socket s) throws IOException {
    byte[] buffer = new byte[8192];
    int n = s.getInputStream().read(buffer);
    String request =
        new String(buffer, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1)
            .toLowerCase(java.util.Locale.ROOT);
    boolean own = request.matches("(?s)get /status .*\r\nhost: (app|api)\\.test(:\\d+)?\r\n.*");
    s.getOutputStream()
        .write(
            ("HTTP/1.1 " + (own ? 200 : 404) + " x\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Indexed {@code :status: 404} of the static table (RFC 7541 appendix A). */
  private static final byte STATUS_404 = (byte) 0x8d;

  private TlsServer gateway() {
    HeldCertificate certificate = Certificates.leaf(Certificates.AUTHORITY, "app.test", "api.test");
    return stage.with(
        TlsServer.tls(Certificates.context(certificate, null), s -> {}, SiteTest::serve));
  }

  @Test
  void asks_with_own_names_their_other_spellings_and_foreign_ones() {
    TlsServer gateway = gateway();
    String port = ":" + gateway.port();

    HostExclusivity seen =
        stage
            .vantage()
            .at("127.0.0.1", gateway.port(), "/status")
            .askByHost(List.of("app.test", "api.test"));

    assertThat(seen.address()).isEqualTo("127.0.0.1" + port);
    assertThat(seen.path()).isEqualTo("/status");
    assertThat(seen.vantage()).isEqualTo(Stage.VANTAGE);
    assertThat(seen.rows())
        .extracting(r -> r.variant() + " | " + r.host() + " | " + r.sni() + " | " + r.expectation())
        .containsExactly(
            "own name | app.test | app.test | ANSWERED",
            "upper case | APP.TEST | app.test | ANSWERED",
            "with port | app.test" + port + " | app.test | ANSWERED",
            "trailing dot | app.test. | app.test | EITHER",
            "own name | api.test | api.test | ANSWERED",
            "upper case | API.TEST | api.test | ANSWERED",
            "with port | api.test" + port + " | api.test | ANSWERED",
            "trailing dot | api.test. | api.test | EITHER",
            "unknown host | unknown-host.invalid | app.test | TURNED_AWAY",
            "sibling | plumbline-sibling.test | app.test | TURNED_AWAY",
            "address as host | 127.0.0.1 | app.test | TURNED_AWAY",
            "empty host |  | app.test | TURNED_AWAY",
            "unknown host | unknown-host.invalid | api.test | TURNED_AWAY",
            "sibling | plumbline-sibling.test | api.test | TURNED_AWAY",
            "address as host | 127.0.0.1 | api.test | TURNED_AWAY",
            "empty host |  | api.test | TURNED_AWAY",
            "unknown host and server name | unknown-host.invalid | unknown-host.invalid | TURNED_AWAY",
            "unknown host, no server name | unknown-host.invalid | null | TURNED_AWAY",
            "address as host, no server name | 127.0.0.1 | null | TURNED_AWAY",
            "own host, unknown server name | app.test | unknown-host.invalid | EITHER",
            "own host, no server name | app.test | null | EITHER");
    assertThat(seen.rows())
        .allSatisfy(
            r -> {
              assertThat(r.observation().dialled().getPort()).isEqualTo(gateway.port());
              assertThat(r.observation().session().sni()).isEqualTo(r.sni());
              if (r.expectation() == Expectation.ANSWERED) {
                assertThat(r.observation().outcome()).isEqualTo(new Outcome.Answered(200));
              }
              if (r.expectation() == Expectation.TURNED_AWAY) {
                assertThat(r.observation().outcome()).isEqualTo(new Outcome.Answered(404));
              }
            });
  }

  /** What routes by the server name alone answers every Host that comes under one of these. */
  @ParameterizedTest
  @ValueSource(strings = {"app.test", "api.test", ""})
  void a_site_that_takes_any_host_under_one_server_name_is_found_out(String lax) {
    HeldCertificate certificate = Certificates.leaf(Certificates.AUTHORITY, "app.test", "api.test");
    TlsServer gateway =
        stage.with(
            TlsServer.tls(
                Certificates.context(certificate, null),
                s -> {},
                s -> {
                  ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) s).getSession();
                  String sni =
                      session.getRequestedServerNames().stream()
                          .map(name -> ((SNIHostName) name).getAsciiName())
                          .findFirst()
                          .orElse("");
                  if (sni.equals(lax)) {
                    s.getInputStream().read(new byte[8192]);
                    s.getOutputStream()
                        .write(
                            "HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                  } else {
                    serve(s);
                  }
                }));
    Site site = stage.vantage().at("127.0.0.1", gateway.port(), "/status");

    assertThatThrownBy(
            () -> NetworkAssertions.assertThat(site).answersOnlyOn("app.test", "api.test"))
        .isInstanceOf(AssertionError.class)
        .isNotInstanceOf(InconclusiveError.class)
        .hasMessageContaining("unknown-host.invalid");
  }

  /** Knows its names over HTTP/1.1; over HTTP/2 it answers every name with one status. */
  private TlsServer gatewayOfTwoVersions(byte statusOverHttp2) {
    HeldCertificate certificate = Certificates.leaf(Certificates.AUTHORITY, "app.test", "api.test");
    return stage.with(
        TlsServer.tls(
            Certificates.context(certificate, null),
            s -> {
              SSLParameters parameters = s.getSSLParameters();
              parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
              s.setSSLParameters(parameters);
            },
            s -> {
              if (!"h2".equals(((SSLSocket) s).getApplicationProtocol())) {
                serve(s);
                return;
              }
              Http2Test.serve(
                  s,
                  out -> Http2Test.frame(out, 1, 4 | 1, 3, statusOverHttp2),
                  new CopyOnWriteArrayList<>());
              s.shutdownOutput();
              TlsServer.drain(s);
            }));
  }

  @Test
  void a_site_that_takes_any_name_over_http2_alone_is_found_out() {
    TlsServer gateway = gatewayOfTwoVersions(Http2Test.STATUS_200);
    Site site = stage.vantage().at("127.0.0.1", gateway.port(), "/status");

    assertThatThrownBy(() -> NetworkAssertions.assertThat(site).answersOnlyOn("app.test"))
        .isInstanceOf(AssertionError.class)
        .isNotInstanceOf(InconclusiveError.class)
        .hasMessageContaining("6 of them not turned away, though not its own")
        .hasMessageContaining("unknown host, HTTP/2")
        .hasMessageContaining("address as host, no server name, HTTP/2");
  }

  @Test
  void a_handshake_that_fails_by_chance_makes_no_site_speak_http2() {
    HeldCertificate certificate = Certificates.leaf(Certificates.AUTHORITY, "app.test", "api.test");
    SSLContext context = Certificates.context(certificate, null);
    AtomicBoolean failed = new AtomicBoolean();
    TlsServer gateway =
        stage.with(
            TlsServer.plain(
                plain -> {
                  if (!failed.getAndSet(true)) {
                    return; // which closes the connection before the handshake
                  }
                  try (SSLSocket socket =
                      (SSLSocket)
                          context
                              .getSocketFactory()
                              .createSocket(plain, null, plain.getPort(), true)) {
                    socket.setUseClientMode(false);
                    socket.startHandshake();
                    serve(socket);
                  }
                }));
    Site site = stage.vantage().at("127.0.0.1", gateway.port(), "/status");

    NetworkAssertions.assertThat(site).answersOnlyOn("app.test");
  }

  @Test
  void a_site_that_answers_its_own_name_404_over_http2_is_inconclusive() {
    TlsServer gateway = gatewayOfTwoVersions(STATUS_404);
    Site site = stage.vantage().at("127.0.0.1", gateway.port(), "/status");

    assertThatThrownBy(() -> NetworkAssertions.assertThat(site).answersOnlyOn("app.test"))
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("? #")
        .hasMessageContaining("own name, HTTP/2");
  }

  @Test
  void a_certificate_for_another_name_is_not_an_answer() {
    HeldCertificate other = Certificates.leaf(Certificates.AUTHORITY, "other.test");
    TlsServer gateway =
        stage.with(TlsServer.tls(Certificates.context(other, null), s -> {}, SiteTest::serve));

    HostExclusivity seen =
        stage.vantage().at("127.0.0.1", gateway.port(), "/status").askByHost(List.of("app.test"));

    assertThat(seen.rows().get(0).observation().outcome())
        .isInstanceOf(Outcome.CertificateRejected.class);
  }

  @Test
  void an_endpoint_brings_its_scheme_and_path() {
    TlsServer plain = stage.with(TlsServer.plain(SiteTest::serve));
    stage.environment(
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE)
            .endpoint("portal", new Endpoint("127.0.0.1", plain.port(), Scheme.HTTP, "/status")));
    Site site = stage.vantage().at("portal");

    HostExclusivity seen = site.askByHost(List.of("app.test"));

    assertThat(site.address().getPort()).isEqualTo(plain.port());
    assertThat(seen.rows())
        .hasSize(8)
        .allMatch(r -> r.sni() == null && r.observation().session() == null);
    assertThat(seen.rows().get(0).observation().outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.path()).isEqualTo("/status");
  }

  @Test
  void finding_the_address_of_a_name_is_no_observation_that_anybody_has_to_judge() {
    TlsServer plain = stage.with(TlsServer.plain(SiteTest::serve));
    stage
        .resolver(new DnsServer(q -> DnsServer.answer(q, "app.test. 60 IN A 127.0.0.1").toWire()))
        .environment(
            Environment.builder("loopback")
                .ground(Ground.LIVE)
                .vantage(Stage.VANTAGE)
                .endpoint("portal", new Endpoint("app.test", plain.port(), Scheme.HTTP, "/")));

    Site site = stage.vantage().at("portal");

    assertThat(site.address()).isEqualTo(new InetSocketAddress("127.0.0.1", plain.port()));
    assertThat(stage.journal().entries())
        .extracting(Journal.Entry::role)
        .containsExactly(Journal.Role.CONTROL);
  }

  @Test
  void refuses_no_names_at_all() {
    Site site = stage.vantage().at("127.0.0.1", 1);

    assertThatThrownBy(() -> site.askByHost(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one name");
  }
}
