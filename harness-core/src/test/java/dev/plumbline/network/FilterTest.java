package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The filter, laid out for speed, beside its rules tried one by one as they are written. */
class FilterTest {

  private static final List<String> PREFIXES =
      List.of(
          "0.0.0.0/0",
          "10.0.0.0/8",
          "10.0.0.0/30",
          "10.0.0.1/32",
          "128.0.0.0/1",
          "255.255.255.0/24",
          "::/0",
          "fd00::/8",
          "fd00::/64",
          "fd00::1/128",
          "fd00::/127",
          "8000::/1");
  private static final List<String> ADDRESSES =
      List.of(
          "0.0.0.0",
          "10.0.0.1",
          "10.0.0.3",
          "10.0.0.4",
          "127.255.255.255",
          "128.0.0.0",
          "255.255.255.255",
          "::",
          "fd00::1",
          "fd00::2",
          "fd00:0:0:1::",
          "7fff::",
          "ffff::");
  private static final List<String> PORTS =
      List.of("0", "443", "444", "443-65535", "0-442", "65535", "1024-65534");
  private static final int[] ASKED = {0, 442, 443, 444, 445, 1023, 65_534, 65_535};

  private final Random random = new Random(7);

  @Test
  void decides_as_its_rules_one_by_one_for_both_families_and_from_one_to_the_other() {
    Map<Action, Integer> met = new EnumMap<>(Action.class);
    for (int times = 0; times < 400; times++) {
      RuleSet set = new RuleSet("set" + times, rules(), List.of(), Action.REJECT, Action.ALLOW);
      Filter filter = Filter.inbound(set, "here");
      for (int asked = 0; asked < 100; asked++) {
        InetAddress source = IpAddresses.parse(pick(ADDRESSES));
        InetAddress destination = IpAddresses.parse(pick(ADDRESSES));
        Protocol protocol = random.nextBoolean() ? Protocol.TCP : Protocol.UDP;
        int sourcePort = ASKED[random.nextInt(ASKED.length)];
        int port = ASKED[random.nextInt(ASKED.length)];
        Rule first =
            set.inbound().stream()
                .filter(rule -> matches(rule, protocol, source, sourcePort, destination, port))
                .min(Comparator.comparingInt(Rule::priority))
                .orElse(null);
        Filter.Decision decision =
            filter.decide(
                protocol, AddressBits.of(source), sourcePort, AddressBits.of(destination), port);
        assertThat(decision.decidedBy())
            .as("%s %s:%s -> %s:%s by %s", protocol, source, sourcePort, destination, port, set)
            .startsWith(
                first == null ? "the otherwise-inbound of " : "rule " + first.name() + " (");
        assertThat(decision.action()).isEqualTo(first == null ? Action.REJECT : first.action());
        met.merge(decision.action(), 1, Integer::sum);
      }
    }
    assertThat(met.values()).hasSize(3).allMatch(times -> times > 1_000);
  }

  @Test
  void no_rule_for_ports_matches_what_is_no_port() {
    Rule all =
        new Rule(
            "high",
            1,
            Action.ALLOW,
            Protocol.ANY,
            List.of(),
            List.of(),
            List.of(),
            List.of(PortRange.of("0-65535")));
    Filter filter =
        Filter.inbound(
            new RuleSet("set", List.of(all), List.of(), Action.DROP, Action.ALLOW), "here");
    AddressBits address = AddressBits.of(IpAddresses.parse("10.0.0.1"));

    assertThat(
            Stream.of(-1, 0, 65_535, 65_536, 65_979)
                .map(port -> filter.decide(Protocol.TCP, address, 1, address, port).action()))
        .containsExactly(Action.DROP, Action.ALLOW, Action.ALLOW, Action.DROP, Action.DROP);
  }

  private static boolean matches(
      Rule rule,
      Protocol protocol,
      InetAddress source,
      int sourcePort,
      InetAddress destination,
      int port) {
    return (rule.protocol() == Protocol.ANY || rule.protocol() == protocol)
        && (rule.from().isEmpty() || rule.from().stream().anyMatch(p -> p.contains(source)))
        && (rule.to().isEmpty() || rule.to().stream().anyMatch(p -> p.contains(destination)))
        && (rule.fromPorts().isEmpty()
            || rule.fromPorts().stream().anyMatch(p -> p.contains(sourcePort)))
        && (rule.ports().isEmpty() || rule.ports().stream().anyMatch(p -> p.contains(port)));
  }

  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (int priority = random.nextInt(12); priority > 0; priority--) {
      rules.add(
          new Rule(
              "rule" + priority,
              priority,
              pick(List.of(Action.values())),
              pick(List.of(Protocol.values())),
              several(() -> Cidr.of(pick(PREFIXES))),
              random.nextInt(4) > 0 ? List.of() : several(() -> PortRange.of(pick(PORTS))),
              several(() -> Cidr.of(pick(PREFIXES))),
              several(() -> PortRange.of(pick(PORTS)))));
    }
    return rules;
  }

  /** None, one, or so many that they are searched and not tried one by one. */
  private <T> List<T> several(Supplier<T> one) {
    return Stream.generate(one).limit(pick(List.of(0, 1, 1, 2, 6))).toList();
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
