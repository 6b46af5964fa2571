package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.Source;

/** Evaluates expressions as outputs of a template. */
final class Expressions {

  private Expressions() {}

  /** Returns what an expression gives, as JSON. */
  static String value(String expression) {
    Deployment deployment = deployment(expression, "");
    if (!deployment.notes().isEmpty()) {
      throw new IllegalArgumentException(deployment.notes().get(0).message());
    }
    JsonValue value = deployment.outputs().get("result");
    return value == null ? "nothing" : value.json();
  }

  /** Returns the deployment of a template with one output; sections begin with a comma. */
  static Deployment deployment(String expression, String sections) {
    return ArmTemplates.deploy(
        Source.of(
            "net.json",
            "{\"resources\": []"
                + sections
                + ", \"outputs\": {\"result\": {\"type\": \"string\", \"value\": "
                + StringFunctions.string("[" + expression + "]").json()
                + "}}}"),
        DeploymentOptions.defaults());
  }
}
