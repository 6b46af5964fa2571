package dev.plumbline.network;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.util.Comparator;
import java.util.List;

/** One direction of a rule set at one place, with its rules in the order they are tried. */
final class Filter {

  private final List<Compiled> rules;
  private final Decision otherwise;

  private Filter(RuleSet set, boolean inbound, String place) {
    String way = (inbound ? "into " : "out of ") + place;
    this.rules =
        (inbound ? set.inbound() : set.outbound())
            .stream()
                .sorted(Comparator.comparingInt(Rule::priority))
                .map(rule -> new Compiled(rule, set.name(), way))
                .toList();
    Action action = inbound ? set.otherwiseInbound() : set.otherwiseOutbound();
    String direction = inbound ? "inbound" : "outbound";
    String noRule = "no " + direction + " rule of " + set.name();
    this.otherwise =
        new Decision(
            action,
            "the otherwise-" + direction + " of " + set.name(),
            noRule + " matches ",
            " on the way " + way + ", and it " + verb(action) + " what none matches",
            way + ": " + noRule + " matches, it " + verb(action));
  }

  static Filter inbound(RuleSet set, String place) {
    return new Filter(set, true, place);
  }

  static Filter outbound(RuleSet set, String place) {
    return new Filter(set, false, place);
  }

  /** Returns what the first rule that matches says, or what is said when none does. */
  Decision decide(
      Protocol protocol, AddressBits source, int sourcePort, AddressBits destination, int port) {
    for (Compiled rule : rules) {
      if (rule.matches(protocol, source, sourcePort, destination, port)) {
        return rule.decision;
      }
    }
    return otherwise;
  }

  private static String verb(Action action) {
    return switch (action) {
      case ALLOW -> "allows";
      case DROP -> "drops";
      case REJECT -> "rejects";
    };
  }

  /**
   * What a filter does with a flow.
   *
   * @param action what it does
   * @param decidedBy the rule with its priority, and the rule set
   * @param beforeFlow the explanation up to the flow
   * @param afterFlow the explanation from the flow on
   * @param hop the decision as a hop of a verdict
   */
  record Decision(
      Action action, String decidedBy, String beforeFlow, String afterFlow, String hop) {

    String explain(Flow flow) {
      return beforeFlow + flow + afterFlow;
    }
  }

  private static final class Compiled {
    private final Protocol protocol;
    private final AddressBits.Prefix[] from;
    private final PortRange[] fromPorts;
    private final AddressBits.Prefix[] to;
    private final PortRange[] ports;
    private final Decision decision;

    Compiled(Rule rule, String set, String way) {
      protocol = rule.protocol();
      from = rule.from().stream().map(AddressBits.Prefix::of).toArray(AddressBits.Prefix[]::new);
      fromPorts = rule.fromPorts().toArray(PortRange[]::new);
      to = rule.to().stream().map(AddressBits.Prefix::of).toArray(AddressBits.Prefix[]::new);
      ports = rule.ports().toArray(PortRange[]::new);
      String decidedBy = "rule " + rule.name() + " (priority " + rule.priority() + ") of " + set;
      String verb = verb(rule.action());
      decision =
          new Decision(
              rule.action(),
              decidedBy,
              decidedBy + " " + verb + " ",
              " on the way " + way,
              way + ": " + decidedBy + " " + verb);
    }

    boolean matches(
        Protocol asked, AddressBits source, int sourcePort, AddressBits destination, int port) {
      return (protocol == Protocol.ANY || protocol == asked)
          && holds(ports, port)
          && holds(to, destination)
          && holds(from, source)
          && holds(fromPorts, sourcePort);
    }

    private static boolean holds(AddressBits.Prefix[] prefixes, AddressBits address) {
      for (AddressBits.Prefix prefix : prefixes) {
        if (prefix.contains(address)) {
          return true;
        }
      }
      return prefixes.length == 0;
    }

    private static boolean holds(PortRange[] ranges, int port) {
      for (PortRange range : ranges) {
        if (range.contains(port)) {
          return true;
        }
      }
      return ranges.length == 0;
    }
  }
}
