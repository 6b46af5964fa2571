package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.CustomError;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.SslCertificate;
import dev.plumbline.azure.model.ApplicationGateway.SslProfile;
import dev.plumbline.azure.rules.HostPattern;
import dev.plumbline.network.HostNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the platform would refuse of an application gateway's listeners. */
final class HttpListenerValidation {

  private static final int MOST_HOST_NAMES = 5;
  private static final List<Integer> ERRORS = List.of(400, 403, 404, 405, 408, 500, 502, 503, 504);

  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;

  HttpListenerValidation(ApplicationGateway gateway, String path, Findings problems) {
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
  }

  void check() {
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
      if (listener.hosts().size() > MOST_HOST_NAMES) {
        problems.add(
            at + ".hostNames",
            listener.hosts().size() + " names; a listener takes at most " + MOST_HOST_NAMES);
      }
      hostNames(listener, at);
      boolean wildcard =
          listener.hosts().stream().anyMatch(n -> n.contains("*") || n.contains("?"));
      if (!gateway.sku().isV2() && (wildcard || listener.hosts().size() > 1)) {
        problems.add(at + ".hostNames", "several names and wildcards need sku v2");
      }
      one(listener, at);
      boolean basic = listener.hosts().isEmpty();
      if (!problems.broken(at)
          && listener.protocol() == Protocol.HTTPS
          && basic
          && listener.sslCertificate() == null
          && listener.certificateNames().isEmpty()) {
        problems.add(
            at + ".certificateNames", "a basic https listener needs the names of its certificate");
      }
    }
    errorPages(gateway.customErrorConfigurations(), path + ".customErrorConfigurations");
    // The listeners of one address and port share a socket, so they speak one protocol.
    for (int i = 0; i < gateway.httpListeners().size(); i++) {
      HttpListener listener = gateway.httpListeners().get(i);
      for (HttpListener other : gateway.httpListeners().subList(0, i)) {
        sharedPort(listener, other, path + ".httpListeners[" + i + "]");
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

  private void one(HttpListener listener, String at) {
    if (listener.hostName() != null && !listener.hostNames().isEmpty()) {
      problems.add(at, "hostName and hostNames exclude each other");
    }
    if (listener.hostName() != null && HostPattern.isWild(listener.hostName())) {
      problems.add(at + ".hostName", "takes no wildcard; hostNames does");
    }
    problems.known(
        at + ".sslCertificate",
        "a certificate of the gateway",
        listener.sslCertificate(),
        gateway.sslCertificates().stream().map(SslCertificate::name).toList());
    if (listener.sslCertificate() != null && listener.protocol() == Protocol.HTTP) {
      problems.add(at + ".sslCertificate", "needs protocol https");
    }
    problems.known(
        at + ".sslProfile",
        "a TLS profile",
        listener.sslProfile(),
        gateway.sslProfiles().stream().map(SslProfile::name).toList());
    errorPages(listener.customErrorConfigurations(), at + ".customErrorConfigurations");
  }

  private void errorPages(List<CustomError> pages, String at) {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < pages.size(); i++) {
      if (!seen.add(pages.get(i).statusCode())) {
        problems.add(
            at + "[" + i + "].statusCode", pages.get(i).statusCode() + " has a page already");
      }
      if (!ERRORS.contains(pages.get(i).statusCode())) {
        problems.add(
            at + "[" + i + "].statusCode",
            pages.get(i).statusCode() + " has no page of its own; allowed: " + ERRORS);
      }
      String url = pages.get(i).customErrorPageUrl();
      if (!url.matches("https?://\\S+\\.html?([?].*)?")) {
        problems.add(
            at + "[" + i + "].customErrorPageUrl",
            "\"" + url + "\" is not a URL of a page in .htm or .html");
      }
    }
  }

  /** Where the two frontends share a port, in v2 only. */
  private void sharedPort(HttpListener listener, HttpListener other, String at) {
    if (!gateway.sku().isV2()
        && !other.frontendIPConfiguration().equals(listener.frontendIPConfiguration())
        && other.frontendPort().equals(listener.frontendPort())) {
      problems.add(
          at + ".frontendPort",
          "listener "
              + other.name()
              + " on another frontend has this port already; the same port on both needs sku v2");
    }
  }

  private void hostNames(HttpListener listener, String at) {
    for (int i = 0; i < listener.hosts().size(); i++) {
      String name = listener.hosts().get(i);
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
        listener.hosts().stream()
            .anyMatch(n -> !HostNames.isHostName(n.startsWith("*.") ? n.substring(2) : n));
    if (!problems.broken(at)
        && listener.protocol() == Protocol.HTTPS
        && listener.sslCertificate() == null
        && listener.certificateNames().isEmpty()
        && unfit) {
      problems.add(
          at + ".certificateNames",
          "no certificate can carry "
              + String.join(", ", listener.hosts())
              + "; name what it carries");
    }
  }

  private void sameNames(HttpListener listener, HttpListener other, String at) {
    if (listener.hosts().isEmpty() && other.hosts().isEmpty()) {
      problems.add(
          at,
          "listener "
              + other.name()
              + " on the same address and port is basic already; one takes every name");
    }
    for (int n = 0; n < listener.hosts().size(); n++) {
      String name = listener.hosts().get(n);
      if (other.hosts().stream().anyMatch(name::equalsIgnoreCase)) {
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
}
