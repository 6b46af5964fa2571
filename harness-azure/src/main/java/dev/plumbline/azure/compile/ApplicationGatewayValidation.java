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
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.time.Duration;
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
    listeners();
    backends();
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
      Subnet subnet = Subnets.find(topology, gateway.subnet()).orElse(null);
      if (own != null && subnet != null && !subnet.addressPrefix().contains(own)) {
        problems.add(
            at + ".privateIPAddress",
            own.getHostAddress()
                + " lies outside subnet "
                + subnet.name()
                + " ("
                + subnet.addressPrefix()
                + ")");
      }
    }
  }

  private void frontendPorts() {
    boolean v2 = gateway.sku() == Sku.V2;
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

  private void hostNames(HttpListener listener, String at) {
    for (int i = 0; i < listener.hostNames().size(); i++) {
      String name = listener.hostNames().get(i);
      if (!HostPattern.isValid(name)) {
        problems.add(
            at + ".hostNames[" + i + "]",
            "\""
                + name
                + "\" is not a host name such as api.contoso.net, or a pattern: "
                + HostPattern.FORM);
      }
    }
    for (int i = 0; i < listener.certificateNames().size(); i++) {
      String name = listener.certificateNames().get(i);
      if (!HostNames.isHostName(name.startsWith("*.") ? name.substring(2) : name)) {
        problems.add(
            at + ".certificateNames[" + i + "]",
            "\"" + name + "\" is not a DNS name such as api.contoso.net or *.contoso.net");
      }
    }
    boolean unfit =
        listener.hostNames().stream()
            .anyMatch(n -> !HostNames.isHostName(n.startsWith("*.") ? n.substring(2) : n));
    if (!problems.broken(at)
        && listener.protocol() == Protocol.HTTPS
        && listener.certificateNames().isEmpty()
        && unfit) {
      problems.add(
          at + ".certificateNames",
          "no certificate can carry "
              + String.join(", ", listener.hostNames())
              + "; name what it carries");
    }
  }

  private void listeners() {
    List<String> frontends =
        gateway.frontendIPConfigurations().stream().map(FrontendIPConfiguration::name).toList();
    List<String> ports = gateway.frontendPorts().stream().map(FrontendPort::name).toList();
    for (int i = 0; i < gateway.httpListeners().size(); i++) {
      HttpListener listener = gateway.httpListeners().get(i);
      String at = path + ".httpListeners[" + i + "]";
      problems.known(
          at + ".frontendIPConfiguration",
          "a frontend IP configuration",
          listener.frontendIPConfiguration(),
          frontends);
      problems.known(at + ".frontendPort", "a frontend port", listener.frontendPort(), ports);
      if (listener.hostNames().size() > MOST_HOST_NAMES) {
        problems.add(
            at + ".hostNames",
            listener.hostNames().size() + " names; a listener takes at most " + MOST_HOST_NAMES);
      }
      hostNames(listener, at);
      boolean wildcard =
          listener.hostNames().stream().anyMatch(n -> n.contains("*") || n.contains("?"));
      if (gateway.sku() == Sku.V1 && (wildcard || listener.hostNames().size() > 1)) {
        problems.add(at + ".hostNames", "several names and wildcards need sku v2");
      }
      boolean basic = listener.hostNames().isEmpty();
      if (!problems.broken(at)
          && listener.protocol() == Protocol.HTTPS
          && basic
          && listener.certificateNames().isEmpty()) {
        problems.add(
            at + ".certificateNames", "a basic https listener needs the names of its certificate");
      }
    }
    // The listeners of one address and port share a socket, so they speak one protocol.
    for (int i = 0; i < gateway.httpListeners().size(); i++) {
      HttpListener listener = gateway.httpListeners().get(i);
      for (HttpListener other : gateway.httpListeners().subList(0, i)) {
        if (other.frontendPort().equals(listener.frontendPort())
            && other.frontendIPConfiguration().equals(listener.frontendIPConfiguration())
            && other.protocol() != listener.protocol()) {
          problems.add(
              path + ".httpListeners[" + i + "].protocol",
              "listener " + other.name() + " on the same address and port speaks another protocol");
        }
        if (other.frontendPort().equals(listener.frontendPort())
            && other.frontendIPConfiguration().equals(listener.frontendIPConfiguration())) {
          sameNames(listener, other, path + ".httpListeners[" + i + "]");
        }
      }
    }
  }

  private void sameNames(HttpListener listener, HttpListener other, String at) {
    if (listener.hostNames().isEmpty() && other.hostNames().isEmpty()) {
      problems.add(
          at,
          "listener "
              + other.name()
              + " on the same address and port is basic already; one takes every name");
    }
    for (int n = 0; n < listener.hostNames().size(); n++) {
      String name = listener.hostNames().get(n);
      if (other.hostNames().stream().anyMatch(name::equalsIgnoreCase)) {
        problems.add(
            at + ".hostNames[" + n + "]",
            "listener "
                + other.name()
                + " on the same address and port takes "
                + name
                + " already");
      }
    }
  }

  private void members() {
    for (int p = 0; p < gateway.backendAddressPools().size(); p++) {
      List<String> members = gateway.backendAddressPools().get(p).backendAddresses();
      for (int m = 0; m < members.size(); m++) {
        if (!HostNames.isHostName(members.get(m)) && !IpAddresses.isLiteral(members.get(m))) {
          problems.add(
              path + ".backendAddressPools[" + p + "].backendAddresses[" + m + "]",
              "\""
                  + members.get(m)
                  + "\" is neither a host name nor an address; it has no scheme, port or path");
        }
      }
    }
  }

  private void probe(Probe probe, String at) {
    String host = probe.host();
    if (host != null && !HostNames.isHostName(host) && !IpAddresses.isLiteral(host)) {
      problems.add(
          at + ".host",
          "\"" + host + "\" is neither a host name nor an address; it has no scheme, port or path");
    }
    Integer port = probe.port();
    if (port != null && gateway.sku() == Sku.V1) {
      problems.add(at + ".port", "a probe's own port needs sku v2");
    } else if (port != null) {
      port(at + ".port", port);
    }
    seconds(at + ".interval", probe.interval());
    seconds(at + ".timeout", probe.timeout());
    if (probe.unhealthyThreshold() < 1 || probe.unhealthyThreshold() > 20) {
      problems.add(
          at + ".unhealthyThreshold", probe.unhealthyThreshold() + " is not within 1 to 20");
    }
    for (int i = 0; i < probe.statusCodes().size(); i++) {
      PortRange range = probe.statusCodes().get(i);
      if (range.first() < 100 || range.last() > 599) {
        problems.add(
            at + ".statusCodes[" + i + "]", range + " is not within the status codes 100 to 599");
      }
    }
  }

  private void port(String at, int port) {
    if (port < 1 || port > 65535) {
      problems.add(at, port + " is not a port; allowed: 1 to 65535");
    }
  }

  private void seconds(String at, Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0
        || time.compareTo(Duration.ofSeconds(86400)) > 0
        || time.getNano() != 0) {
      problems.add(at, "not a whole number of seconds within 1 to 86400");
    }
  }

  private void backends() {
    members();
    List<String> probes = gateway.probes().stream().map(Probe::name).toList();
    for (int i = 0; i < gateway.backendHttpSettings().size(); i++) {
      BackendHttpSettings setting = gateway.backendHttpSettings().get(i);
      String at = path + ".backendHttpSettings[" + i + "]";
      problems.known(at + ".probe", "a probe", setting.probe(), probes);
      port(at + ".port", setting.port());
      seconds(at + ".requestTimeout", setting.requestTimeout());
      String host = setting.hostName();
      if (host != null && !HostNames.isHostName(host) && !IpAddresses.isLiteral(host)) {
        problems.add(
            at + ".hostName",
            "\""
                + host
                + "\" is neither a host name nor an address; it has no scheme, port or path");
      }
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
                      "probe "
                          + p.name()
                          + " picks its host from these settings, which have none"
                          + " (ApplicationGatewayBackendHttpSettingsIncompatibleProbeSettingPickHostName); set hostName"));
    }
    for (int i = 0; i < gateway.probes().size(); i++) {
      Probe probe = gateway.probes().get(i);
      probe(probe, path + ".probes[" + i + "]");
      if ((probe.host() != null) == probe.pickHostNameFromBackendHttpSettings()) {
        problems.add(
            path + ".probes[" + i + "]",
            "needs exactly one of host and pickHostNameFromBackendHttpSettings");
      }
      if (!probe.path().startsWith("/")) {
        problems.add(
            path + ".probes[" + i + "].path", "\"" + probe.path() + "\" does not start with /");
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
        .forEach(
            l -> problems.add(path + ".httpListeners", "listener " + l + " is used by no rule"));
  }
}
