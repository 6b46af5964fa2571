package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.YamlFields;
import dev.plumbline.descriptor.YamlValue;
import dev.plumbline.descriptor.YamlValue.Items;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads what a stage expects. */
final class FtwOutputReader {

  private static final int LARGEST = 999_999_999;

  /** A text that names a rule and nothing else, in the ways in which logs write it. */
  private static final Pattern ONLY_RULE =
      Pattern.compile(
          "\\\\?[\"'\\[]?(?:id)?\\\\?[\"']?[\\s:=]*\\\\?[\"']?([0-9]{6,9})\\\\?[\"'\\]]*");

  private static final List<String> KEYS =
      List.of(
          "status",
          "response_contains",
          "log_contains",
          "no_log_contains",
          "log",
          "expect_error",
          "retry_once",
          "isolated");

  private final Problems problems;

  FtwOutputReader(Problems problems) {
    this.problems = problems;
  }

  FtwOutput read(YamlValue value, String path) {
    YamlFields output = YamlFields.of(value, path, problems, KEYS);
    Set<Integer> statuses = new LinkedHashSet<>();
    if (output.value("status") instanceof Items) {
      statuses.addAll(output.integers("status", 100, 599));
    } else {
      Integer status = output.integer("status", 100, 599);
      if (status != null) {
        statuses.add(status);
      }
    }
    Log found = new Log();
    Log absent = new Log();
    found.add(output, "log_contains");
    absent.add(output, "no_log_contains");
    YamlValue log = output.value("log");
    if (log != null) {
      YamlFields fields =
          YamlFields.of(
              log,
              output.below("log"),
              problems,
              List.of("expect_ids", "no_expect_ids", "match_regex", "no_match_regex"));
      found.rules.addAll(fields.integers("expect_ids", 1, LARGEST));
      absent.rules.addAll(fields.integers("no_expect_ids", 1, LARGEST));
      found.add(fields, "match_regex");
      absent.add(fields, "no_match_regex");
    }
    for (int rule : found.rules) {
      if (absent.rules.contains(rule)) {
        output.problem("log", "rule " + rule + " is expected to be found and not to be found");
      }
    }
    boolean isolated = Boolean.TRUE.equals(output.bool("isolated"));
    if (isolated && found.rules.size() != 1) {
      output.problem(
          "isolated",
          "a single rule is to be found then, and "
              + found.rules.size()
              + " are expected: name it under log.expect_ids");
    }
    FtwOutput expected =
        new FtwOutput(
            statuses,
            output.bool("expect_error"),
            pattern(output, "response_contains"),
            found.rules,
            absent.rules,
            found.text,
            absent.text,
            isolated,
            Boolean.TRUE.equals(output.bool("retry_once")));
    if (!expected.assertsSomething()) {
      output.problem(
          value,
          path,
          "nothing is expected, so the stage could not fail: write status, log, response_contains"
              + " or expect_error");
    }
    return expected;
  }

  private static @Nullable Pattern pattern(YamlFields fields, String key) {
    String text = fields.filledText(key);
    if (text == null) {
      return null;
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      fields.problem(
          key,
          "this is not a regular expression: "
              + e.getDescription()
              + " at character "
              + (e.getIndex() + 1));
      return null;
    }
  }

  /** What a log is to hold, or not to. */
  private static final class Log {
    private final Set<Integer> rules = new LinkedHashSet<>();
    private @Nullable Pattern text;

    void add(YamlFields fields, String key) {
      Pattern pattern = pattern(fields, key);
      if (pattern == null) {
        return;
      }
      Matcher rule = ONLY_RULE.matcher(pattern.pattern().strip());
      if (rule.matches()) {
        rules.add(Integer.parseInt(rule.group(1)));
      } else if (text != null) {
        fields.problem(key, "a text of the log is given twice; keep one of them");
      } else {
        text = pattern;
      }
    }
  }
}
