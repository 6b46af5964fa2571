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
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Looks a name up as a host does: asks the host's DNS servers in order, the next one when one gives
 * no answer within a second, or none but SERVFAIL, NOTIMP or REFUSED. It keeps nothing.
 */
final class HostLookup {

  private static final int DNS = 53;
  private static final Duration FAIL_OVER = Duration.ofSeconds(1);

  private final Transport way;
  private final List<InetAddress> servers;
  private final List<Integer> types;

  /**
   * Makes one.
   *
   * @param way the host's way out
   * @param servers the addresses of its DNS servers
   * @param v4 whether it has an IPv4 address
   * @param v6 whether it has an IPv6 address
   */
  HostLookup(Transport way, List<InetAddress> servers, boolean v4, boolean v6) {
    this.way = way;
    this.servers = List.copyOf(servers);
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
    List<InetAddress> addresses = new ArrayList<>();
    try {
      Name asked = Name.fromString(name, Name.root);
      for (int type : types) {
        addresses.addAll(ask(asked, type, timeout));
      }
    } catch (TextParseException e) {
      // Not a name that DNS could know.
      return List.of();
    }
    return addresses;
  }

  private List<InetAddress> ask(Name name, int type, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (int i = 0; i < servers.size(); i++) {
      boolean last = i == servers.size() - 1;
      Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
      Duration patience = last || left.compareTo(FAIL_OVER) < 0 ? left : FAIL_OVER;
      Message answer = ask(new InetSocketAddress(servers.get(i), DNS), name, type, patience);
      if (last || answer != null && Resolvers.serves(Rcode.string(answer.getRcode()))) {
        return answer == null ? List.of() : Resolvers.addresses(answer);
      }
    }
    return List.of();
  }

  private @Nullable Message ask(InetSocketAddress server, Name name, int type, Duration patience) {
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    byte[] asked = question.toWire();
    Exchange exchange =
        way.exchange(
                server,
                asked,
                patience,
                answer -> answer.length > 1 && answer[0] == asked[0] && answer[1] == asked[1])
            .join();
    String broken =
        exchange instanceof Exchange.Failed failed ? failed.outcome().vantageFailure() : null;
    if (broken != null) {
      throw new LabException("no name could be looked up: " + broken);
    }
    try {
      return exchange instanceof Exchange.Answered answered
          ? new Message(answered.datagram())
          : null;
    } catch (IOException e) {
      // What cannot be read is no answer.
      return null;
    }
  }
}
