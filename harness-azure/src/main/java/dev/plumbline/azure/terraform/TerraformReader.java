package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.RuntimeProperties;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Resources of {@code terraform show -json}, of a plan or a state, and of a state file itself, in
 * the shape of Azure Resource Manager.
 *
 * <p>What a plan does not know yet is found through the expressions of its configuration; addresses
 * are those that the platform would give.
 */
public final class TerraformReader {

  private static final String SENSITIVE = "Terraform says it is sensitive";

  /** What stays known of the blocks of a set in which something is sensitive. */
  private static final Set<String> SHOWN = Set.of("name", "id", "key_vault_secret_id");

  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private final JsonObject root;
  private final RuntimeProperties runtime;
  private final Predicate<String> isRead;
  private final TerraformNotes notes;
  private final Consumer<TerraformRemarks> left;
  private final Map<String, TerraformResource> byAddress = new LinkedHashMap<>();
  private final Map<String, JsonObject> unknown = new HashMap<>();

  private TerraformReader(
      JsonObject root,
      RuntimeProperties runtime,
      Predicate<String> isRead,
      TerraformNotes notes,
      Consumer<TerraformRemarks> left) {
    this.root = root;
    this.runtime = runtime;
    this.isRead = isRead;
    this.notes = notes;
    this.left = left;
  }

  /**
   * Returns the resources of a plan or state.
   *
   * @param root the whole file
   * @param runtime what the platform gives to the resources of a plan, such as addresses
   * @param isRead whether a type of resources, in lower case, has a part in the network
   * @param notes told what was left out, and what was taken for granted
   * @param left told what is said of resources that are not in it
   */
  public static List<ArmResource> read(
      JsonObject root,
      RuntimeProperties runtime,
      Predicate<String> isRead,
      TerraformNotes notes,
      Consumer<TerraformRemarks> left) {
    return new TerraformReader(root, runtime, isRead, notes, left).read();
  }

  private List<ArmResource> read() {
    if (root.has("lineage") || root.has("serial")) {
      return stored();
    }
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
      for (String part : List.of("errored", "complete")) {
        JsonValue value = root.value(part);
        if (value instanceof JsonBoolean bool && bool.value() == part.equals("errored")) {
          notes.assumed(
              value
                  .mark()
                  .problem(
                      "the plan tells only a part of the network: Terraform says that it "
                          + (bool.value() ? "failed" : "is not complete")
                          + "; make one without -target and without errors"));
        }
      }
      for (JsonValue value : root.array("resource_changes")) {
        if (value instanceof JsonObject change
            && change.object("change").value("after_unknown") instanceof JsonObject after) {
          unknown.put(String.valueOf(change.text("address")), after);
        }
      }
      // Data sources that were read are in the state before the plan.
      module(prior.object("root_module"), configuration, "", "data");
      module(root.object("planned_values").object("root_module"), configuration, "", null);
    } else {
      module(root.object("values").object("root_module"), configuration, "", null);
    }
    if (plan && byAddress.values().stream().allMatch(TerraformResource::data)) {
      refuseDestruction();
      // A plan of -refresh-only plans nothing: what there is stands in the state before it.
      module(prior.object("root_module"), configuration, "", "managed");
    }
    TerraformFilling filling = filling(configuration, root.object("variables"));
    TerraformTranslation translation = translate(filling);
    List<ArmResource> resources = translation.resources();
    if (plan) {
      // Now that it is known what there is, the platform's values are known, too.
      filling.runtime(runtime.of(resources));
      translation = translate(filling);
      resources = translation.resources();
    }
    return told(translation, resources);
  }

  private List<ArmResource> told(TerraformTranslation translation, List<ArmResource> resources) {
    left.accept(translation.remarks().left());
    if (resources.isEmpty()) {
      notes.assumed(
          root.mark()
              .problem(
                  "nothing in it is a part of a network of Azure; resources that are told: "
                      + byAddress.size()));
    }
    return resources;
  }

  private void refuseDestruction() {
    boolean deletes =
        root.array("resource_changes").stream()
            .anyMatch(
                c ->
                    c instanceof JsonObject change
                        && change.object("change").array("actions").stream()
                            .anyMatch(
                                a -> a instanceof JsonString t && t.value().equals("delete")));
    if (deletes) {
      JsonValue planned = root.value("planned_values");
      throw (planned == null ? root : planned)
          .mark()
          .refuse(
              "the plan deletes all that there is and leaves no network; write the JSON of the"
                  + " state, or of a plan without -destroy");
    }
  }

  /**
   * Returns whether a value is one that the provider azurerm has: its schema keeps names and kinds,
   * which are not always those of Azure. Bodies of azapi are as somebody has written them.
   */
  public static boolean isAttribute(Mark mark) {
    String path = mark.path();
    return (path.startsWith("values.")
            || path.startsWith("planned_values.")
            || path.startsWith("prior_state.")
            || path.contains(".instances["))
        && !path.contains(".body.");
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
                unknown(String.valueOf(resource.text("address"))),
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

  /** A plan that tells changes tells all that is unknown. */
  private @Nullable JsonObject unknown(String address) {
    JsonObject told = unknown.get(address);
    return told == null && !unknown.isEmpty() ? JsonObject.empty(root.mark()) : told;
  }

  /** Returns the resources of the file that Terraform keeps its state in. */
  private List<ArmResource> stored() {
    JsonValue version = root.value("version");
    if (version == null || !version.scalar().equals("4")) {
      throw (version == null ? root.mark().missing("version") : version.mark())
          .refuse(
              "a state of format 4 is expected, which Terraform writes since 0.12; write it with"
                  + " terraform show -json");
    }
    for (JsonValue value : root.array("resources")) {
      if (value instanceof JsonObject resource) {
        for (JsonValue one : resource.array("instances")) {
          // What is deposed is about to be deleted.
          if (one instanceof JsonObject instance && !instance.has("deposed")) {
            TerraformResource made = stored(resource, instance);
            byAddress.put(made.address(), made);
          }
        }
      }
    }
    TerraformTranslation translation = translate(filling(empty(), empty()));
    List<ArmResource> resources = translation.resources();
    return told(translation, resources);
  }

  private JsonObject empty() {
    return JsonObject.empty(root.mark());
  }

  private TerraformResource stored(JsonObject resource, JsonObject instance) {
    String module = resource.text("module");
    boolean data = "data".equals(resource.text("mode"));
    JsonValue index = instance.value("index_key");
    String type = String.valueOf(resource.text("type"));
    String name = String.valueOf(resource.text("name"));
    String key =
        index == null
            ? ""
            : index instanceof JsonString text
                ? "[\"" + text.value().replace("\\", "\\\\").replace("\"", "\\\"") + "\"]"
                : "[" + index.scalar() + "]";
    JsonObject values = instance.object("attributes");
    for (JsonValue path : instance.array("sensitive_attributes")) {
      if (path instanceof JsonArray steps) {
        values = (JsonObject) withoutSecret(values, steps, 0);
      }
    }
    return new TerraformResource(
        (module == null ? "" : module + ".") + (data ? "data." : "") + type + "." + name + key,
        type,
        name,
        data,
        index,
        module == null ? "" : module,
        values,
        empty(),
        null,
        instance.mark());
  }

  private static JsonValue withoutSecret(JsonValue value, JsonArray path, int place) {
    if (place == path.size()) {
      return secret(value);
    }
    JsonValue step = path.get(place) instanceof JsonObject one ? one.value("value") : null;
    if (step instanceof JsonObject typed) {
      step = typed.value("value");
    }
    String name = step == null ? "" : step.scalar();
    if (value instanceof JsonObject object) {
      JsonValue inner = object.value(name);
      return inner == null ? object : object.with(name, withoutSecret(inner, path, place + 1));
    } else if (value instanceof JsonArray array && name.matches("\\d{1,6}")) {
      List<JsonValue> all = new ArrayList<>(array.values());
      int at = Integer.parseInt(name);
      if (at < all.size()) {
        all.set(at, withoutSecret(all.get(at), path, place + 1));
      }
      return new JsonArray(array.mark(), all);
    }
    return value;
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
      kept.put(member.name(), withoutSecrets(member.value(), marks.value(member.name())));
    }
    return kept.build();
  }

  /**
   * Returns what may be known of a sensitive value. Terraform has no marks inside of a set: one
   * that has a secret in a block, such as certificates of a gateway with their data, is marked as a
   * whole.
   */
  private static JsonValue secret(JsonValue value) {
    boolean blocks =
        value instanceof JsonArray array
            && array.size() > 0
            && array.values().stream().allMatch(JsonObject.class::isInstance);
    if (!blocks) {
      return new JsonUnknown(value.mark(), SENSITIVE);
    }
    List<JsonValue> elements = new ArrayList<>();
    for (JsonValue one : (JsonArray) value) {
      JsonObject.Builder kept = JsonObject.builder(one.mark());
      for (JsonObject.Member member : ((JsonObject) one).members()) {
        kept.put(
            member.name(),
            SHOWN.contains(member.name()) || saysNothing(member.value())
                ? member.value()
                : new JsonUnknown(member.value().mark(), SENSITIVE));
      }
      elements.add(kept.build());
    }
    return new JsonArray(value.mark(), elements);
  }

  private static boolean saysNothing(JsonValue value) {
    return value instanceof JsonNull || value instanceof JsonString text && text.value().isEmpty();
  }

  private static JsonValue withoutSecrets(JsonValue value, @Nullable JsonValue sensitive) {
    if (sensitive instanceof JsonBoolean all && all.value()) {
      return secret(value);
    } else if (value instanceof JsonObject object) {
      return withoutSecrets(object, sensitive);
    } else if (value instanceof JsonArray array && sensitive instanceof JsonArray marks) {
      List<JsonValue> elements = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        elements.add(withoutSecrets(array.get(i), i < marks.size() ? marks.get(i) : null));
      }
      return new JsonArray(array.mark(), elements);
    }
    return value;
  }

  private TerraformFilling filling(JsonObject configuration, JsonObject variables) {
    TerraformModules modules = new TerraformModules(configuration, variables, byAddress.values());
    return new TerraformFilling(byAddress, modules, sub(), notes);
  }

  private TerraformTranslation translate(TerraformFilling filling) {
    TerraformTranslation translation = new TerraformTranslation(filling, isRead);
    Map<String, List<TerraformResource>> left = new LinkedHashMap<>();
    for (TerraformResource resource : byAddress.values()) {
      if (!translation.add(resource) && !resource.data()) {
        left.computeIfAbsent(resource.type(), t -> new ArrayList<>()).add(resource);
      }
    }
    left.forEach(
        (type, all) ->
            notes.ignored(
                all.get(0)
                    .mark()
                    .problem(
                        all.size()
                            + " × "
                            + type
                            + " left out: "
                            + TerraformTypes.why(all.get(0)))));
    return translation;
  }
}
