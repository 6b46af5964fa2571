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
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
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
  private final Placed subnet;
  private final VirtualNetwork vnet;

  private VmwareSolutionApiManagement(Subject subject, ApiManagementService service) {
    this.subject = subject;
    this.service = service;
    this.subnet = subject.subnet(service);
    this.vnet = subnet.virtualNetwork();
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
      chapter.described("the public address is protected against DDoS", this::ddos);
    } else {
      firewall(chapter);
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
    for (InetAddress source : sources()) {
      chapter.described(
          "it takes connections from " + source.getHostAddress() + " of " + subnet.name(),
          lab ->
              assertThat(fate(lab, source, balancer.virtualIP(), balancer.port()))
                  .says("delivered"));
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
  private List<InetAddress> sources() {
    List<InetAddress> sources =
        new ArrayList<>(AddressPlan.of(subject.topology()).instances(service));
    Cidr prefix = subnet.subnet().prefixes().get(0);
    sources.add(Subnets.addressAt(prefix, Integer.MAX_VALUE));
    return sources;
  }

  private DescriptionObservation fate(
      Lab lab, InetAddress source, InetAddress destination, int port) {
    return lab.fate(new Flow(subnet.name(), source, 50000, destination, port, Protocol.TCP));
  }

  private void ddos(Lab lab) {
    Optional<PublicIPAddress> address =
        subject.topology().publicIPAddresses().stream()
            .filter(a -> a.name().equals(service.publicIPAddress()))
            .findFirst();
    boolean inherited =
        address
            .map(a -> a.ddosProtection() == DdosProtectionMode.VIRTUAL_NETWORK_INHERITED)
            .orElse(true);
    boolean own = address.map(a -> a.ddosProtection() == DdosProtectionMode.ENABLED).orElse(false);
    boolean isProtected = own || (inherited && vnet.ddosProtectionPlan() != null);
    assertThat(
            lab.stated(
                "DDoS protection of the public address of " + service.name(),
                isProtected ? "on" : "off",
                List.of(
                    "virtual network "
                        + vnet.name()
                        + (vnet.ddosProtectionPlan() == null
                            ? " has no DDoS protection plan"
                            : " has plan " + vnet.ddosProtectionPlan()))))
        .says("on");
  }

  private void firewall(Chapter chapter) {
    List<String> connected = subject.connected(vnet);
    for (AzureFirewall firewall : subject.topology().azureFirewalls()) {
      if (connected.isEmpty()) {
        chapter.from(
            connected,
            "a network connected to " + vnet.name(),
            "the way from a connected network leads through " + firewall.name(),
            (lab, from) -> {});
      }
      for (String vantage : connected) {
        chapter.described(
            "the way from " + vantage + " leads through " + firewall.name(),
            lab -> through(lab, vantage, firewall));
      }
    }
  }

  private void through(Lab lab, String vantage, AzureFirewall firewall) {
    String segment = subject.segmentOf(vantage);
    InetAddress vip = IpAddresses.parse(VirtualIP.of(subject, service, subnet).in(lab));
    for (InetAddress client : subject.addressesIn(segment)) {
      DescriptionObservation seen =
          lab.fate(new Flow(segment, client, 50000, vip, 443, Protocol.TCP));
      assertThat(seen).says("delivered");
      List<String> route = seen.provenance().diagnosis().route();
      Answers.require(
          assertThat(seen),
          String.join("; ", route),
          "a way that passes " + firewall.name(),
          s -> route.stream().anyMatch(hop -> hop.contains("host " + firewall.name() + " ")));
    }
  }
}
