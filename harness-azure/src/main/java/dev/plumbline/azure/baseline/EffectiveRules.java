package dev.plumbline.azure.baseline;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.read.AzureNetworkFormat;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.baseline.BaselineContributor;
import dev.plumbline.environment.Environment;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The security rules and the routes in force at subnets and network interfaces, in the words of the
 * resources: service tags and groups stay what they are called. Found by the service loader.
 */
public final class EffectiveRules implements BaselineContributor {

  /** Who says so. */
  static final String SOURCE = "Azure resources";

  /** Made by the service loader. */
  public EffectiveRules() {}

  @Override
  public List<Row> rows(Environment environment) {
    String where = environment.network();
    // A network made in code has a name there, and no file; one that was read has a file.
    boolean inCode =
        where != null && !where.matches("[a-z]{2,}:.*") && !Files.exists(Path.of(where));
    return !inCode && AzureNetworkFormat.describes(environment)
        ? rows(Topology.of(environment).model())
        : List.of();
  }

  static List<Row> rows(AzureTopology topology) {
    List<Row> rows = new ArrayList<>();
    EffectiveRoutes routes = EffectiveRoutes.of(topology);
    for (Placed placed : Subnets.of(topology).all()) {
      group(topology, placed.subnet().networkSecurityGroup(), placed.name(), rows);
      Map<String, Set<String>> hops = new TreeMap<>();
      routes
          .of(placed.name())
          .active()
          .forEach(
              route -> hops.computeIfAbsent(to(route), any -> new TreeSet<>()).add(nextHop(route)));
      // A gateway may know several equal ways to one prefix.
      hops.forEach(
          (to, next) ->
              rows.add(new Row(SOURCE, "routes of " + placed.name(), to, String.join(", ", next))));
    }
    for (NetworkInterface nic : topology.networkInterfaces()) {
      group(topology, nic.networkSecurityGroup(), "network interface " + nic.name(), rows);
    }
    return rows;
  }

  private static String to(EffectiveRoute route) {
    return "to "
        + route.prefix()
        + " ("
        + route.source()
        + (route.name() == null ? "" : " " + route.name())
        + ")";
  }

  private static String nextHop(EffectiveRoute route) {
    return route.nextHopType()
        + (route.nextHopIpAddress() == null ? "" : " " + IpAddresses.text(route.nextHopIpAddress()))
        + (route.network() == null ? "" : " " + route.network());
  }

  private static void group(
      AzureTopology topology, @Nullable String name, String place, List<Row> rows) {
    if (name == null) {
      return;
    }
    String subject = "security rules of " + place;
    rows.add(new Row(SOURCE, subject, "network security group", name));
    topology.networkSecurityGroups().stream()
        .filter(g -> g.name().equalsIgnoreCase(name))
        .findFirst()
        .map(NetworkSecurityGroup::securityRules)
        .ifPresent(
            own ->
                Stream.of(Direction.values())
                    .flatMap(
                        d ->
                            Stream.concat(
                                own.stream().filter(r -> r.direction() == d),
                                DefaultSecurityRules.of(d).stream()))
                    .forEach(r -> rows.add(row(subject, r))));
  }

  private static Row row(String subject, SecurityRule rule) {
    return new Row(
        SOURCE,
        subject,
        String.format(
            Locale.ROOT, "%s %05d %s", word(rule.direction()), rule.priority(), rule.name()),
        word(rule.access())
            + " "
            + word(rule.protocol())
            + " from "
            + place(rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups())
            + ports(rule.sourcePortRanges())
            + " to "
            + place(rule.destinationAddressPrefixes(), rule.destinationApplicationSecurityGroups())
            + ports(rule.destinationPortRanges()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String place(List<String> prefixes, List<String> groups) {
    return (groups.isEmpty() ? prefixes : groups)
        .stream().map(p -> p.equals("*") ? "any" : p).sorted().collect(Collectors.joining(", "));
  }

  private static String ports(List<PortRange> ports) {
    return ports.isEmpty()
        ? ""
        : " ports "
            + ports.stream()
                .sorted(Comparator.comparingInt(PortRange::first).thenComparing(PortRange::last))
                .map(PortRange::toString)
                .collect(Collectors.joining(", "));
  }
}
