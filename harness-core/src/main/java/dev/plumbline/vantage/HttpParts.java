package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.HttpProbe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the two HTTP clients share: the header lines a request goes out with, and what comes of it.
 */
final class HttpParts {

  private static final String USER_AGENT = userAgent();
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private HttpParts() {}

  /**
   * What came of a request.
   *
   * @param outcome how it ended
   * @param response the answer, as far as it came; null when there was none
   */
  record Result(Outcome outcome, @Nullable Response response) {}

  /**
   * Returns the header lines of a request in the order in which they are sent: Host first unless
   * the probe places it, then those of the probe, then the defaults it leaves open.
   *
   * @param authority the authority of the URL, the default of Host
   */
  static List<Header> headers(HttpProbe probe, String authority) {
    if (probe.raw() != null) {
      return ofRaw(probe.raw());
    }
    List<Header> lines = new ArrayList<>();
    if (!probe.hostOmitted() && !has(probe.headers(), "Host")) {
      lines.add(new Header("Host", authority));
    }
    lines.addAll(probe.headers());
    addDefault(lines, "User-Agent", USER_AGENT);
    addDefault(lines, "Accept", "*/*");
    boolean body = probe.body().length > 0 || WITH_BODY.contains(probe.method());
    if (body && !has(lines, "Transfer-Encoding")) {
      addDefault(lines, "Content-Length", Integer.toString(probe.body().length));
    }
    return lines;
  }

  /**
   * Returns what reads as a header line in bytes of the caller's own, up to the first empty line.
   */
  private static List<Header> ofRaw(byte[] raw) {
    List<Header> lines = new ArrayList<>();
    String[] all = new String(raw, StandardCharsets.UTF_8).split("\r?\n", -1);
    for (int i = 1; i < all.length && !all[i].isEmpty(); i++) {
      int colon = all[i].indexOf(':');
      if (colon > 0) {
        lines.add(new Header(all[i].substring(0, colon), all[i].substring(colon + 1).strip()));
      }
    }
    return lines;
  }

  private static void addDefault(List<Header> lines, String name, String value) {
    if (!has(lines, name)) {
      lines.add(new Header(name, value));
    }
  }

  static boolean has(List<Header> lines, String name) {
    return lines.stream().anyMatch(h -> h.name().equalsIgnoreCase(name));
  }

  /**
   * Returns {@code host} or {@code host:port}, as a Host header names it (RFC 9110 section 7.2).
   */
  static String authority(String scheme, String host, int port) {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (scheme.equals("https") ? 443 : 80) ? name : name + ":" + port;
  }

  private static String userAgent() {
    String version = HttpParts.class.getPackage().getImplementationVersion();
    return version == null ? "plumbline" : "plumbline/" + version;
  }
}
