package dev.plumbline.sim;

import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.ZoneRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The names of one zone, and one step of the lookup in it (RFC 1034 section 4.3.2 step 3, RFC 4592,
 * RFC 6672). Pure.
 */
final class ZoneLookup {

  private final Zone zone;
  private final Name apex;
  private final SOARecord soa;

  /** Every name that exists: those with records, and the empty non-terminals above them. */
  private final Map<Name, Map<Integer, List<Record>>> nodes = new HashMap<>();

  /** The nodes of the wildcards, by the name above the asterisk. */
  private final Map<Name, Map<Integer, List<Record>>> wildcards = new HashMap<>();

  ZoneLookup(Zone zone) {
    this.zone = zone;
    List<Record> records = ZoneRecords.parse(zone);
    this.soa = (SOARecord) records.get(0);
    this.apex = soa.getName();
    for (Record record : records) {
      nodes
          .computeIfAbsent(record.getName(), name -> new LinkedHashMap<>())
          .computeIfAbsent(record.getType(), type -> new ArrayList<>())
          .add(record);
      for (Name above = record.getName(); !above.equals(apex); above = new Name(above, 1)) {
        nodes.computeIfAbsent(above, name -> new LinkedHashMap<>());
      }
    }
    nodes.forEach(
        (name, node) -> {
          if (name.isWild() && !name.equals(apex)) {
            wildcards.put(new Name(name, 1), node);
          }
        });
  }

  /** What a zone says to a question. */
  sealed interface Step {
    /** The records asked for. */
    record Found(List<Record> records) implements Step {}

    /** An alias, with the records that say so: a CNAME, or a DNAME with the CNAME made from it. */
    record Alias(List<Record> records, Name target) implements Step {}

    /** A delegation: the NS records of the zone below. */
    record Referral(List<Record> servers) implements Step {}

    /** A DNAME whose new name would be too long; answered YXDOMAIN (RFC 6672 section 2.2). */
    record TooLong(List<Record> records) implements Step {}

    /** The name exists, but has no records of the type. */
    record NoData() implements Step {}

    /** The name does not exist. */
    record NoName() implements Step {}
  }

  Zone zone() {
    return zone;
  }

  Name apex() {
    return apex;
  }

  /**
   * Returns the SOA record as negative answers carry it: its time to live is at most its minimum
   * (RFC 2308 section 3).
   */
  Record negativeSoa() {
    return ZoneRecords.copy(soa, apex, Math.min(soa.getTTL(), soa.getMinimum()));
  }

  /**
   * Returns the records of a name and type as they stand in the zone, below a delegation too; empty
   * for none.
   */
  List<Record> raw(Name name, int type) {
    return nodes.getOrDefault(name, Map.of()).getOrDefault(type, List.of());
  }

  /** Returns the names that exist, also those without records above others; in no order. */
  Set<Name> names() {
    return nodes.keySet();
  }

  /** Returns the types of the records that stand at a name; empty for none. */
  Set<Integer> types(Name name) {
    return nodes.getOrDefault(name, Map.of()).keySet();
  }

  /** Answers a question about a name of this zone. */
  Step lookup(Name name, int type) {
    Name existing = apex;
    for (int strip = name.labels() - apex.labels(); strip >= 0; strip--) {
      Name at = strip == 0 ? name : new Name(name, strip);
      Map<Integer, List<Record>> node = nodes.get(at);
      if (node == null) {
        return byWildcard(name, type, existing);
      }
      existing = at;
      List<Record> servers = node.get(Type.NS);
      boolean atTheCut = strip == 0 && type == Type.DS;
      if (servers != null && !at.equals(apex) && !atTheCut) {
        return new Step.Referral(servers);
      }
      List<Record> redirection = node.get(Type.DNAME);
      if (redirection != null && strip > 0) {
        return redirect(name, (DNAMERecord) redirection.get(0));
      }
    }
    return at(nodes.getOrDefault(name, Map.of()), type, null);
  }

  private Step byWildcard(Name name, int type, Name closestEncloser) {
    Map<Integer, List<Record>> node = wildcards.get(closestEncloser);
    return node == null ? new Step.NoName() : at(node, type, name);
  }

  private static Step at(Map<Integer, List<Record>> node, int type, @Nullable Name owner) {
    List<Record> records = node.get(type);
    List<Record> alias = node.get(Type.CNAME);
    if (records != null) {
      return new Step.Found(owned(records, owner));
    }
    if (alias != null) {
      return new Step.Alias(owned(alias, owner), ((CNAMERecord) alias.get(0)).getTarget());
    }
    return new Step.NoData();
  }

  private static List<Record> owned(List<Record> records, @Nullable Name owner) {
    return owner == null
        ? List.copyOf(records)
        : records.stream().map(record -> ZoneRecords.copy(record, owner, record.getTTL())).toList();
  }

  private static Step redirect(Name name, DNAMERecord dname) {
    try {
      Name target = name.fromDNAME(dname);
      Record made = new CNAMERecord(name, DClass.IN, dname.getTTL(), target);
      return new Step.Alias(List.of(dname, made), target);
    } catch (NameTooLongException e) {
      return new Step.TooLong(List.of(dname));
    }
  }
}
