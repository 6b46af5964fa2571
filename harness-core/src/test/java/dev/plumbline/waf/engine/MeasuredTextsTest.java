package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.HttpObservation.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Single texts around the edges of each shape: detection says of each what a real engine said. Each
 * rule has a file of its number.
 */
class MeasuredTextsTest {

  /** So long that time in proportion to the square of it is minutes. */
  private static final int LONG = 65_536;

  @Test
  void comparisons_behind_quotes_are_found_as_by_the_engine() throws IOException {
    assertThat(texts(942180))
        .hasSizeGreaterThan(100)
        .allSatisfy(line -> agrees(line, BypassByComparison::isFound));
  }

  @Test
  void operators_behind_quotes_are_found_as_by_the_engine() throws IOException {
    assertThat(texts(942340))
        .hasSizeGreaterThan(100)
        .allSatisfy(line -> agrees(line, BypassByOperator::isFound));
  }

  @Test
  void obfuscated_mysql_is_found_as_by_the_engine() throws IOException {
    assertThat(texts(942200))
        .hasSizeGreaterThan(60)
        .allSatisfy(line -> agrees(line, MysqlObfuscation::isFound));
  }

  @Test
  void queries_and_words_behind_quotes_are_found_as_by_the_engine() throws IOException {
    assertThat(texts(942260))
        .hasSizeGreaterThan(80)
        .allSatisfy(line -> agrees(line, BypassByQuery::isFound));
  }

  @Test
  void probings_are_found_as_by_the_engine() throws IOException {
    assertThat(texts(942370))
        .hasSizeGreaterThan(80)
        .allSatisfy(line -> agrees(line, InjectionProbing::isFound));
  }

  @Test
  void references_to_other_hosts_are_found_as_by_the_engine() throws IOException {
    assertThat(texts(931130))
        .hasSize(60)
        .allSatisfy(
            line -> {
              String[] words = line.split(" ", -1);
              InspectedRequest request =
                  InspectedRequest.of(
                      "GET", words[2], List.of(new Header("Host", words[1])), new byte[0]);
              assertThat(!OffDomainReference.find(request).isEmpty())
                  .isEqualTo(words[0].equals("+"));
            });
  }

  @Test
  void a_reference_without_a_host_to_compare_with_is_elsewhere() {
    InspectedRequest request = InspectedRequest.of("GET", "/?u=http://x/", List.of(), new byte[0]);
    assertThat(OffDomainReference.find(request))
        .containsExactly(new KnownRule.Finding("ARGS:u", "http://x/"));
  }

  @Test
  void same_named_arguments_are_one_finding() {
    InspectedRequest request =
        InspectedRequest.of(
            "GET",
            "/?u=http://x/&v=http://y/&U=http://z/",
            List.of(new Header("host", "h")),
            new byte[0]);
    assertThat(OffDomainReference.find(request))
        .containsExactly(
            new KnownRule.Finding("ARGS:u", "http://z/"),
            new KnownRule.Finding("ARGS:v", "http://y/"));
  }

  /** A detector that read stretches again and again would take minutes here. */
  @Test
  void long_texts_that_nearly_hold_a_shape_are_read_through() {
    List<String> nearly =
        List.of(
            "'",
            "''",
            "' ",
            "'= ",
            "'+",
            "'.",
            "'--",
            "'abc-",
            "' or ",
            "' or - ",
            "or  =1",
            "1=",
            "=+",
            "= ",
            "where ",
            "where a ",
            "a =",
            "in ",
            "in(",
            "' is 1",
            "'is",
            "is 0",
            "1' ",
            "&&  ",
            "sounds like ",
            "or  regexp ",
            "admin\n",
            "\n",
            " ",
            "(",
            "'%1",
            "/*",
            "'<",
            "\"\"(",
            "'@(",
            "\" ",
            "union ",
            "union(",
            "select ",
            "select from",
            "from ",
            "like ",
            "'or x=1 ",
            "'and ",
            "'*",
            "* ",
            "(a'",
            "or'1",
            ",a''",
            "space(",
            "select(space ");
    for (String unit : nearly) {
      String text = unit.repeat(LONG / unit.length());
      // what is found in ten is found in many
      String few = unit.repeat(10);
      assertThat(BypassByComparison.isFound(text))
          .as("comparison in %s", unit)
          .isEqualTo(BypassByComparison.isFound(few));
      assertThat(BypassByOperator.isFound(text))
          .as("operator in %s", unit)
          .isEqualTo(BypassByOperator.isFound(few));
      assertThat(BypassByQuery.isFound(text))
          .as("query in %s", unit)
          .isEqualTo(BypassByQuery.isFound(few));
      assertThat(InjectionProbing.isFound(text))
          .as("probing in %s", unit)
          .isEqualTo(InjectionProbing.isFound(few));
      assertThat(MysqlObfuscation.isFound(text))
          .as("obfuscation in %s", unit)
          .isEqualTo(MysqlObfuscation.isFound(few));
    }
  }

  private static void agrees(String line, Predicate<String> detector) {
    String text = line.substring(2, line.length() - 1).translateEscapes();
    assertThat(detector.test(text)).isEqualTo(line.startsWith("+"));
  }

  private static List<String> texts(int rule) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(MeasuredTextsTest.class.getResourceAsStream(rule + ".txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith("+ ") || line.startsWith("- "))
          .toList();
    }
  }
}
