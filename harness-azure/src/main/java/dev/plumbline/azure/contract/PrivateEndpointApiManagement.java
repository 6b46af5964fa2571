package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.vantage.Vantage;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link PrivateEndpointApiManagementContract}. */
final class PrivateEndpointApiManagement {

  private static final String ZONE = "privatelink.azure-api.net";
  private static final String WHERE = "a virtual network with a link to the private zone " + ZONE;

  private final Subject subject;
  private final ApiManagementService service;
  private final PrivateEndpoint endpoint;
  private final Placed subnet;
  private final VirtualNetwork vnet;
  private final String name;

  private PrivateEndpointApiManagement(
      Subject subject, ApiManagementService service, PrivateEndpoint endpoint) {
    this.subject = subject;
    this.service = service;
    this.endpoint = endpoint;
    this.subnet =
        subject
            .subnets()
            .find(endpoint.subnet())
            .orElseThrow(() -> new IllegalStateException(endpoint.name() + " is in no subnet"));
    this.vnet = subnet.virtualNetwork();
    this.name = EndpointNames.gateway(service);
  }

  static Stream<DynamicNode> of(Subject subject) {
    return subject.services("with a private endpoint", s -> has(subject, s)).stream()
        .flatMap(service -> of(subject, service))
        .map(PrivateEndpointApiManagement::node);
  }

  private static Stream<PrivateEndpointApiManagement> of(
      Subject subject, ApiManagementService service) {
    return subject.topology().privateEndpoints().stream()
        .filter(e -> e.service().equals(service.name()))
        .map(e -> new PrivateEndpointApiManagement(subject, service, e));
  }

  /** Returns whether a service has a private endpoint. */
  static boolean has(Subject subject, ApiManagementService service) {
    return of(subject, service).findAny().isPresent();
  }

  /** Returns the tests of what the gateway's name leads to, for each private endpoint. */
  static Stream<Chapter> names(Subject subject, ApiManagementService service) {
    return of(subject, service)
        .map(
            p ->
                p.leadsToEndpoint(
                    new Chapter(subject, "by private endpoint " + p.endpoint.name()),
                    p.linked(),
                    WHERE));
  }

  private DynamicNode node() {
    return new Chapter(subject, service.name() + " by private endpoint " + endpoint.name())
        .add(inside())
        .add(outside())
        .node();
  }

  private Chapter inside() {
    List<String> linked = linked();
    Chapter chapter = new Chapter(subject, "inside");
    chapter.described(
        "the connection is approved",
        lab ->
            assertThat(
                    lab.stated(
                        "connection state of private endpoint " + endpoint.name(),
                        word(endpoint.connectionState()),
                        List.of()))
                .says(word(ConnectionState.APPROVED)));
    chapter.described(
        "private zone " + ZONE + " is linked where the endpoint is reached from",
        lab ->
            assertThat(
                    lab.stated(
                        "links of private zone " + ZONE,
                        subject.reaching(vnet).anyMatch(this::isLinked) ? "linked" : "not linked",
                        subject.reaching(vnet).toList()))
                .says("linked"));
    leadsToEndpoint(chapter, linked, WHERE);
    chapter.from(
        linked,
        WHERE,
        "the gateway answers there",
        (lab, from) -> {
          String there = address(from);
          HttpObservation seen = from.get("https://" + name + InternalApiManagement.STATUS);
          assertThat(seen).hasStatus(200);
          Answers.require(
              assertThat(seen),
              Answers.dialled(seen),
              "an answer from " + there,
              s -> s.dialled() != null && s.dialled().getAddress().getHostAddress().equals(there));
        });
    chapter.from(
        linked,
        WHERE,
        "only the gateway answers there",
        (lab, from) ->
            assertThat(from.at(address(from), 443, InternalApiManagement.STATUS))
                .answersOnlyOn(EndpointNames.exclusive(service).toArray(String[]::new)));
    for (String connected : subject.connected(vnet)) {
      leadsToEndpoint(chapter, List.of(connected), connected);
      chapter.from(
          List.of(connected),
          connected,
          "the private endpoint is open to connected networks",
          (lab, from) ->
              assertThat(
                      from.connect(
                          address(linked.isEmpty() ? from : lab.vantage(linked.get(0))), 443))
                  .isOpen());
    }
    return chapter;
  }

  private Chapter leadsToEndpoint(Chapter chapter, List<String> vantages, String where) {
    return chapter.from(
        vantages,
        where,
        name + " leads to the private endpoint by way of " + ZONE,
        (lab, from) -> {
          DnsObservation seen = from.resolve(name);
          assertThat(seen)
              .aliasesTo(service.name().toLowerCase(Locale.ROOT) + "." + ZONE)
              .isPrivate();
          check(seen);
        });
  }

  private List<String> linked() {
    return subject.inside(vnet).stream()
        .filter(v -> isLinked(subject.virtualNetworkOf(v)))
        .toList();
  }

  private Chapter outside() {
    Chapter chapter = new Chapter(subject, "outside");
    chapter.from(
        subject.outside(),
        "the internet",
        name + " leads to no private address",
        (lab, from) -> subject.checkAnyPublic(from, name, service.publicIPAddress()));
    int status = service.publicNetworkAccess() ? 200 : 403;
    chapter.from(
        subject.outside(),
        "the internet",
        service.publicNetworkAccess()
            ? "the gateway answers public callers"
            : "public callers are answered 403, since public network access is disabled",
        (lab, from) ->
            assertThat(from.get("https://" + name + InternalApiManagement.STATUS))
                .hasStatus(status));
    for (String stranger : subject.strangers(vnet)) {
      if (!isLinked(subject.virtualNetworkOf(stranger))) {
        chapter.from(
            List.of(stranger),
            stranger,
            "without a link to the private zone the name leads to the public address",
            (lab, from) -> subject.checkAnyPublic(from, name, service.publicIPAddress()));
      }
    }
    return chapter;
  }

  private boolean isLinked(String virtualNetwork) {
    return subject.topology().privateDnsZones().stream()
        .filter(z -> z.name().equalsIgnoreCase(ZONE))
        .map(PrivateDnsZone::virtualNetworkLinks)
        .flatMap(List::stream)
        .anyMatch(l -> l.virtualNetwork().equals(virtualNetwork));
  }

  private void check(DnsObservation seen) {
    InetAddress written = endpoint.privateIPAddress();
    if (written != null) {
      assertThat(seen).resolvesOnlyTo(written.getHostAddress());
    } else {
      List<Cidr> prefixes = subnet.subnet().prefixes();
      assertThat(seen)
          .matches(
              s ->
                  s.addresses().stream()
                      .allMatch(a -> prefixes.stream().anyMatch(p -> p.contains(a))),
              "resolves within subnet " + subnet.name() + " " + prefixes);
    }
  }

  private String address(Vantage from) {
    InetAddress written = endpoint.privateIPAddress();
    if (written != null) {
      return written.getHostAddress();
    }
    DnsObservation seen = from.resolve(name);
    assertThat(seen).isPrivate();
    return seen.addresses().get(0).getHostAddress();
  }

  private static String word(ConnectionState state) {
    return state.name().charAt(0) + state.name().substring(1).toLowerCase(Locale.ROOT);
  }
}
