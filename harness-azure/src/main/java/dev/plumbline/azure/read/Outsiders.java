package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resources that are referred to and not in the files, since they exist already. What can be told
 * without them is: a note says what is taken for granted in their place. A reference that can only
 * be a slip is a problem.
 */
final class Outsiders {

  private static final String BALANCER = LoadBalancerMapper.BALANCER.toLowerCase(Locale.ROOT);
  private static final String SUBNET = NetworkMapper.VNET + "/subnets";

  /** The parts of load balancers that interfaces say they belong to. */
  private static final List<String> PARTS =
      List.of("backendAddressPools", "inboundNatRules", "inboundNatPools");

  /** What is taken for granted of an existing resource of a type, by the type in lower case. */
  private static final Map<String, String> ASSUMED = new LinkedHashMap<>();

  static {
    assume(SecurityMapper.NSG, "it is taken to have no rules of its own");
    assume(SecurityMapper.ROUTES, "it is taken to have no routes");
    assume(SecurityMapper.ASG, "");
    assume(PublicAddressMapper.NAT, "it is taken to have no public address");
    assume(PublicAddressMapper.ADDRESS, "its address is one of those for documentation");
    assume(PublicAddressMapper.PREFIX, "its addresses are of those for documentation");
    assume("Microsoft.Network/ddosProtectionPlans", "");
    assume(DnsMapper.PRIVATE_ZONE, "it is taken to have no records and links but those told here");
    assume(DnsMapper.ZONE, "it is taken to have no records but those told here");
    assume(GatewayMapper.CIRCUIT, "where it leads is not known");
    assume(FirewallMapper.POLICY, "it is taken to have no rules, so that nothing is let through");
    assume(FirewallConfigurations.POLICY, "it is taken to have no rules of its own");
    assume(ApiManagementMapper.SERVICE, "it is taken to be in no virtual network");
  }

  private static void assume(String type, String what) {
    ASSUMED.put(type.toLowerCase(Locale.ROOT), what);
  }

  /** An existing virtual network in the making. */
  private static final class Existing {
    final Map<String, String> prefixes = new LinkedHashMap<>();
    final Mark mark;

    Existing(Mark mark) {
      this.mark = mark;
    }
  }

  private final Estate estate;
  private final boolean complete;
  private final Consumer<Problem> problems;
  private final Consumer<Note> notes;
  private final Set<String> scopes = new HashSet<>();
  private final Set<String> deployed = new HashSet<>();
  private final Map<String, ArmResource> added = new LinkedHashMap<>();
  private final Map<String, Existing> networks = new LinkedHashMap<>();
  private final Map<String, String> networkIds = new LinkedHashMap<>();
  private final Set<String> said = new LinkedHashSet<>();

  /**
   * @param complete whether all templates that are linked to are here; in one that is not anything
   *     may be
   */
  Outsiders(Estate estate, boolean complete, Consumer<Problem> problems, Consumer<Note> notes) {
    this.estate = estate;
    this.complete = complete;
    this.problems = problems;
    this.notes = notes;
    for (ArmResource resource : estate.all()) {
      if (!resource.existing()) {
        ResourceId.parse(resource.id())
            .ifPresent(
                id -> {
                  scopes.add(ResourceId.key(id.scope()));
                  deployed.add(ResourceId.key(id.scope()) + "|" + resource.typeKey());
                });
      }
    }
  }

  /** Returns the resources of an estate and those that are taken for granted. */
  List<ArmResource> all() {
    for (ArmResource resource : estate.all()) {
      if (resource.existing()) {
        existing(resource);
      } else if (ResourceKinds.isRead(resource.typeKey())) {
        ResourceId.parse(resource.id())
            .flatMap(ResourceId::parent)
            .ifPresent(parent -> parent(parent, resource.mark()));
        walk(Part.of(resource.body()).json(), resource, null);
      }
    }
    int block = 0;
    for (Map.Entry<String, Existing> entry : networks.entrySet()) {
      block =
          addNetwork(
              Objects.requireNonNull(networkIds.get(entry.getKey())), entry.getValue(), block);
    }
    List<ArmResource> all = new ArrayList<>();
    for (ArmResource resource : estate.all()) {
      if (!added.containsKey(ResourceId.key(resource.id()))) {
        all.add(resource);
      }
    }
    all.addAll(added.values());
    return all;
  }

  private void existing(ArmResource resource) {
    String type = resource.typeKey();
    if (type.equalsIgnoreCase(NetworkMapper.VNET)) {
      network(resource.id(), resource.mark());
    } else if (type.equalsIgnoreCase(SUBNET)) {
      ResourceId.parse(resource.id())
          .flatMap(ResourceId::parent)
          .filter(parent -> isExisting(parent.text()))
          .ifPresent(
              parent ->
                  network(parent.text(), resource.mark())
                      .prefixes
                      .putIfAbsent(resource.lastName(), ""));
    } else if (ASSUMED.containsKey(type) || PlatformServiceMapper.handles(type)) {
      note(resource.id(), resource.mark(), ASSUMED.getOrDefault(type, ""));
    }
  }

  private boolean isExisting(String id) {
    ArmResource found = estate.find(id);
    return found == null || found.existing();
  }

  private void parent(ResourceId parent, Mark mark) {
    if (estate.find(parent.text()) != null) {
      return;
    }
    if (parent.type().equalsIgnoreCase(NetworkMapper.VNET)) {
      network(parent.text(), mark);
    } else if (ASSUMED.containsKey(parent.type().toLowerCase(Locale.ROOT))) {
      add(parent, mark);
    }
  }

  private void walk(JsonValue value, ArmResource owner, @Nullable JsonObject around) {
    if (value instanceof JsonObject object) {
      subnetByName(object, owner);
      for (JsonObject.Member member : object.members()) {
        if (!member.name().equalsIgnoreCase("dependsOn")
            && !member.name().equalsIgnoreCase("tags")
            && !member.name().equalsIgnoreCase("identity")
            && !tellsUsers(member.name(), owner)
            && !(around == null && member.name().equalsIgnoreCase("id"))) {
          walk(member.value(), owner, object);
        }
      }
    } else if (value instanceof JsonArray array) {
      array.forEach(one -> walk(one, owner, around));
    } else if (value instanceof JsonString text
        && text.value().startsWith("/")
        && text.value().toLowerCase(Locale.ROOT).contains("/providers/")) {
      Optional<ResourceId> id = ResourceId.parse(text.value().replaceAll("/+$", ""));
      id.ifPresent(one -> referred(one, text.mark(), owner));
    }
  }

  /** The network and the name of the subnet, as earlier versions of the API have it. */
  private void subnetByName(JsonObject reference, ArmResource owner) {
    if (owner.is(InterfaceMapper.APP_SERVICE_ENVIRONMENT)
        && reference.value("id") instanceof JsonString network
        && reference.value("subnet") instanceof JsonString subnet) {
      ResourceId.parse(network.value().replaceAll("/+$", ""))
          .filter(id -> id.type().equalsIgnoreCase(NetworkMapper.VNET))
          .flatMap(id -> ResourceId.parse(id.text() + "/subnets/" + subnet.value()))
          .ifPresent(id -> referred(id, subnet.mark(), owner));
    }
  }

  /**
   * Returns whether a member lists what uses the resource, as the platform shows it. Who uses it
   * says so itself, and need not be in the files.
   */
  private static boolean tellsUsers(String member, ArmResource owner) {
    return switch (member.toLowerCase(Locale.ROOT)) {
      case "networkinterfaces" -> !owner.is(InterfaceMapper.VM);
      // The platform's own, which is joined by what refers to it.
      case "circuit" -> owner.is(GatewayMapper.PRIVATE_CLOUD);
      case "subnets" -> !owner.is(NetworkMapper.VNET);
      case "ipconfigurations" ->
          owner.is(NetworkMapper.VNET) || owner.is(SUBNET) || owner.is(PublicAddressMapper.ADDRESS);
      case "ipconfigurationprofiles",
          "ipconfiguration",
          "virtualmachine",
          "privateendpoint",
          "privateendpoints",
          "privateendpointconnections",
          "backendipconfiguration",
          "backendipconfigurations",
          "serviceassociationlinks",
          "resourcenavigationlinks",
          "publicipaddresses",
          "virtualnetworks",
          "loadbalancerfrontendipconfiguration" ->
          !owner.is(PublicAddressMapper.NAT) || member.equalsIgnoreCase("virtualNetworks");
      default -> false;
    };
  }

  private void referred(ResourceId id, Mark mark, ArmResource owner) {
    String type = id.type().toLowerCase(Locale.ROOT);
    if (type.equals(SUBNET.toLowerCase(Locale.ROOT))) {
      subnet(id, mark, owner);
    } else if (type.equals(NetworkMapper.VNET.toLowerCase(Locale.ROOT))) {
      if (estate.find(id.text()) == null && !slip(id, mark)) {
        network(id.text(), mark);
      }
    } else if (estate.find(id.text()) != null) {
      return;
    } else if (ASSUMED.containsKey(type)
        || PlatformServiceMapper.handles(type) && owner.is(PrivateLinkMapper.ENDPOINT)) {
      if (!slip(id, mark)) {
        add(id, mark, needsStandard(id, owner));
      }
    } else if (owner.is(PrivateLinkMapper.ENDPOINT)
        && !id.type().startsWith("Microsoft.Network/privateEndpoints")
        && !id.type().equalsIgnoreCase(ApplicationGatewayMapper.GATEWAY)
        && !type.equals(InterfaceMapper.NIC.toLowerCase(Locale.ROOT))) {
      if (!slip(id, mark)) {
        add(id, mark);
      }
    } else if (type.startsWith(BALANCER + "/")) {
      id.parent().ifPresent(balancer -> balancer(id, balancer, mark, owner));
    } else if (type.equals(InterfaceMapper.NIC.toLowerCase(Locale.ROOT))
        || type.equals(BALANCER)
        || type.equals(GatewayMapper.GATEWAY.toLowerCase(Locale.ROOT))) {
      slip(id, mark);
    }
  }

  /** A part of a load balancer: of one that exists already, or of one that the files have. */
  private void balancer(ResourceId part, ResourceId balancer, Mark mark, ArmResource owner) {
    ArmResource found = estate.find(balancer.text());
    String kind = part.type().substring(part.type().lastIndexOf('/') + 1);
    boolean member = PARTS.stream().anyMatch(kind::equalsIgnoreCase);
    if (found == null) {
      if (!member || !slip(balancer, mark)) {
        note(
            balancer.text(),
            mark,
            owner.type() + " " + owner.name() + " was read without its part");
      }
      return;
    }
    boolean own = ResourceId.key(owner.id()).equals(ResourceId.key(found.id()));
    if (!member || own || !complete || found.existing() || !isTold(found, kind)) {
      return;
    }
    List<Part> parts = estate.children(found, kind);
    if (parts.stream().map(Part::name).noneMatch(part.lastName()::equalsIgnoreCase)
        && said.add(ResourceId.key(part.text()) + mark)) {
      problems.accept(
          mark.problem(
              "\""
                  + part.lastName()
                  + "\" is none of the "
                  + kind
                  + " of load balancer "
                  + found.name()
                  + Problems.hint(part.lastName(), parts.stream().map(Part::name).toList())
                  + " (correct the name, or add it)"));
    }
  }

  /** Returns whether all parts of a kind, and their names, are known. */
  private boolean isTold(ArmResource balancer, String kind) {
    Part part = Part.of(balancer.body());
    return !(balancer.body().value("properties") instanceof JsonUnknown)
        && !(part.value(kind) instanceof JsonUnknown)
        && estate.children(balancer, kind).stream()
            .allMatch(one -> one.json().value("name") instanceof JsonString);
  }

  private void subnet(ResourceId id, Mark mark, ArmResource owner) {
    if (estate.hasSubnet(id.text()) && !isExisting(id.parent().map(ResourceId::text).orElse(""))) {
      return;
    }
    String vnet = id.parent().map(ResourceId::text).orElse("");
    ResourceId parent = ResourceId.parse(vnet).orElse(id);
    if (isExisting(vnet)) {
      if (estate.find(vnet) == null && slip(parent, mark)) {
        return;
      }
      Existing network = network(vnet, mark);
      network.prefixes.putIfAbsent(id.lastName(), "");
      String hint = near(owner, mark);
      if (hint != null) {
        network.prefixes.put(id.lastName(), hint);
      }
      return;
    }
    if (said.add(ResourceId.key(id.text()) + mark)) {
      problems.accept(
          mark.problem(
              "\""
                  + id.lastName()
                  + "\" is not a subnet of virtual network "
                  + parent.lastName()
                  + Problems.hint(id.lastName(), estate.subnets(vnet))
                  + " (correct the name, or add the subnet)"));
    }
  }

  /** An address that is given in an existing subnet tells where the subnet lies. */
  private static @Nullable String near(ArmResource owner, Mark mark) {
    String found = null;
    List<JsonValue> open = new ArrayList<>(List.of(owner.properties()));
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

  /**
   * A resource that would lie beside others of its type that the files deploy is more likely a slip
   * than one that exists already.
   */
  private boolean slip(ResourceId id, Mark mark) {
    if (!complete
        || !deployed.contains(
            ResourceId.key(id.scope()) + "|" + id.type().toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (said.add(ResourceId.key(id.text()) + mark)) {
      String kind = id.type().substring(id.type().lastIndexOf('/') + 1);
      problems.accept(
          mark.problem(
              "\""
                  + id.name()
                  + "\" is none of the "
                  + kind
                  + " in the files"
                  + Problems.hint(id.name(), estate.names(id.type()))
                  + " (correct the name, or add the file that describes it)"));
    }
    return true;
  }

  private Existing network(String id, Mark mark) {
    String key = ResourceId.key(id);
    networkIds.putIfAbsent(key, id);
    return networks.computeIfAbsent(key, k -> new Existing(mark));
  }

  /** Returns whether a public address can only be of the Standard SKU, by what uses it. */
  private static boolean needsStandard(ResourceId id, ArmResource owner) {
    return id.type().equalsIgnoreCase(PublicAddressMapper.ADDRESS)
        && (owner.is(FirewallMapper.FIREWALL)
            || owner.is(PublicAddressMapper.NAT)
            || owner.is(ApplicationGatewayMapper.GATEWAY)
                && String.valueOf(Part.of(owner.body()).part("sku").textIfKnown("name"))
                    .toLowerCase(Locale.ROOT)
                    .endsWith("_v2"));
  }

  private void add(ResourceId id, Mark mark) {
    add(id, mark, false);
  }

  private void add(ResourceId id, Mark mark, boolean standard) {
    String key = ResourceId.key(id.text());
    if (added.containsKey(key)) {
      return;
    }
    if (estate.of(GatewayMapper.PRIVATE_CLOUD).stream()
        .noneMatch(cloud -> ResourceId.key(GatewayMapper.circuitOf(cloud)).equals(key))) {
      note(id.text(), mark, ASSUMED.getOrDefault(id.type().toLowerCase(Locale.ROOT), ""));
    }
    added.put(
        key,
        new ArmResource(
            id.type(),
            id.name(),
            id.text(),
            false,
            (JsonObject)
                JsonValue.of(
                        standard
                            ? Map.of(
                                "name",
                                id.name(),
                                "sku",
                                Map.of("name", "Standard"),
                                "properties",
                                Map.of())
                            : Map.of("name", id.name(), "properties", Map.of()))
                    .at(mark),
            mark));
  }

  private void note(String id, Mark mark, String what) {
    if (said.add("note " + ResourceId.key(id))) {
      notes.accept(
          Note.of(
              Note.Kind.ASSUMED,
              mark.problem(
                  name(id)
                      + " exists already and is not in the files"
                      + (what.isEmpty() ? "" : "; " + what)
                      + "; add the file that describes it to know better")));
    }
  }

  private static String name(String id) {
    return ResourceId.parse(id)
        .map(r -> r.type().substring(r.type().indexOf('/') + 1) + " " + r.name())
        .orElse(id);
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

  /** Prefixes that are not known are taken from the shared address space (RFC 6598). */
  private int addNetwork(String id, Existing network, int block) {
    int next = block;
    ArmResource found = estate.find(id);
    List<Object> subnets = new ArrayList<>();
    Set<String> space = new LinkedHashSet<>();
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
            (JsonObject) JsonValue.of(Map.of("name", parsed.name())).at(network.mark),
            network.mark);
    for (ArmResource subnet : estate.separate(shell, "subnets")) {
      if (!subnet.existing() && isUnknown(subnet)) {
        network.prefixes.putIfAbsent(subnet.lastName(), "");
        unknown.add(subnet);
      } else if (!subnet.existing()) {
        told.add(subnet.lastName().toLowerCase(Locale.ROOT));
        for (Cidr prefix : Part.of(subnet.body()).cidrs("addressPrefixes", "addressPrefix")) {
          space.add(prefix.toString());
          taken.add(prefix);
        }
      }
    }
    Set<String> guessed = new LinkedHashSet<>();
    for (Map.Entry<String, String> subnet : network.prefixes.entrySet()) {
      if (!told.contains(subnet.getKey().toLowerCase(Locale.ROOT))) {
        String prefix = subnet.getValue();
        if (prefix.isEmpty() || taken.stream().anyMatch(Cidr.of(prefix)::overlaps)) {
          prefix = "100." + (64 + next / 256) + "." + next % 256 + ".0/24";
          next++;
        }
        taken.add(Cidr.of(prefix));
        space.add(prefix);
        guessed.add(subnet.getKey() + " " + prefix);
        for (ArmResource one : unknown) {
          if (one.lastName().equalsIgnoreCase(subnet.getKey())) {
            added.put(ResourceId.key(one.id()), withPrefix(one, prefix));
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
            JsonValue.of(Map.of("name", parsed.name(), "properties", properties)).at(network.mark);
    added.put(
        ResourceId.key(id),
        new ArmResource(
            found == null ? parsed.type() : found.type(),
            parsed.name(),
            id,
            false,
            body,
            network.mark));
    note(
        id,
        network.mark,
        guessed.isEmpty()
            ? "its address space is taken to be " + String.join(", ", space)
            : "its subnets are taken to have no security group and no route table, and the prefixes "
                + String.join(", ", guessed));
    return next;
  }
}
