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
 * @param privateIPAddress the private virtual IP; null for none that is written
 * @param publicIPAddress the public IP address, by name; null for none that is written
 * @param isFirst whether it is the service's own region
 * @param disableGateway whether its gateway takes no calls
 * @param owner the record that the addresses are of: the service or the further location
 * @param instances the addresses of its instances
 */
record Region(
    String words,
    @Nullable String location,
    Placed subnet,
    @Nullable InetAddress privateIPAddress,
    @Nullable String publicIPAddress,
    boolean isFirst,
    boolean disableGateway,
    Object owner,
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
            service.privateIPAddress(),
            service.publicIPAddress(),
            true,
            service.disableGateway(),
            service,
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
              one.privateIPAddress(),
              one.publicIPAddress(),
              false,
              one.disableGateway(),
              one,
              plan.instances(one)));
    }
    return regions;
  }

  /**
   * Returns those of a service's regions whose gateway takes calls, in the first one as in a
   * further one; all where none does: nothing is to pass there because nobody is asked.
   */
  static List<Region> takingCalls(List<Region> regions) {
    List<Region> open = regions.stream().filter(region -> !region.disableGateway()).toList();
    return open.isEmpty() ? regions : open;
  }

  /** Returns what is said of a service whose first region has no name that is known. */
  static AssertionError isNowhere(ApiManagementService service) {
    return new AssertionError(
        service.name()
            + " has several regions, but it is not known where its first one is: write its"
            + " location, so that its regional name can be asked for");
  }
}
