package dev.plumbline.observation;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came back for an HTTP request.
 *
 * @param provenance where this comes from
 * @param outcome {@code Answered}, or what stopped the check before an answer
 * @param request what was sent
 * @param resolution how the name was resolved; null when an address was dialled as given
 * @param dialled the address dialled; null when the name did not resolve
 * @param session the TLS session; null for plain HTTP or when the connection did not open
 * @param response the answer; null when there was none
 * @param redirects the answers that were followed before this one, in order; empty when redirects
 *     are not followed
 */
public record HttpObservation(
    Provenance provenance,
    Outcome outcome,
    Request request,
    @Nullable DnsObservation resolution,
    @Nullable InetSocketAddress dialled,
    @Nullable TlsSession session,
    @Nullable Response response,
    List<Redirect> redirects)
    implements Observation {

  /** Copies the redirects. */
  public HttpObservation {
    redirects = List.copyOf(redirects);
  }

  /**
   * A request as it was sent.
   *
   * @param method the method token
   * @param url the URL asked for
   * @param headers the header lines set by the probe, in order, the Host header among them
   */
  public record Request(String method, String url, List<Header> headers) {
    /** Copies the headers. */
    public Request {
      headers = List.copyOf(headers);
    }
  }

  /**
   * An answer.
   *
   * @param version {@code HTTP/1.1}, {@code h2} and so on
   * @param status the status code
   * @param reason the reason phrase; empty when there is none
   * @param headers the header lines in the order received; names keep their case
   * @param body the first bytes of the body, up to the bound of the probe
   * @param truncated whether the body is not whole: it was longer than the bound, or it broke off
   */
  public record Response(
      String version,
      int status,
      String reason,
      List<Header> headers,
      byte[] body,
      boolean truncated) {
    /** Copies the headers. */
    public Response {
      headers = List.copyOf(headers);
    }

    /** Returns the body as text, decoded as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns the values of a header, in order; names are compared without regard to case. */
    public List<String> header(String name) {
      return headers.stream()
          .filter(h -> h.name().equalsIgnoreCase(name))
          .map(Header::value)
          .toList();
    }
  }

  /**
   * One header line.
   *
   * @param name the field name
   * @param value the field value
   */
  public record Header(String name, String value) {
    /** Returns the line, by which a secret in it is known as one. */
    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  /**
   * An answer that was followed.
   *
   * @param status its status code
   * @param from the URL that answered
   * @param location the URL it pointed to
   */
  public record Redirect(int status, String from, String location) {}

  /** Returns the answer; empty when there was none. */
  public Optional<Response> answer() {
    return Optional.ofNullable(response);
  }
}
