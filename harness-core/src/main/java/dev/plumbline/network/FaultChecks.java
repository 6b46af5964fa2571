package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Fault.Kind;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
      named(fault.kind(), fault.name(), path + ".name");
    }
  }

  private void named(Kind kind, String name, String path) {
    switch (kind) {
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
        if (!problems.broken("zones")
            && network.zones().stream().noneMatch(zone -> within(name, zone.name()))) {
          problems.addUnlessBroken(
              path,
              "\""
                  + name
                  + "\" lies in none of the zones "
                  + Names.joined(network.zones().stream().map(Network.Zone::name).toList()));
        }
      }
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
