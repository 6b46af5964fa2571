package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.DdosProtectionPlan;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.network.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Virtual networks with subnets and peerings, and DDoS protection plans. */
final class NetworkMapper {

  private final Mapping mapping;

  NetworkMapper(Mapping mapping) {
    this.mapping = mapping;
  }

  List<VirtualNetwork> virtualNetworks() {
    return mapping.all(ResourceTypes.VIRTUAL_NETWORK, this::virtualNetwork);
  }

  List<DdosProtectionPlan> plans() {
    return mapping.all(
        "Microsoft.Network/ddosProtectionPlans",
        r -> new DdosProtectionPlan(mapping.estate.local(r)));
  }

  private VirtualNetwork virtualNetwork(ArmResource resource) {
    Part part = Part.of(resource.body());
    List<Subnet> subnets = mapping.each(mapping.estate.children(resource, "subnets"), this::subnet);
    List<Cidr> space =
        new ArrayList<>(
            mapping.values(part.part("addressSpace").values("addressPrefixes"), Part::cidr));
    if (space.isEmpty()) {
      // An existing network of which only the subnets are told.
      subnets.forEach(
          s -> s.prefixes().stream().filter(p -> !space.contains(p)).forEach(space::add));
    }
    return new VirtualNetwork(
        mapping.estate.local(resource),
        mapping.location(resource),
        space,
        mapping.values(part.part("dhcpOptions").values("dnsServers"), Part::address),
        subnets,
        mapping.each(
            mapping.estate.children(resource, "virtualNetworkPeerings"),
            peering -> peering(peering, resource)),
        mapping.reference(part, "ddosProtectionPlan"));
  }

  private Subnet subnet(Part part) {
    List<Cidr> prefixes = part.cidrs("addressPrefixes", "addressPrefix");
    if (prefixes.isEmpty()) {
      throw part.mark("addressPrefix").refuse("addressPrefix is missing");
    }
    return new Subnet(
        part.name(),
        prefixes.size() == 1 ? prefixes.get(0) : null,
        prefixes.size() == 1 ? List.of() : prefixes,
        mapping.reference(part, "networkSecurityGroup"),
        mapping.reference(part, "routeTable"),
        mapping.reference(part, "natGateway"),
        services(part.values("serviceEndpoints"), "service"),
        delegations(part),
        part.word(
            "privateEndpointNetworkPolicies",
            Map.of(
                "enabled", PrivateEndpointNetworkPolicies.ENABLED,
                "disabled", PrivateEndpointNetworkPolicies.DISABLED,
                "true", PrivateEndpointNetworkPolicies.ENABLED,
                "false", PrivateEndpointNetworkPolicies.DISABLED,
                "networksecuritygroupenabled",
                    PrivateEndpointNetworkPolicies.NETWORK_SECURITY_GROUP_ENABLED,
                "routetableenabled", PrivateEndpointNetworkPolicies.ROUTE_TABLE_ENABLED),
            PrivateEndpointNetworkPolicies.DISABLED),
        part.bool("defaultOutboundAccess", true));
  }

  private static List<String> services(List<JsonValue> values, String name) {
    List<String> all = new ArrayList<>();
    for (JsonValue value : values) {
      String service =
          value instanceof JsonObject object ? Part.of(object).text(name) : value.scalar();
      if (service != null && !all.contains(service)) {
        all.add(service);
      }
    }
    return all;
  }

  private static List<String> delegations(Part part) {
    return services(part.values("delegations"), "serviceName");
  }

  private @Nullable VirtualNetworkPeering peering(Part part, ArmResource vnet) {
    String remote = mapping.reference(part, "remoteVirtualNetwork");
    if (remote == null) {
      return null;
    }
    if (!part.bool("peerCompleteVnets", true)) {
      throw part.mark("peerCompleteVnets")
          .refuse(
              "only some subnets are peered, which there is no model of: a peering of the networks"
                  + " as a whole would let through what Azure drops; describe the subnets as"
                  + " virtual networks of their own");
    } else if (part.bool("enableOnlyIPv6Peering", false)) {
      throw part.mark("enableOnlyIPv6Peering")
          .refuse(
              "only the IPv6 addresses are peered, which there is no model of: it would let"
                  + " through what Azure drops");
    }
    PeeringState state =
        part.has("peeringState")
            ? part.word(
                "peeringState",
                Map.of(
                    "initiated", PeeringState.INITIATED,
                    "connected", PeeringState.CONNECTED,
                    "disconnected", PeeringState.DISCONNECTED),
                PeeringState.CONNECTED)
            : answered(part, vnet) ? PeeringState.CONNECTED : PeeringState.INITIATED;
    return new VirtualNetworkPeering(
        part.name(),
        remote,
        part.bool("allowVirtualNetworkAccess", true),
        part.bool("allowForwardedTraffic", false),
        part.bool("allowGatewayTransit", false),
        part.bool("useRemoteGateways", false),
        state);
  }

  /** A peering is connected when the other side has one back. */
  private boolean answered(Part part, ArmResource vnet) {
    JsonValue id = Mapping.id(part, "remoteVirtualNetwork");
    ArmResource remote = id == null ? null : mapping.estate.find(id.scalar());
    if (remote == null || remote.existing()) {
      return true;
    }
    return mapping.estate.children(remote, "virtualNetworkPeerings").stream()
        .map(other -> Mapping.id(other, "remoteVirtualNetwork"))
        .anyMatch(back -> back != null && back.scalar().equalsIgnoreCase(vnet.id()));
  }
}
