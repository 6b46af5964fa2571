package dev.plumbline.vantage;

import dev.plumbline.environment.Resolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;

/** Which DNS servers are asked, and which of their answers count. */
public final class Resolvers {

  private Resolvers() {}

  /** Returns the servers that resolvers stand for, in order; none for a machine that has none. */
  public static List<Resolver.Server> servers(List<Resolver> resolvers) {
    return resolvers.stream()
        .flatMap(
            resolver -> resolver instanceof Resolver.Server server ? Stream.of(server) : ofSystem())
        .toList();
  }

  /** Returns the DNS servers that this machine is set up to ask, in their order. */
  private static Stream<Resolver.Server> ofSystem() {
    return ResolverConfig.getCurrentConfig().servers().stream()
        .filter(server -> server.getAddress() != null)
        .map(server -> Resolver.Server.of(server.getAddress(), server.getPort()));
  }

  /**
   * Returns whether an answer with a code counts, and no further server is asked: all but SERVFAIL,
   * NOTIMP and REFUSED, after which stub resolvers go on to the next (resolv.conf(5)).
   *
   * @param rcode the code's name as registered with IANA
   */
  public static boolean serves(String rcode) {
    return !List.of("SERVFAIL", "NOTIMP", "REFUSED").contains(rcode);
  }

  /** Returns the addresses in the answer section, in order, whatever alias they stand under. */
  public static List<InetAddress> addresses(Message answer) {
    List<InetAddress> addresses = new ArrayList<>();
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        addresses.add(a.getAddress());
      } else if (record instanceof AAAARecord aaaa) {
        addresses.add(aaaa.getAddress());
      }
    }
    return List.copyOf(addresses);
  }
}
