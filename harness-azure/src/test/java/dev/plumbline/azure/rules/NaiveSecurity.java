package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.network.Network.PortRange;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Network security groups evaluated in the plainest way there is, as a second opinion: prefixes as
 * strings of binary digits, the next rule looked for anew each time. It shares nothing with what it
 * is compared with but the records.
 */
final class NaiveSecurity {

  private static final Map<String, String> DIGITS = new HashMap<>();

  private final List<String> virtualNetwork;
  private final Map<String, List<String>> tags;
  private final Map<String, List<String>> applicationSecurityGroups;

  /**
   * Makes an evaluator.
   *
   * @param virtualNetwork the prefixes of the virtual network
   * @param tags the prefixes of other tags
   * @param applicationSecurityGroups the addresses of their members
   */
  NaiveSecurity(
      List<String> virtualNetwork,
      Map<String, List<String>> tags,
      Map<String, List<String>> applicationSecurityGroups) {
    this.virtualNetwork = virtualNetwork;
    this.tags = tags;
    this.applicationSecurityGroups = applicationSecurityGroups;
  }

  /** Returns the name of the rule of one direction that decides, and what it does. */
  String decide(List<SecurityRule> rules, boolean inbound, FiveTuple flow) {
    int tried = 99;
    while (tried < 4097) {
      SecurityRule next = null;
      for (SecurityRule rule : rules) {
        if (rule.direction().name().equals(inbound ? "INBOUND" : "OUTBOUND")
            && rule.priority() > tried
            && (next == null || rule.priority() < next.priority())) {
          next = rule;
        }
      }
      if (next != null && matches(next, flow)) {
        return next.name() + " " + next.access();
      }
      tried = next == null ? 4097 : next.priority();
    }
    boolean fromNetwork = inAny(virtualNetwork, flow.source());
    boolean toNetwork = inAny(virtualNetwork, flow.destination());
    if (inbound) {
      if (fromNetwork && toNetwork) {
        return "AllowVnetInBound ALLOW";
      }
      return flow.source().getHostAddress().equals("168.63.129.16")
          ? "AllowAzureLoadBalancerInBound ALLOW"
          : "DenyAllInBound DENY";
    }
    if (fromNetwork && toNetwork) {
      return "AllowVnetOutBound ALLOW";
    }
    return toNetwork ? "DenyAllOutBound DENY" : "AllowInternetOutBound ALLOW";
  }

  private boolean matches(SecurityRule rule, FiveTuple flow) {
    String protocol = rule.protocol().name();
    return (protocol.equals("ANY") || protocol.equals(flow.protocol().name()))
        && address(
            rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups(), flow.source())
        && address(
            rule.destinationAddressPrefixes(),
            rule.destinationApplicationSecurityGroups(),
            flow.destination())
        && port(rule.sourcePortRanges(), flow.sourcePort(), flow)
        && port(rule.destinationPortRanges(), flow.destinationPort(), flow);
  }

  private boolean address(List<String> prefixes, List<String> groups, InetAddress address) {
    List<String> meant = new ArrayList<>();
    for (String group : groups) {
      meant.addAll(applicationSecurityGroups.get(group));
    }
    if (groups.isEmpty()) {
      for (String prefix : prefixes) {
        if (prefix.equals("*")) {
          return true;
        }
        if (prefix.equals("Internet") && !inAny(virtualNetwork, address)) {
          return true;
        }
        if (prefix.equals("VirtualNetwork")) {
          meant.addAll(virtualNetwork);
        } else if (!prefix.equals("Internet")) {
          meant.addAll(tags.getOrDefault(prefix, List.of(prefix)));
        }
      }
    }
    return inAny(meant, address);
  }

  private static boolean port(List<PortRange> ranges, int port, FiveTuple flow) {
    boolean none = List.of("ICMP", "ESP", "AH").contains(flow.protocol().name());
    boolean found = ranges.isEmpty();
    for (PortRange range : ranges) {
      String text = range.toString();
      int dash = text.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      int last = Integer.parseInt(dash < 0 ? text : text.substring(dash + 1));
      found |= none ? last - first == 65535 : port >= first && port <= last;
    }
    return found;
  }

  static boolean inAny(List<String> prefixes, InetAddress address) {
    for (String prefix : prefixes) {
      String[] parts = prefix.split("/");
      String network = digits(parts[0]);
      int length = parts.length == 1 ? network.length() - 1 : Integer.parseInt(parts[1]);
      if (digits(address.getHostAddress()).startsWith(network.substring(0, length + 1))) {
        return true;
      }
    }
    return false;
  }

  private static String digits(String address) {
    return DIGITS.computeIfAbsent(address, NaiveSecurity::toDigits);
  }

  /** The family, then one digit for each bit. */
  private static String toDigits(String address) {
    if (address.indexOf(':') >= 0) {
      return "6" + sixes(address);
    }
    BigInteger value = BigInteger.ZERO;
    for (String octet : address.split("\\.")) {
      value = value.shiftLeft(8).add(new BigInteger(octet));
    }
    String text = value.toString(2);
    return "4" + "0".repeat(32 - text.length()) + text;
  }

  private static String sixes(String address) {
    String[] halves = address.split("::", -1);
    String left = groups(halves[0]);
    String right = halves.length == 1 ? "" : groups(halves[1]);
    return left + "0".repeat(128 - left.length() - right.length()) + right;
  }

  private static String groups(String text) {
    StringBuilder bits = new StringBuilder();
    for (String group : text.isEmpty() ? new String[0] : text.split(":")) {
      String digits = Integer.toBinaryString(Integer.parseInt(group, 16));
      bits.append("0".repeat(16 - digits.length())).append(digits);
    }
    return bits.toString();
  }
}
