package dev.plumbline.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {

  private static Baselines baselines(
      Map<String, String> properties, Map<String, String> variables) {
    return new Baselines(properties::get, variables::get);
  }

  @Test
  void a_run_compares_unless_it_is_asked_to_rewrite() {
    assertThat(baselines(Map.of(), Map.of()).isUpdating()).isFalse();
    assertThat(baselines(Map.of(), Map.of("CI", "true")).isUpdating()).isFalse();
    assertThat(baselines(Map.of("plumbline.baseline", "compare"), Map.of()).isUpdating()).isFalse();
    assertThat(baselines(Map.of("plumbline.baseline", "update"), Map.of()).isUpdating()).isTrue();
    assertThat(baselines(Map.of(), Map.of("PLUMBLINE_BASELINE", "Update")).isUpdating()).isTrue();
    assertThatThrownBy(() -> baselines(Map.of("plumbline.baseline", "yes"), Map.of()).isUpdating())
        .isInstanceOf(BaselineException.class)
        .hasMessage("plumbline.baseline=yes is not one of compare, update");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CI",
        "TF_BUILD",
        "GITHUB_ACTIONS",
        "GITLAB_CI",
        "JENKINS_URL",
        "TEAMCITY_VERSION",
        "TEAMCITY_PROJECT_NAME",
        "bamboo_buildNumber",
        "BUILD_ID",
        "BUILD_NUMBER",
        "BUILDKITE"
      })
  void no_baseline_is_rewritten_on_a_build_server(String variable) {
    Map<String, String> update = Map.of("plumbline.baseline", "update");
    assertThatThrownBy(() -> baselines(update, Map.of(variable, "True")).isUpdating())
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            "plumbline.baseline=update is refused, since "
                + variable
                + " is set: on a build server no baseline is rewritten. Update it where its difference is reviewed and committed.");
    assertThat(baselines(update, Map.of(variable, "false")).isUpdating()).isTrue();
    assertThat(baselines(update, Map.of(variable, "")).isUpdating()).isTrue();
  }

  @Test
  void no_baseline_is_rewritten_where_skips_are_forbidden() {
    assertThatThrownBy(
            () ->
                baselines(
                        Map.of("plumbline.baseline", "update"),
                        Map.of("PLUMBLINE_SKIPS", "forbidden"))
                    .isUpdating())
        .isInstanceOf(BaselineException.class)
        .hasMessageContaining("plumbline.skips=forbidden: in a run that others rely on");
    assertThat(
            baselines(Map.of("plumbline.baseline", "update", "plumbline.skips", "ground"), Map.of())
                .isUpdating())
        .isTrue();
  }

  @Test
  void no_baseline_is_written_while_a_drill_is_under_way_by_any_thread(@TempDir Path directory)
      throws Exception {
    Baselines baselines =
        baselines(
            Map.of("plumbline.baseline", "update", "plumbline.baseline.dir", directory.toString()),
            Map.of());
    Throwable[] thrown = new Throwable[2];
    Thread other =
        new Thread(
            () -> {
              thrown[0] = catchThrowable(baselines::isUpdating);
              thrown[1] =
                  catchThrowable(() -> baselines.write("contoso", new SampleNetwork().survey()));
            });
    Baselines.drill(
        () -> {
          other.start();
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return "";
        });
    assertThat(thrown[0])
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            "plumbline.baseline=update is refused, since a drill is under way: while a network is"
                + " broken on purpose no baseline is rewritten. Update it where its difference is"
                + " reviewed and committed.");
    assertThat(thrown[1])
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            "baseline contoso is not written: a drill is under way, in which a network is broken on"
                + " purpose");
    assertThat(directory).isEmptyDirectory();
    assertThatThrownBy(
            () ->
                Baselines.drill(
                    () -> {
                      throw new IllegalStateException("over");
                    }))
        .hasMessage("over");
    assertThat(baselines.isUpdating()).isTrue();
  }

  @Test
  void a_name_stands_for_a_file_in_the_folder_of_baselines_and_a_path_for_itself() {
    Baselines usual = baselines(Map.of(), Map.of());
    assertThat(usual.file("contoso"))
        .isEqualTo(Path.of("src/test/resources/baselines/contoso.json"));
    assertThat(usual.file("out/before.json")).isEqualTo(Path.of("out/before.json"));
    assertThat(baselines(Map.of("plumbline.baseline.dir", "there"), Map.of()).file("contoso"))
        .isEqualTo(Path.of("there/contoso.json"));
    assertThat(baselines(Map.of(), Map.of("PLUMBLINE_BASELINE_DIR", "there")).file("contoso"))
        .isEqualTo(Path.of("there/contoso.json"));
    assertThatThrownBy(() -> usual.file("a b"))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith("\"a b\" is not the name of a baseline");
  }

  @Test
  void a_baseline_is_written_where_it_is_read_and_is_not_there_before(@TempDir Path directory) {
    Baselines baselines =
        baselines(Map.of("plumbline.baseline.dir", directory.toString()), Map.of());
    assertThat(baselines.read("contoso")).isEmpty();
    Recording recording = new SampleNetwork().survey();
    assertThat(baselines.write("contoso", recording)).isEqualTo(directory.resolve("contoso.json"));
    assertThat(baselines.read("contoso").orElseThrow().text()).isEqualTo(recording.text());
  }

  @Test
  void where_there_is_no_folder_of_baselines_the_class_path_has_them(@TempDir Path directory) {
    Path none = directory.resolve("none");
    Baselines baselines = baselines(Map.of("plumbline.baseline.dir", none.toString()), Map.of());
    assertThat(baselines.read("on-the-class-path").orElseThrow().fact("internet", "api", "A"))
        .contains("203.0.113.10");
    assertThat(baselines.read("nowhere")).isEmpty();
    assertThat(
            baselines(Map.of("plumbline.baseline.dir", directory.toString()), Map.of())
                .read("on-the-class-path"))
        .isEmpty();
  }

  @Test
  void what_was_not_seen_and_what_is_empty_is_not_written(@TempDir Path directory) {
    Baselines baselines =
        baselines(Map.of("plumbline.baseline.dir", directory.toString()), Map.of());
    assertThatThrownBy(
            () -> baselines.write("contoso", new SampleNetwork().withoutResolver().survey()))
        .isInstanceOf(BaselineException.class)
        .hasMessage("baseline contoso is not written: not all of it was seen");
    SampleNetwork network = new SampleNetwork();
    Recorder empty = new Recorder(network.environment(), network.journal());
    empty.described("rules", "inbound", "allow");
    assertThatThrownBy(() -> baselines.write("contoso", empty.recording()))
        .isInstanceOf(BaselineException.class)
        .hasMessage("baseline contoso is not written: it has nothing that a vantage saw");
    assertThat(directory).isEmptyDirectory();
  }
}
