package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.PublicIPAddress.DdosProtectionMode;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a topology says of a public IP address: the resource itself, who uses it, and what protects
 * it.
 *
 * @param topology the name of the topology
 * @param address the resource
 * @param usedBy the resource that uses it, by name; null for none
 * @param virtualNetwork the virtual network of what uses it, by name; null for none
 * @param ddosProtectionPlan the DDoS protection plan of that virtual network, by name; null for
 *     none
 */
public record PublicIPFacts(
    String topology,
    PublicIPAddress address,
    @Nullable String usedBy,
    @Nullable String virtualNetwork,
    @Nullable String ddosProtectionPlan) {

  /**
   * Returns the facts of a public IP address.
   *
   * @throws IllegalArgumentException when the topology has none of the name
   */
  public static PublicIPFacts of(AzureTopology topology, String name) {
    return all(topology).stream()
        .filter(f -> f.address().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "topology \""
                        + topology.name()
                        + "\" has no public IP address \""
                        + name
                        + "\"; it has "
                        + topology.publicIPAddresses().stream()
                            .map(PublicIPAddress::name)
                            .toList()));
  }

  /** Returns the facts of all public IP addresses of a topology, in its order. */
  public static List<PublicIPFacts> all(AzureTopology topology) {
    List<Use> uses = uses(topology);
    return topology.publicIPAddresses().stream()
        .map(
            address -> {
              Optional<Use> use =
                  uses.stream().filter(u -> address.name().equals(u.address())).findFirst();
              Optional<VirtualNetwork> vnet = use.flatMap(u -> network(topology, u));
              return new PublicIPFacts(
                  topology.name(),
                  address,
                  use.map(Use::resource).orElse(null),
                  vnet.map(VirtualNetwork::name).orElse(null),
                  vnet.map(VirtualNetwork::ddosProtectionPlan).orElse(null));
            })
        .toList();
  }

  /**
   * Returns whether it is protected: by itself (IP protection), or by the plan of the virtual
   * network of what uses it, where it inherits. The platform's basic protection of every address
   * does not count. Source: Azure DDoS Protection, "About Azure DDoS Protection SKU comparison".
   */
  public boolean isProtectedAgainstDdos() {
    return switch (address.ddosProtection()) {
      case ENABLED -> true;
      case VIRTUAL_NETWORK_INHERITED -> ddosProtectionPlan != null;
      case DISABLED -> false;
    };
  }

  /** Returns how it is protected or why it is not, for messages. */
  public String protection() {
    if (address.ddosProtection() == DdosProtectionMode.ENABLED) {
      return "protected by itself (IP protection)";
    }
    if (address.ddosProtection() == DdosProtectionMode.DISABLED) {
      return "not protected: its own setting is Disabled";
    }
    if (ddosProtectionPlan != null) {
      return "protected by plan " + ddosProtectionPlan + " of virtual network " + virtualNetwork;
    }
    if (usedBy == null) {
      return "not protected: it inherits from a virtual network, and nothing uses it";
    }
    return virtualNetwork == null
        ? "not protected: it inherits from a virtual network, and " + usedBy + " is in none"
        : "not protected: it inherits from virtual network "
            + virtualNetwork
            + ", which has no DDoS protection plan";
  }

  /**
   * A resource that uses a public IP address.
   *
   * @param path where the topology says so
   * @param address the address, by name
   * @param resource the resource, by name
   * @param subnet a subnet it is in, by name; null for none
   */
  public record Use(String path, String address, String resource, @Nullable String subnet) {}

  private static Optional<VirtualNetwork> network(AzureTopology topology, Use use) {
    return Subnets.of(topology).find(use.subnet()).map(Placed::virtualNetwork);
  }

  /** Returns who uses public IP addresses, kind by kind; an address stands there once for each. */
  public static List<Use> uses(AzureTopology topology) {
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i < topology.apiManagement().size(); i++) {
      ApiManagementService service = topology.apiManagement().get(i);
      String path = "apiManagement[" + i + "]";
      add(
          uses,
          path + ".publicIPAddress",
          service.publicIPAddress(),
          service.name(),
          service.subnet());
      for (int l = 0; l < service.additionalLocations().size(); l++) {
        ApiManagementService.AdditionalLocation location = service.additionalLocations().get(l);
        add(
            uses,
            path + ".additionalLocations[" + l + "].publicIPAddress",
            location.publicIPAddress(),
            service.name(),
            location.subnet());
      }
    }
    for (int i = 0; i < topology.applicationGateways().size(); i++) {
      ApplicationGateway gateway = topology.applicationGateways().get(i);
      for (int f = 0; f < gateway.frontendIPConfigurations().size(); f++) {
        add(
            uses,
            "applicationGateways[" + i + "].frontendIPConfigurations[" + f + "].publicIPAddress",
            gateway.frontendIPConfigurations().get(f).publicIPAddress(),
            gateway.name(),
            gateway.subnet());
      }
    }
    for (int i = 0; i < topology.azureFirewalls().size(); i++) {
      AzureFirewall firewall = topology.azureFirewalls().get(i);
      all(
          uses,
          "azureFirewalls[" + i + "]",
          firewall.publicIPAddresses(),
          firewall.name(),
          firewall.subnet());
    }
    for (int i = 0; i < topology.virtualNetworkGateways().size(); i++) {
      VirtualNetworkGateway gateway = topology.virtualNetworkGateways().get(i);
      all(
          uses,
          "virtualNetworkGateways[" + i + "]",
          gateway.publicIPAddresses(),
          gateway.name(),
          gateway.subnet());
    }
    for (int i = 0; i < topology.loadBalancers().size(); i++) {
      LoadBalancer balancer = topology.loadBalancers().get(i);
      for (int f = 0; f < balancer.frontendIPConfigurations().size(); f++) {
        add(
            uses,
            "loadBalancers[" + i + "].frontendIPConfigurations[" + f + "].publicIPAddress",
            balancer.frontendIPConfigurations().get(f).publicIPAddress(),
            balancer.name(),
            subnetOfMembers(topology, balancer));
      }
    }
    for (int i = 0; i < topology.natGateways().size(); i++) {
      NatGateway gateway = topology.natGateways().get(i);
      String subnet =
          Subnets.of(topology).all().stream()
              .filter(p -> gateway.name().equals(p.subnet().natGateway()))
              .map(Placed::name)
              .findFirst()
              .orElse(null);
      all(uses, "natGateways[" + i + "]", gateway.publicIPAddresses(), gateway.name(), subnet);
    }
    for (int i = 0; i < topology.networkInterfaces().size(); i++) {
      NetworkInterface nic = topology.networkInterfaces().get(i);
      for (int c = 0; c < nic.ipConfigurations().size(); c++) {
        NetworkInterface.IpConfiguration ip = nic.ipConfigurations().get(c);
        add(
            uses,
            "networkInterfaces[" + i + "].ipConfigurations[" + c + "].publicIPAddress",
            ip.publicIPAddress(),
            nic.name(),
            ip.subnet());
      }
    }
    return uses;
  }

  /** Of members by address it is the first subnet that holds one. */
  private static @Nullable String subnetOfMembers(AzureTopology topology, LoadBalancer balancer) {
    Stream<String> byInterface =
        balancer.backendAddressPools().stream()
            .flatMap(pool -> pool.networkInterfaces().stream())
            .flatMap(
                name ->
                    topology.networkInterfaces().stream().filter(nic -> nic.name().equals(name)))
            .flatMap(nic -> nic.ipConfigurations().stream())
            .map(NetworkInterface.IpConfiguration::subnet);
    Stream<String> byAddress =
        balancer.backendAddressPools().stream()
            .flatMap(pool -> pool.addresses().stream())
            .flatMap(
                address ->
                    Subnets.of(topology).all().stream()
                        .filter(
                            p -> p.subnet().prefixes().stream().anyMatch(c -> c.contains(address))))
            .map(Placed::name);
    return Stream.concat(byInterface, byAddress).findFirst().orElse(null);
  }

  private static void all(
      List<Use> uses, String path, List<String> addresses, String user, @Nullable String subnet) {
    for (int a = 0; a < addresses.size(); a++) {
      add(uses, path + ".publicIPAddresses[" + a + "]", addresses.get(a), user, subnet);
    }
  }

  private static void add(
      List<Use> uses, String path, @Nullable String address, String user, @Nullable String subnet) {
    if (address != null) {
      uses.add(new Use(path, address, user, subnet));
    }
  }
}
