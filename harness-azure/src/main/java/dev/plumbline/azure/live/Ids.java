package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import java.util.Locale;

/** Resource ids from what tests write: an id, or a bare name in the first resource group. */
final class Ids {

  private final PlatformSettings settings;

  Ids(PlatformSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns the resource meant.
   *
   * @param type its type, for example {@code Microsoft.Network/applicationGateways}
   * @throws IllegalArgumentException when an id is of another type, or a name is in no group
   */
  ResourceId of(String type, String given) {
    String text = given;
    if (!given.startsWith("/")) {
      if (given.isBlank() || given.contains("/")) {
        throw new IllegalArgumentException(
            "\"" + given + "\" is neither a name nor an id beginning with /subscriptions/");
      }
      if (settings.resourceGroups().isEmpty()) {
        throw new IllegalArgumentException(
            "\""
                + given
                + "\" is a bare name, and the platform has no resource group: give it one with"
                + " resourceGroup(..), or write the whole id");
      }
      text =
          "/subscriptions/"
              + settings.subscription()
              + "/resourceGroups/"
              + settings.resourceGroups().get(0)
              + "/providers/"
              + type
              + "/"
              + given;
    }
    String whole = text;
    ResourceId id =
        ResourceId.parse(whole)
            .orElseThrow(
                () -> new IllegalArgumentException("\"" + whole + "\" is no id of a resource"));
    if (!id.type().toLowerCase(Locale.ROOT).equals(type.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("\"" + whole + "\" is no id of type " + type);
    }
    String subscription = id.subscription();
    if (subscription == null || id.resourceGroup() == null) {
      throw new IllegalArgumentException("\"" + whole + "\" is in no resource group");
    }
    if (!subscription.equalsIgnoreCase(settings.subscription())) {
      throw new IllegalArgumentException(
          "\""
              + whole
              + "\" is in another subscription than "
              + settings.subscription()
              + ": open a platform of its own for that");
    }
    return id;
  }
}
