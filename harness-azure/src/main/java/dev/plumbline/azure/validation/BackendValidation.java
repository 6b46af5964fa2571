package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.AuthenticationCertificate;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.ConnectionDraining;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.PoolMembers;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What the platform would refuse of an application gateway's backends and their probes. */
final class BackendValidation {

  private static final Pattern COOKIE_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final int LONGEST_MATCH = 4090;

  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;

  BackendValidation(
      AzureTopology topology, ApplicationGateway gateway, String path, Findings problems) {
    this.topology = topology;
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
      settings(setting, at);
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

  private void settings(BackendHttpSettings setting, String at) {
    String override = setting.path();
    if (override != null && !override.startsWith("/")) {
      problems.add(at + ".path", "\"" + override + "\" does not start with /");
    }
    String cookie = setting.affinityCookieName();
    if (cookie != null && !COOKIE_NAME.matcher(cookie).matches()) {
      problems.add(at + ".affinityCookieName", "\"" + cookie + "\" is not the name of a cookie");
    }
    ConnectionDraining draining = setting.connectionDraining();
    if (draining != null
        && (draining.drainTimeout().compareTo(Duration.ofSeconds(1)) < 0
            || draining.drainTimeout().compareTo(Duration.ofSeconds(3600)) > 0)) {
      problems.add(at + ".connectionDraining.drainTimeout", "not within 1 to 3600 seconds");
    }
    if (setting.sniName() != null && !setting.validateSNI()) {
      problems.add(at + ".sniName", "needs validateSNI");
    }
    boolean v2 = gateway.sku().isV2();
    if (v2 && !setting.authenticationCertificates().isEmpty()) {
      problems.add(
          at + ".authenticationCertificates", "needs sku v1; sku v2 has trustedRootCertificates");
    }
    if (!v2 && !setting.trustedRootCertificates().isEmpty()) {
      problems.add(
          at + ".trustedRootCertificates", "needs sku v2; sku v1 has authenticationCertificates");
    }
    List<String> roots =
        gateway.trustedRootCertificates().stream().map(TrustedRootCertificate::name).toList();
    for (int i = 0; i < setting.trustedRootCertificates().size(); i++) {
      problems.known(
          at + ".trustedRootCertificates[" + i + "]",
          "a trusted root certificate",
          setting.trustedRootCertificates().get(i),
          roots);
    }
    List<String> backends =
        gateway.authenticationCertificates().stream().map(AuthenticationCertificate::name).toList();
    for (int i = 0; i < setting.authenticationCertificates().size(); i++) {
      problems.known(
          at + ".authenticationCertificates[" + i + "]",
          "an authentication certificate",
          setting.authenticationCertificates().get(i),
          backends);
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
      List<String> nics = gateway.backendAddressPools().get(p).backendIPConfigurations();
      for (int n = 0; n < nics.size(); n++) {
        if (PoolMembers.ipConfiguration(topology, nics.get(n)).isEmpty()) {
          problems.add(
              path + ".backendAddressPools[" + p + "].backendIPConfigurations[" + n + "]",
              "\"" + nics.get(n) + "\" is not a network interface, or nic/ipconfig of one");
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
    if (probe.minServers() < 0) {
      problems.add(at + ".minServers", probe.minServers() + " is negative");
    }
    if (probe.matchBody() != null && probe.matchBody().length() > LONGEST_MATCH) {
      problems.add(
          at + ".matchBody",
          probe.matchBody().length() + " characters; at most " + LONGEST_MATCH + " are compared");
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
