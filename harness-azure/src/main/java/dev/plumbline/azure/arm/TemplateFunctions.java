package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.NearestName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that a template defines itself. They see their own parameters and nothing else. */
final class TemplateFunctions {

  /** A function that calls itself would not end. */
  private static final int DEEPEST = 100;

  private final Template template;
  private final Evaluator evaluator;
  private int depth;

  TemplateFunctions(Template template, Evaluator evaluator) {
    this.template = template;
    this.evaluator = evaluator;
  }

  JsonValue call(String name, List<JsonValue> arguments) {
    int point = name.lastIndexOf('.');
    for (JsonValue one : template.root().array("functions")) {
      if (one instanceof JsonObject namespace
          && name.substring(0, point).equalsIgnoreCase(namespace.text("namespace"))
          && namespace.object("members").get(name.substring(point + 1))
              instanceof JsonObject function) {
        return call(name, function, arguments);
      }
    }
    throw new ExpressionException(
        "there is no function " + name + "()" + NearestName.hint(name, template.functionNames()));
  }

  private JsonValue call(String name, JsonObject function, List<JsonValue> arguments) {
    List<JsonValue> parameters = function.array("parameters");
    if (arguments.size() != parameters.size()) {
      throw new ExpressionException(
          name + "() takes " + parameters.size() + " arguments, found " + arguments.size());
    }
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i) instanceof JsonObject parameter) {
        values.put(JsonObject.key(String.valueOf(parameter.text("name"))), arguments.get(i));
      }
    }
    if (++depth > DEEPEST) {
      throw new ExpressionException(name + "() calls itself more than " + DEEPEST + " times");
    }
    try {
      return evaluator.evaluate(
          Evaluator.member(function.object("output"), "value"), Scope.of(new Inside(name, values)));
    } finally {
      depth--;
    }
  }

  /** What a function sees. */
  private final class Inside implements Surroundings {

    private final String name;
    private final Map<String, JsonValue> values;

    Inside(String name, Map<String, JsonValue> values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public JsonValue parameter(String parameter) {
      JsonValue value = values.get(JsonObject.key(parameter));
      if (value == null) {
        throw new ExpressionException(
            "\""
                + parameter
                + "\" is not a parameter of "
                + name
                + "()"
                + NearestName.hint(parameter, values.keySet()));
      }
      return value;
    }

    @Override
    public JsonValue call(String function, List<JsonValue> arguments) {
      return TemplateFunctions.this.call(function, arguments);
    }

    private ExpressionException outside(String function) {
      return new ExpressionException(
          function + "() cannot be used in a function of the template, here " + name + "()");
    }

    @Override
    public JsonValue variable(String variable) {
      throw outside("variables");
    }

    @Override
    public DeploymentScope deployedTo() {
      throw outside("resourceId");
    }

    @Override
    public JsonObject deployment() {
      throw outside("deployment");
    }

    @Override
    public JsonObject deployer() {
      throw outside("deployer");
    }

    @Override
    public JsonObject environment() {
      return CloudValues.ENVIRONMENT;
    }

    @Override
    public JsonObject subscription() {
      throw outside("subscription");
    }

    @Override
    public JsonObject resourceGroup() {
      throw outside("resourceGroup");
    }

    @Override
    public JsonObject managementGroup() {
      throw outside("managementGroup");
    }

    @Override
    public JsonObject tenant() {
      throw outside("tenant");
    }

    @Override
    public JsonValue reference(String resource, boolean full) {
      throw outside("reference");
    }

    @Override
    public JsonValue references(String symbolicName, boolean full) {
      throw outside("references");
    }

    @Override
    public JsonValue resourceInfo(String symbolicName) {
      throw outside("resourceInfo");
    }

    @Override
    public Instant now() {
      throw outside("utcNow");
    }

    @Override
    public String unique(@Nullable Mark mark) {
      throw outside("newGuid");
    }
  }
}
