package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.descriptor.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where in the files a part of the model is written. */
final class Places {

  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

  private final AzureTopology topology;
  private final Map<Object, JsonObject> origins;

  Places(AzureTopology topology, Map<Object, JsonObject> origins) {
    this.topology = topology;
    this.origins = origins;
  }

  /**
   * Returns a problem of the model as one of the file it was read from; null for one that was not.
   */
  @Nullable Problem translated(Problem problem) {
    Object at = topology;
    JsonObject origin = null;
    StringBuilder rest = new StringBuilder();
    Matcher steps = STEP.matcher(problem.path());
    while (steps.find()) {
      Object next = at == null ? null : step(at, steps);
      if (next != null && origins.get(next) != null) {
        origin = origins.get(next);
        rest.setLength(0);
      } else {
        rest.append(steps.group(2) == null ? "." : "").append(steps.group());
      }
      at = next;
    }
    if (origin == null) {
      return null;
    }
    return leaf(origin, rest.toString()).problem(problem.message());
  }

  private static @Nullable Object step(Object at, Matcher step) {
    if (step.group(2) != null) {
      int index = Integer.parseInt(step.group(2));
      return at instanceof List<?> list && index < list.size() ? list.get(index) : null;
    }
    if (at.getClass().isRecord()) {
      for (RecordComponent component : at.getClass().getRecordComponents()) {
        if (component.getName().equals(step.group(1))) {
          try {
            return component.getAccessor().invoke(at);
          } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
    return null;
  }

  /** The model's words are Azure's, but for a list in place of a single value. */
  private static Mark leaf(JsonObject origin, String rest) {
    Part part = Part.of(origin);
    Matcher steps = STEP.matcher(rest);
    if (!steps.find() || steps.group(1) == null) {
      return origin.mark();
    }
    String name = steps.group(1);
    for (String one :
        List.of(
            name,
            name.replaceAll("es$", ""),
            name.replaceAll("s$", ""),
            name + "es",
            name + "Id")) {
      JsonValue value = part.value(one);
      if (value != null) {
        int index = steps.find() && steps.group(2) != null ? Integer.parseInt(steps.group(2)) : -1;
        return value instanceof JsonArray array && index >= 0 && index < array.size()
            ? array.get(index).mark()
            : value.mark();
      }
    }
    return part.mark(name);
  }
}
