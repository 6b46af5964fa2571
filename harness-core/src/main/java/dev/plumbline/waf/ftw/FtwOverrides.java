package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.descriptor.YamlFields;
import dev.plumbline.descriptor.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tests expect on one platform instead of what their files say, each with a reason. The format
 * is the rule-set project's, with {@code expect_failure} of its older form and {@code skip}, which
 * leaves tests out and says so.
 *
 * <pre><code>
 * version: v0.0.0
 * meta: {engine: libmodsecurity3, platform: nginx, annotations: {}}
 * test_overrides:
 *   - rule_id: 920290
 *     test_ids: [4]
 *     reason: nginx answers 400 itself when the Host header is missing
 *     output: {status: 400}
 *   - rule_id: 920360
 *     reason: needs a limit that is not set here
 *     skip: true
 * </code></pre>
 */
public final class FtwOverrides {

  private static final String KIND = "file of overrides";
  private static final int LARGEST = 999_999_999;

  private final String file;
  private final List<One> all;

  private FtwOverrides(String file, List<One> all) {
    this.file = file;
    this.all = List.copyOf(all);
  }

  private record One(
      YamlValue place,
      String path,
      @Nullable Integer rule,
      @Nullable String title,
      Set<String> tests,
      Set<Integer> stages,
      String reason,
      @Nullable FtwOutput output,
      boolean retried,
      boolean fails,
      boolean skipped) {

    boolean isFor(FtwTest test) {
      return title != null
          ? title.equals(test.title())
          : rule != null && rule == test.rule() && (tests.isEmpty() || tests.contains(test.id()));
    }
  }

  /**
   * Reads a file of overrides.
   *
   * @throws DescriptorException when it is not in the format, or an override has no reason
   */
  public static FtwOverrides read(Path path) {
    return read(Source.of(path));
  }

  static FtwOverrides read(Source source) {
    Problems problems = YamlFields.problems(source.name(), KIND);
    YamlFields top =
        YamlFields.of(
            source.tree(KIND), "", problems, List.of("version", "meta", "test_overrides"));
    top.text("version");
    top.require("test_overrides", "a list of overrides");
    YamlValue about = top.value("meta");
    if (about != null) {
      YamlFields meta =
          YamlFields.of(about, "meta", problems, List.of("engine", "platform", "annotations"));
      meta.text("engine");
      meta.text("platform");
    }
    List<One> all = new ArrayList<>();
    List<YamlValue> items = top.items("test_overrides");
    for (int i = 0; i < items.size(); i++) {
      all.add(one(items.get(i), "test_overrides[" + i + "]", problems));
    }
    problems.throwIfAny();
    return new FtwOverrides(source.name(), all);
  }

  private static One one(YamlValue value, String path, Problems problems) {
    YamlFields fields =
        YamlFields.of(
            value,
            path,
            problems,
            List.of(
                "rule_id",
                "test_ids",
                "stage_ids",
                "name",
                "reason",
                "retry_once",
                "output",
                "status",
                "log_contains",
                "no_log_contains",
                "expect_failure",
                "skip"));
    Integer rule = fields.integer("rule_id", 1, LARGEST);
    String title = fields.filledText("name");
    if (fields.has("rule_id") == fields.has("name")) {
      fields.problem("rule_id", "say which tests it is for by rule_id and test_ids, or by name");
    }
    fields.require("reason", "why the platform differs; an override without one hides a failure");
    String reason = fields.filledText("reason");
    Set<String> tests = new LinkedHashSet<>();
    fields.integers("test_ids", 1, LARGEST).forEach(id -> tests.add(String.valueOf(id)));
    Set<Integer> stages = new LinkedHashSet<>(fields.integers("stage_ids", 0, 1_000));
    boolean retried = Boolean.TRUE.equals(fields.bool("retry_once"));
    boolean fails = Boolean.TRUE.equals(fields.bool("expect_failure"));
    boolean skipped = Boolean.TRUE.equals(fields.bool("skip"));
    FtwOutput output = output(value, fields, problems);
    if (output == null && !retried && !fails && !skipped) {
      fields.problem(
          value, path, "it changes nothing: write output, retry_once, expect_failure or skip");
    }
    if (skipped && (output != null || fails || !stages.isEmpty())) {
      fields.problem("skip", "tests that are left out expect nothing; remove the rest");
    }
    return new One(
        value,
        path,
        rule,
        title,
        tests,
        stages,
        reason == null ? "" : reason.strip(),
        output,
        retried,
        fails,
        skipped);
  }

  /** The older form has what is expected beside the name of the test. */
  private static @Nullable FtwOutput output(YamlValue value, YamlFields fields, Problems problems) {
    YamlValue output = fields.value("output");
    if (output != null) {
      return new FtwOutputReader(problems).read(output, fields.below("output"));
    }
    Set<String> keys = Set.of("status", "log_contains", "no_log_contains");
    List<YamlValue.Field> own =
        value instanceof YamlValue.Fields mapping
            ? mapping.fields().stream()
                .filter(field -> keys.contains(field.key().text()))
                .filter(field -> !(field.value() instanceof YamlValue.Text t && t.text().isEmpty()))
                .toList()
            : List.of();
    return own.isEmpty()
        ? null
        : new FtwOutputReader(problems)
            .read(new YamlValue.Fields(own, value.line(), value.column()), fields.path());
  }

  /** Returns tests as they are to be run; what is for none of them is refused. */
  List<FtwTest> applied(List<FtwTest> tests, String from) {
    Problems problems = YamlFields.problems(file, KIND + " for " + from);
    List<FtwTest> changed = new ArrayList<>(tests);
    for (One one : all) {
      YamlFields place = YamlFields.of(one.place(), one.path(), problems, keys(one.place()));
      Set<String> left = new LinkedHashSet<>(one.tests());
      boolean any = false;
      for (int i = 0; i < changed.size(); i++) {
        FtwTest test = changed.get(i);
        if (one.isFor(test)) {
          any = true;
          left.remove(test.id());
          changed.set(i, changed(test, one, place));
        }
      }
      if (!any || !left.isEmpty()) {
        place.problem(
            one.title() != null ? "name" : one.tests().isEmpty() ? "rule_id" : "test_ids",
            from
                + " has no test "
                + (one.title() != null
                    ? one.title()
                    : one.tests().isEmpty()
                        ? "of rule " + one.rule()
                        : String.join(
                            ", ", left.stream().map(id -> one.rule() + "-" + id).toList()))
                + "; remove it from the overrides");
      }
    }
    problems.throwIfAny();
    return changed;
  }

  private static FtwTest changed(FtwTest test, One one, YamlFields place) {
    if (one.skipped()) {
      return test.skipped(one.reason());
    }
    List<FtwStage> stages = new ArrayList<>(test.stages());
    for (int stage : one.stages()) {
      if (stage >= stages.size()) {
        place.problem(
            "stage_ids",
            test.title()
                + " has "
                + stages.size()
                + " stages, counted from 0; there is no "
                + stage);
      }
    }
    for (int i = 0; i < stages.size(); i++) {
      if (one.stages().isEmpty() || one.stages().contains(i)) {
        FtwStage stage = stages.get(i);
        FtwOutput output = one.output() == null ? stage.output() : one.output();
        stages.set(
            i, stage.with(one.retried() ? output.retried() : output, one.reason(), one.fails()));
      }
    }
    return test.with(stages);
  }

  private static List<String> keys(YamlValue value) {
    return value instanceof YamlValue.Fields mapping
        ? mapping.fields().stream().map(field -> field.key().text()).toList()
        : List.of();
  }
}
