package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the platform would refuse of an application gateway. */
final class ApplicationGatewayValidation {

  private static final int MOST_HOST_NAMES = 5;
  private static final int LAST_PRIORITY = 20000;

  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;
  private final List<String> pools;
  private final List<String> settings;

  ApplicationGatewayValidation(AzureTopology topology, ApplicationGateway gateway, String path, Findings problems) {
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
        topology.virtualNetworks().stream().flatMap(v -> v.subnets().stream()).map(Subnet::name).toList());
    problems.unique(path + ".httpListeners", gateway.httpListeners().stream().map(HttpListener::name).toList());
    problems.unique(path + ".backendAddressPools", pools);
    problems.unique(path + ".backendHttpSettings", settings);
    problems.unique(path + ".probes", gateway.probes().stream().map(Probe::name).toList());
    problems.unique(path + ".requestRoutingRules", gateway.requestRoutingRules().stream().map(RequestRoutingRule::name).toList());
    frontends();
    listeners();
    backends();
    pathMaps();
    rules();
  }

  private void frontends() {
    List<String> publicAddresses = topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
    for (int i = 0; i < gateway.frontendIPConfigurations().size(); i++) {
      FrontendIPConfiguration frontend = gateway.frontendIPConfigurations().get(i);
      String at = path + ".frontendIPConfigurations[" + i + "]";
      if ((frontend.publicIPAddress() == null) == (frontend.privateIPAddress() == null)) {
        problems.add(at, "needs exactly one of publicIPAddress and privateIPAddress");
      }
      problems.known(at + ".publicIPAddress", "a public IP address", frontend.publicIPAddress(), publicAddresses);
      InetAddress own = frontend.privateIPAddress();
      Subnet subnet = Subnets.find(topology, gateway.subnet()).orElse(null);
      if (own != null && subnet != null && !subnet.addressPrefix().contains(own)) {
        problems.add(
            at + ".privateIPAddress",
            own.getHostAddress() + " lies outside subnet " + subnet.name() + " (" + subnet.addressPrefix() + ")");
      }
    }
  }

  private void listeners() {
    List<String> frontends = gateway.frontendIPConfigurations().stream().map(FrontendIPConfiguration::name).toList();
    List<String> ports = gateway.frontendPorts().stream().map(FrontendPort::name).toList();
    for (int i = 0; i < gateway.httpListeners().size(); i++) {
      HttpListener listener = gateway.httpListeners().get(i);
      String at = path + ".httpListeners[" + i + "]";
      problems.known(at + ".frontendIPConfiguration", "a frontend IP configuration", listener.frontendIPConfiguration(), frontends);
      problems.known(at + ".frontendPort", "a frontend port", listener.frontendPort(), ports);
      if (listener.hostNames().size() > MOST_HOST_NAMES) {
        problems.add(at + ".hostNames", listener.hostNames().size() + " names; a listener takes at most " + MOST_HOST_NAMES);
      }
      boolean wildcard = listener.hostNames().stream().anyMatch(n -> n.contains("*") || n.contains("?"));
      if (gateway.sku() == Sku.V1 && (wildcard || listener.hostNames().size() > 1)) {
        problems.add(at + ".hostNames", "several names and wildcards need sku v2");
      }
      boolean basic = listener.hostNames().isEmpty();
      if (!problems.broken(at) && listener.protocol() == Protocol.HTTPS && basic && listener.certificateNames().isEmpty()) {
        problems.add(at + ".certificateNames", "a basic https listener needs the names of its certificate");
      }
    }
    // The listeners of one address and port share a socket, so they speak one protocol.
    for (int i = 0; i < gateway.httpListeners().size(); i++) {
      HttpListener listener = gateway.httpListeners().get(i);
      for (HttpListener other : gateway.httpListeners().subList(0, i)) {
        if (other.frontendPort().equals(listener.frontendPort())
            && other.frontendIPConfiguration().equals(listener.frontendIPConfiguration())
            && other.protocol() != listener.protocol()) {
          problems.add(path + ".httpListeners[" + i + "].protocol", "listener " + other.name() + " on the same address and port speaks another protocol");
        }
      }
    }
  }

  private void backends() {
    List<String> probes = gateway.probes().stream().map(Probe::name).toList();
    for (int i = 0; i < gateway.backendHttpSettings().size(); i++) {
      BackendHttpSettings setting = gateway.backendHttpSettings().get(i);
      String at = path + ".backendHttpSettings[" + i + "]";
      problems.known(at + ".probe", "a probe", setting.probe(), probes);
      if (setting.hostName() != null && setting.pickHostNameFromBackendAddress()) {
        problems.add(at, "hostName and pickHostNameFromBackendAddress exclude each other");
      }
      gateway.probes().stream()
          .filter(p -> p.name().equals(setting.probe()) && p.pickHostNameFromBackendHttpSettings())
          .filter(p -> setting.hostName() == null && !setting.pickHostNameFromBackendAddress())
          .forEach(
              p ->
                  problems.add(
                      at,
                      "probe " + p.name() + " picks its host from these settings, which have none"
                          + " (ApplicationGatewayBackendHttpSettingsIncompatibleProbeSettingPickHostName); set hostName"));
    }
    for (int i = 0; i < gateway.probes().size(); i++) {
      Probe probe = gateway.probes().get(i);
      if ((probe.host() != null) == probe.pickHostNameFromBackendHttpSettings()) {
        problems.add(path + ".probes[" + i + "]", "needs exactly one of host and pickHostNameFromBackendHttpSettings");
      }
      if (!probe.path().startsWith("/")) {
        problems.add(path + ".probes[" + i + "].path", "\"" + probe.path() + "\" does not start with /");
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
      problems.known(at + ".defaultBackendAddressPool", "a backend pool", map.defaultBackendAddressPool(), pools);
      problems.known(at + ".defaultBackendHttpSettings", "backend settings", map.defaultBackendHttpSettings(), settings);
      for (int r = 0; r < map.pathRules().size(); r++) {
        PathRule rule = map.pathRules().get(r);
        String ruleAt = at + ".pathRules[" + r + "]";
        problems.known(ruleAt + ".backendAddressPool", "a backend pool", rule.backendAddressPool(), pools);
        problems.known(ruleAt + ".backendHttpSettings", "backend settings", rule.backendHttpSettings(), settings);
        for (String pattern : rule.paths()) {
          int star = pattern.indexOf('*');
          if (!pattern.startsWith("/")
              || (star >= 0 && star < pattern.length() - 1)
              || pattern.contains("?")
              || pattern.contains("#")) {
            problems.add(ruleAt + ".paths", "\"" + pattern + "\" must start with /, have * only at its end, and no ? or #");
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
      problems.known(at + ".backendAddressPool", "a backend pool", rule.backendAddressPool(), pools);
      problems.known(at + ".backendHttpSettings", "backend settings", rule.backendHttpSettings(), settings);
      problems.known(at + ".urlPathMap", "a URL path map", rule.urlPathMap(), maps);
      boolean basic = rule.backendAddressPool() != null && rule.backendHttpSettings() != null && rule.urlPathMap() == null;
      boolean pathBased = rule.backendAddressPool() == null && rule.backendHttpSettings() == null && rule.urlPathMap() != null;
      if (!basic && !pathBased) {
        problems.add(at, "needs backendAddressPool with backendHttpSettings, or urlPathMap alone");
      }
      if (!used.add(rule.httpListener())) {
        problems.add(at + ".httpListener", "listener " + rule.httpListener() + " is used by another rule; each takes one");
      }
      Integer priority = rule.priority();
      if (gateway.sku() == Sku.V2 && priority == null) {
        problems.add(at + ".priority", "is required by sku v2: 1 to " + LAST_PRIORITY + ", unique");
      } else if (priority != null && (priority < 1 || priority > LAST_PRIORITY)) {
        problems.add(at + ".priority", priority + " is not within 1 to " + LAST_PRIORITY);
      } else if (priority != null && !priorities.add(priority)) {
        problems.add(at + ".priority", priority + " is taken by another rule");
      }
    }
    listeners.stream()
        .filter(l -> !used.contains(l))
        .forEach(l -> problems.add(path + ".httpListeners", "listener " + l + " is used by no rule"));
  }
}
