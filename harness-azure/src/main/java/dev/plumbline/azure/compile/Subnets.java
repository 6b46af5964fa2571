package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.network.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/** Addresses of subnets: Azure keeps the first four and the last one of each for itself. */
final class Subnets {

  private static final int FIRST_USABLE = 4;

  private Subnets() {}

  static Optional<Subnet> find(AzureTopology topology, String name) {
    return topology.virtualNetworks().stream()
        .flatMap(v -> v.subnets().stream())
        .filter(s -> s.name().equals(name))
        .findFirst();
  }

  static Optional<VirtualNetwork> virtualNetworkOf(AzureTopology topology, String subnet) {
    return topology.virtualNetworks().stream()
        .filter(v -> v.subnets().stream().anyMatch(s -> s.name().equals(subnet)))
        .findFirst();
  }

  /** Returns the first usable address of a subnet that is not taken. */
  static InetAddress firstFree(Cidr prefix, Set<InetAddress> taken) {
    long usable = usable(prefix);
    for (int i = 0; i < usable; i++) {
      InetAddress candidate = addressAt(prefix, FIRST_USABLE + i);
      if (!taken.contains(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("subnet " + prefix + " has no free address");
  }

  /** Returns how many addresses of a subnet can be used: all but five. */
  static long usable(Cidr prefix) {
    int bits = prefix.address().getAddress().length * 8 - prefix.length();
    return bits >= 31 ? Integer.MAX_VALUE : Math.max(0, (1L << bits) - 5);
  }

  /** Returns the address at an offset, or the last but one of a prefix too small for it. */
  static InetAddress addressAt(Cidr prefix, int offset) {
    byte[] first = prefix.address().getAddress();
    int bits = first.length * 8 - prefix.length();
    long most = bits >= 31 ? Integer.MAX_VALUE : Math.max(0, (1L << bits) - 2);
    byte[] sum =
        new BigInteger(1, first).add(BigInteger.valueOf(Math.min(offset, most))).toByteArray();
    byte[] address = new byte[first.length];
    for (int i = 1; i <= Math.min(sum.length, address.length); i++) {
      address[address.length - i] = sum[sum.length - i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
