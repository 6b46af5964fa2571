package dev.plumbline.vantage;

import dev.plumbline.environment.Resolver;
import dev.plumbline.environment.Resolver.Over;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TlsSettings;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Asks one question over a connection that has opened, and closes it: over TCP (RFC 7766), TLS (RFC
 * 7858) or HTTPS (RFC 8484).
 */
final class DnsConnection {

  private static final String MEDIA_TYPE = "application/dns-message";

  /** The longest message that two octets of length can announce. */
  private static final int LONGEST = 65_535;

  private final TlsClient tls;

  DnsConnection(TlsClient tls) {
    this.tls = tls;
  }

  /**
   * What came back.
   *
   * @param message the answer; null when none came
   * @param failure why none came; null when one did
   * @param age for how many seconds a cache has had the answer, by which the times to live in it
   *     are too long (RFC 8484 section 5.1)
   */
  record Received(byte @Nullable [] message, @Nullable Outcome failure, long age) {

    private static Received failed(Outcome how) {
      return new Received(null, how, 0);
    }

    private static Received malformed(String detail) {
      return failed(new Outcome.Malformed(Phase.RESOLVE, detail));
    }
  }

  /** Asks, and waits for the answer for as long as it may take. */
  Received ask(
      Check check,
      SocketChannel channel,
      Resolver.Server server,
      Over over,
      Message question,
      Duration patience) {
    Check part = check.part(patience);
    TimedSocket plain = Engine.timed(channel, part);
    if (over == Over.TCP) {
      try (plain) {
        return framed(plain, question.toWire());
      } catch (IOException e) {
        return Received.failed(TlsClient.outcome(e, Phase.RESOLVE));
      }
    }
    HttpProbe request = over == Over.HTTPS ? request(server, question) : null;
    TlsClient.Handshake made =
        tls.handshake(plain, settings(server), host(server), alpn(request), false);
    if (made.socket() == null) {
      return Received.failed(made.outcome());
    }
    try (Socket socket = made.socket()) {
      return request == null
          ? framed(socket, question.toWire())
          : exchanged(part, socket, plain, request, "h2".equals(made.session().alpn()));
    } catch (IOException e) {
      return Received.failed(TlsClient.outcome(e, Phase.RESOLVE));
    }
  }

  private static Received framed(Socket socket, byte[] wire) throws IOException {
    // Length and message in one segment: some servers answer a lone length with a close (RFC 7766
    // section 8).
    ByteBuffer framed =
        ByteBuffer.allocate(wire.length + 2).putShort((short) wire.length).put(wire);
    OutputStream out = socket.getOutputStream();
    out.write(framed.array());
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    return new Received(answer, null, 0);
  }

  /** The certificate must carry the server's name, or its address where no name is given. */
  private static TlsSettings settings(Resolver.Server server) {
    return server.name() == null
        ? TlsSettings.defaults()
        : TlsSettings.defaults().withSni(Sni.named(server.name()));
  }

  private static String host(Resolver.Server server) {
    return server.name() == null ? server.address().getHostAddress() : server.name();
  }

  private static List<String> alpn(@Nullable HttpProbe request) {
    if (request == null) {
      // RFC 7858 has none, and a server that knows none of those offered ends the handshake.
      return List.of();
    }
    return Http2Client.canSend(request) ? List.of("h2", "http/1.1") : List.of("http/1.1");
  }

  private static HttpProbe request(Resolver.Server server, Message question) {
    return new HttpProbe(
        "POST",
        "https",
        Target.of(host(server), server.port()),
        server.path(),
        List.of(new Header("Content-Type", MEDIA_TYPE), new Header("Accept", MEDIA_TYPE)),
        false,
        question.toWire(),
        null,
        TlsSettings.defaults(),
        0,
        null,
        null,
        LONGEST,
        null);
  }

  private static Received exchanged(
      Check part, Socket socket, TimedSocket plain, HttpProbe request, boolean h2) {
    Target target = request.target();
    List<Header> headers =
        HttpParts.headers(request, HttpParts.authority("https", target.host(), target.port()));
    HttpParts.Result result =
        h2
            ? Http2Client.exchange(part, socket, plain, request, headers)
            : RawHttpClient.exchange(part, socket, plain, request, headers);
    Response answer = result.response();
    if (!result.outcome().reached() || answer == null) {
      return Received.failed(result.outcome());
    }
    if (answer.status() != 200) {
      // RFC 8484 section 4.2.1: any other status carries no DNS answer, whatever its body looks
      // like.
      return Received.failed(result.outcome());
    }
    String type = value(answer, "Content-Type");
    if (!MEDIA_TYPE.equals(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      return Received.malformed(
          type.isEmpty()
              ? "it has no media type; an answer is " + MEDIA_TYPE
              : "its media type is " + type + ", not " + MEDIA_TYPE);
    }
    if (answer.truncated()) {
      return Received.malformed("longer than a DNS message can be");
    }
    String age = value(answer, "Age");
    return new Received(answer.body(), null, age.matches("\\d{1,10}") ? Long.parseLong(age) : 0);
  }

  private static String value(Response answer, String name) {
    return answer.headers().stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }
}
