package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private DNS resolver ({@code Microsoft.Network/dnsResolvers}).
 *
 * @param name its name
 * @param virtualNetwork its virtual network, by name
 * @param inboundEndpoints the addresses at which it answers
 * @param outboundEndpoints where forwarded questions leave
 */
public record DnsResolver(
    @Doc("Its name") String name,
    @Doc("Its virtual network, by name") String virtualNetwork,
    @Doc("The addresses at which it answers") List<InboundEndpoint> inboundEndpoints,
    @Doc("Where forwarded questions leave") List<OutboundEndpoint> outboundEndpoints) {
  /** Copies the lists. */
  public DnsResolver {
    inboundEndpoints = List.copyOf(inboundEndpoints);
    outboundEndpoints = List.copyOf(outboundEndpoints);
  }

  /**
   * An address at which a resolver answers, with the view of its virtual network.
   *
   * @param name its name
   * @param subnet its subnet, by name; delegated to {@code Microsoft.Network/dnsResolvers}
   * @param privateIPAddress its address; null for the first free one of the subnet
   */
  public record InboundEndpoint(
      @Doc("Its name") String name,
      @Doc("Its subnet, by name") String subnet,
      @Doc("Its address") @Nullable InetAddress privateIPAddress) {}

  /**
   * Where questions leave that forwarding rules send elsewhere.
   *
   * @param name its name
   * @param subnet its subnet, by name; delegated to {@code Microsoft.Network/dnsResolvers}
   */
  public record OutboundEndpoint(
      @Doc("Its name") String name, @Doc("Its subnet, by name") String subnet) {}
}
