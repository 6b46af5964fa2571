package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.management.WatcherActions.Place;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.HttpProbe;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Network status and connectivity check of API Management services. */
final class ServiceActions implements Actions {

  /** Of the path of a service: what stands behind its name begins here. */
  private static final int BEHIND = 8;

  private final Inventory inventory;
  private final Estate estate;
  private final Operations operations;
  private final LabState state;
  private final ConnectionChecks checks;
  private final Clock clock;

  ServiceActions(
      Inventory inventory,
      Operations operations,
      LabState state,
      ConnectionChecks checks,
      Clock clock) {
    this.inventory = inventory;
    this.estate = inventory.estate();
    this.operations = operations;
    this.state = state;
    this.checks = checks;
    this.clock = clock;
  }

  @Override
  public @Nullable Reply answer(Call call, String version) {
    if (!call.has(2, "resourceGroups")
        || !call.has(5, "Microsoft.ApiManagement")
        || !call.has(6, "service")
        || call.segments().size() <= BEHIND) {
      return null;
    }
    String id =
        String.join("", call.segments().subList(0, BEHIND).stream().map(p -> "/" + p).toList());
    int behind = call.segments().size() - BEHIND;
    boolean get = call.is("GET");
    boolean ofService = get && behind == 1 && call.has(BEHIND, "networkstatus");
    boolean ofLocation =
        get
            && behind == 3
            && call.has(BEHIND, "locations")
            && call.has(BEHIND + 2, "networkstatus");
    boolean check = call.is("POST") && behind == 1 && call.has(BEHIND, "connectivityCheck");
    boolean result =
        get
            && behind == 3
            && call.has(BEHIND, "connectivityCheck")
            && call.has(BEHIND + 1, "operationresults");
    if (!ofService && !ofLocation && !check && !result) {
      return null;
    }
    if (inventory.find(id) == null) {
      throw ResourceManagerEndpoint.missing(call.segments().get(3), id);
    }
    ApiManagementService service =
        estate.topology.apiManagement().stream()
            .filter(
                one -> estate.ids.of(ResourceTypes.API_MANAGEMENT, one.name()).equalsIgnoreCase(id))
            .findFirst()
            .orElseThrow();
    if (result) {
      return operations.result(call.segments().get(BEHIND + 2), call.uri());
    } else if (check) {
      JsonNode body = call.json();
      return operations.begin(
          call, id + "/connectivityCheck", false, version, () -> connectivity(service, id, body));
    }
    List<NetworkStatus> regions =
        NetworkStatus.of(estate.topology, state.network(), service.name());
    if (ofService) {
      return Reply.text(200, NetworkStatus.json(named(service, regions), clock.instant()));
    }
    String location = call.segments().get(BEHIND + 1);
    NetworkStatus found =
        named(service, regions).stream()
            .filter(one -> Locations.key(one.location()).equals(Locations.key(location)))
            .findFirst()
            .orElseThrow(
                () ->
                    new ManagementException(
                        404,
                        "ResourceNotFound",
                        "API Management service '"
                            + service.name()
                            + "' has no location '"
                            + location
                            + "'."));
    JsonNode one =
        JsonMapper.shared().readTree(NetworkStatus.json(List.of(found), clock.instant())).get(0);
    return Reply.json(200, one.path("networkStatus"));
  }

  /** The platform knows each region. */
  private List<NetworkStatus> named(ApiManagementService service, List<NetworkStatus> regions) {
    return regions.stream()
        .map(
            one ->
                one.location().isEmpty()
                    ? new NetworkStatus(
                        estate.regionOf(service.subnet()),
                        one.dnsServers(),
                        one.connectivityStatus())
                    : one)
        .toList();
  }

  private Object connectivity(ApiManagementService service, String id, JsonNode body) {
    String region = WatcherActions.text(body.path("source"), "region");
    String own =
        service.location() == null ? estate.regionOf(service.subnet()) : service.location();
    Object owner = null;
    String subnet = null;
    if (Locations.key(own).equals(Locations.key(region))) {
      owner = service;
      subnet = service.subnet();
    }
    for (AdditionalLocation location : service.additionalLocations()) {
      if (Locations.key(location.location()).equals(Locations.key(region))) {
        owner = location;
        subnet = location.subnet();
      }
    }
    if (owner == null) {
      throw ManagementException.badRequest(
          "ValidationError", "The service has no region '" + region + "'.");
    }
    if (!NetworkMode.of(service).isInjected() || subnet == null) {
      throw ManagementException.badRequest(
          "NotSimulated",
          "The service is not injected into a virtual network: where its connections start is not"
              + " known to the simulation.");
    }
    List<InetAddress> instances = estate.addresses.instances(owner);
    int instance = body.path("source").path("instance").asInt(0);
    if (instance < 0 || instance >= instances.size()) {
      throw ManagementException.badRequest(
          "ValidationError",
          "The service has no instance "
              + instance
              + " in region '"
              + region
              + "'; it has "
              + instances.size()
              + ".");
    }
    JsonNode destination = body.path("destination");
    String address = WatcherActions.text(destination, "address");
    int port = destination.path("port").asInt(0);
    ConnectionChecks.Result result =
        checks.check(id, new Place(subnet, null, instances.get(instance)), address, port, null);
    String protocol = body.path("protocol").asString("TCP");
    if (result.reached() && !protocol.equalsIgnoreCase("TCP")) {
      String issue = http(subnet, protocol, address, port, body.path("protocolConfiguration"));
      if (issue != null) {
        return new ConnectionChecks.Result(false, with(issue, result.hops()), 0)
            .json("Unreachable");
      }
    }
    return result.json(result.reached() ? "Reachable" : "Unreachable");
  }

  /** Asks as the service would, and returns why the answer does not do; null when it does. */
  private @Nullable String http(
      String subnet, String protocol, String address, int port, JsonNode configuration) {
    JsonNode wanted = configuration.path("HTTPConfiguration");
    String rest = address.replaceFirst("(?i)^https?://", "");
    String host = rest.replaceFirst("[/?#:].*", "");
    String path = rest.contains("/") ? rest.substring(rest.indexOf('/')) : "/";
    String scheme = protocol.equalsIgnoreCase("HTTP") ? "http" : "https";
    String literal = IpAddresses.isLiteral(host) && host.contains(":") ? "[" + host + "]" : host;
    int usual = scheme.equals("http") ? 80 : 443;
    HttpProbe probe =
        HttpProbe.request(
            wanted.path("method").asString("GET"),
            scheme + "://" + literal + ":" + (port == 0 ? usual : port) + path);
    for (JsonNode header : wanted.path("headers")) {
      probe = probe.header(header.path("name").asString(""), header.path("value").asString(""));
    }
    HttpObservation observed = state.in(subnet).send(probe);
    HttpObservation.Response response = observed.response();
    if (response == null) {
      Outcome outcome = observed.outcome();
      return outcome.toString();
    }
    List<Integer> valid = new ArrayList<>();
    wanted.path("validStatusCodes").forEach(code -> valid.add(code.asInt()));
    return valid.isEmpty()
        ? null
        : valid.contains(response.status()) ? null : "status " + response.status();
  }

  private static List<Map<String, Object>> with(String issue, List<Map<String, Object>> hops) {
    List<Map<String, Object>> all = new ArrayList<>(hops);
    Map<String, Object> last = new LinkedHashMap<>(all.get(all.size() - 1));
    last.put(
        "issues",
        List.of(
            Fields.of()
                .with("origin", "Inbound")
                .with("severity", "Error")
                .with("type", "Unknown")
                .with("context", List.of(Map.of("key", "Cause", "value", issue)))
                .map()));
    all.set(all.size() - 1, last);
    return all;
  }
}
