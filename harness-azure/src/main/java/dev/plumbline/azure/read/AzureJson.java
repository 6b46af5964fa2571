package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Resources as the command line, the interface for management and Resource Graph show them. */
final class AzureJson {

  private AzureJson() {}

  /** Returns the resources of a value: of one, a list, a page of either kind. */
  static List<ArmResource> read(JsonValue root, Consumer<Note> notes) {
    List<ArmResource> resources = new ArrayList<>();
    add(root, resources, notes);
    return resources;
  }

  private static void add(JsonValue value, List<ArmResource> resources, Consumer<Note> notes) {
    if (value instanceof JsonArray array) {
      array.forEach(one -> add(one, resources, notes));
      return;
    } else if (!(value instanceof JsonObject)) {
      throw value
          .mark()
          .refuse(
              "a resource is expected, an object with \"id\" and \"type\", found "
                  + value.described());
    }
    JsonObject object = (JsonObject) value;
    Optional<ResourceId> id =
        object.value("id") instanceof JsonString text
            ? ResourceId.parse(text.value())
            : Optional.empty();
    if (id.isPresent()) {
      ResourceId parsed = id.get();
      resources.add(
          new ArmResource(
              parsed.type(), parsed.name(), parsed.text(), false, object, object.mark()));
      return;
    }
    for (String list : List.of("value", "data")) {
      if (object.value(list) instanceof JsonArray array) {
        if (object.value("skip_token") != null
            || object.value("$skipToken") != null
            || object.value("nextLink") != null) {
          notes.accept(
              Note.of(
                  Note.Kind.ASSUMED,
                  object
                      .mark()
                      .problem(
                          "this is one page of several; add the others, or what they hold is"
                              + " missing")));
        }
        add(array, resources, notes);
        return;
      }
    }
    throw object
        .mark()
        .refuse(
            "a resource is expected, with \"id\" such as"
                + " /subscriptions/…/providers/Microsoft.Network/virtualNetworks/vnet; found an"
                + " object with "
                + (object.size() == 0
                    ? "no members"
                    : String.join(", ", object.names().stream().limit(8).toList())));
  }
}
