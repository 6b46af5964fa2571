package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.FirewallPolicy.FirewallProtocol;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A flow that an Azure Firewall is asked about.
 *
 * @param source where it comes from, before any translation
 * @param destination where it goes to, before any translation
 * @param port the destination port; 0 for {@code ICMP}
 * @param protocol {@code TCP}, {@code UDP} or {@code ICMP}
 * @param fqdn the host name that the client asks for, in the TLS server name or the Host header;
 *     null when it is not known: then a name in an application rule stands for its addresses
 */
public record FirewallFlow(
    InetAddress source,
    InetAddress destination,
    int port,
    FirewallProtocol protocol,
    @Nullable String fqdn) {

  /** Refuses a protocol that no flow has. */
  public FirewallFlow {
    if (protocol == FirewallProtocol.ANY) {
      throw new IllegalArgumentException("a flow has the protocol TCP, UDP or ICMP, not ANY");
    }
  }

  /** Returns {@code TCP 10.0.0.4 -> 203.0.113.9:443 (www.contoso.com)}. */
  @Override
  public String toString() {
    return protocol
        + " "
        + source.getHostAddress()
        + " -> "
        + destination.getHostAddress()
        + (protocol == FirewallProtocol.ICMP ? "" : ":" + port)
        + (fqdn == null ? "" : " (" + fqdn + ")");
  }
}
