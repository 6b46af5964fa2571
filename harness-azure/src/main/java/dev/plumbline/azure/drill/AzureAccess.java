package dev.plumbline.azure.drill;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.drill.Catalogue;
import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.drill.Edit;
import java.util.ArrayList;
import java.util.List;

/** Mistakes with services of the platform, and their ways into a virtual network. */
final class AzureAccess {

  private final AzureTopology topology;
  private final Catalogue<AzureTopology> catalogue;

  AzureAccess(AzureTopology topology, Catalogue<AzureTopology> catalogue) {
    this.topology = topology;
    this.catalogue = catalogue;
  }

  void add() {
    catalogue
        .add("public-access-left-on", "no service is closed to public callers", this::publicAccess)
        .add(
            "private-endpoint-not-approved",
            "there is no private endpoint",
            places -> {
              for (PrivateEndpoint one : topology.privateEndpoints()) {
                places.add(
                    "private endpoint " + one.name(),
                    Edit.change(topology, one, "connectionState", ConnectionState.PENDING));
              }
            })
        .add(
            "private-endpoint-in-the-wrong-subnet",
            "there is no private endpoint beside another subnet",
            this::otherSubnet)
        .add(
            "service-endpoint-missing",
            "no subnet has a service endpoint",
            places -> {
              for (Subnet subnet : Edit.all(topology, Subnet.class)) {
                for (String service : subnet.serviceEndpoints()) {
                  List<String> others = new ArrayList<>(subnet.serviceEndpoints());
                  others.remove(service);
                  places.add(
                      service + " of subnet " + subnet.name(),
                      Edit.change(topology, subnet, "serviceEndpoints", others));
                }
              }
            })
        .add(
            "external-in-place-of-internal",
            "no service is in internal mode",
            places -> {
              for (ApiManagementService one : topology.apiManagement()) {
                if (one.virtualNetworkType() == VirtualNetworkType.INTERNAL) {
                  places.add(
                      "service " + one.name(),
                      Edit.change(
                          topology,
                          one,
                          "virtualNetworkType",
                          VirtualNetworkType.EXTERNAL,
                          "privateIPAddress",
                          null));
                }
              }
            })
        .add(
            "custom-host-name-missing",
            "no service has a host name of its own",
            places -> {
              for (ApiManagementService one : topology.apiManagement()) {
                for (HostnameConfiguration name : one.hostnameConfigurations()) {
                  places.add(
                      name.hostName() + " of service " + one.name(), Edit.remove(topology, name));
                }
              }
            })
        .add(
            "api-missing",
            "no service has APIs",
            places -> {
              for (ApiManagementService one : topology.apiManagement()) {
                for (Api api : one.apis()) {
                  places.add(api.path() + " of service " + one.name(), Edit.remove(topology, api));
                }
              }
            });
  }

  private void publicAccess(Places<AzureTopology> places) {
    for (ApiManagementService one : topology.apiManagement()) {
      if (!one.publicNetworkAccess()) {
        places.add(
            "service " + one.name(), Edit.change(topology, one, "publicNetworkAccess", true));
      }
    }
    for (PlatformService one : topology.platformServices()) {
      if (!one.publicNetworkAccess()) {
        places.add(
            "service " + one.name(), Edit.change(topology, one, "publicNetworkAccess", true));
      }
    }
  }

  private void otherSubnet(Places<AzureTopology> places) {
    for (PrivateEndpoint endpoint : topology.privateEndpoints()) {
      for (VirtualNetwork network : topology.virtualNetworks()) {
        if (network.subnets().stream().anyMatch(s -> s.name().equals(endpoint.subnet()))) {
          network.subnets().stream()
              .filter(subnet -> !subnet.name().equals(endpoint.subnet()))
              .findFirst()
              .ifPresent(
                  subnet ->
                      places.add(
                          "private endpoint " + endpoint.name(),
                          Edit.change(
                              topology,
                              endpoint,
                              "subnet",
                              subnet.name(),
                              "privateIPAddress",
                              null)));
        }
      }
    }
  }
}
