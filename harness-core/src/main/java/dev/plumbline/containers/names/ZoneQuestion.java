package dev.plumbline.containers.names;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A question put to one view of a name server, and what it says when its zones are as they should
 * be: {@code SERVFAIL}, or the records of the name and type.
 *
 * @param source the address that the view is asked from
 */
record ZoneQuestion(String source, Name name, int type, String expected) {

  /**
   * Returns a question.
   *
   * @param zones the zones as they should be; one without records cannot be loaded
   */
  static ZoneQuestion of(String source, Name name, int type, Map<Name, List<Record>> zones) {
    Name apex = NamesForSegment.longest(name, zones.keySet());
    List<Record> zone = apex == null ? null : zones.get(apex);
    return new ZoneQuestion(
        source,
        name,
        type,
        zone != null && zone.isEmpty()
            ? Rcode.string(Rcode.SERVFAIL)
            : text(records(zones, name), name, type));
  }

  /** Returns the records that stand at a name. */
  static List<Record> records(Map<Name, List<Record>> zones, Name name) {
    Name apex = NamesForSegment.longest(name, zones.keySet());
    return apex == null
        ? List.of()
        : zones.getOrDefault(apex, List.of()).stream()
            .filter(record -> record.getName().equals(name))
            .toList();
  }

  /** Returns it as it is sent. Recursion is not asked for: what others say is none of its zones. */
  byte[] message() {
    Message message = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    message.getHeader().unsetFlag(Flags.RD);
    return message.toWire();
  }

  /** Returns what an answer says, to be compared with what is expected. */
  String said(byte[] answer) {
    try {
      Message message = new Message(answer);
      return message.getRcode() == Rcode.SERVFAIL
          ? Rcode.string(Rcode.SERVFAIL)
          : text(message.getSection(Section.ANSWER), name, type);
    } catch (IOException e) {
      return "what cannot be read: " + e.getMessage();
    }
  }

  private static String text(Collection<Record> records, Name name, int type) {
    return records.stream()
        .filter(record -> record.getName().equals(name) && record.getType() == type)
        .map(record -> record.getTTL() + " " + record.rdataToString().toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(", ", Type.string(type) + " [", "]"));
  }

  @Override
  public String toString() {
    return Type.string(type) + " of " + name;
  }
}
