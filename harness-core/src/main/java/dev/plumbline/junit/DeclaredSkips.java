package dev.plumbline.junit;

import dev.plumbline.environment.Environment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips what {@link OnGround} and {@link RequiresVantage} say, and classes for whose ground this
 * machine has nothing, or fails them where that is forbidden.
 */
final class DeclaredSkips implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<OnGround> ground =
        AnnotationSupport.findAnnotation(context.getElement(), OnGround.class);
    Optional<RequiresVantage> vantages =
        AnnotationSupport.findAnnotation(context.getElement(), RequiresVantage.class);
    boolean nothingDeclared = ground.isEmpty() && vantages.isEmpty();
    if (nothingDeclared && !isNetworkTestClass(context)) {
      return ConditionEvaluationResult.enabled("nothing is required of the environment");
    }
    Environment environment;
    try {
      environment = TestLab.environment(context);
    } catch (RuntimeException e) {
      if (nothingDeclared) {
        return ConditionEvaluationResult.enabled(
            "the environment cannot be loaded, and each test fails with the reason");
      }
      throw Redacted.unchecked(e, NetworkRun.of(context).redaction());
    }
    Optional<String> otherGround = ground.flatMap(required -> otherGround(required, environment));
    Optional<String> missing = vantages.flatMap(required -> missing(required, environment));
    List<String> reasons = Stream.of(otherGround, missing).flatMap(Optional::stream).toList();
    if (reasons.isEmpty() && isNetworkTestClass(context)) {
      reasons = NetworkRun.of(context).without(environment).stream().toList();
    }
    if (reasons.isEmpty()) {
      return ConditionEvaluationResult.enabled(
          "environment " + environment.name() + " has what is required");
    }
    // A class that does not run is asked for no settings: they may forbid to skip it.
    NetworkRun.of(context).requireKnownSettings();
    String reason = String.join("; ", reasons);
    Settings.Skips allowed = Settings.skips(context);
    boolean byGroundAlone =
        otherGround.isPresent() && missing.isEmpty() && allowed == Settings.Skips.GROUND;
    if (allowed != Settings.Skips.ALLOWED && !byGroundAlone) {
      SkipForbiddenError error = new SkipForbiddenError(reason, allowed);
      ResultRecorder.ended(context, context.getUniqueId(), error);
      throw error;
    }
    ResultRecorder.skipped(context, reason);
    return ConditionEvaluationResult.disabled(reason);
  }

  private static boolean isNetworkTestClass(ExtensionContext context) {
    return context.getTestMethod().isEmpty()
        && context.getTestClass().filter(TestLab::isNetworkTest).isPresent();
  }

  private static Optional<String> otherGround(OnGround required, Environment environment) {
    return Arrays.asList(required.value()).contains(environment.ground())
        ? Optional.empty()
        : Optional.of(
            "only for "
                + Arrays.stream(required.value())
                    .map(DeclaredSkips::label)
                    .collect(Collectors.joining(" or "))
                + ", but environment "
                + environment.name()
                + " is "
                + label(environment.ground()));
  }

  private static Optional<String> missing(RequiresVantage required, Environment environment) {
    List<String> missing =
        Arrays.stream(required.value())
            .filter(name -> !environment.vantages().containsKey(name))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "environment "
                + environment.name()
                + " has no vantage "
                + String.join(", ", missing)
                + "; it has "
                + String.join(", ", environment.vantages().keySet()));
  }

  private static String label(Enum<?> ground) {
    return ground.name().toLowerCase(Locale.ROOT);
  }
}
