package dev.plumbline.lab;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hosts of a network, as tests ask a lab about them by name. A question about what is not there
 * is an error: an empty answer would look as if nothing had come.
 */
public final class NamedHosts {

  private final Network network;

  /** Makes those of a network. */
  public NamedHosts(Network network) {
    this.network = network;
  }

  /**
   * Does nothing where the network has a host of a name.
   *
   * @throws LabException where it has none
   */
  public void require(String name) {
    if (network.hosts().stream().noneMatch(host -> host.name().equals(name))) {
      throw new LabException(
          "network \"%s\" has no host \"%s\"; it has %s"
              .formatted(network.name(), name, network.hosts().stream().map(Host::name).toList()));
    }
  }

  /**
   * Does nothing where a web application firewall that is on stands on the host of a name.
   *
   * @throws LabException where none does
   */
  public void requireFirewall(String name) {
    if (network.hosts().stream().noneMatch(host -> host.name().equals(name) && hasFirewall(host))) {
      throw new LabException(
          "host \"%s\" has no web application firewall that is on: its log would be empty whatever comes"
              .formatted(name));
    }
  }

  /** Returns whether a web application firewall that is on stands on a host. */
  public static boolean hasFirewall(Host host) {
    return firewalls(host).stream().anyMatch(firewall -> firewall.mode() != Mode.OFF);
  }

  /** Returns the web application firewalls of a host, also those that are off. */
  public static List<WebFirewall> firewalls(Host host) {
    return host.listeners().stream()
        .flatMap(listener -> Stream.ofNullable(listener.http()))
        .flatMap(http -> http.hosts().stream())
        .flatMap(
            virtual ->
                Stream.concat(
                    Stream.ofNullable(virtual.firewall()),
                    virtual.routes().stream()
                        .flatMap(route -> Stream.ofNullable(route.firewall()))))
        .toList();
  }
}
