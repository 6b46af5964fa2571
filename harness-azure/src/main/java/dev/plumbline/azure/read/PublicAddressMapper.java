package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.PublicIPAddress.AllocationMethod;
import dev.plumbline.azure.model.PublicIPAddress.DdosProtectionMode;
import dev.plumbline.azure.model.PublicIPAddress.Sku;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Public IP addresses and prefixes, and ResourceTypes.NAT_GATEWAY gateways.
 *
 * <p>What the files do not tell the platform gives: here in the order of the resources from the
 * blocks that are for documentation and tests (RFC 5737, RFC 3849), and of one that is not in use
 * any more (RFC 7526).
 */
final class PublicAddressMapper {

  private static final List<Cidr> BLOCKS =
      List.of(Cidr.of("203.0.113.0/24"), Cidr.of("198.51.100.0/24"), Cidr.of("192.88.99.0/24"));

  private final Mapping mapping;
  private final Map<String, InetAddress> given = new HashMap<>();
  private final Map<String, String> byServices = new HashMap<>();
  private final Set<InetAddress> taken = new HashSet<>();
  private int block = 0;
  private int offset = 1;

  PublicAddressMapper(Mapping mapping) {
    this.mapping = mapping;
    for (ArmResource service : mapping.estate.of(ResourceTypes.API_MANAGEMENT)) {
      Part part = Part.of(service.body());
      ofService(part);
      if (part.value("additionalLocations") instanceof JsonArray locations) {
        for (JsonValue one : locations.values()) {
          if (one instanceof JsonObject location) {
            ofService(Part.of(location));
          }
        }
      }
    }
    for (ArmResource resource : mapping.estate.of(ResourceTypes.PUBLIC_IP_ADDRESS)) {
      String text = Part.of(resource.body()).textIfKnown("ipAddress");
      text = text == null || text.isEmpty() ? toldByService(resource) : text;
      if (IpAddresses.isLiteral(text)) {
        taken.add(IpAddresses.parse(text));
      }
    }
    int six = 1;
    List<ArmResource> all = new ArrayList<>(mapping.estate.of(ResourceTypes.PUBLIC_IP_ADDRESS));
    all.addAll(mapping.estate.of(ResourceTypes.PUBLIC_IP_PREFIX));
    mapping.estate.of(ResourceTypes.CONTAINER_GROUP).stream()
        .filter(PublicAddressMapper::isPublicGroup)
        .forEach(all::add);
    for (ArmResource resource : all) {
      Part part = Part.of(resource.body());
      String text =
          resource.is(ResourceTypes.CONTAINER_GROUP)
              ? part.part("ipAddress").textIfKnown("ip")
              : part.textIfKnown(
                  resource.is(ResourceTypes.PUBLIC_IP_PREFIX) ? "ipPrefix" : "ipAddress");
      String first =
          text == null || text.isEmpty() ? toldByService(resource) : text.replaceAll("/.*", "");
      if (IpAddresses.isLiteral(first)) {
        given.put(ResourceId.key(resource.id()), IpAddresses.parse(first));
        continue;
      }
      if (resource.is(ResourceTypes.PUBLIC_IP_ADDRESS)) {
        mapping.placeholders.add(mapping.estate.local(resource));
      }
      if (isSix(part)) {
        given.put(
            ResourceId.key(resource.id()),
            IpAddresses.parse("2001:db8:ffff::" + Integer.toHexString(six++)));
        continue;
      }
      given.put(ResourceId.key(resource.id()), next(resource));
    }
  }

  /**
   * What is deployed tells the addresses that it has: in {@code publicIPAddresses} that of the
   * resource that {@code publicIpAddressId} refers to (API Management REST reference,
   * ApiManagementServiceResource and AdditionalLocation, both only ever told by the platform).
   */
  private void ofService(Part part) {
    if (part.value("publicIpAddressId") instanceof JsonString id
        && part.value("publicIPAddresses") instanceof JsonArray all) {
      for (JsonValue one : all.values()) {
        if (one instanceof JsonString text && IpAddresses.isLiteral(text.value())) {
          byServices.putIfAbsent(ResourceId.key(id.value()), text.value());
        }
      }
    }
  }

  private String toldByService(ArmResource resource) {
    return byServices.getOrDefault(ResourceId.key(resource.id()), "");
  }

  private InetAddress next(ArmResource resource) {
    InetAddress address;
    do {
      long last = (1L << (32 - BLOCKS.get(block).length())) - 2;
      if (offset > last) {
        block++;
        offset = 1;
      }
      if (block == BLOCKS.size()) {
        throw resource
            .mark()
            .refuse(
                "no address is left to take for it; tell the addresses of some public IP"
                    + " addresses (ipAddress)");
      }
      address = at(BLOCKS.get(block), offset++);
    } while (taken.contains(address));
    return address;
  }

  /** Returns whether a container group is reached at a public address. */
  static boolean isPublicGroup(ArmResource resource) {
    return resource.is(ResourceTypes.CONTAINER_GROUP)
        && Part.of(resource.body())
            .part("ipAddress")
            .word("type", Map.of("public", true, "private", false, "none", false), false);
  }

  /** Returns the address that a resource has or is given; null for none. */
  @Nullable InetAddress given(ArmResource resource) {
    return given.get(ResourceId.key(resource.id()));
  }

  /** Returns whether the public address that a part refers to is one of IPv6. */
  static boolean six(Mapping mapping, Part part) {
    JsonValue id = Mapping.id(part, "publicIPAddress");
    ArmResource address = id instanceof JsonString text ? mapping.estate.find(text.value()) : null;
    return address != null && isSix(Part.of(address.body()));
  }

  private static boolean isSix(Part part) {
    return part.six("publicIPAddressVersion");
  }

  private static InetAddress at(Cidr block, int offset) {
    byte[] bytes = block.address().getAddress();
    int value = 0;
    for (byte one : bytes) {
      value = value << 8 | one & 0xFF;
    }
    value += offset;
    return IpAddresses.parse(
        (value >>> 24)
            + "."
            + (value >>> 16 & 0xFF)
            + "."
            + (value >>> 8 & 0xFF)
            + "."
            + (value & 0xFF));
  }

  /**
   * Returns all addresses.
   *
   * @param instances those that the platform makes for machines whose profile asks for one
   */
  List<PublicIPAddress> addresses(List<InterfaceMapper.InstanceAddress> instances) {
    List<PublicIPAddress> all =
        new ArrayList<>(mapping.all(ResourceTypes.PUBLIC_IP_ADDRESS, this::address));
    Set<String> names = new HashSet<>(all.stream().map(PublicIPAddress::name).toList());
    for (PublicIPAddress prefix : mapping.all(ResourceTypes.PUBLIC_IP_PREFIX, this::address)) {
      if (names.add(prefix.name())) {
        all.add(prefix);
      }
    }
    for (InterfaceMapper.InstanceAddress instance : instances) {
      all.add(address(instance));
    }
    return all;
  }

  /** The address of one machine; its name on the internet has that of the machine before. */
  private PublicIPAddress address(InterfaceMapper.InstanceAddress instance) {
    Part part = instance.configuration();
    String label = part.part("dnsSettings").textIfKnown("domainNameLabel");
    String region = mapping.location(instance.owner());
    mapping.placeholders.add(instance.name());
    Sku sku = part.has("sku") || !part.has("publicIPPrefix") ? sku(part) : Sku.STANDARD;
    return new PublicIPAddress(
        instance.name(),
        next(instance.owner()),
        label == null || region == null
            ? null
            : "vm"
                + instance.index()
                + "."
                + label.toLowerCase(Locale.ROOT)
                + "."
                + region
                + ".cloudapp.azure.com",
        sku,
        sku == Sku.BASIC ? AllocationMethod.DYNAMIC : AllocationMethod.STATIC,
        List.of(),
        DdosProtectionMode.VIRTUAL_NETWORK_INHERITED);
  }

  private PublicIPAddress address(ArmResource resource) {
    Part part = Part.of(resource.body());
    InetAddress address = given.get(ResourceId.key(resource.id()));
    if (address == null) {
      throw resource.mark().refuse("no address is left for it");
    }
    Sku sku = sku(part);
    return new PublicIPAddress(
        mapping.estate.local(resource),
        address,
        fqdn(part, resource),
        sku,
        part.word(
            "publicIPAllocationMethod",
            Map.of("static", AllocationMethod.STATIC, "dynamic", AllocationMethod.DYNAMIC),
            sku == Sku.BASIC && !resource.is(ResourceTypes.PUBLIC_IP_PREFIX)
                ? AllocationMethod.DYNAMIC
                : AllocationMethod.STATIC),
        resource.zones().stream().map(JsonValue::scalar).toList(),
        part.part("ddosSettings")
            .word(
                "protectionMode",
                Map.of(
                    "virtualnetworkinherited", DdosProtectionMode.VIRTUAL_NETWORK_INHERITED,
                    "enabled", DdosProtectionMode.ENABLED,
                    "disabled", DdosProtectionMode.DISABLED),
                DdosProtectionMode.VIRTUAL_NETWORK_INHERITED));
  }

  /** Without a SKU an address is Basic, whatever the version of the API. */
  private static Sku sku(Part part) {
    Map<String, Sku> words =
        Map.of("basic", Sku.BASIC, "standard", Sku.STANDARD, "standardv2", Sku.STANDARD_V2);
    return part.value("sku") instanceof JsonString
        ? part.word("sku", words, Sku.BASIC)
        : part.part("sku").word("name", words, Sku.BASIC);
  }

  private @Nullable String fqdn(Part part, ArmResource resource) {
    Part dns = part.part("dnsSettings");
    String fqdn = dns.textIfKnown("fqdn");
    if (fqdn != null) {
      return fqdn.toLowerCase(Locale.ROOT);
    }
    String label = dns.textIfKnown("domainNameLabel");
    String region = mapping.location(resource);
    if (label == null || region == null) {
      return null;
    }
    return label.toLowerCase(Locale.ROOT) + "." + region + ".cloudapp.azure.com";
  }

  List<NatGateway> natGateways() {
    return mapping.all(
        ResourceTypes.NAT_GATEWAY,
        resource -> {
          Part part = Part.of(resource.body());
          List<String> addresses = new ArrayList<>(mapping.references(part, "publicIpAddresses"));
          mapping.references(part, "publicIpPrefixes").stream()
              .filter(p -> !addresses.contains(p))
              .forEach(addresses::add);
          return new NatGateway(mapping.estate.local(resource), addresses);
        });
  }
}
