package dev.plumbline.probe;

import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that shows what a web application firewall does: an attack, or what looks like one. Its
 * cases make it; redirects are never followed.
 *
 * <p>Each time it is sent, it carries another id in a header, by which it is found again in logs,
 * and, where the case leaves the User-Agent open, in that too.
 *
 * @param subject what it is about
 * @param request where it goes, and its bytes as {@link HttpProbe#raw}, before they are marked
 * @param namesSender whether it gets a User-Agent that names Plumbline if it has none
 * @param stated what the firewall is to do with it, as its caller states; null where the
 *     description of the firewall is to say it
 */
public record WafProbe(
    Subject subject, HttpProbe request, boolean namesSender, @Nullable WafExpectation stated)
    implements Probe<WafObservation> {

  /** The header with the id of a request. */
  public static final String HEADER = WafObservation.ID_HEADER;

  /** Checks that there are bytes to send and that no redirect is followed. */
  public WafProbe {
    Objects.requireNonNull(request.raw(), "a request to a firewall is given by its bytes");
    if (request.followRedirects() != 0) {
      throw new IllegalArgumentException(
          request.question()
              + " would follow redirects to hosts that nobody allowed it; leave them out");
    }
  }

  /**
   * Makes a probe.
   *
   * @param subject what it is about
   * @param base where it goes
   * @param bytes the request
   * @param namesSender whether it gets a User-Agent that names Plumbline if it has none
   */
  public static WafProbe of(Subject subject, HttpProbe base, byte[] bytes, boolean namesSender) {
    return new WafProbe(subject, base.raw(bytes), namesSender, null);
  }

  /** Returns this probe, dialling another address and port. */
  public WafProbe connectTo(String host, int port) {
    return with(request.connectTo(host, port));
  }

  /** Returns this probe with other handshake settings. */
  public WafProbe with(TlsSettings settings) {
    return with(request.with(settings));
  }

  /** Returns this probe with what the firewall is to do with it. */
  public WafProbe expecting(WafExpectation expectation) {
    return new WafProbe(subject, request, namesSender, expectation);
  }

  @Override
  public WafProbe within(Duration timeout) {
    return with(request.within(timeout));
  }

  private WafProbe with(HttpProbe other) {
    return new WafProbe(subject, other, namesSender, stated);
  }

  @Override
  public String question() {
    return subject.describe() + " to " + request.url();
  }

  @Override
  public Optional<Duration> timeout() {
    return request.timeout();
  }

  /**
   * A request as it is sent once.
   *
   * @param probe the request with its marks
   * @param id its id; empty where it could carry none, since its head has no end
   * @param method the first word of the request line
   * @param target the second
   * @param host the first Host header; empty for none
   * @param userAgent the first User-Agent header; null for none
   */
  public record Marked(
      HttpProbe probe,
      String id,
      String method,
      String target,
      String host,
      @Nullable String userAgent) {}

  /**
   * Returns the request with an id, in its last header line.
   *
   * @param id letters and digits, so that no rule takes it for something else
   */
  public Marked marked(String id) {
    byte[] bytes = Objects.requireNonNull(request.raw());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = endOfHead(text);
    String head = end < 0 ? text : text.substring(0, end);
    String[] words = head.strip().split("\\s+", 3);
    String method = words[0];
    String target = words.length > 1 ? words[1] : "";
    String agent = line(head, "user-agent");
    String host = Objects.requireNonNullElse(line(head, "host"), "");
    HttpProbe named = named(method, target);
    if (end < 0) {
      return new Marked(named, "", method, target, host, agent);
    }
    String lineEnd = text.charAt(end) == '\n' ? "\n" : "\r\n";
    String marks = WafObservation.ID_HEADER + ": " + id + lineEnd;
    if (namesSender && agent == null) {
      agent = userAgent(id);
      marks = "User-Agent: " + agent + lineEnd + marks;
    }
    byte[] sent = (head + marks + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    return new Marked(named.raw(sent), id, method, target, host, agent);
  }

  /** What is said of the request names what is sent, not where its case was aimed at. */
  private HttpProbe named(String method, String target) {
    return new HttpProbe(
        method,
        request.scheme(),
        request.target(),
        target.startsWith("/") ? target : request.path(),
        request.headers(),
        request.hostOmitted(),
        request.body(),
        request.dial(),
        request.tls(),
        0,
        "HTTP/1.1",
        request.raw(),
        request.bodyLimit(),
        request.limit());
  }

  /** Returns the User-Agent of requests that have none of their own. */
  public static String userAgent(String id) {
    return "Plumbline/1.0 (network acceptance test " + id + ")";
  }

  /** Returns where the empty line at the end of a head begins; -1 when there is none. */
  private static int endOfHead(String text) {
    int start = 0;
    while (start < text.length() && (text.charAt(start) == '\r' || text.charAt(start) == '\n')) {
      start++;
    }
    for (int at = text.indexOf('\n', start); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (text.startsWith("\r\n", at + 1) || text.startsWith("\n", at + 1)) {
        return at + 1;
      }
    }
    return -1;
  }

  private static @Nullable String line(String head, String name) {
    for (String line : head.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return null;
  }
}
