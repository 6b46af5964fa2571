package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identifiers of the resources of Terraform: those known, and those they will have. */
final class TerraformIds {

  /** Attributes of resources, that identifiers are made of. */
  interface Texts {
    /** Returns an attribute as text; null when it is not known. */
    @Nullable String of(TerraformResource resource, String attribute);
  }

  private final String subscription;
  private final Texts texts;
  private final Map<String, String> made = new HashMap<>();

  TerraformIds(String subscription, Texts texts) {
    this.subscription = subscription;
    this.texts = texts;
  }

  /** Returns the scope of resources of a group. */
  String scope(String group) {
    return "/subscriptions/" + subscription + "/resourceGroups/" + group;
  }

  /** Returns the identifier of a resource: the one that is known, or the one that it will have. */
  @Nullable String of(TerraformResource resource) {
    if (resource.values().value("id") instanceof JsonString text) {
      return text.value();
    }
    if (!made.containsKey(resource.address())) {
      // A resource that leads to itself has no identifier.
      made.put(resource.address(), "");
      String id = future(resource);
      made.put(resource.address(), id == null ? "" : id);
    }
    String id = made.get(resource.address());
    return id == null || id.isEmpty() ? null : id;
  }

  /** Returns the identifier that a resource will have; null for one of a type that is not known. */
  private @Nullable String future(TerraformResource resource) {
    if (resource.type().startsWith("azapi_")) {
      return azapi(resource);
    }
    TerraformTypes.Kind kind = TerraformTypes.of(resource.type());
    if (kind == null) {
      return null;
    }
    String name = resource.azureName();
    String parent = kind.parentId() == null ? null : texts.of(resource, kind.parentId());
    if (parent != null) {
      String last = kind.arm().substring(kind.arm().lastIndexOf('/') + 1);
      return parent + "/" + last + "/" + name;
    }
    String group = texts.of(resource, "resource_group_name");
    String scope = scope(group == null ? "resource-group" : group);
    if (kind.parentName() != null) {
      String outer = texts.of(resource, kind.parentName());
      if (outer == null) {
        return null;
      }
      return new ResourceId(scope, kind.arm(), outer + "/" + name).text();
    }
    return new ResourceId(scope, kind.arm(), name).text();
  }

  private @Nullable String azapi(TerraformResource resource) {
    String type = resource.values().text("type");
    String parent = texts.of(resource, "parent_id");
    String changed = texts.of(resource, "resource_id");
    if (changed != null) {
      return changed;
    } else if (type == null) {
      return null;
    }
    String bare = type.replaceAll("@.*", "");
    String name = resource.azureName();
    Optional<ResourceId> outer = parent == null ? Optional.empty() : ResourceId.parse(parent);
    if (outer.isPresent() && bare.startsWith(outer.get().type() + "/")) {
      return parent + "/" + bare.substring(bare.lastIndexOf('/') + 1) + "/" + name;
    }
    String scope = parent == null ? scope("resource-group") : parent;
    return new ResourceId(scope, bare, name).text();
  }
}
