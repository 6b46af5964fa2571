package dev.plumbline.network;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a rule set at one place, with its rules in the order they are tried.
 *
 * <p>The ports that rules name cut all ports into stretches on which the same rules can match. The
 * rules of a stretch are picked out when the first flow asks for it, and only they are tried.
 */
final class Filter {

  private static final int LAST_PORT = 65_535;

  private final Compiled[] rules;

  /** Where each stretch of ports starts. */
  private final char[] starts;

  /**
   * The tables of all stretches for TCP over IPv4, then those over IPv6, then the same for UDP;
   * null until the first flow asks. Two threads may both make one, and what they make is the same;
   * a table is immutable, so that a thread that sees it sees all of it.
   */
  private final @Nullable RuleTable[] tables;

  private final Decision otherwise;

  private Filter(RuleSet set, boolean inbound, String place) {
    String way = (inbound ? "into " : "out of ") + place;
    this.rules =
        (inbound ? set.inbound() : set.outbound())
            .stream()
                .sorted(Comparator.comparingInt(Rule::priority))
                .map(rule -> new Compiled(rule, set.name(), way))
                .toArray(Compiled[]::new);
    this.starts =
        IntStream.concat(
                IntStream.of(0),
                Arrays.stream(rules)
                    .flatMap(rule -> Arrays.stream(rule.ports))
                    .flatMapToInt(ports -> IntStream.of(ports.first(), ports.last() + 1)))
            .filter(port -> port <= LAST_PORT)
            .sorted()
            .distinct()
            .mapToObj(port -> String.valueOf((char) port))
            .collect(Collectors.joining())
            .toCharArray();
    this.tables = new @Nullable RuleTable[4 * starts.length];
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
    if (source.v4() != destination.v4() || port < 0 || port > LAST_PORT) {
      return decideOneByOne(protocol, source, sourcePort, destination, port);
    }
    return table(protocol, port, source.v4()).decide(source, sourcePort, destination);
  }

  /** For a flow that was led to an address of the other family, or to what is no port at all. */
  private Decision decideOneByOne(
      Protocol protocol, AddressBits source, int sourcePort, AddressBits destination, int port) {
    for (Compiled rule : rules) {
      if (rule.isFor(protocol, port) && rule.matches(source, sourcePort, destination)) {
        return rule.decision;
      }
    }
    return otherwise;
  }

  private RuleTable table(Protocol protocol, int port, boolean v4) {
    int found = Arrays.binarySearch(starts, (char) port);
    int stretch = found >= 0 ? found : -found - 2;
    int kind = (protocol == Protocol.TCP ? 0 : 2) + (v4 ? 0 : 1);
    int at = kind * starts.length + stretch;
    RuleTable known = tables[at];
    if (known == null) {
      known =
          RuleTable.of(
              Arrays.stream(rules).filter(rule -> rule.isFor(protocol, port)).toList(),
              v4,
              otherwise);
      tables[at] = known;
    }
    return known;
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

    String explain(String flow) {
      return beforeFlow + flow + afterFlow;
    }
  }

  /** A rule made ready. */
  static final class Compiled {
    final Ends from;
    final Ends to;
    final Decision decision;
    private final Protocol protocol;
    private final PortRange[] fromPorts;
    private final PortRange[] ports;

    Compiled(Rule rule, String set, String way) {
      protocol = rule.protocol();
      from = new Ends(rule.from());
      fromPorts = rule.fromPorts().toArray(PortRange[]::new);
      to = new Ends(rule.to());
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

    boolean isFor(Protocol asked, int port) {
      return (protocol == Protocol.ANY || protocol == asked) && holds(ports, port);
    }

    /** Returns whether there are addresses of a family that it matches. */
    boolean canMatch(boolean v4) {
      return from.canBe(v4) && to.canBe(v4);
    }

    /** Returns whether, within a family, it asks for nothing but a prefix on each side. */
    boolean isPlain(boolean v4) {
      return fromPorts.length == 0 && from.isPlain(v4) && to.isPlain(v4);
    }

    /** Returns whether it matches a flow whose protocol and port it is for. */
    boolean matches(AddressBits source, int sourcePort, AddressBits destination) {
      return to.hold(destination) && from.hold(source) && holds(fromPorts, sourcePort);
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

  /** The addresses on one side of a rule: those that its prefixes hold, or all without any. */
  static final class Ends {
    private final boolean any;
    private final PrefixSet set;
    private final List<AddressBits.Prefix> v4;
    private final List<AddressBits.Prefix> v6;

    Ends(List<Cidr> prefixes) {
      any = prefixes.isEmpty();
      set = PrefixSet.of(prefixes);
      v4 = ofFamily(prefixes, true);
      v6 = ofFamily(prefixes, false);
    }

    private static List<AddressBits.Prefix> ofFamily(List<Cidr> prefixes, boolean v4) {
      return prefixes.stream()
          .map(AddressBits.Prefix::of)
          .filter(prefix -> prefix.bits().v4() == v4)
          .toList();
    }

    boolean hold(AddressBits address) {
      return any || set.contains(address);
    }

    /** Returns whether addresses of a family are among them. */
    boolean canBe(boolean v4) {
      return any || !(v4 ? this.v4 : v6).isEmpty();
    }

    /** Returns the one prefix of a family; null when there are several, none, or any will do. */
    AddressBits.@Nullable Prefix only(boolean v4) {
      List<AddressBits.Prefix> ofFamily = v4 ? this.v4 : v6;
      return ofFamily.size() == 1 ? ofFamily.get(0) : null;
    }

    /** Returns whether one prefix of a family says it all, or none is needed. */
    boolean isPlain(boolean v4) {
      return any || only(v4) != null;
    }

    /** Returns whether every address of a family is among them, and that is plain to see. */
    boolean isAll(boolean v4) {
      AddressBits.Prefix only = only(v4);
      return any || only != null && only.length() == 0;
    }
  }
}
