package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.json.Misspelling;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a template whatever it is deployed with: expressions that cannot be parsed,
 * functions, parameters and variables that do not exist. Azure Resource Manager refuses the whole
 * template for one of them, wherever it stands.
 */
final class TemplateCheck {

  private static final int DEEPEST = 20;

  /**
   * The members of a template ("Understand the structure and syntax of ARM templates"), with those
   * of compiled Bicep.
   */
  private static final List<String> MEMBERS =
      List.of(
          "$schema",
          "languageVersion",
          "contentVersion",
          "apiProfile",
          "definitions",
          "parameters",
          "variables",
          "functions",
          "resources",
          "outputs",
          "metadata",
          "imports",
          "exports",
          "extensions",
          "asserts",
          "comments");

  /** The members of a resource, and of what belongs to it, of which the template language knows. */
  private static final List<String> OF_RESOURCES =
      List.of(
          "type",
          "apiVersion",
          "name",
          "location",
          "properties",
          "dependsOn",
          "condition",
          "copy",
          "scope",
          "sku",
          "zones",
          "tags",
          "kind",
          "plan",
          "identity",
          "resources",
          "comments",
          "metadata",
          "existing",
          "resourceGroup",
          "subscriptionId",
          "managedBy",
          "extendedLocation");

  private static final List<String> OF_COPIES = List.of("name", "count", "mode", "batchSize");

  private static final List<String> OF_DEPLOYMENTS =
      List.of(
          "mode",
          "template",
          "templateLink",
          "parameters",
          "parametersLink",
          "expressionEvaluationOptions",
          "onErrorDeployment",
          "debugSetting");

  private static final List<String> OF_PARAMETERS =
      List.of(
          "type",
          "defaultValue",
          "allowedValues",
          "minValue",
          "maxValue",
          "minLength",
          "maxLength",
          "metadata",
          "nullable",
          "items",
          "prefixItems",
          "properties",
          "additionalProperties",
          "discriminator",
          "sealed");

  /** The names that expressions may use at a place. */
  private record Names(
      Collection<String> parameters,
      @Nullable Collection<String> variables,
      Collection<String> functions) {}

  private final ExpressionCache expressions;
  private final Set<Problem> problems = new LinkedHashSet<>();

  private TemplateCheck(ExpressionCache expressions) {
    this.expressions = expressions;
  }

  /**
   * Checks a template and the templates inline in it.
   *
   * @throws DescriptorException with all that is wrong
   */
  static void check(Template template, ExpressionCache expressions) {
    TemplateCheck check = new TemplateCheck(expressions);
    check.template(template, 0);
    if (!check.problems.isEmpty()) {
      throw new DescriptorException(
          template.source().name() + " is not a valid ARM template", List.copyOf(check.problems));
    }
  }

  private void template(Template template, int depth) {
    if (depth > DEEPEST) {
      throw template.root().mark().refuse("templates are nested deeper than " + DEEPEST);
    }
    members(template.root());
    Names names =
        new Names(
            template.parameters().names(), template.variableNames(), template.functionNames());
    for (JsonObject.Member member : template.parameters().members()) {
      if (member.value() instanceof JsonObject parameter) {
        slips(parameter, "a parameter", OF_PARAMETERS);
        JsonValue value = parameter.get("defaultValue");
        if (value != null) {
          json(value, names);
        }
      }
    }
    json(template.variables(), names);
    functions(template, names);
    body(template, names, depth);
  }

  /**
   * Refuses a member that is nearly one of a template's, before all that misses it complains.
   *
   * @throws DescriptorException when there is one
   */
  private static void members(JsonObject root) {
    for (JsonObject.Member member : root.members()) {
      String name = member.name();
      if (MEMBERS.stream().noneMatch(name::equalsIgnoreCase)) {
        NearestName.to(name, MEMBERS)
            .ifPresent(
                near -> {
                  throw member
                      .value()
                      .mark()
                      .refuse(
                          "\""
                              + name
                              + "\" is no part of a template; did you mean \""
                              + near
                              + "\"?");
                });
      }
    }
  }

  /** Says which members are nearly those that are missing; the platform refuses them, too. */
  private void slips(JsonObject object, String what, List<String> names) {
    // Without a name or a type something is refused anyway, with what was probably meant.
    List<String> missing =
        names.stream()
            .filter(name -> !object.has(name) && !name.equals("name") && !name.equals("type"))
            .toList();
    for (JsonObject.Member member : object.members()) {
      if (names.stream().noneMatch(member.name()::equalsIgnoreCase)) {
        Misspelling.of(member.name(), missing)
            .ifPresent(
                meant ->
                    problems.add(
                        member
                            .value()
                            .mark()
                            .problem(
                                "\""
                                    + member.name()
                                    + "\" is no part of "
                                    + what
                                    + "; did you mean \""
                                    + meant
                                    + "\"?")));
      }
    }
  }

  /** Checks what is left of a template whose parameters and variables are those around it. */
  private void body(Template template, Names names, int depth) {
    JsonValue resources = template.root().value("resources");
    if (resources != null) {
      resources(resources, template, names, depth);
    }
    for (JsonObject.Member member : template.outputs().members()) {
      json(member.value(), names);
    }
  }

  private void resources(JsonValue resources, Template template, Names names, int depth) {
    List<JsonValue> all = new ArrayList<>();
    if (resources instanceof JsonArray array) {
      all.addAll(array.values());
    } else if (resources instanceof JsonObject object) {
      object.members().forEach(member -> all.add(member.value()));
    } else {
      json(resources, names);
    }
    for (JsonValue one : all) {
      if (one instanceof JsonObject resource) {
        resource(resource, template, names, depth);
      }
    }
  }

  private void resource(JsonObject resource, Template template, Names names, int depth) {
    boolean deployment =
        resource.get("type") instanceof JsonString type
            && type.value().equalsIgnoreCase(DeclaredResource.DEPLOYMENTS);
    slips(resource, "a resource", OF_RESOURCES);
    if (resource.get("copy") instanceof JsonObject copy) {
      slips(copy, "a copy loop", OF_COPIES);
    }
    if (deployment && resource.get("properties") instanceof JsonObject properties) {
      slips(properties, "a deployment", OF_DEPLOYMENTS);
    }
    for (JsonObject.Member member : resource.members()) {
      String name = JsonObject.key(member.name());
      if (name.equals("comments") || name.equals("metadata")) {
        continue;
      } else if (name.equals("resources")) {
        resources(member.value(), template, names, depth);
      } else if (name.equals("properties")
          && deployment
          && member.value() instanceof JsonObject properties
          && properties.get("template") instanceof JsonObject inline) {
        json(properties.without("template"), names);
        Template nested = new Template(inline, template.source());
        if (DeclaredResource.innerScope(properties, template)) {
          template(nested, depth + 1);
        } else {
          body(nested, names, depth + 1);
        }
      } else {
        text(member.name(), member.value().mark(), names);
        json(member.value(), names);
      }
    }
  }

  private void functions(Template template, Names names) {
    for (JsonValue one : template.root().array("functions")) {
      if (one instanceof JsonObject namespace) {
        for (JsonObject.Member member : namespace.object("members").members()) {
          if (member.value() instanceof JsonObject function) {
            List<String> parameters = new ArrayList<>();
            for (JsonValue parameter : function.array("parameters")) {
              if (parameter instanceof JsonObject object && object.text("name") != null) {
                parameters.add(String.valueOf(object.text("name")));
              }
            }
            json(function.object("output"), new Names(parameters, null, names.functions()));
          }
        }
      }
    }
  }

  private void json(JsonValue value, Names names) {
    if (value instanceof JsonString text) {
      text(text.value(), text.mark(), names);
    } else if (value instanceof JsonArray array) {
      array.forEach(one -> json(one, names));
    } else if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object.members()) {
        text(member.name(), member.value().mark(), names);
        json(member.value(), names);
      }
    }
  }

  private void text(String text, Mark mark, Names names) {
    if (!text.startsWith("[") || !Expression.isExpression(text)) {
      return;
    }
    try {
      expression(expressions.parse(text), names);
    } catch (ExpressionException e) {
      problems.add(mark.problem(Evaluator.message(text, e)));
    }
  }

  private void expression(Expression expression, Names names) {
    if (expression instanceof Expression.Access access) {
      expression(access.target(), names);
      expression(access.key(), names);
    } else if (expression instanceof Expression.Call call) {
      if (call.name().indexOf('.') >= 0) {
        known("a function of the template", call.name(), names.functions());
      } else {
        Functions.find(call);
      }
      String name = JsonObject.key(call.name());
      if (!call.arguments().isEmpty()
          && call.arguments().get(0) instanceof Expression.Literal literal
          && literal.value() instanceof JsonString text) {
        if (name.equals("parameters")) {
          known("a parameter", text.value(), names.parameters());
        } else if (name.equals("variables")) {
          Collection<String> variables = names.variables();
          if (variables == null) {
            throw new ExpressionException("variables() cannot be used in a function");
          }
          known("a variable", text.value(), variables);
        }
      }
      call.arguments().forEach(argument -> expression(argument, names));
    }
  }

  private static void known(String what, String name, Collection<String> names) {
    if (names.stream().noneMatch(name::equalsIgnoreCase)) {
      throw new ExpressionException(
          "\"" + name + "\" is not " + what + NearestName.hint(name, names));
    }
  }
}
