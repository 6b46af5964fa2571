package dev.plumbline.azure.contract;

import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Public addresses that firewalls and load balancers pass on to a private one, where nothing on the
 * way drops it: ways past an application gateway.
 */
final class PublicWays {

  private static final int HTTPS = 443;
  private final Network network;
  private final InetAddress to;
  private final Set<InetAddress> clients;
  private final List<String> open = new ArrayList<>();

  private PublicWays(Network network, InetAddress to) {
    this.network = network;
    this.to = to;
    this.clients = clients(network);
  }

  /**
   * Returns a client of each part of the internet that any rule on the way may tell from others:
   * what lets in a half of it is a way as well.
   */
  private static Set<InetAddress> clients(Network network) {
    Set<InetAddress> all = new LinkedHashSet<>();
    ApiManagementSecurityRules.CLIENTS.forEach(client -> all.add(IpAddresses.parse(client)));
    Stream.concat(
            network.segments().stream().map(Segment::rules),
            network.hosts().stream().map(Host::rules))
        .filter(Objects::nonNull)
        .flatMap(rules -> rules.inbound().stream())
        .flatMap(rule -> rule.from().stream())
        .forEach(prefix -> all.addAll(Corners.clientsAtEnds(prefix)));
    return all;
  }

  /** Returns the ways to a private address, each in words. */
  static List<String> to(Lab lab, String address) {
    PublicWays ways = new PublicWays(lab.network().orElseThrow(), IpAddresses.parse(address));
    ways.network.hosts().forEach(ways::of);
    return List.copyOf(ways.open);
  }

  /**
   * Returns what passes anything on to an address of a subnet, in words, be it open or not: of an
   * address that is not known no more can be told than that nothing is passed on to any.
   */
  static List<String> into(Lab lab, List<Cidr> prefixes) {
    List<String> found = new ArrayList<>();
    for (Host host : lab.network().orElseThrow().hosts()) {
      host.translations().stream()
          .filter(one -> isIn(prefixes, one.to()))
          .forEach(one -> found.add(one.name() + " of " + host.name()));
      host.balances().stream()
          .filter(one -> one.members().stream().anyMatch(m -> isIn(prefixes, m.address())))
          .forEach(one -> found.add(one.name() + " of " + host.name()));
    }
    return List.copyOf(found);
  }

  private static boolean isIn(List<Cidr> prefixes, InetAddress address) {
    return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }

  private void of(Host host) {
    for (Translation one : host.translations()) {
      if (one.to().equals(to)) {
        add(host, one.name(), one.protocol(), one.address(), one.port(), one.from());
      }
    }
    for (Balance one : host.balances()) {
      if (one.members().stream().anyMatch(member -> member.address().equals(to))) {
        add(host, one.name(), one.protocol(), one.address(), one.port(), List.of());
      }
    }
  }

  private void add(
      Host host,
      String rule,
      Protocol protocol,
      @Nullable InetAddress only,
      @Nullable Integer port,
      List<Cidr> from) {
    if (protocol != Protocol.TCP && protocol != Protocol.ANY) {
      return;
    }
    int dialled = Objects.requireNonNullElse(port, HTTPS);
    Set<InetAddress> admitted = new LinkedHashSet<>(clients);
    if (!from.isEmpty()) {
      from.forEach(prefix -> admitted.addAll(Corners.clientsAtEnds(prefix)));
      admitted.removeIf(client -> from.stream().noneMatch(prefix -> prefix.contains(client)));
    }
    for (InetAddress address : host.publicAddresses()) {
      if (only == null || only.equals(address)) {
        admitted.stream()
            .filter(client -> passes(client, address, dialled))
            .findFirst()
            .ifPresent(
                client ->
                    open.add(
                        address.getHostAddress()
                            + ":"
                            + dialled
                            + " from "
                            + client.getHostAddress()
                            + " by "
                            + rule
                            + " of "
                            + host.name()));
      }
    }
  }

  private boolean passes(InetAddress client, InetAddress address, int port) {
    Flow flow = new Flow("internet", client, 50000, address, port, Protocol.TCP);
    return network.fate(flow).fate() == Verdict.Fate.DELIVERED;
  }
}
