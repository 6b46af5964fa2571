package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link ApiManagementSecurityRulesContract}. */
final class ApiManagementSecurityRules {

  /** The classic tiers that are injected; the table is for these. */
  static final Set<Sku> CLASSIC = Set.of(Sku.DEVELOPER, Sku.PREMIUM);

  /**
   * A row of the document's table.
   *
   * @param inbound whether flows come in
   * @param tag the service tag at the other end
   * @param port the port
   * @param purpose what it is for
   * @param externalOnly whether only external mode needs it
   */
  private record Row(boolean inbound, String tag, int port, String purpose, boolean externalOnly) {

    String title() {
      return (inbound ? "in from " : "out to ") + tag + " at " + port + ": " + purpose;
    }

    /** No default rule is meant to let these in; the load balancer has one. */
    boolean needsRuleOfItsOwn() {
      return inbound && !tag.equals("AzureLoadBalancer");
    }
  }

  /** The port of the management endpoint. */
  static final int MANAGEMENT = 3443;

  /** The priorities of default rules begin here; the document wants the table's above them. */
  private static final int FIRST_DEFAULT = 65000;

  /**
   * Addresses of clients in all parts of the internet, beside what is reserved (RFC 6890): a rule
   * for some of them does not let in the tag as a whole.
   */
  static final Set<String> CLIENTS =
      new LinkedHashSet<>(
          List.of(
              "192.0.2.99",
              "1.1.1.1",
              "9.255.255.254",
              "11.0.0.1",
              "100.63.255.254",
              "126.255.255.254",
              "128.0.0.1",
              "172.15.255.254",
              "172.32.0.1",
              "192.167.255.254",
              "192.169.0.1",
              "223.255.254.254"));

  /**
   * The tags that rules may name in their regional form ("Virtual network configuration reference:
   * API Management", section "Regional service tags").
   */
  private static final Set<String> REGIONAL = Set.of("Storage", "Sql");

  /** A rule for fewer clients than such a prefix has keeps somebody out, and not the clients. */
  static final int WIDE = 16;

  private static final List<Row> TABLE =
      List.of(
          new Row(true, "Internet", 443, "clients", true),
          new Row(true, "ApiManagement", MANAGEMENT, "management endpoint", false),
          new Row(true, "AzureLoadBalancer", 6390, "infrastructure load balancer", false),
          new Row(true, "AzureTrafficManager", 443, "routing to several regions", true),
          new Row(false, "Storage", 443, "core service functionality", false),
          new Row(false, "Sql", 1433, "core service functionality", false),
          new Row(false, "AzureKeyVault", 443, "core service functionality", false),
          new Row(false, "AzureMonitor", 1886, "metrics and resource health", false),
          new Row(false, "AzureMonitor", 443, "diagnostics logs", false));

  private ApiManagementSecurityRules() {}

  static Stream<DynamicNode> of(Subject subject) {
    return subject
        .services(
            "injected in a classic tier",
            s -> s.virtualNetworkType() != VirtualNetworkType.NONE && CLASSIC.contains(s.sku()))
        .stream()
        .flatMap(
            service ->
                Region.of(subject, service).stream().map(region -> node(subject, service, region)));
  }

  private static DynamicNode node(Subject subject, ApiManagementService service, Region region) {
    Placed subnet = region.subnet();
    SecurityGroups groups = SecurityGroups.of(subject.topology());
    String primary = Region.of(subject, service).get(0).location();
    Chapter chapter =
        new Chapter(
            subject,
            service.name()
                + " in "
                + (isExternal(service) ? "external" : "internal")
                + " mode"
                + region.words()
                + ", subnet "
                + subnet.name());
    if (service.platformVersion() == PlatformVersion.STV2) {
      chapter.described(
          "a network security group is attached, without which nothing comes in",
          lab ->
              assertThat(
                      lab.stated(
                          "network security group of subnet " + subnet.name(),
                          subnet.subnet().networkSecurityGroup() == null ? "none" : "attached",
                          List.of()))
                  .says("attached"));
    }
    for (Row row : TABLE) {
      if (row.externalOnly() && !isExternal(service)) {
        continue;
      }
      chapter.described(
          row.title(),
          lab -> {
            Corners corners =
                Corners.of(subject, subnet, row.inbound() ? Direction.INBOUND : Direction.OUTBOUND);
            Set<String> others = others(subject, row, corners, region.location(), primary);
            Set<String> own = own(region, row.inbound(), corners);
            Set<Integer> ports = corners.sourcePorts();
            for (String instance : own) {
              for (String other : others) {
                for (int port : ports) {
                  InetAddress from = IpAddresses.parse(row.inbound() ? other : instance);
                  InetAddress to = IpAddresses.parse(row.inbound() ? instance : other);
                  check(
                      lab,
                      groups,
                      subnet,
                      row,
                      new FiveTuple(from, port, to, row.port(), IpProtocol.TCP));
                }
              }
            }
          });
    }
    if (subnet.subnet().networkSecurityGroup() != null) {
      chapter.described(
          "in from the rest of the internet at " + MANAGEMENT + ": no rule",
          lab -> {
            Corners corners = Corners.of(subject, subnet, Direction.INBOUND);
            for (String instance : own(region, true, corners)) {
              for (String other : corners.clients(CLIENTS, WIDE)) {
                if (!isManager(subject, other)) {
                  isClosed(lab, groups, subnet, FiveTuple.tcp(other, instance, MANAGEMENT));
                }
              }
            }
          });
    }
    return chapter.node();
  }

  /** Returns whether an address is one of those that the platform manages services from. */
  static boolean isManager(Subject subject, String address) {
    return ServiceTags.of(subject.topology()).prefixes("ApiManagement").stream()
        .anyMatch(prefix -> prefix.contains(IpAddresses.parse(address)));
  }

  /** Default rules let in what routes make the tag VirtualNetwork hold; no rule is meant to. */
  private static void isClosed(Lab lab, SecurityGroups groups, Placed subnet, FiveTuple flow) {
    SecurityEvaluation evaluation = groups.inbound(subnet.name(), flow);
    assertThat(
            lab.stated(
                flow + " into " + subnet.name(),
                evaluation.allowed() && !isByDefault(evaluation) ? "allowed" : "not allowed",
                List.of(evaluation.decision())))
        .says("not allowed");
  }

  private static void check(
      Lab lab, SecurityGroups groups, Placed subnet, Row row, FiveTuple flow) {
    SecurityEvaluation evaluation =
        row.inbound() ? groups.inbound(subnet.name(), flow) : groups.outbound(subnet.name(), flow);
    boolean byAccident = row.needsRuleOfItsOwn() && isByDefault(evaluation);
    List<String> why = new ArrayList<>(List.of(evaluation.decision()));
    if (byAccident) {
      why.add(
          "the routes of the subnet make the tag VirtualNetwork hold this address, today: add a"
              + " rule of its own for "
              + row.tag()
              + " at "
              + row.port());
    }
    assertThat(
            lab.stated(
                flow + (row.inbound() ? " into " : " out of ") + subnet.name(),
                byAccident
                    ? "allowed by a default rule alone"
                    : evaluation.allowed() ? "allowed" : "denied",
                why))
        .says("allowed");
  }

  private static boolean isByDefault(SecurityEvaluation evaluation) {
    return evaluation.allowed()
        && evaluation.groups().stream().anyMatch(g -> g.decision().priority() >= FIRST_DEFAULT);
  }

  /**
   * The instances of today, the last address that one of tomorrow can have, and one of each part of
   * the subnet that the rules make.
   */
  private static Set<String> own(Region region, boolean inbound, Corners corners) {
    Set<String> instances = new LinkedHashSet<>();
    for (InetAddress one : region.instances()) {
      instances.add(one.getHostAddress());
    }
    List<Cidr> prefixes = region.subnet().subnet().prefixes();
    for (Cidr prefix : prefixes) {
      instances.add(Subnets.addressAt(prefix, Integer.MAX_VALUE).getHostAddress());
    }
    return inbound
        ? corners.destinations(instances, usable(prefixes))
        : corners.sources(instances, usable(prefixes));
  }

  /** The first four addresses of a subnet are the platform's: no instance has one of them. */
  private static List<Cidr> usable(List<Cidr> prefixes) {
    List<Cidr> usable = new ArrayList<>();
    for (Cidr prefix : prefixes) {
      for (int length = prefix.length() + 1; length <= 30; length++) {
        usable.add(new Cidr(Subnets.addressAt(prefix, 1 << (32 - length)), length));
      }
    }
    return usable;
  }

  /**
   * The other ends of a row, one of each part of the tag that the rules make: a rule for a part of
   * it is not enough. Of the tags that may be regional those of the region, and of the service's
   * first one.
   */
  private static Set<String> others(
      Subject subject,
      Row row,
      Corners corners,
      @Nullable String region,
      @Nullable String primary) {
    if (row.tag().equals(ServiceTags.INTERNET)) {
      return corners.clients(CLIENTS, WIDE);
    }
    ServiceTags tags = ServiceTags.of(subject.topology());
    Set<Cidr> prefixes = new LinkedHashSet<>();
    if (!REGIONAL.contains(row.tag())) {
      prefixes.addAll(tags.prefixes(row.tag()));
    } else {
      prefixes.addAll(tags.prefixesIn(row.tag(), region));
      prefixes.addAll(tags.prefixesIn(row.tag(), primary));
    }
    Set<String> ends = new LinkedHashSet<>();
    for (Cidr prefix : prefixes) {
      ends.add(prefix.address().getHostAddress());
      ends.add(Subnets.addressAt(prefix, Integer.MAX_VALUE).getHostAddress());
    }
    return row.inbound() ? corners.sources(ends, prefixes) : corners.destinations(ends, prefixes);
  }

  private static boolean isExternal(ApiManagementService service) {
    return service.virtualNetworkType() == VirtualNetworkType.EXTERNAL;
  }
}
