package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.read.Note;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The virtual networks that others are peered with, and those in resource groups not asked for. */
final class PeeredNetworks {

  /** The member of a peering that names the other network. */
  static final String REMOTE = "remoteVirtualNetwork";

  /**
   * A peering as Azure tells it.
   *
   * @param owner the network that has it
   * @param remote the other network
   * @param json the peering
   */
  record Peering(ResourceId owner, ResourceId remote, JsonNode json) {

    private Reading read() {
      return new Reading(question(owner));
    }

    private JsonNode properties() {
      return json.path("properties");
    }

    /** Returns whether both sides have a peering. */
    boolean isConnected() {
      return read().text(properties(), "peeringState").equalsIgnoreCase("Connected");
    }

    private List<String> space() {
      List<String> prefixes =
          read().list(properties().path("remoteAddressSpace"), "addressPrefixes").stream()
              .map(one -> one.asString(""))
              .toList();
      if (prefixes.isEmpty()) {
        throw Failures.broken(
            question(owner), "it has no address in the \"remoteAddressSpace\" of a peering");
      }
      return prefixes;
    }

    /** Returns the other network as far as the peering tells it: its addresses. */
    ObjectNode network() {
      ObjectNode network = JsonMapper.shared().createObjectNode();
      network.put("id", remote.text());
      network.put("name", remote.name());
      network.put("type", ResourceTypes.VIRTUAL_NETWORK);
      ObjectNode properties = network.putObject("properties");
      ArrayNode prefixes = properties.putObject("addressSpace").putArray("addressPrefixes");
      space().forEach(prefixes::add);
      properties.putArray("subnets");
      return network;
    }
  }

  private final PlatformSettings settings;

  PeeredNetworks(PlatformSettings settings) {
    this.settings = settings;
  }

  private static Question question(ResourceId network) {
    return new Question(network.lastName(), network.type() + "/read", network.text());
  }

  /** Returns whether a resource is a virtual network. */
  static boolean is(ResourceId id) {
    return id.type().equalsIgnoreCase(ResourceTypes.VIRTUAL_NETWORK);
  }

  private static List<ResourceId> networks(Collection<JsonNode> resources) {
    return resources.stream()
        .flatMap(one -> ResourceId.parse(one.path("id").asString("")).stream())
        .filter(PeeredNetworks::is)
        .toList();
  }

  /** Returns the peerings of the networks among resources. */
  static List<Peering> of(Collection<JsonNode> resources) {
    List<Peering> all = new ArrayList<>();
    for (JsonNode resource : resources) {
      for (ResourceId owner : networks(List.of(resource))) {
        for (JsonNode one : resource.path("properties").path("virtualNetworkPeerings")) {
          Reading read = new Reading(question(owner));
          String remote = read.text(one.path("properties").path(REMOTE), "id");
          ResourceId id =
              ResourceId.parse(remote)
                  .filter(PeeredNetworks::is)
                  .orElseThrow(
                      () ->
                          Failures.broken(
                              question(owner), "\"" + remote + "\" is no id of a virtual network"));
          all.add(new Peering(owner, id, one));
        }
      }
    }
    return all;
  }

  /**
   * Makes sure that the gateways can be read that networks use of those they are peered with.
   *
   * @throws AzurePlatformException when one would be in a resource group that is not asked for
   */
  void requireGateways(Collection<Peering> peerings) {
    for (Peering one : peerings) {
      if (one.properties().path("useRemoteGateways").asBoolean(false) && !isAsked(one.remote())) {
        throw new AzurePlatformException(
            Kind.NOT_FOUND,
            "Virtual network %s uses the gateway of %s, which is not among the %s: %s"
                .formatted(
                    one.owner().lastName(), told(one.remote()), subject(), remedy(one.remote())));
      }
    }
  }

  /** Returns what to say of networks of which nothing is read that is in them. */
  List<Note> alone(Collection<JsonNode> resources) {
    return networks(resources).stream()
        .filter(one -> !isAsked(one))
        .map(
            one ->
                note(
                    "virtual network "
                        + told(one)
                        + " is referred to and was read alone, without what is in it; "
                        + remedy(one)))
        .toList();
  }

  /** Returns what to say of a network of which a peering tells the addresses. */
  Note byAddresses(Peering one) {
    return note(
        "virtual network "
            + told(one.remote())
            + " was not read; of it is known what a peering of "
            + one.owner().lastName()
            + " tells: its addresses "
            + String.join(", ", one.space())
            + (isAsked(one.remote()) ? "" : "; " + remedy(one.remote())));
  }

  private Note note(String message) {
    return new Note(Note.Kind.ASSUMED, subject(), 0, 0, "", message);
  }

  private String subject() {
    return "resources of " + String.join(", ", settings.resourceGroups());
  }

  private static String told(ResourceId network) {
    return network.lastName() + " in resource group " + network.resourceGroup();
  }

  private String remedy(ResourceId network) {
    return isOurs(network)
        ? "add the group with resourceGroup(\"" + network.resourceGroup() + "\")"
        : "it is in another subscription, "
            + network.subscription()
            + ": describe both in files, which Topology.from(..) reads together";
  }

  private boolean isOurs(ResourceId network) {
    return settings.subscription().equalsIgnoreCase(network.subscription());
  }

  private boolean isAsked(ResourceId network) {
    return isOurs(network)
        && settings.resourceGroups().stream()
            .anyMatch(group -> group.equalsIgnoreCase(network.resourceGroup()));
  }
}
