package dev.plumbline.vantage;

import dev.plumbline.environment.Resolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.config.InitializationException;
import org.xbill.DNS.config.JndiContextResolverConfigProvider;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;
import org.xbill.DNS.config.ResolverConfigProvider;
import org.xbill.DNS.config.WindowsResolverConfigProvider;

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

  /**
   * Returns the DNS servers that this machine is set up to ask now, in their order.
   *
   * <p>Not those that dnsjava would ask: it takes the system property {@code dns.server} first,
   * reads what it finds once, and asks 127.0.0.1 where it has found nothing.
   */
  private static Stream<Resolver.Server> ofSystem() {
    List<ResolverConfigProvider> sources = new ArrayList<>();
    sources.add(new ResolvConfResolverConfigProvider());
    sources.add(new WindowsResolverConfigProvider());
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      // For want of JNA. Elsewhere the JDK reads the same file, and asks localhost without it.
      sources.add(new JndiContextResolverConfigProvider());
    }
    return first(sources);
  }

  /** Returns the servers of the first source that has any; none when none has. */
  static Stream<Resolver.Server> first(List<ResolverConfigProvider> sources) {
    for (ResolverConfigProvider source : sources) {
      List<InetSocketAddress> servers = servers(source);
      if (!servers.isEmpty()) {
        return servers.stream()
            .map(server -> Resolver.Server.of(server.getAddress(), server.getPort()));
      }
    }
    return Stream.empty();
  }

  private static List<InetSocketAddress> servers(ResolverConfigProvider source) {
    if (!source.isEnabled()) {
      return List.of();
    }
    try {
      source.initialize();
    } catch (InitializationException e) {
      return List.of();
    }
    return source.servers().stream().filter(server -> server.getAddress() != null).toList();
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
