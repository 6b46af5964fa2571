package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.FrontendIPConfiguration;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancingRule;
import dev.plumbline.azure.model.LoadBalancer.LoadDistribution;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes load balancers of layer 4. */
final class BalancerResources {

  private final Estate estate;
  private final ResourceIds ids;

  BalancerResources(Estate estate) {
    this.estate = estate;
    this.ids = estate.ids;
  }

  void add() {
    estate.topology.loadBalancers().forEach(this::balancer);
  }

  private void balancer(LoadBalancer balancer) {
    String id = ids.of(ResourceTypes.LOAD_BALANCER, balancer.name());
    List<String> publicFrontends =
        balancer.frontendIPConfigurations().stream()
            .filter(frontend -> frontend.publicIPAddress() != null)
            .map(FrontendIPConfiguration::name)
            .toList();
    estate.add(
        ResourceTypes.LOAD_BALANCER,
        balancer.name(),
        estate.region,
        Fields.of().with("sku", Fields.of().with("name", balancer.sku()).with("tier", "Regional")),
        Fields.of()
            .each(
                "frontendIPConfigurations",
                balancer.frontendIPConfigurations(),
                one -> frontend(id, one))
            .each("backendAddressPools", balancer.backendAddressPools(), one -> pool(id, one))
            .each("loadBalancingRules", balancer.loadBalancingRules(), one -> rule(id, one))
            .each("probes", balancer.probes(), one -> probe(id, one))
            .each("inboundNatRules", balancer.inboundNatRules(), one -> nat(id, one))
            .each(
                "outboundRules",
                publicFrontends.isEmpty() ? List.<String>of() : balancer.outboundPools(),
                pool ->
                    part(
                        id,
                        "outboundRules",
                        pool + "-outbound",
                        Fields.of()
                            .with("protocol", "All")
                            .with("backendAddressPool", own(id, "backendAddressPools", pool))
                            .with(
                                "frontendIPConfigurations",
                                List.of(
                                    Map.of(
                                        "id",
                                        id
                                            + "/frontendIPConfigurations/"
                                            + publicFrontends.get(0)))))));
  }

  private Map<String, Object> part(String id, String collection, String name, Fields properties) {
    return estate.part(id + "/" + collection + "/" + name, properties);
  }

  private static @Nullable Map<String, Object> own(
      String id, String collection, @Nullable String name) {
    return name == null ? null : Fields.id(id + "/" + collection + "/" + name);
  }

  private Map<String, Object> frontend(String id, FrontendIPConfiguration frontend) {
    boolean inside = frontend.subnet() != null;
    return part(
        id,
        "frontendIPConfigurations",
        frontend.name(),
        Fields.of()
            .with("privateIPAddress", inside ? estate.addresses.of(frontend) : null)
            .with(
                "privateIPAllocationMethod",
                frontend.privateIPAddress() == null ? "Dynamic" : "Static")
            .with("subnet", estate.subnet(frontend.subnet()))
            .with("publicIPAddress", estate.publicAddress(frontend.publicIPAddress())));
  }

  private Map<String, Object> pool(String id, LoadBalancer.BackendAddressPool pool) {
    return part(
        id,
        "backendAddressPools",
        pool.name(),
        Fields.of()
            .some(
                "backendIPConfigurations",
                Fields.ids(pool.networkInterfaces().stream().map(ids::ipConfiguration).toList()),
                one -> one)
            .some(
                "loadBalancerBackendAddresses",
                pool.addresses(),
                address ->
                    Fields.of()
                        .with("name", address.getHostAddress())
                        .with("properties", Fields.of().with("ipAddress", address))));
  }

  private Map<String, Object> rule(String id, LoadBalancingRule rule) {
    return part(
        id,
        "loadBalancingRules",
        rule.name(),
        Fields.of()
            .with(
                "frontendIPConfiguration",
                own(id, "frontendIPConfigurations", rule.frontendIPConfiguration()))
            .with("backendAddressPool", own(id, "backendAddressPools", rule.backendAddressPool()))
            .with("protocol", rule.protocol())
            .with("frontendPort", rule.frontendPort())
            .with("backendPort", rule.backendPort())
            .with("probe", own(id, "probes", rule.probe()))
            .with("enableFloatingIP", rule.enableFloatingIP())
            .with("loadDistribution", distribution(rule.loadDistribution()))
            // Which pools go out by the balancer, outbound rules tell.
            .with("disableOutboundSnat", true));
  }

  private static String distribution(LoadDistribution distribution) {
    return switch (distribution) {
      case DEFAULT -> "Default";
      case SOURCE_IP -> "SourceIP";
      case SOURCE_IP_PROTOCOL -> "SourceIPProtocol";
    };
  }

  private Map<String, Object> probe(String id, LoadBalancer.HealthProbe probe) {
    return part(
        id,
        "probes",
        probe.name(),
        Fields.of()
            .with("protocol", probe.protocol())
            .with("port", probe.port())
            .with("requestPath", probe.requestPath())
            .with("intervalInSeconds", 15)
            .with("numberOfProbes", 2));
  }

  private Map<String, Object> nat(String id, LoadBalancer.InboundNatRule rule) {
    return part(
        id,
        "inboundNatRules",
        rule.name(),
        Fields.of()
            .with(
                "frontendIPConfiguration",
                own(id, "frontendIPConfigurations", rule.frontendIPConfiguration()))
            .with("protocol", rule.protocol())
            .with("frontendPort", rule.frontendPort())
            .with("backendPort", rule.backendPort())
            .with(
                "backendIPConfiguration",
                rule.networkInterface() == null
                    ? null
                    : Fields.id(ids.ipConfiguration(rule.networkInterface()))));
  }
}
