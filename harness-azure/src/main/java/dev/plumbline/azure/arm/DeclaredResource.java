package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A resource that a template declares. Its name is evaluated, its body when somebody asks. */
final class DeclaredResource {

  /** The type of nested deployments. */
  static final String DEPLOYMENTS = "Microsoft.Resources/deployments";

  private static final int DEEPEST = 20;

  /** What is for the deployment and not for the resource. */
  private static final Set<String> DIRECTIVES =
      Set.of(
          "@options",
          "comments",
          "condition",
          "copy",
          "dependson",
          "existing",
          "name",
          "resources",
          "scope",
          "type");

  private final TemplateInstance owner;
  private final JsonObject source;
  private final Scope scope;
  private final @Nullable DeclaredResource parent;
  private final String type;
  private final String name;
  private final String id;
  private final boolean reference;
  private final boolean existing;
  private final boolean deployed;
  private @Nullable ArmResource resource;
  private @Nullable JsonObject referenced;
  private @Nullable DescriptorException failure;
  private boolean underway;
  private @Nullable TemplateInstance nested;
  private boolean expanded;

  DeclaredResource(
      TemplateInstance owner, JsonObject source, Scope scope, @Nullable DeclaredResource parent) {
    this.owner = owner;
    this.source = source;
    this.scope = scope;
    this.parent = parent;
    String ownType = text("type", "unknown");
    boolean child = parent != null && isChild(ownType, parent.type);
    String ownName =
        text("name", unknownName(child ? 1 : Math.max(1, ownType.split("/").length - 1)));
    this.type = child && parent != null ? parent.type + "/" + stripped(ownType) : ownType;
    this.name = child && parent != null ? parent.name + "/" + stripped(ownName) : ownName;
    this.reference = source.get("existing") instanceof JsonBoolean bool && bool.value();
    boolean condition = condition();
    this.existing = reference && condition;
    this.deployed = !reference && condition;
    this.id = isForeign() ? name : identifier();
  }

  /** A child in its parent has the last part of its type only, or the whole type nevertheless. */
  private static boolean isChild(String type, String parentType) {
    String first = type.split("/", 2)[0];
    return first.indexOf('.') < 0
        && !type.toLowerCase(Locale.ROOT).startsWith(parentType.toLowerCase(Locale.ROOT) + "/");
  }

  private static String stripped(String text) {
    return text.startsWith("/") ? text.substring(1) : text;
  }

  /** Returns a name for a resource whose own is not known; the same at every evaluation. */
  private String unknownName(int parts) {
    StringBuilder one = new StringBuilder("unknown-").append(source.mark().line());
    for (Scope.Loop loop = scope.loop(); loop != null; loop = loop.outer()) {
      one.append('-').append(loop.index());
    }
    return String.join("/", Collections.nCopies(parts, one.toString()));
  }

  private String text(String member, String unknownText) {
    JsonValue value = evaluated(Evaluator.member(source, member));
    if (value instanceof JsonUnknown unknown) {
      owner
          .pass()
          .note(
              value.mark().problem("the " + member + " of the resource is " + unknown.described()));
      return unknownText;
    } else if (value instanceof JsonString text) {
      return text.value();
    } else if (value instanceof JsonNumber number) {
      return number.text();
    }
    throw value
        .mark()
        .refuse("the " + member + " of a resource is a text, found " + value.described());
  }

  private JsonValue evaluated(JsonValue value) {
    return owner.pass().evaluator().evaluate(value, scope);
  }

  private boolean condition() {
    JsonValue condition = source.value("condition");
    if (condition == null) {
      return true;
    }
    JsonValue value = evaluated(condition);
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    } else if (value instanceof JsonString text && text.value().matches("(?i)true|false")) {
      return Boolean.parseBoolean(text.value());
    } else if (value instanceof JsonUnknown unknown) {
      owner
          .pass()
          .note(
              condition
                  .mark()
                  .problem(
                      type
                          + " \""
                          + name
                          + "\" is taken for deployed: its condition is "
                          + unknown.described()));
      return true;
    }
    throw condition.mark().refuse("a condition is true or false, found " + value.described());
  }

  private String identifier() {
    String[] types = type.split("/");
    String[] names = name.split("/");
    if (types.length - 1 != names.length) {
      throw source
          .mark()
          .refuse(
              "the name \""
                  + name
                  + "\" has "
                  + parts(names.length)
                  + ", the type \""
                  + type
                  + "\" needs "
                  + parts(types.length - 1)
                  + ", one for each part behind the provider");
    }
    if (type.equalsIgnoreCase("Microsoft.Resources/resourceGroups")) {
      String subscription = owner.scope().subscriptionId();
      return DeploymentScope.resourceGroup(
              subscription == null ? owner.pass().options().subscriptionId() : subscription, name)
          .id();
    }
    return new ResourceId(base(), type, name).text();
  }

  private static String parts(int count) {
    return count == 1 ? "one part" : count + " parts";
  }

  private String base() {
    if (isDeployment()) {
      return target().id();
    }
    JsonValue written = source.value("scope");
    JsonValue value = written == null ? null : evaluated(written);
    if (written == null && reference && parent == null) {
      // An existing resource may be in another resource group.
      return NestedScope.of(source, owner, this::evaluated).id();
    }
    if (!(value instanceof JsonString text)) {
      return parent != null && !name.startsWith(parent.name + "/")
          ? parent.base()
          : owner.scope().id();
    }
    String to = text.value();
    if (to.isEmpty() || to.equals("/")) {
      return "";
    } else if (to.startsWith("/")) {
      return to.endsWith("/") ? to.substring(0, to.length() - 1) : to;
    }
    List<DeclaredResource> named = owner.resources().named(to);
    if (!named.isEmpty()) {
      return named.get(0).id;
    }
    if (to.toLowerCase(Locale.ROOT).startsWith("microsoft.management/managementgroups/")) {
      return "/providers/" + to;
    }
    // Type and name in turns, relative to where the deployment goes.
    return owner.scope().id() + "/providers/" + to;
  }

  /** Returns where a nested deployment puts its resources. */
  private DeploymentScope target() {
    return NestedScope.of(source, owner, this::evaluated);
  }

  JsonObject source() {
    return source;
  }

  Scope scope() {
    return scope;
  }

  @Nullable DeclaredResource parent() {
    return parent;
  }

  Mark mark() {
    return source.mark();
  }

  String type() {
    return type;
  }

  String name() {
    return name;
  }

  String lastName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  String id() {
    return id;
  }

  /** Returns whether a text in lower case is its identifier. */
  boolean isAt(String key) {
    return ResourceId.key(id).equals(key);
  }

  boolean existing() {
    return existing;
  }

  /** Returns whether its condition holds. */
  boolean deployed() {
    return deployed;
  }

  /** Returns whether it is being evaluated. */
  boolean isUnderway() {
    return underway;
  }

  boolean isDeployment() {
    return type.equalsIgnoreCase(DEPLOYMENTS);
  }

  /** Returns whether it belongs to an extension of the language, and not to a resource provider. */
  boolean isForeign() {
    return type.indexOf('/') < 0 || type.indexOf('@') >= 0 || source.has("import");
  }

  /** Returns what is known before it is deployed. */
  JsonObject info() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("id", id);
    info.put("name", name);
    info.put("type", type);
    JsonObject.Builder all = JsonObject.builder(mark()).putAll((JsonObject) JsonValue.of(info));
    for (String member : List.of("apiVersion", "location")) {
      JsonValue value = source.value(member);
      if (value != null) {
        all.put(member, evaluated(value));
      }
    }
    return all.build();
  }

  /**
   * Returns the resource with everything in it evaluated.
   *
   * @throws DescriptorException when something cannot be evaluated
   */
  ArmResource resource() {
    if (resource != null) {
      return resource;
    } else if (failure != null) {
      throw failure;
    } else if (underway) {
      throw References.circular(this);
    }
    underway = true;
    try {
      resource = evaluate();
      return resource;
    } catch (DescriptorException e) {
      failure = e;
      throw e;
    } finally {
      underway = false;
    }
  }

  private ArmResource evaluate() {
    ResourceId parts =
        type.toLowerCase(Locale.ROOT).contains("/providers/")
            ? ResourceId.parse(id).orElse(new ResourceId("", type, name))
            : new ResourceId("", type, name);
    JsonObject.Builder body =
        JsonObject.builder(mark())
            .put("type", new JsonString(mark(), parts.type()))
            .put("name", new JsonString(mark(), parts.name()))
            .put("id", new JsonString(mark(), id));
    for (JsonObject.Member member : source.members()) {
      if (!DIRECTIVES.contains(JsonObject.key(member.name()))) {
        JsonObject one = JsonObject.builder(mark()).put(member.name(), member.value()).build();
        body.putAll((JsonObject) evaluated(one));
      }
    }
    return new ArmResource(parts.type(), parts.name(), id, existing, body.build(), mark());
  }

  /** Returns what {@code reference()} gives. */
  JsonValue reference(boolean full) {
    JsonObject whole = referenced;
    if (whole == null) {
      whole = isDeployment() ? deploymentBody() : given();
      referenced = whole;
    }
    JsonValue properties = full ? whole : whole.get("properties");
    return properties == null ? JsonObject.empty(mark()) : properties;
  }

  /** Returns the body with what the platform gives; what that is not said to give is unknown. */
  private JsonObject given() {
    JsonObject body = resource().body();
    JsonObject given = owner.pass().runtime(id);
    if (!(body.value("properties") instanceof JsonUnknown)) {
      body =
          KnownProperties.in(
              body.with("properties", body.object("properties")),
              id,
              owner.pass().options().tenantId());
    }
    return (given == null ? body : body.overlaid(given))
        .open(type + " \"" + name + "\", which the platform gives");
  }

  private JsonObject deploymentBody() {
    TemplateInstance inner = nested();
    JsonObject.Builder properties =
        JsonObject.builder(mark())
            .put("provisioningState", StringFunctions.string("Succeeded"))
            .put("mode", StringFunctions.string("Incremental"));
    if (inner != null) {
      properties.put("outputs", inner.outputs());
    }
    JsonObject whole =
        JsonObject.builder(mark())
            .put("id", StringFunctions.string(id))
            .put("name", StringFunctions.string(name))
            .put("type", StringFunctions.string(DEPLOYMENTS))
            .put("properties", properties.build())
            .build();
    return inner != null
        ? whole
        : whole.open("the deployment \"" + name + "\", whose template is not here");
  }

  /**
   * Returns whether the expressions of a nested template are evaluated in the template itself: if
   * the deployment says so, or the template around it is of the second version of the language.
   */
  static boolean innerScope(JsonObject properties, Template around) {
    return around.isVersion2() || "inner".equalsIgnoreCase(scopeOf(properties));
  }

  static @Nullable String scopeOf(JsonObject properties) {
    return properties.get("expressionEvaluationOptions") instanceof JsonObject options
        ? options.text("scope")
        : null;
  }

  /** Declares the resources of a nested deployment. */
  void expand() {
    TemplateInstance inner = nested();
    if (inner != null) {
      inner.resources();
    }
  }

  /** Returns a nested deployment's template; null when it is not here. */
  @Nullable TemplateInstance nested() {
    if (!expanded) {
      expanded = true;
      nested = new NestedTemplate(this, owner).instance(target());
    }
    return nested;
  }

  /** Returns how deep a nested deployment is, checked. */
  int depth() {
    if (owner.depth() + 1 > DEEPEST) {
      throw mark().refuse("deployments are nested deeper than " + DEEPEST);
    }
    return owner.depth() + 1;
  }
}
