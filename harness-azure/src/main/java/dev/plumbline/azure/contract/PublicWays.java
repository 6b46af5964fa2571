package dev.plumbline.azure.contract;

import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Public addresses that firewalls and load balancers pass on to a private one, at once or by way of
 * one another, where nothing on the way drops it: ways past an application gateway.
 */
final class PublicWays {

  private static final int HTTPS = 443;

  /**
   * Something that passes flows on: a translation, or a balance with one of its members.
   *
   * @param host the host it is of
   * @param name its name there
   * @param address the host's address it is for; null for all of them
   * @param port the port it is for; null for every port
   * @param from the source prefixes it is for; empty for any
   * @param to where it passes flows on to
   * @param toPort the port there; null for the one they came to
   */
  private record Passing(
      Host host,
      String name,
      @Nullable InetAddress address,
      @Nullable Integer port,
      List<Cidr> from,
      InetAddress to,
      @Nullable Integer toPort) {

    /** Returns the addresses that it is for, as clients dial them. */
    Stream<InetAddress> addresses() {
      return Stream.concat(host.publicAddresses().stream(), ownAddresses(host))
          .filter(one -> address == null || address.equals(one));
    }

    /** Returns those of them that clients in the internet dial. */
    Stream<InetAddress> publicAddresses() {
      return addresses()
          .filter(one -> host.publicAddresses().contains(one) || IpAddresses.isPublic(one));
    }
  }

  /**
   * An address from which what comes to a port ends where it is looked for.
   *
   * @param port the port; null for every port
   */
  private record Place(InetAddress address, @Nullable Integer port) {}

  /**
   * The beginning of a way, or a part of it.
   *
   * @param port the port that is dialled; null for every port
   */
  private record Entry(Passing passing, @Nullable Integer port) {}

  private PublicWays() {}

  /** Returns the ways to a private address, each in words. */
  static List<String> to(Lab lab, String address) {
    Network network = lab.network().orElseThrow();
    InetAddress to = IpAddresses.parse(address);
    Set<Entry> entries = entries(network, to::equals);
    Set<InetAddress> clients = clients(network);
    Set<InetAddress> leading = new HashSet<>(Set.of(to));
    entries.forEach(entry -> entry.passing().addresses().forEach(leading::add));
    Network turned = turnedTo(network, leading);
    int turns = turns(turned, leading);
    Set<String> open = new LinkedHashSet<>();
    for (Entry entry : entries) {
      Passing passing = entry.passing();
      int port = Objects.requireNonNullElse(entry.port(), HTTPS);
      passing
          .publicAddresses()
          .forEach(
              dialled ->
                  admitted(clients, passing.from()).stream()
                      .filter(client -> passes(turned, turns, client, dialled, port, to))
                      .findFirst()
                      .ifPresent(
                          client ->
                              open.add(
                                  dialled.getHostAddress()
                                      + ":"
                                      + port
                                      + " from "
                                      + client.getHostAddress()
                                      + " by "
                                      + passing.name()
                                      + " of "
                                      + passing.host().name())));
    }
    return List.copyOf(open);
  }

  /**
   * Returns what passes anything on from a public address to an address of a subnet, in words, be
   * it open or not: of an address that is not known no more can be told than that nothing is passed
   * on to any.
   */
  static List<String> into(Lab lab, List<Cidr> prefixes) {
    Network network = lab.network().orElseThrow();
    return entries(network, to -> prefixes.stream().anyMatch(prefix -> prefix.contains(to)))
        .stream()
        .map(Entry::passing)
        .filter(passing -> passing.publicAddresses().findAny().isPresent())
        .map(passing -> passing.name() + " of " + passing.host().name())
        .distinct()
        .toList();
  }

  /** Follows what is passed on back from where it ends, from one host to another. */
  private static Set<Entry> entries(Network network, Predicate<InetAddress> end) {
    List<Passing> all = new ArrayList<>();
    network.hosts().forEach(host -> addPassings(all, host));
    Set<Entry> entries = new LinkedHashSet<>();
    Set<Place> seen = new HashSet<>();
    Deque<Place> places = new ArrayDeque<>();
    for (Passing passing : all) {
      if (end.test(passing.to())) {
        entries.add(new Entry(passing, passing.port()));
      }
    }
    entries.forEach(entry -> addPlaces(places, seen, entry));
    while (!places.isEmpty()) {
      Place place = places.remove();
      for (Passing passing : all) {
        if (passing.to().equals(place.address())) {
          Integer arriving = passing.toPort() == null ? passing.port() : passing.toPort();
          if (arriving == null || place.port() == null || arriving.equals(place.port())) {
            Entry entry = new Entry(passing, arriving == null ? place.port() : passing.port());
            entries.add(entry);
            addPlaces(places, seen, entry);
          }
        }
      }
    }
    return entries;
  }

  private static void addPlaces(Deque<Place> places, Set<Place> seen, Entry entry) {
    entry
        .passing()
        .addresses()
        .map(address -> new Place(address, entry.port()))
        .filter(seen::add)
        .forEach(places::add);
  }

  private static void addPassings(List<Passing> all, Host host) {
    for (Translation one : host.translations()) {
      if (isOfCalls(one.protocol())) {
        all.add(
            new Passing(
                host, one.name(), one.address(), one.port(), one.from(), one.to(), one.toPort()));
      }
    }
    for (Balance one : host.balances()) {
      if (isOfCalls(one.protocol())) {
        for (Member member : one.members()) {
          all.add(
              new Passing(
                  host,
                  one.name(),
                  one.address(),
                  one.port(),
                  List.of(),
                  member.address(),
                  member.port()));
        }
      }
    }
  }

  private static boolean isOfCalls(Protocol protocol) {
    return protocol == Protocol.TCP || protocol == Protocol.ANY;
  }

  /**
   * Returns the network with those members of balances alone that lead there: others may have the
   * turn when it is asked, and tell nothing of the way.
   */
  private static Network turnedTo(Network network, Set<InetAddress> leading) {
    return new Network(
        network.name(),
        network.segments(),
        network.links(),
        network.hosts().stream().map(host -> turnedTo(host, leading)).toList(),
        network.certificates(),
        network.zones(),
        network.faults(),
        network.meshes());
  }

  private static Host turnedTo(Host host, Set<InetAddress> leading) {
    return new Host(
        host.name(),
        host.segment(),
        host.addresses(),
        host.publicAddresses(),
        host.forwards(),
        host.rules(),
        host.listeners(),
        host.upstreams(),
        host.stateful(),
        host.translations(),
        host.sourceTranslations(),
        host.balances().stream().map(one -> turnedTo(one, leading)).toList(),
        host.attachments(),
        host.instances(),
        host.resolvers(),
        host.apart());
  }

  private static Balance turnedTo(Balance balance, Set<InetAddress> leading) {
    List<Member> members =
        balance.members().stream().filter(member -> leading.contains(member.address())).toList();
    return members.isEmpty()
        ? balance
        : new Balance(
            balance.name(),
            balance.protocol(),
            balance.address(),
            balance.port(),
            members,
            balance.hidesSource(),
            balance.sticky(),
            balance.health(),
            balance.whenNone());
  }

  /** Returns how many flows one after the other come to every member that leads there. */
  private static int turns(Network network, Set<InetAddress> leading) {
    return network.hosts().stream()
        .flatMap(host -> host.balances().stream())
        .filter(one -> one.members().stream().allMatch(m -> leading.contains(m.address())))
        .mapToInt(balance -> balance.members().size())
        .max()
        .orElse(1);
  }

  /**
   * Returns a client of each part of the internet that any rule or route on the way may tell from
   * others: what lets in a half of it, or answers a half, is a way as well.
   */
  private static Set<InetAddress> clients(Network network) {
    Set<InetAddress> all = new LinkedHashSet<>();
    ApiManagementSecurityRules.CLIENTS.forEach(client -> all.add(IpAddresses.parse(client)));
    Stream<Cidr> ruled =
        Stream.concat(
                network.segments().stream().map(Segment::rules),
                network.hosts().stream().map(Host::rules))
            .filter(Objects::nonNull)
            .flatMap(rules -> rules.inbound().stream())
            .flatMap(rule -> rule.from().stream());
    Stream<Cidr> translated =
        network.hosts().stream()
            .flatMap(host -> host.translations().stream())
            .flatMap(one -> one.from().stream());
    Stream<Cidr> routed =
        network.segments().stream().flatMap(one -> one.routes().stream()).map(Route::prefix);
    Stream.of(ruled, translated, routed)
        .flatMap(prefixes -> prefixes)
        .forEach(prefix -> all.addAll(Corners.clientsAtEnds(prefix)));
    return all;
  }

  private static Set<InetAddress> admitted(Set<InetAddress> clients, List<Cidr> from) {
    if (from.isEmpty()) {
      return clients;
    }
    Set<InetAddress> admitted = new LinkedHashSet<>(clients);
    admitted.removeIf(client -> from.stream().noneMatch(prefix -> prefix.contains(client)));
    return admitted;
  }

  private static Stream<InetAddress> ownAddresses(Host host) {
    return Stream.concat(
        host.addresses().stream(), host.attachments().stream().map(Attachment::address));
  }

  private static boolean passes(
      Network network,
      int turns,
      InetAddress client,
      InetAddress dialled,
      int port,
      InetAddress to) {
    for (int turn = 0; turn < turns; turn++) {
      Flow flow = new Flow("internet", client, 50000 + turn, dialled, port, Protocol.TCP);
      Verdict verdict = network.fate(flow);
      Host host = verdict.host();
      if (verdict.fate() == Verdict.Fate.DELIVERED
          && host != null
          && ownAddresses(host).anyMatch(to::equals)) {
        return true;
      }
    }
    return false;
  }
}
