package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an expression can refer to at its place.
 *
 * @param around the template and the deployment
 * @param loop the innermost loop; null outside of loops
 * @param lambdaVariables the variables of the lambdas around, by name in lower case
 */
record Scope(Surroundings around, @Nullable Loop loop, Map<String, JsonValue> lambdaVariables) {

  /**
   * A pass of a copy loop.
   *
   * @param property whether it makes the elements of a property, so that {@code copyIndex()}
   *     without a name means the loop around it, if there is one
   */
  record Loop(String name, long index, boolean property, @Nullable Loop outer) {}

  static Scope of(Surroundings around) {
    return new Scope(around, null, Map.of());
  }

  Scope in(String loopName, long index, boolean property) {
    return new Scope(around, new Loop(loopName, index, property, loop), lambdaVariables);
  }

  Scope with(Map<String, JsonValue> more) {
    Map<String, JsonValue> all = new LinkedHashMap<>(lambdaVariables);
    all.putAll(more);
    return new Scope(around, loop, all);
  }

  long copyIndex(@Nullable String name) {
    Loop nearest = null;
    for (Loop one = loop; one != null; one = one.outer()) {
      if (name == null ? !one.property() : one.name().equalsIgnoreCase(name)) {
        return one.index();
      }
      nearest = nearest == null ? one : nearest;
    }
    if (name == null && nearest != null) {
      return nearest.index();
    }
    throw new ExpressionException(
        name == null
            ? "copyIndex() stands outside of a copy loop"
            : "there is no copy loop \"" + name + "\" around copyIndex('" + name + "')");
  }
}
