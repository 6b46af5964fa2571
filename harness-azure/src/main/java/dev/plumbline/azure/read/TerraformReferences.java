package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ResourceId;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What expressions of a Terraform configuration refer to.
 *
 * <p>A plan tells which resources an expression names, and neither its keys nor its functions.
 * Where that leaves a choice, the value is unknown: a guess would be another network.
 */
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
          Map.entry("express_route_id", List.of("circuit", "expressRouteID")),
          Map.entry(
              "express_route_private_peering_id",
              List.of("circuit", "expressRoutePrivatePeeringID")),
          Map.entry("gateway_url", List.of("gatewayUrl")),
          Map.entry("default_domain", List.of("defaultDomain")),
          Map.entry("static_ip_address", List.of("staticIp")),
          Map.entry("default_hostname", List.of("defaultHostName")),
          Map.entry("fully_qualified_domain_name", List.of("fullyQualifiedDomainName")),
          Map.entry("login_server", List.of("loginServer")));

  /** What the provider computes in blocks; unknown there, it is not missed. */
  private static final Set<String> COMPUTED =
      Set.of(
          "id",
          "primary",
          "fqdn",
          "private_ip_address",
          "private_ip_address_allocation",
          "private_ip_address_version",
          "private_ip_addresses",
          "public_cert_data",
          "record_sets");

  /** Blocks whose order in a plan is not that of the configuration. */
  private static final Set<String> SETS =
      Set.of(
          "subnet",
          "security_rule",
          "backend_address_pool",
          "backend_http_settings",
          "http_listener",
          "probe",
          "request_routing_rule");

  /**
   * What a reference leads to.
   *
   * @param of whose value it is; null for a constant
   * @param value the value
   */
  private record Found(@Nullable TerraformResource of, JsonValue value) {}

  private final Map<String, TerraformResource> byAddress;
  private final Map<String, List<TerraformResource>> byBase = new LinkedHashMap<>();
  private final Set<String> modules = new LinkedHashSet<>();
  private final JsonObject configuration;
  private final JsonObject variables;
  private final String subscription;
  private final Consumer<Note> notes;
  private final Map<String, String> ids = new HashMap<>();
  private Map<String, JsonObject> runtime = Map.of();

  /**
   * Makes the references of a plan or state.
   *
   * @param configuration the root module of the configuration
   * @param variables the variables of the root module
   * @param notes told what was taken for granted
   */
  TerraformReferences(
      Map<String, TerraformResource> byAddress,
      JsonObject configuration,
      JsonObject variables,
      String subscription,
      Consumer<Note> notes) {
    this.byAddress = byAddress;
    this.configuration = configuration;
    this.variables = variables;
    this.subscription = subscription;
    this.notes = notes;
    for (TerraformResource resource : byAddress.values()) {
      byBase.computeIfAbsent(resource.base(), b -> new ArrayList<>()).add(resource);
      modules.add(resource.module());
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
    JsonObject unknown = resource.unknown();
    JsonValue value =
        resource.expressions().value(attribute) instanceof JsonObject expression
            ? value(
                resource,
                resource.values(),
                attribute,
                unknown == null ? null : open(unknown, attribute),
                expression)
            : resource.values().value(attribute);
    return value == null || value instanceof JsonUnknown || value instanceof JsonArray
        ? null
        : Part.text(value);
  }

  /** Returns what is known of a resource, and what its expressions lead to. */
  JsonObject filled(TerraformResource resource) {
    return filled(resource, resource.values(), resource.expressions(), resource.unknown(), true);
  }

  private JsonObject filled(
      TerraformResource resource,
      JsonObject values,
      JsonObject expressions,
      @Nullable JsonObject unknown,
      boolean told) {
    JsonObject.Builder all = JsonObject.builder(values.mark()).putAll(values);
    Set<String> names = new LinkedHashSet<>(expressions.names());
    if (unknown != null) {
      names.addAll(unknown.names());
    }
    for (String name : names) {
      JsonValue known = values.value(name);
      JsonValue expression = expressions.value(name);
      JsonValue open = unknown == null ? null : open(unknown, name);
      if (expression instanceof JsonObject object && isExpression(object)) {
        JsonValue found = value(resource, values, name, open, object);
        if (found != null) {
          all.put(name, found);
        }
      } else if (known instanceof JsonArray array) {
        all.put(name, blocks(resource, name, array, expression, open));
      } else if (isTrue(open) && known == null && (expression != null || !told)) {
        if (expression != null || !isComputed(name, values)) {
          all.put(name, unknown(values.mark().missing(name), resource.address()));
        }
      }
    }
    return all.build();
  }

  /** Returns what a plan says of a member: false where it says nothing, all of it being known. */
  private static JsonValue open(JsonObject unknown, String name) {
    JsonValue open = unknown.value(name);
    return open == null ? new JsonBoolean(unknown.mark(), false) : open;
  }

  private JsonArray blocks(
      TerraformResource resource,
      String name,
      JsonArray array,
      @Nullable JsonValue expression,
      @Nullable JsonValue open) {
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof JsonObject element) {
        JsonObject block =
            expression instanceof JsonArray several
                ? block(name, several, element, i)
                : expression instanceof JsonObject one ? one : null;
        JsonObject unknown =
            open instanceof JsonArray each && i < each.size() && each.get(i) instanceof JsonObject o
                ? o
                : open == null ? null : JsonObject.empty(element.mark());
        elements.add(
            filled(
                resource,
                element,
                block == null ? JsonObject.empty(element.mark()) : block,
                unknown,
                block != null));
      } else {
        elements.add(array.get(i));
      }
    }
    return new JsonArray(array.mark(), elements);
  }

  /**
   * Returns the block of the configuration that an element is made of; null for one of a dynamic
   * block, which a plan does not tell. Sets have another order than the configuration.
   */
  private static @Nullable JsonObject block(
      String name, JsonArray blocks, JsonObject element, int place) {
    JsonObject best = null;
    int most = -1;
    boolean choice = false;
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i) instanceof JsonObject one && fits(one, element)) {
        int count = constants(one, element);
        choice = count == most || count < most && choice;
        if (count > most || count == most && i == place) {
          best = one;
          most = count;
        }
      }
    }
    return choice && SETS.contains(name) ? null : best;
  }

  private static boolean fits(JsonObject block, JsonObject element) {
    for (JsonObject.Member member : block.members()) {
      JsonValue said = constant(member.value());
      JsonValue known = element.value(member.name());
      if (said != null && !said.equals(known) && !same(said, known)) {
        return false;
      }
    }
    return true;
  }

  private static int constants(JsonObject block, JsonObject element) {
    int count = 0;
    for (JsonObject.Member member : block.members()) {
      JsonValue said = constant(member.value());
      count += said != null && same(said, element.value(member.name())) ? 1 : 0;
    }
    return count;
  }

  /** Returns the text, number or boolean that an expression is; null for another one. */
  private static @Nullable JsonValue constant(JsonValue expression) {
    if (!(expression instanceof JsonObject object)) {
      return null;
    }
    JsonValue value = object.value("constant_value");
    return value instanceof JsonArray || value instanceof JsonObject ? null : value;
  }

  private static boolean same(JsonValue one, @Nullable JsonValue other) {
    return other != null
        && !(other instanceof JsonArray || other instanceof JsonObject)
        && !(other instanceof JsonUnknown || other instanceof JsonNull)
        && Part.text(one).equals(Part.text(other));
  }

  private static boolean isComputed(String name, JsonObject values) {
    // What is named is not given by its identifier.
    String named = name.replaceAll("_id(s?)$", "_name$1");
    return COMPUTED.contains(name) || !named.equals(name) && values.value(named) != null;
  }

  private static boolean isExpression(JsonObject object) {
    return object.has("references") || object.has("constant_value");
  }

  private static boolean isTrue(@Nullable JsonValue value) {
    return value instanceof JsonBoolean bool && bool.value();
  }

  private static boolean isOpen(@Nullable JsonValue value) {
    return isTrue(value)
        || value instanceof JsonArray array
            && array.values().stream().anyMatch(TerraformReferences::isOpen)
        || value instanceof JsonObject object
            && object.members().stream().anyMatch(m -> isOpen(m.value()));
  }

  private static boolean isEmpty(@Nullable JsonValue value) {
    return value == null
        || value instanceof JsonString text && text.value().isEmpty()
        || value instanceof JsonArray array && array.size() == 0;
  }

  private static JsonUnknown unknown(Mark mark, String what) {
    return new JsonUnknown(mark, "Terraform does not know it before apply: " + what);
  }

  /**
   * Returns the value of an attribute that has an expression.
   *
   * @param open what the plan says is unknown of it; null when the plan does not say
   */
  private @Nullable JsonValue value(
      TerraformResource resource,
      JsonObject values,
      String attribute,
      @Nullable JsonValue open,
      JsonObject expression) {
    JsonValue known = values.value(attribute);
    if (open == null ? !isEmpty(known) : !isOpen(open)) {
      return known;
    }
    Mark mark = values.mark().missing(attribute);
    JsonValue constant = expression.value("constant_value");
    if (constant != null) {
      return constant.at(mark);
    }
    List<String> names = names(expression);
    if (names.isEmpty()) {
      return known;
    }
    List<Found> found =
        candidates(names, resource.module(), resource.indexText(), attribute, DEEPEST, resource);
    String what = resource.address() + "." + attribute + " = " + String.join(", ", shown(names));
    if (known != null && !isEmpty(known) && open != null) {
      return completed(known, open, found, attribute, unknown(known.mark(), what));
    }
    boolean list = attribute.endsWith("s") && !attribute.endsWith("_address");
    if (list) {
      List<JsonValue> all =
          (attribute.endsWith("_ids") ? references(found, attribute) : distinct(found))
              .stream().map(one -> one.at(mark)).toList();
      return !all.isEmpty() ? new JsonArray(mark, all) : isTrue(open) ? unknown(mark, what) : null;
    }
    List<JsonValue> fitting =
        attribute.endsWith("_id") ? identifiers(found, attribute) : distinct(found);
    return fitting.size() == 1
        ? fitting.get(0).at(mark)
        : isTrue(open) || attribute.endsWith("_id") || fitting.size() > 1
            ? unknown(mark, what)
            : null;
  }

  private static List<String> shown(List<String> names) {
    return mostSpecific(names).stream().limit(4).toList();
  }

  /** Returns the identifiers among values, and what is not known of them. */
  private static List<JsonValue> references(List<Found> found, String name) {
    return distinct(found).stream()
        .filter(
            v ->
                v instanceof JsonUnknown
                    || v instanceof JsonString text && text.value().startsWith("/"))
        .filter(
            v ->
                v instanceof JsonUnknown
                    || !TerraformParts.isMeant(name)
                    || isOf(Part.text(v), name))
        .toList();
  }

  private static List<JsonValue> distinct(List<Found> found) {
    return List.copyOf(new LinkedHashSet<>(found.stream().map(Found::value).toList()));
  }

  /** Returns the identifiers among values; of several those of the type that a name speaks of. */
  private static List<JsonValue> identifiers(List<Found> found, String name) {
    List<JsonValue> all =
        distinct(found).stream()
            .filter(v -> v instanceof JsonString text && text.value().startsWith("/"))
            .filter(v -> !TerraformParts.isMeant(name) || isOf(Part.text(v), name))
            .toList();
    if (all.size() < 2) {
      return all;
    }
    List<JsonValue> fitting = all.stream().filter(v -> isOf(Part.text(v), name)).toList();
    return fitting.isEmpty() ? all : fitting;
  }

  /** Returns whether a name such as {@code subnet_id} speaks of the type of an identifier. */
  private static boolean isOf(String id, String name) {
    String type =
        ResourceId.parse(id)
            .map(i -> i.type().substring(i.type().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT))
            .orElse("");
    String bare =
        name.replaceAll("(?i)(_?resource)?_?ids?$", "").replace("_", "").toLowerCase(Locale.ROOT);
    return !bare.isEmpty()
        && !type.isEmpty()
        && (bare.endsWith(type.replaceAll("s$", ""))
            || bare.endsWith(type.replaceAll("es$", ""))
            // Subnets in a virtual network have a security_group only.
            || bare.equals("securitygroup") && type.equals("networksecuritygroups")
            || bare.equals("natrule") && type.equals("inboundnatrules"));
  }

  /** Returns a value with what is unknown in it filled in, where only one thing can be meant. */
  private static JsonValue completed(
      @Nullable JsonValue known,
      JsonValue open,
      List<Found> found,
      String name,
      JsonUnknown otherwise) {
    if (isTrue(open)) {
      List<JsonValue> fitting =
          identifiers(found, name).stream().filter(v -> isOf(Part.text(v), name)).toList();
      List<JsonValue> all = fitting.isEmpty() ? distinct(found) : fitting;
      return all.size() == 1 ? all.get(0).at(otherwise.mark()) : otherwise;
    } else if (open instanceof JsonObject opened && isOpen(open)) {
      JsonObject object =
          known instanceof JsonObject one ? one : JsonObject.empty(otherwise.mark());
      JsonObject.Builder all = JsonObject.builder(object.mark()).putAll(object);
      for (JsonObject.Member member : opened.members()) {
        if (isOpen(member.value())) {
          // {"subnet": {"id": …}} speaks of a subnet.
          String of = member.name().equals("id") ? name : member.name();
          all.put(
              member.name(),
              completed(object.value(member.name()), member.value(), found, of, otherwise));
        }
      }
      return all.build();
    } else if (open instanceof JsonArray opened && isOpen(open)) {
      return completed(known, opened, found, name, otherwise);
    }
    return known == null ? otherwise : known;
  }

  private static JsonValue completed(
      @Nullable JsonValue known,
      JsonArray open,
      List<Found> found,
      String name,
      JsonUnknown otherwise) {
    List<JsonValue> values = known instanceof JsonArray array ? array.values() : List.of();
    List<JsonValue> fresh = distinct(found).stream().filter(v -> !values.contains(v)).toList();
    long missing = open.values().stream().filter(TerraformReferences::isTrue).count();
    // Sets leave out what is not known, lists keep its place.
    boolean aligned = values.size() == open.size();
    List<JsonValue> all = new ArrayList<>();
    int next = 0;
    int place = 0;
    for (JsonValue one : open) {
      if (isTrue(one)) {
        all.add(fresh.size() == missing ? fresh.get(next++).at(otherwise.mark()) : otherwise);
        place += aligned ? 1 : 0;
      } else {
        JsonValue value = place < values.size() ? values.get(place) : null;
        place++;
        all.add(completed(value, one, found, name, otherwise));
      }
    }
    return new JsonArray(otherwise.mark(), all);
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

  /** Terraform lists a reference and its beginnings. */
  private static List<String> mostSpecific(List<String> names) {
    return names.stream()
        .distinct()
        .filter(n -> names.stream().noneMatch(k -> k.startsWith(n + ".") || k.startsWith(n + "[")))
        .toList();
  }

  /**
   * Returns what references lead to.
   *
   * @param key the index of the resource or module call that they stand in; empty for none
   * @param from the resource that is asked for; told in notes
   */
  private List<Found> candidates(
      List<String> names,
      String module,
      String key,
      String attribute,
      int depth,
      TerraformResource from) {
    boolean own = names.contains("each.key") || names.contains("count.index");
    boolean other = names.stream().anyMatch(n -> n.matches("(each\\.value|local\\.).*"));
    List<Found> all = new ArrayList<>();
    for (String name : mostSpecific(names)) {
      List<Found> some = resolve(name, module, attribute, depth, from);
      if ((own || other) && distinct(some).size() > 1) {
        List<Found> mine = keyed(some, key);
        if (!own && !mine.equals(some)) {
          notes.accept(
              Note.of(
                  Note.Kind.ASSUMED,
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
                              + "; the JSON of the state tells for certain")));
        }
        boolean open = !own && distinct(mine).size() > 1;
        some =
            open
                ? List.of(new Found(null, unknown(from.mark(), from.address() + "." + attribute)))
                : mine;
      }
      all.addAll(some);
    }
    return all;
  }

  /** Returns those of a key, if there are any. */
  private static List<Found> keyed(List<Found> found, String key) {
    if (key.isEmpty() || distinct(found).size() < 2) {
      return found;
    }
    List<Found> mine = found.stream().filter(f -> isKeyed(f.of(), key)).toList();
    return mine.isEmpty() ? found : mine;
  }

  private static boolean isKeyed(@Nullable TerraformResource resource, String key) {
    return resource != null
        && (resource.indexText().equals(key)
            || resource.index() == null
                && (resource.module().endsWith(key)
                    || key.equals("[\"" + resource.azureName() + "\"]")));
  }

  private List<Found> resolve(
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

  private List<Found> ofResource(List<String> steps, String module, String attribute) {
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
    List<Found> found = new ArrayList<>();
    for (TerraformResource resource : meant) {
      String id = id(resource);
      List<JsonValue> parts =
          id == null
              ? List.of()
              : TerraformParts.of(
                  resource.values(), id, runtime.get(ResourceId.key(id)), rest, attribute);
      if (!parts.isEmpty()) {
        parts.forEach(part -> found.add(new Found(resource, part)));
        continue;
      }
      String wanted = String.join(".", rest.stream().filter(s -> !s.startsWith("[")).toList());
      JsonValue value = attribute(resource, wanted, attribute);
      if (value instanceof JsonArray array) {
        elements(array, rest).forEach(one -> found.add(new Found(resource, one)));
      } else if (value != null) {
        found.add(new Found(resource, value));
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

  private @Nullable JsonValue attribute(
      TerraformResource resource, String wanted, String attribute) {
    String name =
        wanted.isEmpty()
            ? attribute.matches(".*_ids?|body")
                ? "id"
                : attribute.matches(".*_names?") ? "name" : ""
            : wanted;
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
    JsonObject properties = given.object("properties");
    if (value instanceof JsonObject address) {
      // A group of containers has its address with its name.
      value = Part.of(address).value("ip");
    } else if (value == null && last.equals("fqdn")) {
      String of = properties.has("dnsConfig") ? "dnsConfig" : "ipAddress";
      value = properties.object(of).value("fqdn");
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
    for (String call : TerraformAddress.calls(address)) {
      module = module.object("module_calls").object(call).object("module");
    }
    return module;
  }

  private List<Found> variable(
      List<String> steps, String module, String attribute, int depth, TerraformResource from) {
    String key = steps.size() > 2 && steps.get(2).startsWith("[") ? steps.get(2) : "";
    if (module.isEmpty()) {
      JsonValue value = variables.object(steps.get(1)).value("value");
      return steps.size() > 2
              || value == null
              || value instanceof JsonArray
              || value instanceof JsonObject
          ? List.of()
          : List.of(new Found(null, value));
    }
    String outer = TerraformAddress.outer(module);
    List<String> calls = TerraformAddress.calls(module);
    JsonObject call = module(outer).object("module_calls").object(calls.get(calls.size() - 1));
    if (!(call.object("expressions").value(steps.get(1)) instanceof JsonObject expression)) {
      return List.of();
    }
    JsonValue constant = expression.value("constant_value");
    if (constant != null) {
      return (constant instanceof JsonArray array ? array.values() : List.of(constant))
          .stream().map(v -> new Found(null, v)).toList();
    }
    return keyed(
        candidates(
            names(expression), outer, TerraformAddress.index(module), attribute, depth - 1, from),
        key);
  }

  /**
   * Returns what an output of a module leads to. Where its name is not told, since the module's key
   * is an expression, those of all outputs that an attribute can mean.
   */
  private List<Found> output(
      List<String> steps, String module, String attribute, int depth, TerraformResource from) {
    String call = steps.get(1);
    int at = 2;
    String index = "";
    if (steps.size() > at && steps.get(at).startsWith("[")) {
      index = steps.get(at++);
    }
    String start = (module.isEmpty() ? "" : module + ".") + "module." + call;
    JsonObject outputs =
        module(module).object("module_calls").object(call).object("module").object("outputs");
    List<String> names = steps.size() > at ? List.of(steps.get(at)) : outputs.names();
    String key =
        steps.size() > at + 1 && steps.get(at + 1).startsWith("[") ? steps.get(at + 1) : "";
    List<Found> all = new ArrayList<>();
    for (String inner : instances(start, index)) {
      for (String name : names) {
        List<Found> some =
            candidates(
                names(outputs.object(name).object("expression")),
                inner,
                "",
                attribute,
                depth - 1,
                from);
        some = keyed(some, key);
        if (steps.size() <= at) {
          some = some.stream().filter(f -> isOf(textOf(f.value()), attribute)).toList();
        }
        all.addAll(some);
      }
    }
    return all;
  }

  private static String textOf(JsonValue value) {
    return value instanceof JsonString text ? text.value() : "";
  }

  /** Returns the addresses of the instances of a module call. */
  private List<String> instances(String start, String index) {
    if (!index.isEmpty()) {
      return List.of(start + index);
    }
    Set<String> all = new LinkedHashSet<>();
    for (String module : modules) {
      if (module.startsWith(start + "[")) {
        int depth = TerraformAddress.calls(start).size();
        all.add(TerraformAddress.first(module, depth));
      }
    }
    return all.isEmpty() ? List.of(start) : List.copyOf(all);
  }
}
