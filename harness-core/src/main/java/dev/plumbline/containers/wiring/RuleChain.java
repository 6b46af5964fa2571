package dev.plumbline.containers.wiring;

import static dev.plumbline.containers.wiring.NftText.prefixesOfFamily;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a rule set as a chain of nftables. What it lets through returns; only what opens
 * a connection is to come to it.
 */
final class RuleChain {

  private RuleChain() {}

  /** Returns the lines of the rules for flows that come in. */
  static List<String> inbound(RuleSet rules) {
    return lines(rules.inbound(), rules.otherwiseInbound(), null);
  }

  /**
   * Returns the lines of the rules for flows that come in to an address in place of which the rules
   * see another one.
   *
   * @param seen the address that the rules see
   */
  static List<String> inboundSeenAs(RuleSet rules, InetAddress seen) {
    return lines(rules.inbound(), rules.otherwiseInbound(), seen);
  }

  /** Returns the lines of the rules for flows that go out. */
  static List<String> outbound(RuleSet rules) {
    return lines(rules.outbound(), rules.otherwiseOutbound(), null);
  }

  private static List<String> lines(
      List<Rule> rules, Action otherwise, @Nullable InetAddress seen) {
    List<String> lines = new ArrayList<>();
    rules.stream()
        .sorted(Comparator.comparingInt(Rule::priority))
        .forEach(rule -> addRule(lines, rule, seen));
    addVerdict(lines, "", Protocol.ANY, otherwise);
    return lines;
  }

  private static void addRule(List<String> lines, Rule rule, @Nullable InetAddress seen) {
    List<Cidr> to = rule.to();
    if (seen != null && !to.isEmpty()) {
      if (to.stream().noneMatch(prefix -> prefix.contains(seen))) {
        return;
      }
      to = List.of();
    }
    String ports = protocol(rule);
    if (rule.from().isEmpty() && to.isEmpty()) {
      addVerdict(lines, ports, rule.protocol(), rule.action());
      return;
    }
    for (boolean v4 : new boolean[] {true, false}) {
      List<Cidr> from = prefixesOfFamily(rule.from(), v4);
      List<Cidr> dialled = prefixesOfFamily(to, v4);
      if (from.isEmpty() != rule.from().isEmpty() || dialled.isEmpty() != to.isEmpty()) {
        continue;
      }
      String match =
          (from.isEmpty() ? "" : NftText.in("saddr", from))
              + (dialled.isEmpty() ? "" : NftText.in("daddr", dialled));
      addVerdict(lines, match + ports, rule.protocol(), rule.action());
    }
  }

  private static String protocol(Rule rule) {
    String match =
        switch (rule.protocol()) {
          case TCP -> "meta l4proto tcp ";
          case UDP -> "meta l4proto udp ";
          case ANY -> "meta l4proto { tcp, udp } ";
        };
    return match
        + (rule.fromPorts().isEmpty() ? "" : "th sport " + NftText.ports(rule.fromPorts()) + " ")
        + (rule.ports().isEmpty() ? "" : "th dport " + NftText.ports(rule.ports()) + " ");
  }

  /** Adds what is done with what matches. */
  static void addVerdict(List<String> lines, String match, Protocol protocol, Action action) {
    if (action == Action.ALLOW) {
      lines.add(match + "return");
    } else if (action == Action.DROP) {
      lines.add(match + "drop");
    } else {
      // A second match of the protocol narrows the first one down.
      if (protocol != Protocol.UDP) {
        lines.add(match + "meta l4proto tcp reject with tcp reset");
      }
      if (protocol != Protocol.TCP) {
        lines.add(match + "meta l4proto udp reject with icmpx port-unreachable");
      }
    }
  }
}
