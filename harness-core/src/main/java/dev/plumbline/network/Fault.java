package dev.plumbline.network;

import dev.plumbline.descriptor.Doc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is broken, for a while or from the start.
 *
 * <p>Which keys count depends on the kind: {@code from}, {@code to} and {@code port} choose flows,
 * {@code name} chooses a DNS name, a certificate or a host. The factories say which.
 *
 * @param kind what is broken
 * @param from the segment or host that flows come from; null for any
 * @param to the segment or host that flows go to; null for any
 * @param port the port they go to; null for any
 * @param name the DNS name, certificate or host concerned; null where flows are chosen
 * @param time the delay, or the pause between bytes; null where there is none
 * @param bytes after how many bytes; null where that does not count
 * @param data the wrong record data; null where there is none
 */
public record Fault(
    @Doc("What is broken") Kind kind,
    @Doc("The segment or host that flows come from") @Nullable String from,
    @Doc("The segment or host that flows go to") @Nullable String to,
    @Doc("The port they go to") @Nullable Integer port,
    @Doc("The DNS name, certificate or host concerned") @Nullable String name,
    @Doc("The delay") @Nullable Duration time,
    @Doc("After how many bytes") @Nullable Integer bytes,
    @Doc("The wrong record data") @Nullable String data) {

  /** What can be broken. */
  public enum Kind {
    /** Flows vanish. */
    DROP,
    /** Flows are refused. */
    REJECT,
    /** Connections open and move late. */
    LATENCY,
    /** Connections open, and then nothing comes through. */
    HALF_OPEN,
    /** Connections are reset after so many bytes of the answer. */
    RESET_AFTER,
    /** The TLS handshake's answer is cut off after so many bytes, and the connection closed. */
    TRUNCATED_TLS,
    /** Answers come one byte at a time, with a pause. */
    SLOW_RESPONSE,
    /** A name is answered SERVFAIL. */
    DNS_SERVFAIL,
    /** A name is answered with other data. */
    DNS_WRONG_ANSWER,
    /** A name is answered with a time to live of so many seconds. */
    DNS_STALE_TTL,
    /** A certificate is past its last day. */
    EXPIRED_CERTIFICATE,
    /** A host answers nothing: its ports are closed. */
    HOST_DOWN
  }

  private static final Comparator<Fault> ORDER =
      Comparator.comparing(Fault::kind)
          .thenComparing(Fault::toString)
          .thenComparing(Fault::data, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Fault::time, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Fault::bytes, Comparator.nullsFirst(Comparator.naturalOrder()));

  private static Fault flows(Kind kind, @Nullable String from, @Nullable String to) {
    return new Fault(kind, from, to, null, null, null, null, null);
  }

  private static Fault named(
      Kind kind, String name, @Nullable Duration time, @Nullable String data) {
    return new Fault(kind, null, null, null, name, time, null, data);
  }

  /** Returns flows that vanish between two segments or hosts. */
  public static Fault drop(String from, String to) {
    return flows(Kind.DROP, from, to);
  }

  /** Returns flows that are refused between two segments or hosts. */
  public static Fault reject(String from, String to) {
    return flows(Kind.REJECT, from, to);
  }

  /** Returns connections to a host that open and move late, each way. */
  public static Fault latency(String to, Duration delay) {
    return new Fault(Kind.LATENCY, null, to, null, null, delay, null, null);
  }

  /** Returns connections to a host that open and then carry nothing. */
  public static Fault halfOpen(String to) {
    return flows(Kind.HALF_OPEN, null, to);
  }

  /** Returns connections to a host that are reset after so many bytes of the answer. */
  public static Fault resetAfter(String to, int bytes) {
    return new Fault(Kind.RESET_AFTER, null, to, null, null, null, bytes, null);
  }

  /** Returns connections to a host whose handshake is cut off after so many bytes. */
  public static Fault truncatedTls(String to, int bytes) {
    return new Fault(Kind.TRUNCATED_TLS, null, to, null, null, null, bytes, null);
  }

  /** Returns connections to a host whose answer comes byte by byte, with a pause after each. */
  public static Fault slowResponse(String to, Duration pause) {
    return new Fault(Kind.SLOW_RESPONSE, null, to, null, null, pause, null, null);
  }

  /** Returns a name that is answered SERVFAIL. */
  public static Fault servfail(String name) {
    return named(Kind.DNS_SERVFAIL, name, null, null);
  }

  /**
   * Returns a name whose records of the type that fits are answered with other data, for example
   * another address.
   */
  public static Fault wrongAnswer(String name, String data) {
    return named(Kind.DNS_WRONG_ANSWER, name, null, data);
  }

  /** Returns a name that is answered with another time to live. */
  public static Fault staleTtl(String name, Duration ttl) {
    return named(Kind.DNS_STALE_TTL, name, ttl, null);
  }

  /** Returns a certificate that is past its last day. */
  public static Fault expiredCertificate(String certificate) {
    return named(Kind.EXPIRED_CERTIFICATE, certificate, null, null);
  }

  /** Returns a host whose ports are all closed. */
  public static Fault hostDown(String host) {
    return named(Kind.HOST_DOWN, host, null, null);
  }

  /** Returns this fault for one port only. */
  public Fault onPort(int port) {
    return new Fault(kind, from, to, port, name, time, bytes, data);
  }

  /**
   * Returns the faults of a description and then those of the moment that are not among them, in an
   * order that is always the same: where several concern one thing, the first counts.
   */
  public static List<Fault> inOrder(List<Fault> described, Collection<Fault> given) {
    if (given.isEmpty()) {
      return described;
    }
    List<Fault> all = new ArrayList<>(described);
    given.stream().filter(fault -> !described.contains(fault)).sorted(ORDER).forEach(all::add);
    return all;
  }

  /** Returns what is broken and where, in words: {@code DROP from office to db port 443}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.toString());
    append(text, " of ", name);
    append(text, " from ", from);
    append(text, " to ", to);
    append(text, " port ", port);
    return text.toString();
  }

  private static void append(StringBuilder text, String before, @Nullable Object value) {
    if (value != null) {
      text.append(before).append(value);
    }
  }
}
