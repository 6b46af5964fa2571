package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.rules.SecurityEvaluation.RuleEvaluation;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.List;

/**
 * One rule made ready to be asked often.
 *
 * @param name its name
 * @param priority its priority
 * @param access what it does
 * @param protocol the protocol it is for
 * @param sources the source addresses; one of them must hold
 * @param sourcePorts the source ports; empty for any
 * @param destinations the destination addresses; one of them must hold
 * @param destinationPorts the destination ports; empty for any
 * @param platformDestination platform addresses that it names by their tags as destinations
 */
record SecurityRuleMatcher(
    String name,
    int priority,
    Access access,
    SecurityRuleProtocol protocol,
    List<PrefixSet> sources,
    List<PortRange> sourcePorts,
    List<PrefixSet> destinations,
    List<PortRange> destinationPorts,
    PrefixSet platformDestination) {

  boolean matches(FiveTuple flow) {
    return protocol(flow)
        && port(destinationPorts, flow, flow.destinationPort())
        && address(sources, flow.source())
        && address(destinations, flow.destination())
        && port(sourcePorts, flow, flow.sourcePort());
  }

  RuleEvaluation evaluate(FiveTuple flow) {
    return new RuleEvaluation(
        name,
        priority,
        access,
        protocol(flow),
        address(sources, flow.source()),
        port(sourcePorts, flow, flow.sourcePort()),
        address(destinations, flow.destination()),
        port(destinationPorts, flow, flow.destinationPort()));
  }

  private boolean protocol(FiveTuple flow) {
    return switch (protocol) {
      case ANY -> true;
      case TCP -> flow.protocol() == IpProtocol.TCP;
      case UDP -> flow.protocol() == IpProtocol.UDP;
      case ICMP -> flow.protocol() == IpProtocol.ICMP;
      case ESP -> flow.protocol() == IpProtocol.ESP;
      case AH -> flow.protocol() == IpProtocol.AH;
    };
  }

  private static boolean address(List<PrefixSet> sets, InetAddress address) {
    for (PrefixSet set : sets) {
      if (set.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** A packet without ports matches only where every port does. */
  private static boolean port(List<PortRange> ranges, FiveTuple flow, int port) {
    boolean ports = flow.protocol().hasPorts();
    for (PortRange range : ranges) {
      if (ports ? range.contains(port) : range.first() == 0 && range.last() == 65535) {
        return true;
      }
    }
    return ranges.isEmpty();
  }
}
