package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Resources as the platform would show them once they are deployed. */
final class Deployed {

  private Deployed() {}

  /**
   * Returns the resources with what the platform gives to them, and without versions of the API.
   */
  static List<JsonObject> show(List<ArmResource> resources) {
    Map<String, JsonObject> given = new RuntimeValues().of(resources);
    List<JsonObject> shown = new ArrayList<>();
    for (ArmResource resource : resources) {
      if (resource.existing()) {
        continue;
      }
      JsonObject body = resource.body();
      JsonObject more = given.get(ResourceId.key(resource.id()));
      if (more != null) {
        body = body.overlaid(more);
      }
      shown.add(
          body.without("apiVersion")
              .without("dependsOn")
              .with("id", JsonValue.of(resource.id()))
              .with("type", JsonValue.of(resource.type()))
              .with("name", JsonValue.of(resource.lastName())));
    }
    return shown;
  }
}
