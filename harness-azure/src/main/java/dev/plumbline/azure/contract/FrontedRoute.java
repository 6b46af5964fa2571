package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.compile.BackendPair;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HttpObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests of one way through an application gateway to API Management. */
final class FrontedRoute {

  private final Subject subject;
  private final ApiManagementService service;
  private final GatewayRoute route;
  private final RouteFirewall firewall;
  private final ApplicationGateway gateway;
  private final List<String> hosts;
  private final Optional<PublicIPAddress> address;
  private final List<String> vantages;
  private final String where;

  FrontedRoute(Subject subject, ApiManagementService service, GatewayRoute route) {
    this.subject = subject;
    this.service = service;
    this.route = route;
    this.gateway = route.gateway();
    this.address = route.publicIPAddress().flatMap(subject::publicIPAddress);
    this.hosts = hosts();
    this.firewall = new RouteFirewall(subject, route, requests());
    VirtualNetwork vnet = subject.subnets().find(gateway.subnet()).orElseThrow().virtualNetwork();
    this.vantages = address.isPresent() ? subject.outside() : subject.inside(vnet);
    this.where = address.isPresent() ? "the internet" : "virtual network " + vnet.name();
  }

  /**
   * Of a wildcard the service's names are asked for that it takes. A basic listener takes every
   * name: then the platform's name of the address is asked for.
   */
  private List<String> hosts() {
    if (!route.listener().hosts().isEmpty()) {
      return route.listener().hosts().stream()
          .flatMap(
              host ->
                  EndpointNames.isPattern(host)
                      ? EndpointNames.all(service).stream()
                          .filter(name -> EndpointNames.takes(host, name))
                      : Stream.of(host))
          .distinct()
          .toList();
    }
    List<String> names = new ArrayList<>();
    address.map(PublicIPAddress::fqdn).ifPresent(names::add);
    return names;
  }

  private SampleRequests requests() {
    return new SampleRequests(
        route.pattern(), RouteApis.of(route, service), isAnyMeant() ? List.of() : hosts);
  }

  /** Behind a listener of all names, or of names of a service of many, others count as much. */
  private boolean isAnyMeant() {
    List<String> own = route.listener().hosts();
    return own.isEmpty()
        || own.stream().anyMatch(EndpointNames::isPattern)
            && service.hostnameConfigurations().stream()
                .anyMatch(custom -> EndpointNames.isPattern(custom.hostName()));
  }

  Chapter chapter() {
    Chapter chapter = new Chapter(subject, route.title());
    chapter.described(
        "the listener speaks HTTPS",
        lab ->
            assertThat(
                    lab.stated(
                        "protocol of listener " + route.listener().name() + " of " + gateway.name(),
                        isHttps() ? "HTTPS" : "plain HTTP",
                        List.of()))
                .says("HTTPS"));
    firewall.addTo(chapter);
    if (hosts.isEmpty()) {
      throw new IllegalStateException(
          "listener "
              + route.listener().name()
              + " of "
              + gateway.name()
              + (route.listener().hosts().isEmpty()
                  ? " has no host name, and its address no fqdn: there is no name to ask for"
                  : " takes "
                      + String.join(", ", route.listener().hosts())
                      + ", none of which is a host name of "
                      + service.name()
                      + ": there is no name to ask for"));
    }
    for (String host : hosts) {
      address.ifPresent(
          a ->
              chapter.from(
                  vantages,
                  where,
                  host + " leads to the gateway",
                  (lab, from) -> subject.checkPublic(from, host, a.name())));
      if (isHttps()) {
        chapter.from(
            vantages,
            where,
            host + " is in the gateway's certificate, which is trusted",
            (lab, from) ->
                assertThat(from.handshake(host, route.port()))
                    .isTrusted()
                    .presentsCertificateFor(host));
      }
      chapter.from(
          vantages,
          where,
          "calls of " + host + " are answered by " + service.name(),
          (lab, from) -> checkAnswer(from.get(url(host))));
    }
    pool(chapter);
    probe(chapter);
    if (route.takesAllPaths() && isOfPortal()) {
      firewall.addDownloads(chapter);
    }
    return chapter;
  }

  private boolean isOfPortal() {
    List<String> portal = new ArrayList<>(EndpointNames.of(service, HostnameType.DEVELOPER_PORTAL));
    portal.addAll(EndpointNames.of(service, HostnameType.PORTAL));
    return hosts.stream().anyMatch(host -> portal.stream().anyMatch(host::equalsIgnoreCase));
  }

  /** What has the service's address by accident, or is another machine in its subnet, is not it. */
  private void pool(Chapter chapter) {
    chapter.described(
        "pool " + route.pool().name() + " leads to nothing but " + service.name(),
        lab -> {
          List<String> members = route.pool().backendAddresses();
          List<String> own = new ArrayList<>(EndpointNames.all(service));
          if (members.stream().anyMatch(IpAddresses::isLiteral)) {
            own.addAll(addresses(lab));
          }
          Answers.require(
              assertThat(
                  lab.stated(
                      "members of pool " + route.pool().name(),
                      String.join(", ", members),
                      route.pool().backendIPConfigurations())),
              String.join(", ", members)
                  + String.join(", ", route.pool().backendIPConfigurations()),
              "members that are among " + own,
              seen ->
                  route.pool().backendIPConfigurations().isEmpty()
                      && members.stream()
                          .allMatch(m -> own.stream().anyMatch(m::equalsIgnoreCase)));
        });
  }

  private List<String> addresses(Lab lab) {
    if (service.virtualNetworkType() != VirtualNetworkType.NONE) {
      return Region.of(subject, service).stream()
          .filter(r -> r.isFirst() || isIn(r.subnet().subnet()))
          .map(r -> (r.isFirst() ? first() : VirtualIP.of(subject, service, r)).in(lab))
          .toList();
    }
    Optional<PublicIPAddress> own = subject.publicIPAddress(service.publicIPAddress());
    if (own.filter(subject::isUnknown).isPresent()) {
      throw subject.unknown(service.publicIPAddress());
    }
    return own.map(a -> a.ipAddress().getHostAddress()).stream().toList();
  }

  private VirtualIP first() {
    return VirtualIP.of(subject, service, subject.subnet(service));
  }

  private boolean isIn(VirtualNetwork.Subnet subnet) {
    return route.pool().backendAddresses().stream()
        .filter(IpAddresses::isLiteral)
        .map(IpAddresses::parse)
        .anyMatch(a -> subnet.prefixes().stream().anyMatch(p -> p.contains(a)));
  }

  private void probe(Chapter chapter) {
    Optional<Probe> probe = route.probe();
    String asked = probe.map(this::probeHost).orElse("127.0.0.1 (default probe)");
    List<String> own = EndpointNames.all(service);
    chapter.described(
        "the probe asks for a host name of " + service.name(),
        lab ->
            Answers.require(
                assertThat(
                    lab.stated(
                        "probe host of settings " + route.settings().name(), asked, List.of())),
                asked,
                "one of " + own,
                seen -> own.stream().anyMatch(seen.says()::equalsIgnoreCase)));
    probe.ifPresent(one -> takesSuccessAlone(chapter, one));
    List<String> near =
        subject.inside(subject.subnets().find(gateway.subnet()).orElseThrow().virtualNetwork());
    chapter.from(
        near.isEmpty() ? near : near.subList(0, 1),
        "the gateway's virtual network",
        "the probe finds " + service.name() + " healthy",
        (lab, from) -> assertThat(from.probe(probeName())).isHealthy());
  }

  /** Where a refusal counts for health, a healthy member shows nothing. */
  private void takesSuccessAlone(Chapter chapter, Probe probe) {
    String codes =
        probe.statusCodes().stream()
            .map(r -> r.first() == r.last() ? "" + r.first() : r.first() + "-" + r.last())
            .collect(Collectors.joining(", "));
    chapter.described(
        "the probe takes success alone for health",
        lab ->
            Answers.require(
                assertThat(lab.stated("status codes of probe " + probe.name(), codes, List.of())),
                codes,
                "status codes within 200-399",
                seen ->
                    !probe.statusCodes().isEmpty()
                        && probe.statusCodes().stream()
                            .allMatch(r -> r.first() >= 200 && r.last() <= 399)));
  }

  private String probeHost(Probe probe) {
    String host = probe.host();
    if (host != null) {
      return host;
    }
    String settings = route.settings().hostName();
    if (settings != null) {
      return settings;
    }
    List<String> members = route.pool().backendAddresses();
    return members.isEmpty() ? "the address of each member" : members.get(0);
  }

  /** Of a probe that several pools share, what it says of this one. */
  private String probeName() {
    return BackendPair.of(subject.topology(), gateway).stream()
        .filter(pair -> pair.pool().equals(route.pool().name()))
        .filter(pair -> pair.settings().equals(route.settings().name()))
        .map(BackendPair::probe)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Checks that an answer is the service's: not that of anything else which is behind the gateway,
   * and not the gateway's own. Below a pattern the service may ask for a subscription, or know
   * nothing at the path: it says so in JSON of its own kind.
   */
  private void checkAnswer(HttpObservation seen) {
    if (api().isEmpty() && !route.takesAllPaths()) {
      Answers.require(
          assertThat(seen),
          Answers.was(seen),
          "an answer of " + service.name() + ": 2xx, or 401 or 404 with its JSON",
          s -> isSuccess(s) || isRefusal(s, 401) || isRefusal(s, 404));
    } else if (route.takesAllPaths()) {
      assertThat(seen).hasStatus(200);
    } else {
      Answers.require(
          assertThat(seen),
          Answers.was(seen),
          "an answer of API "
              + api().get()
              + " of "
              + service.name()
              + ": 2xx, or 401 with its JSON",
          s -> isSuccess(s) || isRefusal(s, 401));
    }
  }

  private static boolean isSuccess(HttpObservation seen) {
    HttpObservation.Response response = seen.response();
    return response != null && response.status() >= 200 && response.status() < 300;
  }

  private static boolean isRefusal(HttpObservation seen, int status) {
    HttpObservation.Response response = seen.response();
    return response != null
        && response.status() == status
        && response.text().contains("\"statusCode\": " + status);
  }

  /** An API below the pattern. */
  private Optional<String> api() {
    String prefix = route.pattern().replace("*", "");
    return service.apis().stream()
        .map(Api::path)
        .filter(path -> (path + "/").startsWith(prefix))
        .findFirst();
  }

  /** The status path answers without a subscription; below a pattern an API is asked. */
  private String url(String host) {
    int port = route.port();
    String scheme = isHttps() ? "https" : "http";
    boolean usual = port == (isHttps() ? 443 : 80);
    String path =
        route.takesAllPaths()
            ? (isPortal(host) ? InternalApiManagement.PORTAL_STATUS : InternalApiManagement.STATUS)
            : api().orElseGet(() -> route.pattern().replace("*", ""));
    return scheme + "://" + host + (usual ? "" : ":" + port) + path;
  }

  private boolean isPortal(String host) {
    String asked = route.settings().hostName() != null ? route.settings().hostName() : host;
    return EndpointNames.of(service, HostnameType.DEVELOPER_PORTAL).stream()
        .anyMatch(asked::equalsIgnoreCase);
  }

  private boolean isHttps() {
    return route.listener().protocol() == Protocol.HTTPS;
  }
}
