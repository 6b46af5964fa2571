package dev.plumbline.pki;

import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway and its probes speak TLS to a member of an upstream.
 *
 * @param trust which certificates are accepted
 * @param serverName the server name sent, when it is a name and no address; null for none
 * @param certificateName the name or address that the certificate must carry; null for whatever
 *     name
 */
public record BackendTls(
    BackendTrust.Accepted trust, @Nullable String serverName, @Nullable String certificateName) {

  /**
   * Returns how a member is spoken to.
   *
   * @param network the network, for the certificates that an upstream names
   * @param member the member as written
   * @param host the Host header that is sent; null for one that is no name to compare with
   */
  public static BackendTls of(
      Network network, Upstream upstream, String member, @Nullable String host) {
    String asked = host == null ? null : HostNames.ofAuthority(host);
    String name = asked == null ? host : asked;
    Verification verification = upstream.verification();
    if (verification == null) {
      return new BackendTls(
          new BackendTrust.Accepted(upstream.trustedRoots(), true, List.of()), name, name);
    }
    if (verification.serverNameFromMember()) {
      name = IpAddresses.isLiteral(member) ? null : HostNames.ofAuthority(member);
    } else if (verification.serverName() != null) {
      name = verification.serverName();
    }
    return new BackendTls(
        new BackendTrust.Accepted(
            upstream.trustedRoots(), verification.chain(), exactly(network, verification)),
        name,
        verification.name() ? name : null);
  }

  /**
   * Sets what is sent: TLS 1.2, the highest version that an Azure Application Gateway speaks to
   * backends, and the server name; none where that is an address, or no name that can be sent (RFC
   * 6066 section 3).
   */
  public void applyTo(SSLParameters parameters) {
    parameters.setProtocols(new String[] {"TLSv1.2"});
    // Said in any case, for the engine would send a name of its own making: that of its session.
    parameters.setServerNames(List.of());
    if (serverName != null && !IpAddresses.isLiteral(serverName)) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
      } catch (IllegalArgumentException e) {
        parameters.setServerNames(List.of());
      }
    }
  }

  private static List<X509Certificate> exactly(Network network, Verification verification) {
    return network.certificates().stream()
        .filter(certificate -> verification.certificates().contains(certificate.name()))
        .map(certificate -> LabAuthority.leaf(certificate).leaf())
        .toList();
  }
}
