package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.descriptor.Problem;
import java.util.List;

/**
 * What a template comes to.
 *
 * @param resources the resources that are deployed, those of nested deployments among them, and
 *     existing ones that are referred to; in the order of the template
 * @param outputs the outputs' values by name; one that cannot be evaluated is unknown
 * @param notes what was read otherwise than written, or not read, each with its place
 * @param complete whether all templates that are linked to are here
 */
public record Deployment(
    List<ArmResource> resources, JsonObject outputs, List<Problem> notes, boolean complete) {

  /** Copies the collections. */
  public Deployment {
    resources = List.copyOf(resources);
    notes = List.copyOf(notes);
  }
}
