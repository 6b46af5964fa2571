package dev.plumbline.waf;

import dev.plumbline.observation.HttpObservation.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1 request to the byte: made of parts, or given whole. Texts hold one byte a character
 * (ISO 8859-1); nothing is added, encoded or normalised.
 *
 * @param method the method token
 * @param target the request target
 * @param version the version of the request line, for example {@code HTTP/1.1}
 * @param headers the header lines, in order; a Host line gives way to that of the URL it is sent
 *     to, unless {@code ownHost}
 * @param body the body; empty for none
 * @param ownHost whether the request's own Host lines, or their absence, are what it is about
 * @param ownUserAgent whether the request's own User-Agent line, or its absence, is what it is
 *     about; otherwise one that has none is sent with one that names Plumbline
 * @param raw the whole request, when it cannot be said in parts; then the parts are empty; null
 *     otherwise
 */
public record WafRequest(
    String method,
    String target,
    String version,
    List<Header> headers,
    byte[] body,
    boolean ownHost,
    boolean ownUserAgent,
    byte @Nullable [] raw) {

  /** Copies what could be changed. */
  public WafRequest {
    headers = List.copyOf(headers);
    body = body.clone();
    raw = raw == null ? null : raw.clone();
  }

  /** Makes a request that is sent with a User-Agent that names Plumbline, unless it has its own. */
  public WafRequest(
      String method,
      String target,
      String version,
      List<Header> headers,
      byte[] body,
      boolean ownHost,
      byte @Nullable [] raw) {
    this(method, target, version, headers, body, ownHost, raw != null, raw);
  }

  /** Makes a request of parts, with the Host of the URL it is sent to. */
  public static WafRequest of(String method, String target, List<Header> headers, byte[] body) {
    return new WafRequest(method, target, "HTTP/1.1", headers, body, false, null);
  }

  /** Makes a request that is sent as it is. */
  public static WafRequest raw(byte[] bytes) {
    return new WafRequest("", "", "", List.of(), new byte[0], true, bytes);
  }

  /**
   * Returns the request as it goes on the wire.
   *
   * @param host the Host line of the URL that it is sent to; not used where the request has its own
   * @param before what stands before its target, where that begins with a slash; empty for nothing
   */
  byte[] bytes(String host, String before) {
    if (raw != null) {
      return raw.clone();
    }
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ');
    head.append(target.startsWith("/") ? before : "").append(target);
    head.append(version.isEmpty() ? "" : " " + version).append("\r\n");
    boolean hosted = ownHost;
    if (!hosted && headers.stream().noneMatch(h -> h.name().equalsIgnoreCase("Host"))) {
      head.append("Host: ").append(host).append("\r\n");
      hosted = true;
    }
    for (Header header : headers) {
      boolean replaced = !ownHost && header.name().equalsIgnoreCase("Host");
      if (!replaced) {
        head.append(header.name()).append(": ").append(header.value()).append("\r\n");
      } else if (!hosted) {
        head.append(header.name()).append(": ").append(host).append("\r\n");
        hosted = true;
      }
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream(start.length + body.length);
    all.writeBytes(start);
    all.writeBytes(body);
    return all.toByteArray();
  }
}
