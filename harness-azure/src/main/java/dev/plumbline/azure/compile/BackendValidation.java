package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.time.Duration;
import java.util.List;

/** What the platform would refuse of an application gateway's backends and their probes. */
final class BackendValidation {

  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;

  BackendValidation(ApplicationGateway gateway, String path, Findings problems) {
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
  }

  void check() {
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
                          + " (ApplicationGatewayBackendHttpSettingsIncompatibleProbeSettingPickHostName);"
                          + " set hostName"));
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
    if (port != null && !gateway.sku().isV2()) {
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
}
