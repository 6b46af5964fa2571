package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.GatewayManagement;
import dev.plumbline.azure.rules.Subnets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the platform would refuse of an application gateway's subnet: it is for application gateways
 * of one generation only.
 */
final class GatewaySubnetValidation {

  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;
  private final Subnets subnets;

  GatewaySubnetValidation(
      AzureTopology topology, ApplicationGateway gateway, String path, Findings problems) {
    this.topology = topology;
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
    this.subnets = Subnets.of(topology);
  }

  void check() {
    if (subnets.find(gateway.subnet()).isEmpty()) {
      problems.known(path + ".subnet", "a subnet", gateway.subnet(), subnets.names());
      return;
    }
    for (String other : others()) {
      problems.add(
          path + ".subnet",
          gateway.subnet()
              + " also holds "
              + other
              + "; the subnet of an application gateway is for application gateways of one"
              + " generation only");
    }
    management();
  }

  /** Asked last: it evaluates the rules, which must be valid for that. */
  private void management() {
    if (!gateway.sku().isV2() || problems.any()) {
      return;
    }
    GatewayManagement.blocked(topology, gateway)
        .ifPresent(
            rule ->
                problems.add(
                    path + ".subnet",
                    "the network security group of "
                        + gateway.subnet()
                        + " keeps the platform out"
                        + " (ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup): "
                        + rule
                        + "; allow GatewayManager to 65200-65535"));
  }

  private List<String> others() {
    List<String> others = new ArrayList<>();
    topology
        .apiManagement()
        .forEach(one -> add(others, one.subnet(), "API Management service " + one.name()));
    topology.azureFirewalls().forEach(one -> add(others, one.subnet(), "firewall " + one.name()));
    topology
        .privateEndpoints()
        .forEach(one -> add(others, one.subnet(), "private endpoint " + one.name()));
    topology
        .loadBalancers()
        .forEach(
            one ->
                one.frontendIPConfigurations()
                    .forEach(f -> add(others, f.subnet(), "load balancer " + one.name())));
    topology
        .networkInterfaces()
        .forEach(
            one ->
                one.ipConfigurations()
                    .forEach(ip -> add(others, ip.subnet(), "network interface " + one.name())));
    topology.applicationGateways().stream()
        .filter(one -> one.sku().isV2() != gateway.sku().isV2())
        .forEach(
            one ->
                add(
                    others,
                    one.subnet(),
                    "application gateway " + one.name() + " of sku " + one.sku()));
    return others.stream().distinct().toList();
  }

  private void add(List<String> others, @Nullable String subnet, String what) {
    if (subnets.find(subnet).isPresent()
        && subnets.find(subnet).equals(subnets.find(gateway.subnet()))) {
      others.add(what);
    }
  }
}
