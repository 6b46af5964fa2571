package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.rules.PrivateLinkZones;
import dev.plumbline.network.Network.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The records of public DNS: those of the topology's public zones, and those that the platform
 * makes for its services. A zone of the platform exists even when it is empty, so that a name in it
 * does not.
 */
final class PublicNames {

  /** The zone of the labels of public IP addresses. */
  static final String CLOUDAPP = "cloudapp.azure.com";

  /** The zone of Traffic Manager profiles. */
  static final String TRAFFIC_MANAGER = "trafficmanager.net";

  private static final Duration DEFAULT_TTL = Duration.ofSeconds(300);

  private final Map<String, List<String>> zones = new LinkedHashMap<>();

  PublicNames(AzureTopology topology) {
    for (DnsZone zone : topology.dnsZones()) {
      records(zone.name()).addAll(zone.records());
    }
    records(ApiManagementNames.DOMAIN);
    records(CLOUDAPP);
  }

  /**
   * Adds a record in the zone of the platform, or of the topology, that a name belongs to.
   *
   * @param name the whole name, without a dot at its end
   * @param data the data of the record; host names with a dot at their end
   */
  void add(String name, long ttl, String type, String data) {
    String zone = zone(name.toLowerCase(Locale.ROOT));
    String label = name.substring(0, Math.max(0, name.length() - zone.length() - 1));
    records(zone).add((label.isEmpty() ? "@" : label) + " " + ttl + " " + type + " " + data);
  }

  private String zone(String name) {
    List<String> known = new ArrayList<>(zones.keySet());
    known.add(TRAFFIC_MANAGER);
    PrivateLinkZones.all().forEach(entry -> known.add(entry.publicZone()));
    String best = "";
    for (String zone : known) {
      boolean within = name.equals(zone) || name.endsWith("." + zone);
      best = within && zone.length() > best.length() ? zone : best;
    }
    // A name of nobody's zone is a zone of its own, so that nothing else is hidden by it.
    return best.isEmpty() ? name.substring(name.indexOf('.') + 1) : best;
  }

  private List<String> records(String zone) {
    return zones.computeIfAbsent(zone.toLowerCase(Locale.ROOT), name -> new ArrayList<>());
  }

  List<Zone> zones() {
    List<Zone> all = new ArrayList<>();
    zones.forEach(
        (name, records) ->
            all.add(
                new Zone(
                    name,
                    List.of(),
                    List.of(),
                    records,
                    DEFAULT_TTL,
                    false,
                    "public DNS zone " + name,
                    List.of())));
    return all;
  }
}
