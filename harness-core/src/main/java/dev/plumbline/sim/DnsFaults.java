package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Fault.Kind;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.ZoneRecords;
import dev.plumbline.sim.ZoneLookup.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What is wrong with names at the moment: the faults that a DNS server shows. Pure. */
final class DnsFaults {

  /** The time to live of a wrong answer that has no right one to take it from. */
  private static final long TTL = 300;

  private final List<Broken> broken = new ArrayList<>();

  private record Broken(Fault fault, Name name) {}

  DnsFaults(List<Fault> described, Collection<Fault> given) {
    Fault.inOrder(described, given).forEach(this::add);
  }

  private void add(Fault fault) {
    if (fault.name() == null
        || !(fault.kind() == Kind.DNS_SERVFAIL
            || fault.kind() == Kind.DNS_WRONG_ANSWER
            || fault.kind() == Kind.DNS_STALE_TTL)) {
      return;
    }
    try {
      broken.add(new Broken(fault, Name.fromString(fault.name(), Name.root)));
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "fault " + fault.kind() + ": \"" + fault.name() + "\" is not a domain name", e);
    }
  }

  /** Returns the fault of a kind that a name has; null for none. */
  @Nullable Fault of(Kind kind, Name name) {
    for (Broken each : broken) {
      if (each.fault.kind() == kind && each.name.equals(name)) {
        return each.fault;
      }
    }
    return null;
  }

  /** Returns whether a name is answered SERVFAIL. */
  boolean failing(Name name) {
    return of(Kind.DNS_SERVFAIL, name) != null;
  }

  /**
   * Returns what a wrong answer says in place of a step; the very step where none does.
   *
   * <p>An address is what the name's A or AAAA records become, also where there are none; a name
   * that was in no zone then exists, and has nothing else. Other data takes the place of the
   * records found, as far as it is data of their type.
   *
   * @param step what the zones say; null when the name is in none
   */
  @Nullable Step wrong(Name name, int type, @Nullable Step step) {
    Fault wrong = of(Kind.DNS_WRONG_ANSWER, name);
    return wrong == null || wrong.data() == null ? step : lie(name, type, wrong.data(), step);
  }

  /** Returns a step with a stale time to live; the very step where nothing is stale. */
  @Nullable Step stale(Name name, @Nullable Step step) {
    Fault stale = of(Kind.DNS_STALE_TTL, name);
    return stale == null || stale.time() == null || step == null
        ? step
        : aged(step, stale.time().toSeconds());
  }

  private static @Nullable Step lie(Name name, int type, String data, @Nullable Step step) {
    if (IpAddresses.isLiteral(data)) {
      int fits = IpAddresses.parse(data).getAddress().length == 4 ? Type.A : Type.AAAA;
      if (type != fits) {
        return step == null || step instanceof Step.NoName ? new Step.NoData() : step;
      }
      long ttl = step instanceof Step.Found found ? found.records().get(0).getTTL() : TTL;
      Record lie = record(name, type, ttl, data);
      return lie == null ? step : new Step.Found(List.of(lie));
    }
    if (step instanceof Step.Found found) {
      Record lie = record(name, type, found.records().get(0).getTTL(), data);
      return lie == null ? step : new Step.Found(List.of(lie));
    }
    if (step instanceof Step.Alias alias) {
      Record lie = record(name, Type.CNAME, alias.records().get(0).getTTL(), data);
      return lie instanceof CNAMERecord cname
          ? new Step.Alias(List.of(lie), cname.getTarget())
          : step;
    }
    return step;
  }

  /** Returns the record; null when the data is not of the type. */
  private static @Nullable Record record(Name name, int type, long ttl, String data) {
    try {
      return Record.fromString(name, type, DClass.IN, ttl, data, Name.root);
    } catch (IOException e) {
      return null;
    }
  }

  private static Step aged(Step step, long ttl) {
    if (step instanceof Step.Found found) {
      return new Step.Found(aged(found.records(), ttl));
    }
    if (step instanceof Step.Alias alias) {
      return new Step.Alias(aged(alias.records(), ttl), alias.target());
    }
    return step;
  }

  private static List<Record> aged(List<Record> records, long ttl) {
    return records.stream().map(record -> ZoneRecords.copy(record, record.getName(), ttl)).toList();
  }
}
