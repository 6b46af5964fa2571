package dev.plumbline.observation;

import dev.plumbline.observation.HttpObservation.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of a host's access log: a request that it answered, or tried to.
 *
 * @param id 32 hexadecimal digits; a gateway that is told to sends them to its backends
 * @param time when the request had come
 * @param source the client's address, as the host saw it
 * @param sourcePort the client's port
 * @param port the port it came to
 * @param service the label of the virtual host that took it; null when none did, or it has none
 * @param method the method; {@code (malformed)} or {@code (incomplete)} for what could not be read
 * @param target the request target as it came
 * @param version {@code HTTP/1.0}, {@code HTTP/1.1} or {@code h2}
 * @param headers the header lines as they came, as far as they were read: nginx reads no further
 *     than to what it refuses a request for
 * @param status the status answered; 0 when the connection was closed without an answer
 * @param receivedBytes the size of the request as HTTP/1.1 would write it; of a body in chunks
 *     nginx counts what frames them too
 * @param sentBytes the size of the answer, likewise, without the header lines that frame it and the
 *     date; 0 when there was none
 * @param took from the end of the request to the answer
 * @param tls the TLS version, for example {@code TLSv1.3}; null for plain HTTP
 * @param cipher the cipher suite; null for plain HTTP
 * @param sni the server name of the handshake; null for none
 * @param forwarded how it was passed on; null when it was not
 * @param failure what went wrong
 */
public record AccessRecord(
    String id,
    Instant time,
    String source,
    int sourcePort,
    int port,
    @Nullable String service,
    String method,
    String target,
    String version,
    List<Header> headers,
    int status,
    long receivedBytes,
    long sentBytes,
    Duration took,
    @Nullable String tls,
    @Nullable String cipher,
    @Nullable String sni,
    @Nullable Forwarded forwarded,
    Failure failure) {

  /** Copies the headers. */
  public AccessRecord {
    headers = List.copyOf(headers);
  }

  /** Returns the first value of a request header; empty when it did not come. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /**
   * How a request was passed on.
   *
   * @param upstream the pool
   * @param member the backend that was asked last, as {@code 10.1.0.5:443}; null when none could be
   * @param host the Host header it got; null as above
   * @param target the request target it got; null as above
   * @param status the status it answered; null when it did not
   * @param latency how long it took; null when it did not answer
   */
  public record Forwarded(
      String upstream,
      @Nullable String member,
      @Nullable String host,
      @Nullable String target,
      @Nullable Integer status,
      @Nullable Duration latency) {}

  /** What can go wrong with a request. */
  public enum Failure {
    /** Nothing. */
    NONE,
    /** It is not HTTP. */
    MALFORMED,
    /** Its protocol version is unknown. */
    VERSION,
    /** Its method is not served. */
    METHOD,
    /** It has no Host header. */
    NO_HOST,
    /** Its Host is none, or there are several. */
    HOST,
    /** Its target cannot be read, or is too long. */
    TARGET,
    /** Its headers are too long. */
    HEADER,
    /** Its body is too long. */
    TOO_LARGE,
    /** It is plain HTTP at a port of HTTPS. */
    PLAIN,
    /** It is for a name that needs a client certificate, and has none. */
    NO_CERTIFICATE,
    /** It is for a name that needs a client certificate, over a handshake for another one. */
    MISDIRECTED,
    /** It did not come in time. */
    INCOMPLETE,
    /** It asked for a change to HTTP/2 that is not allowed. */
    UPGRADE,
    /** No virtual host or route takes it. */
    NOT_FOUND,
    /** The web application firewall has blocked it: see its {@link FirewallRecord}. */
    BLOCKED,
    /** Its rewriting does not come to an end. */
    LOOP,
    /** No backend is healthy, or there is none. */
    NO_BACKEND,
    /** The backend could not be connected to, or its certificate was refused. */
    BACKEND_UNREACHABLE,
    /** The backend closed the connection, or its answer was not HTTP. */
    BACKEND_BROKEN,
    /** The backend did not answer in time. */
    BACKEND_LATE
  }
}
