package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What must hold for a DNS server: whom it answers, from which view, and where it asks on. */
final class DnsChecks {

  private final Problems problems;
  private final Names names;

  DnsChecks(Problems problems, Names names) {
    this.problems = problems;
    this.names = names;
  }

  /** Adds everything that is wrong. */
  void check(Dns dns, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    segments(dns.clients(), here + ".clients");
    if (dns.view() != null) {
      names.segment(here + ".view", dns.view());
    }
    Set<String> zones = new HashSet<>();
    for (int i = 0; i < dns.forwarders().size(); i++) {
      String path = here + ".forwarders[" + i + "]";
      if (!problems.brokenAt(path)) {
        check(dns.forwarders().get(i), path, zones);
      }
    }
  }

  private void check(Forwarder forwarder, String path, Set<String> zones) {
    zone(forwarder, path, zones);
    if (forwarder.servers().isEmpty() && !problems.broken(path + ".servers")) {
      problems.add(path + ".servers", "a forwarder needs the address of at least one server");
    }
    names.port(path + ".port", forwarder.port());
    names.host(path + ".from", forwarder.from());
    names.positive(path + ".timeout", forwarder.timeout());
    segments(forwarder.clients(), path + ".clients");
    for (int i = 0; i < forwarder.notFor().size(); i++) {
      String segment = forwarder.notFor().get(i).segment();
      String at = path + ".not-for[" + i + "].segment";
      names.segment(at, segment);
      if (forwarder.clients().contains(segment)) {
        problems.addUnlessBroken(
            at, "the forwarder is for segment \"" + segment + "\", says clients");
      }
    }
  }

  private void zone(Forwarder forwarder, String path, Set<String> zones) {
    if (problems.broken(path + ".zone")) {
      return;
    }
    String zone = forwarder.zone().toLowerCase(Locale.ROOT).replaceFirst("(?<=.)\\.$", "");
    try {
      if (zone.isBlank()) {
        throw new TextParseException("it is empty");
      }
      Name.fromString(zone, Name.root);
    } catch (TextParseException e) {
      problems.add(
          path + ".zone",
          "\"%s\" is not a DNS name: %s; all names are written \".\""
              .formatted(forwarder.zone(), e.getMessage()));
      return;
    }
    // Two for one name are told apart by whose questions they are for.
    for (String client : forwarder.clients().isEmpty() ? List.of("") : forwarder.clients()) {
      boolean unused = forwarder.clients().isEmpty() && !forwarder.notFor().isEmpty();
      if (!unused && !zones.add(zone + " " + client)) {
        problems.addUnlessBroken(
            path + ".zone",
            "there is a forwarder for \""
                + forwarder.zone()
                + "\""
                + (client.isEmpty() ? "" : " and segment \"" + client + "\"")
                + " already; give the one more servers");
      }
    }
  }

  private void segments(List<String> segments, String path) {
    for (int i = 0; i < segments.size(); i++) {
      names.segment(path + "[" + i + "]", segments.get(i));
    }
  }
}
