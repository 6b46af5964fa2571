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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 against a server that speaks just enough frames (RFC 9113). */
class Http2Test {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int GOAWAY = 7;

  private final Stage stage = new Stage().trusting(Certificates.AUTHORITY.certificate());
  private final List<byte[]> headers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  interface Answer {
    void to(DataOutputStream out) throws IOException;
  }

  static void frame(DataOutputStream out, int type, int flags, int stream, byte... payload)
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
    serve(socket, answer, headers);
  }

  /** Reads requests to their end, keeps the fields of each as sent, and answers each. */
  static void serve(Socket socket, Answer answer, List<byte[]> headers) throws IOException {
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
        int flags = in.readUnsignedByte();
        in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (type == HEADERS) {
          headers.add(payload);
        }
        if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
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
            Http2Test::h2,
            s -> {
              serve(s, answer);
              // Closing over what the client has still written would be a reset.
              s.shutdownOutput();
              TlsServer.drain(s);
            }));
  }

  private static void h2(SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
  }

  private static HttpProbe probe(TlsServer server) {
    return probe("GET", server);
  }

  private static HttpProbe probe(String method, TlsServer server) {
    return HttpProbe.request(method, "https://app.test/a?b=c")
        .connectTo("127.0.0.1", server.port())
        .within(Duration.ofSeconds(5));
  }

  /** Indexed {@code :status: 200} of the static table (RFC 7541 appendix A). */
  static final byte STATUS_200 = (byte) 0x88;

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
  void a_stream_that_the_server_does_not_end_is_no_answer_but_what_came_is_kept() {
    Answer unfinished =
        out -> {
          frame(out, HEADERS, 4, 3, STATUS_200);
          frame(out, DATA, 0, 3, "plum".getBytes(StandardCharsets.US_ASCII));
          throw new EOFException("the server ends here");
        };
    Answer leaving =
        out -> {
          frame(out, HEADERS, 4, 3, STATUS_200);
          frame(out, DATA, 0, 3, "plum".getBytes(StandardCharsets.US_ASCII));
          // The last stream it takes is this one, and it is sorry for nothing.
          frame(out, GOAWAY, 0, 0, new byte[] {0, 0, 0, 3, 0, 0, 0, 0});
          throw new EOFException("the server ends here");
        };
    SSLContext context = Certificates.context(Certificates.SERVER, null);
    List<TlsServer> servers =
        List.of(
            server(unfinished),
            server(leaving),
            stage.with(
                TlsServer.tlsWithoutCloseNotify(
                    context, Http2Test::h2, s -> serve(s, unfinished))));

    for (TlsServer server : servers) {
      // With a body the client writes nothing more once the server has the whole request.
      HttpObservation seen = stage.vantage().send(probe("POST", server).body("text/plain", "one"));

      assertThat(seen.outcome()).isEqualTo(new Outcome.Closed(Phase.BODY));
      assertThat(seen.response().text()).isEqualTo("plum");
      assertThat(seen.response().truncated()).isTrue();
    }
  }

  @Test
  void a_body_of_another_length_than_announced_is_malformed() {
    TlsServer server =
        server(
            out -> {
              // Literal header field without indexing, indexed name 28 (content-length): "9".
              frame(out, HEADERS, 4, 3, STATUS_200, (byte) 0x0F, (byte) 0x0D, (byte) 1, (byte) '9');
              frame(out, DATA, 1, 3, "plum".getBytes(StandardCharsets.US_ASCII));
            });

    HttpObservation seen = stage.vantage().send(probe(server));

    assertThat(seen.outcome())
        .isEqualTo(
            new Outcome.Malformed(Phase.BODY, "a body of 4 bytes where content-length says 9"));
    assertThat(seen.response().text()).isEqualTo("plum");
    assertThat(seen.response().truncated()).isTrue();
  }

  @Test
  void the_answer_to_head_has_no_body_whatever_its_length_says() {
    TlsServer server =
        server(
            out ->
                frame(
                    out,
                    HEADERS,
                    5,
                    3,
                    STATUS_200,
                    (byte) 0x0F,
                    (byte) 0x0D,
                    (byte) 1,
                    (byte) '9'));

    HttpObservation seen = stage.vantage().send(probe("HEAD", server));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.response().truncated()).isFalse();
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
