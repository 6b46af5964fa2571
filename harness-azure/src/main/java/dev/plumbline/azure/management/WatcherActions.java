package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.GroupEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.RuleEvaluation;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Network Watcher: IP flow verify, next hop, connection troubleshoot, NSG diagnostics. */
final class WatcherActions implements Actions {

  /** Stands for any port where a flow has to have one. */
  static final int SOME_PORT = 50_000;

  private final Inventory inventory;
  private final Estate estate;
  private final Operations operations;
  private final NetworkRules rules;
  private final ConnectionChecks checks;
  private final RuleDiagnoses diagnoses;

  WatcherActions(
      Inventory inventory, Operations operations, NetworkRules rules, ConnectionChecks checks) {
    this.inventory = inventory;
    this.estate = inventory.estate();
    this.operations = operations;
    this.rules = rules;
    this.checks = checks;
    this.diagnoses = new RuleDiagnoses(estate, rules);
  }

  /** A place that flows are asked about. */
  record Place(String subnet, @Nullable String networkInterface, @Nullable InetAddress address) {}

  @Override
  public @Nullable Reply answer(Call call, String version) {
    Asked asked = Asked.of(call, Inventory.NETWORK_WATCHER);
    if (asked == null) {
      return null;
    }
    Resource watcher = asked.required(inventory);
    JsonNode body = call.json();
    String where = asked.location(watcher);
    return switch (asked.action().toLowerCase(Locale.ROOT)) {
      case "ipflowverify" -> operations.begin(call, where, true, version, () -> verify(body));
      case "nexthop" -> operations.begin(call, where, true, version, () -> nextHop(body));
      case "connectivitycheck" ->
          operations.begin(call, where, true, version, () -> connectivity(body));
      case "networkconfigurationdiagnostic" ->
          operations.begin(call, where, true, version, () -> diagnoses.answer(body, places(body)));
      default -> null;
    };
  }

  static String text(JsonNode body, String member) {
    String text = body.path(member).asString("");
    if (text.isEmpty()) {
      throw ManagementException.badRequest(
          "InvalidRequestFormat", "Cannot parse the request: '" + member + "' is missing.");
    }
    return text;
  }

  static InetAddress address(JsonNode body, String member) {
    String text = text(body, member);
    if (!IpAddresses.isLiteral(text)) {
      throw ManagementException.badRequest(
          "InvalidParameterValue", "'" + text + "' is not a valid IP address for " + member + ".");
    }
    return IpAddresses.parse(text);
  }

  static int port(JsonNode body, String member) {
    String text = text(body, member);
    if (text.equals("*")) {
      return SOME_PORT;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw ManagementException.badRequest(
          "InvalidParameterValue", "'" + text + "' is not a valid port for " + member + ".");
    }
    return Integer.parseInt(text);
  }

  static IpProtocol protocol(JsonNode body) {
    String text = text(body, "protocol").toUpperCase(Locale.ROOT);
    if (!text.equals("TCP") && !text.equals("UDP")) {
      throw ManagementException.badRequest(
          "InvalidParameterValue", "'" + text + "' is not a valid protocol: TCP or UDP.");
    }
    return IpProtocol.valueOf(text);
  }

  static boolean inbound(JsonNode body) {
    String text = text(body, "direction");
    if (!text.equalsIgnoreCase("Inbound") && !text.equalsIgnoreCase("Outbound")) {
      throw ManagementException.badRequest(
          "InvalidParameterValue", "'" + text + "' is not a valid direction: Inbound or Outbound.");
    }
    return text.equalsIgnoreCase("Inbound");
  }

  /** Returns the places of a machine, of one of its interfaces, or of a gateway. */
  List<Place> places(String resource, @Nullable String networkInterface) {
    ResourceId id = ResourceId.parse(resource).orElse(null);
    if (id == null || inventory.find(resource) == null) {
      throw ResourceManagerEndpoint.missing(id == null ? null : id.resourceGroup(), resource);
    }
    List<Place> places = new ArrayList<>();
    for (NetworkInterface nic : estate.topology.networkInterfaces()) {
      String own = estate.ids.of(ResourceTypes.NETWORK_INTERFACE, nic.name());
      boolean meant =
          id.type().equalsIgnoreCase(ResourceTypes.VIRTUAL_MACHINE)
              ? nic.virtualMachine() != null
                  && estate
                      .ids
                      .of(ResourceTypes.VIRTUAL_MACHINE, nic.virtualMachine())
                      .equalsIgnoreCase(resource)
                  && (networkInterface == null || own.equalsIgnoreCase(networkInterface))
              : own.equalsIgnoreCase(resource);
      for (IpConfiguration one : meant ? nic.ipConfigurations() : List.<IpConfiguration>of()) {
        places.add(new Place(one.subnet(), own, estate.addresses.of(one)));
      }
    }
    for (ApplicationGateway gateway : estate.topology.applicationGateways()) {
      if (estate
          .ids
          .of(ResourceTypes.APPLICATION_GATEWAY, gateway.name())
          .equalsIgnoreCase(resource)) {
        estate
            .addresses
            .instances(gateway)
            .forEach(address -> places.add(new Place(gateway.subnet(), null, address)));
      }
    }
    if (places.isEmpty()) {
      throw ManagementException.badRequest(
          "InvalidTargetResource",
          "The resource '" + resource + "' has no network interface that can be asked about.");
    }
    return places;
  }

  private List<Place> places(JsonNode body) {
    return places(text(body, "targetResourceId"), null);
  }

  private List<Place> machine(JsonNode body) {
    String target = text(body, "targetResourceId");
    ResourceId id = ResourceId.parse(target).orElse(null);
    if (id != null && !id.type().equalsIgnoreCase(ResourceTypes.VIRTUAL_MACHINE)) {
      throw ManagementException.badRequest(
          "InvalidTargetResourceId",
          "The target '" + target + "' is no virtual machine; only machines can be asked about.");
    }
    String nic = body.path("targetNicResourceId").asString("");
    return places(target, nic.isEmpty() ? null : nic);
  }

  private Object verify(JsonNode body) {
    InetAddress local = address(body, "localIPAddress");
    InetAddress remote = address(body, "remoteIPAddress");
    Place place =
        machine(body).stream()
            .filter(one -> local.equals(one.address()))
            .findFirst()
            .orElseThrow(
                () ->
                    ManagementException.badRequest(
                        "InvalidLocalIPAddress",
                        "'"
                            + local.getHostAddress()
                            + "' is no address of the target virtual machine."));
    int localPort = port(body, "localPort");
    int remotePort = port(body, "remotePort");
    IpProtocol protocol = protocol(body);
    SecurityEvaluation evaluation =
        inbound(body)
            ? rules
                .securityGroups()
                .inbound(
                    place.subnet(), new FiveTuple(remote, remotePort, local, localPort, protocol))
            : rules
                .securityGroups()
                .outbound(
                    place.subnet(), new FiveTuple(local, localPort, remote, remotePort, protocol));
    String rule =
        evaluation
            .decidedBy()
            .map(GroupEvaluation::decision)
            .map(one -> kind(one) + "/" + one.name())
            .orElse("");
    return Fields.of()
        .with("access", evaluation.allowed() ? "Allow" : "Deny")
        .with("ruleName", rule)
        .map();
  }

  private static String kind(RuleEvaluation rule) {
    return isDefault(rule) ? "defaultSecurityRules" : "securityRules";
  }

  static boolean isDefault(RuleEvaluation rule) {
    return Stream.of(Direction.INBOUND, Direction.OUTBOUND)
        .flatMap(direction -> DefaultSecurityRules.of(direction).stream())
        .anyMatch(one -> one.name().equals(rule.name()) && one.priority() == rule.priority());
  }

  private Object nextHop(JsonNode body) {
    InetAddress source = address(body, "sourceIPAddress");
    InetAddress destination = address(body, "destinationIPAddress");
    Place place =
        machine(body).stream()
            .filter(one -> source.equals(one.address()))
            .findFirst()
            .orElseThrow(
                () ->
                    ManagementException.badRequest(
                        "InvalidSourceIPAddress",
                        "'"
                            + source.getHostAddress()
                            + "' is no address of the target virtual machine."));
    Optional<EffectiveRoute> route = rules.routes().of(place.subnet()).select(destination);
    String table =
        estate.subnets.find(place.subnet()).map(one -> one.subnet().routeTable()).orElse(null);
    boolean user = route.filter(one -> one.source() == EffectiveRoute.Source.USER).isPresent();
    return Fields.of()
        .with("nextHopType", route.map(one -> one.nextHopType().toString()).orElse("None"))
        .with("nextHopIpAddress", route.map(EffectiveRoute::nextHopIpAddress).orElse(null))
        .with(
            "routeTableId",
            user && table != null
                ? estate.ids.of(ResourceTypes.ROUTE_TABLE, table)
                : "System Route")
        .map();
  }

  private Object connectivity(JsonNode body) {
    JsonNode source = body.path("source");
    String resource = text(source, "resourceId");
    Place from = places(resource, null).get(0);
    JsonNode destination = body.path("destination");
    String target = destination.path("resourceId").asString("");
    String address =
        target.isEmpty()
            ? text(destination, "address")
            : Optional.ofNullable(places(target, null).get(0).address())
                .map(InetAddress::getHostAddress)
                .orElse("");
    ConnectionChecks.Result result =
        checks.check(
            resource,
            from,
            address,
            destination.path("port").asInt(0),
            target.isEmpty() ? null : target);
    return result.json(result.reached() ? "Connected" : "Disconnected");
  }
}
