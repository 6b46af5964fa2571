package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One HTTP/1 answer, read strictly (RFC 9112). */
final class HttpAnswer {

  private static final Pattern STATUS_LINE = Pattern.compile("(HTTP/\\d\\.\\d) (\\d{3})(?: (.*))?");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final int HEAD_LIMIT = 256 * 1024;
  private static final int INTERIM_LIMIT = 20;

  private final InputStream in;
  private final BooleanSupplier cutOff;
  private final boolean withoutBody;
  private final String version;
  private final int status;
  private final String reason;
  private final List<Header> headers;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean truncated;
  private boolean complete;

  private HttpAnswer(
      InputStream in,
      BooleanSupplier cutOff,
      boolean withoutBody,
      Matcher line,
      List<Header> headers) {
    this.in = in;
    this.cutOff = cutOff;
    this.withoutBody = withoutBody;
    this.version = line.group(1);
    this.status = Integer.parseInt(line.group(2));
    this.reason = line.group(3) == null ? "" : line.group(3);
    this.headers = headers;
  }

  /** An answer that is not HTTP; the message says what is wrong. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /**
   * Reads up to the end of the head of the final answer; interim answers (1xx) are skipped, except
   * 101, which is final.
   *
   * @param cutOff whether the end that was read is none the peer has announced, which leaves a body
   *     that lasts until the end incomplete (RFC 9112 section 9.8)
   */
  static HttpAnswer readHead(InputStream raw, BooleanSupplier cutOff, String method)
      throws IOException {
    InputStream in = new BufferedInputStream(raw, 8192);
    for (int interim = 0; interim <= INTERIM_LIMIT; interim++) {
      Head head = new Head(in);
      String line = head.first();
      Matcher status = STATUS_LINE.matcher(line);
      if (!status.matches()) {
        throw new BrokenException("no status line but \"" + shown(line) + "\"");
      }
      List<Header> headers = head.headers();
      int code = Integer.parseInt(status.group(2));
      if (code >= 200 || code == 101) {
        boolean withoutBody =
            method.equals("HEAD")
                || code == 101
                || code == 204
                || code == 304
                || method.equals("CONNECT") && code < 300;
        return new HttpAnswer(in, cutOff, withoutBody, status, headers);
      }
      if (code < 100) {
        throw new BrokenException("status code " + status.group(2));
      }
    }
    throw new BrokenException("more than " + INTERIM_LIMIT + " interim answers");
  }

  int status() {
    return status;
  }

  /** Returns what was read so far. */
  Response response() {
    return new Response(
        version, status, reason, headers, body.toByteArray(), truncated || !complete);
  }

  /** Reads the body, keeping its first bytes; what is beyond them is not read. */
  void readBody(int limit) throws IOException {
    List<String> codings = values("Transfer-Encoding");
    List<String> lengths = values("Content-Length");
    if (withoutBody) {
      complete = true;
      return;
    }
    if (!codings.isEmpty()) {
      if (codings.get(codings.size() - 1).equalsIgnoreCase("chunked")) {
        readChunked(limit);
      } else {
        readToEnd(limit);
      }
    } else if (!lengths.isEmpty()) {
      String length = lengths.get(0);
      if (!length.matches("\\d{1,18}") || !lengths.stream().allMatch(length::equals)) {
        throw new BrokenException("Content-Length " + shown(String.join(", ", lengths)));
      }
      long announced = Long.parseLong(length);
      keep((int) Math.min(announced, limit));
      truncated = announced > limit;
    } else {
      readToEnd(limit);
    }
    complete = true;
  }

  private List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (Header h : headers) {
      if (h.name().equalsIgnoreCase(name)) {
        for (String v : h.value().split(",", -1)) {
          values.add(v.strip());
        }
      }
    }
    return values;
  }

  private void keep(int length) throws IOException {
    byte[] buffer = new byte[Math.min(Math.max(length, 1), 8192)];
    int left = length;
    while (left > 0) {
      int n = in.read(buffer, 0, Math.min(left, buffer.length));
      if (n < 0) {
        throw new EOFException("the body ended " + left + " bytes early");
      }
      body.write(buffer, 0, n);
      left -= n;
    }
  }

  private void readToEnd(int limit) throws IOException {
    byte[] buffer = new byte[8192];
    while (body.size() < limit) {
      int n = in.read(buffer, 0, Math.min(buffer.length, limit - body.size()));
      if (n < 0) {
        requireAnnouncedEnd();
        return;
      }
      body.write(buffer, 0, n);
    }
    truncated = in.read() >= 0;
    if (!truncated) {
      requireAnnouncedEnd();
    }
  }

  private void requireAnnouncedEnd() throws EOFException {
    if (cutOff.getAsBoolean()) {
      throw new EOFException("the connection ended without a close_notify");
    }
  }

  private void readChunked(int limit) throws IOException {
    while (true) {
      // The bound on a head is one on each chunk's line: a body may come in any number of chunks.
      Head lines = new Head(in);
      String line = lines.line();
      String size = line.split(";", 2)[0].strip();
      if (!size.matches("[0-9A-Fa-f]{1,15}")) {
        throw new BrokenException("chunk size \"" + shown(line) + "\"");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        lines.headers();
        return;
      }
      int room = limit - body.size();
      keep((int) Math.min(length, room));
      if (length > room) {
        truncated = true;
        return;
      }
      if (!lines.line().isEmpty()) {
        throw new BrokenException("a chunk is longer than its size says");
      }
    }
  }

  private static String shown(String text) {
    String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  /** Lines of a head, up to a bound. */
  private static final class Head {

    private final InputStream in;
    private int read;

    Head(InputStream in) {
      this.in = in;
    }

    /** Returns the first line; one empty line before it is forgiven (RFC 9112 section 2.2). */
    String first() throws IOException {
      String line = line();
      return line.isEmpty() ? line() : line;
    }

    String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(80);
      while (true) {
        int b = in.read();
        if (b < 0) {
          if (line.size() > 0) {
            throw new BrokenException("it ends within the line \"" + shown(text(line)) + "\"");
          }
          throw new EOFException("closed");
        }
        if (++read > HEAD_LIMIT) {
          throw new BrokenException("a head longer than " + HEAD_LIMIT + " bytes");
        }
        if (b == '\n') {
          String text = text(line);
          return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
        line.write(b);
      }
    }

    private static String text(ByteArrayOutputStream line) {
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    List<Header> headers() throws IOException {
      List<Header> headers = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        if ((line.startsWith(" ") || line.startsWith("\t")) && !headers.isEmpty()) {
          // A folded line counts as its predecessor's continuation (RFC 9112 section 5.2).
          Header folded = headers.remove(headers.size() - 1);
          headers.add(new Header(folded.name(), folded.value() + " " + line.strip()));
          continue;
        }
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon);
        if (!TOKEN.matcher(name).matches()) {
          throw new BrokenException("header line \"" + shown(line) + "\"");
        }
        headers.add(new Header(name, line.substring(colon + 1).strip()));
      }
      return headers;
    }
  }
}
