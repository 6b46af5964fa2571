package dev.plumbline.azure.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource identifier of Azure Resource Manager, taken apart.
 *
 * @param scope what stands before the last {@code /providers/}, for example {@code
 *     /subscriptions/…/resourceGroups/rg}; empty at the tenant
 * @param type the full type, for example {@code Microsoft.Network/virtualNetworks/subnets}
 * @param name the full name, for example {@code vnet/subnet}
 */
public record ResourceId(String scope, String type, String name) {

  /** Returns an identifier's parts; empty when the text is no identifier of a resource. */
  public static Optional<ResourceId> parse(String id) {
    int providers = id.toLowerCase(Locale.ROOT).lastIndexOf("/providers/");
    if (providers < 0) {
      return Optional.empty();
    }
    String[] rest = id.substring(providers + "/providers/".length()).split("/", -1);
    if (rest.length < 3 || rest.length % 2 == 0) {
      return Optional.empty();
    }
    List<String> types = new ArrayList<>(List.of(rest[0]));
    List<String> names = new ArrayList<>();
    for (int i = 1; i < rest.length; i += 2) {
      if (rest[i].isEmpty() || rest[i + 1].isEmpty()) {
        return Optional.empty();
      }
      types.add(rest[i]);
      names.add(rest[i + 1]);
    }
    return Optional.of(
        new ResourceId(
            id.substring(0, providers), String.join("/", types), String.join("/", names)));
  }

  /** Returns the identifier as one text. */
  public String text() {
    String[] types = type.split("/");
    String[] names = name.split("/");
    StringBuilder id = new StringBuilder(scope).append("/providers/").append(types[0]);
    for (int i = 0; i + 1 < types.length && i < names.length; i++) {
      id.append('/').append(types[i + 1]).append('/').append(names[i]);
    }
    return id.toString();
  }

  /** Returns the last part of the name. */
  public String lastName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** Returns the parent of a child resource; empty for a resource that is no child. */
  public Optional<ResourceId> parent() {
    int slash = name.lastIndexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(
            new ResourceId(
                scope, type.substring(0, type.lastIndexOf('/')), name.substring(0, slash)));
  }

  /** Returns the subscription; null for what lies in none. */
  public @Nullable String subscription() {
    return after("/subscriptions/");
  }

  /** Returns the resource group; null for what lies in none. */
  public @Nullable String resourceGroup() {
    return after("/resourcegroups/");
  }

  private @Nullable String after(String segment) {
    int at = scope.toLowerCase(Locale.ROOT).indexOf(segment);
    if (at < 0) {
      return null;
    }
    int end = scope.indexOf('/', at + segment.length());
    return scope.substring(at + segment.length(), end < 0 ? scope.length() : end);
  }

  /** Returns the form in which two identifiers of one resource are equal. */
  public static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
