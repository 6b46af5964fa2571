package dev.plumbline.drill;

import dev.plumbline.drill.DrillResult.Failure;
import dev.plumbline.drill.DrillResult.Row;
import dev.plumbline.drill.DrillResult.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an assertion of a drill says when it fails; empty when all is well. */
final class DrillMessage {

  private final DrillResult result;
  private final List<Row> survived;
  private final Map<String, String> needless;
  private final StringBuilder text = new StringBuilder();

  DrillMessage(DrillResult result, List<Row> survived, Map<String, String> needless) {
    this.result = result;
    this.survived = survived;
    this.needless = needless;
  }

  String text() {
    if (!result.before().isEmpty()) {
      head(
          "Expected the suite to be green without any misconfiguration, so that it can notice one,");
      failures("but it is red:", result.before());
    } else if (!result.after().isEmpty()) {
      head("Expected the suite to be green without any misconfiguration,");
      failures(
          "but when it ran once more, beside the others, it was red, so that nothing is proved:",
          result.after());
    } else {
      verdicts();
    }
    if (text.isEmpty()) {
      return "";
    }
    if (result.page() != null) {
      text.append("The matrix: ").append(result.page());
    }
    return text.toString().stripTrailing();
  }

  private void verdicts() {
    List<Row> broken = result.rows(Verdict.BROKEN);
    long tried =
        result.rows().stream().filter(row -> row.verdict() != Verdict.NOT_APPLICABLE).count();
    if (tried == 0) {
      head("Expected every misconfiguration to be noticed,");
      text.append("but none could be made in this network:\n");
      result.rows().forEach(row -> line(row.title() + ", because " + row.reason()));
      return;
    }
    List<Row> nowhere = result.notTriedThoughNamed();
    if (survived.isEmpty() && broken.isEmpty() && needless.isEmpty() && nowhere.isEmpty()) {
      return;
    }
    head("Expected every misconfiguration to be noticed,");
    text.append("but of ").append(tried).append(" tried");
    if (!survived.isEmpty()) {
      text.append(", ").append(survived.size()).append(" survived:\n");
      for (Row row : survived) {
        line(row.title());
        line("  What went wrong:  " + row.statement());
        line("  Would notice it:  " + row.caughtBy());
      }
    }
    if (!broken.isEmpty()) {
      text.append(survived.isEmpty() ? ", " : "and ")
          .append(broken.size())
          .append(" could not be tried, since something else than an assertion failed:\n");
      broken.forEach(row -> line(row.title() + "\n    " + indented(row.reason())));
    }
    if (!needless.isEmpty()) {
      text.append(survived.isEmpty() && broken.isEmpty() ? ", " : "and ")
          .append("an exception is not needed:\n");
      needless.forEach((name, why) -> line(name + ": " + why));
    }
    if (!nowhere.isEmpty()) {
      text.append(survived.isEmpty() && broken.isEmpty() && needless.isEmpty() ? ", " : "and ")
          .append("what was asked for by name cannot be made in this network:\n");
      nowhere.forEach(row -> line(row.title() + ", because " + row.reason()));
    }
  }

  private void head(String expectation) {
    text.append("[drill of ")
        .append(result.environment())
        .append(": ")
        .append(result.tests().size())
        .append(result.tests().size() == 1 ? " test]\n" : " tests]\n")
        .append(expectation)
        .append('\n');
  }

  private void failures(String what, List<Failure> failures) {
    text.append(what).append('\n');
    failures.forEach(failure -> line(failure.test() + "\n    " + indented(failure.message())));
  }

  private void line(String line) {
    text.append("  ").append(line).append('\n');
  }

  private static String indented(@Nullable String message) {
    return String.valueOf(message).strip().replace("\n", "\n    ");
  }
}
