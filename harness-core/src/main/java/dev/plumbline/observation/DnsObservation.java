package dev.plumbline.observation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver answered to one question.
 *
 * @param provenance where this comes from
 * @param outcome {@code Resolved}, {@code NxDomain}, {@code NoData}, {@code DnsError} or {@code ResolverUnreachable}
 * @param name the name asked, without the trailing dot
 * @param type the type asked, for example {@code A}
 * @param resolver the server asked, as {@code address} or {@code address:port}; null for an address literal, which is not asked
 * @param response the message that came back; null when none did
 */
public record DnsObservation(
    Provenance provenance,
    Outcome outcome,
    String name,
    String type,
    @Nullable String resolver,
    @Nullable Response response)
    implements Observation {

  /**
   * A DNS response message.
   *
   * @param rcode the response code's name, for example {@code NOERROR}
   * @param authoritative the AA flag
   * @param truncated whether the first answer, over UDP, had the TC flag and TCP was used after it
   * @param recursionAvailable the RA flag
   * @param transport {@code UDP} or {@code TCP}: how the answer kept here came
   * @param answer the answer section, in the server's order
   * @param authority the authority section
   * @param additional the additional section, without the OPT pseudo-record
   */
  public record Response(
      String rcode,
      boolean authoritative,
      boolean truncated,
      boolean recursionAvailable,
      String transport,
      List<DnsRecord> answer,
      List<DnsRecord> authority,
      List<DnsRecord> additional) {

    /** Copies the sections. */
    public Response {
      answer = List.copyOf(answer);
      authority = List.copyOf(authority);
      additional = List.copyOf(additional);
    }
  }

  /** Returns the answer section; empty when there is no response. */
  public List<DnsRecord> answer() {
    return response == null ? List.of() : response.answer();
  }

  /** Returns the response; empty when none came. */
  public Optional<Response> received() {
    return Optional.ofNullable(response);
  }

  /** Returns the data of the records of the type asked, in the server's order. */
  public List<String> data() {
    return answer().stream().filter(r -> r.type().equals(type)).map(DnsRecord::data).toList();
  }

  /** Returns the aliases from the name asked to the name that has the data, in the order of the chain, without the name asked. */
  public List<String> aliases() {
    return answer().stream().filter(r -> r.type().equals("CNAME")).map(DnsRecord::data).toList();
  }

  /** Returns the addresses of the answer (types A and AAAA), in the server's order. */
  public List<InetAddress> addresses() {
    return answer().stream()
        .filter(r -> r.type().equals("A") || r.type().equals("AAAA"))
        .map(r -> literal(r.data()))
        .toList();
  }

  /** Address records carry literals, which the JDK parses without asking a resolver. */
  private static InetAddress literal(String data) {
    try {
      return InetAddress.getByName(data);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address record with data " + data, e);
    }
  }
}
