package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.BackendAddressPool;
import dev.plumbline.azure.model.LoadBalancer.FrontendIPConfiguration;
import dev.plumbline.azure.model.LoadBalancer.HealthProbe;
import dev.plumbline.azure.model.LoadBalancer.InboundNatRule;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancerProtocol;
import dev.plumbline.azure.model.LoadBalancer.LoadBalancingRule;
import dev.plumbline.azure.model.LoadBalancer.Sku;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PrivateLinkService;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.Subnets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the platform would refuse in load balancers and private link services. */
final class LoadBalancerValidation {

  private final AzureTopology topology;
  private final Findings problems;
  private final List<String> subnets;

  LoadBalancerValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.subnets = Subnets.of(topology).names();
  }

  void check() {
    List<LoadBalancer> balancers = topology.loadBalancers();
    problems.unique("loadBalancers", balancers.stream().map(LoadBalancer::name).toList());
    for (int b = 0; b < balancers.size(); b++) {
      balancer("loadBalancers[" + b + "]", balancers.get(b));
    }
    problems.unique(
        "privateLinkServices",
        topology.privateLinkServices().stream().map(PrivateLinkService::name).toList());
    for (int p = 0; p < topology.privateLinkServices().size(); p++) {
      privateLink("privateLinkServices[" + p + "]", topology.privateLinkServices().get(p));
    }
  }

  private void balancer(String path, LoadBalancer balancer) {
    List<FrontendIPConfiguration> frontends = balancer.frontendIPConfigurations();
    List<String> addresses =
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
    problems.unique(
        path + ".frontendIPConfigurations",
        frontends.stream().map(FrontendIPConfiguration::name).toList());
    for (int f = 0; f < frontends.size(); f++) {
      FrontendIPConfiguration frontend = frontends.get(f);
      String here = path + ".frontendIPConfigurations[" + f + "]";
      if ((frontend.subnet() == null) == (frontend.publicIPAddress() == null)) {
        problems.add(here, "needs either a subnet or a publicIPAddress");
      }
      problems.known(here + ".subnet", "a subnet", frontend.subnet(), subnets);
      problems.known(
          here + ".publicIPAddress", "a public IP address", frontend.publicIPAddress(), addresses);
    }
    pools(path, balancer);
    rules(path, balancer);
  }

  private void pools(String path, LoadBalancer balancer) {
    List<String> nics = topology.networkInterfaces().stream().map(NetworkInterface::name).toList();
    List<BackendAddressPool> pools = balancer.backendAddressPools();
    problems.unique(
        path + ".backendAddressPools", pools.stream().map(BackendAddressPool::name).toList());
    for (int p = 0; p < pools.size(); p++) {
      for (int n = 0; n < pools.get(p).networkInterfaces().size(); n++) {
        problems.known(
            path + ".backendAddressPools[" + p + "].networkInterfaces[" + n + "]",
            "a network interface",
            pools.get(p).networkInterfaces().get(n),
            nics);
      }
    }
    List<String> names = pools.stream().map(BackendAddressPool::name).toList();
    for (int p = 0; p < balancer.outboundPools().size(); p++) {
      problems.known(
          path + ".outboundPools[" + p + "]",
          "a backend address pool",
          balancer.outboundPools().get(p),
          names);
    }
  }

  private void rules(String path, LoadBalancer balancer) {
    List<String> frontends =
        balancer.frontendIPConfigurations().stream().map(FrontendIPConfiguration::name).toList();
    List<String> pools =
        balancer.backendAddressPools().stream().map(BackendAddressPool::name).toList();
    List<String> probes = balancer.probes().stream().map(HealthProbe::name).toList();
    problems.unique(path + ".probes", probes);
    List<LoadBalancingRule> rules = balancer.loadBalancingRules();
    problems.unique(
        path + ".loadBalancingRules", rules.stream().map(LoadBalancingRule::name).toList());
    Map<String, String> taken = new HashMap<>();
    for (int r = 0; r < rules.size(); r++) {
      LoadBalancingRule rule = rules.get(r);
      String here = path + ".loadBalancingRules[" + r + "]";
      problems.known(
          here + ".frontendIPConfiguration",
          "a frontend",
          rule.frontendIPConfiguration(),
          frontends);
      problems.known(
          here + ".backendAddressPool", "a backend address pool", rule.backendAddressPool(), pools);
      problems.known(here + ".probe", "a probe", rule.probe(), probes);
      if (rule.protocol() == LoadBalancerProtocol.ALL) {
        highAvailabilityPorts(here, balancer, rule);
      } else {
        port(here + ".frontendPort", rule.frontendPort());
        port(here + ".backendPort", rule.backendPort());
      }
      taken(
          here,
          rule.name(),
          rule.frontendIPConfiguration(),
          rule.protocol(),
          rule.frontendPort(),
          taken);
    }
    List<InboundNatRule> nats = balancer.inboundNatRules();
    List<String> nics = topology.networkInterfaces().stream().map(NetworkInterface::name).toList();
    problems.unique(path + ".inboundNatRules", nats.stream().map(InboundNatRule::name).toList());
    for (int r = 0; r < nats.size(); r++) {
      InboundNatRule rule = nats.get(r);
      String here = path + ".inboundNatRules[" + r + "]";
      problems.known(
          here + ".frontendIPConfiguration",
          "a frontend",
          rule.frontendIPConfiguration(),
          frontends);
      problems.known(
          here + ".networkInterface", "a network interface", rule.networkInterface(), nics);
      port(here + ".frontendPort", rule.frontendPort());
      port(here + ".backendPort", rule.backendPort());
      taken(
          here,
          rule.name(),
          rule.frontendIPConfiguration(),
          rule.protocol(),
          rule.frontendPort(),
          taken);
    }
  }

  private void highAvailabilityPorts(String here, LoadBalancer balancer, LoadBalancingRule rule) {
    boolean isPublic =
        balancer.frontendIPConfigurations().stream()
            .anyMatch(
                f ->
                    f.name().equals(rule.frontendIPConfiguration()) && f.publicIPAddress() != null);
    if (rule.frontendPort() != 0 || rule.backendPort() != 0) {
      problems.add(
          here + ".frontendPort", "protocol all is for every port: both ports are 0 (HA ports)");
    }
    if (isPublic || balancer.sku() == Sku.BASIC) {
      problems.add(
          here + ".protocol",
          "HA ports need a private frontend of a load balancer of the Standard SKU");
    }
  }

  private void port(String path, int port) {
    if (port < 1 || port > 65535) {
      problems.add(path, port + " is not a port within 1 to 65535");
    }
  }

  private void taken(
      String here,
      String name,
      String frontend,
      LoadBalancerProtocol protocol,
      int port,
      Map<String, String> taken) {
    String other = taken.putIfAbsent(frontend + " " + protocol + " " + port, name);
    if (other != null) {
      problems.add(
          here + ".frontendPort",
          port + " of frontend " + frontend + " is taken by rule " + other + " already");
    }
  }

  private void privateLink(String path, PrivateLinkService service) {
    problems.known(path + ".subnet", "a subnet", service.subnet(), subnets);
    problems.known(
        path + ".loadBalancer",
        "a load balancer",
        service.loadBalancer(),
        topology.loadBalancers().stream().map(LoadBalancer::name).toList());
    Optional<LoadBalancer> balancer =
        topology.loadBalancers().stream()
            .filter(b -> b.name().equals(service.loadBalancer()))
            .findFirst();
    if (balancer.isPresent()) {
      problems.known(
          path + ".frontendIPConfiguration",
          "a frontend of " + service.loadBalancer(),
          service.frontendIPConfiguration(),
          balancer.get().frontendIPConfigurations().stream()
              .map(FrontendIPConfiguration::name)
              .toList());
      if (balancer.get().sku() != Sku.STANDARD) {
        problems.add(
            path + ".loadBalancer",
            service.loadBalancer() + " is not of the Standard SKU, which Private Link needs");
      }
    }
  }
}
