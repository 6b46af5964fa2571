package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OldVersionsTest {

  private final Stage stage = new Stage();
  private final List<byte[]> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** Reads a ClientHello, then says what it is given. */
  private TlsProbe server(byte[]... records) {
    TlsServer server =
        stage.with(
            TlsServer.plain(
                s -> {
                  DataInputStream in = new DataInputStream(s.getInputStream());
                  byte[] head = in.readNBytes(5);
                  received.add(in.readNBytes((head[3] & 0xFF) << 8 | head[4] & 0xFF));
                  for (byte[] record : records) {
                    s.getOutputStream().write(record);
                  }
                }));
    return TlsProbe.to("127.0.0.1", server.port()).withSni("app.test");
  }

  private TlsObservation handshake(TlsProbe probe, String... versions) {
    return stage.vantage().handshake(probe.withVersions(versions));
  }

  private static byte[] record(int type, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type);
    out.write(3);
    out.write(1);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] serverHello(int version) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {2, 0, 0, 38, 3, (byte) version});
    out.writeBytes(new byte[32]);
    out.writeBytes(new byte[] {0, (byte) 0xC0, 0x14, 0});
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.1, 2, TLSv1.1",
    "TLSv1.0, 1, TLSv1.0",
    "TLSv1, 1, TLSv1.0",
    "TLSv1.1, 1, TLSv1.0",
    "TLSv1.0, 0, SSLv3"
  })
  void a_version_that_the_server_takes_is_told(String offered, int taken, String told) {
    TlsObservation seen = handshake(server(record(22, serverHello(taken))), offered);

    assertThat(seen.outcome()).isEqualTo(new Outcome.VersionAccepted(told));
    assertThat(seen.session().protocol()).isEqualTo(told);
    assertThat(seen.session().cipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");
    assertThat(seen.session().chain()).isEmpty();
    assertThat(seen.provenance().timings().phases()).containsOnlyKeys(Phase.CONNECT, Phase.TLS);
  }

  @Test
  void the_hello_offers_the_version_and_the_server_name() {
    handshake(server(record(21, new byte[] {2, 70})), "TLSv1.1");

    byte[] hello = received.get(0);
    assertThat(hello).startsWith(1, 0);
    assertThat(hello[4]).isEqualTo((byte) 3);
    assertThat(hello[5]).isEqualTo((byte) 2);
    assertThat(new String(hello, StandardCharsets.ISO_8859_1))
        .contains("\0\0\bapp.test")
        .contains("\2h2\bhttp/1.1");
  }

  @ParameterizedTest
  @CsvSource({
    "70, protocol_version",
    "40, handshake_failure",
    "112, unrecognized_name",
    "99, alert_99"
  })
  void a_refusal_is_told_by_its_alert(int code, String name) {
    assertThat(handshake(server(record(21, new byte[] {2, (byte) code})), "TLSv1.1").outcome())
        .isEqualTo(new Outcome.TlsAlert(name));
  }

  @Test
  void a_warning_before_the_hello_and_a_hello_in_pieces_are_read() {
    byte[] hello = serverHello(2);
    byte[] first = java.util.Arrays.copyOf(hello, 3);
    byte[] rest = java.util.Arrays.copyOfRange(hello, 3, hello.length);

    assertThat(
            handshake(
                    server(record(21, new byte[] {1, 112}), record(22, first), record(22, rest)),
                    "TLSv1.1")
                .outcome())
        .isEqualTo(new Outcome.VersionAccepted("TLSv1.1"));
  }

  @Test
  void closes_and_resets_are_told() {
    assertThat(handshake(server(), "TLSv1.1").outcome()).isEqualTo(new Outcome.Closed(Phase.TLS));
    assertThat(handshake(server(record(21, new byte[] {1, 0})), "TLSv1.1").outcome())
        .isEqualTo(new Outcome.Closed(Phase.TLS));
    TlsServer resetting =
        stage.with(
            TlsServer.plain(
                s -> {
                  assertThat(s.getInputStream().read()).isPositive();
                  TlsServer.reset(s);
                }));
    assertThat(handshake(TlsProbe.to("127.0.0.1", resetting.port()), "TLSv1.1").outcome())
        .isEqualTo(new Outcome.Reset(Phase.TLS));
  }

  @Test
  void a_server_that_says_nothing_times_out() {
    TlsServer silent = stage.with(TlsServer.plain(TlsServer::drain));

    assertThat(
            handshake(
                    TlsProbe.to("127.0.0.1", silent.port()).within(Duration.ofMillis(300)),
                    "TLSv1.1")
                .outcome())
        .isEqualTo(new Outcome.TimedOut(Phase.TLS));
  }

  @Test
  void what_is_no_answer_to_the_offer_is_malformed() {
    byte[] http = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] newer = record(22, serverHello(3));
    byte[] cut = record(22, new byte[] {2, 0, 0, 2, 3, 2});
    byte[] certificate = record(22, new byte[] {11, 0, 0, 0});
    byte[] empty = record(22, new byte[0]);
    byte[][] warnings = new byte[40][];
    java.util.Arrays.fill(warnings, record(21, new byte[] {1, 112}));

    for (byte[] answer : List.of(http, newer, cut, certificate, empty)) {
      assertThat(handshake(server(answer), "TLSv1.1").outcome())
          .isInstanceOf(Outcome.Malformed.class);
    }
    assertThat(handshake(server(warnings), "TLSv1.1").outcome())
        .isInstanceOf(Outcome.Malformed.class);
  }

  @Test
  void a_java_server_refuses_them() {
    TlsServer server =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, null), s -> {}, TlsServer::drain));

    assertThat(handshake(TlsProbe.to("127.0.0.1", server.port()), "TLSv1.1", "TLSv1.0").outcome())
        .isEqualTo(new Outcome.TlsAlert("protocol_version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void refuses_to_offer_them_beside_newer_ones(String newer) {
    assertThatThrownBy(() -> handshake(TlsProbe.to("127.0.0.1", 1), "TLSv1.1", newer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "TLS versions TLSv1.1, "
                + newer
                + " cannot be offered together: TLSv1.1 and TLSv1.0 need a handshake of their own");
  }

  @Test
  void refuses_a_request_over_them() {
    HttpProbe probe =
        HttpProbe.get("https://app.test/").with(TlsSettings.defaults().withVersions("TLSv1.1"));

    assertThatThrownBy(() -> stage.vantage().send(probe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "GET https://app.test/ cannot be sent over TLSv1.1: whether a server accepts such a version is asked by a TlsProbe");
  }
}
