package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.rules.Subnets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of a topology's resources. All are in one subscription, and in a resource group
 * of the topology's name; where two of one type have the same name, the topology tells them apart
 * by {@code group/name}.
 */
final class ResourceIds {

  static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

  private final AzureTopology topology;
  private final Subnets subnets;
  private final String group;

  ResourceIds(AzureTopology topology) {
    this.topology = topology;
    this.subnets = Subnets.of(topology);
    this.group = topology.name();
  }

  String group() {
    return group;
  }

  static String inGroup(String group, String type, String name) {
    return "/subscriptions/"
        + SUBSCRIPTION
        + "/resourceGroups/"
        + group
        + "/providers/"
        + type
        + "/"
        + name;
  }

  /** Returns the identifier of a resource by its name in the topology. */
  String of(String type, String name) {
    String kind = type.substring(type.lastIndexOf('/') + 1);
    for (String prefix : List.of(type + "/", kind + "/")) {
      if (name.startsWith(prefix)) {
        return inGroup(group, type, name.substring(prefix.length()));
      }
    }
    int slash = name.indexOf('/');
    return slash < 0
        ? inGroup(group, type, name)
        : inGroup(name.substring(0, slash), type, name.substring(slash + 1).replace('/', '-'));
  }

  @Nullable String ofNullable(String type, @Nullable String name) {
    return name == null ? null : of(type, name);
  }

  List<String> all(String type, Collection<String> names) {
    return names.stream().map(name -> of(type, name)).toList();
  }

  /** Returns the identifier of a subnet by its name in the topology. */
  String subnet(String name) {
    return subnets
        .find(name)
        .map(
            placed ->
                of(ResourceTypes.VIRTUAL_NETWORK, placed.virtualNetwork().name())
                    + "/subnets/"
                    + placed.subnet().name())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no subnet \"" + name + "\"; there are " + subnets.names()));
  }

  /** Returns the identifier of what a private endpoint leads to. */
  String service(String name) {
    if (topology.apiManagement().stream().anyMatch(s -> s.name().equals(name))) {
      return of(ResourceTypes.API_MANAGEMENT, name);
    }
    return topology.platformServices().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .map(this::platformService)
        .orElseGet(() -> of(ResourceTypes.PRIVATE_LINK_SERVICE, name));
  }

  String platformService(PlatformService service) {
    return of(service.resourceType(), service.name());
  }

  /** Returns the identifier of an IP configuration, by {@code nic} or {@code nic/ipconfig}. */
  String ipConfiguration(String reference) {
    return topology.networkInterfaces().stream()
        .filter(nic -> reference.equals(nic.name()) || reference.startsWith(nic.name() + "/"))
        .findFirst()
        .map(
            nic ->
                of(ResourceTypes.NETWORK_INTERFACE, nic.name())
                    + "/ipConfigurations/"
                    + (reference.equals(nic.name())
                        ? nic.ipConfigurations().get(0).name()
                        : reference.substring(nic.name().length() + 1)))
        .orElseThrow(() -> new IllegalArgumentException("no network interface " + reference));
  }

  /** Returns the last part of an identifier. */
  static String last(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
