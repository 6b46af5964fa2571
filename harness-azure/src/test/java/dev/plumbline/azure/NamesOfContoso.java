package dev.plumbline.azure;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.DnsForwardingRuleset;
import dev.plumbline.azure.model.DnsForwardingRuleset.ForwardingRule;
import dev.plumbline.azure.model.DnsForwardingRuleset.TargetDnsServer;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.DnsResolver.InboundEndpoint;
import dev.plumbline.azure.model.DnsResolver.OutboundEndpoint;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkInterface.Service;
import dev.plumbline.azure.model.NetworkInterface.ServiceKind;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Journal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network of the tests about names: a hub with a private resolver and DNS machines, a spoke
 * that asks them, virtual networks on their own, and a site. A test changes the field it is about.
 */
final class NamesOfContoso {

  static final String PRIVATE_LINK = "privatelink.azure-api.net";

  List<String> spokeServers = new ArrayList<>(List.of("10.0.2.4"));
  List<String> privateLinkLinks = new ArrayList<>(List.of("hub"));
  ResolutionPolicy policy = ResolutionPolicy.DEFAULT;
  List<String> zoneGroup = new ArrayList<>(List.of(PRIVATE_LINK));
  ConnectionState state = ConnectionState.APPROVED;
  List<String> rulesetLinks = new ArrayList<>(List.of("hub"));
  List<String> registrationLinks = new ArrayList<>(List.of("hub"));
  boolean siteForwards = true;
  List<PrivateDnsZone> moreZones = new ArrayList<>();
  List<String> delegations = new ArrayList<>(List.of("Microsoft.Network/dnsResolvers"));
  String ruleDomain = "corp.contoso.com.";
  List<TrafficManagerProfile> profiles = new ArrayList<>();

  static NamesOfContoso with(Consumer<NamesOfContoso> change) {
    NamesOfContoso names = new NamesOfContoso();
    change.accept(names);
    return names;
  }

  private static List<InetAddress> addresses(List<String> texts) {
    return texts.stream().map(IpAddresses::parse).toList();
  }

  private static VirtualNetwork vnet(
      String name, String space, List<String> servers, @Nullable String peer, Subnet... subnets) {
    return new VirtualNetwork(
        name,
        name.equals("spoke") ? "northeurope" : "westeurope",
        List.of(Cidr.of(space)),
        addresses(servers),
        List.of(subnets),
        peer == null
            ? List.of()
            : List.of(
                new VirtualNetworkPeering(
                    "to-" + peer, peer, true, true, false, false, PeeringState.CONNECTED)),
        null);
  }

  private Subnet endpoints(String name, String prefix) {
    return new Subnet(
        name,
        Cidr.of(prefix),
        List.of(),
        null,
        null,
        null,
        List.of(),
        delegations,
        PrivateEndpointNetworkPolicies.DISABLED,
        true);
  }

  private static Subnet subnet(String name, String prefix) {
    return new Subnet(name, Cidr.of(prefix), null);
  }

  private static NetworkInterface machine(
      String name, String subnet, String address, List<String> servers, Service... services) {
    return new NetworkInterface(
        name + "-nic",
        name,
        List.of(
            new IpConfiguration("ipconfig", subnet, IpAddresses.parse(address), null, List.of())),
        null,
        false,
        addresses(servers),
        List.of(services));
  }

  private static Service dns(String... forwarders) {
    return new Service(
        53, ServiceKind.DNS, List.of(), Stream.of(forwarders).map(IpAddresses::parse).toList());
  }

  AzureTopology topology() {
    List<PrivateDnsZone> zones = new ArrayList<>(moreZones);
    zones.add(
        new PrivateDnsZone(
            PRIVATE_LINK,
            privateLinkLinks.stream().map(v -> new VirtualNetworkLink(v, policy)).toList(),
            List.of()));
    zones.add(
        new PrivateDnsZone(
            "privatelink.blob.core.windows.net",
            List.of(new VirtualNetworkLink("hub", ResolutionPolicy.DEFAULT)),
            List.of()));
    zones.add(
        new PrivateDnsZone(
            "contoso.internal",
            registrationLinks.stream()
                .map(v -> new VirtualNetworkLink(v, ResolutionPolicy.DEFAULT, true))
                .toList(),
            List.of(
                "@ 30 A 10.0.0.80",
                "*.apps 60 A 10.0.0.81",
                "@ MX 10 mail",
                "@ TXT \"hello\"",
                "_sip._tcp SRV 1 2 5060 mail",
                "dns2 5 A 10.0.0.82")));
    return AzureTopology.builder("names")
        .virtualNetworks(
            List.of(
                vnet(
                    "hub",
                    "10.0.0.0/16",
                    List.of(),
                    "spoke",
                    subnet("hub-subnet", "10.0.0.0/24"),
                    endpoints("inbound", "10.0.1.0/28"),
                    endpoints("outbound", "10.0.1.16/28"),
                    subnet("dns-subnet", "10.0.2.0/24")),
                vnet(
                    "spoke",
                    "10.1.0.0/16",
                    spokeServers,
                    "hub",
                    subnet("spoke-subnet", "10.1.0.0/24")),
                vnet("lone", "10.2.0.0/16", List.of(), null, subnet("lone-subnet", "10.2.0.0/24")),
                vnet(
                    "lost",
                    "10.3.0.0/16",
                    List.of("10.3.0.99"),
                    null,
                    subnet("lost-subnet", "10.3.0.0/24"))))
        .connectedNetworks(
            List.of(
                new ConnectedNetwork(
                    "site",
                    List.of(Cidr.of("192.168.0.0/24")),
                    List.of("hub"),
                    siteForwards,
                    false,
                    List.of(),
                    null,
                    List.of(new DnsZone("corp.contoso.com", List.of("db A 192.168.0.7"))))))
        .networkInterfaces(
            List.of(
                machine("DNS1", "dns-subnet", "10.0.2.4", List.of(), dns("168.63.129.16")),
                machine("dns2", "dns-subnet", "10.0.2.5", List.of(), dns())))
        .publicIPAddresses(
            List.of(
                new PublicIPAddress(
                    "gateway-ip",
                    IpAddresses.parse("203.0.113.10"),
                    "contoso.westeurope.cloudapp.azure.com"),
                new PublicIPAddress("other-ip", IpAddresses.parse("203.0.113.20"), null)))
        .dnsZones(
            List.of(
                new DnsZone(
                    "contoso.net",
                    List.of(
                        "api CNAME contoso.westeurope.cloudapp.azure.com.",
                        "global CNAME contoso.trafficmanager.net."))))
        .apiManagement(
            List.of(
                new ApiManagementService(
                    "contoso",
                    Sku.STANDARD,
                    1,
                    "westeurope",
                    VirtualNetworkType.NONE,
                    null,
                    null,
                    null,
                    true,
                    PlatformVersion.STV2,
                    List.of(),
                    List.of(),
                    false,
                    List.of(),
                    List.of())))
        .platformServices(
            List.of(
                new PlatformService(
                    "contosodata",
                    "Microsoft.Storage/storageAccounts",
                    List.of(),
                    IpAddresses.parse("203.0.113.30"),
                    true)))
        .privateEndpoints(
            List.of(
                new PrivateEndpoint(
                    "apim-endpoint",
                    "hub-subnet",
                    IpAddresses.parse("10.0.0.6"),
                    "contoso",
                    List.of("Gateway"),
                    state,
                    zoneGroup,
                    List.of()),
                new PrivateEndpoint(
                    "blob-endpoint",
                    "hub-subnet",
                    IpAddresses.parse("10.0.0.7"),
                    "contosodata",
                    List.of("blob"),
                    ConnectionState.APPROVED,
                    List.of("privatelink.blob.core.windows.net"),
                    List.of())))
        .privateDnsZones(zones)
        .dnsResolvers(
            List.of(
                new DnsResolver(
                    "resolver",
                    "hub",
                    List.of(new InboundEndpoint("in", "inbound", null)),
                    List.of(new OutboundEndpoint("out", "outbound")))))
        .dnsForwardingRulesets(
            List.of(
                new DnsForwardingRuleset(
                    "hub-rules",
                    List.of("resolver/out"),
                    List.of(
                        new ForwardingRule(
                            "corp",
                            ruleDomain,
                            List.of(new TargetDnsServer(IpAddresses.parse("192.168.0.53"), 53)),
                            true)),
                    rulesetLinks)))
        .trafficManagerProfiles(profiles)
        .build();
  }

  Lab open() {
    var environment = Environment.builder("names").probeTimeout(Duration.ofSeconds(5));
    environment.https("control", "api.contoso.net", 443);
    for (String segment :
        List.of(
            "hub-subnet",
            "dns-subnet",
            "spoke-subnet",
            "lone-subnet",
            "lost-subnet",
            "site",
            "internet")) {
      environment.vantage(segment, v -> v.segment(segment).control("control"));
    }
    return Lab.open(environment.build(), AzureCompiler.compile(topology()), new Journal());
  }
}
