package dev.plumbline.waf.ftw;

import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regression test of a rule: one stage, or several that follow each other.
 *
 * @param file the file that it is read from, as messages name it
 * @param line the line that it begins in
 * @param rule the rule that it is about
 * @param id its name among the tests of the rule: mostly a number
 * @param title what names it among all tests, for example {@code 942200-3}; the second test of a
 *     name in a file has its line behind the name
 * @param description what it is about; empty when the file does not say
 * @param tags the tags of the test and of its file
 * @param stages what it sends and expects, in order; one at least
 * @param skipped why it is not to be run: its file says that it is not enabled, or an override;
 *     null when it is
 */
public record FtwTest(
    String file,
    int line,
    int rule,
    String id,
    String title,
    String description,
    List<String> tags,
    List<FtwStage> stages,
    @Nullable String skipped) {

  /** Copies the lists. */
  public FtwTest {
    tags = List.copyOf(tags);
    stages = List.copyOf(stages);
  }

  /** Returns whether it is to be run. */
  public boolean enabled() {
    return skipped == null;
  }

  /**
   * Returns the test as a case of its rule: an attack when it expects the rule to be found, a near
   * miss when it expects it not to be. Empty when it has several stages, expects neither, or is not
   * to be run.
   */
  public List<WafCase> cases() {
    if (!enabled() || stages.size() != 1) {
      return List.of();
    }
    FtwStage stage = stages.get(0);
    boolean found = stage.output().expectedRules().contains(rule);
    boolean absent = stage.output().unexpectedRules().contains(rule);
    if (found == absent || stage.input().followsRedirect()) {
      return List.of();
    }
    String about = description.lines().map(String::strip).findFirst().orElse("");
    return List.of(
        new WafCase(
            title,
            rule,
            found ? Polarity.ATTACK : Polarity.NEAR_MISS,
            stage.input().request(),
            file + ":" + line,
            about));
  }

  /** Returns its title and what it is about, as the display name of a test. */
  @Override
  public String toString() {
    String about = description.lines().map(String::strip).findFirst().orElse("");
    return about.isEmpty() || about.equals("None") ? title : title + " " + about;
  }

  /**
   * Returns the request of a stage, given the answers to the stages before it: with their cookies
   * when the stage asks for them, and where the answer before has redirected to when it follows.
   *
   * @param stage the stage, from 0
   * @param answers the answers to all stages before it, in order
   * @throws IllegalArgumentException when not all of them have been answered
   * @throws UnfollowableException when the stage follows a redirect and the answer before is none
   */
  public FtwRequest request(int stage, List<FtwAnswer> answers) {
    if (answers.size() != stage) {
      throw new IllegalArgumentException(
          title
              + ": stage "
              + (stage + 1)
              + " is sent after the answers to all before it; "
              + answers.size()
              + " are given");
    }
    return FtwSteps.request(this, stage, answers);
  }

  /** Returns the test with other stages. */
  FtwTest with(List<FtwStage> others) {
    return new FtwTest(file, line, rule, id, title, description, tags, others, skipped);
  }

  /** Returns the test, not to be run. */
  FtwTest skipped(String reason) {
    return new FtwTest(file, line, rule, id, title, description, tags, stages, reason);
  }

  /** A stage follows a redirect, and the answer before it is none that can be followed. */
  public static final class UnfollowableException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    UnfollowableException(String message) {
      super(message);
    }
  }
}
