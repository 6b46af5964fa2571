package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.Vantage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What each region of a service of several regions must show: its gateway has a name, virtual IPs,
 * a virtual network and rules of its own; portals, management and git are in the first one alone.
 */
final class Regions {

  private final Subject subject;
  private final ApiManagementService service;
  private final List<Region> regions;

  private Regions(Subject subject, ApiManagementService service) {
    this.subject = subject;
    this.service = service;
    this.regions = Region.of(subject, service);
  }

  /** Returns the regions of a service; of one region its own alone, of which no chapter tells. */
  static Regions of(Subject subject, ApiManagementService service) {
    return new Regions(subject, service);
  }

  /** Returns whether a name is one of the gateway, which is in every region. */
  boolean isOfEvery(String name) {
    return regions.size() > 1
        && EndpointNames.of(service, HostnameType.PROXY).stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Checks that a name leads to the public virtual IP of one of the regions. */
  void checkPublic(Vantage from, String name) {
    DnsObservation seen = from.resolve(name);
    List<String> known = new ArrayList<>();
    for (Region region : Region.takingCalls(regions)) {
      Optional<String> written = subject.publicAddress(region.publicIPAddress());
      if (written.isPresent()) {
        known.add(written.get());
      } else {
        DnsObservation own = from.resolve(regional(region));
        Answers.arePublic(own);
        own.addresses().stream().map(InetAddress::getHostAddress).forEach(known::add);
      }
    }
    leadsToOne(seen, known);
  }

  /** Checks that a name leads to the private virtual IP of one of the regions. */
  void checkPrivate(Vantage from, String name) {
    DnsObservation seen = from.resolve(name);
    List<String> known =
        Region.takingCalls(regions).stream()
            .filter(region -> seen.addresses().stream().anyMatch(a -> isIn(region, a)))
            .map(region -> VirtualIP.asUsual(subject, service, region).seenFrom(from))
            .toList();
    leadsToOne(seen, known);
  }

  private static boolean isIn(Region region, InetAddress address) {
    return region.subnet().subnet().prefixes().stream().anyMatch(p -> p.contains(address));
  }

  /**
   * Adds what the names of the gateway lead to inside, in the network of each region: the default
   * name to any of them, the regional one to its own.
   */
  void addPrivateNames(Chapter chapter) {
    String gateway = EndpointNames.gateway(service);
    Set<String> asked = new HashSet<>();
    for (Region region : regions) {
      List<String> inside = subject.inside(region.subnet().virtualNetwork());
      List<String> others = inside.stream().filter(asked::add).toList();
      // Where networks are peered, some vantages are inside of several.
      if (inside.isEmpty() || !others.isEmpty()) {
        chapter.from(
            others,
            where(region),
            gateway
                + " leads to the private virtual IP"
                + (region.isFirst() ? "" : ", seen" + region.words()),
            (lab, from) -> {
              if (isOfEvery(gateway)) {
                checkPrivate(from, gateway);
              } else {
                VirtualIP.of(subject, service, region.subnet()).check(from, gateway);
              }
            });
      }
    }
    for (Region region : of(regions)) {
      if (region.location() != null) {
        String name = regional(region);
        VirtualIP vip = VirtualIP.of(subject, service, region);
        chapter.from(
            near(region),
            where(region),
            name + " leads to the private virtual IP of the region",
            (lab, from) -> vip.check(from, name));
      }
    }
  }

  private static String where(Region region) {
    return "virtual network " + region.subnet().virtualNetwork().name();
  }

  /**
   * The vantages inside of a region, without those in the network of another one that is peered
   * with it, unless there are no others: a private zone of that one need not hold this one's name.
   */
  private List<String> near(Region region) {
    List<String> inside = subject.inside(region.subnet().virtualNetwork());
    List<String> near = inside.stream().filter(one -> !isOfAnother(region, one)).toList();
    return near.isEmpty() ? inside : near;
  }

  private boolean isOfAnother(Region region, String vantage) {
    String network = subject.virtualNetworkOf(vantage);
    return !network.equals(region.subnet().virtualNetwork().name())
        && regions.stream().anyMatch(one -> one.subnet().virtualNetwork().name().equals(network));
  }

  /** Adds the chapters of a service in internal mode. */
  void addInternal(Chapter chapter) {
    for (Region region : of(regions)) {
      String name = regional(region);
      String where = where(region);
      List<String> inside = near(region);
      VirtualIP vip = VirtualIP.of(subject, service, region);
      Chapter own = new Chapter(subject, "region " + region.location());
      own.from(
          subject.outside(),
          "the internet",
          name + " is not in public DNS",
          (lab, from) -> assertThat(from.resolve(name)).isNxDomain());
      own.from(
          inside,
          where,
          name + " leads to the private virtual IP of the region",
          (lab, from) -> vip.check(from, name));
      if (!region.disableGateway()) {
        own.from(
            inside,
            where,
            "the gateway answers on " + name,
            (lab, from) ->
                assertThat(from.get("https://" + name + InternalApiManagement.STATUS))
                    .hasStatus(200));
        own.from(
            inside,
            where,
            "the gateway answers on no other host name",
            (lab, from) ->
                assertThat(from.at(vip.seenFrom(from), 443, InternalApiManagement.STATUS))
                    .answersOnlyOn(names(name)));
      }
      chapter.add(own);
    }
  }

  /** Adds the chapters of a service in external mode. */
  void addExternal(Chapter chapter) {
    for (Region region : of(regions)) {
      String name = regional(region);
      Chapter own = new Chapter(subject, "region " + region.location());
      own.from(
          subject.outside(),
          "the internet",
          name + " is in public DNS and leads to the public virtual IP of the region",
          (lab, from) -> subject.checkPublic(from, name, region.publicIPAddress()));
      if (!region.disableGateway()) {
        own.from(
            subject.outside(),
            "the internet",
            "the gateway answers on " + name,
            (lab, from) ->
                assertThat(from.get("https://" + name + InternalApiManagement.STATUS))
                    .hasStatus(200));
        own.from(
            subject.outside(),
            "the internet",
            "the gateway answers on no other host name",
            (lab, from) ->
                assertThat(
                        from.at(
                            subject.publicVirtualIP(from, service, region),
                            443,
                            InternalApiManagement.STATUS))
                    .answersOnlyOn(names(name)));
      }
      chapter.add(own);
    }
  }

  /** One region needs no chapter of its own: all the others are about it. */
  private static List<Region> of(List<Region> regions) {
    return regions.size() > 1 ? regions : List.of();
  }

  private String[] names(String regional) {
    List<String> names = new ArrayList<>(EndpointNames.exclusive(service));
    names.add(regional);
    return names.toArray(String[]::new);
  }

  private String regional(Region region) {
    String location = region.location();
    if (location == null) {
      throw Region.isNowhere(service);
    }
    return EndpointNames.regional(service, location);
  }

  private static void leadsToOne(DnsObservation seen, List<String> known) {
    Answers.require(
        assertThat(seen),
        Answers.was(seen),
        "the virtual IP of one of its regions" + (known.isEmpty() ? "" : ", " + known),
        s ->
            s.outcome() instanceof Outcome.Resolved
                && s.addresses().size() == 1
                && known.contains(s.addresses().get(0).getHostAddress()));
  }
}
