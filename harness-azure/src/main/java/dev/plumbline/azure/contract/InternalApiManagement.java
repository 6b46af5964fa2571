package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link InternalApiManagementContract}. */
final class InternalApiManagement {

  static final String STATUS = "/status-0123456789abcdef";
  static final String PORTAL_STATUS = "/internal-status-0123456789abcdef";

  private final Subject subject;
  private final ApiManagementService service;
  private final Placed subnet;
  private final VirtualNetwork vnet;
  private final Regions regions;

  private InternalApiManagement(Subject subject, ApiManagementService service) {
    this.subject = subject;
    this.service = service;
    this.subnet = subject.subnet(service);
    this.vnet = subnet.virtualNetwork();
    this.regions = Regions.of(subject, service);
  }

  static Stream<DynamicNode> of(Subject subject) {
    return subject
        .services(
            "in internal mode",
            s ->
                s.virtualNetworkType() == VirtualNetworkType.INTERNAL
                    // Injection in the v2 tiers makes the gateway private, and nothing else.
                    && ApiManagementSecurityRules.CLASSIC.contains(s.sku()))
        .stream()
        .map(service -> new InternalApiManagement(subject, service).node());
  }

  private DynamicNode node() {
    Chapter chapter =
        new Chapter(subject, service.name() + " in internal mode")
            .add(names())
            .add(endpoints())
            .add(closedOutside(subject, service, "closed outside"));
    regions.addInternal(chapter);
    return chapter.node();
  }

  private Chapter names() {
    Chapter chapter = new Chapter(subject, "names");
    List<String> defaults = EndpointNames.defaults(service);
    for (String name : defaults) {
      chapter.from(
          subject.outside(),
          "the internet",
          name + " is not in public DNS",
          (lab, outside) -> assertThat(outside.resolve(name)).isNxDomain());
    }
    for (String name : EndpointNames.all(service)) {
      if (!defaults.contains(name)) {
        chapter.from(
            subject.outside(),
            "the internet",
            name + " leads to no private address in public DNS",
            (lab, outside) -> Answers.holdNoPrivateAddress(outside.resolve(name)));
      }
      chapter.from(
          subject.inside(vnet),
          "virtual network " + vnet.name(),
          name + " leads to the private virtual IP",
          (lab, inside) -> {
            if (regions.isOfEvery(name)) {
              regions.checkPrivate(inside, name);
            } else {
              VirtualIP.of(subject, service, subnet).check(inside, name);
            }
          });
    }
    return chapter;
  }

  private Chapter endpoints() {
    Chapter chapter = new Chapter(subject, "endpoints");
    List<String> inside = subject.inside(vnet);
    String where = "virtual network " + vnet.name();
    for (String name : EndpointNames.of(service, HostnameType.PROXY)) {
      chapter.from(
          inside,
          where,
          "the gateway answers on " + name,
          (lab, from) -> assertThat(from.get("https://" + name + STATUS)).hasStatus(200));
    }
    for (String name : EndpointNames.of(service, HostnameType.DEVELOPER_PORTAL)) {
      chapter.from(
          inside,
          where,
          "the developer portal answers on " + name,
          (lab, from) -> assertThat(from.get("https://" + name + PORTAL_STATUS)).hasStatus(200));
    }
    // A gateway that takes no calls shows nothing here.
    if (!service.disableGateway()) {
      chapter.from(
          inside,
          where,
          "the gateway answers on no other host name",
          (lab, from) ->
              assertThat(
                      from.at(VirtualIP.of(subject, service, subnet).seenFrom(from), 443, STATUS))
                  .answersOnlyOn(EndpointNames.exclusive(service).toArray(String[]::new)));
    }
    for (String connected : subject.connected(vnet)) {
      chapter.from(
          List.of(connected),
          connected,
          "the private virtual IP is open to connected networks",
          (lab, from) ->
              assertThat(from.connect(VirtualIP.of(subject, service, subnet).in(lab), 443))
                  .isOpen());
    }
    return chapter;
  }

  /** Each region has virtual IPs of its own, which are as closed as those of the first one. */
  static Chapter closedOutside(Subject subject, ApiManagementService service, String title) {
    Chapter chapter = new Chapter(subject, title);
    for (Region region : Region.of(subject, service)) {
      closedOutside(chapter, subject, service, region);
    }
    return chapter;
  }

  private static void closedOutside(
      Chapter chapter, Subject subject, ApiManagementService service, Region region) {
    VirtualIP vip = VirtualIP.asUsual(subject, service, region);
    chapter.from(
        subject.outside(),
        "the internet",
        "there is no way to the private virtual IP" + region.words(),
        (lab, outside) -> subject.checkNoWay(outside.connect(vip.in(lab), 443)));
    if (region.publicIPAddress() != null) {
      chapter.from(
          subject.outside(),
          "the internet",
          "the public virtual IP" + region.words() + " takes no calls",
          (lab, outside) ->
              assertThat(outside.connect(subject.publicVirtualIP(outside, service, region), 443))
                  .isDropped());
      closedAsDescribed(
          chapter,
          subject,
          service,
          region,
          "the public virtual IP" + region.words() + " takes no calls",
          443);
      managementClosed(chapter, subject, service, region);
    } else {
      // Its address is one that only the description tells.
      managementClosedAsDescribed(chapter, subject, service, region);
    }
    chapter.described(
        "no public address is passed on to the private virtual IP" + region.words(),
        lab -> {
          List<String> ways = vip.publicWays(lab);
          assertThat(
                  lab.stated(
                      "public addresses that are passed on to the private virtual IP of "
                          + service.name()
                          + region.words(),
                      ways.isEmpty() ? "none" : String.join("; ", ways),
                      List.of()))
              .says("none");
        });
    String to = region.isFirst() ? "" : " to " + region.location();
    for (String stranger : subject.strangers(region.subnet().virtualNetwork())) {
      chapter.from(
          List.of(stranger),
          stranger,
          (subject.virtualNetworkOf(stranger).isEmpty()
                  ? "there is no way from networks that are not connected"
                  : "there is no way from other virtual networks")
              + to,
          (lab, from) -> subject.checkNoWay(from.connect(vip.in(lab), 443)));
    }
  }

  /** Each region has a management endpoint, and a network security group, of its own. */
  static void managementClosed(
      Chapter chapter, Subject subject, ApiManagementService service, Region region) {
    chapter.from(
        subject.outside(),
        "the internet",
        managementClosed(region),
        (lab, outside) ->
            assertThat(
                    outside.connect(
                        subject.publicVirtualIP(outside, service, region),
                        ApiManagementSecurityRules.MANAGEMENT))
                .isDropped());
    managementClosedAsDescribed(chapter, subject, service, region);
  }

  private static void managementClosedAsDescribed(
      Chapter chapter, Subject subject, ApiManagementService service, Region region) {
    closedAsDescribed(
        chapter,
        subject,
        service,
        region,
        managementClosed(region),
        ApiManagementSecurityRules.MANAGEMENT);
  }

  /** A vantage looks from one address; rules and routes may let in another part of the internet. */
  private static void closedAsDescribed(
      Chapter chapter,
      Subject subject,
      ApiManagementService service,
      Region region,
      String title,
      int port) {
    if (!ApiManagementSecurityRules.CLASSIC.contains(service.sku())) {
      // The v2 tiers have no management endpoint in the network, and no public address there.
      return;
    }
    chapter.described(
        title,
        lab -> {
          InetAddress to = IpAddresses.parse(subject.controlPlane(service, region));
          List<Flow> flows =
              clients(subject, region)
                  .map(from -> new Flow("internet", from, 50000, to, port, Protocol.TCP))
                  .toList();
          Network network = lab.network().orElseThrow();
          Flow open =
              flows.stream()
                  .filter(flow -> isThrough(network.fate(flow).fate()))
                  .findFirst()
                  .orElse(flows.get(0));
          assertThat(lab.fate(open)).says("dropped");
        });
  }

  private static boolean isThrough(Verdict.Fate fate) {
    return fate == Verdict.Fate.DELIVERED || fate == Verdict.Fate.REJECTED;
  }

  /**
   * Returns one client of each part of the internet that rules and routes of a region's subnet
   * make, beside those that the platform manages services from.
   */
  private static Stream<InetAddress> clients(Subject subject, Region region) {
    List<Cidr> routes =
        EffectiveRoutes.of(subject.topology()).of(region.subnet().name()).active().stream()
            .map(EffectiveRoute::prefix)
            .toList();
    return Corners.of(subject, region.subnet(), Direction.INBOUND)
        .clients(ApiManagementSecurityRules.CLIENTS, routes, ApiManagementSecurityRules.WIDE)
        .stream()
        .filter(client -> !ApiManagementSecurityRules.isManager(subject, client))
        .map(IpAddresses::parse);
  }

  private static String managementClosed(Region region) {
    return "management" + region.words() + " is closed to the internet";
  }
}
