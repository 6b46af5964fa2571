package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Protocol;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link ForcedTunnellingContract}. */
final class ForcedTunnelling {

  /** The dependencies that the document names, with their ports. */
  private static final Map<String, Integer> DEPENDENCIES = new LinkedHashMap<>();

  static {
    DEPENDENCIES.put("Sql", 1433);
    DEPENDENCIES.put("Storage", 443);
    DEPENDENCIES.put("EventHub", 5671);
    DEPENDENCIES.put("AzureKeyVault", 443);
    DEPENDENCIES.put("AzureMonitor", 1886);
  }

  private ForcedTunnelling() {}

  static Stream<DynamicNode> of(Subject subject) {
    EffectiveRoutes routes = EffectiveRoutes.of(subject.topology());
    return subject
        .services(
            "whose subnet sends internet-bound traffic elsewhere",
            s ->
                s.virtualNetworkType() != VirtualNetworkType.NONE
                    && ApiManagementSecurityRules.CLASSIC.contains(s.sku())
                    && Region.of(subject, s).stream()
                        .anyMatch(region -> !tunnels(routes, region).isEmpty()))
        .stream()
        .flatMap(
            s ->
                Region.of(subject, s).stream()
                    .filter(region -> !tunnels(routes, region).isEmpty())
                    .map(region -> node(subject, s, region, tunnels(routes, region))));
  }

  private static Tunnels tunnels(EffectiveRoutes routes, Region region) {
    return Tunnels.of(routes.of(region.subnet().name()));
  }

  private static DynamicNode node(
      Subject subject, ApiManagementService service, Region region, Tunnels tunnels) {
    Chapter chapter =
        new Chapter(subject, service.name() + region.words() + " tunnelled by " + tunnels);
    DEPENDENCIES.forEach(
        (tag, port) -> {
          // The database is the first region's.
          if (region.isFirst() || !tag.equals("Sql")) {
            chapter.described(
                tag + " is reached at " + port,
                lab -> isReached(subject, service, region, tunnels, lab, tag, port));
          }
        });
    chapter.described(
        "management is answered by the way it came",
        lab -> {
          String endpoint = subject.controlPlane(service, region);
          Optional<WrittenTag> written =
              WrittenTag.of(subject, "ApiManagement", null, region.subnet().name());
          if (written.isPresent()) {
            written.get().checkAnswered(lab, endpoint, 3443);
            return;
          }
          assertThat(
                  lab.fate(
                      new Flow(
                          "internet",
                          IpAddresses.parse(subject.addressOf("ApiManagement")),
                          50000,
                          IpAddresses.parse(endpoint),
                          3443,
                          Protocol.TCP)))
              .says("delivered");
          tunnels.checkSeen(subject, "ApiManagement");
        });
    boolean takesCalls = Region.takingCalls(Region.of(subject, service)).contains(region);
    if (takesCalls && service.virtualNetworkType() == VirtualNetworkType.EXTERNAL) {
      chapter.from(
          subject.outside(),
          "the internet",
          "clients are answered by the way they came",
          (lab, from) -> {
            assertThat(from.connect(subject.publicVirtualIP(from, service, region), 443)).isOpen();
            tunnels.checkClients(subject, from);
          });
    }
    return chapter.node();
  }

  private static void isReached(
      Subject subject,
      ApiManagementService service,
      Region region,
      Tunnels tunnels,
      Lab lab,
      String tag,
      int port) {
    String subnet = region.subnet().name();
    List<Region> parts = partsOf(tag, region, Region.of(subject, service).get(0));
    List<WrittenTag> written =
        parts.stream()
            .flatMap(part -> WrittenTag.of(subject, tag, part.location(), subnet).stream())
            .toList();
    written.stream()
        .distinct()
        .forEach(part -> part.checkReached(lab, subnet, region.instances(), port));
    if (written.size() == parts.size()) {
      return;
    }
    for (InetAddress instance : region.instances()) {
      assertThat(
              lab.fate(
                  new Flow(
                      subnet,
                      instance,
                      50000,
                      IpAddresses.parse(subject.addressOf(tag)),
                      port,
                      Protocol.TCP)))
          .says("delivered");
    }
    tunnels.checkSeen(subject, tag);
  }

  /** A further region depends on storage and event hubs of the first one too. */
  private static List<Region> partsOf(String tag, Region region, Region first) {
    boolean shared = tag.equals("Storage") || tag.equals("EventHub");
    return shared && !region.isFirst() ? List.of(region, first) : List.of(region);
  }
}
