package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What the platform gives to resources when it deploys them: addresses, host names, principals.
 *
 * <p>A template is evaluated, asked for here, and evaluated again with what was given, until
 * nothing changes any more.
 */
@FunctionalInterface
public interface RuntimeProperties {

  /** Nothing is given: everything that a template asks for and does not say itself is unknown. */
  RuntimeProperties NONE = resources -> Map.of();

  /**
   * Returns what is laid over the bodies of resources, by identifier in any case: objects member by
   * member, arrays element by element. For example {@code {"properties": {"ipAddress":
   * "20.0.0.4"}}}.
   *
   * @param resources all resources, those of nested deployments among them
   */
  Map<String, JsonObject> of(List<ArmResource> resources);
}
