package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends an HTTP/1 request exactly as a probe says, whether the standards allow it or not, and reads
 * one answer strictly (RFC 9112).
 *
 * <p>All HTTP/1 goes this way, ordinary requests too: OkHttp, which carries HTTP/2, normalises and
 * encodes targets without a word, refuses others, does not keep the beginning of an answer that
 * breaks off, and makes a check over a fresh connection cost 1.4 to 2.1 times as much.
 */
final class RawHttpClient {

  private RawHttpClient() {}

  /** Returns the bytes of a request. */
  static byte[] request(HttpProbe probe, List<Header> headers) {
    if (probe.raw() != null) {
      return probe.raw();
    }
    String version = probe.version() == null ? "HTTP/1.1" : probe.version();
    StringBuilder head = new StringBuilder(256);
    head.append(probe.method())
        .append(' ')
        .append(probe.path())
        .append(' ')
        .append(version)
        .append("\r\n");
    for (Header h : headers) {
      head.append(h.name()).append(": ").append(h.value()).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream all = new ByteArrayOutputStream(start.length + probe.body().length);
    all.writeBytes(start);
    all.writeBytes(probe.body());
    return all.toByteArray();
  }

  /** Returns the method that the server sees, since an answer to HEAD has no body. */
  private static String method(HttpProbe probe) {
    return probe.raw() == null
        ? probe.method()
        : new String(probe.raw(), StandardCharsets.ISO_8859_1).split(" ", 2)[0].strip();
  }

  /**
   * Sends and reads; the caller closes the socket.
   *
   * @param socket what to speak over
   * @param plain the connection below it
   */
  static HttpParts.Result exchange(
      Check check, Socket socket, TimedSocket plain, HttpProbe probe, List<Header> headers) {
    long since = System.nanoTime();
    byte[] request = request(probe, headers);
    IOException unsent = null;
    Runnable written = plain.watchWriting(request.length);
    try {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // A server may answer and close before it has read everything: its answer, or its TLS alert,
      // is still to be read.
      unsent = e;
    } finally {
      written.run();
    }
    check.took(Phase.REQUEST, since);
    long sent = System.nanoTime();
    HttpAnswer answer = null;
    Phase phase = unsent == null && !plain.isUnwritten() ? Phase.RESPONSE : Phase.REQUEST;
    try {
      BooleanSupplier cutOff = () -> socket != plain && plain.isEnded();
      answer = HttpAnswer.readHead(socket.getInputStream(), cutOff, method(probe));
      check.took(Phase.RESPONSE, sent);
      phase = Phase.BODY;
      long head = System.nanoTime();
      try {
        answer.readBody(probe.bodyLimit());
      } finally {
        check.took(Phase.BODY, head);
      }
      return new HttpParts.Result(new Outcome.Answered(answer.status()), answer.response());
    } catch (HttpAnswer.BrokenException e) {
      return new HttpParts.Result(
          new Outcome.Malformed(phase(answer), e.getMessage()), partial(answer));
    } catch (IOException e) {
      if (answer == null) {
        check.took(Phase.RESPONSE, sent);
      }
      return new HttpParts.Result(TlsClient.outcome(e, phase), partial(answer));
    }
  }

  private static Phase phase(@Nullable HttpAnswer answer) {
    return answer == null ? Phase.RESPONSE : Phase.BODY;
  }

  /** What came before the answer broke off is kept: it is evidence. */
  private static @Nullable Response partial(@Nullable HttpAnswer answer) {
    return answer == null ? null : answer.response();
  }
}
