package dev.plumbline.waf.engine;

import dev.plumbline.network.WebFirewall.BodyLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How large a body is, with and without the contents of files.
 *
 * @param whole all its bytes
 * @param files the bytes of the contents of files
 * @param upload whether there is a file in it
 */
record BodySize(long whole, long files, boolean upload) {

  private static final int KIB = 1024;

  static BodySize of(IncomingRequest request) {
    byte[] body = request.body();
    String type = request.header("Content-Type").orElse("");
    Optional<String> boundary =
        type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")
            ? boundary(type)
            : Optional.empty();
    if (boundary.isEmpty()) {
      return new BodySize(body.length, 0, false);
    }
    return parts(new String(body, StandardCharsets.ISO_8859_1), "--" + boundary.get());
  }

  /** A part ends at the line break before the next boundary, or where the body does. */
  private static BodySize parts(String body, String delimiter) {
    long files = 0;
    boolean upload = false;
    int emptyLine = -1;
    int at = body.indexOf(delimiter);
    while (at >= 0) {
      int start = at + delimiter.length();
      int next = body.indexOf(delimiter, start);
      int end = next < 0 ? body.length() : next;
      if (emptyLine < start) {
        // looked for once, however many parts come before it
        emptyLine = body.indexOf("\r\n\r\n", start);
        emptyLine = emptyLine < 0 ? body.length() : emptyLine;
      }
      int head = emptyLine;
      if (head < end && body.substring(start, head).toLowerCase(Locale.ROOT).contains("filename")) {
        upload = true;
        int last = next >= head + 6 && body.startsWith("\r\n", next - 2) ? next - 2 : end;
        files += last - (head + 4);
      }
      at = next;
    }
    return new BodySize(body.length(), files, upload);
  }

  private static Optional<String> boundary(String type) {
    int at = type.toLowerCase(Locale.ROOT).indexOf("boundary=");
    if (at < 0) {
      return Optional.empty();
    }
    String rest = type.substring(at + "boundary=".length());
    if (rest.startsWith("\"")) {
      int end = rest.indexOf('"', 1);
      rest = rest.substring(1, end < 0 ? rest.length() : end);
    } else {
      int end = rest.indexOf(';');
      rest = (end < 0 ? rest : rest.substring(0, end)).strip();
    }
    return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
  }

  /** Returns which limit that holds is passed, and by what; empty for none. */
  Optional<String> tooLarge(BodyLimits limits) {
    long most = (long) limits.bodyKib() * KIB;
    long upMost = (long) limits.uploadKib() * KIB;
    long buffer = (long) limits.bufferKib() * KIB;
    if (upload && limits.uploadsEnforced() && whole > upMost + buffer) {
      return Optional.of("%d bytes with files, at most %d".formatted(whole, upMost));
    }
    if (limits.enforced() && whole - files > most + buffer) {
      return Optional.of("%d bytes without files, at most %d".formatted(whole - files, most));
    }
    return Optional.empty();
  }

  /** Returns as much of a body as is looked at. */
  static byte[] inspected(byte[] body, BodyLimits limits) {
    long most = (long) limits.inspectedKib() * KIB;
    return body.length <= most ? body : Arrays.copyOf(body, (int) most);
  }
}
