package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface ({@code Microsoft.Network/networkInterfaces}) with the machine behind it. It
 * becomes a host.
 *
 * @param name its name
 * @param virtualMachine the name of the virtual machine it belongs to; null for none
 * @param ipConfigurations its addresses; the first is the primary one
 * @param networkSecurityGroup the network security group attached to it, by name; null for none
 * @param enableIPForwarding whether it passes on flows that are not for itself, as a virtual
 *     appliance does
 * @param dnsServers the DNS servers it asks, in order; those of the virtual network when empty
 * @param services what its machine serves; nothing listens when empty
 */
public record NetworkInterface(
    @Doc("Its name") String name,
    @Doc("The name of the virtual machine it belongs to") @Nullable String virtualMachine,
    @Doc("Its addresses") List<IpConfiguration> ipConfigurations,
    @Doc("The network security group attached to it, by name")
        @Nullable String networkSecurityGroup,
    @Default("false")
        @Doc("Whether it passes on flows that are not for itself, as a virtual appliance does")
        boolean enableIPForwarding,
    @Doc("The DNS servers it asks, in order") List<InetAddress> dnsServers,
    @Doc("What its machine serves") List<Service> services) {
  /** Copies the lists. */
  public NetworkInterface {
    ipConfigurations = List.copyOf(ipConfigurations);
    dnsServers = List.copyOf(dnsServers);
    services = List.copyOf(services);
  }

  /**
   * An address of a network interface.
   *
   * @param name its name
   * @param subnet the subnet, by name
   * @param privateIPAddress its private address; null for the first free one of the subnet
   * @param publicIPAddress its public IP address, by name; null for none
   * @param applicationSecurityGroups the application security groups it is in, by name
   */
  public record IpConfiguration(
      @Default("ipconfig") @Doc("Its name") String name,
      @Doc("The subnet, by name") String subnet,
      @Doc("Its private address") @Nullable InetAddress privateIPAddress,
      @Doc("Its public IP address, by name") @Nullable String publicIPAddress,
      @Doc("The application security groups it is in, by name")
          List<String> applicationSecurityGroups) {
    /** Copies the list. */
    public IpConfiguration {
      applicationSecurityGroups = List.copyOf(applicationSecurityGroups);
    }
  }

  /**
   * Something that the machine of a network interface serves. Templates do not tell; it is written
   * by hand.
   *
   * @param port the port
   * @param kind what is served there
   * @param hostNames for HTTP: the host names it answers on; every name when empty
   * @param forwarders for DNS: the servers that questions are passed on to; without them it knows
   *     public names only
   */
  public record Service(
      @Doc("The port") int port,
      @Default("tcp") @Doc("What is served there") ServiceKind kind,
      @Doc("For HTTP: the host names it answers on") List<String> hostNames,
      @Doc("For DNS: the servers that questions are passed on to") List<InetAddress> forwarders) {
    /** Copies the lists. */
    public Service {
      hostNames = List.copyOf(hostNames);
      forwarders = List.copyOf(forwarders);
    }
  }

  /** What a machine serves at a port. */
  public enum ServiceKind {
    /** Bare bytes, sent back. */
    TCP,
    /** HTTP, answered with a description of the request. */
    HTTP,
    /** HTTP over TLS, answered with a description of the request. */
    HTTPS,
    /** DNS over UDP and TCP. */
    DNS
  }
}
