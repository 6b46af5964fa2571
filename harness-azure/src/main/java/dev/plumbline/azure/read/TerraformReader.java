package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resources of {@code terraform show -json}, of a plan or a state, in the shape of Azure Resource
 * Manager.
 *
 * <p>What a plan does not know yet is found through the expressions of its configuration; addresses
 * are those that the platform would give.
 */
final class TerraformReader {

  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private final JsonObject root;
  private final Consumer<Note> notes;
  private final Map<String, TerraformResource> byAddress = new LinkedHashMap<>();

  private TerraformReader(JsonObject root, Consumer<Note> notes) {
    this.root = root;
    this.notes = notes;
  }

  static List<ArmResource> read(JsonObject root, Consumer<Note> notes) {
    return new TerraformReader(root, notes).read();
  }

  private List<ArmResource> read() {
    JsonObject prior = root.object("prior_state").object("values");
    boolean plan = root.has("planned_values");
    if (!plan && !root.has("values")) {
      throw root.mark()
          .refuse(
              "neither \"values\" nor \"planned_values\": write it with terraform show -json, of a"
                  + " state or of a plan file");
    }
    JsonObject configuration = root.object("configuration").object("root_module");
    if (plan) {
      // Data sources that were read are in the state before the plan.
      module(prior.object("root_module"), configuration, "", "data");
      module(root.object("planned_values").object("root_module"), configuration, "", null);
    } else {
      module(root.object("values").object("root_module"), configuration, "", null);
    }
    TerraformReferences references = new TerraformReferences(byAddress, configuration, sub());
    List<ArmResource> resources = translate(references);
    if (plan) {
      // Now that it is known what there is, the platform's values are known, too.
      references.runtime(new RuntimeValues().of(resources));
      resources = translate(references);
    }
    return resources;
  }

  private String sub() {
    for (TerraformResource resource : byAddress.values()) {
      String id = resource.values().value("id") instanceof JsonString text ? text.value() : "";
      String subscription = ResourceId.parse(id).map(ResourceId::subscription).orElse(null);
      if (subscription != null) {
        return subscription;
      }
    }
    return NOBODY;
  }

  private void module(
      JsonObject module, JsonObject configuration, String prefix, @Nullable String mode) {
    for (JsonValue value : module.array("resources")) {
      if (value instanceof JsonObject resource
          && resource.text("address") != null
          && (mode == null || mode.equals(resource.text("mode")))) {
        TerraformResource one =
            new TerraformResource(
                String.valueOf(resource.text("address")),
                String.valueOf(resource.text("type")),
                String.valueOf(resource.text("name")),
                "data".equals(resource.text("mode")),
                resource.value("index"),
                prefix,
                withoutSecrets(resource.object("values"), resource.value("sensitive_values")),
                expressions(configuration, resource),
                resource.mark());
        byAddress.put(one.address(), one);
      }
    }
    for (JsonValue value : module.array("child_modules")) {
      if (value instanceof JsonObject child) {
        String address = String.valueOf(child.text("address"));
        String call = address.substring(prefix.length()).replaceFirst("^\\.", "");
        String name = call.replaceFirst("^module\\.", "").replaceAll("\\[.*", "");
        module(
            child,
            configuration.object("module_calls").object(name).object("module"),
            address,
            mode);
      }
    }
  }

  private static JsonObject expressions(JsonObject module, JsonObject resource) {
    for (JsonValue value : module.array("resources")) {
      if (value instanceof JsonObject one
          && String.valueOf(one.text("type")).equals(resource.text("type"))
          && String.valueOf(one.text("name")).equals(resource.text("name"))
          && String.valueOf(one.text("mode")).equals(resource.text("mode"))) {
        return one.object("expressions");
      }
    }
    return JsonObject.empty(resource.mark());
  }

  /** Sensitive values are not needed, and must not be shown in a message. */
  private static JsonObject withoutSecrets(JsonObject values, @Nullable JsonValue sensitive) {
    if (!(sensitive instanceof JsonObject marks) || marks.size() == 0) {
      return values;
    }
    JsonObject.Builder kept = JsonObject.builder(values.mark());
    for (JsonObject.Member member : values.members()) {
      JsonValue mark = marks.value(member.name());
      if (mark instanceof JsonBoolean all && all.value()) {
        kept.put(
            member.name(),
            new JsonUnknown(member.value().mark(), "Terraform says it is sensitive"));
      } else if (member.value() instanceof JsonObject inner) {
        kept.put(member.name(), withoutSecrets(inner, mark));
      } else if (member.value() instanceof JsonArray array && mark instanceof JsonArray inner) {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          JsonValue of = i < inner.size() ? inner.get(i) : null;
          elements.add(
              array.get(i) instanceof JsonObject object
                  ? withoutSecrets(object, of)
                  : array.get(i));
        }
        kept.put(member.name(), new JsonArray(array.mark(), elements));
      } else {
        kept.put(member.name(), member.value());
      }
    }
    return kept.build();
  }

  private List<ArmResource> translate(TerraformReferences references) {
    TerraformTranslation translation = new TerraformTranslation(references);
    Map<String, List<TerraformResource>> left = new LinkedHashMap<>();
    for (TerraformResource resource : byAddress.values()) {
      if (!translation.add(resource) && !resource.data()) {
        left.computeIfAbsent(resource.type(), t -> new ArrayList<>()).add(resource);
      }
    }
    left.forEach(
        (type, all) ->
            notes.accept(
                Note.of(
                    Note.Kind.IGNORED,
                    all.get(0)
                        .mark()
                        .problem(
                            all.size()
                                + " × "
                                + type
                                + " left out: of no meaning for the network, or not known"))));
    return translation.resources();
  }
}
