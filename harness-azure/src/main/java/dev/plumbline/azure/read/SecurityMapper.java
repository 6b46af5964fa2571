package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.model.ApplicationSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Network security groups, application security groups and route tables. */
final class SecurityMapper {

  private static final Map<String, SecurityRuleProtocol> PROTOCOLS =
      Map.of(
          "tcp", SecurityRuleProtocol.TCP,
          "udp", SecurityRuleProtocol.UDP,
          "icmp", SecurityRuleProtocol.ICMP,
          "esp", SecurityRuleProtocol.ESP,
          "ah", SecurityRuleProtocol.AH,
          "*", SecurityRuleProtocol.ANY,
          "any", SecurityRuleProtocol.ANY,
          "all", SecurityRuleProtocol.ANY);

  private final Mapping mapping;

  SecurityMapper(Mapping mapping) {
    this.mapping = mapping;
  }

  List<ApplicationSecurityGroup> applicationGroups() {
    return mapping.all(
        ResourceTypes.APPLICATION_SECURITY_GROUP,
        r -> new ApplicationSecurityGroup(mapping.estate.local(r)));
  }

  List<NetworkSecurityGroup> groups() {
    return mapping.all(
        ResourceTypes.NETWORK_SECURITY_GROUP,
        resource ->
            new NetworkSecurityGroup(
                mapping.estate.local(resource),
                mapping.each(mapping.estate.children(resource, "securityRules"), this::rule)));
  }

  private SecurityRule rule(Part part) {
    List<String> sourceGroups = mapping.references(part, "sourceApplicationSecurityGroups");
    List<String> destinationGroups =
        mapping.references(part, "destinationApplicationSecurityGroups");
    return new SecurityRule(
        part.name(),
        part.integer("priority", -1) < 0 ? missing(part, "priority") : part.integer("priority", 0),
        part.word(
            "direction",
            Map.of("inbound", Direction.INBOUND, "outbound", Direction.OUTBOUND),
            null),
        part.word("access", Map.of("allow", Access.ALLOW, "deny", Access.DENY), null),
        part.word("protocol", PROTOCOLS, null),
        prefixes(part, "source", sourceGroups),
        ports(part.values("sourcePortRanges", "sourcePortRange")),
        sourceGroups,
        prefixes(part, "destination", destinationGroups),
        ports(part.values("destinationPortRanges", "destinationPortRange")),
        destinationGroups);
  }

  private static int missing(Part part, String name) {
    throw part.mark(name).refuse(name + " is missing");
  }

  private static List<String> prefixes(Part part, String side, List<String> groups) {
    List<String> all = new ArrayList<>();
    for (JsonValue value : part.values(side + "AddressPrefixes", side + "AddressPrefix")) {
      for (String one : alternatives(value.scalar())) {
        String prefix = masked(one, value.mark());
        if (!all.contains(prefix)) {
          all.add(prefix);
        }
      }
    }
    if (all.isEmpty() && groups.isEmpty()) {
      throw part.mark(side + "AddressPrefix")
          .refuse(
              side
                  + "AddressPrefix is missing; write '*', an address prefix, a service tag, or"
                  + " application security groups");
    }
    return groups.isEmpty() ? all : List.of();
  }

  /** Some tools write several values into one text. */
  private static List<String> alternatives(String text) {
    return text.indexOf(',') < 0 ? List.of(text) : List.of(text.split("\\s*,\\s*"));
  }

  /** Rules may name an address within the prefix; the platform takes the prefix. */
  static String masked(String text, Mark mark) {
    if (text.equals("0.0.0.0/0") || text.equalsIgnoreCase("any")) {
      return text.equals("0.0.0.0/0") ? text : "*";
    }
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!IpAddresses.isLiteral(address)) {
      if (text.matches("[\\d.]+(/.*)?|[0-9a-fA-F:]*:[0-9a-fA-F:]*(/.*)?")) {
        throw mark.refuse("\"" + text + "\" is no address prefix; write one such as 10.0.1.0/24");
      }
      return text;
    }
    if (slash < 0) {
      return text;
    }
    byte[] bytes = IpAddresses.parse(address).getAddress();
    int bits = bytes.length * 8;
    int length;
    try {
      length = Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      length = -1;
    }
    if (length < 0 || length > bits) {
      throw mark.refuse(
          "\"" + text + "\" is no address prefix; its length is a number within 0 to " + bits);
    }
    BigInteger mask =
        BigInteger.ONE.shiftLeft(length).subtract(BigInteger.ONE).shiftLeft(bits - length);
    byte[] masked = new BigInteger(1, bytes).and(mask).toByteArray();
    byte[] first = new byte[bytes.length];
    for (int i = 1; i <= Math.min(masked.length, first.length); i++) {
      first[first.length - i] = masked[masked.length - i];
    }
    try {
      return InetAddress.getByAddress(first).getHostAddress() + "/" + length;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns ranges of ports; empty for all of them. */
  static List<PortRange> ports(List<JsonValue> values) {
    List<PortRange> ranges = new ArrayList<>();
    boolean all = false;
    for (JsonValue value : values) {
      for (String one : alternatives(value.scalar())) {
        if (one.equals("*") || one.equals("0-65535")) {
          all = true;
          continue;
        }
        try {
          ranges.add(PortRange.of(one.replace(" ", "")));
        } catch (IllegalArgumentException e) {
          throw value.mark().refuse(String.valueOf(e.getMessage()));
        }
      }
    }
    return all ? List.of() : ranges;
  }

  List<RouteTable> routeTables() {
    return mapping.all(
        ResourceTypes.ROUTE_TABLE,
        resource ->
            new RouteTable(
                mapping.estate.local(resource),
                Part.of(resource.body()).bool("disableBgpRoutePropagation", false),
                mapping.each(mapping.estate.children(resource, "routes"), this::route)));
  }

  private Route route(Part part) {
    NextHopType next =
        part.word(
            "nextHopType",
            Map.of(
                "virtualappliance", NextHopType.VIRTUAL_APPLIANCE,
                "virtualnetworkgateway", NextHopType.VIRTUAL_NETWORK_GATEWAY,
                "vnetlocal", NextHopType.VNET_LOCAL,
                "internet", NextHopType.INTERNET,
                "none", NextHopType.NONE),
            null);
    JsonValue prefix = part.value("addressPrefix");
    if (prefix == null) {
      throw part.mark("addressPrefix").refuse("addressPrefix is missing");
    }
    String text = prefix.scalar();
    @Nullable InetAddress hop =
        next == NextHopType.VIRTUAL_APPLIANCE ? part.address("nextHopIpAddress") : null;
    if (next == NextHopType.VIRTUAL_APPLIANCE && hop == null) {
      throw part.mark("nextHopIpAddress")
          .refuse("nextHopIpAddress is missing; a virtual appliance is found by its address");
    }
    return new Route(part.name(), masked(text, prefix.mark()), next, hop);
  }
}
