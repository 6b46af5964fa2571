package dev.plumbline.drill;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Networks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The misconfigurations of the core's own network description. */
final class NetworkMisconfigurations {

  /** An address that no description should give to anybody: of a block for documentation. */
  static final String PUBLIC_ADDRESS = "198.51.100.77";

  private NetworkMisconfigurations() {}

  static List<Misconfiguration> of(Network network) {
    Catalogue<Network> catalogue =
        new Catalogue<>(
            network,
            changed -> {
              Networks.check(changed);
              return changed;
            });
    new NetworkNames(network, catalogue).add();
    new NetworkServices(network, catalogue).add();
    new NetworkFirewalls(network, catalogue).add();
    new NetworkWays(network, catalogue).add();
    return catalogue.misconfigurations();
  }

  /** Returns a list with one element more, before all others. */
  static <T> List<T> before(T first, List<T> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  /** Returns an address of the segment of another one that nobody has. */
  static InetAddress free(Network network, InetAddress near) {
    for (Segment segment : network.segments()) {
      for (Cidr prefix : segment.prefixes()) {
        if (prefix.contains(near)) {
          return free(network, near, prefix);
        }
      }
    }
    return IpAddresses.parse(PUBLIC_ADDRESS);
  }

  private static InetAddress free(Network network, InetAddress near, Cidr prefix) {
    List<InetAddress> taken = new ArrayList<>();
    for (Host host : network.hosts()) {
      taken.addAll(host.addresses());
      taken.addAll(host.publicAddresses());
      host.attachments().forEach(one -> taken.add(one.address()));
    }
    byte[] bytes = near.getAddress();
    for (int last = 250; last > 1; last--) {
      bytes[bytes.length - 1] = (byte) last;
      InetAddress candidate = address(bytes);
      if (prefix.contains(candidate) && !taken.contains(candidate)) {
        return candidate;
      }
    }
    return IpAddresses.parse(PUBLIC_ADDRESS);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // an address has as many bytes as it had
    }
  }
}
