package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.document.NetworkStatus.Connectivity;
import dev.plumbline.azure.document.NetworkStatus.Status;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link NetworkStatusContract}. */
final class Dependencies {

  /** The tiers that are injected in internal mode; in external mode the first two alone. */
  private static final Set<Sku> INJECTED = Set.of(Sku.DEVELOPER, Sku.PREMIUM, Sku.PREMIUM_V2);

  /**
   * A row of the document's list of what must be reached.
   *
   * @param resourceType its kind in the network status
   * @param tag the service tag of its addresses
   * @param port the port
   * @param platform the compute platform that needs it; null for all
   * @param inV2 whether an injected service of a v2 tier needs it too
   * @param everywhere whether every region needs it, and not the first one alone; a further region
   *     needs that of the first one as well
   */
  private record Required(
      String resourceType,
      String tag,
      int port,
      @Nullable PlatformVersion platform,
      boolean inV2,
      boolean everywhere) {}

  private static final List<Required> TABLE =
      List.of(
          new Required("BlobStorage", "Storage", 443, null, true, true),
          new Required("TableStorage", "Storage", 443, null, false, true),
          new Required("SQLDatabase", "Sql", 1433, null, false, false),
          new Required("KeyVault", "AzureKeyVault", 443, PlatformVersion.STV2, false, true));

  private final Subject subject;
  private final ApiManagementService service;
  private final NetworkStatus status;
  private final String subnet;
  private final String region;
  private final List<InetAddress> instances;
  private final boolean isFirstRegion;

  private Dependencies(
      Subject subject,
      ApiManagementService service,
      NetworkStatus status,
      @Nullable String location,
      @Nullable String subnet,
      Object owner) {
    this.subject = subject;
    this.service = service;
    this.status = status;
    this.subnet =
        subject
            .subnets()
            .find(subnet)
            .orElseThrow(() -> new IllegalStateException(service.name() + " is in no subnet"))
            .name();
    this.region = location == null ? "" : location;
    this.instances = AddressPlan.of(subject.topology()).instances(owner);
    this.isFirstRegion = owner == service;
  }

  static Stream<DynamicNode> of(Subject subject) {
    return subject.services("injected into a virtual network", Dependencies::isInjected).stream()
        .flatMap(service -> regions(subject, service).stream().map(Dependencies::node));
  }

  private static boolean isInjected(ApiManagementService service) {
    return INJECTED.contains(service.sku())
        && (service.virtualNetworkType() == VirtualNetworkType.INTERNAL
            || (service.virtualNetworkType() == VirtualNetworkType.EXTERNAL
                && service.sku() != Sku.PREMIUM_V2));
  }

  private static List<Dependencies> regions(Subject subject, ApiManagementService service) {
    Network network = subject.lab().network().orElseThrow();
    List<NetworkStatus> told = NetworkStatus.of(subject.topology(), network, service.name());
    if (told.size() != 1 + service.additionalLocations().size()) {
      throw new IllegalStateException(
          service.name() + " has " + told.size() + " network status, but not one for each region");
    }
    List<Dependencies> regions = new ArrayList<>();
    regions.add(
        new Dependencies(
            subject, service, told.get(0), service.location(), service.subnet(), service));
    for (AdditionalLocation one : service.additionalLocations()) {
      regions.add(
          new Dependencies(
              subject, service, told.get(regions.size()), one.location(), one.subnet(), one));
    }
    return regions;
  }

  private DynamicNode node() {
    Chapter required = new Chapter(subject, "required");
    List<Required> table = TABLE.stream().filter(this::isRequired).toList();
    for (Required row : table) {
      required.described(
          row.resourceType() + " is reached at " + row.tag() + ":" + row.port(),
          lab -> {
            isReached(lab, row, subject.region(region.isEmpty() ? null : region, subnet));
            if (!isFirstRegion && row.tag().equals("Storage")) {
              isReached(lab, row, subject.region(service.location(), service.subnet()));
            }
            told(lab, row.resourceType(), "required, success");
          });
    }
    Chapter optional = new Chapter(subject, "optional");
    for (Connectivity one : status.connectivityStatus()) {
      if (table.stream().noneMatch(r -> r.resourceType().equals(one.resourceType()))) {
        String was = one.status().name().toLowerCase(Locale.ROOT);
        optional.described(
            one.resourceType() + ": " + was,
            lab -> told(lab, one.resourceType(), "optional, " + was));
      }
    }
    Chapter chapter =
        new Chapter(
            subject,
            "network status of "
                + service.name()
                + (region.isEmpty() ? "" : " in " + region)
                + ", subnet "
                + subnet);
    return chapter.add(required).add(optional).node();
  }

  private boolean isRequired(Required row) {
    boolean isV2 = service.sku() == Sku.PREMIUM_V2;
    return isV2
        ? row.inV2()
        : (row.everywhere() || isFirstRegion)
            && (row.platform() == null || row.platform() == service.platformVersion());
  }

  /** Checks the way to what a tag stands for in a region, or in none where that is not known. */
  private void isReached(Lab lab, Required row, @Nullable String part) {
    Optional<WrittenTag> written = WrittenTag.of(subject, row.tag(), part, subnet);
    if (written.isPresent()) {
      written.get().checkReached(lab, subnet, instances, row.port());
      return;
    }
    InetAddress address = IpAddresses.parse(subject.addressOf(row.tag(), part));
    for (InetAddress instance : instances) {
      assertThat(lab.fate(new Flow(subnet, instance, 50000, address, row.port(), Protocol.TCP)))
          .says("delivered");
    }
  }

  /** Checks what the network status tells of a kind of services: all of its rows. */
  private void told(Lab lab, String resourceType, String expected) {
    List<Connectivity> rows =
        status.connectivityStatus().stream()
            .filter(c -> c.resourceType().equals(resourceType))
            .toList();
    String says =
        rows.isEmpty()
            ? "nothing"
            : String.join(
                "; ",
                rows.stream()
                    .map(
                        c ->
                            (c.isOptional() ? "optional, " : "required, ")
                                + c.status().name().toLowerCase(Locale.ROOT))
                    .distinct()
                    .toList());
    assertThat(
            lab.stated(
                "network status of " + resourceType,
                says,
                rows.stream()
                    .filter(c -> c.status() != Status.SUCCESS)
                    .map(Connectivity::error)
                    .toList()))
        .says(expected);
  }
}
