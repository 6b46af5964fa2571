package dev.plumbline.drill;

import dev.plumbline.drill.DrillResult.Row;
import dev.plumbline.drill.DrillResult.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions of what a drill came to. */
public final class DrillAssert extends AbstractAssert<DrillAssert, DrillResult> {

  DrillAssert(DrillResult actual) {
    super(actual, DrillAssert.class);
  }

  /**
   * Verifies that the suite is green without any misconfiguration, and that it noticed each of
   * them, wherever it can be made.
   */
  public DrillAssert noticesEverything() {
    return noticesEverythingExcept(Map.of());
  }

  /**
   * Verifies that the suite noticed every misconfiguration but one.
   *
   * @param misconfiguration its name, for all its places; or with one of them as messages write it,
   *     {@code name: place}
   * @param reason why it need not be noticed
   */
  public DrillAssert noticesEverythingExcept(String misconfiguration, String reason) {
    return noticesEverythingExcept(Map.of(misconfiguration, reason));
  }

  /**
   * Verifies that the suite noticed every misconfiguration but some, which the report of the drill
   * then shows as accepted, with their reasons. An exception that is not needed, because it was
   * noticed, or is not among those tried, fails too.
   *
   * @param exceptions the misconfigurations by name, for all their places, or with a place as
   *     messages write it, {@code name: place}; each with the reason why it need not be noticed
   */
  public DrillAssert noticesEverythingExcept(Map<String, String> exceptions) {
    isNotNull();
    exceptions.forEach(
        (name, reason) -> {
          if (reason.isBlank()) {
            throw new IllegalArgumentException(
                "the exception \"" + name + "\" has no reason: say why it need not be noticed");
          }
        });
    Map<String, String> accepted = new LinkedHashMap<>();
    List<Row> survived = new ArrayList<>();
    for (Row row : actual.rows(Verdict.SURVIVED)) {
      String reason = exceptions.getOrDefault(row.title(), exceptions.get(row.misconfiguration()));
      if (reason == null) {
        survived.add(row);
      } else {
        accepted.put(row.title(), reason);
      }
    }
    DrillFiles.accept(actual, accepted);
    Map<String, String> needless = new LinkedHashMap<>();
    for (String name : new TreeSet<>(exceptions.keySet())) {
      List<Row> meant =
          actual.rows().stream()
              .filter(row -> row.verdict() != Verdict.NOT_APPLICABLE)
              .filter(row -> meant(row, name))
              .toList();
      if (meant.stream().noneMatch(row -> row.verdict() == Verdict.SURVIVED)) {
        needless.put(name, needless(meant));
      }
    }
    String message = new DrillMessage(actual, survived, needless).text();
    if (!message.isEmpty()) {
      throw failure("%s", message);
    }
    return this;
  }

  private static String needless(List<Row> meant) {
    return meant.isEmpty()
        ? "no such misconfiguration was tried"
        : meant.stream()
            .map(row -> row.verdict() == Verdict.CAUGHT ? "it was caught" : "it could not be tried")
            .distinct()
            .collect(Collectors.joining(", "));
  }

  private static boolean meant(Row row, String name) {
    return name.equals(row.misconfiguration()) || name.equals(row.title());
  }
}
