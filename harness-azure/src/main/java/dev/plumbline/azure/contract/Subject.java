package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.HybridRoutes;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.vantage.Vantage;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a contract is about: a lab, the Azure resources it stands for, and where it looks from.
 *
 * @param placeholders the public IP addresses, by name, whose addresses only stand in for others:
 *     on the ground live they are not those of the platform
 */
record Subject(Lab lab, AzureTopology topology, Subnets subnets, Set<String> placeholders) {

  static Subject of(Lab lab) {
    Topology read = Topology.of(lab.environment());
    return new Subject(lab, read.model(), Subnets.of(read.model()), read.placeholders());
  }

  /**
   * Returns the API Management services that a contract is for.
   *
   * @throws IllegalStateException when there is none: a contract of nothing would hold
   */
  List<ApiManagementService> services(String kind, Predicate<ApiManagementService> which) {
    List<ApiManagementService> services = topology.apiManagement().stream().filter(which).toList();
    if (services.isEmpty()) {
      throw new IllegalStateException(
          "topology "
              + topology.name()
              + " has no API Management service"
              + (kind.isEmpty() ? "" : " " + kind)
              + ", so this contract would prove nothing; it has "
              + (topology.apiManagement().isEmpty()
                  ? "none at all"
                  : String.join(
                      ", ",
                      topology.apiManagement().stream()
                          .map(s -> s.name() + " (" + s.virtualNetworkType() + ")")
                          .toList())));
    }
    return services;
  }

  /** Returns the subnet a service is in. */
  Placed subnet(ApiManagementService service) {
    return subnets
        .find(service.subnet())
        .orElseThrow(() -> new IllegalStateException(service.name() + " is in no subnet"));
  }

  /** Returns a public IP address resource. */
  Optional<PublicIPAddress> publicIPAddress(@Nullable String name) {
    return topology.publicIPAddresses().stream().filter(a -> a.name().equals(name)).findFirst();
  }

  /** Returns the address of a public IP address resource; none for one that is not known. */
  Optional<String> publicAddress(@Nullable String name) {
    return publicIPAddress(name)
        .filter(a -> !isUnknown(a))
        .map(a -> a.ipAddress().getHostAddress());
  }

  /** Returns whether the address of a resource is not that of the platform: live, and not told. */
  boolean isUnknown(PublicIPAddress address) {
    return lab.ground() == Ground.LIVE && placeholders.contains(address.name());
  }

  /**
   * Returns the address that a resource has: what the platform's name of it leads to where the
   * address itself is not known.
   */
  String addressOf(Vantage from, PublicIPAddress address) {
    if (!isUnknown(address)) {
      return address.ipAddress().getHostAddress();
    }
    String fqdn = address.fqdn();
    if (fqdn == null) {
      throw unknown(address.name());
    }
    return theOnePublic(from.resolve(fqdn));
  }

  /** Returns what is said where nothing can be seen, since the address to look at is not known. */
  AssertionError unknown(@Nullable String publicIPAddress) {
    return new AssertionError(
        "Which address public IP address "
            + publicIPAddress
            + " really has cannot be told, so that nothing can be seen of it: write its"
            + " dnsSettings (fqdn, or domainNameLabel), and its ipAddress as in the output of az"
            + " network public-ip show.");
  }

  /** Returns the only address of an answer, which must be public. */
  private static String theOnePublic(DnsObservation seen) {
    Answers.require(
        assertThat(seen),
        Answers.was(seen),
        "one public address",
        s -> s.addresses().size() == 1 && IpAddresses.isPublic(s.addresses().get(0)));
    return seen.addresses().get(0).getHostAddress();
  }

  /** Returns the public virtual IP of a service in its own region, its first. */
  String publicVirtualIP(Vantage from, ApiManagementService service) {
    return publicVirtualIP(from, service, Region.of(this, service).get(0));
  }

  /**
   * Returns the public virtual IP of a service in a region: the one written, or where the name of
   * its gateway there leads to, which in internal mode is no public address. What is written is
   * compared with what the platform's name of the address leads to: that nothing comes back from a
   * wrong address would show nothing.
   */
  String publicVirtualIP(Vantage from, ApiManagementService service, Region region) {
    String publicIPAddress = region.publicIPAddress();
    Optional<String> written = publicVirtualIP(from, publicIPAddress);
    if (written.isPresent()) {
      return written.get();
    }
    if (publicIPAddress != null && service.virtualNetworkType() == VirtualNetworkType.INTERNAL) {
      throw unknown(publicIPAddress);
    }
    DnsObservation seen = from.resolve(gateway(service, region));
    Answers.arePublic(seen);
    return seen.addresses().get(0).getHostAddress();
  }

  /** The default name leads to the nearest of several regions, the regional one to its own. */
  private static String gateway(ApiManagementService service, Region region) {
    if (service.additionalLocations().isEmpty()) {
      return EndpointNames.gateway(service);
    }
    String location = region.location();
    if (location == null) {
      throw Region.isNowhere(service);
    }
    return EndpointNames.regional(service, location);
  }

  /**
   * Returns the address of a public IP address resource, compared in the same way; none when
   * nothing tells it.
   */
  Optional<String> publicVirtualIP(Vantage from, @Nullable String publicIPAddress) {
    Optional<PublicIPAddress> address = publicIPAddress(publicIPAddress);
    if (address.filter(this::isUnknown).isPresent()) {
      return address.filter(a -> a.fqdn() != null).map(a -> addressOf(from, a));
    }
    if (address.isPresent()) {
      String written = address.get().ipAddress().getHostAddress();
      String fqdn = address.get().fqdn();
      if (fqdn != null) {
        assertThat(from.resolve(fqdn)).resolvesOnlyTo(written);
      } else if (lab.ground() == Ground.LIVE) {
        throw new AssertionError(
            "Whether public IP address "
                + address.get().name()
                + " really is "
                + written
                + " cannot be told, so that nothing answers there shows nothing: write its fqdn.");
      }
      return Optional.of(written);
    }
    return Optional.empty();
  }

  /**
   * Checks that there is no way to a private address. In the world outside the first routers often
   * drop such packets without a word.
   */
  void checkNoWay(TcpObservation seen) {
    if (lab.ground() == Ground.LIVE && !(seen.outcome() instanceof Outcome.NoRoute)) {
      assertThat(seen).isDropped();
    } else {
      assertThat(seen).hasNoRoute();
    }
  }

  /** Checks that a name leads to a public IP address, or to any public one when none is written. */
  void checkPublic(Vantage from, String name, @Nullable String publicIPAddress) {
    DnsObservation seen = from.resolve(name);
    Optional<PublicIPAddress> address = publicIPAddress(publicIPAddress);
    if (address.isPresent()) {
      assertThat(seen).resolvesOnlyTo(addressOf(from, address.get()));
    } else {
      Answers.arePublic(seen);
    }
  }

  /** Checks the same, or that a name leads to any public address where it is not known which. */
  void checkAnyPublic(Vantage from, String name, @Nullable String publicIPAddress) {
    checkPublic(
        from,
        name,
        publicIPAddress(publicIPAddress)
            .filter(a -> !isUnknown(a) || a.fqdn() != null)
            .map(PublicIPAddress::name)
            .orElse(null));
  }

  /** Returns an address of each prefix of a network outside Azure, for any of its clients. */
  List<InetAddress> addressesIn(String segment) {
    List<InetAddress> addresses =
        HybridRoutes.outside(topology).stream()
            .flatMap(network -> network.parts().stream())
            .filter(part -> part.segment().equals(segment))
            .flatMap(part -> part.prefixes().stream())
            .map(prefix -> Subnets.addressAt(prefix, 77))
            .toList();
    if (addresses.isEmpty()) {
      throw new IllegalStateException(segment + " is no connected network");
    }
    return addresses;
  }

  /** Returns the region of what is in a subnet: the one written, or that of the network. */
  @Nullable String region(@Nullable String written, @Nullable String subnet) {
    return subnets.region(written, subnet);
  }

  /** Returns an address that stands for a service tag in a region; in none for null. */
  String addressOf(String tag, @Nullable String region) {
    if (region == null || tag.equals(ServiceTags.INTERNET)) {
      return addressOf(tag);
    }
    ServiceTags tags = ServiceTags.of(topology);
    String key = Locations.key(region);
    List<InetAddress> known = tags.addresses(tag, List.of(key));
    return known.isEmpty()
        ? Subnets.addressAt(tags.prefixesIn(tag, key).get(0), 1).getHostAddress()
        : known.get(known.size() - 1).getHostAddress();
  }

  /** Returns an address that stands for a service tag. */
  String addressOf(String tag) {
    if (tag.equals(ServiceTags.INTERNET)) {
      return "192.0.2.99";
    }
    ServiceTags tags = ServiceTags.of(topology);
    return tags.address(tag)
        .or(() -> tags.prefixes(tag).stream().map(p -> Subnets.addressAt(p, 1)).findFirst())
        .orElseThrow(() -> new IllegalStateException("service tag " + tag + " has no address"))
        .getHostAddress();
  }

  /** Returns the public address at which a service's management endpoint is, in a region. */
  String controlPlane(ApiManagementService service, Region region) {
    // The description is asked, in which what stands in for an address is at its place.
    return publicIPAddress(region.publicIPAddress())
        .map(a -> a.ipAddress().getHostAddress())
        .or(
            () ->
                lab.network().stream()
                    .flatMap(n -> n.hosts().stream())
                    .filter(h -> h.name().equals(hostOf(service, region)))
                    .flatMap(h -> h.publicAddresses().stream())
                    .map(InetAddress::getHostAddress)
                    .findFirst())
        .orElseThrow(
            () ->
                new AssertionError(
                    service.name()
                        + region.words()
                        + " has no public address that is known: write its publicIPAddress, so"
                        + " that the way of management traffic can be asked"));
  }

  /** Returns the name of the host that a region of a service is in the description. */
  private static String hostOf(ApiManagementService service, Region region) {
    return ApiManagementRegion.of(service).stream()
        .filter(one -> one.owner() == region.owner())
        .map(ApiManagementRegion::host)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns whether an address that a gateway's pool writes is meant to be the virtual IP of a
   * service: an address of its subnet, in any of its regions, that no machine has.
   */
  boolean isMeantFor(String member, ApiManagementService service) {
    return IpAddresses.isLiteral(member)
        && Stream.concat(
                Stream.of(subnets.find(service.subnet())),
                service.additionalLocations().stream().map(one -> subnets.find(one.subnet())))
            .flatMap(Optional::stream)
            .flatMap(placed -> placed.subnet().prefixes().stream())
            .anyMatch(prefix -> prefix.contains(IpAddresses.parse(member)))
        && topology.networkInterfaces().stream()
            .flatMap(n -> n.ipConfigurations().stream())
            .map(c -> AddressPlan.of(topology).of(c).getHostAddress())
            .noneMatch(member::equals);
  }

  /** Returns the vantages in the internet. */
  List<String> outside() {
    return vantages(segment -> isInternet(segment));
  }

  /** Returns the vantages in a virtual network, and in those that are peered with it. */
  List<String> inside(VirtualNetwork vnet) {
    return vantages(segment -> subnets.find(segment).filter(p -> reaches(p, vnet)).isPresent());
  }

  /** Returns the vantages in networks, virtual or outside, that have nothing to do with one. */
  List<String> strangers(VirtualNetwork vnet) {
    return vantages(
        segment ->
            subnets.find(segment).filter(p -> !reaches(p, vnet)).isPresent()
                || isSite(segment) && !isConnected(segment, vnet));
  }

  /**
   * Returns the vantages in networks outside Azure that are connected to a virtual network, or to
   * one that is peered with it: whether the peering lends its gateway is what is asked.
   */
  List<String> connected(VirtualNetwork vnet) {
    return vantages(segment -> isSite(segment) && isConnected(segment, vnet));
  }

  /** Returns whether a segment is in a network outside Azure; private clouds are in Azure. */
  private boolean isSite(String segment) {
    return site(segment).isPresent();
  }

  private Optional<String> site(String segment) {
    return HybridRoutes.outside(topology).stream()
        .filter(network -> network.parts().stream().anyMatch(p -> p.segment().equals(segment)))
        .map(HybridRoutes.Outside::name)
        .filter(
            name -> topology.vmwarePrivateClouds().stream().noneMatch(c -> c.name().equals(name)))
        .findFirst();
  }

  private boolean isConnected(String segment, VirtualNetwork vnet) {
    List<String> reaching = reaching(vnet).toList();
    return HybridRoutes.reached(topology, site(segment).orElseThrow()).stream()
        .anyMatch(reached -> reaching.contains(reached.virtualNetwork().name()));
  }

  /**
   * Returns the address that the service sees a vantage in the internet by; empty live, where it is
   * not written. The simulated one that is not written is the highest of a block for documentation.
   */
  Optional<InetAddress> clientAddress(Vantage from) {
    VantageSpec spec = lab.environment().vantages().get(from.name());
    if (spec != null && spec.address() != null) {
      return Optional.of(spec.address());
    }
    return lab.ground() == Ground.LIVE
        ? Optional.empty()
        : Optional.of(IpAddresses.parse("203.0.113.254"));
  }

  /** Returns the segment that a vantage is in. */
  String segmentOf(String vantage) {
    VantageSpec spec = lab.environment().vantages().get(vantage);
    return Objects.requireNonNull(spec == null ? null : spec.segment(), vantage);
  }

  /** Returns the virtual network that a vantage is in. */
  String virtualNetworkOf(String vantage) {
    VantageSpec spec = lab.environment().vantages().get(vantage);
    return subnets
        .find(spec == null ? null : spec.segment())
        .map(p -> p.virtualNetwork().name())
        .orElse("");
  }

  /** Returns the vantages in a subnet. */
  List<String> in(Placed subnet) {
    return vantages(segment -> subnets.find(segment).filter(subnet::equals).isPresent());
  }

  /** Returns a virtual network, and those that are peered with it, by name. */
  Stream<String> reaching(VirtualNetwork vnet) {
    return topology.virtualNetworks().stream()
        .filter(v -> reaches(v, vnet))
        .map(VirtualNetwork::name);
  }

  private static boolean reaches(Placed place, VirtualNetwork vnet) {
    return reaches(place.virtualNetwork(), vnet);
  }

  private static boolean reaches(VirtualNetwork from, VirtualNetwork vnet) {
    return from.name().equals(vnet.name())
        || from.peerings().stream().anyMatch(p -> p.remoteVirtualNetwork().equals(vnet.name()));
  }

  private boolean isInternet(String segment) {
    return segment.equals("internet")
        || lab.network()
            .map(n -> n.segments().stream().filter(s -> s.name().equals(segment)))
            .flatMap(s -> s.findFirst())
            .map(Segment::internet)
            .orElse(false);
  }

  private List<String> vantages(Predicate<String> segment) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, VantageSpec> vantage : lab.environment().vantages().entrySet()) {
      Optional.ofNullable(vantage.getValue().segment())
          .filter(segment)
          .ifPresent(s -> found.put(vantage.getKey(), s));
    }
    return List.copyOf(found.keySet());
  }
}
