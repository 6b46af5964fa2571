package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import java.util.Optional;

/** Members of backend pools by network interface: {@code nic} or {@code nic/ipconfig}. */
public final class PoolMembers {

  private PoolMembers() {}

  /** Returns the IP configuration that is meant, the first one of an interface alone; or none. */
  public static Optional<IpConfiguration> ipConfiguration(
      AzureTopology topology, String reference) {
    int slash = reference.indexOf('/');
    String nic = slash < 0 ? reference : reference.substring(0, slash);
    return topology.networkInterfaces().stream()
        .filter(one -> one.name().equals(nic))
        .map(NetworkInterface::ipConfigurations)
        .flatMap(all -> all.stream())
        .filter(ip -> slash < 0 || ip.name().equals(reference.substring(slash + 1)))
        .findFirst();
  }
}
