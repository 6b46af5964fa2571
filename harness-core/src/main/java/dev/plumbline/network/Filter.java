package dev.plumbline.network;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a rule set at one place, with its rules in the order they are tried.
 *
 * <p>The ports that rules name cut all ports into stretches on which the same rules can match. The
 * rules of a stretch are picked out when the first flow asks for it, and only they are tried.
 */
final class Filter {

  private final Compiled[] rules;
  private final int[] starts;
  private final AtomicReferenceArray<Stretch> tcp;
  private final AtomicReferenceArray<Stretch> udp;
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
            .sorted()
            .distinct()
            .toArray();
    this.tcp = new AtomicReferenceArray<>(starts.length);
    this.udp = new AtomicReferenceArray<>(starts.length);
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
    Stretch stretch = candidates(protocol, port);
    for (int i = 0; i < stretch.rules.length; i++) {
      if (stretch.mayMatch(i, source, destination)
          && stretch.rules[i].matches(source, sourcePort, destination)) {
        return stretch.rules[i].decision;
      }
    }
    return otherwise;
  }

  private Stretch candidates(Protocol protocol, int port) {
    int found = Arrays.binarySearch(starts, port);
    int stretch = found >= 0 ? found : -found - 2;
    AtomicReferenceArray<Stretch> all = protocol == Protocol.TCP ? tcp : udp;
    Stretch known = all.get(stretch);
    if (known == null) {
      known =
          new Stretch(
              Arrays.stream(rules)
                  .filter(rule -> rule.isFor(protocol, port))
                  .toArray(Compiled[]::new));
      all.set(stretch, known);
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

  /**
   * The rules that can match on a stretch of ports. Rules with one IPv4 prefix, the most, are told
   * from those that do not match by numbers that lie side by side; the others may always match.
   */
  private static final class Stretch {
    private final Compiled[] rules;
    private final long[] fromMask;
    private final long[] fromBits;
    private final long[] toMask;
    private final long[] toBits;

    Stretch(Compiled[] rules) {
      this.rules = rules;
      this.fromMask = Arrays.stream(rules).mapToLong(rule -> mask(rule.from.only())).toArray();
      this.fromBits = Arrays.stream(rules).mapToLong(rule -> bits(rule.from.only())).toArray();
      this.toMask = Arrays.stream(rules).mapToLong(rule -> mask(rule.to.only())).toArray();
      this.toBits = Arrays.stream(rules).mapToLong(rule -> bits(rule.to.only())).toArray();
    }

    private static long mask(AddressBits.@Nullable Prefix prefix) {
      return prefix == null || !prefix.bits().v4() ? 0 : prefix.highMask();
    }

    private static long bits(AddressBits.@Nullable Prefix prefix) {
      return prefix == null || !prefix.bits().v4() ? 0 : prefix.bits().high();
    }

    boolean mayMatch(int rule, AddressBits source, AddressBits destination) {
      return !source.v4()
          || (source.high() & fromMask[rule]) == fromBits[rule]
              && (destination.high() & toMask[rule]) == toBits[rule];
    }
  }

  private static final class Compiled {
    private final Protocol protocol;
    private final PrefixSet from;
    private final boolean fromAny;
    private final PortRange[] fromPorts;
    private final PrefixSet to;
    private final boolean toAny;
    private final PortRange[] ports;
    private final Decision decision;

    Compiled(Rule rule, String set, String way) {
      protocol = rule.protocol();
      from = PrefixSet.of(rule.from());
      fromAny = rule.from().isEmpty();
      fromPorts = rule.fromPorts().toArray(PortRange[]::new);
      to = PrefixSet.of(rule.to());
      toAny = rule.to().isEmpty();
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

    /** Returns whether it matches a flow whose protocol and port it is for. */
    boolean matches(AddressBits source, int sourcePort, AddressBits destination) {
      return (toAny || to.contains(destination))
          && (fromAny || from.contains(source))
          && holds(fromPorts, sourcePort);
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
