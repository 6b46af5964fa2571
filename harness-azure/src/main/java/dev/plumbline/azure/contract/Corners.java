package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.rules.AddressPrefixes;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Where the rules of a subnet's network security group begin and end. Between two such places all
 * addresses and ports fare alike, so that asking for one of each part asks for all of them: a rule
 * for a part of what is needed, or one that denies a part of it, is found wherever it is.
 */
final class Corners {

  /** Clients connect from these ports; nobody answers on them. */
  private static final PortRange EPHEMERAL = new PortRange(1024, 65535);

  private static final int USUAL_PORT = 50000;

  /** The platform's own in every virtual network, its probes for one; no client has it. */
  private static final InetAddress PLATFORM = IpAddresses.parse("168.63.129.16");

  private final List<List<Cidr>> sources = new ArrayList<>();
  private final List<List<Cidr>> destinations = new ArrayList<>();
  private final Set<Cidr> tagged = new HashSet<>();
  private final List<Cidr> network;
  private final List<PortRange> ports = new ArrayList<>();

  private Corners(List<Cidr> network) {
    this.network = network;
  }

  /** Returns those of the rules of a direction. */
  static Corners of(Subject subject, Placed subnet, Direction direction) {
    List<Cidr> network = SecurityGroups.of(subject.topology()).virtualNetwork(subnet.name());
    Corners corners = new Corners(SecurityGroups.outsideInternet(network));
    ServiceTags tags = ServiceTags.of(subject.topology());
    for (NetworkSecurityGroup group : subject.topology().networkSecurityGroups()) {
      if (group.name().equals(subnet.subnet().networkSecurityGroup())) {
        for (SecurityRule rule : group.securityRules()) {
          if (rule.direction() == direction) {
            corners.sources.add(corners.prefixes(rule.sourceAddressPrefixes(), tags, network));
            corners.destinations.add(
                corners.prefixes(rule.destinationAddressPrefixes(), tags, network));
            corners.ports.addAll(rule.sourcePortRanges());
          }
        }
      }
    }
    return corners;
  }

  private List<Cidr> prefixes(List<String> names, ServiceTags tags, List<Cidr> network) {
    List<Cidr> all = new ArrayList<>();
    for (String name : names) {
      if (name.equalsIgnoreCase(ServiceTags.VIRTUAL_NETWORK)
          || name.equalsIgnoreCase(ServiceTags.INTERNET)) {
        all.addAll(network);
      } else if (tags.isTag(name)) {
        all.addAll(tags.prefixes(name));
        tagged.addAll(tags.prefixes(name));
      } else if (AddressPrefixes.isPrefix(name)) {
        all.add(AddressPrefixes.of(name));
      }
    }
    return all;
  }

  /** Returns one source address of each part of some prefixes; those given come first. */
  Set<String> sources(Collection<String> given, Collection<Cidr> within) {
    return parts(sources, given, within);
  }

  /** Returns one destination address of each part of some prefixes; those given come first. */
  Set<String> destinations(Collection<String> given, Collection<Cidr> within) {
    return parts(destinations, given, within);
  }

  /**
   * Returns one source address of each part of the internet; those given come first. A rule for
   * fewer addresses than a prefix of this length is no part of it: somebody is kept out.
   *
   * @param longest the longest prefix that counts; those of service tags do all
   */
  Set<String> clients(Collection<String> given, int longest) {
    return clients(given, List.of(), longest);
  }

  /**
   * Returns the same of the parts that the rules and some prefixes make.
   *
   * @param more prefixes such as those of routes
   */
  Set<String> clients(Collection<String> given, Collection<Cidr> more, int longest) {
    List<Cidr> wide = new ArrayList<>();
    more.stream().filter(p -> isIPv4(p) && p.length() <= longest).forEach(wide::add);
    for (List<Cidr> rule : sources) {
      rule.stream()
          .filter(p -> isIPv4(p) && (p.length() <= longest || tagged.contains(p)))
          .forEach(wide::add);
    }
    Set<String> all = new LinkedHashSet<>(given);
    for (Cidr prefix : wide) {
      for (BigInteger edge : edges(prefix)) {
        if (edge.bitLength() <= 32) {
          InetAddress address = address(edge);
          boolean inside = network.stream().anyMatch(p -> p.contains(address));
          if (!inside && isOfInternet(address)) {
            all.add(address.getHostAddress());
          }
        }
      }
    }
    return all;
  }

  /** Returns one source port of each part of those that clients use. */
  Set<Integer> sourcePorts() {
    Set<Integer> all = new LinkedHashSet<>(List.of(USUAL_PORT));
    all.add(EPHEMERAL.first());
    IntPredicate within = port -> port >= EPHEMERAL.first() && port <= EPHEMERAL.last();
    for (PortRange range : ports) {
      for (int edge : new int[] {range.first(), range.last() + 1}) {
        if (within.test(edge)) {
          all.add(edge);
        }
      }
    }
    return all;
  }

  private static Set<String> parts(
      List<List<Cidr>> rules, Collection<String> given, Collection<Cidr> within) {
    List<BigInteger> edges = new ArrayList<>();
    rules.forEach(
        rule -> rule.stream().filter(Corners::isIPv4).forEach(p -> edges.addAll(edges(p))));
    Set<String> points = new LinkedHashSet<>(given);
    for (Cidr prefix : within) {
      if (isIPv4(prefix)) {
        List<BigInteger> ends = edges(prefix);
        points.add(address(ends.get(0)).getHostAddress());
        edges.stream()
            .filter(e -> e.compareTo(ends.get(0)) > 0 && e.compareTo(ends.get(1)) < 0)
            .forEach(e -> points.add(address(e).getHostAddress()));
      }
    }
    Set<List<Boolean>> seen = new HashSet<>();
    Set<String> different = new LinkedHashSet<>();
    for (String point : points) {
      InetAddress address = IpAddresses.parse(point);
      List<Boolean> fits =
          rules.stream().map(r -> r.stream().anyMatch(p -> p.contains(address))).toList();
      if (seen.add(fits)) {
        different.add(point);
      }
    }
    return different;
  }

  /** Returns the clients in the internet at both ends of a prefix, and the first behind it. */
  static List<InetAddress> clientsAtEnds(Cidr prefix) {
    if (!isIPv4(prefix)) {
      return List.of();
    }
    BigInteger after = edges(prefix).get(1);
    return Stream.of(edges(prefix).get(0), after.subtract(BigInteger.ONE), after)
        .filter(end -> end.bitLength() <= 32)
        .map(Corners::address)
        .filter(Corners::isOfInternet)
        .toList();
  }

  private static boolean isOfInternet(InetAddress address) {
    int first = address.getAddress()[0] & 0xff;
    return first > 0 && first < 224 && IpAddresses.isPublic(address) && !address.equals(PLATFORM);
  }

  /** The first address of a prefix, and the first one after it. */
  private static List<BigInteger> edges(Cidr prefix) {
    BigInteger first = new BigInteger(1, prefix.address().getAddress());
    return List.of(first, first.add(BigInteger.ONE.shiftLeft(32 - prefix.length())));
  }

  private static InetAddress address(BigInteger value) {
    long bits = value.longValue();
    return IpAddresses.parse(
        (bits >> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255));
  }

  private static boolean isIPv4(Cidr prefix) {
    return prefix.address().getAddress().length == 4;
  }
}
