package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.HostNames;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the platform would refuse of an API Management service. */
final class ApiManagementValidation {

  private final AzureTopology topology;
  private final ApiManagementService service;
  private final String path;
  private final Findings problems;

  ApiManagementValidation(
      AzureTopology topology, ApiManagementService service, String path, Findings problems) {
    this.topology = topology;
    this.service = service;
    this.path = path;
    this.problems = problems;
  }

  void check() {
    problems.known(path + ".subnet", "a subnet", service.subnet(), Subnets.of(topology).names());
    problems.known(
        path + ".publicIPAddress",
        "a public IP address",
        service.publicIPAddress(),
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList());
    if (service.virtualNetworkType() == VirtualNetworkType.EXTERNAL
        && service.publicIPAddress() == null) {
      problems.add(path + ".publicIPAddress", "external mode needs a public IP address");
    }
    Optional<Subnet> subnet =
        Subnets.of(topology).find(service.subnet()).map(Subnets.Placed::subnet);
    if (!problems.broken("virtualNetworks")) {
      subnet.ifPresent(this::checkAddresses);
    }
    Set<String> hostNames = new HashSet<>();
    for (int i = 0; i < service.hostnameConfigurations().size(); i++) {
      String hostName = service.hostnameConfigurations().get(i).hostName();
      if (!HostNames.isHostName(hostName)) {
        problems.add(
            path + ".hostnameConfigurations[" + i + "].hostName",
            "\"" + hostName + "\" is not a host name such as api.contoso.net");
      }
      if (!hostNames.add(hostName.toLowerCase(Locale.ROOT))) {
        problems.add(
            path + ".hostnameConfigurations[" + i + "].hostName",
            "\"" + hostName + "\" is configured twice");
      }
    }
    for (int i = 0; i < service.apis().size(); i++) {
      String api = service.apis().get(i).path();
      if (!api.startsWith("/") || api.endsWith("/")) {
        problems.add(
            path + ".apis[" + i + "].path",
            "\"" + api + "\" must start with / and not end with it");
      }
    }
  }

  private void checkAddresses(Subnet subnet) {
    Cidr prefix = subnet.prefixes().get(0);
    int needed = AddressPlan.instances(service.sku(), service.capacity()) + 1;
    if (Subnets.usable(prefix) < needed) {
      problems.add(
          path + ".subnet",
          "subnet "
              + subnet.name()
              + " ("
              + prefix
              + ") has "
              + Subnets.usable(prefix)
              + " usable addresses; the "
              + service.sku().name().toLowerCase(Locale.ROOT)
              + " tier needs "
              + needed
              + ", so at least a /29");
    }
    InetAddress address = service.privateIPAddress();
    if (address != null && !prefix.contains(address)) {
      problems.add(
          path + ".privateIPAddress",
          address.getHostAddress() + " lies outside subnet " + subnet.name() + " (" + prefix + ")");
    }
  }
}
