package dev.plumbline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

  @Test
  void a_run_is_not_split_unless_it_is_asked_for() {
    assertThat(asked(Map.of(), Map.of())).isEmpty();
    assertThat(asked(Map.of("plumbline.shard", " "), Map.of())).isEmpty();
    assertThat(asked(Map.of(), Map.of("JOB_COMPLETION_INDEX", "3"))).isEmpty();
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of(Map.of("plumbline.shard", "2/5"), Map.of(), "2/5"),
        Arguments.of(Map.of("plumbline.shard", " 2 / 5 "), Map.of(), "2/5"),
        Arguments.of(Map.of(), Map.of("PLUMBLINE_SHARD", "1/1"), "1/1"),
        Arguments.of(Map.of("plumbline.shards", "5"), Map.of("JOB_COMPLETION_INDEX", "0"), "1/5"),
        Arguments.of(Map.of(), Map.of("PLUMBLINE_SHARDS", "5", "JOB_COMPLETION_INDEX", "4"), "5/5"),
        Arguments.of(
            Map.of("plumbline.shard", "3/4"),
            Map.of("PLUMBLINE_SHARD", "1/4", "PLUMBLINE_SHARDS", "4", "JOB_COMPLETION_INDEX", "0"),
            "3/4"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settings_come_before_variables_and_a_shard_before_an_index(
      Map<String, String> settings, Map<String, String> variables, String shard) {
    assertThat(asked(settings, variables)).hasToString("Optional[" + shard + "]");
  }

  @Test
  void classes_are_split_unless_vantages_are_asked_for() {
    assertThat(asked(Map.of("plumbline.shard", "1/2"), Map.of()).orElseThrow().by())
        .isEqualTo(Shard.By.CLASSES);
    assertThat(
            asked(Map.of("plumbline.shard", "1/2", "plumbline.shard.by", "Vantages"), Map.of())
                .orElseThrow()
                .by())
        .isEqualTo(Shard.By.VANTAGES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/5", "6/5", "2", "2/", "/", "2/0", "a/b", "-1/5", "1/99999", "2\\5"})
  void refuses_what_is_no_shard(String text) {
    assertThatThrownBy(() -> asked(Map.of("plumbline.shard", text), Map.of()))
        .hasMessage(
            "plumbline.shard="
                + text
                + " is no shard: write its number, from 1, and how many there are, such as 2/5");
  }

  static Stream<Arguments> indexes() {
    return Stream.of(
        Arguments.of(Map.of(), "not set"),
        Arguments.of(Map.of("JOB_COMPLETION_INDEX", "5"), "\"5\""),
        Arguments.of(Map.of("JOB_COMPLETION_INDEX", "-1"), "\"-1\""),
        Arguments.of(Map.of("JOB_COMPLETION_INDEX", ""), "\"\""));
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void refuses_a_count_without_an_index_of_it(Map<String, String> variables, String seen) {
    assertThatThrownBy(() -> asked(Map.of("plumbline.shards", "5"), variables))
        .hasMessage(
            "plumbline.shards=5 takes which shard this is from the environment variable JOB_COMPLETION_INDEX"
                + " that Kubernetes sets in indexed jobs, 0 to 4, but that is "
                + seen
                + ". Elsewhere write plumbline.shard=1/5");
  }

  @Test
  void refuses_a_count_that_is_none_and_what_cannot_be_split() {
    assertThatThrownBy(() -> asked(Map.of("plumbline.shards", "many"), Map.of()))
        .hasMessage("plumbline.shards=many is not a number of shards: write 1 or more");
    assertThatThrownBy(() -> asked(Map.of("plumbline.shard.by", "methods"), Map.of()))
        .hasMessage("plumbline.shard.by=methods is not one of classes, vantages");
  }

  @Test
  void variables_come_before_what_a_file_of_the_project_says_for_all() {
    Function<String, Optional<String>> file =
        name -> Optional.of("1/1").filter(any -> name.equals("plumbline.shard"));
    assertThat(
            Shard.asked(
                name ->
                    Settings.text(file, none -> null, Map.of("PLUMBLINE_SHARD", "2/5")::get, name),
                null))
        .hasToString("Optional[2/5]");
    assertThat(Shard.asked(name -> Settings.text(file, none -> null, none -> null, name), null))
        .hasToString("Optional[1/1]");
  }

  @Test
  void refuses_two_settings_that_contradict_each_other() {
    assertThatThrownBy(
            () ->
                asked(
                    Map.of("plumbline.shard", "2/5"),
                    Map.of("PLUMBLINE_SHARDS", "3", "JOB_COMPLETION_INDEX", "1")))
        .hasMessage(
            "plumbline.shard=2/5 and plumbline.shards=3 contradict each other: leave one of them out");
  }

  @Test
  void every_name_is_in_exactly_one_shard_whatever_their_count() {
    Random random = new Random(20261122);
    for (int i = 0; i < 2_000; i++) {
      int count = 1 + random.nextInt(40);
      String name = "com.example." + Integer.toString(random.nextInt(), 36) + "Test";
      assertThat(
              IntStream.rangeClosed(1, count)
                  .filter(n -> new Shard(n, count, Shard.By.CLASSES).of(name) == n)
                  .count())
          .as("shards of %d that have %s", count, name)
          .isEqualTo(1);
      int place = random.nextInt(100);
      assertThat(
              IntStream.rangeClosed(1, count)
                  .filter(n -> new Shard(n, count, Shard.By.VANTAGES).ofVantage(place) == n)
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void no_shard_gets_most_of_many_classes() {
    Shard shard = new Shard(1, 5, Shard.By.CLASSES);
    int[] sizes = new int[6];
    IntStream.range(0, 1_000).forEach(i -> sizes[shard.of("com.example.Some" + i + "Test")]++);

    assertThat(IntStream.rangeClosed(1, 5).map(n -> sizes[n]))
        .allSatisfy(size -> assertThat(size).isBetween(150, 250));
  }

  @Test
  void a_name_stays_in_its_shard_from_one_version_to_the_next() {
    assertThat(new Shard(1, 5, Shard.By.CLASSES).of("com.example.NameResolutionTest")).isEqualTo(5);
  }

  private static Optional<Shard> asked(
      Map<String, String> settings, Map<String, String> variables) {
    return Shard.asked(
        name -> Settings.text(none -> Optional.empty(), settings::get, variables::get, name),
        variables.get("JOB_COMPLETION_INDEX"));
  }
}
