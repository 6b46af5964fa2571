package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Resources that are referred to and not in the files, since they exist already. What can be told
 * without them is: a note says what is taken for granted in their place. A reference that can only
 * be a slip is a problem.
 */
final class Outsiders {

  private static final String BALANCER = ResourceTypes.LOAD_BALANCER.toLowerCase(Locale.ROOT);

  private final Estate estate;
  private final Slips slips;
  private final ExistingResources resources;
  private final ExistingNetworks networks;

  /**
   * @param complete whether all templates that are linked to are here; in one that is not anything
   *     may be
   */
  Outsiders(Estate estate, boolean complete, Consumer<Problem> problems, Consumer<Note> notes) {
    this.estate = estate;
    this.slips = new Slips(estate, complete, problems);
    this.resources = new ExistingResources(estate, notes);
    this.networks = new ExistingNetworks(estate, resources);
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
        ResourceReferences.each(resource, (id, mark) -> referred(id, mark, resource));
      }
    }
    networks.make();
    return resources.withEstate();
  }

  private void existing(ArmResource resource) {
    String type = resource.typeKey();
    if (type.equalsIgnoreCase(ResourceTypes.VIRTUAL_NETWORK)) {
      networks.add(resource.id(), resource.mark());
    } else if (type.equalsIgnoreCase(ResourceTypes.SUBNET)) {
      ResourceId.parse(resource.id())
          .flatMap(ResourceId::parent)
          .filter(parent -> isExisting(parent.text()))
          .ifPresent(
              parent -> networks.addSubnet(parent.text(), resource.lastName(), resource.mark()));
    } else if (ExistingResources.isAssumed(type) || PlatformServiceMapper.handles(type)) {
      resources.note(resource.id(), resource.mark(), ExistingResources.assumed(type));
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
    if (parent.type().equalsIgnoreCase(ResourceTypes.VIRTUAL_NETWORK)) {
      networks.add(parent.text(), mark);
    } else if (ExistingResources.isAssumed(parent.type())) {
      resources.addParent(parent, mark);
    }
  }

  private void referred(ResourceId id, Mark mark, ArmResource owner) {
    String type = id.type().toLowerCase(Locale.ROOT);
    if (type.equals(ResourceTypes.SUBNET.toLowerCase(Locale.ROOT))) {
      subnet(id, mark, owner);
    } else if (type.equals(ResourceTypes.VIRTUAL_NETWORK.toLowerCase(Locale.ROOT))) {
      if (estate.find(id.text()) == null && !slips.told(id, mark)) {
        networks.add(id.text(), mark, owner);
      }
    } else if (estate.find(id.text()) != null) {
      return;
    } else if (ExistingResources.isAssumed(type)
        || PlatformServiceMapper.handles(type) && owner.is(ResourceTypes.PRIVATE_ENDPOINT)) {
      if (!slips.told(id, mark)) {
        resources.add(id, mark, owner);
      }
    } else if (owner.is(ResourceTypes.PRIVATE_ENDPOINT)
        && !id.type().startsWith("Microsoft.Network/privateEndpoints")
        && !id.type().equalsIgnoreCase(ResourceTypes.APPLICATION_GATEWAY)
        && !type.equals(ResourceTypes.NETWORK_INTERFACE.toLowerCase(Locale.ROOT))) {
      if (!slips.told(id, mark)) {
        resources.add(id, mark, owner);
      }
    } else if (type.startsWith(BALANCER + "/")) {
      id.parent().ifPresent(balancer -> balancer(id, balancer, mark, owner));
    } else if (type.equals(ResourceTypes.NETWORK_INTERFACE.toLowerCase(Locale.ROOT))
        || type.equals(BALANCER)
        || type.equals(ResourceTypes.VIRTUAL_NETWORK_GATEWAY.toLowerCase(Locale.ROOT))) {
      slips.told(id, mark);
    }
  }

  /** A part of a load balancer: of one that exists already, or of one that the files have. */
  private void balancer(ResourceId part, ResourceId balancer, Mark mark, ArmResource owner) {
    ArmResource found = estate.find(balancer.text());
    if (found != null) {
      slips.part(part, found, mark, owner);
    } else if (!Slips.isMember(part) || !slips.told(balancer, mark)) {
      resources.note(
          balancer.text(), mark, owner.type() + " " + owner.name() + " was read without its part");
    }
  }

  private void subnet(ResourceId id, Mark mark, ArmResource owner) {
    if (estate.hasSubnet(id.text()) && !isExisting(id.parent().map(ResourceId::text).orElse(""))) {
      return;
    }
    String vnet = id.parent().map(ResourceId::text).orElse("");
    ResourceId parent = ResourceId.parse(vnet).orElse(id);
    if (isExisting(vnet)) {
      if (estate.find(vnet) != null || !slips.told(parent, mark)) {
        networks.addSubnet(vnet, id.lastName(), mark, owner);
      }
    } else {
      slips.subnet(id, parent, mark);
    }
  }
}
