package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.Subnets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What those that write resources share: the topology, its identifiers, addresses, regions. */
final class Estate {

  /** The region of resources that a topology tells none of. */
  static final String DEFAULT_REGION = "westeurope";

  final AzureTopology topology;
  final ResourceIds ids;
  final AddressPlan addresses;
  final Subnets subnets;
  final String region;
  private final List<Resource> resources = new ArrayList<>();

  Estate(AzureTopology topology) {
    this.topology = topology;
    this.ids = new ResourceIds(topology);
    this.addresses = AddressPlan.of(topology);
    this.subnets = Subnets.of(topology);
    this.region =
        topology.virtualNetworks().stream()
            .map(VirtualNetwork::location)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(DEFAULT_REGION);
  }

  /** Returns the region of what is in a subnet; that of the topology for null. */
  String regionOf(@Nullable String subnet) {
    String found = subnets.region(null, subnet);
    return found == null ? region : found;
  }

  void add(String type, String name, Fields properties) {
    add(type, name, region, Fields.of(), properties);
  }

  void add(String type, String name, String location, Fields above, Fields properties) {
    resources.add(Resource.of(ids.of(type, name), location, above, properties));
  }

  void add(Resource resource) {
    resources.add(resource);
  }

  /** Adds a part of a resource that can be asked for by itself, and returns what is shown of it. */
  Map<String, Object> part(String id, Fields properties) {
    Resource part = Resource.of(id, null, Fields.of(), properties);
    resources.add(part);
    return part.body();
  }

  List<Resource> resources() {
    return List.copyOf(resources);
  }

  @Nullable Map<String, Object> reference(String type, @Nullable String name) {
    return Fields.id(ids.ofNullable(type, name));
  }

  @Nullable Map<String, Object> publicAddress(@Nullable String name) {
    return reference(ResourceTypes.PUBLIC_IP_ADDRESS, name);
  }

  @Nullable Map<String, Object> subnet(@Nullable String name) {
    return name == null ? null : Fields.id(ids.subnet(name));
  }
}
