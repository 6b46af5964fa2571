package dev.plumbline.sim;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import dev.plumbline.pki.BackendTrust;
import dev.plumbline.pki.LabAuthority;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a gateway and its probes speak TLS to a member of an upstream. */
final class BackendTls {

  private BackendTls() {}

  /**
   * Returns how to speak TLS.
   *
   * @param host the Host header that is sent; null for one that is no name to compare with
   */
  static BackendClient.Tls of(
      Network network, Upstream upstream, String member, @Nullable String host) {
    String asked = host == null ? null : HostMatch.normalise(host);
    String name = asked == null ? host : asked;
    Verification verification = upstream.verification();
    if (verification == null) {
      return new BackendClient.Tls(upstream.trustedRoots(), name);
    }
    if (verification.serverNameFromMember()) {
      name = IpAddresses.isLiteral(member) ? null : HostMatch.normalise(member);
    } else if (verification.serverName() != null) {
      name = verification.serverName();
    }
    return new BackendClient.Tls(
        new BackendTrust.Accepted(
            upstream.trustedRoots(), verification.chain(), exactly(network, verification)),
        name,
        verification.name() ? name : null);
  }

  private static List<X509Certificate> exactly(Network network, Verification verification) {
    return network.certificates().stream()
        .filter(certificate -> verification.certificates().contains(certificate.name()))
        .map((CertificateSpec certificate) -> LabAuthority.leaf(certificate).leaf())
        .toList();
  }
}
