package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network outside Azure, with or without a private connection (ExpressRoute, VPN) to virtual
 * networks. It becomes a segment.
 *
 * @param name its name
 * @param addressPrefixes its address prefixes
 * @param connectedTo the virtual networks it has a private connection to, by name; empty for none,
 *     or where connections and circuits say it
 * @param forwardsDns whether its resolver forwards to the platform's resolver of the first of them,
 *     so that private zones linked there are seen; otherwise it sees public names only
 * @param advertisesDefaultRoute whether it advertises 0.0.0.0/0 by BGP, so that virtual networks
 *     send it what they have no longer route for (forced tunnelling)
 * @param hosts the machines in it that matter
 * @param firewall the firewall between it and the internet; null for none: then everything goes out
 * @param dnsZones the zones that its resolver serves
 */
public record ConnectedNetwork(
    @Doc("Its name") String name,
    @Doc("Its address prefixes") List<Cidr> addressPrefixes,
    @Doc("The virtual networks it has a private connection to, by name") List<String> connectedTo,
    @Default("false")
        @Doc(
            "Whether its resolver forwards to the platform's resolver of the first of them, so that"
                + " private zones linked there are seen")
        boolean forwardsDns,
    @Default("false")
        @Doc(
            "Whether it advertises 0.0.0.0/0 by BGP, so that virtual networks send it what they"
                + " have no longer route for (forced tunnelling)")
        boolean advertisesDefaultRoute,
    @Doc("The machines in it that matter") List<Machine> hosts,
    @Doc("The firewall between it and the internet") @Nullable SiteFirewall firewall,
    @Doc("The zones that its resolver serves") List<DnsZone> dnsZones) {
  /** Copies the lists. */
  public ConnectedNetwork {
    dnsZones = List.copyOf(dnsZones);
    addressPrefixes = List.copyOf(addressPrefixes);
    connectedTo = List.copyOf(connectedTo);
    hosts = List.copyOf(hosts);
  }

  /** Makes a network whose resolver serves no zone. */
  public ConnectedNetwork(
      String name,
      List<Cidr> addressPrefixes,
      List<String> connectedTo,
      boolean forwardsDns,
      boolean advertisesDefaultRoute,
      List<Machine> hosts,
      @Nullable SiteFirewall firewall) {
    this(
        name,
        addressPrefixes,
        connectedTo,
        forwardsDns,
        advertisesDefaultRoute,
        hosts,
        firewall,
        List.of());
  }

  /** Makes a network with no machine or firewall in it that matters. */
  public ConnectedNetwork(
      String name,
      List<Cidr> addressPrefixes,
      List<String> connectedTo,
      boolean forwardsDns,
      boolean advertisesDefaultRoute) {
    this(name, addressPrefixes, connectedTo, forwardsDns, advertisesDefaultRoute, List.of(), null);
  }

  /** Makes a network that advertises its own prefixes only. */
  public ConnectedNetwork(
      String name, List<Cidr> addressPrefixes, List<String> connectedTo, boolean forwardsDns) {
    this(name, addressPrefixes, connectedTo, forwardsDns, false);
  }

  /**
   * A machine. It becomes a host of its name.
   *
   * @param name its name
   * @param address its address
   * @param services what it serves; nothing listens when empty
   */
  public record Machine(
      @Doc("Its name") String name,
      @Doc("Its address") InetAddress address,
      @Doc("What it serves") List<NetworkInterface.Service> services) {
    /** Copies the list. */
    public Machine {
      services = List.copyOf(services);
    }
  }

  /**
   * A stateful firewall between a network and the internet. What virtual networks send here by the
   * default route passes it as well.
   *
   * @param address its address in the network
   * @param publicAddress the address that the internet sees in place of the source's; null for one
   *     from the block for documentation
   * @param internet whether it lets out what goes to the internet
   * @param exceptions destinations for which it does the opposite
   */
  public record SiteFirewall(
      @Doc("Its address in the network") InetAddress address,
      @Doc("The address that the internet sees in place of the source's")
          @Nullable InetAddress publicAddress,
      @Default("allow") @Doc("Whether it lets out what goes to the internet")
          NetworkSecurityGroup.Access internet,
      @Doc("Destinations for which it does the opposite") List<Cidr> exceptions) {
    /** Copies the list. */
    public SiteFirewall {
      exceptions = List.copyOf(exceptions);
    }
  }
}
