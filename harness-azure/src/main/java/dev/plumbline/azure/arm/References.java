package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code reference()}: what a resource has once it is deployed. */
final class References {

  private final TemplateInstance instance;

  References(TemplateInstance instance) {
    this.instance = instance;
  }

  JsonValue one(String resource, boolean full) {
    List<DeclaredResource> named = instance.resources().named(resource);
    if (!named.isEmpty()) {
      return value(named.get(0), full);
    }
    if (!resource.startsWith("/")) {
      DeclaredResource found = instance.resources().matching(resource);
      return found == null
          ? new JsonUnknown(
              Mark.NOWHERE, "the resource \"" + resource + "\" is not in the template")
          : value(found, full);
    }
    // What a template deploys itself is meant as it deploys it, though another changes it later.
    DeclaredResource own = instance.resources().deployedAs(resource);
    DeclaredResource found = own == null ? instance.pass().find(resource) : own;
    // What another deployment is about to change is meant as it was before.
    if (found != null
        && (found.deployed() || found.existing())
        && (own != null || !found.isUnderway())) {
      return found.reference(full);
    }
    return inline(resource, full).orElseGet(() -> before(resource, full));
  }

  /** Returns what is taken for granted of a resource that is there before the deployment. */
  private JsonValue before(String resource, boolean full) {
    JsonObject given = instance.pass().runtime(resource);
    JsonValue value = given == null || full ? given : given.get("properties");
    return value instanceof JsonObject object
        ? object.open(resource + ", which is not in the template")
        : new JsonUnknown(Mark.NOWHERE, "the resource " + resource + " is not in the template");
  }

  private JsonValue value(DeclaredResource resource, boolean full) {
    if (resource.deployed()) {
      return resource.reference(full);
    } else if (resource.existing()) {
      DeclaredResource deployed = instance.pass().find(resource.id());
      return (deployed == null ? resource : deployed).reference(full);
    }
    return new JsonUnknown(
        Mark.NOWHERE,
        resource.type() + " \"" + resource.name() + "\" is not deployed by the template");
  }

  JsonValue all(String symbolicName, boolean full) {
    List<JsonValue> values = new ArrayList<>();
    for (DeclaredResource one : instance.resources().named(symbolicName)) {
      values.add(value(one, full));
    }
    return ArrayFunctions.list(values);
  }

  /** Returns the properties of a child that stands in the properties of its parent. */
  private Optional<JsonValue> inline(String id, boolean full) {
    Optional<ResourceId> child = ResourceId.parse(id);
    DeclaredResource parent =
        child.flatMap(ResourceId::parent).map(one -> instance.pass().find(one.text())).orElse(null);
    if (child.isEmpty() || parent == null || !parent.deployed()) {
      return Optional.empty();
    }
    String type = child.get().type();
    JsonValue properties = parent.reference(false);
    if (properties instanceof JsonObject object
        && object.get(type.substring(type.lastIndexOf('/') + 1)) instanceof JsonArray children) {
      for (JsonValue one : children) {
        if (one instanceof JsonObject candidate
            && child.get().lastName().equalsIgnoreCase(candidate.text("name"))) {
          return Optional.ofNullable(full ? candidate : candidate.get("properties"));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns a problem of an evaluation that runs in circles.
   *
   * @param resource the resource that is needed for itself
   */
  static DescriptorException circular(DeclaredResource resource) {
    return resource
        .mark()
        .refuse(
            resource.type()
                + " \""
                + resource.name()
                + "\" needs itself, by way of reference(); one of the references has to go");
  }
}
