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
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The flows that rules of either side tell apart: from and to the ends of prefixes and of ranges of
 * ports, and beside them; of every protocol that a rule may name.
 */
final class RuleCorners {

  private static final int EPHEMERAL = 50_000;

  private final Set<InetAddress> others = new LinkedHashSet<>();
  private final Set<Integer> ports = new TreeSet<>(Set.of(1, 80, 443, 65535));
  private final Set<Integer> sourcePorts = new TreeSet<>(Set.of(EPHEMERAL));

  private RuleCorners() {
    others.add(IpAddresses.parse("192.0.2.1"));
    others.add(IpAddresses.parse("2001:db8::1"));
  }

  /**
   * Returns the flows of a direction.
   *
   * @param own the address of the network interface that they come to or leave from
   */
  static Set<FiveTuple> of(
      AzureTopology topology,
      String nic,
      EffectiveSecurityRules azure,
      Direction direction,
      InetAddress own) {
    RuleCorners corners = new RuleCorners();
    corners.addTold(azure, direction);
    corners.addOurs(topology, nic, direction);
    Set<FiveTuple> flows = new LinkedHashSet<>();
    for (InetAddress other : corners.others) {
      if (other.getClass() == own.getClass() && !other.equals(own)) {
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
        (in ? rule.sources() : rule.destinations()).forEach(prefix -> addEdges(others, prefix));
        (in ? rule.expandedSources() : rule.expandedDestinations())
            .forEach(prefix -> addEnds(others, prefix));
        rule.destinationPorts().forEach(range -> addPorts(ports, range));
        rule.sourcePorts().forEach(range -> addPorts(sourcePorts, range));
      }
      group.tags().values().forEach(tag -> tag.forEach(prefix -> addEnds(others, prefix)));
    }
  }

  private void addOurs(AzureTopology topology, String nic, Direction direction) {
    boolean in = direction == Direction.INBOUND;
    Set<String> members = new LinkedHashSet<>();
    for (Attached attached : RuleComparison.groups(topology, nic)) {
      for (SecurityRule rule : RuleComparison.ordered(attached.group(), direction)) {
        (in ? rule.sourceAddressPrefixes() : rule.destinationAddressPrefixes())
            .forEach(prefix -> addEdges(others, prefix));
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
          others.add(plan.of(ip));
        }
      }
    }
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
    Cidr prefix;
    try {
      prefix = Cidr.of(text);
    } catch (IllegalArgumentException e) {
      // a service tag, whose prefixes stand beside it
      return;
    }
    byte[] bytes = prefix.address().getAddress();
    BigInteger first = new BigInteger(1, bytes);
    BigInteger last =
        first.add(
            BigInteger.ONE.shiftLeft(bytes.length * 8 - prefix.length()).subtract(BigInteger.ONE));
    if (prefix.length() == 0) {
      return;
    }
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
