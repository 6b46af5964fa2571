package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.NetworkBuilder;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service tag whose prefixes the topology writes. No address of it stands for the others: each
 * prefix is asked at both ends, and wherever a route of the subnet begins or ends in it. At most of
 * these addresses the topology has nobody; the service itself is there all the same.
 *
 * @param tag the tag
 * @param prefixes its prefixes, those of a region where that is known
 * @param addresses the addresses that are asked
 */
record WrittenTag(String tag, List<Cidr> prefixes, List<InetAddress> addresses) {

  /** So many prefixes are enough for a report. */
  private static final int SHOWN = 5;

  /** Returns a tag as it is seen from a subnet; empty for one of the built-in prefixes. */
  static Optional<WrittenTag> of(
      Subject subject, String tag, @Nullable String region, String subnet) {
    AzureTopology topology = subject.topology();
    String regional = tag + "." + Locations.key(region);
    if (topology.serviceTags().keySet().stream()
        .noneMatch(name -> name.equalsIgnoreCase(tag) || name.equalsIgnoreCase(regional))) {
      return Optional.empty();
    }
    List<Cidr> prefixes = ServiceTags.of(topology).prefixesIn(tag, region);
    List<InetAddress> addresses =
        Stream.concat(
                prefixes.stream(),
                EffectiveRoutes.of(topology).of(subnet).active().stream()
                    .map(EffectiveRoute::prefix))
            .flatMap(prefix -> Corners.clientsAtEnds(prefix).stream())
            .distinct()
            .filter(address -> prefixes.stream().anyMatch(p -> p.contains(address)))
            .toList();
    if (addresses.isEmpty()) {
      throw new AssertionError(
          "service tag "
              + tag
              + " has no public IPv4 prefix, so that nothing can be asked of it: write one under"
              + " serviceTags, which has "
              + prefixes);
    }
    return Optional.of(new WrittenTag(tag, prefixes, addresses));
  }

  /** Checks that each instance in a subnet reaches the service, wherever it is. */
  void checkReached(Lab lab, String subnet, Collection<InetAddress> instances, int port) {
    List<Flow> flows = new ArrayList<>();
    for (InetAddress instance : instances) {
      for (InetAddress address : addresses) {
        flows.add(new Flow(subnet, instance, 50000, address, port, Protocol.TCP));
      }
    }
    check(lab, withService(network(lab), port), flows, instances + " -> " + tag + ":" + port);
  }

  /** Checks that the service reaches an address and is answered, wherever it is. */
  void checkAnswered(Lab lab, String to, int port) {
    InetAddress destination = IpAddresses.parse(to);
    List<Flow> flows =
        addresses.stream()
            .map(
                address ->
                    new Flow(
                        AzureCompiler.INTERNET, address, 50000, destination, port, Protocol.TCP))
            .toList();
    check(lab, network(lab), flows, tag + " -> " + to + ":" + port);
  }

  private static Network network(Lab lab) {
    return lab.network()
        .orElseThrow(() -> new IllegalStateException(lab + " has no network description"));
  }

  /** All flows fare well, or the first that does not is shown with its way. */
  private void check(Lab lab, Network network, List<Flow> flows, String all) {
    for (Flow flow : flows) {
      Verdict verdict = network.fate(flow);
      if (verdict.fate() != Verdict.Fate.DELIVERED) {
        List<String> where = new ArrayList<>(verdict.hops());
        where.add(verdict.explanation());
        assertThat(lab.stated(flow + " from segment " + flow.segment(), says(verdict), where))
            .says("delivered");
      }
    }
    List<String> where =
        new ArrayList<>(prefixes.stream().limit(SHOWN).map(Cidr::toString).toList());
    if (prefixes.size() > SHOWN) {
      where.add((prefixes.size() - SHOWN) + " more prefixes");
    }
    assertThat(lab.stated("TCP " + all, "delivered", where)).says("delivered");
  }

  private static String says(Verdict verdict) {
    return switch (verdict.fate()) {
      case DELIVERED -> "delivered";
      case DROPPED -> "dropped";
      case REJECTED -> "refused";
      case NO_ROUTE -> "no route";
    };
  }

  /**
   * Returns the network with the service at each address: where the topology has somebody there, it
   * may know of another port alone.
   */
  private Network withService(Network network, int port) {
    NetworkBuilder builder = network.toBuilder();
    List<InetAddress> free = new ArrayList<>(addresses);
    for (Host host : network.hosts()) {
      boolean isThere = free.removeAll(host.addresses());
      free.removeAll(host.publicAddresses());
      if (isThere
          && host.segment().equals(AzureCompiler.INTERNET)
          && host.listeners().stream().noneMatch(listener -> listener.port() == port)) {
        builder.changeHost(host.name(), own -> own.tcp(port));
      }
    }
    if (!free.isEmpty()) {
      builder.host(
          "service of " + tag,
          AzureCompiler.INTERNET,
          free.get(0).getHostAddress(),
          service ->
              service
                  .addresses(free.stream().map(InetAddress::getHostAddress).toArray(String[]::new))
                  .tcp(port));
    }
    return builder.build();
  }
}
