package dev.plumbline.sim;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.sim.StubQuestion.Reply;
import dev.plumbline.sim.StubQuestion.Way;
import dev.plumbline.vantage.Resolvers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Resolves names for a simulated host: a stub that asks the host's DNS servers in order.
 *
 * <p>It takes the addresses of the answer section whatever alias they stand under, the IPv4
 * addresses before those of IPv6 when the host has both. It keeps nothing. The next server is asked
 * when one gives no answer within a second, or none but SERVFAIL, NOTIMP or REFUSED.
 */
final class HostResolver {

  private static final int DNS = 53;

  /** How long a server may take that is not the last. */
  private static final Duration FAIL_OVER = Duration.ofSeconds(1);

  private final StubQuestion question;

  HostResolver(StubQuestion question) {
    this.question = question;
  }

  CompletableFuture<List<InetAddress>> resolve(
      List<InetAddress> servers, Fabric.Source source, String name, Duration timeout, Way way) {
    if (IpAddresses.isLiteral(name)) {
      return CompletableFuture.completedFuture(List.of(IpAddresses.parse(name)));
    }
    if (servers.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Name asked;
    try {
      asked = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      // Not a name that DNS could know.
      return CompletableFuture.completedFuture(List.of());
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    List<CompletableFuture<List<InetAddress>>> answers = new ArrayList<>();
    if (source.address() != null) {
      answers.add(ask(way, servers, asked, Type.A, deadline));
    }
    if (source.address6() != null) {
      answers.add(ask(way, servers, asked, Type.AAAA, deadline));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> answers.stream().flatMap(one -> one.join().stream()).toList());
  }

  private CompletableFuture<List<InetAddress>> ask(
      Way way, List<InetAddress> servers, Name name, int type, long deadline) {
    boolean last = servers.size() == 1;
    Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    Duration patience = last || left.compareTo(FAIL_OVER) < 0 ? left : FAIL_OVER;
    return question
        .ask(way, new InetSocketAddress(servers.get(0), DNS), name, type, patience)
        .thenCompose(
            reply ->
                last || serves(reply)
                    ? CompletableFuture.completedFuture(addresses(reply))
                    : ask(way, servers.subList(1, servers.size()), name, type, deadline));
  }

  private static boolean serves(Reply reply) {
    Message message = reply.message();
    return message != null && Resolvers.serves(Rcode.string(message.getRcode()));
  }

  private static List<InetAddress> addresses(Reply reply) {
    Message message = reply.message();
    return message == null ? List.of() : Resolvers.addresses(message);
  }
}
