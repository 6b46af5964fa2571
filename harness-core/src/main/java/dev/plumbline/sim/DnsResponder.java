package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.sim.Forwarders.Forward;
import dev.plumbline.sim.Forwarders.Told;
import dev.plumbline.sim.Resolution.Asked;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Messages answered with messages, for one DNS server: RFC 1035 section 4.1, EDNS (RFC 6891) and
 * truncation (RFC 2181 section 9).
 *
 * <p>NOTIMP is the answer to opcodes other than QUERY and to the question types that are none (ANY,
 * AXFR, IXFR and their like); FORMERR to what cannot be read or holds not exactly one question;
 * REFUSED to classes other than IN and to segments that are not clients. What has no readable
 * header, or is itself an answer, gets nothing.
 */
final class DnsResponder {

  /** The largest datagram that a client without EDNS takes. */
  private static final int PLAIN_UDP = 512;

  /** The size announced to clients; that which they announce counts for the answers. */
  private static final int OWN_UDP = 1232;

  private static final int HEADER = 12;

  private final Network network;
  private final Host host;
  private final Network.Dns dns;
  private final Supplier<Set<Fault>> faults;
  private final List<ZoneLookup> zones;
  private final Forwarders forwarders;
  private final Map<String, View> views = new ConcurrentHashMap<>();

  DnsResponder(
      Network network,
      Host host,
      Network.Dns dns,
      Supplier<Set<Fault>> faults,
      Forwarders.Uplink uplink) {
    this.network = network;
    this.host = host;
    this.dns = dns;
    this.faults = faults;
    this.zones = ZoneSet.read(network);
    this.forwarders = new Forwarders(host, dns, uplink);
  }

  /**
   * Answers a message.
   *
   * @param segment the segment that asks
   * @param udp whether the answer has to fit a datagram
   * @param remark takes which zone answered, and why the answer is what it is where that is not
   *     plain
   * @return the answer, when those who had to be asked have answered; null for none
   */
  CompletableFuture<byte @Nullable []> respond(
      byte[] message, String segment, boolean udp, Remark remark) {
    if (message.length < HEADER || (message[2] & 0x80) != 0) {
      return CompletableFuture.completedFuture(null);
    }
    int opcode = message[2] >> 3 & 0xf;
    if (opcode != Opcode.QUERY) {
      return CompletableFuture.completedFuture(error(message, Rcode.NOTIMP));
    }
    Message query;
    try {
      query = new Message(message);
    } catch (IOException | RuntimeException e) {
      // The parser throws both for what it cannot read; the sender is told so.
      return CompletableFuture.completedFuture(error(message, Rcode.FORMERR));
    }
    if (query.getHeader().getCount(Section.QUESTION) != 1 || opts(query) > 1) {
      return CompletableFuture.completedFuture(error(message, Rcode.FORMERR));
    }
    int size = udp ? udpSize(query.getOPT()) : 65_535;
    return answer(query, segment, remark).thenApply(answer -> answer.toWire(size));
  }

  private static long opts(Message query) {
    return query.getSection(Section.ADDITIONAL).stream()
        .filter(OPTRecord.class::isInstance)
        .count();
  }

  private static int udpSize(@Nullable OPTRecord opt) {
    return opt == null ? PLAIN_UDP : Math.max(PLAIN_UDP, opt.getPayloadSize());
  }

  /**
   * Returns an answer without sections, for a message that was not or could not be read to its end.
   */
  private static byte[] error(byte[] message, int rcode) {
    byte[] answer = new byte[HEADER];
    answer[0] = message[0];
    answer[1] = message[1];
    // QR, with opcode and RD of the query.
    answer[2] = (byte) (0x80 | message[2] & 0x79);
    answer[3] = (byte) rcode;
    return answer;
  }

  private CompletableFuture<Message> answer(Message query, String segment, Remark remark) {
    Record question = query.getQuestion();
    Header header = query.getHeader();
    Message answer = new Message(header.getID());
    answer.getHeader().setFlag(Flags.QR);
    for (byte kept : new byte[] {Flags.RD, Flags.CD}) {
      if (header.getFlag(kept)) {
        answer.getHeader().setFlag(kept);
      }
    }
    boolean asks = dns.recursive() || !dns.forwarders().isEmpty();
    if (asks && serves(segment)) {
      answer.getHeader().setFlag(Flags.RA);
    }
    answer.addRecord(question, Section.QUESTION);
    OPTRecord opt = query.getOPT();
    CompletableFuture<Integer> code =
        opt != null && opt.getVersion() > 0
            ? CompletableFuture.completedFuture(Rcode.BADVERS)
            : answer(question, segment, answer, remark);
    return code.thenApply(
        rcode -> {
          answer.getHeader().setRcode(rcode & 0xf);
          if (opt != null) {
            answer.addRecord(
                new OPTRecord(OWN_UDP, rcode >> 4, 0, opt.getFlags() & ExtendedFlags.DO),
                Section.ADDITIONAL);
          }
          return answer;
        });
  }

  private boolean serves(String segment) {
    return dns.clients().isEmpty() || dns.clients().contains(segment);
  }

  private CompletableFuture<Integer> answer(
      Record question, String segment, Message answer, Remark remark) {
    int type = question.getType();
    if (question.getDClass() != DClass.IN) {
      return CompletableFuture.completedFuture(Rcode.REFUSED);
    }
    if (!serves(segment)) {
      remark.set(
          "host %s answers only the segments %s, and not %s"
              .formatted(host.name(), String.join(", ", dns.clients()), segment));
      return CompletableFuture.completedFuture(Rcode.REFUSED);
    }
    if (type >= Type.TKEY && type <= Type.ANY || type == Type.OPT) {
      return CompletableFuture.completedFuture(Rcode.NOTIMP);
    }
    View view = views.computeIfAbsent(dns.view() == null ? segment : dns.view(), this::view);
    DnsFaults broken = new DnsFaults(network.faults(), faults.get());
    Resolution.Sources sources =
        new Resolution.Sources(view.seen(), dns.recursive(), forwarders.of(segment));
    return resolve(sources, broken, question, new HashMap<>(), remark.hops())
        .thenApply(
            resolution -> {
              if (resolution.inCircle()) {
                remark.inCircle();
              }
              List<Forward> unused = forwarders.notFor(segment);
              view.causes().explain(resolution, broken, type, segment, unused, remark);
              return fill(answer, resolution);
            });
  }

  /** Resolves; what has to be asked on for that is asked, and then it begins anew. */
  private CompletableFuture<Resolution> resolve(
      Resolution.Sources sources,
      DnsFaults broken,
      Record question,
      Map<Asked, Told> told,
      int hops) {
    Resolution resolution =
        Resolution.of(sources, broken, told, question.getName(), question.getType());
    Asked missing = resolution.missing;
    return missing == null
        ? CompletableFuture.completedFuture(resolution)
        : forwarders
            .ask(missing.forward(), missing.name(), question.getType(), hops)
            .thenCompose(
                answer -> {
                  told.put(missing, answer);
                  return resolve(sources, broken, question, told, hops);
                });
  }

  private static int fill(Message answer, Resolution resolution) {
    resolution.answer.forEach(record -> answer.addRecord(record, Section.ANSWER));
    resolution.authority.forEach(record -> answer.addRecord(record, Section.AUTHORITY));
    resolution.additional.forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
    if (resolution.authoritative) {
      answer.getHeader().setFlag(Flags.AA);
    }
    return resolution.rcode;
  }

  /** The zones that a segment is answered from, and what explains the answers. */
  private record View(ZoneSet seen, DnsCauses causes) {}

  private View view(String segment) {
    boolean asks = dns.recursive();
    ZoneSet seen =
        asks ? ZoneSet.seenFrom(segment, zones) : ZoneSet.servedBy(host, dns, segment, zones);
    ZoneSet unseen = ZoneSet.unseenFrom(segment, host, dns, zones);
    ZoneSet everywhere = asks ? seen : ZoneSet.seenFrom(segment, zones);
    return new View(
        seen,
        new DnsCauses(
            segment,
            asks ? null : host.name(),
            !dns.forwarders().isEmpty(),
            seen,
            unseen,
            everywhere));
  }
}
