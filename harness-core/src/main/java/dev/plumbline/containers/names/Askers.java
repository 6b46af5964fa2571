package dev.plumbline.containers.names;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who asks a DNS server, by the address that it sees: that of a host or vantage, or the one behind
 * which the way hides it.
 */
final class Askers {

  /** A port that clients ask from. */
  private static final int CLIENT = 40_000;

  private final Network network;
  private final Map<InetAddress, Set<String>> reaching = new LinkedHashMap<>();
  private final Map<InetAddress, String> own = new LinkedHashMap<>();

  /** Works out who asks a listener of a host. */
  Askers(Site site, Host host, Listener listener) {
    this.network = site.network();
    List<InetAddress> asked = asked(host);
    for (Host other : network.hosts()) {
      Site.addresses(other).forEach(address -> own.putIfAbsent(address, other.segment()));
      other.addresses().forEach(source -> asks(other.segment(), source, asked, host, listener));
    }
    for (VantageAddresses.Place place : site.vantages().values()) {
      Stream.of(place.v4(), place.v6())
          .filter(Objects::nonNull)
          .forEach(
              source -> {
                own.putIfAbsent(source, place.segment());
                asks(place.segment(), source, asked, host, listener);
              });
    }
  }

  /** Returns the addresses that may lead to a host: its own, and those of who passes on. */
  private List<InetAddress> asked(Host host) {
    return network.hosts().stream()
        .filter(
            other ->
                other.name().equals(host.name())
                    || !other.translations().isEmpty()
                    || !other.balances().isEmpty())
        .flatMap(other -> Site.addresses(other).stream())
        .toList();
  }

  private void asks(
      String segment, InetAddress source, List<InetAddress> asked, Host host, Listener listener) {
    for (InetAddress to : asked) {
      if (to.getClass() == source.getClass()) {
        for (Protocol protocol : List.of(Protocol.UDP, Protocol.TCP)) {
          Verdict verdict =
              network.fate(new Flow(segment, source, CLIENT, to, listener.port(), protocol));
          Host arrived = verdict.host();
          if (verdict.fate() == Verdict.Fate.DELIVERED
              && arrived != null
              && arrived.name().equals(host.name())) {
            reaching
                .computeIfAbsent(verdict.seenSource(), seen -> new LinkedHashSet<>())
                .add(segment);
          }
        }
      }
    }
  }

  /**
   * Returns the segments that each source address stands for; more than one where a way hides them
   * behind the same.
   */
  Map<InetAddress, Set<String>> addresses() {
    Map<InetAddress, Set<String>> all = new LinkedHashMap<>(reaching);
    own.forEach((address, segment) -> all.putIfAbsent(address, Set.of(segment)));
    for (Segment segment : network.segments()) {
      InetAddress egress = segment.egress();
      if (egress != null) {
        all.putIfAbsent(egress, Set.of(segment.name()));
      }
    }
    return all;
  }

  /** Returns the segment of each prefix, for addresses that nobody is known to have. */
  Map<Cidr, String> prefixes() {
    Map<Cidr, String> all = new LinkedHashMap<>();
    for (Segment segment : network.segments()) {
      List<Cidr> prefixes = new ArrayList<>(segment.prefixes());
      if (segment.internet() && prefixes.isEmpty()) {
        prefixes.addAll(List.of(Cidr.of("0.0.0.0/0"), Cidr.of("::/0")));
      }
      prefixes.forEach(prefix -> all.putIfAbsent(prefix, segment.name()));
    }
    return all;
  }
}
