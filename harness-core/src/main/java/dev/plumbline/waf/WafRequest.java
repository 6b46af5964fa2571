package dev.plumbline.waf;

import dev.plumbline.observation.HttpObservation.Header;
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
    byte @Nullable [] raw) {

  /** Copies what could be changed. */
  public WafRequest {
    headers = List.copyOf(headers);
    body = body.clone();
    raw = raw == null ? null : raw.clone();
  }

  /** Makes a request of parts, with the Host of the URL it is sent to. */
  public static WafRequest of(String method, String target, List<Header> headers, byte[] body) {
    return new WafRequest(method, target, "HTTP/1.1", headers, body, false, null);
  }

  /** Makes a request that is sent as it is. */
  public static WafRequest raw(byte[] bytes) {
    return new WafRequest("", "", "", List.of(), new byte[0], true, bytes);
  }
}
