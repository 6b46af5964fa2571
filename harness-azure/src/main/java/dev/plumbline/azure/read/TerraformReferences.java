package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What expressions of a Terraform configuration refer to. */
final class TerraformReferences {

  private static final int DEEPEST = 12;

  /** Where attributes that a plan does not know are in Azure's shape. */
  private static final Map<String, List<String>> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("ip_address", List.of("ipAddress")),
          Map.entry("fqdn", List.of("dnsSettings", "fqdn")),
          Map.entry("private_ip_address", List.of("ipConfigurations", "privateIPAddress")),
          Map.entry("private_ip_addresses", List.of("privateIPAddresses")),
          Map.entry("public_ip_addresses", List.of("publicIPAddresses")),
          Map.entry("gateway_url", List.of("gatewayUrl")),
          Map.entry("default_hostname", List.of("defaultHostName")),
          Map.entry("fully_qualified_domain_name", List.of("fullyQualifiedDomainName")),
          Map.entry("login_server", List.of("loginServer")));

  private final Map<String, TerraformResource> byAddress;
  private final Map<String, List<TerraformResource>> byBase = new LinkedHashMap<>();
  private final JsonObject configuration;
  private final String subscription;
  private final Map<String, String> ids = new HashMap<>();
  private Map<String, JsonObject> runtime = Map.of();

  TerraformReferences(
      Map<String, TerraformResource> byAddress, JsonObject configuration, String subscription) {
    this.byAddress = byAddress;
    this.configuration = configuration;
    this.subscription = subscription;
    for (TerraformResource resource : byAddress.values()) {
      byBase.computeIfAbsent(resource.base(), b -> new ArrayList<>()).add(resource);
    }
  }

  /** Gives what the platform gives to the resources, by identifier. */
  void runtime(Map<String, JsonObject> values) {
    runtime = values;
  }

  /** Returns the scope of resources of a group. */
  String scope(String group) {
    return "/subscriptions/" + subscription + "/resourceGroups/" + group;
  }

  /** Returns the identifier of a resource: the one that is known, or the one that it will have. */
  @Nullable String id(TerraformResource resource) {
    if (resource.values().value("id") instanceof JsonString text) {
      return text.value();
    }
    if (!ids.containsKey(resource.address())) {
      // A resource that leads to itself has no identifier.
      ids.put(resource.address(), "");
      String id = TerraformIds.of(this, resource);
      ids.put(resource.address(), id == null ? "" : id);
    }
    String id = ids.get(resource.address());
    return id == null || id.isEmpty() ? null : id;
  }

  /** Returns an attribute as text: known, or found through its expression; null for neither. */
  @Nullable String text(TerraformResource resource, String attribute) {
    JsonValue value = value(resource, resource.values(), resource.expressions(), attribute);
    return value == null || value instanceof JsonUnknown || value instanceof JsonArray
        ? null
        : Part.text(value);
  }

  /**
   * Returns what is known of a block, and what its expressions lead to.
   *
   * @param values the block as far as it is known
   * @param expressions its expressions
   */
  JsonObject filled(TerraformResource resource, JsonObject values, JsonObject expressions) {
    JsonObject.Builder all = JsonObject.builder(values.mark()).putAll(values);
    for (JsonObject.Member member : expressions.members()) {
      JsonValue known = values.value(member.name());
      JsonValue expression = member.value();
      if (isExpression(expression)) {
        if (isEmpty(known)) {
          JsonValue found = value(resource, values, expressions, member.name());
          if (found != null) {
            all.put(member.name(), found);
          }
        }
      } else if (expression instanceof JsonArray blocks && known instanceof JsonArray array) {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          JsonValue block = blocks.size() == 0 ? null : blocks.get(Math.min(i, blocks.size() - 1));
          elements.add(
              array.get(i) instanceof JsonObject object && block instanceof JsonObject inner
                  ? filled(resource, object, inner)
                  : array.get(i));
        }
        all.put(member.name(), new JsonArray(array.mark(), elements));
      } else if (expression instanceof JsonObject block && known instanceof JsonArray array) {
        // A dynamic block, or one of at most one.
        List<JsonValue> elements = new ArrayList<>();
        for (JsonValue one : array) {
          elements.add(one instanceof JsonObject object ? filled(resource, object, block) : one);
        }
        all.put(member.name(), new JsonArray(array.mark(), elements));
      }
    }
    return all.build();
  }

  private static boolean isExpression(JsonValue value) {
    return value instanceof JsonObject object
        && (object.has("references") || object.has("constant_value"));
  }

  private static boolean isEmpty(@Nullable JsonValue value) {
    return value == null
        || value instanceof JsonString text && text.value().isEmpty()
        || value instanceof JsonArray array && array.size() == 0;
  }

  private @Nullable JsonValue value(
      TerraformResource resource, JsonObject values, JsonObject expressions, String attribute) {
    JsonValue known = values.value(attribute);
    if (!isEmpty(known)) {
      return known;
    }
    if (!(expressions.value(attribute) instanceof JsonObject expression)) {
      return null;
    }
    Mark mark = values.mark().missing(attribute);
    JsonValue constant = expression.value("constant_value");
    if (constant != null) {
      return constant.at(mark);
    }
    List<String> names = names(expression);
    if (names.isEmpty()) {
      return null;
    }
    List<JsonValue> found = new ArrayList<>();
    for (String name : mostSpecific(names)) {
      found.addAll(resolve(name, resource.module(), resource, attribute, DEEPEST));
    }
    boolean list = attribute.endsWith("s") && !attribute.endsWith("_address");
    if (list) {
      return found.isEmpty()
          ? null
          : new JsonArray(mark, found.stream().map(one -> one.at(mark)).toList());
    }
    return found.isEmpty()
        ? attribute.endsWith("_id")
            ? new JsonUnknown(mark, "Terraform does not know it before apply: " + names.get(0))
            : null
        : found.get(0).at(mark);
  }

  private static List<String> names(JsonObject expression) {
    List<String> names = new ArrayList<>();
    for (JsonValue value : expression.array("references")) {
      if (value instanceof JsonString text) {
        names.add(text.value());
      }
    }
    return names;
  }

  /** Terraform lists a reference and then its beginnings. */
  private static List<String> mostSpecific(List<String> names) {
    Set<String> kept = new LinkedHashSet<>();
    for (String name : names) {
      if (kept.stream().noneMatch(k -> k.startsWith(name + ".") || k.startsWith(name + "["))) {
        kept.add(name);
      }
    }
    return List.copyOf(kept);
  }

  private List<JsonValue> resolve(
      String name, String module, TerraformResource from, String attribute, int depth) {
    if (depth == 0 || name.startsWith("each.") || name.startsWith("count.")) {
      return List.of();
    } else if (name.startsWith("var.")) {
      return variable(name.substring("var.".length()), module, from, attribute, depth);
    } else if (name.startsWith("module.")) {
      return output(name, module, from, attribute, depth);
    }
    return ofResource(name, module, from, attribute);
  }

  private List<JsonValue> ofResource(
      String name, String module, TerraformResource from, String attribute) {
    String bare = name.startsWith("data.") ? name.substring("data.".length()) : name;
    String[] parts = bare.split("\\.", 2);
    if (parts.length < 2) {
      return List.of();
    }
    String rest = parts[1];
    int end = 0;
    while (end < rest.length() && ".[".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String index = "";
    int next = end;
    if (next < rest.length() && rest.charAt(next) == '[') {
      int close = rest.indexOf(']', next);
      index = rest.substring(next, close + 1);
      next = close + 1;
    }
    String wanted =
        next < rest.length() && rest.charAt(next) == '.' ? rest.substring(next + 1) : "";
    String base =
        (module.isEmpty() ? "" : module + ".")
            + (name.startsWith("data.") ? "data." : "")
            + parts[0]
            + "."
            + rest.substring(0, end);
    List<TerraformResource> all = byBase.getOrDefault(base, List.of());
    List<TerraformResource> meant = all;
    if (!index.isEmpty()) {
      String exact = base + index;
      TerraformResource one = byAddress.get(exact);
      meant = one == null ? List.of() : List.of(one);
    } else if (all.size() > 1) {
      List<TerraformResource> same =
          all.stream().filter(r -> r.indexText().equals(from.indexText())).toList();
      meant = same.size() == 1 ? same : all;
    }
    List<JsonValue> values = new ArrayList<>();
    for (TerraformResource resource : meant) {
      JsonValue value = attribute(resource, wanted, attribute);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private @Nullable JsonValue attribute(
      TerraformResource resource, String wanted, String attribute) {
    String name =
        wanted.isEmpty()
            ? attribute.matches(".*_ids?") ? "id" : attribute.matches(".*_names?") ? "name" : ""
            : wanted.replaceAll("\\[\\d+]", "");
    String last = name.substring(name.lastIndexOf('.') + 1);
    if (name.equals("id")) {
      String id = id(resource);
      return id == null ? null : JsonValue.of(id);
    }
    JsonValue known = resource.values().value(name);
    if (known != null && !isEmpty(known)) {
      return known;
    } else if (name.equals("name")) {
      return JsonValue.of(resource.azureName());
    }
    String id = id(resource);
    JsonObject given = id == null ? null : runtime.get(ResourceId.key(id));
    List<String> path = ATTRIBUTES.get(last);
    if (given == null || path == null) {
      return null;
    }
    JsonValue value = given.object("properties");
    for (String step : path) {
      value = first(value);
      value = value instanceof JsonObject object ? Part.of(object).value(step) : null;
    }
    if (value == null && last.equals("private_ip_address")) {
      JsonValue frontends = given.object("properties").value("frontendIPConfigurations");
      JsonValue configs = given.object("properties").value("customDnsConfigs");
      value =
          first(frontends) instanceof JsonObject object
              ? Part.of(object).value("privateIPAddress")
              : first(configs) instanceof JsonObject config
                  ? first(config.value("ipAddresses"))
                  : null;
    }
    return value;
  }

  private static @Nullable JsonValue first(@Nullable JsonValue value) {
    return value instanceof JsonArray array ? array.size() == 0 ? null : array.get(0) : value;
  }

  /** Returns the configuration of a module. */
  private JsonObject module(String address) {
    JsonObject module = configuration;
    for (String step : steps(address)) {
      module = module.object("module_calls").object(step).object("module");
    }
    return module;
  }

  private static List<String> steps(String address) {
    List<String> steps = new ArrayList<>();
    for (String step : address.replaceAll("\\[[^]]*]", "").split("\\.")) {
      if (!step.equals("module") && !step.isEmpty()) {
        steps.add(step);
      }
    }
    return steps;
  }

  private static String outer(String module) {
    int at = module.lastIndexOf(".module.");
    return at < 0 ? "" : module.substring(0, at);
  }

  private List<JsonValue> variable(
      String name, String module, TerraformResource from, String attribute, int depth) {
    String variable = name.replaceAll("[.\\[].*", "");
    if (module.isEmpty()) {
      return List.of();
    }
    List<String> steps = steps(module);
    JsonObject call =
        module(outer(module)).object("module_calls").object(steps.get(steps.size() - 1));
    if (!(call.object("expressions").value(variable) instanceof JsonObject expression)) {
      return List.of();
    }
    JsonValue constant = expression.value("constant_value");
    if (constant != null) {
      return constant instanceof JsonArray array ? array.values() : List.of(constant);
    }
    List<JsonValue> found = new ArrayList<>();
    for (String one : mostSpecific(names(expression))) {
      found.addAll(resolve(one, outer(module), from, attribute, depth - 1));
    }
    return found;
  }

  private List<JsonValue> output(
      String name, String module, TerraformResource from, String attribute, int depth) {
    String[] parts = name.replaceFirst("^module\\.", "").split("\\.", 3);
    if (parts.length < 2) {
      return List.of();
    }
    String called = parts[0];
    String bare = called.replaceAll("\\[.*", "");
    String inner = (module.isEmpty() ? "" : module + ".") + "module." + called;
    JsonObject output =
        module(module)
            .object("module_calls")
            .object(bare)
            .object("module")
            .object("outputs")
            .object(parts[1].replaceAll("\\[.*", ""));
    List<JsonValue> found = new ArrayList<>();
    for (String one : mostSpecific(names(output.object("expression")))) {
      found.addAll(resolve(one, inner, from, attribute, depth - 1));
    }
    return found;
  }
}
