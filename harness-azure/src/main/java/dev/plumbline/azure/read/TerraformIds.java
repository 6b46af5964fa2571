package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ResourceId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identifiers that resources of a Terraform plan will have. */
final class TerraformIds {

  private TerraformIds() {}

  /** Returns the identifier that a resource will have; null for one of a type that is not known. */
  static @Nullable String of(TerraformReferences references, TerraformResource resource) {
    if (resource.type().startsWith("azapi_")) {
      return azapi(references, resource);
    }
    TerraformTypes.Kind kind = TerraformTypes.of(resource.type());
    if (kind == null) {
      return null;
    }
    String name = resource.azureName();
    String parent = kind.parentId() == null ? null : references.text(resource, kind.parentId());
    if (parent != null) {
      String last = kind.arm().substring(kind.arm().lastIndexOf('/') + 1);
      return parent + "/" + last + "/" + name;
    }
    String group = references.text(resource, "resource_group_name");
    String scope = references.scope(group == null ? "resource-group" : group);
    if (kind.parentName() != null) {
      String outer = references.text(resource, kind.parentName());
      if (outer == null) {
        return null;
      }
      return new ResourceId(scope, kind.arm(), outer + "/" + name).text();
    }
    return new ResourceId(scope, kind.arm(), name).text();
  }

  private static @Nullable String azapi(
      TerraformReferences references, TerraformResource resource) {
    String type = resource.values().text("type");
    String parent = references.text(resource, "parent_id");
    String changed = references.text(resource, "resource_id");
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
    String scope = parent == null ? references.scope("resource-group") : parent;
    return new ResourceId(scope, bare, name).text();
  }
}
