package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.DnsObservation.Response;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.IDN;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** DNS messages (RFC 1035 section 4): questions to bytes, bytes to answers, answers to outcomes. */
final class DnsMessages {

  /** The largest answer over UDP that passes everywhere without fragments (DNS flag day 2020). */
  private static final int UDP_PAYLOAD = 1232;

  private static final int HEADER = 12;

  private DnsMessages() {}

  /**
   * Returns a question.
   *
   * @throws IllegalArgumentException when the name cannot be asked for
   */
  static Message question(String name, String type, boolean recursionDesired) {
    Message message =
        Message.newQuery(Record.newRecord(name(name, type), Type.value(type), DClass.IN));
    if (!recursionDesired) {
      message.getHeader().unsetFlag(Flags.RD);
    }
    message.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
    return message;
  }

  /** Throws an IllegalArgumentException when a name cannot be asked for. */
  static void require(String name, String type) {
    name(name, type);
  }

  private static Name name(String text, String type) {
    if (IpAddresses.isLiteral(text)) {
      return type.equals("PTR") ? ReverseMap.fromAddress(IpAddresses.parse(text)) : parsed(text);
    }
    try {
      return parsed(isAscii(text) ? text : IDN.toASCII(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" cannot be asked for: " + e.getMessage(), e);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static Name parsed(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a domain name: " + e.getMessage(), e);
    }
  }

  /**
   * Returns whether bytes are an answer to a question: the same number, and the same question where
   * there is one.
   */
  static boolean answers(byte[] datagram, byte[] question) {
    if (datagram.length < HEADER
        || datagram[0] != question[0]
        || datagram[1] != question[1]
        || (datagram[2] & 0x80) == 0) {
      return false;
    }
    boolean withoutQuestion = datagram[4] == 0 && datagram[5] == 0;
    if (withoutQuestion) {
      // A server that could not read the question may answer without it; one that has data for it
      // may not.
      return (datagram[3] & 0x0F) != Rcode.NOERROR && (datagram[3] & 0x0F) != Rcode.NXDOMAIN;
    }
    int end = questionEnd(question);
    if (datagram.length < end) {
      return false;
    }
    for (int i = HEADER; i < end; i++) {
      if (lower(datagram[i]) != lower(question[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the offset after the question, which is never compressed in a message of ours. */
  private static int questionEnd(byte[] message) {
    int at = HEADER;
    while (message[at] != 0) {
      at += 1 + message[at];
    }
    return at + 1 + 4;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is not a DNS message
   */
  static Message parse(byte[] bytes) throws IOException {
    try {
      return new Message(bytes);
    } catch (RuntimeException e) {
      // The parser guards most of what it reads, not all of it.
      throw new IOException(e.toString(), e);
    }
  }

  /**
   * Returns the sections of an answer.
   *
   * @param age by how many seconds the times to live in it are too long
   */
  static Response response(Message message, boolean truncated, String transport, long age) {
    return new Response(
        Rcode.string(message.getRcode()),
        message.getHeader().getFlag(Flags.AA),
        truncated,
        message.getHeader().getFlag(Flags.RA),
        transport,
        records(message, Section.ANSWER, age),
        records(message, Section.AUTHORITY, age),
        records(message, Section.ADDITIONAL, age));
  }

  private static List<DnsRecord> records(Message message, int section, long age) {
    List<Record> found = message.getSection(section);
    List<DnsRecord> records = new ArrayList<>(found.size());
    for (Record r : found) {
      if (r.getType() != Type.OPT) {
        records.add(
            new DnsRecord(
                plain(r.getName()),
                Type.string(r.getType()),
                Math.max(r.getTTL() - age, 0),
                data(r)));
      }
    }
    return records;
  }

  /** Returns the data in presentation form, names without the trailing dot. */
  private static String data(Record r) {
    if (r instanceof CNAMERecord c) {
      return plain(c.getTarget());
    } else if (r instanceof NSRecord ns) {
      return plain(ns.getTarget());
    } else if (r instanceof PTRRecord ptr) {
      return plain(ptr.getTarget());
    } else if (r instanceof MXRecord mx) {
      return mx.getPriority() + " " + plain(mx.getTarget());
    } else if (r instanceof SRVRecord srv) {
      return srv.getPriority()
          + " "
          + srv.getWeight()
          + " "
          + srv.getPort()
          + " "
          + plain(srv.getTarget());
    } else if (r instanceof SOARecord soa) {
      return plain(soa.getHost())
          + " "
          + plain(soa.getAdmin())
          + " "
          + soa.getSerial()
          + " "
          + soa.getRefresh()
          + " "
          + soa.getRetry()
          + " "
          + soa.getExpire()
          + " "
          + soa.getMinimum();
    }
    return r.rdataToString();
  }

  private static String plain(Name name) {
    return name.equals(Name.root) ? "." : name.toString(true);
  }

  /** Returns what an answer comes to for the question it was asked. */
  static Outcome outcome(Message question, Message answer) {
    int rcode = answer.getRcode();
    Record asked = question.getQuestion();
    List<Record> records = answer.getSection(Section.ANSWER);
    if (rcode == Rcode.NXDOMAIN) {
      // RFC 2308 section 2.1: after an alias it is the last name that does not exist. A record of
      // the type asked, be it the alias, is what was asked for.
      return records.stream()
          .filter(r -> !leadsOn(r) || r.getType() == asked.getType())
          .findFirst()
          .<Outcome>map(r -> unusable("NXDOMAIN, and yet with data: " + plainly(r)))
          .orElseGet(Outcome.NxDomain::new);
    }
    if (rcode != Rcode.NOERROR) {
      return new Outcome.DnsError(Rcode.string(rcode));
    }
    if (hasData(records, asked)) {
      return new Outcome.Resolved();
    }
    if (records.stream().anyMatch(r -> r.getType() == asked.getType())) {
      return unusable(
          "its records are not those of " + plain(asked.getName()) + " or of its aliases");
    }
    Record other = records.stream().filter(r -> !leadsOn(r)).findFirst().orElse(null);
    if (other != null) {
      return unusable(
          "records of another type than the "
              + Type.string(asked.getType())
              + " asked for: "
              + plainly(other));
    }
    if (loops(records, asked.getName())) {
      // RFC 1034 section 3.6.2: an error, and no statement that the name has no data.
      return unusable("the aliases of " + plain(asked.getName()) + " lead back to themselves");
    }
    List<Record> authority = answer.getSection(Section.AUTHORITY);
    boolean referral =
        records.isEmpty()
            && !answer.getHeader().getFlag(Flags.AA)
            && authority.stream().anyMatch(r -> r.getType() == Type.NS)
            && authority.stream().noneMatch(r -> r.getType() == Type.SOA);
    if (referral) {
      // RFC 2308 section 2.2: a referral says nothing about the name, and must not be taken for "no
      // data".
      return unusable(
          "a referral to other servers of "
              + plain(authority.get(0).getName()).toLowerCase(Locale.ROOT));
    }
    boolean unfollowed =
        records.stream().anyMatch(r -> r instanceof CNAMERecord)
            && !answer.getHeader().getFlag(Flags.RA)
            && authority.stream().noneMatch(r -> r.getType() == Type.SOA);
    if (unfollowed) {
      // RFC 1034 section 4.3.2, step 3a: a server that does not recurse leaves it to the client to
      // follow an alias out of its zones. Only an SOA would say that the last name has no data.
      return unusable(
          "an alias of "
              + plain(asked.getName())
              + " to a name of which the server says nothing; it does not recurse");
    }
    return new Outcome.NoData();
  }

  /**
   * Returns the name that the aliases of an answer lead to, where the answer says nothing of it: no
   * data, and no SOA either (RFC 2308 section 2.2), as of a resolver that gave up there, or of a
   * stub that leaves SOAs out. Null where there is no alias, or it says something.
   */
  static @Nullable Name unsaid(Message question, Message answer) {
    boolean said =
        answer.getSection(Section.AUTHORITY).stream().anyMatch(r -> r.getType() == Type.SOA);
    Name asked = question.getQuestion().getName();
    Name last = last(answer.getSection(Section.ANSWER), asked);
    return said || last.equals(asked) ? null : last;
  }

  /** Returns the same question for another name. */
  static Message question(Message same, Name name) {
    return question(
        name.toString(),
        Type.string(same.getQuestion().getType()),
        same.getHeader().getFlag(Flags.RD));
  }

  /** Returns whether a record is no data, but what leads to it, or its signature. */
  private static boolean leadsOn(Record r) {
    return r.getType() == Type.CNAME || r.getType() == Type.DNAME || r.getType() == Type.RRSIG;
  }

  private static String plainly(Record r) {
    return plain(r.getName()) + " " + Type.string(r.getType()) + " " + data(r);
  }

  private static boolean hasData(List<Record> records, Record asked) {
    Name owner = asked.getName();
    // Every alias is used at most once, so that a loop ends.
    for (int hops = 0; hops <= records.size(); hops++) {
      Name current = owner;
      if (records.stream()
          .anyMatch(r -> r.getType() == asked.getType() && r.getName().equals(current))) {
        return true;
      }
      Name next = null;
      for (Record r : records) {
        if (r instanceof CNAMERecord alias && alias.getName().equals(current)) {
          next = alias.getTarget();
        }
      }
      if (next == null) {
        return false;
      }
      owner = next;
    }
    return false;
  }

  private static boolean loops(List<Record> records, Name asked) {
    return next(records, last(records, asked)) != null;
  }

  /** Returns the name that aliases lead to; of those that go round, the last before it repeats. */
  private static Name last(List<Record> records, Name asked) {
    Set<Name> seen = new HashSet<>(Set.of(asked));
    Name last = asked;
    for (Name next = next(records, last);
        next != null && seen.add(next);
        next = next(records, last)) {
      last = next;
    }
    return last;
  }

  private static @Nullable Name next(List<Record> records, Name owner) {
    return records.stream()
        .filter(r -> r instanceof CNAMERecord && r.getName().equals(owner))
        .map(r -> ((CNAMERecord) r).getTarget())
        .findFirst()
        .orElse(null);
  }

  /** Returns the outcome of an answer that answers nothing. */
  static Outcome unusable(String detail) {
    return new Outcome.ResolverUnreachable(new Outcome.Malformed(Phase.RESOLVE, detail));
  }
}
