package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.PublicIPAddress.DdosProtectionMode;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VmwarePrivateCloud.NsxLoadBalancer;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.observation.DescriptionObservation;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link VmwareSolutionApiManagementContract}. */
final class VmwareSolutionApiManagement {

  private final Subject subject;
  private final ApiManagementService service;
  private final VirtualNetwork vnet;
  private final List<Region> regions;

  private VmwareSolutionApiManagement(Subject subject, ApiManagementService service) {
    this.subject = subject;
    this.service = service;
    this.regions = Region.takingCalls(Region.of(subject, service));
    this.vnet = regions.get(0).subnet().virtualNetwork();
  }

  static Stream<DynamicNode> of(Subject subject) {
    return subject
        .services(
            "with an API whose backend is an NSX load balancer of a private cloud",
            s ->
                s.virtualNetworkType() != VirtualNetworkType.NONE
                    && s.apis().stream().anyMatch(a -> balancer(subject, a).isPresent()))
        .stream()
        .map(service -> new VmwareSolutionApiManagement(subject, service).node());
  }

  private static Optional<NsxLoadBalancer> balancer(Subject subject, Api api) {
    String backend = api.backend();
    String host = backend == null ? null : URI.create(backend).getHost();
    return subject.topology().vmwarePrivateClouds().stream()
        .flatMap(c -> c.loadBalancers().stream())
        .filter(b -> b.virtualIP().getHostAddress().equals(host) || b.hostNames().contains(host))
        .findFirst();
  }

  private boolean isExternal() {
    return service.virtualNetworkType() == VirtualNetworkType.EXTERNAL;
  }

  private DynamicNode node() {
    Chapter chapter =
        new Chapter(
            subject,
            service.name() + ", " + (isExternal() ? "external" : "internal") + " deployment");
    for (Api api : service.apis()) {
      balancer(subject, api).ifPresent(b -> chapter.add(api(api, b)));
    }
    if (isExternal()) {
      for (Region region : regions) {
        chapter.described(
            "the public address" + region.words() + " is protected against DDoS",
            lab -> ddos(lab, region));
      }
    } else {
      regions.forEach(region -> firewall(chapter, region));
    }
    return chapter.node();
  }

  private Chapter api(Api api, NsxLoadBalancer balancer) {
    Chapter chapter = new Chapter(subject, api.path() + " on " + balancer.name());
    String url = "https://" + EndpointNames.gateway(service) + api.path();
    chapter.from(
        isExternal() ? subject.outside() : subject.connected(vnet),
        isExternal() ? "the internet" : "a network connected to " + vnet.name(),
        "calls are answered by the machines behind it",
        (lab, from) -> assertThat(from.get(url)).hasStatus(200));
    for (Region region : regions) {
      for (InetAddress source : sources(region)) {
        String subnet = region.subnet().name();
        chapter.described(
            "it takes connections from " + source.getHostAddress() + " of " + subnet,
            lab ->
                assertThat(fate(lab, subnet, source, balancer.virtualIP(), balancer.port()))
                    .says("delivered"));
      }
    }
    chapter.from(
        subject.outside(),
        "the internet",
        "there is no way to it from the internet",
        (lab, from) ->
            subject.checkNoWay(
                from.connect(balancer.virtualIP().getHostAddress(), balancer.port())));
    return chapter;
  }

  /** The instances of today, and the last address that one of tomorrow can have. */
  private static List<InetAddress> sources(Region region) {
    List<InetAddress> sources = new ArrayList<>(region.instances());
    Cidr prefix = region.subnet().subnet().prefixes().get(0);
    sources.add(Subnets.addressAt(prefix, Integer.MAX_VALUE));
    return sources;
  }

  private static DescriptionObservation fate(
      Lab lab, String subnet, InetAddress source, InetAddress destination, int port) {
    return lab.fate(new Flow(subnet, source, 50000, destination, port, Protocol.TCP));
  }

  private void ddos(Lab lab, Region region) {
    VirtualNetwork vnet = region.subnet().virtualNetwork();
    Optional<PublicIPAddress> address = subject.publicIPAddress(region.publicIPAddress());
    boolean inherited =
        address
            .map(a -> a.ddosProtection() == DdosProtectionMode.VIRTUAL_NETWORK_INHERITED)
            .orElse(true);
    boolean own = address.map(a -> a.ddosProtection() == DdosProtectionMode.ENABLED).orElse(false);
    boolean isProtected = own || (inherited && vnet.ddosProtectionPlan() != null);
    assertThat(
            lab.stated(
                "DDoS protection of the public address of " + service.name() + region.words(),
                isProtected ? "on" : "off",
                List.of(
                    "virtual network "
                        + vnet.name()
                        + (vnet.ddosProtectionPlan() == null
                            ? " has no DDoS protection plan"
                            : " has plan " + vnet.ddosProtectionPlan()))))
        .says("on");
  }

  private void firewall(Chapter chapter, Region region) {
    List<String> firewalls = firewalls(region);
    if (firewalls.isEmpty()) {
      return;
    }
    String through = " leads through " + String.join(" or ", firewalls);
    List<String> connected = subject.connected(region.subnet().virtualNetwork());
    // No network needs to be connected to the other regions.
    if (connected.isEmpty() && region == regions.get(0)) {
      chapter.from(
          connected,
          "a network connected to " + vnet.name(),
          "the way from a connected network" + through,
          (lab, from) -> {});
    }
    String to = region.isFirst() ? "" : " to " + region.location();
    for (String vantage : connected) {
      chapter.described(
          "the way from " + vantage + to + through,
          lab -> through(lab, vantage, region, firewalls));
    }
  }

  /**
   * Returns the firewalls of which one is on the way to a region, by name: those of its hub, which
   * is its own network or one that is peered with it. A region without a hub of its own is reached
   * through that of another one; firewalls elsewhere are nobody's way to the service.
   */
  private List<String> firewalls(Region region) {
    List<String> near = near(region);
    return near.isEmpty()
        ? regions.stream().flatMap(other -> near(other).stream()).distinct().toList()
        : near;
  }

  private List<String> near(Region region) {
    List<String> networks = subject.reaching(region.subnet().virtualNetwork()).toList();
    return subject.topology().azureFirewalls().stream()
        .filter(
            firewall ->
                subject
                    .subnets()
                    .find(firewall.subnet())
                    .filter(placed -> networks.contains(placed.virtualNetwork().name()))
                    .isPresent())
        .map(AzureFirewall::name)
        .toList();
  }

  private void through(Lab lab, String vantage, Region region, List<String> firewalls) {
    String segment = subject.segmentOf(vantage);
    InetAddress vip = IpAddresses.parse(VirtualIP.asUsual(subject, service, region).in(lab));
    for (InetAddress client : subject.addressesIn(segment)) {
      DescriptionObservation seen =
          lab.fate(new Flow(segment, client, 50000, vip, 443, Protocol.TCP));
      assertThat(seen).says("delivered");
      List<String> route = seen.provenance().diagnosis().route();
      Answers.require(
          assertThat(seen),
          String.join("; ", route),
          "a way that passes " + String.join(" or ", firewalls),
          s -> route.stream().anyMatch(hop -> isOneOf(firewalls, hop)));
    }
  }

  private static boolean isOneOf(List<String> firewalls, String hop) {
    return firewalls.stream().anyMatch(firewall -> hop.contains("host " + firewall + " "));
  }
}
