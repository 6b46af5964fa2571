package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random rules and flows, out of few enough values that they meet. */
final class RandomRules {

  private static final List<Integer> PORTS =
      List.of(0, 1, 22, 79, 80, 81, 443, 1023, 1024, 3443, 65534, 65535);
  private static final List<String> SOURCES =
      List.of(
          "10.0.0.4",
          "10.0.0.5",
          "10.0.0.127",
          "10.0.0.128",
          "10.0.1.4",
          "10.0.255.255",
          "10.1.0.0",
          "10.5.0.4",
          "192.168.0.1",
          "198.51.100.7",
          "203.0.113.0",
          "203.0.113.255",
          "168.63.129.16",
          "0.0.0.0",
          "255.255.255.255",
          "fd00:db8::4",
          "fd00:db8:0:ffff:ffff:ffff:ffff:ffff",
          "2001:db8::1",
          "::");
  private static final List<String> PREFIXES =
      List.of(
          "*",
          "0.0.0.0/0",
          "10.0.0.0/8",
          "10.0.0.0/24",
          "10.0.0.0/25",
          "10.0.0.128/25",
          "10.0.0.4",
          "10.0.0.5/32",
          "10.0.1.0/24",
          "10.5.0.0/16",
          "192.168.0.0/16",
          "203.0.113.0/24",
          "203.0.113.255/32",
          "128.0.0.0/1",
          "0.0.0.0/1",
          "198.51.100.0/24",
          "::/0",
          "fd00:db8::/48",
          "fd00:db8::4/128",
          "8000::/1",
          "2001:db8::1");
  private static final List<String> TAGS =
      List.of("VirtualNetwork", "Internet", "AzureLoadBalancer", "Contoso");

  private final Random random;

  RandomRules(Random random) {
    this.random = random;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Returns rules of both directions. */
  List<SecurityRule> rules(int most, List<String> groups, List<SecurityRuleProtocol> protocols) {
    List<SecurityRule> rules = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    int count = random.nextInt(most + 1);
    while (rules.size() < count) {
      Direction direction = any(List.of(Direction.values()));
      int priority =
          switch (random.nextInt(4)) {
            case 0 -> 100 + random.nextInt(3);
            case 1 -> 4094 + random.nextInt(3);
            default -> 100 + random.nextInt(3997);
          };
      if (taken.add(direction + " " + priority)) {
        boolean fromGroup = !groups.isEmpty() && random.nextInt(6) == 0;
        boolean toGroup = !groups.isEmpty() && random.nextInt(6) == 0;
        rules.add(
            new SecurityRule(
                direction + "-" + priority,
                priority,
                direction,
                any(List.of(Access.values())),
                any(protocols),
                fromGroup ? List.of() : prefixes(),
                random.nextInt(3) == 0 ? ports() : List.of(),
                fromGroup ? List.of(any(groups)) : List.of(),
                toGroup ? List.of() : prefixes(),
                random.nextInt(3) == 0 ? List.of() : ports(),
                toGroup ? List.of(any(groups)) : List.of()));
      }
    }
    return rules;
  }

  private List<String> prefixes() {
    List<String> prefixes = new ArrayList<>();
    int count = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
    for (int i = 0; i < count; i++) {
      prefixes.add(random.nextInt(3) == 0 ? any(TAGS) : any(PREFIXES));
    }
    return prefixes;
  }

  private List<PortRange> ports() {
    List<PortRange> ranges = new ArrayList<>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      int one = any(PORTS);
      int other = random.nextBoolean() ? one : any(PORTS);
      ranges.add(new PortRange(Math.min(one, other), Math.max(one, other)));
    }
    return ranges;
  }

  /** Returns a flow to an address. */
  FiveTuple flow(InetAddress source, InetAddress destination, List<IpProtocol> protocols) {
    IpProtocol protocol = any(protocols);
    return new FiveTuple(
        source,
        protocol.hasPorts() ? any(PORTS) : 0,
        destination,
        protocol.hasPorts() ? any(PORTS) : 0,
        protocol);
  }

  InetAddress somewhere() {
    return IpAddresses.parse(any(SOURCES));
  }
}
