package dev.plumbline.servers;

import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.ZoneRecords;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The DNS servers of a network description as one configuration of BIND 9: a view for each segment
 * and server, told apart by the addresses of both.
 *
 * <p>A resolver is a real one: it asks, with recursion, an authoritative view at an address of its
 * own in 127.53.0.0/16, which has the zones that the segment sees and an empty root.
 */
final class BindConfiguration {

  private final Places places;
  private final Path directory;
  private final Set<String> listening = new LinkedHashSet<>();
  private final StringBuilder views = new StringBuilder();
  private int zoneFiles;

  BindConfiguration(Places places, Path directory) {
    this.places = places;
    this.directory = directory;
  }

  /** Returns the addresses that the servers listen on, for clients. */
  List<InetSocketAddress> addresses() {
    return listening.stream().map(address -> new InetSocketAddress(address, 53)).toList();
  }

  /** Writes the configuration and its zone files; returns the file to start {@code named} with. */
  Path write() throws IOException {
    List<Segment> segments = places.network().segments();
    for (int s = 0; s < segments.size(); s++) {
      Segment segment = segments.get(s);
      boolean resolved = false;
      for (Host host : places.network().hosts()) {
        for (Listener listener : host.listeners()) {
          Dns dns = listener.dns();
          if (dns != null) {
            requirePort53(host, listener);
            resolved |=
                dns.recursive()
                    && (dns.clients().isEmpty() || dns.clients().contains(segment.name()));
            view(segment, s, host, dns);
          }
        }
      }
      if (resolved) {
        Map<String, List<Record>> zones = visible(segment, null);
        view(
            "behind-" + segment.name(),
            List.of("any"),
            List.of(behind(s)),
            "recursion no;",
            zones,
            true);
        listening.add(behind(s));
      }
    }
    String configuration =
        """
        options {
          directory "%s";
          pid-file none;
          listen-on port 53 { %s };
          listen-on-v6 { none; };
          dnssec-validation no;
          empty-zones-enable no;
          qname-minimization off;
          minimal-responses no;
          notify no;
          allow-transfer { none; };
        };
        controls { };
        logging { channel out { stderr; severity info; }; category default { out; }; };
        %s
        """
            .formatted(directory, list(listening), views);
    return Files.writeString(directory.resolve("named.conf"), configuration);
  }

  /**
   * Returns the address of the authoritative view behind the resolvers of a segment, by its place
   * in the network.
   */
  static String behind(int segment) {
    return "127.53.0." + (segment + 1);
  }

  private static void requirePort53(Host host, Listener listener) {
    if (listener.port() != 53) {
      throw Places.unsupported(
          "host \"" + host.name() + "\" has a DNS server on port " + listener.port());
    }
  }

  private void view(Segment segment, int number, Host host, Dns dns) throws IOException {
    List<String> at = new ArrayList<>(Places.texts(host.addresses()));
    at.addAll(Places.texts(host.publicAddresses()));
    listening.addAll(at);
    Set<String> from = places.sources(segment);
    if (from.isEmpty()) {
      return;
    }
    // Behind a server that asks for others, everybody is asked for as if from its view.
    if (!dns.forwarders().isEmpty() || (dns.view() != null && !dns.clients().isEmpty())) {
      throw Places.unsupported("host \"" + host.name() + "\" forwards, or has a view for some");
    }
    Segment seenFrom = segment;
    int behind = number;
    if (dns.view() != null) {
      List<Segment> all = places.network().segments();
      behind = all.stream().map(Segment::name).toList().indexOf(dns.view());
      seenFrom = all.get(behind);
    }
    String name = segment.name() + "-at-" + host.name();
    if (!dns.clients().isEmpty() && !dns.clients().contains(segment.name())) {
      view(name, from, at, "recursion no; allow-query { none; };", Map.of(), false);
    } else if (dns.recursive()) {
      String asks =
          "recursion yes; allow-recursion { any; }; allow-query-cache { any; }; forward only;"
              + " forwarders { "
              + behind(behind)
              + "; };";
      view(name, from, at, asks, Map.of(), false);
    } else {
      view(name, from, at, "recursion no;", visible(seenFrom, host), false);
    }
  }

  private void view(
      String name,
      Iterable<String> from,
      Iterable<String> at,
      String settings,
      Map<String, List<Record>> zones,
      boolean root)
      throws IOException {
    views.append(
        "view \"%s\" {\n  match-clients { %s };\n  match-destinations { %s };\n  %s\n"
            .formatted(name, list(from), list(at), settings));
    for (Map.Entry<String, List<Record>> zone : zones.entrySet()) {
      zone(zone.getKey(), zone.getValue().stream().map(Record::toString).toList());
    }
    if (root && !zones.containsKey(".")) {
      zone(
          ".",
          List.of(
              ". 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300",
              ". 300 IN NS ns.invalid.",
              "ns.invalid. 300 IN A 127.0.0.1"));
    }
    views.append("};\n");
  }

  private void zone(String name, List<String> records) throws IOException {
    Path file = directory.resolve("zone" + zoneFiles++);
    Files.write(file, records);
    views.append(
        "  zone \"%s\" { type primary; file \"%s\"; check-names ignore; };\n"
            .formatted(name, file));
  }

  /** Returns the zones that a segment sees, by name; of one server, or of all. */
  private Map<String, List<Record>> visible(Segment segment, @Nullable Host server) {
    Map<String, List<Zone>> byName = new LinkedHashMap<>();
    for (Zone zone : places.network().zones()) {
      boolean seen = zone.isSeenFrom(segment.name());
      boolean served =
          server == null || zone.servers().isEmpty() || zone.servers().contains(server.name());
      if (seen && served) {
        List<Zone> same =
            byName.computeIfAbsent(zone.name().toLowerCase(Locale.ROOT), n -> new ArrayList<>());
        // One that names segments hides one that does not.
        same.add(
            zone.isSeenFromEverywhere()
                ? same.size()
                : (int) same.stream().filter(z -> !z.isSeenFromEverywhere()).count(),
            zone);
      }
    }
    Map<String, List<Record>> records = new LinkedHashMap<>();
    byName.forEach((name, zones) -> records.put(name, merged(zones)));
    return records;
  }

  /** BIND has no falling through: the names that would are put into the zone. */
  private static List<Record> merged(List<Zone> zones) {
    List<Record> records = new ArrayList<>(ZoneRecords.parse(zones.get(0)));
    for (int i = 1; i < zones.size() && zones.get(i - 1).fallThrough(); i++) {
      Set<Name> names = new LinkedHashSet<>();
      records.forEach(record -> names.add(record.getName()));
      ZoneRecords.parse(zones.get(i)).stream()
          .filter(record -> !names.contains(record.getName()))
          .forEach(records::add);
    }
    return records;
  }

  private static String list(Iterable<String> members) {
    StringBuilder list = new StringBuilder();
    members.forEach(member -> list.append(member).append("; "));
    return list.toString();
  }
}
