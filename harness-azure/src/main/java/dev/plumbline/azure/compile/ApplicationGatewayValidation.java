package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the platform would refuse of an application gateway. */
final class ApplicationGatewayValidation {

  private static final int LAST_PRIORITY = 20000;

  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;
  private final List<String> pools;
  private final List<String> settings;

  ApplicationGatewayValidation(
      AzureTopology topology, ApplicationGateway gateway, String path, Findings problems) {
    this.topology = topology;
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
    pools = gateway.backendAddressPools().stream().map(BackendAddressPool::name).toList();
    settings = gateway.backendHttpSettings().stream().map(BackendHttpSettings::name).toList();
  }

  void check() {
    problems.known(
        path + ".subnet",
        "a subnet",
        gateway.subnet(),
        topology.virtualNetworks().stream()
            .flatMap(v -> v.subnets().stream())
            .map(Subnet::name)
            .toList());
    problems.unique(
        path + ".httpListeners", gateway.httpListeners().stream().map(HttpListener::name).toList());
    problems.unique(path + ".backendAddressPools", pools);
    problems.unique(path + ".backendHttpSettings", settings);
    problems.unique(path + ".probes", gateway.probes().stream().map(Probe::name).toList());
    problems.unique(
        path + ".requestRoutingRules",
        gateway.requestRoutingRules().stream().map(RequestRoutingRule::name).toList());
    problems.unique(
        path + ".frontendIPConfigurations",
        gateway.frontendIPConfigurations().stream().map(FrontendIPConfiguration::name).toList());
    problems.unique(
        path + ".frontendPorts", gateway.frontendPorts().stream().map(FrontendPort::name).toList());
    problems.unique(
        path + ".urlPathMaps", gateway.urlPathMaps().stream().map(UrlPathMap::name).toList());
    frontends();
    frontendPorts();
    new HttpListenerValidation(gateway, path, problems).check();
    new BackendValidation(gateway, path, problems).check();
    pathMaps();
    rules();
  }

  private void frontends() {
    List<String> publicAddresses =
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
    for (int i = 0; i < gateway.frontendIPConfigurations().size(); i++) {
      FrontendIPConfiguration frontend = gateway.frontendIPConfigurations().get(i);
      String at = path + ".frontendIPConfigurations[" + i + "]";
      if ((frontend.publicIPAddress() == null) == (frontend.privateIPAddress() == null)) {
        problems.add(at, "needs exactly one of publicIPAddress and privateIPAddress");
      }
      problems.known(
          at + ".publicIPAddress",
          "a public IP address",
          frontend.publicIPAddress(),
          publicAddresses);
      InetAddress own = frontend.privateIPAddress();
      Subnet subnet = Subnets.of(topology).find(gateway.subnet()).map(Placed::subnet).orElse(null);
      if (own != null
          && subnet != null
          && subnet.prefixes().stream().noneMatch(p -> p.contains(own))) {
        problems.add(
            at + ".privateIPAddress",
            own.getHostAddress()
                + " lies outside subnet "
                + subnet.name()
                + " ("
                + Validation.shown(subnet)
                + ")");
      }
    }
  }

  private void frontendPorts() {
    boolean v2 = gateway.sku().isV2();
    int last = v2 ? 64999 : 65502;
    int reserved = v2 ? 53 : 3389;
    for (int i = 0; i < gateway.frontendPorts().size(); i++) {
      int port = gateway.frontendPorts().get(i).port();
      if (port < 1 || port > last || port == reserved) {
        problems.add(
            path + ".frontendPorts[" + i + "].port",
            port
                + " is not a port of sku "
                + (v2 ? "v2" : "v1")
                + ": 1 to "
                + last
                + ", except "
                + reserved);
      }
    }
  }

  private void pathMaps() {
    for (int m = 0; m < gateway.urlPathMaps().size(); m++) {
      UrlPathMap map = gateway.urlPathMaps().get(m);
      String at = path + ".urlPathMaps[" + m + "]";
      if ((map.defaultBackendAddressPool() == null) != (map.defaultBackendHttpSettings() == null)) {
        problems.add(at, "defaultBackendAddressPool and defaultBackendHttpSettings go together");
      }
      problems.known(
          at + ".defaultBackendAddressPool",
          "a backend pool",
          map.defaultBackendAddressPool(),
          pools);
      problems.known(
          at + ".defaultBackendHttpSettings",
          "backend settings",
          map.defaultBackendHttpSettings(),
          settings);
      for (int r = 0; r < map.pathRules().size(); r++) {
        PathRule rule = map.pathRules().get(r);
        String ruleAt = at + ".pathRules[" + r + "]";
        problems.known(
            ruleAt + ".backendAddressPool", "a backend pool", rule.backendAddressPool(), pools);
        problems.known(
            ruleAt + ".backendHttpSettings",
            "backend settings",
            rule.backendHttpSettings(),
            settings);
        for (String pattern : rule.paths()) {
          int star = pattern.indexOf('*');
          if (!pattern.startsWith("/")
              || (star >= 0 && star < pattern.length() - 1)
              || pattern.contains("?")
              || pattern.contains("#")) {
            problems.add(
                ruleAt + ".paths",
                "\"" + pattern + "\" must start with /, have * only at its end, and no ? or #");
          }
        }
      }
    }
  }

  private void rules() {
    Set<Integer> priorities = new HashSet<>();
    Set<String> used = new HashSet<>();
    List<String> listeners = gateway.httpListeners().stream().map(HttpListener::name).toList();
    List<String> maps = gateway.urlPathMaps().stream().map(UrlPathMap::name).toList();
    for (int i = 0; i < gateway.requestRoutingRules().size(); i++) {
      RequestRoutingRule rule = gateway.requestRoutingRules().get(i);
      String at = path + ".requestRoutingRules[" + i + "]";
      problems.known(at + ".httpListener", "a listener", rule.httpListener(), listeners);
      problems.known(
          at + ".backendAddressPool", "a backend pool", rule.backendAddressPool(), pools);
      problems.known(
          at + ".backendHttpSettings", "backend settings", rule.backendHttpSettings(), settings);
      problems.known(at + ".urlPathMap", "a URL path map", rule.urlPathMap(), maps);
      boolean basic =
          rule.backendAddressPool() != null
              && rule.backendHttpSettings() != null
              && rule.urlPathMap() == null;
      boolean pathBased =
          rule.backendAddressPool() == null
              && rule.backendHttpSettings() == null
              && rule.urlPathMap() != null;
      if (!basic && !pathBased) {
        problems.add(at, "needs backendAddressPool with backendHttpSettings, or urlPathMap alone");
      }
      if (!used.add(rule.httpListener())) {
        problems.add(
            at + ".httpListener",
            "listener " + rule.httpListener() + " is used by another rule; each takes one");
      }
      Integer priority = rule.priority();
      if (gateway.sku().isV2() && priority == null) {
        problems.add(at + ".priority", "is required by sku v2: 1 to " + LAST_PRIORITY + ", unique");
      } else if (priority != null && (priority < 1 || priority > LAST_PRIORITY)) {
        problems.add(at + ".priority", priority + " is not within 1 to " + LAST_PRIORITY);
      } else if (priority != null && !priorities.add(priority)) {
        problems.add(at + ".priority", priority + " is taken by another rule");
      }
    }
    listeners.stream()
        .filter(l -> !used.contains(l))
        .forEach(
            l -> problems.add(path + ".httpListeners", "listener " + l + " is used by no rule"));
  }
}
