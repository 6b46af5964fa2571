package dev.plumbline.containers.http;

import dev.plumbline.lab.LabException;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.vantage.Resolvers;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks a name up by way of a gateway's own {@link NameLookup}, so that both know the same. */
final class HostLookup {

  /** How long it may take beyond what the DNS servers may. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final AtomicLong lookups = new AtomicLong();

  private final Transport way;
  private final @Nullable InetSocketAddress asked;
  private final List<Integer> types;

  /**
   * Makes one.
   *
   * @param way the host's way out
   * @param asked where it looks names up; null for nowhere
   * @param v4 whether it has an IPv4 address
   * @param v6 whether it has an IPv6 address
   */
  HostLookup(Transport way, @Nullable InetSocketAddress asked, boolean v4, boolean v6) {
    this.way = way;
    this.asked = asked;
    this.types = new ArrayList<>();
    if (v4) {
      types.add(Type.A);
    }
    if (v6) {
      types.add(Type.AAAA);
    }
  }

  /** Returns the addresses of a name, IPv4 before IPv6; none when it has none. */
  List<InetAddress> addresses(String name, Duration timeout) {
    if (IpAddresses.isLiteral(name)) {
      return List.of(IpAddresses.parse(name));
    }
    if (asked == null) {
      return List.of();
    }
    List<InetAddress> addresses = new ArrayList<>();
    try {
      String unique = "probe" + lookups.incrementAndGet();
      Name labelled = Name.fromString(NameLookup.labelled(unique, timeout, name), Name.root);
      for (int type : types) {
        addresses.addAll(Resolvers.addresses(ask(asked, labelled, type, timeout)));
      }
    } catch (TextParseException e) {
      // Not a name that DNS could know.
      return List.of();
    }
    return addresses;
  }

  private Message ask(InetSocketAddress server, Name name, int type, Duration patience) {
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    byte[] asked = question.toWire();
    Exchange exchange =
        way.exchange(
                server,
                asked,
                patience.plus(MARGIN),
                answer -> answer.length > 1 && answer[0] == asked[0] && answer[1] == asked[1])
            .join();
    if (!(exchange instanceof Exchange.Answered answered)) {
      // Whatever the DNS servers do, the program answers.
      throw new LabException(
          "no name could be looked up: " + ((Exchange.Failed) exchange).outcome().describe());
    }
    try {
      return new Message(answered.datagram());
    } catch (IOException e) {
      throw new LabException("no name could be looked up: " + e.getMessage(), e);
    }
  }
}
