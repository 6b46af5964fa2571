package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        new ArrayList<>(
            mode == Mode.INJECTION
                ? List.of(EndpointNames.gateway(service))
                : EndpointNames.defaults(service));
    Map<String, @Nullable String> regional = regional();
    names.addAll(regional.keySet());
    for (String name : names) {
      String address = regional.containsKey(name) ? regional.get(name) : service.publicIPAddress();
      chapter.from(
          subject.outside(),
          "the internet",
          mode.isPublic ? name + " leads to a public address" : name + " is not in public DNS",
          (lab, from) -> {
            if (mode.isPublic) {
              subject.checkAnyPublic(from, name, isOfEveryRegion(name) ? null : address);
            } else {
              assertThat(from.resolve(name)).isNxDomain();
            }
          });
    }
    if (!service.additionalLocations().isEmpty() && firstLocation() == null) {
      chapter.from(
          subject.outside(),
          "the internet",
          "the regional name of its first region "
              + (mode.isPublic ? "leads to a public address" : "is not in public DNS"),
          (lab, from) -> {
            throw Region.isNowhere(service);
          });
    }
    if (service.virtualNetworkType() == VirtualNetworkType.INTERNAL) {
      Regions.of(subject, service).addPrivateNames(chapter);
    }
    if (PrivateEndpointApiManagement.has(subject, service)) {
      PrivateEndpointApiManagement.names(subject, service).forEach(chapter::add);
    }
    return chapter.node();
  }

  /** Where the service itself is: what is not written is told by its subnet, if it has one. */
  private @Nullable String firstLocation() {
    return subject.region(service.location(), service.subnet());
  }

  /** The default name of the gateway leads to any of several regions, the nearest. */
  private boolean isOfEveryRegion(String name) {
    return !service.additionalLocations().isEmpty() && name.equals(EndpointNames.gateway(service));
  }

  /** The names that the gateways of several regions have, with their public IP addresses. */
  private Map<String, @Nullable String> regional() {
    Map<String, @Nullable String> names = new LinkedHashMap<>();
    if (!service.additionalLocations().isEmpty()) {
      String first = firstLocation();
      if (first != null) {
        names.put(EndpointNames.regional(service, first), service.publicIPAddress());
      }
      for (AdditionalLocation one : service.additionalLocations()) {
        names.put(EndpointNames.regional(service, one.location()), one.publicIPAddress());
      }
    }
    return names;
  }
}
