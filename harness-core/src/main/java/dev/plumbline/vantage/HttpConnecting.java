package dev.plumbline.vantage;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection that is asked of an HTTP proxy by CONNECT (RFC 9110 section 9.3.6). */
final class HttpConnecting extends ProxyConnecting {

  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int LONGEST_QUOTE = 80;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[0-9] ([1-5]\\d\\d)(?: (.*))?");

  /** Headers in which proxies say why they have not connected; RFC 9209 is the latter. */
  private static final List<String> REASONS = List.of("x-squid-error", "proxy-status");

  private final @Nullable String authorization;

  /**
   * Makes one.
   *
   * @param authorization the value of Proxy-Authorization, {@code Basic} and what follows it; null
   *     for none
   */
  HttpConnecting(
      String proxy,
      @Nullable String authorization,
      InetSocketAddress destination,
      Duration timeout) {
    super(proxy, destination, timeout, LONGEST_HEAD);
    this.authorization = authorization;
  }

  @Override
  void greet() throws IOException {
    String authority = authority();
    ask(
        2,
        ("CONNECT "
                + authority
                + " HTTP/1.1\r\nHost: "
                + authority
                + "\r\n"
                + (authorization == null ? "" : "Proxy-Authorization: " + authorization + "\r\n")
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private String authority() {
    InetSocketAddress to = Objects.requireNonNull(destination);
    String address = to.getAddress().getHostAddress();
    return (to.getAddress() instanceof Inet6Address ? "[" + address + "]" : address)
        + ":"
        + to.getPort();
  }

  /** Reads on until an empty line: never further than one could end. */
  @Override
  boolean answered() {
    int end = in.position();
    byte last = in.get(end - 1);
    byte before = in.get(end - 2);
    boolean lineEnded = last == '\n';
    if (lineEnded && (before == '\n' || before == '\r' && end > 2 && in.get(end - 3) == '\n')) {
      return head(text(in.array(), end).split("\r?\n", -1));
    }
    boolean oneMayEnd = lineEnded || last == '\r' && before == '\n';
    if (end == in.capacity()) {
      broken("answered the request with a head of more than " + LONGEST_HEAD + " bytes");
    } else {
      in.limit(Math.min(in.capacity(), end + (oneMayEnd ? 1 : 2)));
    }
    return false;
  }

  /** Returns what bytes say: those that are not UTF-8 are taken for ISO 8859-1. */
  private static String text(byte[] bytes, int length) {
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer from = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer text = CharBuffer.allocate(length);
    while (utf8.decode(from, text, true).isError()) {
      text.put((char) (from.get() & 0xFF));
    }
    return text.flip().toString();
  }

  private boolean head(String[] lines) {
    Matcher line = STATUS_LINE.matcher(lines.length == 0 ? "" : lines[0]);
    if (!line.matches()) {
      broken("answered the request with what is not HTTP: " + quoted(lines[0]));
      return false;
    }
    int status = Integer.parseInt(line.group(1));
    if (status < 200) {
      in.clear().limit(2);
      return false;
    }
    if (status < 300) {
      // Content-Length and Transfer-Encoding mean nothing here: what follows is the target's.
      return true;
    }
    String said = quoted(line.group(1) + (line.group(2) == null ? "" : " " + line.group(2)));
    // RFC 9110 section 15.5.8; tinyproxy says 401 to credentials that are wrong.
    if (status == 407 || status == 401) {
      end(Says.BROKEN, lasting(unauthorised(said, values(lines, "proxy-authenticate"))));
    } else if (status >= 500) {
      end(
          Says.TRIED,
          failure(
              "answered the request with "
                  + said
                  + reasons(lines)
                  + ", which does not prove what the target did: a check that something is refused,"
                  + " dropped or without a route needs a way out by socks5 or ssh"));
    } else {
      end(
          Says.FORBIDDEN,
          failure("does not allow it and answered the request with " + said + reasons(lines)));
    }
    return false;
  }

  /** RFC 9110 section 11.7.1: the proxy wants credentials, or others. */
  private String unauthorised(String said, List<String> challenges) {
    List<String> schemes = challenges.stream().map(c -> c.strip().split("[\\s,]", 2)[0]).toList();
    if (!schemes.isEmpty() && schemes.stream().noneMatch("basic"::equalsIgnoreCase)) {
      return "asks for credentials of the kind "
          + quoted(String.join(", ", schemes))
          + " ("
          + said
          + "), and can be told Basic ones only";
    }
    return authorization == null
        ? "asks for credentials (" + said + ") and was told none; write user and password under via"
        : "does not accept the user name or the password that it was told (" + said + ")";
  }

  private String reasons(String[] lines) {
    StringBuilder reasons = new StringBuilder();
    for (String name : REASONS) {
      for (String value : values(lines, name)) {
        reasons.append(", ").append(name).append(' ').append(quoted(value));
      }
    }
    return reasons.toString();
  }

  private static List<String> values(String[] lines, String name) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        values.add(line.substring(name.length() + 1).strip());
      }
    }
    return values;
  }

  /**
   * Returns what a proxy said, as it may stand in a message. Its letters stay as they are: what
   * takes secrets out would not know one again of which some had been replaced.
   */
  private String quoted(String text) {
    String told = authorization == null ? text : text.replace(authorization.substring(6), "…");
    String clean = told.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?").strip();
    return "\""
        + (clean.length() <= LONGEST_QUOTE ? clean : clean.substring(0, LONGEST_QUOTE) + "…")
        + "\"";
  }
}
