package dev.plumbline.containers.names;

import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.ZoneRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The names of one zone, and what stands at each (RFC 1034 section 4.3.2 step 3, RFC 4592, RFC
 * 6672).
 */
final class ZoneTree {

  private final Zone zone;
  private final Name apex;

  /** Every name that exists, also those without records above others. */
  private final Map<Name, List<Record>> nodes = new LinkedHashMap<>();

  ZoneTree(Zone zone) {
    this.zone = zone;
    List<Record> records = ZoneRecords.parse(zone);
    this.apex = records.get(0).getName();
    for (Record record : records) {
      nodes.computeIfAbsent(record.getName(), name -> new ArrayList<>()).add(record);
      for (Name above = record.getName(); !above.equals(apex); above = new Name(above, 1)) {
        nodes.computeIfAbsent(above, name -> new ArrayList<>());
      }
    }
  }

  /** What a zone has at a name. */
  sealed interface Place {
    /** Records with the name as their owner; none where it only stands above others. */
    record At(List<Record> records) implements Place {}

    /** A delegation or DNAME above it, or a delegation at it. */
    record Below(Name cut) implements Place {}
  }

  Zone zone() {
    return zone;
  }

  Name apex() {
    return apex;
  }

  Set<Name> names() {
    return nodes.keySet();
  }

  /** Returns the records that stand at a name itself; empty for none. */
  List<Record> records(Name name) {
    return nodes.getOrDefault(name, List.of());
  }

  /** Returns the names below the zone's own that are delegated. */
  List<Name> cuts() {
    return nodes.keySet().stream()
        .filter(name -> lookup(name) instanceof Place.Below below && below.cut().equals(name))
        .toList();
  }

  /** Returns what the zone has at a name; null when the name does not exist in it. */
  @Nullable Place lookup(Name name) {
    if (!name.subdomain(apex)) {
      return null;
    }
    Name existing = apex;
    for (int strip = name.labels() - apex.labels(); strip >= 0; strip--) {
      Name at = strip == 0 ? name : new Name(name, strip);
      List<Record> node = nodes.get(at);
      if (node == null) {
        return byWildcard(name, existing);
      }
      existing = at;
      if (!at.equals(apex) && has(node, Type.NS) || strip > 0 && has(node, Type.DNAME)) {
        return new Place.Below(at);
      }
    }
    return new Place.At(records(name));
  }

  private @Nullable Place byWildcard(Name name, Name closestEncloser) {
    List<Record> node = nodes.get(wildcard(closestEncloser));
    return node == null
        ? null
        : new Place.At(
            node.stream().map(one -> ZoneRecords.copy(one, name, one.getTTL())).toList());
  }

  /** Returns the name of the wildcard below a name; the name itself when it would be too long. */
  static Name wildcard(Name above) {
    try {
      return Name.concatenate(Name.fromConstantString("*"), above);
    } catch (org.xbill.DNS.NameTooLongException e) {
      return above;
    }
  }

  private static boolean has(List<Record> node, int type) {
    return node.stream().anyMatch(record -> record.getType() == type);
  }
}
