package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.Connection.ConnectionType;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway.GatewayType;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What joins networks: VPN and ExpressRoute gateways, connections, circuits, private clouds. */
final class GatewayMapper {

  static final String SEGMENTS = ResourceTypes.PRIVATE_CLOUD + "/workloadNetworks/segments";

  private final Mapping mapping;

  GatewayMapper(Mapping mapping) {
    this.mapping = mapping;
  }

  List<VirtualNetworkGateway> gateways() {
    return mapping.all(ResourceTypes.VIRTUAL_NETWORK_GATEWAY, this::gateway);
  }

  private @Nullable VirtualNetworkGateway gateway(ArmResource resource) {
    Part part = Part.of(resource.body());
    List<Part> addresses = part.parts("ipConfigurations");
    if (addresses.isEmpty()) {
      if (resource.existing()) {
        return null;
      }
      throw part.mark("ipConfigurations")
          .refuse("ipConfigurations is missing; a gateway stands in the subnet GatewaySubnet");
    }
    Set<String> publicAddresses = new LinkedHashSet<>();
    for (Part address : addresses) {
      String name = mapping.reference(address, "publicIPAddress");
      if (name != null) {
        publicAddresses.add(name);
      }
    }
    return new VirtualNetworkGateway(
        mapping.estate.local(resource),
        mapping.requiredReference(addresses.get(0), "subnet"),
        part.word(
            "gatewayType",
            Map.of("vpn", GatewayType.VPN, "expressroute", GatewayType.EXPRESS_ROUTE),
            GatewayType.VPN),
        part.bool("enableBgp", false),
        List.copyOf(publicAddresses),
        mapping.values(
            part.part("vpnClientConfiguration")
                .part("vpnClientAddressPool")
                .values("addressPrefixes"),
            Part::cidr));
  }

  List<LocalNetworkGateway> localGateways() {
    return mapping.all(
        ResourceTypes.LOCAL_NETWORK_GATEWAY,
        resource -> {
          Part part = Part.of(resource.body());
          String near = gatewayOf(resource);
          if (near != null) {
            mapping.note(
                Note.Kind.READ,
                resource.mark(),
                "the site "
                    + resource.name()
                    + " is a virtual network of the files; connections to it lead to its gateway "
                    + near);
            return null;
          }
          List<Cidr> prefixes =
              new ArrayList<>(
                  mapping.values(
                      part.part("localNetworkAddressSpace").values("addressPrefixes"), Part::cidr));
          InetAddress peer = part.part("bgpSettings").address("bgpPeeringAddress");
          if (prefixes.isEmpty() && peer != null) {
            prefixes.add(new Cidr(peer, peer.getAddress().length * 8));
            mapping.note(
                Note.Kind.ASSUMED,
                resource.mark(),
                "the prefixes of the site "
                    + resource.name()
                    + " come by BGP and are not in the file; only its BGP peer was read");
          }
          if (prefixes.isEmpty()) {
            mapping.note(
                Note.Kind.ASSUMED,
                resource.mark(),
                "the site " + resource.name() + " has no prefixes; it was left out");
            return null;
          }
          InetAddress address =
              part.textIfKnown("gatewayIpAddress") == null
                  ? null
                  : part.address("gatewayIpAddress");
          return new LocalNetworkGateway(mapping.estate.local(resource), prefixes, address);
        });
  }

  /**
   * Returns the gateway of the virtual network whose prefixes a site has; null when the site is
   * none of them.
   */
  private @Nullable String gatewayOf(ArmResource site) {
    Part part = Part.of(site.body());
    List<JsonValue> told =
        new ArrayList<>(part.part("localNetworkAddressSpace").values("addressPrefixes"));
    if (told.isEmpty()
        && part.part("bgpSettings").value("bgpPeeringAddress") instanceof JsonString peer) {
      told.add(peer);
    }
    List<Cidr> prefixes = told.stream().map(Part::cidr).toList();
    for (ArmResource gateway : mapping.estate.of(ResourceTypes.VIRTUAL_NETWORK_GATEWAY)) {
      for (Part configuration : Part.of(gateway.body()).parts("ipConfigurations")) {
        JsonValue id = Mapping.id(configuration, "subnet");
        ArmResource vnet =
            id instanceof JsonString text
                ? ResourceId.parse(text.value())
                    .flatMap(ResourceId::parent)
                    .map(p -> mapping.estate.find(p.text()))
                    .orElse(null)
                : null;
        if (vnet != null && !prefixes.isEmpty()) {
          List<Cidr> space =
              mapping.values(
                  Part.of(vnet.body()).part("addressSpace").values("addressPrefixes"), Part::cidr);
          if (prefixes.stream()
              .allMatch(
                  p ->
                      space.stream()
                          .anyMatch(s -> s.length() <= p.length() && s.contains(p.address())))) {
            return mapping.estate.local(gateway);
          }
        }
      }
    }
    return null;
  }

  /** Returns the connections whose two ends are in the files. */
  List<Connection> connections(
      List<VirtualNetworkGateway> gateways, List<LocalNetworkGateway> sites) {
    Set<String> known = new LinkedHashSet<>();
    gateways.forEach(g -> known.add("gateway " + g.name()));
    sites.forEach(s -> known.add("site " + s.name()));
    return mapping.all(ResourceTypes.CONNECTION, resource -> connection(resource, known));
  }

  private @Nullable Connection connection(ArmResource resource, Set<String> known) {
    Part part = Part.of(resource.body());
    ConnectionType type =
        part.word(
            "connectionType",
            Map.of(
                "ipsec", ConnectionType.IPSEC,
                "expressroute", ConnectionType.EXPRESS_ROUTE,
                "vnet2vnet", ConnectionType.VNET2VNET),
            null);
    String gateway = mapping.reference(part, "virtualNetworkGateway1");
    String peer =
        switch (type) {
          case IPSEC -> mapping.reference(part, "localNetworkGateway2");
          case EXPRESS_ROUTE -> mapping.reference(part, "peer");
          case VNET2VNET -> mapping.reference(part, "virtualNetworkGateway2");
        };
    if (type == ConnectionType.IPSEC
        && Mapping.id(part, "localNetworkGateway2") instanceof JsonString id) {
      ArmResource site = mapping.estate.find(id.value());
      String near = site == null ? null : gatewayOf(site);
      if (near != null) {
        type = ConnectionType.VNET2VNET;
        peer = near;
      }
    }
    boolean both =
        gateway != null
            && peer != null
            && known.contains("gateway " + gateway)
            && switch (type) {
              case IPSEC -> known.contains("site " + peer);
              case EXPRESS_ROUTE -> true;
              case VNET2VNET -> known.contains("gateway " + peer);
            };
    if (!both || gateway == null || peer == null) {
      mapping.note(
          Note.Kind.ASSUMED,
          resource.mark(),
          "the connection "
              + resource.name()
              + " was left out, since what it joins is not all in the files; add the file that"
              + " describes the rest");
      return null;
    }
    return new Connection(mapping.estate.local(resource), gateway, peer, type);
  }

  List<ExpressRouteCircuit> circuits() {
    List<ExpressRouteCircuit> all =
        mapping.all(
            ResourceTypes.EXPRESS_ROUTE_CIRCUIT,
            resource -> {
              Set<String> reach = new LinkedHashSet<>();
              for (Part peering : mapping.estate.children(resource, "peerings")) {
                connectionsOf(resource, peering)
                    .forEach(
                        c -> {
                          String other = circuitOf(c);
                          if (other != null) {
                            reach.add(other);
                          }
                        });
              }
              return new ExpressRouteCircuit(
                  mapping.estate.local(resource), null, List.copyOf(reach), true);
            });
    return all;
  }

  private List<Part> connectionsOf(ArmResource circuit, Part peering) {
    List<Part> all = new ArrayList<>(peering.parts("connections"));
    String type = ResourceTypes.EXPRESS_ROUTE_CIRCUIT + "/peerings/connections";
    String parent = ResourceId.key(circuit.id() + "/peerings/" + peering.name() + "/");
    for (ArmResource one : mapping.estate.of(type)) {
      if (ResourceId.key(one.id()).startsWith(parent)) {
        all.add(Part.of(one.body()));
      }
    }
    return all;
  }

  private @Nullable String circuitOf(Part connection) {
    JsonValue id = Mapping.id(connection, "peerExpressRouteCircuitPeering");
    if (id == null || id instanceof JsonUnknown) {
      return null;
    }
    String text = id.scalar();
    int end = ResourceId.key(text).indexOf("/peerings/");
    return mapping.reference(new JsonString(id.mark(), end < 0 ? text : text.substring(0, end)));
  }

  /**
   * Returns the identifier of the circuit that the platform makes for a private cloud, where it is
   * not told: one in a subscription of its own.
   */
  static String circuitOf(ArmResource privateCloud) {
    return new ResourceId(
            "/subscriptions/"
                + NameBasedId.guid(ResourceId.key(privateCloud.id()) + " circuit")
                + "/resourceGroups/avs",
            ResourceTypes.EXPRESS_ROUTE_CIRCUIT,
            privateCloud.lastName() + "-circuit")
        .text();
  }

  List<VmwarePrivateCloud> privateClouds() {
    return mapping.all(
        ResourceTypes.PRIVATE_CLOUD,
        resource -> {
          Part part = Part.of(resource.body());
          JsonValue block = part.value("networkBlock");
          if (block == null) {
            throw part.mark("networkBlock").refuse("networkBlock is missing");
          }
          JsonValue circuit = part.part("circuit").value("expressRouteID");
          String id = circuit instanceof JsonString text ? text.value() : circuitOf(resource);
          return new VmwarePrivateCloud(
              mapping.estate.local(resource),
              Part.cidr(block),
              mapping.estate.local(id),
              segments(resource),
              List.of(),
              List.of());
        });
  }

  /** Returns the segments of a private cloud; one without a gateway reaches nothing outside it. */
  private List<VmwarePrivateCloud.Segment> segments(ArmResource cloud) {
    String start = ResourceId.key(cloud.id() + "/workloadNetworks/");
    List<Part> parts =
        mapping.estate.of(SEGMENTS).stream()
            .filter(one -> ResourceId.key(one.id()).startsWith(start))
            .map(one -> Part.of(one.body()))
            .toList();
    return mapping.each(
        parts,
        part -> {
          JsonValue gateway = part.part("subnet").value("gatewayAddress");
          if (gateway == null) {
            mapping.note(
                Note.Kind.READ,
                part.mark(),
                "the segment " + part.name() + " has no gatewayAddress; it was left out");
            return null;
          }
          return new VmwarePrivateCloud.Segment(
              part.name(),
              Cidr.of(SecurityMapper.masked(gateway.scalar(), gateway.mark())),
              List.of());
        });
  }
}
