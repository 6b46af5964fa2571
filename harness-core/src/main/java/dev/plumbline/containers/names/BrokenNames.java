package dev.plumbline.containers.names;

import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.ZoneRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Faults of names, as they can be put into the zones of a server: other records, other times to
 * live, and zones that cannot be loaded, whose names BIND answers SERVFAIL.
 */
final class BrokenNames {

  /** The time to live of a wrong answer that has no right one to take it from. */
  private static final long TTL = 300;

  private final Map<Name, List<Record>> zones;
  private final Predicate<Name> forwarded;
  private final boolean recursive;
  private final Consumer<String> cannot;

  /**
   * Prepares for one view of a server.
   *
   * @param zones the records of its zones, to be changed
   * @param forwarded whether a name is asked of others
   * @param recursive whether the server is a resolver
   * @param cannot takes what zones cannot show
   */
  BrokenNames(
      Map<Name, List<Record>> zones,
      Predicate<Name> forwarded,
      boolean recursive,
      Consumer<String> cannot) {
    this.zones = zones;
    this.forwarded = forwarded;
    this.recursive = recursive;
    this.cannot = cannot;
  }

  /**
   * Puts faults into the zones; those of other kinds count for nothing, nor does a second one of
   * the same kind for the same name.
   */
  void show(List<Fault> faults) {
    // A name that fails says nothing else, and what is stale may be wrong.
    for (Fault.Kind kind :
        List.of(Fault.Kind.DNS_WRONG_ANSWER, Fault.Kind.DNS_STALE_TTL, Fault.Kind.DNS_SERVFAIL)) {
      Set<Name> shown = new HashSet<>();
      for (Fault fault : faults) {
        if (fault.kind() == kind && fault.name() != null && shown.add(name(fault.name()))) {
          show(fault, name(fault.name()));
        }
      }
    }
  }

  private void show(Fault fault, Name name) {
    Name apex = NamesForSegment.longest(name, zones.keySet());
    if (forwarded.test(name)) {
      cannot.accept(fault + ": a forwarder is asked for the name");
    } else if (name.isWild()
        || apex != null && synthesised(Objects.requireNonNull(zones.get(apex)), apex, name)) {
      cannot.accept(fault + ": the name is below a wildcard, a DNAME or a delegation");
    } else if (fault.kind() == Fault.Kind.DNS_SERVFAIL) {
      fail(fault, name, apex);
    } else if (apex == null) {
      // It is refused, right or wrong.
      return;
    } else if (fault.kind() == Fault.Kind.DNS_STALE_TTL && fault.time() != null) {
      age(name, apex, fault.time().toSeconds());
    } else if (fault.kind() == Fault.Kind.DNS_WRONG_ANSWER && fault.data() != null) {
      lie(fault, fault.data(), name, apex);
    }
  }

  /** Whether what a zone says of a name stands at another one. */
  private static boolean synthesised(List<Record> records, Name apex, Name name) {
    boolean there = false;
    boolean wild = false;
    for (Record record : records) {
      Name owner = record.getName();
      boolean above = name.subdomain(owner);
      if (above && record instanceof NSRecord && !owner.equals(apex)
          || above && record instanceof DNAMERecord && !owner.equals(name)) {
        return true;
      }
      there |= owner.subdomain(name);
      wild |= owner.isWild() && !owner.equals(apex) && name.subdomain(new Name(owner, 1));
    }
    return wild && !there;
  }

  private void fail(Fault fault, Name name, @Nullable Name apex) {
    boolean others =
        zones.keySet().stream().anyMatch(name::equals)
            || apex != null
                && Objects.requireNonNull(zones.get(apex)).stream()
                    .map(Record::getName)
                    .anyMatch(owner -> owner.subdomain(name) && !owner.equals(name));
    boolean aliases =
        !recursive
            && zones.values().stream()
                .flatMap(List::stream)
                .anyMatch(r -> r instanceof CNAMERecord c && c.getTarget().equals(name));
    if (others || aliases) {
      cannot.accept(
          fault
              + (others
                  ? ": there are names below it, which BIND answers SERVFAIL, too"
                  : ": an alias leads to it, at which BIND stops where it is authoritative"));
      return;
    }
    zones.put(name, List.of());
  }

  private void age(Name name, Name apex, long ttl) {
    zones.computeIfPresent(
        apex,
        (a, records) ->
            records.stream()
                .map(
                    record ->
                        record.getName().equals(name)
                            ? ZoneRecords.copy(record, record.getName(), ttl)
                            : record)
                .toList());
  }

  private void lie(Fault fault, String data, Name name, Name apex) {
    List<Record> records = new ArrayList<>(Objects.requireNonNull(zones.get(apex)));
    List<Record> here = records.stream().filter(r -> r.getName().equals(name)).toList();
    if (!IpAddresses.isLiteral(data)) {
      here.stream()
          .map(Record::getType)
          .distinct()
          .forEach(type -> replace(records, here, name, type, data));
    } else if (here.stream().anyMatch(CNAMERecord.class::isInstance)) {
      cannot.accept(fault + ": the name is an alias, beside which no address can stand");
      return;
    } else {
      boolean v4 = IpAddresses.parse(data).getAddress().length == 4;
      replace(records, here, name, v4 ? Type.A : Type.AAAA, data);
    }
    zones.put(apex, List.copyOf(records));
  }

  private static void replace(
      List<Record> records, List<Record> here, Name name, int type, String data) {
    List<Record> right = here.stream().filter(record -> record.getType() == type).toList();
    long ttl = right.isEmpty() ? TTL : right.get(0).getTTL();
    try {
      Record lie = Record.fromString(name, type, DClass.IN, ttl, data, Name.root);
      int at = right.isEmpty() ? records.size() : records.indexOf(right.get(0));
      records.removeAll(right);
      records.add(at, lie);
    } catch (IOException e) {
      // Data of another type: this one stays right.
      return;
    }
  }

  /** Returns a name as faults write it. */
  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a domain name", e);
    }
  }
}
