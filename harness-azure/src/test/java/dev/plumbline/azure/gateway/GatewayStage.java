package dev.plumbline.azure.gateway;

import dev.plumbline.azure.compile.AzureCompiler;
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
import dev.plumbline.azure.model.ApplicationGatewayBuilder;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.NetworkBuilder;
import dev.plumbline.observation.Journal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A gateway at 203.0.113.10 with a listener, a pool of two machines that describe the requests they
 * get, and a rule: {@code http://www.contoso.net}; with what a test changes of it.
 */
final class GatewayStage {

  final ApplicationGatewayBuilder gateway =
      ApplicationGateway.builder("gateway")
          .frontendIPConfigurations(new FrontendIPConfiguration("public", "gateway-ip", null))
          .frontendPorts(
              new FrontendPort("http", 80),
              new FrontendPort("https", 443),
              new FrontendPort("other", 8443))
          .httpListeners(listener("web"))
          .backendAddressPools(new BackendAddressPool("pool", List.of("10.1.2.4", "10.1.2.5")))
          .backendHttpSettings(settings(null))
          .requestRoutingRules(rule("rule", 10, "web"));

  private Consumer<NetworkBuilder> around = network -> {};

  static GatewayStage v2() {
    return new GatewayStage();
  }

  static GatewayStage v1() {
    GatewayStage stage = new GatewayStage();
    stage.gateway.sku(Sku.STANDARD_MEDIUM);
    return stage;
  }

  GatewayStage with(Consumer<ApplicationGatewayBuilder> change) {
    change.accept(gateway);
    return this;
  }

  GatewayStage around(Consumer<NetworkBuilder> change) {
    around = around.andThen(change);
    return this;
  }

  static HttpListener listener(String name, String... hosts) {
    return listener(name, "http", Protocol.HTTP, hosts);
  }

  static HttpListener listener(String name, String port, Protocol protocol, String... hosts) {
    return new HttpListener(
        name, "public", port, protocol, List.of(hosts), List.of("www.contoso.net"), false);
  }

  static RequestRoutingRule rule(String name, int priority, String listener) {
    return new RequestRoutingRule(name, priority, listener, "pool", "settings", null);
  }

  static BackendHttpSettings settings(@Nullable String probe) {
    return new BackendHttpSettings(
        "settings", Protocol.HTTP, 80, Duration.ofSeconds(5), null, false, probe, List.of());
  }

  static Probe probe(String host, String path) {
    return new Probe(
        "probe",
        Protocol.HTTP,
        host,
        false,
        path,
        null,
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        3,
        List.of(),
        null);
  }

  AzureTopology topology() {
    return AzureTopology.builder("stage")
        .virtualNetworks(
            List.of(
                new VirtualNetwork(
                    "vnet",
                    List.of(Cidr.of("10.1.0.0/16")),
                    List.of(
                        new Subnet("gateway-subnet", Cidr.of("10.1.1.0/24"), null),
                        new Subnet("web-subnet", Cidr.of("10.1.2.0/24"), null)))))
        .publicIPAddresses(
            List.of(
                new PublicIPAddress(
                    "gateway-ip",
                    IpAddresses.parse("203.0.113.10"),
                    "contoso.westeurope.cloudapp.azure.com")))
        .dnsZones(List.of(new DnsZone("contoso.net", List.of("* A 203.0.113.10"))))
        .applicationGateways(List.of(gateway.build()))
        .build();
  }

  Lab open() {
    NetworkBuilder network = AzureCompiler.compile(topology()).toBuilder();
    network.certificate("web", "www.contoso.net", "web.contoso.internal");
    for (int i = 4; i <= 5; i++) {
      String name = "web" + i;
      network.host(
          name,
          "web-subnet",
          "10.1.2." + i,
          host -> {
            host.http(80, Handling.echoing());
            host.https(443, "web", Handling.echoing());
          });
    }
    around.accept(network);
    Environment environment =
        Environment.builder("stage")
            .vantage("internet", v -> v.segment("internet").control("control"))
            .vantage("gateway-subnet", v -> v.segment("gateway-subnet").control("control"))
            .vantage("web-subnet", v -> v.segment("web-subnet").control("control"))
            .https("control", "www.contoso.net", 80)
            .probeTimeout(Duration.ofSeconds(8))
            .build();
    return Lab.open(environment, network.build(), new Journal());
  }
}
