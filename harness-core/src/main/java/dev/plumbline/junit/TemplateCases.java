package dev.plumbline.junit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The rule that a parameterized test, or any other template, has at least one invocation. JUnit
 * passes one without, where {@code allowZeroInvocations} says so.
 *
 * <p>A template has no callbacks of its own: that it begins, and that an invocation of it does, is
 * seen as a condition, which skips nothing.
 */
final class TemplateCases implements ExecutionCondition, AfterAllCallback {

  /** The display names of the templates of one class that had no invocation yet, by unique id. */
  private record Waiting(Map<String, String> names) {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String id = context.getUniqueId();
    // The type of the last segment; the engine that has a parser for it is no dependency.
    String last = id.substring(id.lastIndexOf('/') + 1);
    if (last.startsWith("[test-template:")) {
      waiting(context.getParent().orElseThrow()).put(id, context.getDisplayName());
    } else if (last.startsWith("[test-template-invocation:")) {
      ExtensionContext template = context.getParent().orElseThrow();
      waiting(template.getParent().orElseThrow()).remove(template.getUniqueId());
    }
    return ConditionEvaluationResult.enabled("templates are counted, not skipped");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    NetworkRun run = NetworkRun.of(context);
    List<String> empty =
        waiting(context).entrySet().stream()
            // What was skipped is in the report already.
            .filter(template -> run.toldSkip(template.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .toList();
    if (!empty.isEmpty()) {
      throw new NothingAssertedError(
          "These tests had no invocation, so they prove nothing: "
              + String.join(", ", empty)
              + ". Give each at least one case.");
    }
  }

  @SuppressWarnings("deprecation") // Its successor is not in JUnit 5.
  private static Map<String, String> waiting(ExtensionContext testClass) {
    // Keyed by the class too, as a nested class sees what its outer class stored.
    Waiting waiting =
        testClass
            .getStore(NetworkRun.NAMESPACE)
            .getOrComputeIfAbsent(
                "templates of " + testClass.getUniqueId(),
                key -> new Waiting(new ConcurrentHashMap<>()),
                Waiting.class);
    return Objects.requireNonNull(waiting).names();
  }
}
