package dev.plumbline.observation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a TCP connection opened.
 *
 * @param provenance where this comes from
 * @param outcome {@code Open}, {@code Refused}, {@code TimedOut(CONNECT)}, {@code NoRoute}, or the
 *     outcome of resolving the name
 * @param target what was asked for, as {@code host:port}
 * @param resolution how the name was resolved; null when the target was an address
 * @param dialled the address dialled; null when the name did not resolve
 * @param from the address that the connection started from, as the network looked at has it: the
 *     vantage's own or, behind a proxy or a jump host, what the environment says of it; null when
 *     neither is known
 */
public record TcpObservation(
    Provenance provenance,
    Outcome outcome,
    String target,
    @Nullable DnsObservation resolution,
    @Nullable InetSocketAddress dialled,
    @Nullable InetAddress from)
    implements Observation {

  /** Returns the address dialled; empty when the name did not resolve. */
  public Optional<InetSocketAddress> addressDialled() {
    return Optional.ofNullable(dialled);
  }
}
