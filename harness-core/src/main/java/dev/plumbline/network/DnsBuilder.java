package dev.plumbline.network;

import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a DNS server of a {@link HostBuilder}. Without more it answers every segment from the
 * zones that this segment sees, and asks nobody on.
 */
public final class DnsBuilder {

  private final boolean recursive;
  private List<String> clients = List.of();
  private @Nullable String view;
  private final List<Forwarder> forwarders = new ArrayList<>();

  private DnsBuilder(boolean recursive) {
    this.recursive = recursive;
  }

  /** Returns a builder of a server that is authoritative for the zones that name it. */
  public static DnsBuilder authoritative() {
    return new DnsBuilder(false);
  }

  /** Returns a builder of a server that answers as a resolver would. */
  public static DnsBuilder resolver() {
    return new DnsBuilder(true);
  }

  /** Sets the segments it answers; all others are refused. */
  public DnsBuilder clients(String... segments) {
    clients = List.of(segments);
    return this;
  }

  /** Sets the segment whose zones everybody is answered from. */
  public DnsBuilder view(String segment) {
    view = segment;
    return this;
  }

  /**
   * Adds a forwarder for every segment's questions, sent by the server's own host.
   *
   * @param zone the names it is for: this one and those below; {@code .} for all
   * @param servers the addresses asked, in order
   */
  public DnsBuilder forward(String zone, String... servers) {
    return forward(new Forwarder(zone, Stream.of(servers).map(IpAddresses::parse).toList()));
  }

  /** Adds a forwarder. */
  public DnsBuilder forward(Forwarder forwarder) {
    forwarders.add(forwarder);
    return this;
  }

  Dns build() {
    return new Dns(recursive, clients, view, forwarders);
  }
}
