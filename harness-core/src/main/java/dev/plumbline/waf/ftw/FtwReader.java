package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.descriptor.YamlFields;
import dev.plumbline.descriptor.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one file of tests. */
final class FtwReader {

  static final String KIND = "file of rule-set tests";

  private static final int LARGEST = 999_999_999;
  private static final Pattern TITLE = Pattern.compile("([0-9]{6,9})(?:-(.+))?");
  private static final Pattern RULE = Pattern.compile("[0-9]{6,9}");

  /** Keys that the Python tool does not know. */
  private static final Set<String> ONLY_GO =
      Set.of(
          "autocomplete_headers",
          "encoded_data",
          "follow_redirect",
          "ordered_headers",
          "virtual_host_mode",
          "response",
          "log",
          "retry_once",
          "isolated");

  private final String file;
  private final Problems problems;
  private final Set<String> titles = new HashSet<>();

  /** Whether the Go tool is to complete the requests, not the Python tool. */
  private boolean go;

  /** The request that tests with a payload share; null for none. */
  private @Nullable YamlValue template;

  private FtwReader(String file) {
    this.file = file;
    this.problems = YamlFields.problems(file, KIND);
  }

  /** Returns the tests of a file; what is wrong with it is said at once. */
  static List<FtwTest> read(Source source) {
    FtwReader reader = new FtwReader(source.name());
    List<FtwTest> tests = reader.tests(source.tree(KIND));
    reader.problems.throwIfAny();
    return tests;
  }

  private List<FtwTest> tests(YamlValue document) {
    YamlFields top =
        YamlFields.of(document, "", problems, List.of("meta", "rule_id", "template", "tests"));
    top.require("tests", "a list of tests");
    boolean enabled = true;
    List<String> tags = List.of();
    YamlValue about = top.value("meta");
    if (about != null) {
      YamlFields meta =
          YamlFields.of(
              about,
              "meta",
              problems,
              List.of("author", "enabled", "name", "description", "version", "tags"));
      enabled = !Boolean.FALSE.equals(meta.bool("enabled"));
      tags = meta.texts("tags");
      for (String key : List.of("author", "name", "description", "version")) {
        if (meta.has(key) && !(meta.value(key) instanceof YamlValue.Text)) {
          meta.text(key);
        }
      }
    } else {
      top.require("meta", "a mapping with author, description and name");
    }
    Integer rule = top.integer("rule_id", 1, LARGEST);
    go = rule != null || isForGo(document);
    template = top.value("template");
    List<FtwTest> tests = new ArrayList<>();
    List<YamlValue> items = top.items("tests");
    for (int i = 0; i < items.size(); i++) {
      FtwTest test = test(items.get(i), "tests[" + i + "]", i + 1, rule, enabled, tags);
      if (test != null) {
        tests.add(test);
      }
    }
    return tests;
  }

  private @Nullable FtwTest test(
      YamlValue value,
      String path,
      int number,
      @Nullable Integer ofFile,
      boolean enabled,
      List<String> tagsOfFile) {
    YamlFields test =
        YamlFields.of(
            value,
            path,
            problems,
            List.of(
                "test_title",
                "test_id",
                "id",
                "desc",
                "description",
                "enabled",
                "tags",
                "template",
                "payload",
                "output",
                "stages"));
    String title = test.filledText("test_title");
    Integer id = test.integer(test.has("id") ? "id" : "test_id", 1, LARGEST);
    if (test.has("id") && test.has("test_id")) {
      test.problem("id", "id and test_id are both written; keep one of them");
    }
    Matcher named = TITLE.matcher(title == null ? "" : title);
    boolean titled = named.matches();
    Integer rule =
        ofFile != null
            ? ofFile
            : titled ? (Integer) Integer.parseInt(named.group(1)) : ruleOfName();
    if (rule == null) {
      test.problem(
          "test_title",
          "it is not known which rule the test is about: write rule_id at the top of the file, or"
              + " begin the title with the rule's number, as in 942200-1");
      return null;
    }
    String own =
        id != null
            ? id.toString()
            : titled && named.group(2) != null ? named.group(2) : String.valueOf(number);
    String full = title != null ? title : rule + "-" + own;
    if (!titles.add(full)) {
      // The rule set's own files have two tests of one name; both count.
      full += "-line" + test.line();
    }
    String description = optional(test, test.has("description") ? "description" : "desc");
    if (test.has("description") && test.has("desc")) {
      test.problem("desc", "desc and description are both written; keep one of them");
    }
    List<String> tags = new ArrayList<>(tagsOfFile);
    tags.addAll(test.texts("tags"));
    boolean runs = enabled && !Boolean.FALSE.equals(test.bool("enabled"));
    List<FtwStage> stages = test.has("payload") ? ofPayload(test) : stages(test);
    return new FtwTest(
        file,
        test.line(),
        rule,
        own,
        full,
        description,
        tags,
        stages,
        runs ? null : "its file says that it is not enabled");
  }

  private List<FtwStage> stages(YamlFields test) {
    test.require("stages", "a list of stages with input and output; or a payload and an output");
    for (String key : List.of("template", "output")) {
      if (test.has(key)) {
        test.problem(key, "it belongs to a test with a payload, and this one has none");
      }
    }
    List<FtwStage> stages = new ArrayList<>();
    List<YamlValue> items = test.items("stages");
    for (int i = 0; i < items.size(); i++) {
      stages.addAll(stage(items.get(i), test.below("stages") + "[" + i + "]", i));
    }
    return stages;
  }

  /** A test with a payload has one stage, whose request the templates say. */
  private List<FtwStage> ofPayload(YamlFields test) {
    YamlValue place = Objects.requireNonNull(test.value("payload"));
    String payload =
        place instanceof YamlValue.Text text && text.empty() ? "" : test.text("payload");
    if (test.has("stages")) {
      test.problem("stages", "payload is written as well; keep one of them");
    }
    test.require("output", "what is expected");
    YamlValue own = test.value("template");
    if (own == null && template == null) {
      test.problem(
          "payload",
          "it is put into a request that a template says, and neither the file nor the test has"
              + " one: write template with uri, headers or data that hold {{.Payload}}");
    }
    YamlValue output = test.value("output");
    if (output == null || payload == null || own == null && template == null) {
      return List.of();
    }
    YamlValue input = FtwTemplate.input(template, own, test.below("template"), place, problems);
    if (!holdsPayload(input)) {
      test.problem("payload", "no template holds {{.Payload}}, so that it would not be sent");
    }
    List<FtwInput> inputs =
        new FtwInputReader(problems, true, payload).read(input, test.below("template"), 0);
    FtwOutput expected = new FtwOutputReader(problems).read(output, test.below("output"));
    return inputs.stream()
        .map(one -> new FtwStage(test.line(), "", one, expected, null, false))
        .toList();
  }

  private static boolean holdsPayload(YamlValue value) {
    if (value instanceof YamlValue.Fields mapping) {
      return mapping.fields().stream().anyMatch(field -> holdsPayload(field.value()));
    }
    if (value instanceof YamlValue.Items items) {
      return items.items().stream().anyMatch(FtwReader::holdsPayload);
    }
    return value instanceof YamlValue.Text text && text.text().contains(".Payload");
  }

  /**
   * Returns whether a file without {@code rule_id} is written for the Go tool all the same: files
   * of the time before the rule set's release 4 are, and only what they use tells.
   */
  private static boolean isForGo(YamlValue value) {
    if (value instanceof YamlValue.Fields mapping) {
      return mapping.fields().stream()
          .anyMatch(field -> ONLY_GO.contains(field.key().text()) || isForGo(field.value()));
    }
    if (value instanceof YamlValue.Items items) {
      return items.items().stream().anyMatch(FtwReader::isForGo);
    }
    return value instanceof YamlValue.Text text && FtwExpansion.isIn(text.text());
  }

  private List<FtwStage> stage(YamlValue value, String path, int index) {
    List<String> keys = List.of("description", "input", "output");
    YamlFields stage = YamlFields.of(value, path, problems, withStage(keys));
    YamlValue inner = stage.value("stage");
    if (inner != null) {
      for (String key : keys) {
        if (stage.has(key)) {
          stage.problem(key, "it stands beside \"stage\"; write it below \"stage\"");
        }
      }
      stage = YamlFields.of(inner, path + ".stage", problems, keys);
    }
    stage.require("input", "what is sent");
    stage.require("output", "what is expected");
    YamlValue input = stage.value("input");
    YamlValue output = stage.value("output");
    if (input == null || output == null) {
      return List.of();
    }
    List<FtwInput> inputs =
        new FtwInputReader(problems, go, null).read(input, stage.below("input"), index);
    FtwOutput expected = new FtwOutputReader(problems).read(output, stage.below("output"));
    String description = optional(stage, "description");
    int line = stage.line();
    return inputs.stream()
        .map(one -> new FtwStage(line, description, one, expected, null, false))
        .toList();
  }

  private static List<String> withStage(List<String> keys) {
    List<String> all = new ArrayList<>(keys);
    all.add("stage");
    return all;
  }

  private @Nullable Integer ruleOfName() {
    String name = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    Matcher matcher = RULE.matcher(name);
    return matcher.find() ? (Integer) Integer.parseInt(matcher.group()) : null;
  }

  private static String optional(YamlFields fields, String key) {
    YamlValue value = fields.value(key);
    if (value instanceof YamlValue.Text text && text.empty()) {
      return "";
    }
    String text = fields.text(key);
    return text == null ? "" : text.strip();
  }
}
