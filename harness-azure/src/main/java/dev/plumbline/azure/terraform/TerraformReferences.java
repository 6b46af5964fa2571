package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the references of a Terraform configuration lead: to the resources of a plan, through
 * variables and outputs of modules, and by keys.
 */
final class TerraformReferences {

  private static final int DEEPEST = 12;

  private final Map<String, TerraformResource> byAddress;
  private final Map<String, List<TerraformResource>> byBase = new LinkedHashMap<>();
  private final TerraformModules modules;
  private final TerraformIds ids;
  private final TerraformNotes notes;
  private Map<String, JsonObject> runtime = Map.of();

  /**
   * Makes the references of a plan or state.
   *
   * @param notes told what was taken for granted
   */
  TerraformReferences(
      Map<String, TerraformResource> byAddress,
      TerraformModules modules,
      TerraformIds ids,
      TerraformNotes notes) {
    this.byAddress = byAddress;
    this.modules = modules;
    this.ids = ids;
    this.notes = notes;
    for (TerraformResource resource : byAddress.values()) {
      byBase.computeIfAbsent(resource.base(), b -> new ArrayList<>()).add(resource);
    }
  }

  /** Gives what the platform gives to the resources, by identifier. */
  void runtime(Map<String, JsonObject> values) {
    runtime = values;
  }

  /** Returns what the references of an attribute of a resource lead to. */
  List<TerraformFound> of(List<String> names, TerraformResource resource, String attribute) {
    return candidates(names, resource.module(), resource.indexText(), attribute, DEEPEST, resource);
  }

  /**
   * Returns what references lead to.
   *
   * @param key the index of the resource or module call that they stand in; empty for none
   * @param from the resource that is asked for; told in notes
   */
  private List<TerraformFound> candidates(
      List<String> names,
      String module,
      String key,
      String attribute,
      int depth,
      TerraformResource from) {
    boolean own = names.contains("each.key") || names.contains("count.index");
    boolean other = names.stream().anyMatch(n -> n.matches("(each\\.value|local\\.).*"));
    List<TerraformFound> all = new ArrayList<>();
    for (String name : TerraformExpressions.mostSpecific(names)) {
      List<TerraformFound> some = resolve(name, module, attribute, depth, from);
      if ((own || other) && TerraformFound.distinct(some).size() > 1) {
        List<TerraformFound> mine = TerraformFound.keyed(some, key);
        if (!own && !mine.equals(some)) {
          notes.assumed(
              from.mark()
                  .problem(
                      "the plan does not tell which of "
                          + name
                          + " is meant by "
                          + attribute
                          + " of "
                          + from.address()
                          + "; it is taken to be the one of the same key, "
                          + key
                          + "; the JSON of the state tells for certain"));
        }
        boolean open = !own && TerraformFound.distinct(mine).size() > 1;
        some =
            open
                ? List.of(
                    new TerraformFound(
                        null,
                        TerraformUnknowns.unknown(from.mark(), from.address() + "." + attribute)))
                : mine;
      }
      all.addAll(some);
    }
    return all;
  }

  private List<TerraformFound> resolve(
      String name, String module, String attribute, int depth, TerraformResource from) {
    List<String> steps = TerraformAddress.steps(name);
    if (depth == 0 || steps.size() < 2) {
      return List.of();
    }
    return switch (steps.get(0)) {
      case "each", "count", "local", "path", "terraform", "self" -> List.of();
      case "var" -> variable(steps, module, attribute, depth, from);
      case "module" -> output(steps, module, attribute, depth, from);
      default -> ofResource(steps, module, attribute);
    };
  }

  private List<TerraformFound> ofResource(List<String> steps, String module, String attribute) {
    boolean data = steps.get(0).equals("data");
    int at = data ? 1 : 0;
    if (steps.size() < at + 2) {
      return List.of();
    }
    String base =
        (module.isEmpty() ? "" : module + ".")
            + (data ? "data." : "")
            + steps.get(at)
            + "."
            + steps.get(at + 1);
    List<String> rest = steps.subList(at + 2, steps.size());
    List<TerraformResource> meant = byBase.getOrDefault(base, List.of());
    if (!rest.isEmpty() && rest.get(0).startsWith("[")) {
      TerraformResource one = byAddress.get(base + rest.get(0));
      meant = one == null ? List.of() : List.of(one);
      rest = rest.subList(1, rest.size());
    }
    List<TerraformFound> found = new ArrayList<>();
    for (TerraformResource resource : meant) {
      String id = ids.of(resource);
      JsonObject given = id == null ? null : runtime.get(ResourceId.key(id));
      List<JsonValue> parts =
          id == null ? List.of() : TerraformParts.of(resource.values(), id, given, rest, attribute);
      if (!parts.isEmpty()) {
        parts.forEach(part -> found.add(new TerraformFound(resource, part)));
        continue;
      }
      String wanted = String.join(".", rest.stream().filter(s -> !s.startsWith("[")).toList());
      JsonValue value = TerraformAttributes.of(resource, id, given, wanted, attribute);
      if (value instanceof JsonArray array) {
        elements(array, rest).forEach(one -> found.add(new TerraformFound(resource, one)));
      } else if (value != null) {
        found.add(new TerraformFound(resource, value));
      }
    }
    return found;
  }

  /** Returns what is meant of a list, {@code private_ip_addresses}: the indexed one, or each. */
  private static List<JsonValue> elements(JsonArray array, List<String> rest) {
    String last = rest.isEmpty() ? "" : rest.get(rest.size() - 1);
    if (!last.matches("\\[\\d{1,6}]")) {
      return array.values();
    }
    int at = Integer.parseInt(last.substring(1, last.length() - 1));
    return at < array.size() ? List.of(array.get(at)) : List.of();
  }

  private List<TerraformFound> variable(
      List<String> steps, String module, String attribute, int depth, TerraformResource from) {
    String key = steps.size() > 2 && steps.get(2).startsWith("[") ? steps.get(2) : "";
    if (module.isEmpty()) {
      JsonValue value = modules.variable(steps.get(1));
      return steps.size() > 2
              || value == null
              || value instanceof JsonArray
              || value instanceof JsonObject
          ? List.of()
          : List.of(new TerraformFound(null, value));
    }
    String outer = TerraformAddress.outer(module);
    if (!(modules.call(module).object("expressions").value(steps.get(1))
        instanceof JsonObject expression)) {
      return List.of();
    }
    JsonValue constant = expression.value("constant_value");
    if (constant != null) {
      return (constant instanceof JsonArray array ? array.values() : List.of(constant))
          .stream().map(v -> new TerraformFound(null, v)).toList();
    }
    return TerraformFound.keyed(
        candidates(
            TerraformExpressions.names(expression),
            outer,
            TerraformAddress.index(module),
            attribute,
            depth - 1,
            from),
        key);
  }

  /**
   * Returns what an output of a module leads to. Where its name is not told, since the module's key
   * is an expression, those of all outputs that an attribute can mean.
   */
  private List<TerraformFound> output(
      List<String> steps, String module, String attribute, int depth, TerraformResource from) {
    String call = steps.get(1);
    int at = 2;
    String index = "";
    if (steps.size() > at && steps.get(at).startsWith("[")) {
      index = steps.get(at++);
    }
    String start = (module.isEmpty() ? "" : module + ".") + "module." + call;
    JsonObject outputs = modules.call(module, call).object("module").object("outputs");
    List<String> names = steps.size() > at ? List.of(steps.get(at)) : outputs.names();
    String key =
        steps.size() > at + 1 && steps.get(at + 1).startsWith("[") ? steps.get(at + 1) : "";
    List<TerraformFound> all = new ArrayList<>();
    for (String inner : modules.instances(start, index)) {
      for (String name : names) {
        List<TerraformFound> some =
            candidates(
                TerraformExpressions.names(outputs.object(name).object("expression")),
                inner,
                "",
                attribute,
                depth - 1,
                from);
        some = TerraformFound.keyed(some, key);
        if (steps.size() <= at) {
          some =
              some.stream().filter(f -> TerraformFound.isOf(textOf(f.value()), attribute)).toList();
        }
        all.addAll(some);
      }
    }
    return all;
  }

  private static String textOf(JsonValue value) {
    return value instanceof JsonString text ? text.value() : "";
  }
}
