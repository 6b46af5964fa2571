package dev.plumbline.assertion;

import dev.plumbline.observation.WafObservation;
import dev.plumbline.waf.ftw.FtwResult;
import dev.plumbline.waf.ftw.FtwVerdict;
import java.util.List;
import java.util.Objects;

/** Messages about tests of the rule-set project that were not met. */
final class ShouldMeet {

  /** A message stands in a terminal: the rest is in the report. */
  private static final int MOST_ROWS = 40;

  private ShouldMeet() {}

  static Message meet(List<FtwResult> results, boolean odds) {
    long failed = results.stream().filter(r -> r.verdict() instanceof FtwVerdict.Fail).count();
    long passed = results.stream().filter(r -> r.verdict().passed()).count();
    String counts =
        "%d of %d tests as expected, %d not, %d undecidable"
            .formatted(passed, results.size(), failed, results.size() - passed - failed);
    Columns columns = new Columns();
    List<FtwResult> shown = results.stream().filter(r -> !r.verdict().passed()).toList();
    for (FtwResult result : shown.subList(0, Math.min(MOST_ROWS, shown.size()))) {
      columns.row(
          result.verdict() instanceof FtwVerdict.Fail ? "  x" : "  ?",
          numbers(result),
          result.test().title(),
          result.test().file() + ":" + result.test().line(),
          String.join("; ", result.verdict().reasons()));
    }
    Message message =
        odds
            ? Message.expected("Expected", "what the tests' files expect").line("but", counts)
            : Message.expected("INCONCLUSIVE", "of some stages it cannot be told what became")
                .line("and saw", counts);
    return message.table(columns.lines());
  }

  private static String numbers(FtwResult result) {
    return String.join(
        " ",
        result.stages().stream()
            .map(FtwResult.Stage::seen)
            .filter(Objects::nonNull)
            .map(WafObservation::number)
            .map(number -> "#" + number)
            .toList());
  }
}
