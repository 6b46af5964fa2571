package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.PrivateLinkService;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Private endpoints, with the zones they register in, and private link services. */
final class PrivateLinkMapper {

  /** A private link service as those know it whom its owner told: name, GUID and region. */
  private static final Pattern ALIAS =
      Pattern.compile("[^/]+\\.privatelinkservice", Pattern.CASE_INSENSITIVE);

  private final Mapping mapping;
  private final Map<String, ArmResource> interfaces = new HashMap<>();

  PrivateLinkMapper(Mapping mapping) {
    this.mapping = mapping;
    for (ArmResource nic : mapping.estate.of(ResourceTypes.NETWORK_INTERFACE)) {
      JsonValue id = Mapping.id(Part.of(nic.body()), "privateEndpoint");
      if (id instanceof JsonString text) {
        interfaces.put(ResourceId.key(text.value()), nic);
      }
    }
  }

  /** Returns the identifiers, as keys, of what private endpoints lead to. */
  static Set<String> targets(Estate estate) {
    Set<String> targets = new HashSet<>();
    for (ArmResource endpoint : estate.of(ResourceTypes.PRIVATE_ENDPOINT)) {
      Part part = Part.of(endpoint.body());
      for (String kind :
          List.of("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")) {
        for (Part connection : part.parts(kind)) {
          if (Mapping.id(connection, "privateLinkServiceId") instanceof JsonString text) {
            targets.add(ResourceId.key(text.value()));
          }
        }
      }
    }
    return targets;
  }

  List<PrivateEndpoint> endpoints() {
    return mapping.all(ResourceTypes.PRIVATE_ENDPOINT, this::endpoint);
  }

  private @Nullable PrivateEndpoint endpoint(ArmResource resource) {
    Part part = Part.of(resource.body());
    if (resource.existing()) {
      return null;
    }
    List<Part> connections = new ArrayList<>(part.parts("privateLinkServiceConnections"));
    boolean manual = connections.isEmpty();
    connections.addAll(part.parts("manualPrivateLinkServiceConnections"));
    if (connections.isEmpty()) {
      throw part.mark("privateLinkServiceConnections")
          .refuse(
              "privateLinkServiceConnections is missing; a private endpoint leads to a service");
    }
    Part connection = connections.get(0);
    if (Mapping.id(connection, "privateLinkServiceId") instanceof JsonString target
        && ResourceId.parse(target.value())
            .filter(id -> id.type().equalsIgnoreCase(ResourceTypes.APPLICATION_GATEWAY))
            .isPresent()) {
      mapping.note(
          Note.Kind.IGNORED,
          resource.mark(),
          "the private endpoint "
              + resource.name()
              + " left out: flows meet it, but there is no model of private link to an application"
              + " gateway");
      return null;
    }
    if (Mapping.id(connection, "privateLinkServiceId") instanceof JsonString alias
        && ALIAS.matcher(alias.value()).matches()) {
      mapping.note(
          Note.Kind.IGNORED,
          resource.mark(),
          "the private endpoint "
              + resource.name()
              + " left out: flows meet it, but where the alias "
              + alias.value()
              + " leads is not known");
      return null;
    }
    return new PrivateEndpoint(
        mapping.estate.local(resource),
        mapping.requiredReference(part, "subnet"),
        address(part, resource),
        mapping.requiredReference(connection, "privateLinkServiceId"),
        connection.texts("groupIds"),
        connection
            .part("privateLinkServiceConnectionState")
            .word(
                "status",
                Map.of(
                    "pending", ConnectionState.PENDING,
                    "approved", ConnectionState.APPROVED,
                    "rejected", ConnectionState.REJECTED,
                    "disconnected", ConnectionState.DISCONNECTED),
                manual ? ConnectionState.PENDING : ConnectionState.APPROVED),
        zones(resource),
        mapping.references(part, "applicationSecurityGroups"));
  }

  private List<String> zones(ArmResource endpoint) {
    List<String> zones = new ArrayList<>();
    for (Part group : mapping.estate.children(endpoint, "privateDnsZoneGroups")) {
      for (Part config : group.parts("privateDnsZoneConfigs")) {
        String zone = mapping.reference(config, "privateDnsZoneId");
        if (zone != null && !zones.contains(zone)) {
          zones.add(zone);
        }
      }
    }
    return zones;
  }

  private @Nullable InetAddress address(Part part, ArmResource resource) {
    for (Part configuration : part.parts("ipConfigurations")) {
      InetAddress address = configuration.address("privateIPAddress");
      if (address != null) {
        return address;
      }
    }
    ArmResource nic = interfaces.get(ResourceId.key(resource.id()));
    if (nic == null) {
      for (JsonValue value : part.values("networkInterfaces")) {
        JsonValue id = value instanceof JsonObject object ? object.value("id") : value;
        nic = id instanceof JsonString text ? mapping.estate.find(text.value()) : nic;
      }
    }
    if (nic != null) {
      for (Part configuration : Part.of(nic.body()).parts("ipConfigurations")) {
        InetAddress address = configuration.address("privateIPAddress");
        if (address != null) {
          return address;
        }
      }
    }
    for (Part custom : part.parts("customDnsConfigs")) {
      for (String address : custom.texts("ipAddresses")) {
        if (IpAddresses.isLiteral(address)) {
          return IpAddresses.parse(address);
        }
      }
    }
    return null;
  }

  /** Returns whether what is behind a private link service is not in the files. */
  static boolean isElsewhere(ArmResource service) {
    Part part = Part.of(service.body());
    return service.existing()
        || part.parts("loadBalancerFrontendIpConfigurations").isEmpty()
        || part.parts("ipConfigurations").isEmpty();
  }

  List<PrivateLinkService> services() {
    return mapping.all(
        ResourceTypes.PRIVATE_LINK_SERVICE,
        resource -> {
          Part part = Part.of(resource.body());
          List<Part> frontends = part.parts("loadBalancerFrontendIpConfigurations");
          List<Part> addresses = part.parts("ipConfigurations");
          if (resource.existing() || isElsewhere(resource) && resource.properties().size() == 0) {
            return null;
          }
          if (frontends.isEmpty() || addresses.isEmpty()) {
            mapping.note(
                Note.Kind.IGNORED,
                resource.mark(),
                "the private link service "
                    + resource.name()
                    + " leads to no frontend of a load balancer; it was left out");
            return null;
          }
          String id = frontends.get(0).json().text("id");
          int end = id == null ? -1 : ResourceId.key(id).indexOf("/frontendipconfigurations/");
          if (id == null || end < 0) {
            throw part.mark("loadBalancerFrontendIpConfigurations")
                .refuse("the identifier of a load balancer's frontend is expected");
          }
          String balancer = mapping.estate.local(id.substring(0, end));
          if (balancer == null) {
            throw frontends
                .get(0)
                .mark()
                .refuse(
                    "the load balancer of "
                        + id
                        + " is not in the files; add the file that describes it");
          }
          return new PrivateLinkService(
              mapping.estate.local(resource),
              balancer,
              id.substring(id.lastIndexOf('/') + 1),
              mapping.requiredReference(addresses.get(0), "subnet"));
        });
  }
}
