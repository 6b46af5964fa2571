package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Zone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What must hold for DNS zones: their views, and the records that their lines stand for. */
final class ZoneChecks {

  private final Network network;
  private final Problems problems;
  private final Names names;

  ZoneChecks(Network network, Problems problems, Names names) {
    this.network = network;
    this.problems = problems;
    this.names = names;
  }

  /** Adds everything that is wrong. */
  void check() {
    List<Zone> earlier = new ArrayList<>();
    for (int i = 0; i < network.zones().size(); i++) {
      Zone zone = network.zones().get(i);
      String path = "zones[" + i + "]";
      if (problems.brokenAt(path)) {
        continue;
      }
      for (int j = 0; j < zone.seenFrom().size(); j++) {
        names.segment(path + ".seen-from[" + j + "]", zone.seenFrom().get(j));
      }
      for (int j = 0; j < zone.unseenFrom().size(); j++) {
        String segment = zone.unseenFrom().get(j).segment();
        String here = path + ".unseen-from[" + j + "].segment";
        names.segment(here, segment);
        if (zone.seenFrom().contains(segment)) {
          problems.addUnlessBroken(
              here, "segment \"" + segment + "\" sees the zone, says seen-from");
        }
      }
      for (int j = 0; j < zone.servers().size(); j++) {
        server(zone.servers().get(j), path + ".servers[" + j + "]");
      }
      if (zone.ttl().isNegative()
          || zone.ttl().getNano() != 0
          || zone.ttl().getSeconds() > Integer.MAX_VALUE) {
        problems.addUnlessBroken(
            path + ".ttl",
            "a time to live is a whole number of seconds, 0 to " + Integer.MAX_VALUE);
      }
      if (!problems.broken(path + ".name") && !problems.broken(path + ".seen-from")) {
        for (Zone other : earlier) {
          if (ambiguous(other, zone)) {
            problems.add(
                path + ".name",
                "two zones \""
                    + zone.name()
                    + "\" are seen from "
                    + common(other, zone)
                    + "; which of them counts is not known");
            break;
          }
        }
      }
      earlier.add(zone);
      name(zone, path).ifPresent(origin -> records(zone, origin, path));
    }
  }

  private void server(String server, String here) {
    names.host(here, server);
    for (int i = 0; i < network.hosts().size(); i++) {
      Host host = network.hosts().get(i);
      if (host.name().equals(server)
          && !problems.broken("hosts[" + i + "]")
          && host.listeners().stream().noneMatch(listener -> listener.dns() != null)) {
        problems.addUnlessBroken(here, "host \"" + server + "\" has no listener with dns");
      }
    }
  }

  private static boolean ambiguous(Zone one, Zone other) {
    boolean views =
        one.isSeenFromEverywhere()
            ? other.isSeenFromEverywhere()
            : one.seenFrom().stream().anyMatch(other.seenFrom()::contains);
    boolean servers =
        one.servers().isEmpty()
            ? other.servers().isEmpty()
            : one.servers().stream().anyMatch(other.servers()::contains);
    return views && servers && plain(one.name()).equals(plain(other.name()));
  }

  private static String common(Zone one, Zone other) {
    return one.isSeenFromEverywhere()
        ? "every segment"
        : "segment \""
            + one.seenFrom().stream().filter(other.seenFrom()::contains).findFirst().orElseThrow()
            + "\"";
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }

  private Optional<Name> name(Zone zone, String path) {
    try {
      if (!zone.name().isBlank() && !problems.broken(path + ".name")) {
        return Optional.of(Name.fromString(zone.name(), Name.root));
      }
      problems.addUnlessBroken(path + ".name", "a zone needs a name; the root is written \".\"");
    } catch (TextParseException e) {
      problems.add(path + ".name", "\"" + zone.name() + "\" is not a DNS name: " + e.getMessage());
    }
    return Optional.empty();
  }

  private void records(Zone zone, Name origin, String path) {
    Map<Name, Integer> aliases = new HashMap<>();
    Map<Name, Integer> others = new HashMap<>();
    boolean soa = false;
    int before = problems.found().size();
    for (int i = 0; i < zone.records().size(); i++) {
      String here = path + ".records[" + i + "]";
      Optional<Record> parsed =
          problems.broken(here) ? Optional.empty() : record(zone.records().get(i), origin, here);
      if (parsed.isEmpty()) {
        continue;
      }
      Record record = parsed.get();
      boolean alias = record.getType() == Type.CNAME;
      if (!record.getName().subdomain(origin)) {
        problems.add(
            here,
            record.getName()
                + " does not lie in the zone "
                + origin
                + "; names without a dot at the end are relative to it");
      } else if (alias && aliases.containsKey(record.getName())) {
        problems.add(
            here,
            record.getName()
                + " has a CNAME record already; a name has one (RFC 2181 section 10.1)");
      } else if (alias && (others.containsKey(record.getName()) || record.getName().equals(origin))
          || !alias && aliases.containsKey(record.getName())) {
        problems.add(
            here,
            record.getName()
                + " has a CNAME record beside other data (RFC 1034 section 3.6.2)"
                + (record.getName().equals(origin)
                    ? ": the name of a zone has SOA and NS records"
                    : ""));
      } else if (record.getType() == Type.SOA && (soa || !record.getName().equals(origin))) {
        problems.add(here, "a zone has one SOA record, at its own name");
      }
      (alias ? aliases : others).put(record.getName(), i);
      soa |= record.getType() == Type.SOA;
    }
    boolean allRead =
        IntStream.range(0, zone.records().size())
            .noneMatch(i -> problems.broken(path + ".records[" + i + "]"));
    if (allRead && problems.found().size() == before) {
      // What the checks above do not know must still not wait until a server reads the zone.
      ZoneRecords.problems(zone)
          .forEach(
              problem ->
                  problems.add(path + ".records[" + problem.line() + "]", problem.message()));
    }
  }

  private Optional<Record> record(String line, Name origin, String here) {
    if (line.isBlank()
        || "$;#".indexOf(line.charAt(0)) >= 0
        || Character.isWhitespace(line.charAt(0))
        || line.contains("\n")) {
      problems.add(
          here,
          "\""
              + line
              + "\" is not a record such as api A 10.1.0.5; directives, comments and several lines do not stand here");
      return Optional.empty();
    }
    try (Master master =
        new Master(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), origin, 300)) {
      Record record = master.nextRecord();
      if (record != null) {
        return Optional.of(record);
      }
      problems.add(here, "\"" + line + "\" holds no record");
    } catch (IOException | RuntimeException e) {
      problems.add(here, "\"" + line + "\" is not a record such as api A 10.1.0.5: " + reason(e));
    }
    return Optional.empty();
  }

  private static String reason(Exception e) {
    // dnsjava begins with where in its input it stands, which says nothing to the reader of a
    // descriptor.
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().replaceFirst("^<none>:\\d+: ", "");
  }
}
