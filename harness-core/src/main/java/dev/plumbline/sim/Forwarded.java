package dev.plumbline.sim;

import dev.plumbline.sim.Forwarders.Told;
import dev.plumbline.sim.ZoneLookup.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** An answer that a forwarder was told, read name by name as a zone is. Pure. */
final class Forwarded {

  private Forwarded() {}

  /** Returns what was told about a name; null when no server was of use. */
  static @Nullable Step step(Told told, Name name, int type) {
    Message message = told.message();
    if (message == null) {
      return null;
    }
    Step there = there(message, name, type);
    if (there != null) {
      return there;
    }
    return switch (message.getRcode()) {
      case Rcode.NXDOMAIN -> new Step.NoName();
      case Rcode.YXDOMAIN -> new Step.TooLong(message.getSection(Section.ANSWER));
      default -> new Step.NoData();
    };
  }

  /**
   * Returns whether an answer says all about a name that an alias in it leads to: it has records of
   * it, or says that there are none.
   */
  static boolean goesOn(Told told, Name name, int type) {
    Message message = told.message();
    return message != null
        && (there(message, name, type) != null
            || message.getRcode() != Rcode.NOERROR
            || message.getSection(Section.AUTHORITY).stream()
                .anyMatch(r -> r instanceof SOARecord && name.subdomain(r.getName())));
  }

  /** Returns the records that say what does not exist. */
  static List<Record> negative(Told told) {
    Message message = told.message();
    return message == null
        ? List.of()
        : message.getSection(Section.AUTHORITY).stream()
            .filter(SOARecord.class::isInstance)
            .toList();
  }

  private static @Nullable Step there(Message message, Name name, int type) {
    List<Record> found = new ArrayList<>();
    List<Record> redirection = new ArrayList<>();
    CNAMERecord alias = null;
    for (Record record : message.getSection(Section.ANSWER)) {
      if (record.getName().equals(name) && record.getType() == type) {
        found.add(record);
      } else if (record instanceof CNAMERecord cname && record.getName().equals(name)) {
        alias = cname;
      } else if (record instanceof DNAMERecord && name.subdomain(record.getName())) {
        redirection.add(record);
      }
    }
    if (!found.isEmpty()) {
      // A CNAME that was asked for may have been made from a DNAME.
      found.addAll(type == Type.CNAME ? redirection : List.of());
      return new Step.Found(found);
    }
    if (alias == null) {
      return null;
    }
    redirection.add(alias);
    return new Step.Alias(redirection, alias.getTarget());
  }
}
