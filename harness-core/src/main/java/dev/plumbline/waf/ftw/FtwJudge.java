package dev.plumbline.waf.ftw;

import dev.plumbline.waf.ftw.FtwEvidence.Looked;
import dev.plumbline.waf.ftw.FtwVerdict.Fail;
import dev.plumbline.waf.ftw.FtwVerdict.Pass;
import dev.plumbline.waf.ftw.FtwVerdict.Undecidable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what a stage expects with what was observed. */
final class FtwJudge {

  /** Names a rule in a text that is looked for in the log. */
  private static final Pattern NAMED = Pattern.compile("id\\W{1,6}([0-9]{6})(?![0-9])");

  private final FtwOutput expected;
  private final @Nullable FtwResponse asked;
  private final FtwEvidence seen;
  private final List<String> met = new ArrayList<>();
  private final List<String> contradicted = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private FtwJudge(FtwStage stage, FtwEvidence seen) {
    this.expected = stage.output();
    this.asked = stage.input().response();
    this.seen = seen;
  }

  static FtwVerdict judge(FtwStage stage, FtwEvidence seen) {
    if (!stage.output().assertsSomething()) {
      throw new IllegalArgumentException(
          "the stage in line "
              + stage.line()
              + " expects nothing that could be judged: give it a status, rules, texts or an error");
    }
    FtwJudge judge = new FtwJudge(stage, seen);
    judge.compare();
    return stage.expectedToFail()
        ? judge.inverted(String.valueOf(stage.override()))
        : judge.verdict();
  }

  static String either(Collection<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" or "));
  }

  private void compare() {
    if (Boolean.TRUE.equals(expected.error())) {
      error();
    } else if (seen.error() != null) {
      noAnswer(seen.error());
    } else {
      if (expected.error() != null) {
        met.add("an answer came");
      }
      status();
      answer();
    }
    rules();
    rows();
    askedAnswer();
  }

  private void error() {
    if (seen.error() == null) {
      contradicted.add("an error was expected, and the answer has status " + seen.status());
    } else if (seen.sent()) {
      met.add("no answer, as expected: " + seen.error());
    } else {
      missing.add("the request was not sent, so the error is not the firewall's: " + seen.error());
    }
  }

  private void noAnswer(String why) {
    if (seen.sent()) {
      contradicted.add("there was no answer: " + why);
    } else {
      missing.add("the request was not sent: " + why);
    }
  }

  private void status() {
    if (expected.statuses().isEmpty()) {
      return;
    }
    if (expected.statuses().contains(seen.status())) {
      met.add("status " + seen.status());
    } else {
      contradicted.add(
          "status " + either(expected.statuses()) + " was expected, and it is " + seen.status());
    }
  }

  private void answer() {
    Pattern text = expected.answerContains();
    if (text == null) {
      return;
    }
    if (text.matcher(seen.answer()).find()) {
      met.add("the answer contains " + text);
    } else {
      contradicted.add("the answer does not contain " + text);
    }
  }

  private void rules() {
    List<Integer> found = seen.rules();
    if (found == null) {
      if (!expected.expectedRules().isEmpty()
          || !expected.unexpectedRules().isEmpty()
          || expected.isolated()) {
        missing.add("there is no log that would tell the rules found");
      }
      return;
    }
    for (int rule : expected.expectedRules()) {
      if (found.contains(rule)) {
        met.add("rule " + rule + " was found");
      } else {
        contradicted.add("rule " + rule + " was not found; found: " + names(found));
      }
    }
    for (int rule : expected.unexpectedRules()) {
      if (found.contains(rule)) {
        contradicted.add("rule " + rule + " was found, which it may not be");
      } else if (notAsked(rule) != null) {
        missing.add(
            "rule " + rule + " was not found, and the firewall did not ask " + notAsked(rule));
      } else if (!seen.whole() && FtwEvidence.sumsUp(rule)) {
        missing.add(
            "rule "
                + rule
                + " was not found, and not all entries of the log are at hand, or it does not name"
                + " what sums up");
      } else {
        met.add("rule " + rule + " was not found");
      }
    }
    if (expected.isolated()) {
      List<Integer> others =
          found.stream()
              // What sums others up says nothing about the request.
              .filter(rule -> !expected.expectedRules().contains(rule) && !FtwEvidence.sumsUp(rule))
              .toList();
      if (others.isEmpty() && !seen.notAsked().isEmpty()) {
        missing.add(
            "no other rule was found, and the firewall did not ask "
                + String.join(", ", seen.notAsked()));
      } else if (others.isEmpty()) {
        met.add("no other rule was found");
      } else {
        contradicted.add("no other rule may be found, and there are " + names(others));
      }
    }
  }

  /** Returns what was not asked that a rule's absence rests on; null for nothing. */
  private @Nullable String notAsked(int rule) {
    return seen.notAsked().stream()
        .filter(
            one ->
                one.equals("rule " + rule)
                    || FtwEvidence.sumsUp(rule)
                    || !one.matches("rule [0-9]+"))
        .findFirst()
        .orElse(null);
  }

  private void rows() {
    Pattern there = expected.logContains();
    Pattern absent = expected.logLacks();
    if (there == null && absent == null) {
      return;
    }
    if (seen.rules() == null) {
      missing.add("there is no log whose entries could be searched");
      return;
    }
    if (there != null) {
      if (found(there)) {
        met.add("an entry of the log contains " + there);
      } else if (mayRead(there) != null) {
        missing.add("no entry of the log contains " + there + ", and " + mayRead(there));
      } else {
        contradicted.add("no entry of the log contains " + there);
      }
    }
    if (absent != null) {
      if (found(absent)) {
        contradicted.add("an entry of the log contains " + absent);
      } else if (mayRead(absent) != null) {
        missing.add("no entry of the log contains " + absent + ", but " + mayRead(absent));
      } else {
        met.add("no entry of the log contains " + absent);
      }
    }
  }

  /** Returns why a text may be in the log although it is not found in it; null when it may not. */
  private @Nullable String mayRead(Pattern text) {
    if (!seen.whole()) {
      return "not all of its entries are at hand";
    }
    if (!seen.notAsked().isEmpty()) {
      return "the firewall did not ask " + String.join(", ", seen.notAsked());
    }
    Matcher named = NAMED.matcher(text.pattern());
    while (named.find()) {
      int rule = Integer.parseInt(named.group(1));
      if (seen.rules() != null && seen.rules().contains(rule)) {
        return "rule "
            + rule
            + " was found, so that this log has other words for it; use expect_ids or"
            + " no_expect_ids";
      }
    }
    return null;
  }

  /**
   * Where the backend is to answer something particular, what is not found in its answer is no
   * proof unless it did.
   */
  private void askedAnswer() {
    if (asked == null || !expected.expectedRules().isEmpty() || expected.logContains() != null) {
      return;
    }
    String body = new String(asked.body(), StandardCharsets.ISO_8859_1);
    if (seen.status() != asked.status() || !seen.answer().contains(body)) {
      missing.add(
          "the backend was to answer "
              + asked.status()
              + (body.isEmpty() ? "" : " with a body of " + body.length() + " bytes")
              + ", and the answer seen is not that one; behind the firewall must stand a backend"
              + " that answers as it is told, such as the rule-set project's albedo");
    }
  }

  private boolean found(Pattern text) {
    return seen.rows().stream().anyMatch(row -> text.matcher(row).find());
  }

  /** Rules found are evidence themselves. */
  private Looked looked() {
    List<Integer> found = seen.rules();
    return found == null || found.isEmpty() ? seen.looked() : Looked.YES;
  }

  private @Nullable String unseen() {
    return switch (looked()) {
      case YES -> null;
      case NO ->
          "the firewall has not looked at the request: its log has no entry for it, so what is"
              + " seen is somebody else's";
      case UNKNOWN -> "nothing shows that the firewall has looked at the request";
    };
  }

  private FtwVerdict verdict() {
    if (!contradicted.isEmpty()) {
      List<String> reasons = new ArrayList<>(contradicted);
      if (looked() == Looked.NO) {
        reasons.add(String.valueOf(unseen()));
      }
      return new Fail(reasons);
    }
    String unseen = unseen();
    if (unseen != null) {
      missing.add(unseen);
    }
    return missing.isEmpty() ? new Pass(met) : new Undecidable(missing);
  }

  /** An override says that the stage fails here; that counts only where the firewall looked. */
  private FtwVerdict inverted(String reason) {
    FtwVerdict verdict = verdict();
    if (verdict instanceof Pass) {
      return new Fail(
          List.of("an override expects it to fail, and it passes: remove the override " + reason));
    }
    if (verdict instanceof Fail && looked() == Looked.YES) {
      List<String> reasons = new ArrayList<>(contradicted);
      reasons.add("as an override expects: " + reason);
      return new Pass(reasons);
    }
    if (verdict instanceof Fail) {
      return new Undecidable(List.of(String.valueOf(unseen())));
    }
    return verdict;
  }

  private static String names(Collection<Integer> rules) {
    return rules.isEmpty()
        ? "none"
        : new TreeSet<>(rules).stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
