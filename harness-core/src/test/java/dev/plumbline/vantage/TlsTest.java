package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Outcome.CertificateRejected;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  private final Stage stage = new Stage();

  @BeforeEach
  void trust() {
    stage.trusting(Certificates.AUTHORITY.certificate());
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private TlsServer server(HeldCertificate certificate, Consumer<SSLSocket> settings) {
    return stage.with(
        TlsServer.tls(Certificates.context(certificate, null), settings, TlsServer::drain));
  }

  /** Returns a probe of a server as {@code app.test}. */
  private static TlsProbe app(TlsServer server) {
    return TlsProbe.to("127.0.0.1", server.port()).withSni("app.test");
  }

  private TlsObservation handshake(HeldCertificate certificate) {
    return stage.vantage().handshake(app(server(certificate, s -> {})));
  }

  @Test
  void keeps_what_was_said_in_a_handshake() throws InterruptedException {
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, null),
                s -> {
                  SSLParameters parameters = s.getSSLParameters();
                  parameters.setApplicationProtocols(new String[] {"h2"});
                  s.setSSLParameters(parameters);
                },
                s -> {
                  for (SNIServerName name :
                      ((ExtendedSSLSession) ((SSLSocket) s).getSession())
                          .getRequestedServerNames()) {
                    names.add(((SNIHostName) name).getAsciiName());
                  }
                  TlsServer.drain(s);
                }));

    TlsObservation seen = stage.vantage().handshake(app(server));

    assertThat(seen.outcome()).isEqualTo(new Outcome.HandshakeCompleted());
    assertThat(seen.session().sni()).isEqualTo("app.test");
    assertThat(seen.session().protocol()).isEqualTo("TLSv1.3");
    assertThat(seen.session().cipherSuite()).startsWith("TLS_");
    assertThat(seen.session().alpn()).isEqualTo("h2");
    assertThat(seen.session().chain()).containsExactly(Certificates.SERVER.certificate());
    assertThat(seen.provenance().timings().phases()).containsOnlyKeys(Phase.CONNECT, Phase.TLS);
    // A server of TLS 1.3 is done with a handshake after its client.
    assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("app.test");
    assertThat(names).isEmpty();
  }

  @Test
  void sends_no_server_name_for_an_address_or_when_told_not_to() throws InterruptedException {
    BlockingQueue<Integer> names = new LinkedBlockingQueue<>();
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.leaf(Certificates.AUTHORITY, "127.0.0.1"), null),
                s -> {},
                s -> {
                  names.add(
                      ((ExtendedSSLSession) ((SSLSocket) s).getSession())
                          .getRequestedServerNames()
                          .size());
                  TlsServer.drain(s);
                }));
    Vantage vantage = stage.vantage();

    TlsObservation byAddress = vantage.handshake("127.0.0.1", server.port());
    vantage.handshake(TlsProbe.to("127.0.0.1", server.port()).withoutSni());
    vantage.handshake(TlsProbe.to("127.0.0.1", server.port()));

    assertThat(byAddress.outcome()).isEqualTo(new Outcome.HandshakeCompleted());
    assertThat(byAddress.session().sni()).isNull();
    for (int handshake = 0; handshake < 3; handshake++) {
      assertThat(names.poll(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void an_authority_that_is_not_trusted_is_told_with_the_chain_presented() {
    HeldCertificate strange = Certificates.leaf(Certificates.STRANGER, "app.test");
    TlsObservation seen = handshake(strange);

    assertThat(seen.outcome())
        .isInstanceOfSatisfying(
            CertificateRejected.class,
            r -> {
              assertThat(r.problem()).isEqualTo(CertificateProblem.UNTRUSTED);
              assertThat(r.detail()).contains("CN=Strange authority");
            });
    assertThat(seen.session().chain()).containsExactly(strange.certificate());
    assertThat(seen.session().protocol()).isNull();
  }

  @Test
  void a_vantage_that_trusts_nobody_trusts_nobody() {
    stage.trusting();

    assertThat(handshake(Certificates.SERVER).outcome())
        .isInstanceOfSatisfying(
            CertificateRejected.class,
            r -> assertThat(r.problem()).isEqualTo(CertificateProblem.UNTRUSTED));
  }

  @Test
  void an_expired_certificate_is_told_with_its_last_day() {
    HeldCertificate expired = Certificates.dated(-20, -10);

    assertThat(handshake(expired).outcome())
        .isInstanceOfSatisfying(
            CertificateRejected.class,
            r -> {
              assertThat(r.problem()).isEqualTo(CertificateProblem.EXPIRED);
              assertThat(r.detail())
                  .contains("was valid until " + expired.certificate().getNotAfter().toInstant());
            });
  }

  @Test
  void a_certificate_before_its_first_day_is_told() {
    assertThat(handshake(Certificates.dated(10, 20)).outcome())
        .isInstanceOfSatisfying(
            CertificateRejected.class,
            r -> {
              assertThat(r.problem()).isEqualTo(CertificateProblem.NOT_YET_VALID);
              assertThat(r.detail()).contains("is valid from");
            });
  }

  @Test
  void a_certificate_for_other_names_is_told_with_them() {
    TlsObservation seen =
        handshake(Certificates.leaf(Certificates.AUTHORITY, "other.test", "10.1.0.5"));

    assertThat(seen.outcome())
        .isEqualTo(
            new CertificateRejected(
                CertificateProblem.NAME_MISMATCH,
                "it is for other.test, 10.1.0.5, not for app.test"));
    assertThat(seen.session().chain()).hasSize(1);
    assertThat(seen.session().protocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void another_certificate_name_or_any_can_be_asked_for() {
    TlsServer server = server(Certificates.SERVER, s -> {});
    TlsSettings elsewhere = TlsSettings.defaults().withSni(Sni.named("elsewhere.test"));
    TlsProbe probe = TlsProbe.to("127.0.0.1", server.port());
    Vantage vantage = stage.vantage();

    assertThat(vantage.handshake(probe.with(elsewhere)).outcome())
        .isInstanceOf(CertificateRejected.class);
    assertThat(vantage.handshake(probe.with(elsewhere.withCertificateName("app.test"))).outcome())
        .isEqualTo(new Outcome.HandshakeCompleted());
    assertThat(vantage.handshake(probe.with(elsewhere.withAnyCertificateName())).outcome())
        .isEqualTo(new Outcome.HandshakeCompleted());
  }

  @Test
  void any_certificate_name_still_wants_a_trusted_chain() {
    TlsServer server = server(Certificates.leaf(Certificates.STRANGER, "app.test"), s -> {});

    assertThat(
            stage
                .vantage()
                .handshake(app(server).with(TlsSettings.defaults().withAnyCertificateName()))
                .outcome())
        .isInstanceOfSatisfying(
            CertificateRejected.class,
            r -> assertThat(r.problem()).isEqualTo(CertificateProblem.UNTRUSTED));
  }

  @ParameterizedTest
  @CsvSource({
    "40, handshake_failure",
    "48, unknown_ca",
    "49, access_denied",
    "70, protocol_version",
    "80, internal_error",
    "112, unrecognized_name",
    "116, certificate_required",
    "120, no_application_protocol"
  })
  void an_alert_is_told_by_its_name(int code, String name) {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  s.getInputStream().read(new byte[16_384]);
                  s.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, (byte) code});
                }));

    assertThat(stage.vantage().handshake(app(server)).outcome())
        .isEqualTo(new Outcome.TlsAlert(name));
  }

  @Test
  void a_version_the_server_does_not_speak_is_refused_by_its_alert() {
    TlsServer server =
        server(Certificates.SERVER, s -> s.setEnabledProtocols(new String[] {"TLSv1.2"}));
    Vantage vantage = stage.vantage();

    assertThat(vantage.handshake(app(server).withVersions("TLSv1.3")).outcome())
        .isEqualTo(new Outcome.TlsAlert("protocol_version"));
    assertThat(vantage.handshake(app(server).withVersions("TLSv1.2")).session().protocol())
        .isEqualTo("TLSv1.2");
  }

  @Test
  void no_common_cipher_suite_is_a_handshake_failure() {
    TlsServer server =
        server(
            Certificates.SERVER,
            s -> {
              s.setEnabledProtocols(new String[] {"TLSv1.2"});
              // The key is of another kind than this suite wants.
              s.setEnabledCipherSuites(new String[] {"TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"});
            });

    assertThat(stage.vantage().handshake(app(server)).outcome())
        .isEqualTo(new Outcome.TlsAlert("handshake_failure"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_missing_client_certificate_is_refused_by_its_alert(String version) {
    TlsServer server = server(Certificates.SERVER, s -> s.setNeedClientAuth(true));

    TlsObservation seen = stage.vantage().handshake(app(server).withVersions(version));

    assertThat(seen.outcome()).isIn(Certificates.missingClientCertificateAlerts(version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_client_certificate_is_accepted_or_refused_by_who_issued_it(String version) {
    HeldCertificate good = Certificates.leaf(Certificates.AUTHORITY, "client.test");
    HeldCertificate bad = Certificates.leaf(Certificates.STRANGER, "client.test");
    stage
        .client(
            "good",
            new Trust.ClientCertificate(good.keyPair().getPrivate(), List.of(good.certificate())))
        .client(
            "bad",
            new Trust.ClientCertificate(bad.keyPair().getPrivate(), List.of(bad.certificate())));
    TlsServer server = server(Certificates.SERVER, s -> s.setNeedClientAuth(true));
    TlsSettings settings =
        TlsSettings.defaults().withSni(Sni.named("app.test")).withVersions(version);
    TlsProbe probe = TlsProbe.to("127.0.0.1", server.port());
    Vantage vantage = stage.vantage();

    assertThat(vantage.handshake(probe.with(settings.withClientCertificate("good"))).outcome())
        .isEqualTo(new Outcome.HandshakeCompleted());
    assertThat(vantage.handshake(probe.with(settings.withClientCertificate("bad"))).outcome())
        .isInstanceOf(Outcome.TlsAlert.class);
  }

  /** Hands on the server's words, and of the client's only the first record, its ClientHello. */
  private TlsServer deaf(TlsServer server, TlsServer.Service then) {
    return stage.with(
        TlsServer.plain(
            client -> {
              try (Socket there = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                InputStream in = client.getInputStream();
                there.getOutputStream().write(TlsServer.record(in));
                Thread words = new Thread(() -> handOn(there, client), "test-relay");
                words.setDaemon(true);
                words.start();
                // The client's first encrypted record: by then it has read the server's flight.
                while (TlsServer.record(in)[0] != 23) {
                  // It says that it changes ciphers, which means nothing.
                }
                then.serve(client);
              }
            }));
  }

  private static void handOn(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them has gone: the test is over.
    }
  }

  /** A vantage that presents a good certificate, and does not wait for long. */
  private Vantage presenting() {
    HeldCertificate good = Certificates.leaf(Certificates.AUTHORITY, "client.test");
    return stage
        .environment(
            Environment.builder("loopback")
                .ground(Ground.LIVE)
                .vantage(Stage.VANTAGE)
                .probeTimeout(Duration.ofMillis(1_500)))
        .client(
            "good",
            new Trust.ClientCertificate(good.keyPair().getPrivate(), List.of(good.certificate())))
        .vantage();
  }

  private static TlsProbe presented(TlsServer server) {
    return TlsProbe.to("127.0.0.1", server.port())
        .with(
            TlsSettings.defaults()
                .withSni(Sni.named("app.test"))
                .withVersions("TLSv1.3")
                .withClientCertificate("good"));
  }

  private static TlsSettings withoutOne() {
    return TlsSettings.defaults()
        .withSni(Sni.named("app.test"))
        .withVersions("TLSv1.3")
        .withoutClientCertificate();
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_server_that_says_nothing_to_a_client_certificate_has_not_accepted_it() {
    Vantage vantage = presenting();
    CountDownLatch over = new CountDownLatch(1);
    TlsServer server =
        deaf(server(Certificates.SERVER, s -> s.setNeedClientAuth(true)), s -> await(over));
    TlsObservation seen = vantage.handshake(presented(server));
    over.countDown();
    assertThat(seen.outcome()).isEqualTo(new Outcome.TimedOut(Phase.TLS));
    assertThat(seen.session().protocol()).isEqualTo("TLSv1.3");
  }

  /** It has agreed on name and version, so that what it leaves unsaid is about the certificate. */
  @Test
  void a_server_that_closes_without_a_word_has_not_accepted_a_client_certificate() {
    Vantage vantage = presenting();
    TlsServer server =
        deaf(
            server(Certificates.SERVER, s -> s.setNeedClientAuth(true)),
            s -> {
              s.shutdownOutput();
              TlsServer.drain(s);
            });
    TlsObservation seen = vantage.handshake(presented(server));
    assertThat(seen.outcome()).isEqualTo(new Outcome.Closed(Phase.TLS));
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).isTrusted())
        .hasMessageEndingWith(
            """
            Expected:          a trusted certificate
            but was:           closed by the peer in phase TLS, TLSv1.3
            server name sent:  app.test
            Likely cause:      the server asked for a client certificate, and was shown "good"; it \
            did not say that it accepts that, neither by a ticket, nor by data, nor by a \
            close_notify""");
    TlsObservation bare =
        vantage.handshake(TlsProbe.to("127.0.0.1", server.port()).with(withoutOne()));
    assertThatThrownBy(() -> NetworkAssertions.assertThat(bare).isTrusted())
        .hasMessageContaining(
            "the server asked for a client certificate, and none was presented; it did not say");
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).refusesSni())
        .isNotInstanceOf(InconclusiveError.class);
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).refusesVersion())
        .isNotInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_server_that_resets_after_a_client_certificate_has_not_accepted_it() {
    Vantage vantage = presenting();
    TlsServer server =
        deaf(server(Certificates.SERVER, s -> s.setNeedClientAuth(true)), TlsServer::reset);
    TlsObservation seen = vantage.handshake(presented(server));
    assertThat(seen.outcome()).isEqualTo(new Outcome.Reset(Phase.TLS));
  }

  /** It has sent tickets, which come after it has verified what was presented. */
  @Test
  void a_server_that_stays_silent_after_its_tickets_has_accepted_a_client_certificate() {
    Vantage vantage = presenting();
    CountDownLatch over = new CountDownLatch(1);
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, Certificates.AUTHORITY),
                s -> s.setNeedClientAuth(true),
                s -> await(over)));
    TlsObservation seen = vantage.handshake(presented(server));
    over.countDown();
    assertThat(seen.outcome()).isEqualTo(new Outcome.HandshakeCompleted());
  }

  @Test
  void a_server_that_closes_without_a_word_after_its_tickets_has_accepted_a_client_certificate() {
    Vantage vantage = presenting();
    TlsServer server =
        stage.with(
            TlsServer.tlsWithoutCloseNotify(
                Certificates.context(Certificates.SERVER, Certificates.AUTHORITY),
                s -> s.setNeedClientAuth(true),
                s -> {}));
    assertThat(vantage.handshake(presented(server)).outcome())
        .isEqualTo(new Outcome.HandshakeCompleted());
  }

  @Test
  void refuses_a_client_certificate_that_does_not_exist() {
    TlsProbe probe =
        TlsProbe.to("127.0.0.1", 1).with(TlsSettings.defaults().withClientCertificate("nobody"));

    assertThatThrownBy(() -> stage.vantage().handshake(probe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no client certificate \"nobody\"; there are none");
  }

  @Test
  void refuses_to_offer_what_java_cannot() {
    assertThatThrownBy(
            () -> stage.vantage().handshake(TlsProbe.to("127.0.0.1", 1).withVersions("SSLv3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLS version SSLv3 cannot be offered");
    assertThatThrownBy(() -> stage.vantage().handshake(TlsProbe.to("127.0.0.1", 1).withSni("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a server name cannot be empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_app.test", "APP.test", "app.test.", "app"})
  void a_server_name_is_sent_as_written(String name) {
    List<String> hello = new CopyOnWriteArrayList<>();
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  byte[] bytes = new byte[16_384];
                  int n = s.getInputStream().read(bytes);
                  hello.add(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
                }));

    TlsObservation seen = stage.vantage().handshake(app(server).withSni(name));

    assertThat(seen.session().sni()).isEqualTo(name);
    assertThat(hello.get(0)).contains("\0" + (char) name.length() + name);
  }

  @Test
  void a_connection_that_is_reset_in_the_handshake_is_told_from_one_that_is_closed() {
    TlsServer resetting =
        stage.with(
            TlsServer.plain(
                s -> {
                  assertThat(s.getInputStream().read()).isPositive();
                  TlsServer.reset(s);
                }));
    TlsServer closing =
        stage.with(
            TlsServer.plain(
                s -> {
                  s.getInputStream().read(new byte[16_384]);
                }));

    assertThat(stage.vantage().handshake(app(resetting)).outcome())
        .isEqualTo(new Outcome.Reset(Phase.TLS));
    assertThat(stage.vantage().handshake(app(closing)).outcome())
        .isEqualTo(new Outcome.Closed(Phase.TLS));
  }

  @Test
  void a_server_that_says_nothing_times_out_however_it_trickles() {
    TlsServer silent = stage.with(TlsServer.plain(TlsServer::drain));
    TlsServer trickling =
        stage.with(
            TlsServer.plain(
                s -> {
                  // A record that is never complete: a byte each time the client is still there.
                  s.getOutputStream().write(new byte[] {0x16, 3, 3, 0x3f, 0});
                  s.setSoTimeout(50);
                  for (int i = 0; i < 200; i++) {
                    s.getOutputStream().write(2);
                    try {
                      s.getInputStream().read(new byte[16_384]);
                    } catch (java.net.SocketTimeoutException e) {
                      // On with the next.
                    }
                  }
                }));
    Duration within = Duration.ofMillis(400);

    assertThat(stage.vantage().observe(app(silent).within(within)).outcome())
        .isEqualTo(new Outcome.TimedOut(Phase.TLS));
    TlsObservation seen = stage.vantage().observe(app(trickling).within(within));
    assertThat(seen.outcome()).isEqualTo(new Outcome.TimedOut(Phase.TLS));
  }

  @Test
  void a_server_that_speaks_no_tls_is_malformed() {
    TlsServer http =
        stage.with(
            TlsServer.plain(
                s -> {
                  s.getInputStream().read(new byte[16_384]);
                  s.getOutputStream()
                      .write(
                          "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }));

    assertThat(stage.vantage().handshake(app(http)).outcome())
        .isInstanceOfSatisfying(
            Outcome.Malformed.class, m -> assertThat(m.phase()).isEqualTo(Phase.TLS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void every_handshake_is_a_full_one(String version) {
    SSLContext context = Certificates.context(Certificates.SERVER, null);
    TlsServer server =
        stage.with(
            TlsServer.tls(
                context,
                s -> {},
                s -> {
                  // A ticket is sent with the first bytes of the server.
                  s.getOutputStream().write(1);
                  TlsServer.drain(s);
                }));
    Vantage vantage = stage.vantage();

    TlsObservation first = vantage.handshake(app(server).withVersions(version));
    TlsObservation second = vantage.handshake(app(server).withVersions(version));

    // A resumed session presents no certificate.
    assertThat(first.session().chain()).hasSize(1);
    assertThat(second.session().chain()).hasSize(1);
    assertThat(second.outcome()).isEqualTo(new Outcome.HandshakeCompleted());
  }
}
