package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.pki.LabAuthority;
import java.net.InetAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which certificate a backend of a network presents, as far as the description says. */
final class BackendNames {

  private final Network network;

  BackendNames(Network network) {
    this.network = network;
  }

  /**
   * Returns the certificate that a backend presents; empty when it is none of the network's, speaks
   * no TLS, or ends such a handshake.
   *
   * @param member its address
   * @param serverName the server name; null for none
   */
  Optional<CertificateSpec> presented(String member, int port, @Nullable String serverName) {
    return listener(member, port).map(Listener::tls).flatMap(tls -> chosen(tls, serverName));
  }

  private Optional<Listener> listener(String member, int port) {
    if (!IpAddresses.isLiteral(member)) {
      return Optional.empty();
    }
    InetAddress address = IpAddresses.parse(member);
    for (Host host : network.hosts()) {
      for (Listener listener : host.listeners()) {
        if (listener.port() == port
            && listener.tls() != null
            && Site.addresses(host, listener).contains(address)) {
          return Optional.of(listener);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns what decides who answers at an address and port, where that is not simply the host that
   * has the address; empty where it is.
   *
   * @param member the address; a name tells nothing here
   */
  Optional<String> decidedBy(String member, int port) {
    if (!IpAddresses.isLiteral(member)) {
      return Optional.empty();
    }
    InetAddress address = IpAddresses.parse(member);
    List<Host> owners =
        network.hosts().stream().filter(host -> Site.addresses(host).contains(address)).toList();
    Stream<String> passing = owners.stream().flatMap(host -> passing(host, address, port));
    Stream<String> several =
        owners.size() < 2
            ? Stream.empty()
            : Stream.of(
                "which of the hosts %s is meant"
                    .formatted(
                        owners.stream()
                            .map(host -> '"' + host.name() + '"')
                            .collect(Collectors.joining(" and "))));
    return Stream.concat(passing, several).findFirst();
  }

  private static Stream<String> passing(Host host, InetAddress address, int port) {
    return Stream.concat(
        host.translations().stream()
            .filter(one -> one.protocol() != Protocol.UDP)
            .filter(one -> one.address() == null || one.address().equals(address))
            .filter(one -> one.port() == null || one.port() == port)
            .map(one -> "translation \"%s\" of host \"%s\"".formatted(one.name(), host.name())),
        host.balances().stream()
            .filter(one -> one.protocol() != Protocol.UDP)
            .filter(one -> one.address() == null || one.address().equals(address))
            .filter(one -> one.port() == null || one.port() == port)
            .map(one -> "balance \"%s\" of host \"%s\"".formatted(one.name(), host.name())));
  }

  /** Returns the certificate that a backend presents for whatever name; empty when that differs. */
  Optional<CertificateSpec> presentedAlways(String member, int port) {
    return listener(member, port)
        .map(Listener::tls)
        .filter(
            tls ->
                tls.onUnknownSni() == UnknownSni.DEFAULT_CERTIFICATE
                    && tls.certificates().size() == 1)
        .map(tls -> certificate(tls.certificates().get(0)));
  }

  private Optional<CertificateSpec> chosen(Tls tls, @Nullable String serverName) {
    String name = serverName == null ? tls.withoutServerName() : named(tls, serverName);
    if (name == null && tls.onUnknownSni() != UnknownSni.DEFAULT_CERTIFICATE) {
      return Optional.empty();
    }
    return Optional.of(certificate(name == null ? tls.certificates().get(0) : name));
  }

  private @Nullable String named(Tls tls, String serverName) {
    String sent = serverName.toLowerCase(Locale.ROOT);
    if (!tls.serverNames().isEmpty()) {
      return Stream.concat(
              tls.serverNames().entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(sent)),
              tls.serverNames().entrySet().stream()
                  .filter(e -> Pattern.matches(NginxText.hostName(e.getKey()), sent)))
          .findFirst()
          .map(Map.Entry::getValue)
          .orElse(null);
    }
    return tls.certificates().stream()
        .filter(c -> certificate(c).names().stream().anyMatch(sent::equalsIgnoreCase))
        .findFirst()
        .or(
            () ->
                tls.certificates().stream().filter(c -> carries(certificate(c), sent)).findFirst())
        .orElse(null);
  }

  /** Returns whether a certificate carries a name, itself or with a wildcard. */
  static boolean carries(CertificateSpec certificate, String name) {
    return certificate.names().stream()
        .anyMatch(
            own -> Pattern.matches(NginxText.certificateName(own), name.toLowerCase(Locale.ROOT)));
  }

  /** Returns a name that a certificate is good for and that is no address; empty for none. */
  static Optional<String> nameOf(CertificateSpec certificate) {
    return certificate.names().stream()
        .filter(name -> !IpAddresses.isLiteral(name))
        .map(name -> name.startsWith("*.") ? "any" + name.substring(1) : name)
        .findFirst();
  }

  private CertificateSpec certificate(String name) {
    return network.certificates().stream()
        .filter(certificate -> certificate.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no certificate " + name));
  }

  /** Returns whether a certificate has the key of one of some, told by their names. */
  boolean isAmong(CertificateSpec presented, List<String> names) {
    PublicKey key = LabAuthority.leaf(presented).leaf().getPublicKey();
    return names.stream()
        .anyMatch(name -> LabAuthority.leaf(certificate(name)).leaf().getPublicKey().equals(key));
  }
}
