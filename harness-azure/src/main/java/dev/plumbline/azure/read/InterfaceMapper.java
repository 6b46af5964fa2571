package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkInterface.Service;
import dev.plumbline.azure.model.NetworkInterface.ServiceKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Network interfaces, those of virtual machines and those that the platform makes for scale sets,
 * Bastion hosts and container groups.
 */
final class InterfaceMapper {

  /** More machines of one scale set tell nothing new. */
  private static final int MOST_INSTANCES = 10;

  /**
   * A public address that the platform makes for a machine.
   *
   * @param name the model's name for it
   * @param configuration what the profile says of it
   * @param index the place of the machine in its set
   * @param owner whose profile it is
   */
  record InstanceAddress(String name, Part configuration, int index, ArmResource owner) {}

  private final Mapping mapping;
  private final Members members;
  private final List<InstanceAddress> instanceAddresses = new ArrayList<>();
  private final Map<String, String> machines = new HashMap<>();

  InterfaceMapper(Mapping mapping, Members members) {
    this.mapping = mapping;
    this.members = members;
    for (ArmResource machine : mapping.estate.of(ResourceTypes.VIRTUAL_MACHINE)) {
      Part profile = Part.of(machine.body()).part("networkProfile");
      for (JsonValue value : profile.values("networkInterfaces")) {
        JsonValue id = value instanceof JsonObject object ? object.value("id") : value;
        if (id instanceof JsonString text) {
          machines.put(ResourceId.key(text.value()), machine.name());
          if (mapping.estate.find(text.value()) == null) {
            mapping.note(
                Note.Kind.ASSUMED,
                text.mark(),
                "the network interface \""
                    + text.value()
                    + "\" of virtual machine "
                    + machine.name()
                    + " is not in the files; it was left out");
          }
        } else if (id != null && !(id instanceof JsonUnknown)) {
          mapping.problem(id.mark(), "a text is expected, found " + id.described());
        }
      }
    }
  }

  List<NetworkInterface> interfaces() {
    List<NetworkInterface> all =
        new ArrayList<>(mapping.all(ResourceTypes.NETWORK_INTERFACE, this::networkInterface));
    all.addAll(
        mapping.several(
            ResourceTypes.VIRTUAL_MACHINE, vm -> ofProfile(vm, Part.of(vm.body()), vm.name(), 0)));
    all.addAll(mapping.several(ResourceTypes.VIRTUAL_MACHINE_SCALE_SET, this::scaleSet));
    all.addAll(mapping.all(ResourceTypes.BASTION_HOST, this::bastion));
    all.addAll(mapping.several(ResourceTypes.KUBERNETES_CLUSTER, this::nodes));
    all.addAll(mapping.several(ResourceTypes.CONTAINER_GROUP, this::containers));
    all.addAll(
        mapping.several(
            ResourceTypes.SQL_MANAGED_INSTANCE,
            r -> inSubnet(r, Part.of(r.body()), "subnetId", mapping.estate.local(r), tcp(1433))));
    all.addAll(mapping.several(ResourceTypes.CONTAINER_APPS_ENVIRONMENT, this::environment));
    all.addAll(mapping.several(ResourceTypes.APP_SERVICE_ENVIRONMENT, this::environment));
    all.addAll(mapping.several("Microsoft.DBforMySQL/flexibleServers", r -> database(r, 3306)));
    all.addAll(
        mapping.several("Microsoft.DBforPostgreSQL/flexibleServers", r -> database(r, 5432)));
    all.addAll(
        mapping.several(
            "Microsoft.Cache/redis",
            cache -> {
              Part part = Part.of(cache.body());
              List<Service> ports = new ArrayList<>(tcp(6380));
              if (part.bool("enableNonSslPort", false)) {
                ports.addAll(tcp(6379));
              }
              return service(cache, part, ports);
            }));
    return all;
  }

  private List<NetworkInterface> database(ArmResource server, int port) {
    return service(server, Part.of(server.body()).part("network"), tcp(port));
  }

  /** The nodes of a cluster's pools. */
  private List<NetworkInterface> nodes(ArmResource cluster) {
    List<NetworkInterface> all = new ArrayList<>();
    boolean only = mapping.estate.of(ResourceTypes.KUBERNETES_CLUSTER).size() == 1;
    String prefix = only ? "aks-" : mapping.estate.local(cluster) + "/aks-";
    for (Part pool : mapping.estate.children(cluster, "agentPoolProfiles", "agentPools")) {
      int count = Math.min(pool.integer("count", 1), MOST_INSTANCES);
      for (int i = 0; i < count; i++) {
        all.addAll(
            inSubnet(cluster, pool, "vnetSubnetID", prefix + pool.name() + "-" + i, List.of()));
      }
    }
    return all;
  }

  private List<NetworkInterface> containers(ArmResource group) {
    List<NetworkInterface> all = new ArrayList<>();
    Part part = Part.of(group.body());
    for (Part subnet : part.parts("subnetIds")) {
      all.addAll(inSubnet(group, subnet, "id", mapping.estate.local(group), ports(part)));
    }
    JsonValue profile = Mapping.id(part, "networkProfile");
    ArmResource found = profile instanceof JsonString id ? mapping.estate.find(id.value()) : null;
    if (found != null) {
      for (Part nic : Part.of(found.body()).parts("containerNetworkInterfaceConfigurations")) {
        for (Part one : nic.parts("ipConfigurations")) {
          all.addAll(inSubnet(group, one, "subnet", mapping.estate.local(group), ports(part)));
        }
      }
    }
    return all;
  }

  /** Environments of apps: inside of a network one address stands for all that is in them. */
  private List<NetworkInterface> environment(ArmResource resource) {
    Part part = Part.of(resource.body());
    boolean service = resource.is(ResourceTypes.APP_SERVICE_ENVIRONMENT);
    Part network = part.part(service ? "virtualNetwork" : "vnetConfiguration");
    boolean inside = service ? insideService(part) : network.bool("internal", false);
    if (resource.existing()) {
      return List.of();
    } else if (!inside) {
      mapping.note(
          Note.Kind.IGNORED,
          resource.mark(),
          resource.type()
              + " "
              + resource.name()
              + " left out: flows meet it, but there is no model of it");
      return List.of();
    }
    List<Service> ports = new ArrayList<>(tcp(443));
    ports.addAll(tcp(80));
    String subnet = service ? network.textIfKnown("subnet") : null;
    String id = service ? network.textIfKnown("id") : null;
    if (subnet != null && id != null && !ResourceId.key(id).contains("/subnets/")) {
      // The network and the name of the subnet, as earlier versions of the API have it.
      network =
          Part.of(
              network
                  .json()
                  .with("id", new JsonString(network.mark("id"), id + "/subnets/" + subnet)));
    }
    return inSubnet(
        resource,
        network,
        service ? "id" : "infrastructureSubnetId",
        mapping.estate.local(resource),
        ports);
  }

  /** The address for web is inside; a number has a bit for it. */
  private static boolean insideService(Part part) {
    String mode = part.text("internalLoadBalancingMode", "None");
    if (!mode.matches("(?i)none|[0-3]|(web|publishing)(\\s*,\\s*(web|publishing))?")) {
      throw part.mark("internalLoadBalancingMode")
          .refuse(
              "the text \""
                  + mode
                  + "\" is no internalLoadBalancingMode; allowed are None, Web, Publishing, and"
                  + " \"Web, Publishing\"");
    }
    return mode.matches("(?i).*web.*|[13]");
  }

  private static List<Service> tcp(int port) {
    return List.of(new Service(port, ServiceKind.TCP, List.of(), List.of()));
  }

  /** Returns the ports of a container group: those of its address, or of its containers. */
  private static List<Service> ports(Part group) {
    List<Part> ports = new ArrayList<>(group.part("ipAddress").parts("ports"));
    if (ports.isEmpty()) {
      group.parts("containers").forEach(container -> ports.addAll(container.parts("ports")));
    }
    List<Service> services = new ArrayList<>();
    for (Part port : ports) {
      boolean udp = port.word("protocol", Map.of("tcp", false, "udp", true), false);
      int number = port.integer("port", 0);
      if (!udp && number > 0 && services.stream().noneMatch(s -> s.port() == number)) {
        services.addAll(tcp(number));
      }
    }
    return services;
  }

  private List<NetworkInterface> service(ArmResource owner, Part part, List<Service> services) {
    String member = PlatformServiceMapper.subnetMember(owner);
    return member == null || owner.existing()
        ? List.of()
        : inSubnet(owner, part, member, mapping.estate.local(owner), services);
  }

  /** Returns the interface that a service of the platform has in a subnet, if it has one. */
  private List<NetworkInterface> inSubnet(
      ArmResource owner, Part part, String member, String name, List<Service> services) {
    List<NetworkInterface> made =
        mapping.each(
            List.of(part),
            one -> {
              String subnet = mapping.reference(one, member);
              return subnet == null
                  ? null
                  : new NetworkInterface(
                      name,
                      owner.name(),
                      List.of(
                          new IpConfiguration(
                              "ipconfig", subnet, one.address("staticIP"), null, List.of())),
                      null,
                      false,
                      List.of(),
                      services);
            });
    made.forEach(nic -> mapping.origins().put(nic, owner.body()));
    return made;
  }

  private @Nullable NetworkInterface networkInterface(ArmResource resource) {
    Part part = Part.of(resource.body());
    if (resource.existing() || belongsToThePlatform(part)) {
      return null;
    }
    String name = mapping.estate.local(resource);
    members.known(resource.id(), name);
    String machine = machines.get(ResourceId.key(resource.id()));
    JsonValue id = Mapping.id(part, "virtualMachine");
    if (machine == null && id instanceof JsonString text) {
      machine = text.value().substring(text.value().lastIndexOf('/') + 1);
    }
    return networkInterface(part, name, machine);
  }

  /** Private endpoints and private link services have interfaces that only the platform shows. */
  private static boolean belongsToThePlatform(Part part) {
    return Mapping.id(part, "privateEndpoint") != null
        || Mapping.id(part, "privateLinkService") != null;
  }

  private @Nullable NetworkInterface networkInterface(
      Part part, String name, @Nullable String machine) {
    List<Part> configurations = new ArrayList<>();
    for (Part one : part.parts("ipConfigurations")) {
      if (one.six("privateIPAddressVersion")) {
        mapping.note(
            Note.Kind.IGNORED,
            one.mark(),
            "the IPv6 configuration of " + name + " was left out; its IPv4 one was read");
      } else if (one.bool("primary", false)) {
        configurations.add(0, one);
      } else {
        configurations.add(one);
      }
    }
    List<IpConfiguration> addresses = mapping.each(configurations, one -> configuration(one, name));
    if (addresses.isEmpty()) {
      return null;
    }
    return mapping.made(
        new NetworkInterface(
            name,
            machine,
            addresses,
            mapping.reference(part, "networkSecurityGroup"),
            part.bool("enableIPForwarding", false),
            mapping.values(part.part("dnsSettings").values("dnsServers"), InterfaceMapper::server),
            List.of()),
        part);
  }

  private static @Nullable InetAddress server(JsonValue value) {
    return value.scalar().equalsIgnoreCase("AzureProvidedDNS") ? null : Part.address(value);
  }

  private IpConfiguration configuration(Part part, String name) {
    members.add(part, name);
    LoadBalancerMapper.chained(mapping, part, "the network interface " + name);
    return new IpConfiguration(
        part.json().text("name") == null ? "ipconfig" : part.name(),
        mapping.requiredReference(part, "subnet"),
        mapping.privateAddress(part),
        mapping.reference(part, "publicIPAddress"),
        mapping.references(part, "applicationSecurityGroups"));
  }

  private List<NetworkInterface> ofProfile(
      ArmResource owner, Part part, String machine, int index) {
    List<Part> profiles = part.part("networkProfile").parts("networkInterfaceConfigurations");
    List<NetworkInterface> made = new ArrayList<>();
    for (Part profile : profiles) {
      String name = profiles.size() == 1 ? machine : machine + "/" + profile.name();
      for (NetworkInterface nic :
          mapping.each(List.of(profile), one -> networkInterface(one, name, machine))) {
        made.add(withPublicAddresses(nic, profile, index, owner));
      }
    }
    made.forEach(nic -> mapping.origins().putIfAbsent(nic, owner.body()));
    return made;
  }

  /** A profile does not refer to public addresses, but says of what kind each machine gets one. */
  private NetworkInterface withPublicAddresses(
      NetworkInterface nic, Part profile, int index, ArmResource owner) {
    List<IpConfiguration> all = new ArrayList<>();
    for (IpConfiguration one : nic.ipConfigurations()) {
      Part asked =
          profile.parts("ipConfigurations").stream()
              .filter(p -> p.json().text("name") != null && p.name().equals(one.name()))
              .filter(p -> p.has("publicIPAddressConfiguration"))
              .map(p -> p.part("publicIPAddressConfiguration"))
              .findFirst()
              .orElse(null);
      if (asked == null) {
        all.add(one);
        continue;
      }
      String name = nic.name() + "/" + asked.name();
      instanceAddresses.add(new InstanceAddress(name, asked, index, owner));
      IpConfiguration with =
          new IpConfiguration(
              one.name(),
              one.subnet(),
              one.privateIPAddress(),
              name,
              one.applicationSecurityGroups());
      JsonObject origin = mapping.origin(one);
      if (origin != null) {
        mapping.origins().put(with, origin);
      }
      all.add(with);
    }
    return mapping.made(
        new NetworkInterface(
            nic.name(),
            nic.virtualMachine(),
            all,
            nic.networkSecurityGroup(),
            nic.enableIPForwarding(),
            nic.dnsServers(),
            nic.services()),
        profile);
  }

  /** Returns the public addresses that the platform makes for what {@link #interfaces} gave. */
  List<InstanceAddress> instanceAddresses() {
    return List.copyOf(instanceAddresses);
  }

  private List<NetworkInterface> scaleSet(ArmResource set) {
    Part part = Part.of(set.body());
    Part profile = part.part("virtualMachineProfile");
    Integer capacity = part.part("sku").integer("capacity");
    int count = capacity == null ? 1 : capacity;
    if (count > MOST_INSTANCES) {
      mapping.note(
          Note.Kind.ASSUMED,
          set.mark(),
          MOST_INSTANCES + " of the " + count + " machines of " + set.name() + " were read");
    }
    List<NetworkInterface> all = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MOST_INSTANCES); i++) {
      String name = mapping.estate.local(set) + "_" + i;
      all.addAll(ofProfile(set, profile, name, i));
    }
    return all;
  }

  private @Nullable NetworkInterface bastion(ArmResource resource) {
    List<Part> configurations = Part.of(resource.body()).parts("ipConfigurations");
    if (configurations.isEmpty()) {
      mapping.note(
          Note.Kind.IGNORED,
          resource.mark(),
          "the Bastion host "
              + resource.name()
              + " has no address in a subnet (SKU Developer); it was left out");
      return null;
    }
    Part part = configurations.get(0);
    return new NetworkInterface(
        mapping.estate.local(resource),
        null,
        List.of(
            new IpConfiguration(
                part.name(),
                mapping.requiredReference(part, "subnet"),
                null,
                mapping.reference(part, "publicIPAddress"),
                List.of())),
        null,
        false,
        List.of(),
        List.of(new Service(443, ServiceKind.TCP, List.of(), List.of())));
  }
}
