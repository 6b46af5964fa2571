package dev.plumbline.sim;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
 * Resolves names for a simulated host: a stub that asks its segment's resolver over UDP, and over
 * TCP what was too long for a datagram, through the fabric, as any other client.
 *
 * <p>It takes the addresses of the answer section whatever alias they stand under, the IPv4
 * addresses before those of IPv6 when the host has both. It keeps nothing and repeats nothing. A
 * truncated answer is never used (RFC 7766 section 5).
 */
final class HostResolver implements AutoCloseable {

  private static final int DNS = 53;
  private static final int EDNS_PAYLOAD = 4_096;

  private final DnsStream stream;

  HostResolver(EventLoopGroup group) {
    this.stream = new DnsStream(group);
  }

  /** How the questions travel. */
  interface Way {

    /** Sends a datagram and awaits the answer. */
    CompletableFuture<Exchange> exchange(
        Fabric.Source source,
        InetSocketAddress server,
        byte[] datagram,
        Duration timeout,
        Predicate<byte[]> expected);

    /** Opens a connection. */
    CompletableFuture<Connection> connect(
        Fabric.Source source, InetSocketAddress server, Duration timeout);
  }

  CompletableFuture<List<InetAddress>> resolve(
      Segment segment, Fabric.Source source, String name, Duration timeout, Way way) {
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
      answers.add(ask(way, source, resolver, asked, Type.A, timeout));
    }
    if (source.address6() != null) {
      answers.add(ask(way, source, resolver, asked, Type.AAAA, timeout));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().flatMap(one -> one.join().stream()).toList());
  }

  private CompletableFuture<List<InetAddress>> ask(
      Way way,
      Fabric.Source source,
      InetSocketAddress resolver,
      Name name,
      int type,
      Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    question.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0), Section.ADDITIONAL);
    byte[] wire = question.toWire();
    Predicate<byte[]> fits =
        bytes -> bytes.length > 2 && bytes[0] == wire[0] && bytes[1] == wire[1];
    return way.exchange(source, resolver, wire, timeout, fits)
        .thenCompose(
            exchange -> {
              byte[] answer =
                  exchange instanceof Exchange.Answered answered ? answered.datagram() : null;
              Message message = read(answer);
              if (message == null || !message.getHeader().getFlag(Flags.TC)) {
                return CompletableFuture.completedFuture(addresses(message));
              }
              return way.connect(source, resolver, left(deadline))
                  .thenCompose(connection -> stream.ask(connection, wire, fits, left(deadline)))
                  .thenApply(whole -> addresses(read(whole)));
            });
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  /** Returns an answer; null when there is none, or nothing that a stub could read. */
  private static @Nullable Message read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      Message message = new Message(bytes);
      return message.getHeader().getFlag(Flags.QR) ? message : null;
    } catch (IOException e) {
      // What cannot be read is no answer to a stub.
      return null;
    }
  }

  private static List<InetAddress> addresses(@Nullable Message answer) {
    List<InetAddress> addresses = new ArrayList<>();
    if (answer != null && !answer.getHeader().getFlag(Flags.TC)) {
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

  /** Ends the questions that are under way over TCP. */
  @Override
  public void close() {
    stream.close();
  }
}
