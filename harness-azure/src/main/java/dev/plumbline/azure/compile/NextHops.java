package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.rules.AddressPlan;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hosts that user-defined routes can name by an address. */
final class NextHops {

  private final Map<InetAddress, String> hosts = new HashMap<>();

  NextHops(NetworkParts parts) {
    AddressPlan addresses = parts.addresses;
    for (NetworkInterface nic : parts.topology.networkInterfaces()) {
      for (IpConfiguration ip : nic.ipConfigurations()) {
        hosts.putIfAbsent(addresses.of(ip), nic.name());
      }
    }
    for (AzureFirewall firewall : parts.topology.azureFirewalls()) {
      hosts.putIfAbsent(addresses.of(firewall), firewall.name());
    }
    for (LoadBalancer balancer : parts.topology.loadBalancers()) {
      String member = member(parts, balancer);
      for (LoadBalancer.FrontendIPConfiguration frontend : balancer.frontendIPConfigurations()) {
        if (frontend.subnet() != null && member != null) {
          hosts.putIfAbsent(addresses.of(frontend), member);
        }
      }
    }
  }

  /** Of the appliances behind a load balancer the first stands for all. */
  private static @Nullable String member(NetworkParts parts, LoadBalancer balancer) {
    for (LoadBalancer.BackendAddressPool pool : balancer.backendAddressPools()) {
      for (NetworkInterface nic : parts.topology.networkInterfaces()) {
        if (nic.enableIPForwarding()
            && (pool.networkInterfaces().contains(nic.name())
                || nic.ipConfigurations().stream()
                    .anyMatch(ip -> pool.addresses().contains(parts.addresses.of(ip))))) {
          return nic.name();
        }
      }
    }
    return null;
  }

  /** Returns the host with an address; null when none has it. */
  @Nullable String host(InetAddress address) {
    return hosts.get(address);
  }
}
