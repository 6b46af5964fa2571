package dev.plumbline.sim;

import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Host;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.sim.StubQuestion.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Where one DNS server asks on, and the asking. */
final class Forwarders {

  /** A question that so many servers have asked on goes round in a circle. */
  static final int MOST_HOPS = 8;

  private final Host host;
  private final Uplink uplink;
  private final List<Forward> forwards;

  Forwarders(Host host, Dns dns, Uplink uplink) {
    this.host = host;
    this.uplink = uplink;
    this.forwards =
        dns.forwarders().stream()
            .map(forwarder -> new Forward(name(forwarder), forwarder))
            .sorted(Comparator.comparing((Forward one) -> -one.zone().labels()))
            .toList();
  }

  /** How questions travel. */
  interface Uplink {

    /**
     * Asks a server.
     *
     * @param host the host that sends the question
     * @param remark how many servers have asked it on, with this one; takes what the server says
     *     beside its answer
     */
    CompletableFuture<Reply> ask(
        String host,
        InetSocketAddress server,
        Name name,
        int type,
        Duration timeout,
        Remark remark);

    /** Returns the uplink of a server that asks nobody. */
    static Uplink none() {
      return (host, server, name, type, timeout, remark) ->
          CompletableFuture.completedFuture(new Reply(null, Diagnosis.unknown()));
    }
  }

  /** A forwarder with its zone read. */
  record Forward(Name zone, Forwarder forwarder) {}

  /**
   * What came of asking on.
   *
   * @param message the answer; null when no server gave a useful one
   * @param asked the server that gave the answer, or was asked last
   * @param diagnosis what is known of the way to it, and of how its answer came about
   * @param trouble why there is no answer, as a sentence; null when there is one
   * @param circle whether the question was asked on in a circle
   */
  record Told(
      @Nullable Message message,
      @Nullable InetAddress asked,
      Diagnosis diagnosis,
      @Nullable String trouble,
      boolean circle) {}

  /** Returns the forwarders for the questions of a segment, the longest zone first. */
  List<Forward> of(String segment) {
    return forwards.stream().filter(one -> one.forwarder().isFor(segment)).toList();
  }

  /** Returns those that are not for the questions of a segment, the longest zone first. */
  List<Forward> notFor(String segment) {
    return forwards.stream().filter(one -> !one.forwarder().isFor(segment)).toList();
  }

  /** Returns the first of some that fits a name; null for none. */
  static @Nullable Forward fitting(List<Forward> forwards, Name name) {
    for (Forward one : forwards) {
      if (name.subdomain(one.zone())) {
        return one;
      }
    }
    return null;
  }

  /** Returns the host that sends the questions of a forwarder. */
  String sender(Forward forward) {
    String from = forward.forwarder().from();
    return from == null ? host.name() : from;
  }

  /**
   * Asks the servers of a forwarder in order, until one is of use.
   *
   * @param hops how many servers have asked the question on already
   */
  CompletableFuture<Told> ask(Forward forward, Name name, int type, int hops) {
    if (hops >= MOST_HOPS) {
      String circle =
          "host %s would be server number %d to ask %s %s on: the forwarders lead in a circle"
              .formatted(host.name(), hops + 1, text(name), Type.string(type));
      return CompletableFuture.completedFuture(
          new Told(null, null, Diagnosis.unknown(), circle, true));
    }
    return ask(forward, 0, name, type, hops, new ArrayList<>());
  }

  private CompletableFuture<Told> ask(
      Forward forward, int index, Name name, int type, int hops, List<String> troubles) {
    Forwarder forwarder = forward.forwarder();
    InetAddress address = forwarder.servers().get(index);
    InetSocketAddress server = new InetSocketAddress(address, forwarder.port());
    Remark remark = new Remark(hops + 1);
    return uplink
        .ask(sender(forward), server, name, type, forwarder.timeout(), remark)
        .thenCompose(
            reply -> {
              String trouble = trouble(forward, address, reply);
              if (trouble == null) {
                return CompletableFuture.completedFuture(
                    new Told(reply.message(), address, reply.diagnosis(), null, false));
              }
              troubles.add(trouble);
              // A circle is not gone round once more for each further server.
              boolean last = index + 1 == forwarder.servers().size() || remark.isInCircle();
              return last
                  ? CompletableFuture.completedFuture(
                      new Told(
                          null,
                          address,
                          reply.diagnosis(),
                          remark.isInCircle() && reply.diagnosis().likelyCause() != null
                              ? reply.diagnosis().likelyCause()
                              : String.join("; ", troubles),
                          remark.isInCircle()))
                  : ask(forward, index + 1, name, type, hops, troubles);
            });
  }

  /** Returns why a reply is of no use; null when it is. */
  private @Nullable String trouble(Forward forward, InetAddress address, Reply reply) {
    Message message = reply.message();
    String cause = reply.diagnosis().likelyCause();
    String who =
        "%s of host %s asks %s"
            .formatted(forward.forwarder().inWords(), host.name(), address.getHostAddress());
    String from =
        forward.forwarder().from() == null ? "" : " from host " + forward.forwarder().from();
    if (message == null) {
      return who + from + ", which gives no answer" + (cause == null ? "" : ": " + cause);
    }
    int rcode = message.getRcode();
    return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN || rcode == Rcode.YXDOMAIN
        ? null
        : who
            + from
            + ", which answers "
            + Rcode.string(rcode)
            + (cause == null ? "" : ": " + cause);
  }

  private static Name name(Forwarder forwarder) {
    try {
      return Name.fromString(forwarder.zone(), Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "forwarder for \"" + forwarder.zone() + "\": that is not a domain name", e);
    }
  }

  private static String text(Name name) {
    return name.toString(true);
  }
}
