package dev.plumbline.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {

  enum Colour {
    RED,
    DARK_GREEN
  }

  record Part(String name, @Default("1") int count, @Default("dark-green") Colour colour) {}

  record Thing(
      @Default("") String text,
      @Nullable String note,
      @Default("2s") Duration time,
      @Default("true") boolean good,
      List<String> words,
      List<Integer> numbers,
      List<Part> partsList,
      Map<String, Part> partsByName,
      @Default("{name: spare}") Part spare) {}

  record Tree(List<Tree> in) {}

  private static final Descriptor<Thing> THING = Descriptor.of(Thing.class, "thing").build();

  private static Thing read(String yaml) {
    return THING.read(Source.of("thing.yaml", yaml)).value();
  }

  @Test
  void what_is_absent_is_the_default_or_null_or_empty() {
    assertThat(read("{}"))
        .isEqualTo(
            new Thing(
                "",
                null,
                Duration.ofSeconds(2),
                true,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                new Part("spare", 1, Colour.DARK_GREEN)));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "2s, 2000",
    "1m30s, 90000",
    "1h, 3600000",
    "1d1h1m1s1ms, 90061001",
    "0s, 0",
    "007s, 7000"
  })
  void a_duration_is_written_with_its_units(String text, long millis) {
    assertThat(Durations.parse(text)).hasMillis(millis);
    assertThat(text).matches(Durations.PATTERN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "5S",
        "5 s",
        "-5s",
        "1.5s",
        "1s1m",
        "PT5S",
        "5sec",
        "1ms1s",
        "99999999999s"
      })
  void a_duration_that_is_none_is_refused_by_the_reader_and_by_the_schema(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    assertThat(text).doesNotMatch(Durations.PATTERN);
  }

  @Test
  void one_scalar_may_stand_for_a_list_of_one_and_a_literal_block_for_a_list_of_lines() {
    assertThat(read("{words: one, numbers: 7}"))
        .extracting(Thing::words, Thing::numbers)
        .containsExactly(List.of("one"), List.of(7));
    assertThat(read("words: |\n  one two\n\n  three\n").words())
        .containsExactly("one two", "three");
  }

  @Test
  void a_list_of_lines_knows_the_line_of_each() {
    Problems problems =
        THING.read(Source.of("thing.yaml", "text: a\nwords: |\n  one\n\n  three\n")).problems();
    problems.add("words[1]", "is wrong");
    assertThat(problems.found()).extracting(Problem::line).containsExactly(5);
  }

  @Test
  void a_map_keeps_the_order_in_which_it_is_written() {
    assertThat(
            read("parts-by-name: {zulu: {name: z}, alpha: {name: a}, mike: {name: m}}")
                .partsByName()
                .keySet())
        .containsExactly("zulu", "alpha", "mike");
  }

  @Test
  void texts_may_look_like_something_else_and_what_is_quoted_is_a_text() {
    assertThat(read("{text: 123, note: true}"))
        .extracting(Thing::text, Thing::note)
        .containsExactly("123", "true");
    assertThat(read("{text: \"null\", note: ~}"))
        .extracting(Thing::text, Thing::note)
        .containsExactly("null", null);
    assertThat(read("text: ''").text()).isEmpty();
  }

  @Test
  void an_alias_repeats_what_was_marked() {
    assertThat(read("parts-list: [&a {name: a, count: 2}, *a, *a]").partsList())
        .containsOnly(new Part("a", 2, Colour.DARK_GREEN))
        .hasSize(3);
  }

  @Test
  void a_placeholder_takes_a_variable_or_its_default_and_cannot_bring_in_yaml() {
    Map<String, String> variables = Map.of("NAME", "] , good: false", "EMPTY", "", "COUNT", "7");
    Source source =
        Source.of(
            "thing.yaml",
            "text: ${NAME}\nnote: \"$${NAME} ${OTHER:x:y} ${EMPTY:e}\"\nnumbers: [\"${COUNT}\"]\nspare: {name: \"${N:}\"}");

    Thing thing = THING.read(source.withVariables(variables::get)).value();

    assertThat(thing.text()).isEqualTo("] , good: false");
    assertThat(thing.note()).isEqualTo("${NAME} x:y e");
    assertThat(thing.numbers()).containsExactly(7);
    assertThat(thing.spare().name()).isEmpty();
    assertThat(thing.good()).isTrue();
  }

  @Test
  void values_of_variables_are_not_shown_in_messages() {
    Source source =
        Source.of(
            "thing.yaml", "{time: \"${PASSWORD}\", spare: {name: x, colour: \"my ${PASSWORD}\"}}");

    assertThatThrownBy(() -> THING.read(source.withVariables(name -> "hunter2")))
        .hasMessageContaining("${PASSWORD}")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void a_byte_order_mark_and_windows_lines_are_read() {
    byte[] bytes = "\uFEFFtext: a\r\nnote: b\r\n".getBytes(StandardCharsets.UTF_8);
    assertThat(THING.read(Source.of("thing.yaml", bytes)).value())
        .extracting(Thing::text, Thing::note)
        .containsExactly("a", "b");
  }

  @Test
  void other_encodings_are_told() {
    assertThatThrownBy(
            () ->
                THING.read(
                    Source.of("thing.yaml", "text: \u00e9".getBytes(StandardCharsets.UTF_16))))
        .hasMessage(
            "thing.yaml is not a valid thing: 1 problem\n  thing.yaml: the file is written in UTF-16; save it as UTF-8");
    assertThatThrownBy(
            () ->
                THING.read(
                    Source.of(
                        "thing.yaml",
                        "note: a\ntext: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1))))
        .hasMessage(
            "thing.yaml is not a valid thing: 1 problem\n  thing.yaml:2:10: the file is not UTF-8 here; save it as UTF-8");
  }

  @Test
  void a_character_that_yaml_does_not_allow_is_told_with_its_place() {
    assertThatThrownBy(() -> read("note: a\ntext: b\u0007c"))
        .hasMessage(
            "thing.yaml is not a valid thing: 1 problem\n  thing.yaml:2:8: the character U+0007 is not allowed in YAML");
  }

  @Test
  void a_file_larger_than_the_bound_is_refused() {
    byte[] bytes = new byte[9 * 1024 * 1024];
    assertThatThrownBy(() -> THING.read(Source.of("thing.yaml", bytes)))
        .hasMessageEndingWith("the file is larger than 8388608 bytes");
  }

  @Test
  void a_document_with_very_many_aliases_is_refused() {
    String aliases = String.join(", ", Collections.nCopies(2_000, "*p"));

    assertThatThrownBy(
            () -> read("parts-by-name:\n  a: &p {name: x}\nparts-list: [" + aliases + "]"))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("aliases");
  }

  @Test
  void aliases_of_aliases_are_refused_at_a_bound() {
    // Each level holds the one before twice: 2 to the 60th in the end.
    StringBuilder bomb = new StringBuilder("in:\n  - &a0 {in: []}\n");
    IntStream.range(0, 60)
        .forEach(
            i ->
                bomb.append("  - &a")
                    .append(i + 1)
                    .append(" {in: [*a")
                    .append(i)
                    .append(", *a")
                    .append(i)
                    .append("]}\n"));

    assertThatThrownBy(
            () ->
                Descriptor.of(Tree.class, "tree")
                    .build()
                    .read(Source.of("tree.yaml", bomb.toString())))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("aliases make this document larger than 500000 values");
  }

  @Test
  void more_problems_than_anybody_reads_are_counted() {
    StringBuilder yaml = new StringBuilder();
    IntStream.range(0, 130).forEach(i -> yaml.append("zzz").append(i).append(": 1\n"));

    assertThatThrownBy(() -> read(yaml.toString()))
        .isInstanceOfSatisfying(
            DescriptorException.class, e -> assertThat(e.problems()).hasSize(130))
        .hasMessageStartingWith(
            "thing.yaml is not a valid thing: 130 problems\n  thing.yaml:1:1 zzz0: unknown key \"zzz0\"")
        .hasMessageEndingWith("\n  and 30 more");
  }

  @ParameterizedTest
  @CsvSource({
    "segmnt, segment",
    "Segment, segment",
    "seg-ment, segment",
    "default, default-certificate",
    "contrl, control",
    "vai, via",
    "xyz, ",
    "a, "
  })
  void the_nearest_name_is_what_was_probably_meant(String name, @Nullable String nearest) {
    assertThat(
            NearestName.to(name, List.of("segment", "control", "via", "default-certificate"))
                .orElse(null))
        .isEqualTo(nearest);
  }
}
