package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One region of an injected service: each has a subnet of its own, with its own network security
 * group and routes.
 *
 * @param words what a title adds for it: empty for the service's own region
 * @param location where it is; null when that is not known
 * @param subnet the subnet
 * @param publicIPAddress the public IP address, by name; null for none that is written
 * @param isFirst whether it is the service's own region
 * @param instances the addresses of its instances
 */
record Region(
    String words,
    @Nullable String location,
    Placed subnet,
    @Nullable String publicIPAddress,
    boolean isFirst,
    List<InetAddress> instances) {

  /** Returns all regions of a service, its own first. */
  static List<Region> of(Subject subject, ApiManagementService service) {
    AddressPlan plan = AddressPlan.of(subject.topology());
    List<Region> regions = new ArrayList<>();
    regions.add(
        new Region(
            "",
            subject.region(service.location(), service.subnet()),
            subject.subnet(service),
            service.publicIPAddress(),
            true,
            plan.instances(service)));
    for (AdditionalLocation one : service.additionalLocations()) {
      Placed subnet =
          subject
              .subnets()
              .find(one.subnet())
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          service.name() + " is in no subnet in " + one.location()));
      regions.add(
          new Region(
              " in " + one.location(),
              one.location(),
              subnet,
              one.publicIPAddress(),
              false,
              plan.instances(one)));
    }
    return regions;
  }
}
