package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Fault.Kind;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * What must hold for a fault: the keys that its kind needs, no others, and names that stand for
 * something. A fault that breaks nothing would prove nothing.
 */
final class FaultChecks {

  private final Network network;
  private final Problems problems;
  private final Names names;

  FaultChecks(Network network, Problems problems, Names names) {
    this.network = network;
    this.problems = problems;
    this.names = names;
  }

  /** Adds everything that is wrong. */
  void check(Fault fault, String path) {
    if (problems.brokenAt(path) || problems.broken(path + ".kind")) {
      return;
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("from", fault.from());
    given.put("to", fault.to());
    given.put("port", fault.port());
    given.put("name", fault.name());
    given.put("time", fault.time());
    given.put("bytes", fault.bytes());
    given.put("data", fault.data());
    Set<String> needed = needed(fault.kind());
    Set<String> allowed = allowed(fault.kind());
    String kind = fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    given.forEach(
        (key, value) -> {
          if (value == null && needed.contains(key)) {
            problems.addUnlessBroken(path, "a fault " + kind + " needs " + key);
          } else if (value != null && !needed.contains(key) && !allowed.contains(key)) {
            problems.addUnlessBroken(path + "." + key, key + " does not count for a fault " + kind);
          }
        });
    place(path + ".from", fault.from());
    place(path + ".to", fault.to());
    if (fault.port() != null) {
      names.port(path + ".port", fault.port());
    }
    if (fault.bytes() != null && fault.bytes() < 0) {
      problems.addUnlessBroken(path + ".bytes", fault.bytes() + " is negative");
    }
    if (fault.time() != null) {
      names.notNegative(path + ".time", fault.time());
    }
    if (fault.name() != null) {
      named(fault, fault.name(), path);
    }
  }

  private void named(Fault fault, String name, String at) {
    String path = at + ".name";
    switch (fault.kind()) {
      case HOST_DOWN -> names.host(path, name);
      case EXPIRED_CERTIFICATE ->
          names.known(
              path,
              "a certificate",
              name,
              "certificates",
              network.certificates(),
              CertificateSpec::name);
      default -> {
        if (!problems.broken("zones") && !problems.broken(path)) {
          dns(fault, name, at);
        }
      }
    }
  }

  private void dns(Fault fault, String text, String at) {
    Name name;
    try {
      name = Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      problems.addUnlessBroken(
          at + ".name", "\"" + text + "\" is not a domain name: " + e.getMessage());
      return;
    }
    if (network.zones().stream().noneMatch(zone -> within(text, zone.name()))) {
      problems.addUnlessBroken(
          at + ".name",
          "\""
              + text
              + "\" lies in none of the zones "
              + Names.joined(network.zones().stream().map(Network.Zone::name).toList()));
      return;
    }
    List<Record> records =
        network.zones().stream().flatMap(zone -> ZoneRecords.parse(zone).stream()).toList();
    List<Record> own = records.stream().filter(record -> answers(record, name)).toList();
    if (own.isEmpty()) {
      List<String> there =
          records.stream().map(r -> r.getName().toString(true)).distinct().sorted().toList();
      problems.addUnknown(at + ".name", "a name that any zone has a record for", text, there);
    } else if (fault.kind() == Kind.DNS_WRONG_ANSWER
        && fault.data() != null
        && !IpAddresses.isLiteral(fault.data())
        && own.stream().noneMatch(record -> isDataOf(record.getType(), fault.data()))) {
      problems.addUnlessBroken(
          at + ".data",
          "\""
              + fault.data()
              + "\" is neither an address nor data of a type that "
              + text
              + " has: "
              + Names.joined(
                  own.stream().map(r -> Type.string(r.getType())).distinct().sorted().toList()));
    }
  }

  /** Returns whether a record has a part in the answers to a name. */
  private static boolean answers(Record record, Name name) {
    Name owner = record.getName();
    return owner.equals(name)
        || owner.isWild() && name.subdomain(new Name(owner, 1))
        || record.getType() == Type.DNAME && name.subdomain(owner);
  }

  private static boolean isDataOf(int type, String data) {
    try {
      Record.fromString(Name.root, type, DClass.IN, 0, data, Name.root);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean within(String name, String zone) {
    String inner = "." + name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    String outer =
        zone.equals(".") ? "" : "." + zone.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return inner.endsWith(outer);
  }

  private void place(String path, @Nullable String name) {
    if (name == null
        || problems.broken(path)
        || problems.broken("segments")
        || problems.broken("hosts")) {
      return;
    }
    List<String> places = new ArrayList<>();
    network.segments().stream().map(Segment::name).forEach(places::add);
    network.hosts().stream().map(Host::name).forEach(places::add);
    if (!places.contains(name)) {
      problems.addUnknown(path, "a segment or host", name, places);
    }
  }

  private static Set<String> needed(Kind kind) {
    return switch (kind) {
      case DROP, REJECT -> Set.of();
      case HALF_OPEN -> Set.of("to");
      case LATENCY, SLOW_RESPONSE -> Set.of("to", "time");
      case RESET_AFTER, TRUNCATED_TLS -> Set.of("to", "bytes");
      case DNS_SERVFAIL, EXPIRED_CERTIFICATE, HOST_DOWN -> Set.of("name");
      case DNS_WRONG_ANSWER -> Set.of("name", "data");
      case DNS_STALE_TTL -> Set.of("name", "time");
    };
  }

  private static Set<String> allowed(Kind kind) {
    return switch (kind) {
      case DROP, REJECT -> Set.of("from", "to", "port");
      case LATENCY, HALF_OPEN, RESET_AFTER, TRUNCATED_TLS, SLOW_RESPONSE -> Set.of("from", "port");
      default -> Set.of();
    };
  }
}
