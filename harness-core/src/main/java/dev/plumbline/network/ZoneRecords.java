package dev.plumbline.network;

import dev.plumbline.descriptor.NearestName;
import dev.plumbline.network.Network.Zone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The records of a {@link Zone}, read from its lines. */
public final class ZoneRecords {

  private static final String FORM =
      "a line is: name [ttl] type data; the name of the zone itself is @";

  private ZoneRecords() {}

  /**
   * Something wrong with a zone.
   *
   * @param line the index of the line in {@link Zone#records()}, from 0; -1 when the zone itself is
   *     wrong
   * @param message what is wrong with it
   */
  record Problem(int line, String message) {}

  /**
   * Returns a zone's records: the SOA first, then the others in their order.
   *
   * <p>Where the lines hold no SOA, one is made: of the server {@code ns.invalid}, or the first NS
   * record's, serial 1, refresh 3600, retry 600, expire 86400, minimum and time to live those of
   * the zone. Where they hold no NS record of the zone itself, one to {@code ns.invalid} is made
   * (RFC 6761 section 6.4: nobody has that name). A record that is there twice counts once; records
   * of the same name and type get the time to live of the first (RFC 2181 section 5.2).
   *
   * @throws IllegalArgumentException when a line is wrong, naming the zone and the line's index
   */
  public static List<Record> parse(Zone zone) {
    Reader reader = new Reader(zone);
    List<Record> records = reader.read();
    if (!reader.problems.isEmpty()) {
      Problem first = reader.problems.get(0);
      String where =
          first.line() < 0
              ? ""
              : ", records[" + first.line() + "] \"" + zone.records().get(first.line()) + "\"";
      throw new IllegalArgumentException("zone " + zone.name() + where + ": " + first.message());
    }
    return records;
  }

  /**
   * Returns everything that is wrong with a zone's name and lines; empty when {@link #parse}
   * succeeds.
   */
  static List<Problem> problems(Zone zone) {
    Reader reader = new Reader(zone);
    reader.read();
    return List.copyOf(reader.problems);
  }

  /** Returns a record with another owner and time to live. */
  public static Record copy(Record record, Name owner, long ttl) {
    // The record's own text or canonical form would change the case of names in its data.
    byte[] wire = record.toWire(Section.ANSWER);
    int header = record.getName().length() + 10;
    byte[] data = Arrays.copyOfRange(wire, header, wire.length);
    return Record.newRecord(owner, record.getType(), record.getDClass(), ttl, data);
  }

  /** Returns the name that was probably meant by another; empty when none is near. */
  public static Optional<String> nearest(String name, Collection<String> names) {
    return NearestName.to(name, names);
  }

  private static final class Reader {
    private final Zone zone;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Record> records = new ArrayList<>();
    private final Map<Name, Map<Integer, Long>> ttls = new HashMap<>();
    private final Set<Record> seen = new HashSet<>();
    private @Nullable SOARecord soa;

    Reader(Zone zone) {
      this.zone = zone;
    }

    List<Record> read() {
      Name apex;
      try {
        apex = Name.fromString(zone.name(), Name.root);
      } catch (TextParseException e) {
        problems.add(
            new Problem(-1, "\"" + zone.name() + "\" is not a domain name: " + e.getMessage()));
        return List.of();
      }
      for (int line = 0; line < zone.records().size(); line++) {
        try {
          add(readLine(zone.records().get(line), apex), apex);
        } catch (IllegalArgumentException e) {
          problems.add(new Problem(line, String.valueOf(e.getMessage())));
        } catch (IOException e) {
          String found = String.valueOf(e.getMessage()).replaceFirst("^<none>:\\d+: ", "");
          problems.add(new Problem(line, found + "; " + FORM));
        }
      }
      return complete(apex);
    }

    private Record readLine(String line, Name apex) throws IOException {
      if (line.isBlank() || Character.isWhitespace(line.charAt(0)) || line.charAt(0) == '$') {
        throw new IllegalArgumentException(FORM);
      }
      try (Master master =
          new Master(
              new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
              apex,
              zone.ttl().toSeconds())) {
        master.disableIncludes();
        Record record = master.nextRecord();
        if (record == null || master.nextRecord() != null) {
          throw new IllegalArgumentException(
              record == null ? "it holds no record" : "it holds more than one record");
        }
        return record;
      }
    }

    private void add(Record record, Name apex) {
      Name name = record.getName();
      int type = record.getType();
      if (record.getDClass() != DClass.IN) {
        throw new IllegalArgumentException(
            "its class is " + DClass.string(record.getDClass()) + "; only IN is allowed");
      }
      if (!name.subdomain(apex)) {
        throw new IllegalArgumentException(
            name + " is not within the zone; a name without a final dot is relative to it");
      }
      if (type == Type.SOA && (soa != null || !name.equals(apex))) {
        throw new IllegalArgumentException("a zone has one SOA record, at @");
      }
      Map<Integer, Long> types = ttls.computeIfAbsent(name, n -> new HashMap<>());
      Long ttl = types.get(type);
      boolean twice = ttl != null && !seen.add(copy(record, name, 0));
      if (twice) {
        return;
      }
      if (ttl != null && (type == Type.CNAME || type == Type.DNAME)) {
        throw new IllegalArgumentException(
            name + " has more than one " + Type.string(type) + " record");
      }
      if (type == Type.CNAME ? !types.isEmpty() && ttl == null : types.containsKey(Type.CNAME)) {
        throw new IllegalArgumentException(
            name + " has a CNAME record, so it can have no other (RFC 1034 section 3.6.2)");
      }
      if (type == Type.CNAME && name.equals(apex)) {
        throw new IllegalArgumentException(
            "the zone itself has SOA and NS records, so it can have no CNAME record");
      }
      seen.add(copy(record, name, 0));
      types.putIfAbsent(type, record.getTTL());
      Record kept = ttl == null || ttl == record.getTTL() ? record : copy(record, name, ttl);
      if (kept instanceof SOARecord first) {
        soa = first;
      } else {
        records.add(kept);
      }
    }

    private List<Record> complete(Name apex) {
      long ttl = zone.ttl().toSeconds();
      Name server = Name.fromConstantString("ns.invalid.");
      NSRecord own =
          (NSRecord)
              records.stream()
                  .filter(r -> r.getType() == Type.NS && r.getName().equals(apex))
                  .findFirst()
                  .orElse(null);
      List<Record> all = new ArrayList<>();
      Name first = own == null ? server : own.getTarget();
      Name mailbox = Name.fromConstantString("hostmaster.invalid.");
      all.add(
          soa != null
              ? soa
              : new SOARecord(apex, DClass.IN, ttl, first, mailbox, 1, 3600, 600, 86400, ttl));
      if (own == null) {
        all.add(new NSRecord(apex, DClass.IN, ttl, server));
      }
      all.addAll(records);
      return List.copyOf(all);
    }
  }
}
