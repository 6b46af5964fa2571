package dev.plumbline.containers.names;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Zone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/** What one DNS server has for the questions of one segment, whatever faults are in force. */
final class NamesForSegment {

  private final Host host;
  private final Dns dns;
  private final boolean answers;
  private final Consumer<String> cannot;
  private final List<ZoneTree> own = new ArrayList<>();
  private final List<ZoneTree> common = new ArrayList<>();
  private final List<Forward> forwards;
  private final Map<Name, List<Record>> zones = new LinkedHashMap<>();
  private final Map<Name, Integer> ways = new LinkedHashMap<>();

  /** BIND wants a zone to have a server with an address; nobody asks for this one's name. */
  private static final Name ROOT_SERVER = Name.fromConstantString("plumbline-root-server.");

  /** Resolvers have one, so that a name in no zone does not exist: nobody else is to be asked. */
  private static final List<Record> EMPTY_ROOT =
      List.of(
          new SOARecord(
              Name.root, DClass.IN, 300, in("ns"), in("hostmaster"), 1, 3600, 600, 86400, 300),
          new NSRecord(Name.root, DClass.IN, 300, ROOT_SERVER),
          new ARecord(ROOT_SERVER, DClass.IN, 300, InetAddress.getLoopbackAddress()));

  /** The way of questions that the server's own zones answer. */
  static final int OWN = -1;

  /**
   * What a server has for a segment. Segments for which it has the same share one.
   *
   * @param answers whether it answers at all; REFUSED otherwise
   * @param recursive whether it answers as a resolver would
   * @param asks whether it has forwarders, be it for other segments
   * @param zones the records of each zone, as lines of a zone file; a resolver has the root
   * @param ways which forwarder is asked for a name and those below, by its place in the
   *     description, or {@link #OWN}; the longest name counts
   */
  record View(
      boolean answers,
      boolean recursive,
      boolean asks,
      Map<String, List<String>> zones,
      Map<String, Integer> ways) {}

  private record Forward(Name zone, int index) {}

  private NamesForSegment(
      Network network, Host host, Dns dns, String segment, Consumer<String> cannot) {
    this.host = host;
    this.dns = dns;
    this.answers = dns.clients().isEmpty() || dns.clients().contains(segment);
    this.cannot = cannot;
    List<Forward> found = new ArrayList<>();
    if (answers) {
      String view = dns.view() == null ? segment : dns.view();
      for (Zone zone : network.zones()) {
        if (zone.isSeenFrom(view) && (dns.recursive() || serves(zone))) {
          boolean last = dns.recursive() && zone.isSeenFromEverywhere();
          (last ? common : own).add(new ZoneTree(zone));
        }
      }
      for (int i = 0; i < dns.forwarders().size(); i++) {
        Forwarder forwarder = dns.forwarders().get(i);
        if (forwarder.isFor(segment)) {
          found.add(new Forward(name(forwarder.zone()), i));
        }
      }
      found.sort(Comparator.comparing((Forward one) -> -one.zone().labels()));
    }
    forwards = List.copyOf(found);
  }

  /**
   * Returns what a server has for a segment.
   *
   * @param cannot takes what BIND cannot be made to say
   */
  static NamesForSegment of(
      Network network, Host host, Dns dns, String segment, Consumer<String> cannot) {
    NamesForSegment names = new NamesForSegment(network, host, dns, segment, cannot);
    names.layOut();
    names.ways();
    return names;
  }

  /**
   * Returns the records of each zone while faults are in force; a zone without any cannot be
   * loaded.
   *
   * @param faults the faults; those that are not of names count for nothing
   * @param cannot takes what of them BIND cannot be made to show
   */
  Map<Name, List<Record>> zones(List<Fault> faults, Consumer<String> cannot) {
    Map<Name, List<Record>> broken = new LinkedHashMap<>(zones);
    if (answers) {
      new BrokenNames(broken, this::isForwarded, dns.recursive(), cannot).show(faults);
    }
    return broken;
  }

  /** Returns all that it has while faults are in force, as {@link #zones} does. */
  View view(List<Fault> faults, Consumer<String> cannot) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    // As text, since records count as equal whatever their times to live are.
    zones(faults, cannot)
        .forEach(
            (apex, records) ->
                texts.put(apex.toString(), records.stream().map(Record::toString).toList()));
    Map<String, Integer> asked = new LinkedHashMap<>();
    ways.forEach((name, way) -> asked.put(name.toString(), way));
    boolean asks = answers && !dns.forwarders().isEmpty();
    return new View(answers, answers && dns.recursive(), asks, texts, asked);
  }

  /** Whether a forwarder is asked for a name: the longest way counts, and a longer zone before. */
  private boolean isForwarded(Name name) {
    Name way = longest(name, ways.keySet());
    Name zone = dns.recursive() ? null : longest(name, zones.keySet());
    return way != null
        && Objects.requireNonNull(ways.get(way)) != OWN
        && (zone == null || zone.labels() < way.labels());
  }

  /** Returns the longest of some names that a name is or lies below; null for none. */
  static @Nullable Name longest(Name name, Set<Name> names) {
    return names.stream()
        .filter(name::subdomain)
        .max(Comparator.comparing(Name::labels))
        .orElse(null);
  }

  private boolean serves(Zone zone) {
    return zone.servers().isEmpty()
        ? dns.forwarders().isEmpty()
        : zone.servers().contains(host.name());
  }

  private void layOut() {
    Map<Name, List<ZoneTree>> first = byApex(own);
    first.forEach(
        (apex, same) -> {
          // What falls through goes out of a resolver's view, not to another zone of it.
          List<ZoneTree> further = new ArrayList<>(same.subList(1, same.size()));
          further.addAll(above(apex, own));
          zones.put(apex, merged(same.get(0), dns.recursive() ? upwards(apex, common) : further));
        });
    byApex(common)
        .forEach(
            (apex, same) -> {
              ZoneTree hiding = first.isEmpty() ? null : fitting(apex, first);
              if (hiding == null) {
                List<ZoneTree> all = upwards(apex, common);
                zones.put(apex, merged(all.get(0), all.subList(1, all.size())));
              } else if (hiding.zone().fallThrough() && !hiding.apex().equals(apex)) {
                inGap(hiding, apex);
              }
            });
    if (answers && dns.recursive()) {
      zones.putIfAbsent(Name.root, EMPTY_ROOT);
    }
  }

  /** Adds a zone for everybody that lies below a view's zone which lets its names fall through. */
  private void inGap(ZoneTree hiding, Name apex) {
    if (hiding.lookup(apex) != null) {
      cannot.accept(
          "%s lets names fall through, and has names of its own in zone %s"
              .formatted(hiding.zone().inWords(), apex));
      return;
    }
    List<ZoneTree> all = upwards(apex, common);
    zones.put(apex, merged(all.get(0), all.subList(1, all.size())));
  }

  private List<Record> merged(ZoneTree top, List<ZoneTree> others) {
    List<ZoneTree> layers = new ArrayList<>(List.of(top));
    for (ZoneTree other : others) {
      if (layers.get(layers.size() - 1).zone().fallThrough()) {
        layers.add(other);
      }
    }
    return LayeredZone.merged(layers, cannot);
  }

  /** Returns zones by their name; those that name segments first. */
  private static Map<Name, List<ZoneTree>> byApex(List<ZoneTree> zones) {
    return zones.stream()
        .sorted(Comparator.comparing(zone -> zone.zone().isSeenFromEverywhere()))
        .collect(Collectors.groupingBy(ZoneTree::apex, LinkedHashMap::new, Collectors.toList()));
  }

  /** Returns the zones of a name and those above, the longest first. */
  private static List<ZoneTree> upwards(Name apex, List<ZoneTree> zones) {
    List<ZoneTree> all = new ArrayList<>(byApex(zones).getOrDefault(apex, List.of()));
    all.addAll(above(apex, zones));
    return all;
  }

  private static List<ZoneTree> above(Name apex, List<ZoneTree> zones) {
    return byApex(zones).entrySet().stream()
        .filter(one -> apex.subdomain(one.getKey()) && !apex.equals(one.getKey()))
        .sorted(Comparator.comparing(one -> -one.getKey().labels()))
        .flatMap(one -> one.getValue().stream())
        .toList();
  }

  private static @Nullable ZoneTree fitting(Name name, Map<Name, List<ZoneTree>> zones) {
    return zones.entrySet().stream()
        .filter(one -> name.subdomain(one.getKey()))
        .max(Comparator.comparing(one -> one.getKey().labels()))
        .map(one -> one.getValue().get(0))
        .orElse(null);
  }

  /** Which forwarder is for what: its own zones come before, but for what they delegate. */
  private void ways() {
    Map<Name, List<ZoneTree>> first = byApex(own);
    if (!forwards.isEmpty() && dns.recursive()) {
      first.keySet().forEach(apex -> ways.put(apex, OWN));
    }
    for (Forward forward : forwards) {
      ZoneTree hiding = fitting(forward.zone(), first);
      if (hiding == null || hiding.cuts().stream().anyMatch(forward.zone()::subdomain)) {
        ways.put(forward.zone(), forward.index());
      }
    }
    for (ZoneTree zone : first.values().stream().map(same -> same.get(0)).toList()) {
      for (Name cut : zone.cuts()) {
        if (fitting(cut, first) == zone) {
          delegated(zone, cut);
        }
      }
    }
    if (!dns.recursive() && !dns.forwarders().isEmpty() && forwards.isEmpty()) {
      aliasesStay(first);
    }
  }

  private void delegated(ZoneTree zone, Name cut) {
    for (Forward forward : forwards) {
      if (cut.subdomain(forward.zone())) {
        ways.put(cut, forward.index());
        return;
      }
    }
    if (!dns.recursive() && !dns.forwarders().isEmpty()) {
      cannot.accept(
          "%s delegates %s, which no forwarder is for; BIND refers nobody where it forwards"
              .formatted(zone.zone().inWords(), cut));
    }
  }

  private void aliasesStay(Map<Name, List<ZoneTree>> first) {
    zones.forEach(
        (apex, records) ->
            records.stream()
                .filter(CNAMERecord.class::isInstance)
                .map(record -> ((CNAMERecord) record).getTarget())
                .filter(target -> !target.subdomain(apex) && fitting(target, first) != null)
                .forEach(
                    target ->
                        cannot.accept(
                            "zone %s has an alias to %s in another zone, which BIND follows where no forwarder is for who asks"
                                .formatted(apex, target))));
  }

  private static Name in(String label) {
    return Name.fromConstantString(label + ".invalid.");
  }

  private static Name name(String zone) {
    try {
      return Name.fromString(zone, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("\"" + zone + "\" is not a domain name", e);
    }
  }
}
