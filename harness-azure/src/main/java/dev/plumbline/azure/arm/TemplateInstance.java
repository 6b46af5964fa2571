package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A template that is deployed: with values for its parameters, to a scope. */
final class TemplateInstance implements Surroundings {

  private final DeploymentPass pass;
  private final Template template;
  private final DeploymentScope scope;
  private final String name;
  private final @Nullable Scope outer;
  private final TemplateParameters parameters;
  private final int depth;
  private final Map<String, JsonValue> variables = new LinkedHashMap<>();
  private final Set<String> underway = new LinkedHashSet<>();
  private final TemplateFunctions functions;
  private @Nullable TemplateResources resources;
  private @Nullable JsonObject outputs;

  /**
   * @param outer where the expressions of the template are evaluated, when that is not in itself
   * @param given the values for parameters, by name in lower case
   * @param depth how many deployments there are around
   */
  TemplateInstance(
      DeploymentPass pass,
      Template template,
      DeploymentScope scope,
      String name,
      @Nullable Scope outer,
      Map<String, TemplateParameters.Given> given,
      int depth) {
    this.pass = pass;
    this.template = template;
    this.scope = scope;
    this.name = name;
    this.outer = outer;
    this.parameters = new TemplateParameters(template, given, pass::note);
    this.functions = new TemplateFunctions(template, pass.evaluator());
    this.depth = depth;
  }

  DeploymentPass pass() {
    return pass;
  }

  Template template() {
    return template;
  }

  DeploymentScope scope() {
    return scope;
  }

  String name() {
    return name;
  }

  int depth() {
    return depth;
  }

  /** Returns the scope in which the template's expressions are evaluated. */
  Scope evaluation() {
    return outer == null ? Scope.of(this) : outer;
  }

  /** Returns whether the template's expressions are evaluated in the one around it. */
  boolean isEvaluatedOutside() {
    return outer != null;
  }

  void checkParameters(String where) {
    if (outer == null) {
      parameters.check(where);
    }
  }

  /**
   * Evaluates all parameters, also those that nothing uses.
   *
   * @throws DescriptorException with all values that do not fit
   */
  void evaluateParameters() {
    Set<Problem> problems = new LinkedHashSet<>();
    for (JsonObject.Member member : template.parameters().members()) {
      try {
        parameter(member.name());
      } catch (DescriptorException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new DescriptorException(
          template.source().name() + " cannot be deployed with these parameters",
          List.copyOf(problems));
    }
  }

  /** Returns the declared resources; their names are evaluated at the first call. */
  TemplateResources resources() {
    if (resources == null) {
      TemplateResources declared = new TemplateResources(this);
      resources = declared;
      declared.declare();
    }
    return resources;
  }

  /**
   * Adds the resources in the order in which they are deployed, those of nested deployments too.
   */
  void inOrder(List<DeclaredResource> order) {
    for (DeclaredResource one : resources().inOrder()) {
      if (one.isDeployment() && one.deployed()) {
        TemplateInstance nested = one.nested();
        if (nested != null) {
          nested.inOrder(order);
        }
      } else if (one.deployed() || one.existing()) {
        order.add(one);
      }
    }
  }

  /**
   * Returns the outputs as {@code {name: {type, value}}}. One that cannot be evaluated is unknown,
   * and that is noted: the resources are there nevertheless.
   */
  JsonObject outputs() {
    if (outputs == null) {
      JsonObject.Builder all = JsonObject.builder(template.outputs().mark());
      for (JsonObject.Member member : template.outputs().members()) {
        if (member.value() instanceof JsonObject output && !isOff(output)) {
          JsonObject.Builder one = JsonObject.builder(output.mark());
          JsonValue type = output.get("type");
          if (type != null) {
            one.put("type", type);
          }
          all.put(member.name(), one.put("value", output(member.name(), output)).build());
        }
      }
      outputs = all.build();
    }
    return outputs;
  }

  private boolean isOff(JsonObject output) {
    JsonValue condition = output.get("condition");
    return condition != null
        && pass.evaluator().evaluate(condition, evaluation()) instanceof JsonBoolean on
        && !on.value();
  }

  private JsonValue output(String output, JsonObject definition) {
    try {
      if (definition.get("copy") instanceof JsonObject loop) {
        long count =
            Evaluator.count(
                pass.evaluator().evaluate(Evaluator.member(loop, "count"), evaluation()));
        List<JsonValue> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
          values.add(
              pass.evaluator()
                  .evaluate(Evaluator.member(loop, "input"), evaluation().in("", i, false)));
        }
        return new JsonArray(loop.mark(), values);
      }
      return pass.evaluator().evaluate(Evaluator.member(definition, "value"), evaluation());
    } catch (DescriptorException e) {
      String why = "the output \"" + output + "\" of " + name + " cannot be evaluated";
      pass.note(definition.mark().problem(why + ": " + e.problems().get(0).message()));
      return new JsonUnknown(definition.mark(), why);
    }
  }

  @Override
  public JsonValue parameter(String parameter) {
    return parameters.value(parameter, evaluation(), pass.evaluator());
  }

  @Override
  public JsonValue variable(String variable) {
    String key = JsonObject.key(variable);
    JsonValue value = variables.get(key);
    if (value != null) {
      return value;
    }
    if (!underway.add(key)) {
      throw new ExpressionException("the variable \"" + variable + "\" needs itself");
    }
    try {
      value = evaluated(variable);
    } finally {
      underway.remove(key);
    }
    variables.put(key, value);
    return value;
  }

  private JsonValue evaluated(String variable) {
    JsonValue written = template.variables().get(variable);
    if (written != null && !(variable.equalsIgnoreCase("copy") && written instanceof JsonArray)) {
      return pass.evaluator().evaluate(written, evaluation());
    }
    if (template.variables().get("copy") instanceof JsonArray loops) {
      for (JsonValue one : loops) {
        if (one instanceof JsonObject loop
            && loop.get("name") instanceof JsonString loopName
            && loopName.value().equalsIgnoreCase(variable)) {
          JsonObject alone =
              JsonObject.builder(loop.mark())
                  .put("copy", new JsonArray(loop.mark(), List.of(loop)))
                  .build();
          JsonObject made = (JsonObject) pass.evaluator().evaluate(alone, evaluation());
          return Evaluator.member(made, loopName.value());
        }
      }
    }
    throw new ExpressionException(
        "\""
            + variable
            + "\" is not a variable"
            + NearestName.hint(variable, template.variableNames()));
  }

  @Override
  public JsonValue call(String function, List<JsonValue> arguments) {
    return functions.call(function, arguments);
  }

  @Override
  public DeploymentScope deployedTo() {
    return scope;
  }

  @Override
  public JsonObject deployment() {
    URI uri = template.uri();
    JsonObject.Builder values = JsonObject.builder(Mark.NOWHERE);
    for (String parameter : template.parameters().names()) {
      if (!parameters.isUnderway(parameter)) {
        values.put(
            parameter, JsonObject.builder(Mark.NOWHERE).put("value", parameter(parameter)).build());
      }
    }
    return CloudValues.deployment(
        name,
        scope.resourceGroup() == null ? location() : null,
        uri == null ? null : uri.toString(),
        template,
        values.build());
  }

  private String location() {
    String location = pass.options().location();
    return location == null ? "westeurope" : location;
  }

  @Override
  public JsonObject deployer() {
    return CloudValues.deployer(pass.options().tenantId());
  }

  @Override
  public JsonObject environment() {
    return CloudValues.ENVIRONMENT;
  }

  @Override
  public JsonObject subscription() {
    String id = scope.subscriptionId();
    if (id == null) {
      throw new ExpressionException("subscription(): the template is not for a subscription");
    }
    return CloudValues.subscription(id, pass.options().tenantId());
  }

  @Override
  public JsonObject resourceGroup() {
    if (scope.resourceGroup() == null) {
      throw new ExpressionException(
          "resourceGroup(): the template is not for a resource group; its $schema is for a "
              + template.schemaKind());
    }
    DeclaredResource declared = depth == 0 || isOwn() ? null : pass.find(scope.id());
    if (declared != null && declared.deployed()) {
      JsonObject body = declared.resource().body();
      JsonValue location = body.value("location");
      return CloudValues.resourceGroup(
          scope,
          location == null ? StringFunctions.string(location()) : location,
          body.object("tags"));
    }
    return CloudValues.resourceGroup(
        scope, StringFunctions.string(location()), JsonObject.empty(Mark.NOWHERE));
  }

  /** Returns whether it is the resource group that the whole deployment goes to. */
  private boolean isOwn() {
    return pass.options().resourceGroup().equalsIgnoreCase(String.valueOf(scope.resourceGroup()));
  }

  @Override
  public JsonObject managementGroup() {
    String group = scope.managementGroup();
    return CloudValues.managementGroup(
        group == null ? pass.options().managementGroup() : group, pass.options().tenantId());
  }

  @Override
  public JsonObject tenant() {
    return CloudValues.tenant(pass.options().tenantId());
  }

  @Override
  public JsonValue reference(String resource, boolean full) {
    return new References(this).one(resource, full);
  }

  @Override
  public JsonValue references(String symbolicName, boolean full) {
    return new References(this).all(symbolicName, full);
  }

  @Override
  public JsonValue resourceInfo(String symbolicName) {
    List<DeclaredResource> found = resources().named(symbolicName);
    if (found.isEmpty()) {
      throw new ExpressionException(
          "\""
              + symbolicName
              + "\" is not the symbolic name of a resource"
              + NearestName.hint(symbolicName, resources().symbolicNames()));
    }
    return found.get(0).info();
  }

  @Override
  public Instant now() {
    return pass.options().now();
  }

  @Override
  public String unique(@Nullable Mark mark) {
    return NameBasedId.guid(name + " " + (mark == null ? "" : mark.path()));
  }
}
