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
            AzureCompiler.INTERNET,
            List.of(),
            true,
            IpAddresses.parse(AzureCompiler.PUBLIC_RESOLVER),
            null,
            null,
            List.of()));
    parts.resolver(
        "public-resolver",
        AzureCompiler.INTERNET,
        IpAddresses.parse(AzureCompiler.PUBLIC_RESOLVER));
    parts.add(
        new Segment(
            AzureCompiler.PLATFORM,
            List.of(Cidr.of(AzureCompiler.PLATFORM_RESOLVER)),
            false,
            null,
            null,
            null,
            List.of()));
    parts.resolver(
        "azure-dns", AzureCompiler.PLATFORM, IpAddresses.parse(AzureCompiler.PLATFORM_RESOLVER));
    ServiceTagHosts.add(parts);
  }
}
