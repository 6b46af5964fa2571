package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The template of a nested deployment: inline, or linked. */
final class NestedTemplate {

  private final DeclaredResource resource;
  private final TemplateInstance owner;

  NestedTemplate(DeclaredResource resource, TemplateInstance owner) {
    this.resource = resource;
    this.owner = owner;
  }

  /** Returns the template with its parameters; null when it is linked and not here. */
  @Nullable TemplateInstance instance(DeploymentScope target) {
    JsonObject properties = properties();
    JsonValue inline = properties.value("template");
    if (inline instanceof JsonString) {
      inline = evaluated(inline);
    }
    boolean outer = false;
    Template template;
    if (inline instanceof JsonObject root) {
      outer = !DeclaredResource.innerScope(properties, owner.template());
      if (!outer && "outer".equalsIgnoreCase(DeclaredResource.scopeOf(properties))) {
        throw properties
            .object("expressionEvaluationOptions")
            .mark()
            .refuse(
                "with languageVersion 2.0 a nested template is evaluated by itself: \"outer\" is"
                    + " not allowed; write \"inner\", and give its parameters values");
      }
      template =
          new Template(
              outer || !owner.isEvaluatedOutside() ? root : (JsonObject) onceEvaluated(root),
              owner.template().source());
    } else {
      template = linked(properties);
    }
    if (template == null) {
      return null;
    }
    TemplateInstance instance =
        new TemplateInstance(
            owner.pass(),
            template,
            target,
            resource.name(),
            outer ? resource.scope() : null,
            outer ? Map.of() : given(properties),
            resource.depth());
    instance.checkParameters(
        "in the parameters of the deployment \""
            + resource.name()
            + "\" ("
            + resource.mark()
            + ")");
    return instance;
  }

  private JsonObject properties() {
    JsonValue properties = resource.source().value("properties");
    if (properties instanceof JsonString) {
      properties = evaluated(properties);
    }
    if (properties instanceof JsonObject object) {
      return object;
    }
    throw resource.mark().refuse("a deployment has \"properties\" with a template");
  }

  /**
   * Returns a template as it is sent when the one around it was evaluated by the deployment around
   * both: that leaves the expressions which begin with two brackets, without the first of them.
   * Others are left as they are, for the template to evaluate.
   */
  private static JsonValue onceEvaluated(JsonValue value) {
    if (value instanceof JsonObject object) {
      JsonObject all = object;
      for (JsonObject.Member member : object.members()) {
        JsonValue made = onceEvaluated(member.value());
        if (made != member.value()) {
          all = all.with(member.name(), made);
        }
      }
      return all;
    } else if (value instanceof JsonArray array) {
      List<JsonValue> made = new ArrayList<>();
      array.forEach(one -> made.add(onceEvaluated(one)));
      return made.equals(array.values()) ? array : new JsonArray(array.mark(), made);
    } else if (value instanceof JsonString text) {
      String literal = Expression.unescaped(text.value());
      return literal.equals(text.value()) ? text : new JsonString(text.mark(), literal);
    }
    return value;
  }

  private JsonValue evaluated(JsonValue value) {
    return owner.pass().evaluator().evaluate(value, resource.scope());
  }

  private @Nullable Template linked(JsonObject properties) {
    JsonValue written = properties.value("templateLink");
    if (written == null) {
      throw resource
          .mark()
          .refuse("a deployment has properties.template or properties.templateLink; add one");
    }
    JsonValue link = evaluated(written);
    String address = null;
    Template found = null;
    if (link instanceof JsonObject object) {
      if (object.value("relativePath") instanceof JsonString path) {
        address = path.value();
        found = owner.pass().links().relative(address, owner.template(), owner.pass()::note);
      } else if (object.value("uri") instanceof JsonString uri) {
        address = uri.value();
        found = owner.pass().links().at(address, owner.template(), owner.pass()::note);
      } else if (object.value("id") instanceof JsonString spec) {
        address = spec.value();
      }
    }
    if (found == null) {
      owner.pass().isIncomplete();
      owner
          .pass()
          .note(
              written
                  .mark()
                  .problem(
                      "the template of the deployment \""
                          + resource.name()
                          + "\" is not here"
                          + (address == null ? "" : ": " + address)
                          + "; its resources and outputs are missing. Put its file beside the"
                          + " template to have it read"));
    } else if (address != null && address.startsWith("http")) {
      owner
          .pass()
          .note(
              written
                  .mark()
                  .problem(
                      "the template of the deployment \""
                          + resource.name()
                          + "\" is read from "
                          + found.source().name()
                          + " instead of "
                          + address));
    }
    return found;
  }

  private Map<String, TemplateParameters.Given> given(JsonObject properties) {
    Map<String, TemplateParameters.Given> given = new LinkedHashMap<>();
    JsonValue written = properties.value("parameters");
    if (written instanceof JsonString) {
      written = evaluated(written);
    }
    if (properties.has("parametersLink")) {
      owner
          .pass()
          .note(
              resource
                  .mark()
                  .problem(
                      "the parametersLink of the deployment \""
                          + resource.name()
                          + "\" is not followed"));
    }
    if (written instanceof JsonObject parameters) {
      for (JsonObject.Member member : parameters.members()) {
        given.put(
            JsonObject.key(member.name()),
            new TemplateParameters.Given(
                member.name(), member.value().mark(), () -> envelope(member)));
      }
    }
    return given;
  }

  private JsonObject envelope(JsonObject.Member member) {
    JsonValue value = evaluated(member.value());
    if (value instanceof JsonObject envelope) {
      return envelope;
    } else if (value instanceof JsonUnknown) {
      return JsonObject.builder(value.mark()).put("value", value).build();
    }
    throw value
        .mark()
        .refuse(
            "the parameter \""
                + member.name()
                + "\" has to be written as {\"value\": …}, found "
                + value.described());
  }
}
