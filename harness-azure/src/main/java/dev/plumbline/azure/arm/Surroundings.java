package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What functions ask of the template and the deployment that an expression is evaluated for. */
interface Surroundings {

  JsonValue parameter(String name);

  JsonValue variable(String name);

  /** Calls a function that the template defines itself, {@code namespace.name}. */
  JsonValue call(String name, List<JsonValue> arguments);

  /** Returns the scope in which resources are deployed. */
  DeploymentScope deployedTo();

  JsonObject deployment();

  JsonObject deployer();

  JsonObject environment();

  JsonObject subscription();

  JsonObject resourceGroup();

  JsonObject managementGroup();

  JsonObject tenant();

  /**
   * Returns the properties of a resource at run time.
   *
   * @param resource its identifier, its name in the template, or its symbolic name
   * @param full whether the whole resource is asked for
   */
  JsonValue reference(String resource, boolean full);

  /** Returns the properties of all resources of a symbolic name that stands for a loop. */
  JsonValue references(String symbolicName, boolean full);

  /** Returns what is known of a resource before it is deployed, by its symbolic name. */
  JsonValue resourceInfo(String symbolicName);

  /** Returns the moment of the deployment. */
  Instant now();

  /** Returns a text that is another for every place it is asked for. */
  String unique(@Nullable Mark mark);
}
