package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deploys ARM templates as far as that goes without a cloud: to the resources they come to. */
public final class ArmTemplates {

  /** How often a template is evaluated at most until what the platform gives does not change. */
  private static final int PASSES = 5;

  private ArmTemplates() {}

  /**
   * Returns the resources of a template.
   *
   * @throws DescriptorException when it cannot be deployed, with file, line, JSON path, and the
   *     expression that is wrong
   */
  public static Deployment deploy(Source source, DeploymentOptions options) {
    Set<Problem> reading = new LinkedHashSet<>();
    JsonValue root = JsonReader.read(source, reading::add);
    if (!(root instanceof JsonObject object)) {
      throw root.mark().refuse("an ARM template is an object, found " + root.described());
    }
    return deploy(new Template(object, source), reading, options);
  }

  /** Returns the resources of a template that was read already. */
  public static Deployment deploy(
      Template template, Set<Problem> reading, DeploymentOptions options) {
    if (template.root().value("resources") == null) {
      throw template
          .root()
          .mark()
          .refuse(
              "an ARM template has \"resources\", found "
                  + String.join(", ", template.root().names())
                  + NearestName.to("resources", template.root().names())
                      .map(near -> "; is \"" + near + "\" meant for it?")
                      .orElse(""));
    }
    ExpressionCache expressions = new ExpressionCache();
    TemplateCheck.check(template, expressions);
    Map<String, TemplateParameters.Given> given = new LinkedHashMap<>();
    for (Source file : options.parameterFiles()) {
      JsonValue parameters = JsonReader.read(file, reading::add);
      if (!(parameters instanceof JsonObject object)) {
        throw parameters
            .mark()
            .refuse("a parameters file is an object, found " + parameters.described());
      }
      given.putAll(TemplateParameters.of(object));
    }
    given.putAll(TemplateParameters.of(options.parameters(), template));
    LinkedTemplates links = new LinkedTemplates(template, expressions);
    Map<String, JsonObject> runtime = Map.of();
    for (int i = 1; ; i++) {
      DeploymentPass pass = new DeploymentPass(options, expressions, links, runtime, given);
      TemplateInstance instance = pass.root(template);
      instance.evaluateParameters();
      List<ArmResource> resources = pass.resources(instance);
      Map<String, JsonObject> next = new LinkedHashMap<>();
      if (pass.asked()) {
        options.runtime().of(resources).forEach((id, body) -> next.put(ResourceId.key(id), body));
      }
      if (next.equals(runtime) || i == PASSES) {
        JsonObject outputs = instance.outputs();
        List<Problem> notes = new ArrayList<>(reading);
        notes.addAll(pass.notes());
        if (i == PASSES) {
          notes.add(
              template
                  .root()
                  .mark()
                  .problem(
                      "what the platform gives still changed after "
                          + PASSES
                          + " evaluations; the last one counts"));
        }
        return new Deployment(resources, values(outputs), notes, pass.complete());
      }
      runtime = next;
    }
  }

  private static JsonObject values(JsonObject outputs) {
    JsonObject.Builder values = JsonObject.builder(outputs.mark());
    for (JsonObject.Member member : outputs.members()) {
      JsonValue value = ((JsonObject) member.value()).get("value");
      values.put(member.name(), value == null ? new JsonNull(outputs.mark()) : value);
    }
    return values.build();
  }
}
