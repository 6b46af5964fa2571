package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The resources that one template declares: loops unrolled, names evaluated, bodies not yet. */
final class TemplateResources {

  private final TemplateInstance instance;
  private final List<DeclaredResource> all = new ArrayList<>();
  private final Map<String, List<DeclaredResource>> symbolic = new LinkedHashMap<>();
  private final Map<String, List<DeclaredResource>> byName = new LinkedHashMap<>();
  private final Map<String, List<DeclaredResource>> byLoop = new LinkedHashMap<>();
  private final Map<String, DeclaredResource> byId = new LinkedHashMap<>();

  TemplateResources(TemplateInstance instance) {
    this.instance = instance;
  }

  void declare() {
    JsonValue resources = instance.template().root().value("resources");
    if (resources != null) {
      declare(resources, null);
    }
  }

  /** Declares the resources of an array, or those of an object by their symbolic names. */
  private void declare(JsonValue resources, @Nullable DeclaredResource parent) {
    JsonValue written =
        resources instanceof JsonString
            ? instance.pass().evaluator().evaluate(resources, instance.evaluation())
            : resources;
    if (written instanceof JsonArray array) {
      for (JsonValue one : array) {
        declare(object(one), null, parent);
      }
    } else {
      for (JsonObject.Member member : object(written).members()) {
        declare(object(member.value()), member.name(), parent);
      }
    }
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw value.mark().refuse("a resource is an object, found " + value.described());
  }

  private void declare(
      JsonObject resource, @Nullable String symbolicName, @Nullable DeclaredResource parent) {
    Scope scope = parent == null ? instance.evaluation() : parent.scope();
    if (!(resource.value("copy") instanceof JsonObject loop)) {
      add(new DeclaredResource(instance, resource, scope, parent), symbolicName, null);
      return;
    }
    Evaluator evaluator = instance.pass().evaluator();
    JsonValue name =
        loop.has("name") ? evaluator.evaluate(Evaluator.member(loop, "name"), scope) : null;
    String loopName =
        name == null ? (symbolicName == null ? "" : symbolicName) : StringFunctions.text(name);
    byLoop.computeIfAbsent(JsonObject.key(loopName), key -> new ArrayList<>());
    if (symbolicName != null) {
      symbolic.computeIfAbsent(JsonObject.key(symbolicName), key -> new ArrayList<>());
    }
    JsonValue count = evaluator.evaluate(Evaluator.member(loop, "count"), scope);
    if (count instanceof JsonUnknown unknown) {
      instance
          .pass()
          .note(
              loop.mark()
                  .problem(
                      "the loop \""
                          + loopName
                          + "\" is left out: its count is "
                          + unknown.described()));
      return;
    }
    long times = Evaluator.count(count);
    for (long i = 0; i < times; i++) {
      DeclaredResource one =
          new DeclaredResource(instance, resource, scope.in(loopName, i, false), parent);
      add(one, symbolicName, loopName);
      if (symbolicName != null) {
        symbolic.put(JsonObject.key(symbolicName + "[" + i + "]"), List.of(one));
      }
    }
  }

  private void add(
      DeclaredResource resource, @Nullable String symbolicName, @Nullable String loop) {
    if (resource.isForeign()) {
      instance
          .pass()
          .note(
              resource
                  .mark()
                  .problem(
                      "\"" + resource.type() + "\" is no type of Azure Resource Manager; ignored"));
      return;
    }
    all.add(resource);
    DeclaredResource same = byId.get(ResourceId.key(resource.id()));
    if (same != null && same.deployed() && resource.deployed()) {
      throw resource
          .mark()
          .refuse(
              resource.type()
                  + " \""
                  + resource.name()
                  + "\" is already deployed by "
                  + same.mark()
                  + "; a template can deploy a resource once");
    } else if (same == null || !same.deployed()) {
      byId.put(ResourceId.key(resource.id()), resource);
    }
    instance.pass().add(resource);
    byName.computeIfAbsent(JsonObject.key(resource.name()), key -> new ArrayList<>()).add(resource);
    if (symbolicName != null) {
      symbolic
          .computeIfAbsent(JsonObject.key(symbolicName), key -> new ArrayList<>())
          .add(resource);
    }
    if (loop != null) {
      byLoop.computeIfAbsent(JsonObject.key(loop), key -> new ArrayList<>()).add(resource);
    }
    JsonValue children = resource.source().value("resources");
    if (children != null) {
      declare(children, resource);
    }
  }

  /** Returns the deployed resource of an identifier; null when it is not one of this template. */
  @Nullable DeclaredResource deployedAs(String id) {
    DeclaredResource one = byId.get(ResourceId.key(id));
    return one != null && one.deployed() ? one : null;
  }

  /** Returns the resources of a symbolic name, {@code name} or {@code name[0]}. */
  List<DeclaredResource> named(String symbolicName) {
    return symbolic.getOrDefault(JsonObject.key(symbolicName), List.of());
  }

  Set<String> symbolicNames() {
    return symbolic.keySet();
  }

  /**
   * Returns the resource that a name, a type with a name, or an identifier means; null when there
   * is none.
   */
  @Nullable DeclaredResource matching(String text) {
    List<DeclaredResource> found = allMatching(text);
    return found.isEmpty() ? null : found.get(0);
  }

  private List<DeclaredResource> allMatching(String text) {
    String key = text.toLowerCase(Locale.ROOT);
    List<DeclaredResource> found = symbolic.get(key);
    if (found == null) {
      found = byName.get(key);
    }
    if (found == null) {
      found = byLoop.get(key);
    }
    if (found != null) {
      return found;
    }
    String end = key.startsWith("/") ? key : "/" + key;
    List<DeclaredResource> ending = new ArrayList<>();
    for (DeclaredResource one : byName.getOrDefault(nameIn(key), List.of())) {
      String id = ResourceId.key(one.id());
      if (id.equals(key) || id.endsWith("/providers" + end) || id.endsWith("/providers/" + key)) {
        ending.add(one);
      }
    }
    if (ending.isEmpty() && key.indexOf('/') < 0) {
      all.stream().filter(one -> one.lastName().equalsIgnoreCase(text)).forEach(ending::add);
    }
    if (ending.isEmpty()) {
      all.stream()
          .filter(one -> ResourceId.key(one.id()).endsWith("/providers" + end) || one.isAt(key))
          .forEach(ending::add);
    }
    return ending;
  }

  /** Returns the full name in an identifier, or in a type with a name. */
  private static String nameIn(String id) {
    String anywhere = id.startsWith("/") ? id : "/providers/" + id;
    return ResourceId.parse(anywhere).map(ResourceId::name).orElse(id);
  }

  /**
   * Returns the resources in an order in which each comes behind those it depends on, otherwise as
   * written.
   *
   * @throws DescriptorException when a dependency is on nothing, or they go in circles
   */
  List<DeclaredResource> inOrder() {
    Map<DeclaredResource, Set<DeclaredResource>> needs = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (DeclaredResource one : all) {
      needs.put(one, dependencies(one, problems));
    }
    if (!problems.isEmpty()) {
      throw new DescriptorException(
          instance.template().source().name() + " cannot be deployed", problems);
    }
    List<DeclaredResource> order = new ArrayList<>();
    Set<DeclaredResource> done = new LinkedHashSet<>();
    Set<DeclaredResource> entered = new LinkedHashSet<>();
    for (DeclaredResource start : all) {
      // Depth first without recursion: chains of dependencies may be long.
      Deque<DeclaredResource> stack = new ArrayDeque<>();
      stack.push(start);
      while (!stack.isEmpty()) {
        DeclaredResource one = stack.peek();
        entered.add(one);
        DeclaredResource next = null;
        for (DeclaredResource need : needs.getOrDefault(one, Set.of())) {
          if (!done.contains(need)) {
            next = need;
            break;
          }
        }
        if (next == null) {
          stack.pop();
          if (done.add(one)) {
            order.add(one);
          }
        } else if (entered.contains(next)) {
          throw one.mark()
              .refuse(
                  one.type()
                      + " \""
                      + one.name()
                      + "\" and "
                      + next.type()
                      + " \""
                      + next.name()
                      + "\" depend on each other; one dependsOn has to go");
        } else {
          stack.push(next);
        }
      }
    }
    return order;
  }

  private Set<DeclaredResource> dependencies(DeclaredResource resource, List<Problem> problems) {
    Set<DeclaredResource> needs = new LinkedHashSet<>();
    DeclaredResource parent = resource.parent();
    if (parent != null) {
      needs.add(parent);
    }
    JsonValue written = resource.source().value("dependsOn");
    if (written == null || !resource.deployed()) {
      return needs;
    }
    JsonValue dependsOn;
    try {
      dependsOn = instance.pass().evaluator().evaluate(written, resource.scope());
    } catch (DescriptorException e) {
      problems.addAll(e.problems());
      return needs;
    }
    List<JsonValue> ids =
        dependsOn instanceof JsonArray array ? array.values() : List.of(dependsOn);
    for (JsonValue id : ids) {
      if (id instanceof JsonUnknown
          || id instanceof JsonNull
          || id instanceof JsonString empty && empty.value().isBlank()) {
        continue;
      }
      if (!(id instanceof JsonString text)) {
        problems.add(
            id.mark().problem("dependsOn holds identifiers and names, found " + id.described()));
        continue;
      }
      List<DeclaredResource> found = allMatching(text.value());
      if (found.isEmpty()) {
        found = elsewhere(text.value());
      }
      boolean loop =
          byLoop.containsKey(JsonObject.key(text.value()))
              || symbolic.containsKey(JsonObject.key(text.value()));
      if (found.isEmpty() && !loop) {
        problems.add(
            id.mark()
                .problem(
                    "dependsOn names \""
                        + text.value()
                        + "\", which is not a resource of this template"
                        + nearest(text.value())));
      }
      found.stream().filter(one -> one != resource).forEach(needs::add);
    }
    return needs;
  }

  /**
   * Returns the resources of the type and the name in an identifier that is in another scope: where
   * an inline template is evaluated outside, {@code resourceId()} means the group around it, and a
   * deployment belongs to the group that it deploys to.
   */
  private List<DeclaredResource> elsewhere(String id) {
    Optional<ResourceId> parts = ResourceId.parse(id);
    List<DeclaredResource> found = new ArrayList<>();
    if (parts.isPresent()
        && (instance.isEvaluatedOutside()
            || parts.get().type().equalsIgnoreCase(DeclaredResource.DEPLOYMENTS))) {
      for (DeclaredResource one :
          byName.getOrDefault(JsonObject.key(parts.get().name()), List.of())) {
        if (one.type().equalsIgnoreCase(parts.get().type())) {
          found.add(one);
        }
      }
    }
    return found;
  }

  /** Returns what there is instead of what a text names: by type and name, or by name alone. */
  private String nearest(String text) {
    Optional<ResourceId> id = ResourceId.parse(text.startsWith("/") ? text : "/providers/" + text);
    Optional<DeclaredResource> same =
        id.stream()
            .flatMap(one -> byName.getOrDefault(JsonObject.key(one.name()), List.of()).stream())
            .filter(one -> one.type().equalsIgnoreCase(id.get().type()))
            .findFirst();
    if (same.isPresent()) {
      return "; the one of that name is " + same.get().id();
    }
    return NearestName.hint(
        id.map(one -> one.type() + "/" + one.name()).orElse(text),
        all.stream()
            .map(one -> id.isPresent() ? one.type() + "/" + one.name() : one.name())
            .distinct()
            .toList());
  }
}
