package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
  }

  private static final List<Row> TABLE =
      List.of(
          new Row(true, "Internet", 443, "clients", true),
          new Row(true, "ApiManagement", 3443, "management endpoint", false),
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
        .map(service -> node(subject, service));
  }

  private static DynamicNode node(Subject subject, ApiManagementService service) {
    Placed subnet = subject.subnet(service);
    SecurityGroups groups = SecurityGroups.of(subject.topology());
    Set<String> instances = instances(subject, service, subnet);
    Chapter chapter =
        new Chapter(
            subject,
            service.name()
                + " in "
                + (isExternal(service) ? "external" : "internal")
                + " mode, subnet "
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
            for (String instance : instances) {
              for (String other : ends(subject, row.tag())) {
                FiveTuple flow =
                    row.inbound()
                        ? FiveTuple.tcp(other, instance, row.port())
                        : FiveTuple.tcp(instance, other, row.port());
                check(lab, groups, subnet, row.inbound(), flow);
              }
            }
          });
    }
    return chapter.node();
  }

  private static void check(
      Lab lab, SecurityGroups groups, Placed subnet, boolean inbound, FiveTuple flow) {
    SecurityEvaluation evaluation =
        inbound ? groups.inbound(subnet.name(), flow) : groups.outbound(subnet.name(), flow);
    assertThat(
            lab.stated(
                flow + (inbound ? " into " : " out of ") + subnet.name(),
                evaluation.allowed() ? "allowed" : "denied",
                List.of(evaluation.decision())))
        .says("allowed");
  }

  /** The instances of today, and the last address that one of tomorrow can have. */
  private static Set<String> instances(
      Subject subject, ApiManagementService service, Placed subnet) {
    Set<String> instances = new LinkedHashSet<>();
    for (InetAddress one : AddressPlan.of(subject.topology()).instances(service)) {
      instances.add(one.getHostAddress());
    }
    Cidr prefix = subnet.subnet().prefixes().get(0);
    instances.add(Subnets.addressAt(prefix, Integer.MAX_VALUE).getHostAddress());
    return instances;
  }

  /** The ends of each prefix of a tag: a rule for a part of them is not enough. */
  private static Set<String> ends(Subject subject, String tag) {
    if (tag.equals(ServiceTags.INTERNET)) {
      return Set.of(subject.addressOf(tag));
    }
    Set<String> ends = new LinkedHashSet<>();
    for (Cidr prefix : ServiceTags.of(subject.topology()).prefixes(tag)) {
      ends.add(prefix.address().getHostAddress());
      ends.add(Subnets.addressAt(prefix, Integer.MAX_VALUE).getHostAddress());
    }
    return ends;
  }

  private static boolean isExternal(ApiManagementService service) {
    return service.virtualNetworkType() == VirtualNetworkType.EXTERNAL;
  }
}
