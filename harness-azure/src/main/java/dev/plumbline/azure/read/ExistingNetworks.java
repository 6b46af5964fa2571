package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Virtual networks that exist already, as they are taken to be: with the subnets that are referred
 * to.
 */
final class ExistingNetworks {

  /**
   * An existing virtual network in the making: the prefixes of its subnets, empty when unknown, and
   * the address space that peerings tell.
   */
  private record Existing(String id, Mark mark, Map<String, String> prefixes, Set<String> told) {}

  private final Estate estate;
  private final ExistingResources resources;
  private final Map<String, Existing> networks = new LinkedHashMap<>();

  /**
   * Makes the existing networks beside those of an estate; none yet.
   *
   * @param resources has the networks when all is known of them
   */
  ExistingNetworks(Estate estate, ExistingResources resources) {
    this.estate = estate;
    this.resources = resources;
  }

  /** Adds a network. */
  void add(String id, Mark mark) {
    network(id, mark);
  }

  /** Adds a network that a resource refers to: a peering tells its address space, too. */
  void add(String id, Mark mark, ArmResource owner) {
    network(id, mark).told().addAll(toldBy(owner, id));
  }

  /** Adds a subnet of a network. */
  void addSubnet(String network, String name, Mark mark) {
    network(network, mark).prefixes().putIfAbsent(name, "");
  }

  /** Adds a subnet of a network, which lies where the addresses do that a resource has in it. */
  void addSubnet(String network, String name, Mark mark, ArmResource owner) {
    addSubnet(network, name, mark);
    String hint = near(owner);
    if (hint != null) {
      network(network, mark).prefixes().put(name, hint);
    }
  }

  private Existing network(String id, Mark mark) {
    return networks.computeIfAbsent(
        ResourceId.key(id),
        k -> new Existing(id, mark, new LinkedHashMap<>(), new LinkedHashSet<>()));
  }

  /** Makes resources of the networks. */
  void make() {
    int block = 0;
    for (Existing network : networks.values()) {
      block = make(network, block);
    }
  }

  /** Prefixes that are not known are taken from the shared address space (RFC 6598). */
  private int make(Existing network, int block) {
    String id = network.id();
    int next = block;
    ArmResource found = estate.find(id);
    List<Object> subnets = new ArrayList<>();
    Set<String> space = new LinkedHashSet<>(network.told());
    Set<String> told = new LinkedHashSet<>();
    List<ArmResource> unknown = new ArrayList<>();
    List<Cidr> taken = new ArrayList<>();
    ResourceId parsed = ResourceId.parse(id).orElseThrow();
    ArmResource shell =
        new ArmResource(
            parsed.type(),
            parsed.name(),
            id,
            false,
            (JsonObject) JsonValue.of(Map.of("name", parsed.name())).at(network.mark()),
            network.mark());
    for (ArmResource subnet : estate.separate(shell, "subnets")) {
      if (!subnet.existing() && isUnknown(subnet)) {
        network.prefixes().putIfAbsent(subnet.lastName(), "");
        unknown.add(subnet);
      } else if (!subnet.existing()) {
        told.add(subnet.lastName().toLowerCase(Locale.ROOT));
        for (Cidr prefix : Part.of(subnet.body()).cidrs("addressPrefixes", "addressPrefix")) {
          addTo(space, prefix);
          taken.add(prefix);
        }
      }
    }
    Set<String> guessed = new LinkedHashSet<>();
    for (Map.Entry<String, String> subnet : network.prefixes().entrySet()) {
      if (!told.contains(subnet.getKey().toLowerCase(Locale.ROOT))) {
        String prefix = subnet.getValue();
        if (prefix.isEmpty() || taken.stream().anyMatch(Cidr.of(prefix)::overlaps)) {
          prefix = "100." + (64 + next / 256) + "." + next % 256 + ".0/24";
          next++;
        }
        taken.add(Cidr.of(prefix));
        addTo(space, Cidr.of(prefix));
        guessed.add(subnet.getKey() + " " + prefix);
        for (ArmResource one : unknown) {
          if (one.lastName().equalsIgnoreCase(subnet.getKey())) {
            resources.put(withPrefix(one, prefix));
          }
        }
        subnets.add(Map.of("name", subnet.getKey(), "properties", Map.of("addressPrefix", prefix)));
      }
    }
    if (space.isEmpty()) {
      String prefix = "100." + (64 + next / 256) + "." + next % 256 + ".0/24";
      next++;
      space.add(prefix);
    }
    Map<String, Object> properties =
        Map.of("addressSpace", Map.of("addressPrefixes", List.copyOf(space)), "subnets", subnets);
    JsonObject body =
        (JsonObject)
            JsonValue.of(Map.of("name", parsed.name(), "properties", properties))
                .at(network.mark());
    resources.put(
        new ArmResource(
            found == null ? parsed.type() : found.type(),
            parsed.name(),
            id,
            false,
            body,
            network.mark()));
    resources.note(
        id,
        network.mark(),
        guessed.isEmpty()
            ? "its address space is taken to be "
                + String.join(", ", space)
                + (network.told().isEmpty() ? "" : ", as its peering tells")
            : "its subnets are taken to have no security group and no route table, and the prefixes "
                + String.join(", ", guessed));
    return next;
  }

  private static void addTo(Set<String> space, Cidr prefix) {
    if (space.stream()
        .map(Cidr::of)
        .noneMatch(
            whole -> whole.length() <= prefix.length() && whole.contains(prefix.address()))) {
      space.add(prefix.toString());
    }
  }

  /** Returns the address space of a network as a resource's peerings with it tell. */
  private static List<String> toldBy(ArmResource owner, String network) {
    List<String> found = new ArrayList<>();
    List<JsonValue> open = new ArrayList<>(List.of(Part.of(owner.body()).json()));
    while (!open.isEmpty()) {
      JsonValue value = open.remove(open.size() - 1);
      if (value instanceof JsonArray array) {
        open.addAll(array.values());
      } else if (value instanceof JsonObject object) {
        object.members().forEach(m -> open.add(m.value()));
        if (object.value("remoteVirtualNetwork") instanceof JsonObject remote
            && remote.value("id") instanceof JsonString id
            && id.value().replaceAll("/+$", "").equalsIgnoreCase(network)
            && object.value("remoteAddressSpace") instanceof JsonObject space
            && space.value("addressPrefixes") instanceof JsonArray prefixes) {
          for (JsonValue prefix : prefixes) {
            if (prefix instanceof JsonString text) {
              addPrefix(found, text.value());
            }
          }
        }
      }
    }
    return found;
  }

  private static void addPrefix(List<String> found, String text) {
    try {
      found.add(Cidr.of(text).toString());
    } catch (IllegalArgumentException e) {
      // What is no prefix tells nothing, and what is taken instead is said.
    }
  }

  private static boolean isUnknown(ArmResource subnet) {
    Part part = Part.of(subnet.body());
    return part.value("addressPrefix") instanceof JsonUnknown
        || part.value("addressPrefixes") instanceof JsonUnknown;
  }

  private static ArmResource withPrefix(ArmResource subnet, String prefix) {
    JsonObject properties =
        subnet
            .properties()
            .without("addressPrefixes")
            .with("addressPrefix", new JsonString(subnet.mark(), prefix));
    return new ArmResource(
        subnet.type(),
        subnet.name(),
        subnet.id(),
        false,
        subnet.body().with("properties", properties),
        subnet.mark());
  }

  /** An address that is given in an existing subnet tells where the subnet lies. */
  private static @Nullable String near(ArmResource owner) {
    String found = null;
    List<JsonValue> open = new ArrayList<>(List.of(Part.of(owner.body()).json()));
    while (!open.isEmpty()) {
      JsonValue value = open.remove(open.size() - 1);
      if (value instanceof JsonObject object) {
        JsonValue address = object.value("privateIPAddress");
        if (address instanceof JsonString text && IpAddresses.isLiteral(text.value())) {
          byte[] bytes = IpAddresses.parse(text.value()).getAddress();
          if (bytes.length == 4) {
            found = (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + ".0/24";
          }
        }
        object.members().forEach(m -> open.add(m.value()));
      } else if (value instanceof JsonArray array) {
        open.addAll(array.values());
      }
    }
    return found;
  }
}
