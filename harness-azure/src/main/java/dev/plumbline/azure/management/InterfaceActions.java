package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The security rules and routes in force at network interfaces. */
final class InterfaceActions implements Actions {

  private final Inventory inventory;
  private final Estate estate;
  private final Operations operations;
  private final NetworkRules rules;

  InterfaceActions(Inventory inventory, Operations operations, NetworkRules rules) {
    this.inventory = inventory;
    this.estate = inventory.estate();
    this.operations = operations;
    this.rules = rules;
  }

  @Override
  public @Nullable Reply answer(Call call, String version) {
    Asked asked = Asked.of(call, ResourceTypes.NETWORK_INTERFACE);
    if (asked == null) {
      return null;
    }
    boolean groups = asked.action().equalsIgnoreCase("effectiveNetworkSecurityGroups");
    if (!groups && !asked.action().equalsIgnoreCase("effectiveRouteTable")) {
      return null;
    }
    Resource resource = asked.required(inventory);
    NetworkInterface nic =
        estate.topology.networkInterfaces().stream()
            .filter(
                one ->
                    estate
                        .ids
                        .of(ResourceTypes.NETWORK_INTERFACE, one.name())
                        .equalsIgnoreCase(resource.id().text()))
            .findFirst()
            .orElse(null);
    if (nic == null || nic.virtualMachine() == null) {
      // That it is refused is documented ("Diagnose a virtual machine network traffic filter
      // problem"); the code is not.
      throw new ManagementException(
          400,
          "NetworkInterfaceNotAttachedToRunningVirtualMachine",
          "Network interface "
              + resource.id().text()
              + " must be attached to a running virtual machine.");
    }
    Placed subnet = estate.subnets.find(nic.ipConfigurations().get(0).subnet()).orElseThrow();
    return operations.begin(
        call,
        asked.location(resource),
        true,
        version,
        () ->
            groups
                ? Map.of("value", groups(nic, resource, subnet))
                : Map.of("value", routes(subnet)));
  }

  private List<Map<String, Object>> routes(Placed subnet) {
    String table = subnet.subnet().routeTable();
    boolean withoutLearned =
        estate.topology.routeTables().stream()
            .anyMatch(one -> one.name().equals(table) && one.disableBgpRoutePropagation());
    List<Map<String, Object>> all = new ArrayList<>();
    for (EffectiveRoute route : rules.routes().of(subnet.name()).routes()) {
      InetAddress hop = route.nextHopIpAddress();
      all.add(
          Fields.of()
              .with("name", route.name())
              .with(
                  "disableBgpRoutePropagation",
                  route.source() == EffectiveRoute.Source.USER ? withoutLearned : null)
              .with("source", route.source().toString())
              .with("state", route.state().toString())
              .with("addressPrefix", List.of(route.prefix().toString()))
              .with("nextHopIpAddress", hop == null ? List.of() : List.of(hop.getHostAddress()))
              .with("nextHopType", route.nextHopType().toString())
              .with(
                  "destinationServiceTags",
                  route.serviceTag() == null ? null : List.of(route.serviceTag()))
              .map());
    }
    return all;
  }

  private List<Map<String, Object>> groups(NetworkInterface nic, Resource resource, Placed subnet) {
    List<Map<String, Object>> all = new ArrayList<>();
    String ofSubnet = subnet.subnet().networkSecurityGroup();
    if (ofSubnet != null) {
      all.add(group(ofSubnet, "subnet", estate.ids.subnet(subnet.name()), subnet));
    }
    if (nic.networkSecurityGroup() != null) {
      all.add(group(nic.networkSecurityGroup(), "networkInterface", resource.id().text(), subnet));
    }
    return all;
  }

  private Map<String, Object> group(String name, String level, String place, Placed subnet) {
    NetworkSecurityGroup group =
        estate.topology.networkSecurityGroups().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();
    List<Map<String, Object>> effective = new ArrayList<>();
    Stream.concat(
            group.securityRules().stream().map(rule -> rule(rule, "securityRules", subnet)),
            Stream.of(Direction.INBOUND, Direction.OUTBOUND)
                .flatMap(direction -> DefaultSecurityRules.of(direction).stream())
                .sorted(Comparator.comparing(SecurityRule::direction))
                .map(rule -> rule(rule, "defaultSecurityRules", subnet)))
        .forEach(effective::add);
    return Fields.of()
        .with(
            "networkSecurityGroup",
            Map.of("id", estate.ids.of(ResourceTypes.NETWORK_SECURITY_GROUP, name)))
        .with("association", Map.of(level, Map.of("id", place)))
        .with("effectiveSecurityRules", effective)
        .with("tagMap", tags(group, subnet))
        .map();
  }

  /**
   * Returns the prefixes of the service tags that rules of a group name. The specification has a
   * text for what it says is a map, and Azure's clients fail on an object: so it is the map's text.
   */
  private String tags(NetworkSecurityGroup group, Placed subnet) {
    Map<String, List<String>> tags = new TreeMap<>();
    Stream.concat(
            group.securityRules().stream(),
            Stream.of(Direction.values())
                .flatMap(direction -> DefaultSecurityRules.of(direction).stream()))
        .flatMap(
            rule ->
                Stream.concat(
                    rule.sourceAddressPrefixes().stream(),
                    rule.destinationAddressPrefixes().stream()))
        .filter(rules.serviceTags()::isTag)
        .forEach(
            tag ->
                tags.put(
                    tag,
                    TagPrefixes.of(rules, tag, subnet.name()).stream()
                        .map(Cidr::toString)
                        .toList()));
    return JsonMapper.shared().writeValueAsString(tags);
  }

  private Map<String, Object> rule(SecurityRule rule, String kind, Placed subnet) {
    Fields fields =
        Fields.of()
            .with("name", kind + "/" + rule.name())
            .with(
                "protocol",
                rule.protocol() == SecurityRuleProtocol.ANY ? "All" : Fields.word(rule.protocol()));
    values(fields, "sourcePortRange", "sourcePortRanges", ports(rule.sourcePortRanges()));
    values(
        fields,
        "destinationPortRange",
        "destinationPortRanges",
        ports(rule.destinationPortRanges()));
    side(
        fields,
        "source",
        rule.sourceAddressPrefixes(),
        rule.sourceApplicationSecurityGroups(),
        subnet);
    side(
        fields,
        "destination",
        rule.destinationAddressPrefixes(),
        rule.destinationApplicationSecurityGroups(),
        subnet);
    return fields
        .with("access", rule.access())
        .with("priority", rule.priority())
        .with("direction", rule.direction())
        .map();
  }

  private static void values(Fields fields, String single, String plural, List<String> values) {
    fields.with(single, values.size() == 1 ? values.get(0) : null).with(plural, values);
  }

  private static List<String> ports(List<PortRange> ranges) {
    return ranges.isEmpty()
        ? List.of("0-65535")
        : ranges.stream().map(range -> range.first() + "-" + range.last()).toList();
  }

  private void side(
      Fields fields,
      String side,
      List<String> names,
      List<String> applicationGroups,
      Placed subnet) {
    List<String> shown = new ArrayList<>();
    List<String> expanded = new ArrayList<>();
    for (String group : applicationGroups) {
      members(group).forEach(address -> shown.add(address.getHostAddress() + "/32"));
    }
    for (String name : names) {
      if (name.equals("*")) {
        shown.add("0.0.0.0/0");
      } else if (rules.serviceTags().isTag(name)) {
        shown.add(name);
        TagPrefixes.of(rules, name, subnet.name())
            .forEach(prefix -> expanded.add(prefix.toString()));
      } else {
        shown.add(
            name.contains("/") || !IpAddresses.isLiteral(name)
                ? name
                : name + (name.contains(":") ? "/128" : "/32"));
      }
    }
    String prefix = side + "AddressPrefix";
    values(fields, prefix, prefix + "es", shown);
    String capital = side.equals("source") ? "Source" : "Destination";
    fields.some("expanded" + capital + "AddressPrefix", expanded, one -> one);
  }

  private List<InetAddress> members(String group) {
    List<InetAddress> members = new ArrayList<>();
    for (NetworkInterface nic : estate.topology.networkInterfaces()) {
      for (IpConfiguration one : nic.ipConfigurations()) {
        if (one.applicationSecurityGroups().contains(group)) {
          members.add(estate.addresses.of(one));
        }
      }
    }
    for (PrivateEndpoint endpoint : estate.topology.privateEndpoints()) {
      if (endpoint.applicationSecurityGroups().contains(group)) {
        members.add(estate.addresses.of(endpoint));
      }
    }
    return members;
  }
}
