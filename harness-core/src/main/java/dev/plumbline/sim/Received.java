package dev.plumbline.sim;

import dev.plumbline.observation.HttpObservation.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as a simulated host received it.
 *
 * @param method the method
 * @param target the request target, raw
 * @param version {@code HTTP/1.0}, {@code HTTP/1.1} or {@code h2}
 * @param headers the header lines in order; {@code :authority} as a Host header
 * @param body the body, at most {@link HttpConnection#BODY_LIMIT} bytes
 * @param peer who sent it
 * @param port the listener's port
 * @param sni the server name of the handshake; null for none
 * @param tls the TLS version, for example {@code TLSv1.3}; null for plain HTTP
 * @param note what is learnt about it on its way
 */
record Received(
    String method,
    String target,
    String version,
    List<Header> headers,
    byte[] body,
    Peer peer,
    int port,
    @Nullable String sni,
    @Nullable String tls,
    AccessNote note) {

  Received {
    headers = List.copyOf(headers);
  }

  /** Makes a request that has just come. */
  Received(
      String method,
      String target,
      String version,
      List<Header> headers,
      byte[] body,
      Peer peer,
      int port,
      @Nullable String sni,
      @Nullable String tls) {
    this(method, target, version, headers, body, peer, port, sni, tls, new AccessNote());
  }

  /** Returns this request with another target and other headers. */
  Received with(String newTarget, List<Header> newHeaders) {
    return new Received(method, newTarget, version, newHeaders, body, peer, port, sni, tls, note);
  }

  /** Returns the values of a header, in order; names are compared without regard to case. */
  List<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  /** Returns the first value of the Host header; empty when there is none. */
  String hostHeader() {
    List<String> hosts = header("Host");
    return hosts.isEmpty() ? "" : hosts.get(0);
  }

  String scheme() {
    return tls == null ? "http" : "https";
  }
}
