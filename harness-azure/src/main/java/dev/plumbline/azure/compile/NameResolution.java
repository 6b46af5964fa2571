package dev.plumbline.azure.compile;

import dev.plumbline.azure.rules.PublicVips;

/**
 * The names of a topology: private zones seen from linked virtual networks, public ones from
 * everywhere, and the platform's own; and the endpoints of private resolvers.
 */
final class NameResolution {

  private NameResolution() {}

  static void add(NetworkParts parts) {
    DnsServers.addEndpoints(parts);
    new PrivateZones(parts).zones().forEach(parts::add);
    TrafficManagerNames profiles =
        new TrafficManagerNames(ApiManagementRouting.withProfiles(parts.topology), parts.subnets);
    profiles.views().forEach(parts::add);
    PublicNames names = new PublicNames(parts.topology);
    new PlatformNames(parts.topology, PublicVips.of(parts.topology)).addTo(names);
    profiles.addTo(names);
    names.zones().forEach(parts::add);
  }
}
