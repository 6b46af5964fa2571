package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.util.List;

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
 */
public record ConnectedNetwork(
    @Doc("Its name") String name,
    @Doc("Its address prefixes") List<Cidr> addressPrefixes,
    @Doc("The virtual networks it has a private connection to, by name") List<String> connectedTo,
    @Default("false")
        @Doc(
            "Whether its resolver forwards to the platform's resolver of the first of them, so that private zones linked there are seen")
        boolean forwardsDns,
    @Default("false")
        @Doc(
            "Whether it advertises 0.0.0.0/0 by BGP, so that virtual networks send it what they have no longer route for (forced tunnelling)")
        boolean advertisesDefaultRoute) {
  /** Copies the lists. */
  public ConnectedNetwork {
    addressPrefixes = List.copyOf(addressPrefixes);
    connectedTo = List.copyOf(connectedTo);
  }

  /** Makes a network that advertises its own prefixes only. */
  public ConnectedNetwork(
      String name, List<Cidr> addressPrefixes, List<String> connectedTo, boolean forwardsDns) {
    this(name, addressPrefixes, connectedTo, forwardsDns, false);
  }
}
