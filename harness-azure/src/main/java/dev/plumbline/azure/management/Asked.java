package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * What a POST asks of a resource.
 *
 * @param id the identifier of the resource
 * @param action what is asked, as written
 */
record Asked(ResourceId id, String action) {

  /** Returns what a call asks of a resource of a type; null for another call. */
  static @Nullable Asked of(Call call, String type) {
    if (!call.is("POST")) {
      return null;
    }
    String path = call.path();
    int slash = path.lastIndexOf('/');
    return ResourceId.parse(path.substring(0, slash))
        .filter(id -> id.type().equalsIgnoreCase(type))
        .map(id -> new Asked(id, path.substring(slash + 1)))
        .orElse(null);
  }

  /**
   * Returns the resource.
   *
   * @throws ManagementException when there is none
   */
  Resource required(Inventory inventory) {
    Resource found = inventory.find(id.text());
    if (found == null) {
      throw ResourceManagerEndpoint.missing(id.resourceGroup(), id.text());
    }
    return found;
  }

  /** Returns where operations on a resource are asked for. */
  String location(Resource resource) {
    return "/subscriptions/"
        + ResourceIds.SUBSCRIPTION
        + "/providers/"
        + resource.id().type().replaceAll("/.*", "")
        + "/locations/"
        + resource.body().get("location");
  }
}
