package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that the platform gives to instances and load balancers: of each subnet the first
 * that are free, those of API Management before those of application gateways, each in the order of
 * the topology. Two resources never have the same one.
 */
final class AddressPlan {

  private final AzureTopology topology;
  private final Set<InetAddress> taken = new HashSet<>();
  private final Map<String, InetAddress> instances = new HashMap<>();
  private final Map<String, InetAddress> privateVirtualIPs = new HashMap<>();

  /**
   * Makes the plan of a valid topology.
   *
   * @throws IllegalStateException when a subnet has too few addresses
   */
  AddressPlan(AzureTopology topology) {
    this.topology = topology;
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      for (FrontendIPConfiguration frontend : gateway.frontendIPConfigurations()) {
        take(frontend.privateIPAddress());
      }
    }
    topology.apiManagement().forEach(service -> take(service.privateIPAddress()));
    for (ApiManagementService service : topology.apiManagement()) {
      instances.put(service.name(), next(service.subnet()));
      for (int i = 1; i < instances(service); i++) {
        next(service.subnet());
      }
      InetAddress given = service.privateIPAddress();
      privateVirtualIPs.put(service.name(), given != null ? given : next(service.subnet()));
    }
    topology
        .applicationGateways()
        .forEach(gateway -> instances.put(gateway.name(), next(gateway.subnet())));
  }

  /** Returns the address of the first instance of a gateway or service. */
  InetAddress instance(String resource) {
    return Objects.requireNonNull(instances.get(resource));
  }

  /** Returns the private virtual IP address of an API Management service. */
  InetAddress privateVirtualIP(ApiManagementService service) {
    return Objects.requireNonNull(privateVirtualIPs.get(service.name()));
  }

  /** Returns how many addresses of a subnet its resources need. */
  static int needed(AzureTopology topology, Subnet subnet) {
    int needed = 0;
    for (ApiManagementService service : topology.apiManagement()) {
      needed += service.subnet().equals(subnet.name()) ? instances(service) + 1 : 0;
    }
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      if (gateway.subnet().equals(subnet.name())) {
        needed += 1;
        for (FrontendIPConfiguration frontend : gateway.frontendIPConfigurations()) {
          needed += frontend.privateIPAddress() != null ? 1 : 0;
        }
      }
    }
    return needed;
  }

  private static int instances(ApiManagementService service) {
    return service.sku() == Sku.PREMIUM ? 2 : 1;
  }

  private void take(@Nullable InetAddress address) {
    if (address != null) {
      taken.add(address);
    }
  }

  private InetAddress next(String subnet) {
    InetAddress address =
        Subnets.firstFree(Subnets.find(topology, subnet).orElseThrow().addressPrefix(), taken);
    taken.add(address);
    return address;
  }
}
