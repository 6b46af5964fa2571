package dev.plumbline.azure.compile;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Segment;
import java.util.List;

/** What is there without any resource: the internet, and the platform's resolver. */
final class PlatformCompiler {

  private PlatformCompiler() {}

  static void add(NetworkParts parts) {
    parts.add(
        new Segment(
            Platform.INTERNET,
            List.of(),
            true,
            IpAddresses.parse(Platform.PUBLIC_RESOLVER),
            null,
            null,
            List.of()));
    parts.resolver(
        "public-resolver", Platform.INTERNET, IpAddresses.parse(Platform.PUBLIC_RESOLVER));
    parts.add(
        new Segment(
            Platform.SEGMENT,
            List.of(Cidr.of(Platform.RESOLVER)),
            false,
            null,
            null,
            null,
            List.of()));
    parts.resolver("azure-dns", Platform.SEGMENT, IpAddresses.parse(Platform.RESOLVER));
    ServiceTagHosts.add(parts);
  }
}
