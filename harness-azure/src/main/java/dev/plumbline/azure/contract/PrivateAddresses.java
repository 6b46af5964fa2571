package dev.plumbline.azure.contract;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.DnsObservation;
import java.net.InetAddress;
import java.util.List;

/** The private addresses that an answer holds. */
final class PrivateAddresses {

  private PrivateAddresses() {}

  static List<InetAddress> in(DnsObservation seen) {
    return seen.addresses().stream().filter(a -> !IpAddresses.isPublic(a)).toList();
  }
}
