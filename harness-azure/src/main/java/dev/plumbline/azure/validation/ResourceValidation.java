package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.PublicIPFacts;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What resources share and must not: names, addresses, room in a subnet. */
final class ResourceValidation {

  private final AzureTopology topology;
  private final Findings problems;

  ResourceValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
  }

  void check() {
    names();
    publicAddresses();
    privateAddresses();
    connectedNetworks();
  }

  /**
   * Every gateway and service becomes a host of its name, so these names stand for one thing each.
   */
  private void names() {
    Map<String, String> taken = new HashMap<>();
    taken.put("public-resolver", "the public resolver");
    taken.put("azure-dns", "the platform's resolver");
    topology
        .connectedNetworks()
        .forEach(n -> taken.put(n.name() + "-resolver", "the resolver of " + n.name()));
    for (int i = 0; i < topology.apiManagement().size(); i++) {
      ApiManagementService service = topology.apiManagement().get(i);
      name("apiManagement[" + i + "].name", service.name(), taken, "an API Management service");
      if (NetworkMode.of(service) == NetworkMode.INJECTION_V2) {
        taken.putIfAbsent(
            key(ApiManagementRegion.publicHost(service)), "what is public of " + service.name());
      }
      ApiManagementRegion.of(service).stream()
          .filter(region -> !region.first())
          .forEach(
              region ->
                  taken.putIfAbsent(
                      key(region.host()), service.name() + " in " + region.location()));
    }
    for (int i = 0; i < topology.applicationGateways().size(); i++) {
      name(
          "applicationGateways[" + i + "].name",
          topology.applicationGateways().get(i).name(),
          taken,
          "an application gateway");
    }
    for (int i = 0; i < topology.platformServices().size(); i++) {
      String name = topology.platformServices().get(i).name();
      name("platformServices[" + i + "].name", name, taken, "a platform service");
    }
    for (int i = 0; i < topology.privateEndpoints().size(); i++) {
      PrivateEndpoint endpoint = topology.privateEndpoints().get(i);
      // An approved one is no host of its own.
      if (endpoint.connectionState() != ConnectionState.APPROVED) {
        String path = "privateEndpoints[" + i + "].name";
        name(path, endpoint.name(), taken, "a private endpoint");
      }
    }
  }

  private void name(String path, String name, Map<String, String> taken, String what) {
    String other = taken.putIfAbsent(key(name), what);
    if (other != null) {
      problems.add(
          path, "\"" + name + "\" is taken by " + other + "; names differ by more than their case");
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void publicAddresses() {
    Map<InetAddress, String> addresses = new HashMap<>();
    for (int i = 0; i < topology.publicIPAddresses().size(); i++) {
      PublicIPAddress address = topology.publicIPAddresses().get(i);
      String path = "publicIPAddresses[" + i + "].ipAddress";
      if (problems.broken(path)) {
        continue;
      }
      String other = addresses.putIfAbsent(address.ipAddress(), address.name());
      String shown = address.ipAddress().getHostAddress();
      if (other != null) {
        problems.add(path, shown + " is the address of " + other + " already");
      }
      prefixes()
          .forEach(
              (prefix, owner) -> {
                if (prefix.contains(address.ipAddress())) {
                  problems.add(
                      path,
                      shown
                          + " lies in "
                          + prefix
                          + " of "
                          + owner
                          + "; a public address lies in no private network");
                }
              });
    }
    Map<String, String> users = new HashMap<>();
    for (PublicIPFacts.Use use : PublicIPFacts.uses(topology)) {
      String other = users.putIfAbsent(use.address(), use.resource());
      if (other != null) {
        problems.add(use.path(), use.address() + " is in use by " + other + " already");
      }
    }
  }

  private void privateAddresses() {
    Map<InetAddress, String> owners = new HashMap<>();
    for (int i = 0; i < topology.apiManagement().size(); i++) {
      ApiManagementService service = topology.apiManagement().get(i);
      own(
          "apiManagement[" + i + "].privateIPAddress",
          service.privateIPAddress(),
          service.name(),
          owners);
    }
    for (int i = 0; i < topology.applicationGateways().size(); i++) {
      ApplicationGateway gateway = topology.applicationGateways().get(i);
      for (int f = 0; f < gateway.frontendIPConfigurations().size(); f++) {
        String path =
            "applicationGateways[" + i + "].frontendIPConfigurations[" + f + "].privateIPAddress";
        own(
            path,
            gateway.frontendIPConfigurations().get(f).privateIPAddress(),
            gateway.name(),
            owners);
      }
    }
  }

  private void own(
      String path, @Nullable InetAddress address, String owner, Map<InetAddress, String> owners) {
    String other = address == null ? null : owners.putIfAbsent(address, owner);
    if (address != null && other != null) {
      problems.add(path, address.getHostAddress() + " is the address of " + other + " already");
    }
  }

  /**
   * Checks that each subnet has room for what stands in it. Comes after the services, whose own
   * reasons tell more.
   */
  void room() {
    Map<String, Integer> needed = AddressPlan.needed(topology);
    Subnets subnets = Subnets.of(topology);
    for (int v = 0; v < topology.virtualNetworks().size(); v++) {
      List<Placed> placed = subnets.of(topology.virtualNetworks().get(v));
      for (int s = 0; s < placed.size(); s++) {
        Subnet subnet = placed.get(s).subnet();
        long usable = subnet.prefixes().stream().mapToLong(Subnets::usable).sum();
        int needs = needed.getOrDefault(placed.get(s).name(), 0);
        if (needs > usable && !isRefused(subnets, placed.get(s))) {
          problems.add(
              "virtualNetworks[" + v + "].subnets[" + s + "].addressPrefix",
              VirtualNetworkValidation.shown(subnet)
                  + " has "
                  + usable
                  + " usable addresses; what stands in subnet "
                  + subnet.name()
                  + " needs "
                  + needs);
        }
      }
    }
  }

  /** Returns whether an API Management service in a subnet is refused already for its subnet. */
  private boolean isRefused(Subnets subnets, Placed placed) {
    for (int i = 0; i < topology.apiManagement().size(); i++) {
      List<ApiManagementRegion> regions = ApiManagementRegion.of(topology.apiManagement().get(i));
      for (int r = 0; r < regions.size(); r++) {
        String at = r == 0 ? "" : ".additionalLocations[" + (r - 1) + "]";
        if (problems.broken("apiManagement[" + i + "]" + at + ".subnet")
            && subnets.find(regions.get(r).subnet()).filter(placed::equals).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private void connectedNetworks() {
    Map<Cidr, String> known = new LinkedHashMap<>();
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      for (Subnet subnet : vnet.subnets()) {
        subnet.prefixes().forEach(p -> known.put(p, "subnet " + subnet.name()));
      }
    }
    for (int i = 0; i < topology.connectedNetworks().size(); i++) {
      ConnectedNetwork network = topology.connectedNetworks().get(i);
      for (int p = 0; p < network.addressPrefixes().size(); p++) {
        Cidr prefix = network.addressPrefixes().get(p);
        String path = "connectedNetworks[" + i + "].addressPrefixes[" + p + "]";
        if (!problems.broken(path)) {
          known.forEach(
              (other, owner) -> {
                if (other.overlaps(prefix)) {
                  problems.add(path, prefix + " overlaps " + other + " of " + owner);
                }
              });
          known.put(prefix, "network " + network.name());
        }
      }
    }
  }

  private Map<Cidr, String> prefixes() {
    Map<Cidr, String> prefixes = new LinkedHashMap<>();
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      vnet.addressSpace().forEach(p -> prefixes.put(p, "virtual network " + vnet.name()));
    }
    for (ConnectedNetwork network : topology.connectedNetworks()) {
      network.addressPrefixes().forEach(p -> prefixes.put(p, "network " + network.name()));
    }
    return prefixes;
  }
}
