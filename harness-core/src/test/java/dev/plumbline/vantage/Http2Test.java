package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsSettings;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 against a server that speaks just enough frames (RFC 9113). */
class Http2Test {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;

  private final Stage stage = new Stage().trusting(Certificates.AUTHORITY.certificate());
  private final List<byte[]> headers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private interface Answer {
    void to(DataOutputStream out) throws IOException;
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte... payload)
      throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
  }

  private void serve(Socket socket, Answer answer) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] preface = new byte[24];
    in.readFully(preface);
    assertThat(new String(preface, StandardCharsets.US_ASCII)).startsWith("PRI * HTTP/2.0");
    frame(out, SETTINGS, 0, 0);
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (type == HEADERS) {
          headers.add(payload);
          answer.to(out);
        }
      }
    } catch (EOFException over) {
      // The client has what it wanted.
    }
  }

  private TlsServer server(Answer answer) {
    return stage.with(
        TlsServer.tls(
            Certificates.context(Certificates.SERVER, null),
            s -> {
              SSLParameters parameters = s.getSSLParameters();
              parameters.setApplicationProtocols(new String[] {"h2"});
              s.setSSLParameters(parameters);
            },
            s -> serve(s, answer)));
  }

  private static HttpProbe probe(TlsServer server) {
    return HttpProbe.get("https://app.test/a?b=c")
        .connectTo("127.0.0.1", server.port())
        .within(Duration.ofSeconds(5));
  }

  /** Indexed {@code :status: 200} of the static table (RFC 7541 appendix A). */
  private static final byte STATUS_200 = (byte) 0x88;

  private static void answer(DataOutputStream out) throws IOException {
    frame(out, HEADERS, 4, 3, STATUS_200);
    frame(out, DATA, 1, 3, "plum".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void speaks_http2_where_the_handshake_agrees_on_it() {
    TlsServer server = server(Http2Test::answer);

    HttpObservation seen =
        stage.vantage().send(probe(server).host("other.test").header("X-Test", "one"));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.session().alpn()).isEqualTo("h2");
    assertThat(seen.session().sni()).isEqualTo("app.test");
    assertThat(seen.response().version()).isEqualTo("h2");
    assertThat(seen.response().text()).isEqualTo("plum");
    assertThat(seen.dialled().getPort()).isEqualTo(server.port());
    assertThat(seen.provenance().timings().phases())
        .containsOnlyKeys(Phase.CONNECT, Phase.TLS, Phase.REQUEST, Phase.RESPONSE, Phase.BODY);
    assertThat(headers).hasSize(1);
  }

  @Test
  void a_request_that_http2_would_change_goes_out_over_http1() {
    TlsServer server = server(Http2Test::answer);

    HttpObservation seen = stage.vantage().send(probe(server).path("/a/../b"));

    // The server takes nothing but h2, and so says.
    assertThat(seen.outcome()).isEqualTo(new Outcome.TlsAlert("no_application_protocol"));
    assertThat(headers).isEmpty();
  }

  @Test
  void keeps_the_first_bytes_of_a_long_body() {
    TlsServer server = server(Http2Test::answer);

    HttpObservation seen = stage.vantage().send(probe(server).bodyLimit(2));

    assertThat(seen.response().text()).isEqualTo("pl");
    assertThat(seen.response().truncated()).isTrue();
  }

  @Test
  void a_reset_stream_a_closed_connection_and_silence_are_told_apart() {
    TlsServer resetting =
        server(out -> frame(out, RST_STREAM, 0, 3, (byte) 0, (byte) 0, (byte) 0, (byte) 2));
    TlsServer leaving = server(out -> frame(out, GOAWAY, 0, 0, new byte[8]));
    TlsServer silent = server(out -> {});
    Vantage vantage = stage.vantage();

    assertThat(vantage.send(probe(resetting)).outcome())
        .isEqualTo(new Outcome.Reset(Phase.RESPONSE));
    assertThat(vantage.send(probe(leaving)).outcome().reached()).isFalse();
    assertThat(vantage.send(probe(silent).within(Duration.ofMillis(400))).outcome())
        .isEqualTo(new Outcome.TimedOut(Phase.RESPONSE));
  }

  @Test
  void http2_alone_can_be_asked_for() {
    TlsServer http1 =
        stage.with(
            TlsServer.tls(
                Certificates.context(Certificates.SERVER, null), s -> {}, TlsServer::drain));
    TlsServer http2 = server(Http2Test::answer);
    TlsSettings settings = TlsSettings.defaults().withSni(Sni.named("app.test"));

    assertThat(stage.vantage().send(probe(http2).with(settings).version("h2")).outcome())
        .isEqualTo(new Outcome.Answered(200));
    assertThat(stage.vantage().send(probe(http1).with(settings).version("h2")).outcome())
        .isEqualTo(new Outcome.Malformed(Phase.TLS, "the server did not agree on h2"));
  }
}
