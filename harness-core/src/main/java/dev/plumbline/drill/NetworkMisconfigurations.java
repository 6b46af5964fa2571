package dev.plumbline.drill;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Networks;
import dev.plumbline.network.WebFirewall;
import java.util.List;

/** The misconfigurations of the core's own network description. */
final class NetworkMisconfigurations {

  private final Network network;
  private final Catalogue<Network> catalogue;

  private NetworkMisconfigurations(Network network) {
    this.network = network;
    catalogue =
        new Catalogue<>(
            network,
            changed -> {
              Networks.check(changed);
              return changed;
            });
  }

  static List<Misconfiguration> of(Network network) {
    NetworkMisconfigurations all = new NetworkMisconfigurations(network);
    all.tls();
    all.gateways();
    all.firewalls();
    return all.catalogue.misconfigurations();
  }

  private void tls() {
    catalogue.add(
        "certificate-expired",
        "tls",
        "The certificate was not renewed in time.",
        "assertThat(vantage.handshake(\"…\")).isTrusted().expiresAfter(Duration.ofDays(14))",
        "no listener has a certificate",
        places -> {
          for (CertificateSpec one : network.certificates()) {
            places.add(
                "certificate " + one.name(),
                Edit.change(network, one, "validity", Validity.EXPIRED));
          }
        });
  }

  private void gateways() {
    catalogue.add(
        "probe-without-host",
        "gateway",
        "The health probe asks without the host name that the backend answers to.",
        "assertThat(vantage.probe(\"…\")).isHealthy()",
        "no health probe names a host",
        places -> {
          for (Probe one : Edit.all(network, Probe.class)) {
            places.add(
                "probe " + one.name(),
                Edit.change(network, one, "host", null, "hostFromMember", false));
          }
        });
  }

  private void firewalls() {
    catalogue.add(
        "firewall-in-detection",
        "firewall",
        "The web application firewall only tells of attacks, and lets them pass.",
        "assertThat(vantage.send(attack.to(\"…\"))).isBlockedBecauseOf(942100)",
        "no web application firewall blocks",
        places -> {
          for (WebFirewall one : Edit.all(network, WebFirewall.class)) {
            places.add(
                "firewall " + one.name(), Edit.change(network, one, "mode", WebFirewall.Mode.LOGS));
          }
        });
  }
}
