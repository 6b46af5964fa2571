package dev.plumbline.waf.ftw;

import dev.plumbline.observation.WafObservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a test that was sent to a firewall.
 *
 * @param test the test
 * @param stages its stages, in order; those behind one that could not be sent are missing
 */
public record FtwResult(FtwTest test, List<Stage> stages) {

  /** Copies the list. */
  public FtwResult {
    stages = List.copyOf(stages);
  }

  /**
   * What became of a stage.
   *
   * @param seen what was sent, and came of it; null where it could not be sent
   * @param verdict whether that is as the stage expects
   */
  public record Stage(@Nullable WafObservation seen, FtwVerdict verdict) {}

  /** Returns the first verdict that is not passed; that of the last stage where all are. */
  public FtwVerdict verdict() {
    return stages.stream()
        .map(Stage::verdict)
        .filter(verdict -> verdict instanceof FtwVerdict.Fail)
        .findFirst()
        .or(() -> stages.stream().map(Stage::verdict).filter(v -> !v.passed()).findFirst())
        .orElseGet(() -> stages.get(stages.size() - 1).verdict());
  }
}
