package dev.plumbline.azure;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.ApplicationGatewayBuilder;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.AzureTopologyBuilder;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.observation.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The network of the tests: internal API Management behind an application gateway. A test changes
 * the field it is about.
 */
final class Contoso {

  static final String STATUS = "/status-0123456789abcdef";

  Sku sku = Sku.STANDARD_V2;
  UnaryOperator<ApplicationGatewayBuilder> gatewayChange = gateway -> gateway;
  VirtualNetworkType mode = VirtualNetworkType.INTERNAL;
  List<String> zoneLinks = new ArrayList<>(List.of("contoso-vnet"));
  @Nullable String apimSecurityGroup = "apim-nsg";
  List<NetworkSecurityGroup> securityGroups =
      new ArrayList<>(List.of(new NetworkSecurityGroup("apim-nsg", List.of())));
  @Nullable String settingsHost;
  @Nullable Probe probe =
      new Probe(
          "apim-probe",
          Protocol.HTTPS,
          "api.contoso.net",
          false,
          STATUS,
          null,
          seconds(30),
          seconds(30),
          3,
          good(),
          null);
  UnaryOperator<AzureTopologyBuilder> topologyChange = topology -> topology;
  List<HostnameConfiguration> hostnames =
      new ArrayList<>(
          List.of(new HostnameConfiguration(HostnameType.PROXY, "api.contoso.net", false)));
  List<HttpListener> listeners =
      new ArrayList<>(List.of(listener("api-listener", "api.contoso.net")));
  List<RequestRoutingRule> rules =
      new ArrayList<>(
          List.of(
              new RequestRoutingRule("api-rule", 10, "api-listener", "apim", "settings", null)));
  List<BackendAddressPool> pools =
      new ArrayList<>(List.of(new BackendAddressPool("apim", List.of("10.1.0.5"))));
  List<UrlPathMap> pathMaps = new ArrayList<>();

  static Contoso with(Consumer<Contoso> change) {
    Contoso contoso = new Contoso();
    change.accept(contoso);
    return contoso;
  }

  static HttpListener listener(String name, String... hostNames) {
    return new HttpListener(
        name,
        "public",
        "https",
        Protocol.HTTPS,
        List.of(hostNames),
        List.of("api.contoso.net"),
        false);
  }

  static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  static List<PortRange> good() {
    return List.of(new PortRange(200, 399));
  }

  AzureTopology topology() {
    AzureTopologyBuilder builder =
        AzureTopology.builder("contoso")
            .virtualNetworks(
                List.of(
                    new VirtualNetwork(
                        "contoso-vnet",
                        List.of(Cidr.of("10.1.0.0/16")),
                        List.of(
                            new Subnet("apim-subnet", Cidr.of("10.1.0.0/24"), apimSecurityGroup),
                            new Subnet("gateway-subnet", Cidr.of("10.1.1.0/24"), null),
                            new Subnet("workload-subnet", Cidr.of("10.1.2.0/24"), null))),
                    new VirtualNetwork(
                        "other-vnet",
                        List.of(Cidr.of("10.9.0.0/16")),
                        List.of(new Subnet("other-subnet", Cidr.of("10.9.0.0/24"), null)))))
            .connectedNetworks(
                List.of(
                    new ConnectedNetwork(
                        "on-premises",
                        List.of(Cidr.of("192.168.0.0/24")),
                        List.of("contoso-vnet"),
                        false)))
            .networkSecurityGroups(securityGroups)
            .publicIPAddresses(
                List.of(
                    new PublicIPAddress(
                        "gateway-ip",
                        IpAddresses.parse("203.0.113.10"),
                        "contoso.westeurope.cloudapp.azure.com"),
                    new PublicIPAddress(
                        "apim-ip",
                        IpAddresses.parse("203.0.113.20"),
                        "contoso-apim.westeurope.cloudapp.azure.com")))
            .privateDnsZones(
                List.of(
                    new PrivateDnsZone(
                        "azure-api.net",
                        zoneLinks.stream()
                            .map(v -> new VirtualNetworkLink(v, ResolutionPolicy.DEFAULT))
                            .toList(),
                        List.of("contosointernalvnet A 10.1.0.5"))))
            .dnsZones(
                List.of(
                    new DnsZone(
                        "contoso.net",
                        List.of("api CNAME contoso.westeurope.cloudapp.azure.com."))))
            .applicationGateways(List.of(gateway()))
            .apiManagement(
                List.of(
                    new ApiManagementService(
                        "contosointernalvnet",
                        ApiManagementService.Sku.DEVELOPER,
                        mode,
                        "apim-subnet",
                        null,
                        "apim-ip",
                        hostnames,
                        List.of(new Api("/echo")))));
    return topologyChange.apply(builder).build();
  }

  private ApplicationGateway gateway() {
    return gatewayChange
        .apply(
            ApplicationGateway.builder("contoso-gateway")
                .sku(sku)
                .frontendIPConfigurations(new FrontendIPConfiguration("public", "gateway-ip", null))
                .frontendPorts(new FrontendPort("https", 443))
                .httpListeners(listeners)
                .backendAddressPools(pools)
                .backendHttpSettings(
                    new BackendHttpSettings(
                        "settings",
                        Protocol.HTTPS,
                        443,
                        seconds(20),
                        settingsHost,
                        false,
                        probe == null ? null : probe.name(),
                        List.of()))
                .probes(probe == null ? List.of() : List.of(probe))
                .urlPathMaps(pathMaps)
                .requestRoutingRules(rules))
        .build();
  }

  /** Opens the simulated lab of this network. */
  Lab open() {
    Environment environment =
        Environment.builder("contoso")
            .vantage(
                "workload-subnet", v -> v.segment("workload-subnet").control("platform-control"))
            .vantage("gateway-subnet", v -> v.segment("gateway-subnet").control("platform-control"))
            .vantage("other-subnet", v -> v.segment("other-subnet").control("platform-control"))
            .vantage("on-premises", v -> v.segment("on-premises").control("platform-control"))
            .vantage("internet", v -> v.segment("internet").control("platform-control"))
            .https("platform-control", "api.contoso.net", 443)
            .probeTimeout(Duration.ofSeconds(5))
            .build();
    return Lab.open(environment, AzureCompiler.compile(topology()), new Journal());
  }
}
