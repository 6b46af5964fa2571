package dev.plumbline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.report.Merge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files of pipelines that the page "after every deployment" quotes: they are what it says, and
 * agree with each other.
 */
class PipelinesTest {

  private static final Path FOLDER = Path.of("pipelines");
  private static final Path PAGE = Path.of("..", "docs", "after-every-deployment.md");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  static List<Path> documents() throws IOException {
    return files().stream().filter(file -> file.toString().matches(".*\\.ya?ml")).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void the_page_quotes_every_file_to_the_letter(Path file) throws IOException {
    assertThat(Files.readString(PAGE)).contains("\n" + Files.readString(file).strip() + "\n```");
    assertThat(Files.readString(PAGE))
        .contains("(../examples/pipelines/" + file.getFileName() + ")");
  }

  @Test
  void what_it_quotes_of_tests_stands_in_the_examples() throws IOException {
    String java = Files.readString(PAGE).split("```java\n", -1)[1].split("```", -1)[0];
    assertThat(
            Files.readString(Path.of("src/test/java/dev/plumbline/examples/CertificatesTest.java")))
        .contains(java);
  }

  @Test
  void the_readme_leads_to_the_page() throws IOException {
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("(docs/after-every-deployment.md)");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void every_document_is_yaml(Path file) throws IOException {
    assertThat(yaml(file)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_setting_and_class_that_is_named_exists(Path file) throws IOException {
    String text = Files.readString(file);
    Set<String> known = settings();
    for (String setting : found(text, "-D(plumbline\\.[a-z.]+)=|\\b(PLUMBLINE_[A-Z_]+)\\b")) {
      assertThat(known).contains(setting.toLowerCase(Locale.ROOT).replace('_', '.'));
    }
    for (String named : found(text, "\\b(dev\\.plumbline\\.[a-z.]+\\.[A-Z]\\w+)")) {
      assertThat(named).isEqualTo(Merge.class.getName());
    }
    for (String tag : found(text, "(?:-Dgroups|--include-tag)=(\\w+)")) {
      assertThat(tag).isEqualTo("smoke");
    }
  }

  /** Settings stand where users look for them. */
  private static Set<String> settings() throws IOException {
    return found(
        Files.readString(
            Path.of("..", "harness-core/src/main/java/dev/plumbline/junit/NetworkTest.java")),
        "(plumbline\\.[a-z.]*[a-z])");
  }

  @Test
  void every_shard_of_a_run_is_started() throws IOException {
    Map<?, ?> github = yaml(FOLDER.resolve("github-actions.yml"));
    List<?> shards = (List<?>) at(github, "jobs", "smoke", "strategy", "matrix", "shard");
    assertThat(shards).isEqualTo(List.of(1, 2, 3));
    assertThat(Files.readString(FOLDER.resolve("github-actions.yml")))
        .contains("-Dplumbline.shard=${{ matrix.shard }}/" + shards.size());

    Map<?, ?> kubernetes = yaml(FOLDER.resolve("kubernetes-smoke.yaml"));
    assertThat(at(kubernetes, "spec", "completionMode")).isEqualTo("Indexed");
    Object count = at(kubernetes, "spec", "completions");
    assertThat(at(kubernetes, "spec", "parallelism")).isEqualTo(count);
    Map<?, ?> pod = (Map<?, ?>) at(kubernetes, "spec", "template", "spec");
    Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
    assertThat((List<?>) container.get("env"))
        .anySatisfy(
            variable ->
                assertThat(variable)
                    .isEqualTo(Map.of("name", "PLUMBLINE_SHARDS", "value", count.toString())));
  }

  @Test
  void what_merges_runs_whatever_became_of_the_shards() throws IOException {
    assertThat(at(yaml(FOLDER.resolve("github-actions.yml")), "jobs", "merge", "if"))
        .isEqualTo("always()");
    List<?> jobs = (List<?>) yaml(FOLDER.resolve("azure-pipelines.yml")).get("jobs");
    assertThat(((Map<?, ?>) jobs.get(1)).get("condition")).isEqualTo("always()");
    assertThat(((Map<?, ?>) jobs.get(1)).get("dependsOn"))
        .isEqualTo(((Map<?, ?>) jobs.get(0)).get("job"));
  }

  /** The smoke suite sends an attack, and the descriptor of a network in use has secrets. */
  @ParameterizedTest
  @CsvSource({
    "github-actions.yml, -Dplumbline.armed=contoso-production, PROXY_PASSWORD: ${{ secrets.PROXY_PASSWORD }}",
    "azure-pipelines.yml, -Dplumbline.armed=contoso-production, PROXY_PASSWORD: $(PROXY_PASSWORD)",
    "kubernetes-smoke.yaml, 'name: PLUMBLINE_ARMED, value: contoso-production', 'name: PROXY_PASSWORD, valueFrom:, secretKeyRef:'"
  })
  void a_run_against_production_is_armed_and_knows_its_secrets(
      String file, String armed, String secret) throws IOException {
    assertThat(Files.readString(FOLDER.resolve(file)))
        .containsSubsequence(armed.split(", "))
        .containsSubsequence(secret.split(", "));
  }

  /** Surefire is green when a tag is misspelt; of shards the merged report is not. */
  @Test
  void a_command_that_is_no_shard_fails_when_no_test_has_the_tag() throws IOException {
    for (Path page : List.of(PAGE, Path.of("..", "README.md"))) {
      assertThat(Files.readAllLines(page))
          .filteredOn(line -> line.startsWith("    mvn test -Dgroups="))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).contains(" -DfailIfNoTests=true "));
    }
  }

  /** The script twice, with a class that is there the first time only. */
  @Test
  void an_image_has_nothing_of_the_one_before(@TempDir Path project)
      throws IOException, InterruptedException {
    Path bin = Files.createDirectory(project.resolve("bin"));
    program(bin.resolve("mvn"), "mkdir -p target/image/lib\n");
    program(bin.resolve("git"), "echo c0ffee\n");
    program(bin.resolve("docker"), "exit 0\n");
    program(
        bin.resolve("jlink"),
        "for folder; do :; done; mkdir \"$folder\" # which must not be there\n");
    Path classes = Files.createDirectories(project.resolve("target/test-classes"));
    for (String name : List.of("OldTest.class", "NewTest.class")) {
      Path compiled = Files.createFile(classes.resolve(name));
      ProcessBuilder builder =
          new ProcessBuilder("sh", FOLDER.resolve("image.sh").toAbsolutePath().toString(), "smoke")
              .directory(project.toFile())
              .redirectErrorStream(true)
              .redirectOutput(project.resolve("out").toFile());
      builder.environment().merge("PATH", bin + ":", (path, own) -> own + path);
      Process process = builder.start();
      boolean ended = process.waitFor(1, TimeUnit.MINUTES);
      process.destroyForcibly();
      assertThat(ended).isTrue();
      assertThat(process.exitValue()).as(Files.readString(project.resolve("out"))).isZero();
      Files.delete(compiled);
    }
    assertThat(project.resolve("target/image/classes/NewTest.class")).exists();
    assertThat(project.resolve("target/image/classes/OldTest.class")).doesNotExist();
  }

  @Test
  void no_job_of_kubernetes_lasts_for_ever() throws IOException {
    String script = Files.readString(FOLDER.resolve("kubernetes.sh"));
    for (String job : List.of("smoke", "merge")) {
      Map<?, ?> document = yaml(FOLDER.resolve("kubernetes-" + job + ".yaml"));
      String name = String.valueOf(at(document, "metadata", "name")).replace("@RUN@", "$RUN");
      int deadline = (Integer) at(document, "spec", "activeDeadlineSeconds");
      assertThat(script).contains("\nawait \"" + name + "\" " + (deadline + 60) + "\n");
    }
  }

  /** The script, with a cluster in which jobs end as they are said to. */
  @ParameterizedTest
  @CsvSource({
    "Complete, 0, create create logs",
    "Failed, 1, create create logs",
    "'', 1, create",
    "exists, 1, create"
  })
  void the_step_for_kubernetes_is_green_only_when_both_jobs_are_over(
      String job, int code, String commands, @TempDir Path bin)
      throws IOException, InterruptedException {
    Path log = bin.resolve("commands");
    program(bin.resolve("sleep"), "");
    program(
        bin.resolve("kubectl"),
        "[ \"$1\" = get ] || echo \"$1\" >> '"
            + log
            + "'\n"
            + "case \"$1\" in create) cat > /dev/null; exit "
            + (job.equals("exists") ? 1 : 0)
            + " ;; get) echo '"
            + job
            + "' ;; esac\n");
    ProcessBuilder builder =
        new ProcessBuilder("sh", FOLDER.resolve("kubernetes.sh").toString(), "17", "c0ffee")
            .redirectErrorStream(true)
            .redirectOutput(bin.resolve("out").toFile());
    builder.environment().merge("PATH", bin + ":", (path, own) -> own + path);
    Process process = builder.start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();

    assertThat(ended).isTrue();
    assertThat(process.exitValue()).as(Files.readString(bin.resolve("out"))).isEqualTo(code);
    assertThat(Files.readAllLines(log)).containsExactly(commands.split(" "));
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void the_image_runs_what_is_tagged() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("Dockerfile")))
        .contains("--include-tag=smoke")
        .contains("\nFROM debian:bookworm-slim\n")
        .doesNotContainPattern("apt|curl|wget");
  }

  private static Object at(Map<?, ?> map, String... path) {
    Object found = map;
    for (String key : path) {
      assertThat(found).as(String.join(".", path)).isInstanceOf(Map.class);
      found = ((Map<?, ?>) found).get(key);
    }
    assertThat(found).as(String.join(".", path)).isNotNull();
    return found;
  }

  private static Map<?, ?> yaml(Path file) throws IOException {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(Files.readString(file))
        .forEach(documents::add);
    assertThat(documents).hasSize(1);
    return (Map<?, ?>) documents.get(0);
  }

  private static Set<String> found(String text, String pattern) {
    Set<String> found = new HashSet<>();
    for (MatchResult result : Pattern.compile(pattern).matcher(text).results().toList()) {
      for (int i = 1; i <= result.groupCount(); i++) {
        if (result.group(i) != null) {
          found.add(result.group(i));
        }
      }
    }
    return found;
  }
}
