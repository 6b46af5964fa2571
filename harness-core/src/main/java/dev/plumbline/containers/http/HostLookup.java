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
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks a name up by way of a gateway's own {@link NameLookup}, so that both know the same. */
final class HostLookup {

  /** What stands before each name there. */
  private static final String LABEL = "probe.";

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
      Name labelled = Name.fromString(LABEL + name, Name.root);
      for (int type : types) {
        Message answer = ask(asked, labelled, type, timeout);
        addresses.addAll(answer == null ? List.of() : Resolvers.addresses(answer));
      }
    } catch (TextParseException e) {
      // Not a name that DNS could know.
      return List.of();
    }
    return addresses;
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
