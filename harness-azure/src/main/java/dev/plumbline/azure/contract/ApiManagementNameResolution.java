package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link ApiManagementNameResolutionContract}. */
final class ApiManagementNameResolution {

  /** The ways in which a service uses a virtual network, and what its default names lead to. */
  private enum Mode {
    NONE("without a virtual network", true),
    EXTERNAL("in external mode", true),
    INTERNAL("in internal mode", false),
    INTEGRATION("with outbound integration", true),
    INJECTION("injected in a v2 tier", false);

    private final String words;
    private final boolean isPublic;

    Mode(String words, boolean isPublic) {
      this.words = words;
      this.isPublic = isPublic;
    }

    static Mode of(ApiManagementService service) {
      Set<Sku> v2 = EnumSet.of(Sku.BASIC_V2, Sku.STANDARD_V2, Sku.PREMIUM_V2);
      boolean isV2 = v2.contains(service.sku());
      return switch (service.virtualNetworkType()) {
        case NONE -> NONE;
        case EXTERNAL -> isV2 ? INTEGRATION : EXTERNAL;
        case INTERNAL -> isV2 ? INJECTION : INTERNAL;
      };
    }
  }

  private final Subject subject;
  private final ApiManagementService service;
  private final Mode mode;

  private ApiManagementNameResolution(Subject subject, ApiManagementService service) {
    this.subject = subject;
    this.service = service;
    this.mode = Mode.of(service);
  }

  static Stream<DynamicNode> of(Subject subject) {
    return subject.services("", any -> true).stream()
        .map(service -> new ApiManagementNameResolution(subject, service).node());
  }

  private DynamicNode node() {
    Chapter chapter = new Chapter(subject, service.name() + " " + mode.words);
    List<String> names =
        mode == Mode.INJECTION
            ? List.of(EndpointNames.gateway(service))
            : EndpointNames.defaults(service);
    for (String name : names) {
      chapter.from(
          subject.outside(),
          "the internet",
          mode.isPublic ? name + " leads to a public address" : name + " is not in public DNS",
          (lab, from) -> {
            if (mode.isPublic) {
              subject.checkPublic(from.resolve(name), service.publicIPAddress());
            } else {
              assertThat(from.resolve(name)).isNxDomain();
            }
          });
    }
    if (service.virtualNetworkType() == VirtualNetworkType.INTERNAL) {
      Placed subnet = subject.subnet(service);
      chapter.from(
          subject.inside(subnet.virtualNetwork()),
          "virtual network " + subnet.virtualNetwork().name(),
          EndpointNames.gateway(service) + " leads to the private virtual IP",
          (lab, from) ->
              VirtualIP.of(subject, service, subnet).check(from, EndpointNames.gateway(service)));
    }
    if (PrivateEndpointApiManagement.has(subject, service)) {
      PrivateEndpointApiManagement.names(subject, service).forEach(chapter::add);
    }
    return chapter.node();
  }
}
