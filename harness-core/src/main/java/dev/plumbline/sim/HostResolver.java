package dev.plumbline.sim;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Resolves names for a simulated host: a stub that asks its segment's resolver over UDP, through the fabric, as any other client.
 *
 * <p>It takes the addresses of the answer section whatever alias they stand under, the IPv4 addresses before those of IPv6 when the host has both. It
 * keeps nothing and repeats nothing.
 */
final class HostResolver {

  private static final int DNS = 53;
  private static final int EDNS_PAYLOAD = 4_096;

  private final Fabric fabric;

  HostResolver(Fabric fabric) {
    this.fabric = fabric;
  }

  CompletableFuture<List<InetAddress>> resolve(Segment segment, Fabric.Source source, String name, Duration timeout) {
    if (IpAddresses.isLiteral(name)) {
      return CompletableFuture.completedFuture(List.of(IpAddresses.parse(name)));
    }
    InetAddress server = segment.resolver();
    if (server == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    Name asked;
    try {
      asked = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      // Not a name that DNS could know.
      return CompletableFuture.completedFuture(List.of());
    }
    InetSocketAddress resolver = new InetSocketAddress(server, DNS);
    List<CompletableFuture<List<InetAddress>>> answers = new ArrayList<>();
    if (source.address() != null) {
      answers.add(ask(source, resolver, asked, Type.A, timeout));
    }
    if (source.address6() != null) {
      answers.add(ask(source, resolver, asked, Type.AAAA, timeout));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().flatMap(one -> one.join().stream()).toList());
  }

  private CompletableFuture<List<InetAddress>> ask(
      Fabric.Source source, InetSocketAddress resolver, Name name, int type, Duration timeout) {
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    question.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0), Section.ADDITIONAL);
    byte[] datagram = question.toWire();
    Predicate<byte[]> fits = bytes -> bytes.length > 2 && bytes[0] == datagram[0] && bytes[1] == datagram[1];
    return fabric.exchange(source, resolver, datagram, timeout, fits).thenApply(HostResolver::addresses);
  }

  private static List<InetAddress> addresses(Exchange exchange) {
    if (!(exchange instanceof Exchange.Answered answered)) {
      return List.of();
    }
    Message answer;
    try {
      answer = new Message(answered.datagram());
    } catch (IOException e) {
      // What cannot be read is no answer to a stub.
      return List.of();
    }
    List<InetAddress> addresses = new ArrayList<>();
    if (answer.getHeader().getFlag(Flags.QR)) {
      for (Record record : answer.getSection(Section.ANSWER)) {
        if (record instanceof ARecord a) {
          addresses.add(a.getAddress());
        } else if (record instanceof AAAARecord aaaa) {
          addresses.add(aaaa.getAddress());
        }
      }
    }
    return addresses;
  }
}
