package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Rule;
import dev.plumbline.azure.platform.RuleComparison.Attached;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The flows that rules of either side tell apart: from and to the ends of prefixes and of ranges of
 * ports, and beside them; of every protocol that a rule may name. Of addresses that are in the
 * prefixes of the same rules, ours and Azure's, one stands for all, since a service tag has
 * thousands of prefixes.
 */
final class RuleCorners {

  private static final int EPHEMERAL = 50_000;

  private final Set<InetAddress> others = new LinkedHashSet<>();

  /** The prefixes of each rule of either side, and others that addresses are told apart by. */
  private final List<Set<Cidr>> held = new ArrayList<>();

  private final Set<Integer> ports = new TreeSet<>(Set.of(1, 80, 443, 65535));
  private final Set<Integer> sourcePorts = new TreeSet<>(Set.of(EPHEMERAL));

  private RuleCorners() {}

  /**
   * Returns the flows of a direction.
   *
   * @param topology the resources, with the service tags that Azure tells
   * @param virtualNetwork what {@code VirtualNetwork} stands for at the network interface
   * @param own the address of the network interface that they come to or leave from
   */
  static Set<FiveTuple> of(
      AzureTopology topology,
      String nic,
      List<Cidr> virtualNetwork,
      EffectiveSecurityRules azure,
      Direction direction,
      InetAddress own) {
    RuleCorners corners = new RuleCorners();
    corners.addTold(azure, direction);
    corners.addOurs(topology, nic, virtualNetwork, direction);
    // Where no prefix ends there may be addresses in none.
    corners.others.add(IpAddresses.parse("192.0.2.1"));
    corners.others.add(IpAddresses.parse("2001:db8::1"));
    HeldBy heldBy = new HeldBy(corners.held, own);
    Set<BitSet> seen = new HashSet<>();
    Set<FiveTuple> flows = new LinkedHashSet<>();
    for (InetAddress other : corners.others) {
      if (other.getClass() == own.getClass() && !other.equals(own) && seen.add(heldBy.of(other))) {
        corners.add(
            flows,
            direction == Direction.INBOUND ? other : own,
            direction == Direction.INBOUND ? own : other);
      }
    }
    return flows;
  }

  private void add(Set<FiveTuple> flows, InetAddress source, InetAddress destination) {
    for (IpProtocol protocol : IpProtocol.values()) {
      if (!protocol.hasPorts()) {
        flows.add(new FiveTuple(source, 0, destination, 0, protocol));
        continue;
      }
      for (int from : sourcePorts) {
        for (int to : ports) {
          flows.add(new FiveTuple(source, from, destination, to, protocol));
        }
      }
    }
  }

  private void addTold(EffectiveSecurityRules azure, Direction direction) {
    boolean in = direction == Direction.INBOUND;
    for (Group group : azure.groups()) {
      for (Rule rule : group.rules(direction)) {
        List<String> written = in ? rule.sources() : rule.destinations();
        List<String> expanded = in ? rule.expandedSources() : rule.expandedDestinations();
        written.forEach(prefix -> addEdges(others, prefix));
        expanded.forEach(prefix -> addEnds(others, prefix));
        Set<Cidr> prefixes = new LinkedHashSet<>();
        written.forEach(prefix -> prefix(prefix).ifPresent(prefixes::add));
        expanded.forEach(prefix -> prefix(prefix).ifPresent(prefixes::add));
        held.add(prefixes);
        rule.destinationPorts().forEach(range -> addPorts(ports, range));
        rule.sourcePorts().forEach(range -> addPorts(sourcePorts, range));
      }
      for (List<String> tag : group.tags().values()) {
        tag.forEach(prefix -> addEnds(others, prefix));
        Set<Cidr> prefixes = new LinkedHashSet<>();
        tag.forEach(prefix -> prefix(prefix).ifPresent(prefixes::add));
        held.add(prefixes);
      }
    }
  }

  private void addOurs(
      AzureTopology topology, String nic, List<Cidr> virtualNetwork, Direction direction) {
    boolean in = direction == Direction.INBOUND;
    Set<String> members = new LinkedHashSet<>();
    ServiceTags tags = ServiceTags.of(topology);
    // What is in the network, in the internet, and what no rule is asked about.
    take(virtualNetwork);
    take(SecurityGroups.outsideInternet(virtualNetwork));
    SecurityGroups.platformTags().forEach(tag -> held.add(Set.copyOf(tags.prefixes(tag))));
    for (Attached attached : RuleComparison.groups(topology, nic)) {
      for (SecurityRule rule : RuleComparison.ordered(attached.group(), direction)) {
        for (String text : in ? rule.sourceAddressPrefixes() : rule.destinationAddressPrefixes()) {
          addEdges(others, text);
          Optional<Cidr> prefix = prefix(text);
          if (prefix.isPresent()) {
            held.add(Set.of(prefix.get()));
          } else if (tags.isTag(text)
              && !text.equalsIgnoreCase("VirtualNetwork")
              && !text.equalsIgnoreCase("Internet")) {
            take(tags.prefixes(text));
          }
        }
        members.addAll(
            in
                ? rule.sourceApplicationSecurityGroups()
                : rule.destinationApplicationSecurityGroups());
        rule.destinationPortRanges().forEach(range -> addPorts(ports, RuleComparison.text(range)));
        rule.sourcePortRanges().forEach(range -> addPorts(sourcePorts, RuleComparison.text(range)));
      }
    }
    AddressPlan plan = AddressPlan.of(topology);
    for (NetworkInterface one : topology.networkInterfaces()) {
      for (IpConfiguration ip : one.ipConfigurations()) {
        if (ip.applicationSecurityGroups().stream().anyMatch(members::contains)) {
          InetAddress address = plan.of(ip);
          others.add(address);
          // In whichever of the groups: one stands for no other.
          held.add(Set.of(new Cidr(address, address.getAddress().length * 8)));
        }
      }
    }
  }

  private void take(List<Cidr> prefixes) {
    prefixes.forEach(prefix -> addEnds(others, prefix.toString()));
    held.add(new LinkedHashSet<>(prefixes));
  }

  /** Returns a prefix; empty for a service tag, whose prefixes stand beside it. */
  private static Optional<Cidr> prefix(String text) {
    try {
      return Optional.of(Cidr.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Which of some sets of prefixes hold an address. */
  private static final class HeldBy {

    /** By the first addresses of the ranges that are in the same sets throughout. */
    private final NavigableMap<BigInteger, BitSet> ranges = new TreeMap<>();

    /**
     * Finds the ranges.
     *
     * @param family an address of the family
     */
    HeldBy(List<Set<Cidr>> sets, InetAddress family) {
      NavigableMap<BigInteger, List<int[]>> ends = new TreeMap<>();
      for (int i = 0; i < sets.size(); i++) {
        for (Cidr prefix : sets.get(i)) {
          if (prefix.address().getClass() == family.getClass()) {
            ends.computeIfAbsent(first(prefix), k -> new ArrayList<>()).add(new int[] {i, 1});
            ends.computeIfAbsent(last(prefix).add(BigInteger.ONE), k -> new ArrayList<>())
                .add(new int[] {i, -1});
          }
        }
      }
      int[] open = new int[sets.size()];
      BitSet now = new BitSet();
      ranges.put(BigInteger.ZERO, new BitSet());
      for (Map.Entry<BigInteger, List<int[]>> end : ends.entrySet()) {
        for (int[] one : end.getValue()) {
          open[one[0]] += one[1];
          now.set(one[0], open[one[0]] > 0);
        }
        ranges.put(end.getKey(), (BitSet) now.clone());
      }
    }

    BitSet of(InetAddress address) {
      return ranges.floorEntry(new BigInteger(1, address.getAddress())).getValue();
    }
  }

  private static BigInteger first(Cidr prefix) {
    return new BigInteger(1, prefix.address().getAddress());
  }

  private static BigInteger last(Cidr prefix) {
    int bits = prefix.address().getAddress().length * 8 - prefix.length();
    return first(prefix).add(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
  }

  /** Adds the ends of a prefix, and what lies beside them: a prefix that is wider tells there. */
  private static void addEdges(Set<InetAddress> addresses, String prefix) {
    add(addresses, prefix, 1);
  }

  /** Adds the ends of a prefix of a service tag, of which there are many. */
  private static void addEnds(Set<InetAddress> addresses, String prefix) {
    add(addresses, prefix, 0);
  }

  private static void add(Set<InetAddress> addresses, String text, int beside) {
    Cidr prefix = prefix(text).orElse(null);
    if (prefix == null || prefix.length() == 0) {
      return;
    }
    byte[] bytes = prefix.address().getAddress();
    BigInteger first = first(prefix);
    BigInteger last = last(prefix);
    for (BigInteger one :
        List.of(
            first,
            last,
            first.subtract(BigInteger.valueOf(beside)),
            last.add(BigInteger.valueOf(beside)))) {
      if (one.signum() > 0 && one.bitLength() <= bytes.length * 8) {
        addresses.add(address(one, bytes.length));
      }
    }
  }

  private static InetAddress address(BigInteger number, int length) {
    byte[] all = number.toByteArray();
    byte[] bytes = new byte[length];
    int from = Math.max(0, all.length - length);
    System.arraycopy(all, from, bytes, length - (all.length - from), all.length - from);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addPorts(Set<Integer> ports, String range) {
    if (range.equals("*") || range.equals("0-65535")) {
      return;
    }
    for (String end : range.split("-", 2)) {
      int port = Integer.parseInt(end);
      Stream.of(port - 1, port, port + 1).filter(p -> p > 0 && p <= 65535).forEach(ports::add);
    }
  }
}
