package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.VirtualNetwork;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link ExternalApiManagementContract}. */
final class ExternalApiManagement {

  /** In the v2 tiers "external" is outbound integration, which is another thing. */
  private static final Set<Sku> INJECTED = Set.of(Sku.DEVELOPER, Sku.PREMIUM);

  private final Subject subject;
  private final ApiManagementService service;
  private final VirtualNetwork vnet;
  private final Regions regions;

  private ExternalApiManagement(Subject subject, ApiManagementService service) {
    this.subject = subject;
    this.service = service;
    this.vnet = subject.subnet(service).virtualNetwork();
    this.regions = Regions.of(subject, service);
  }

  static Stream<DynamicNode> of(Subject subject) {
    return subject
        .services(
            "in external mode",
            s ->
                s.virtualNetworkType() == VirtualNetworkType.EXTERNAL && INJECTED.contains(s.sku()))
        .stream()
        .map(service -> new ExternalApiManagement(subject, service).node());
  }

  private DynamicNode node() {
    Chapter names = new Chapter(subject, "names");
    Chapter endpoints = new Chapter(subject, "endpoints");
    Chapter management = new Chapter(subject, "management");
    String inside = "virtual network " + vnet.name();
    for (String name : EndpointNames.defaults(service)) {
      names.from(
          subject.outside(),
          "the internet",
          name + " is in public DNS and leads to the public virtual IP",
          (lab, outside) -> {
            if (regions.isOfEvery(name)) {
              regions.checkPublic(outside, name);
            } else {
              subject.checkPublic(outside, name, service.publicIPAddress());
            }
          });
    }
    for (String name : EndpointNames.of(service, HostnameType.PROXY)) {
      endpoints.from(
          subject.outside(),
          "the internet",
          "the gateway answers on " + name,
          (lab, from) ->
              assertThat(from.get("https://" + name + InternalApiManagement.STATUS))
                  .hasStatus(200));
      endpoints.from(
          subject.inside(vnet),
          inside,
          "the gateway answers on " + name,
          (lab, from) ->
              assertThat(from.get("https://" + name + InternalApiManagement.STATUS))
                  .hasStatus(200));
    }
    for (String name : EndpointNames.of(service, HostnameType.DEVELOPER_PORTAL)) {
      endpoints.from(
          subject.outside(),
          "the internet",
          "the developer portal answers on " + name,
          (lab, from) ->
              assertThat(from.get("https://" + name + InternalApiManagement.PORTAL_STATUS))
                  .hasStatus(200));
    }
    // A gateway that takes no calls shows nothing here; the names above lead to other regions then.
    if (!service.disableGateway()) {
      endpoints.from(
          subject.outside(),
          "the internet",
          "the gateway answers on no other host name",
          (lab, from) ->
              assertThat(
                      from.at(
                          subject.publicVirtualIP(from, service),
                          443,
                          InternalApiManagement.STATUS))
                  .answersOnlyOn(EndpointNames.exclusive(service).toArray(String[]::new)));
    }
    for (Region region : Region.of(subject, service)) {
      // Where no public IP address is written, the name of the gateway there leads to it.
      InternalApiManagement.managementClosed(management, subject, service, region);
    }
    Chapter chapter =
        new Chapter(subject, service.name() + " in external mode")
            .add(names)
            .add(endpoints)
            .add(management);
    regions.addExternal(chapter);
    return chapter.node();
  }
}
