package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlInjectionTest {

  @Test
  void agrees_with_verdicts_of_a_real_engine() throws IOException {
    List<String> verdicts = verdicts();

    assertThat(verdicts).hasSizeGreaterThan(150);
    assertThat(verdicts).anyMatch(line -> line.startsWith("+"));
    assertThat(verdicts)
        .allSatisfy(
            line ->
                assertThat(SqlInjection.isFound(line.substring(2)))
                    .isEqualTo(line.startsWith("+ ")));
  }

  @Test
  void sees_through_decoding_in_each_text_of_a_request() {
    assertThat(found("/?q=1%2527%2520or%25201%253D1")).containsExactly("ARGS:q");
    assertThat(found("/?q=1%EF%BC%87+or+1%3D1")).containsExactly("ARGS:q");
    assertThat(found("/?1'or%001=1")).containsExactly("ARGS_NAMES:1'or\0" + "1");
    assertThat(found("/?q=plain")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'", "\"", "`", "(", "1,", "1=", "/*", "/*!", "--", "#", "a ", "a.", "in ", "$a", "$$", "[",
        "{", "@", "\\", "0x", "q'(", "'a'b", "not ", "select.", "+-", "is not ", "\0", "\u00ff",
        "e'"
      })
  void takes_time_in_proportion_to_the_length(String piece) {
    String large = piece.repeat(131_072 / piece.length());

    // a quadratic one takes minutes
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> SqlInjection.isFound(large));
  }

  private static List<String> found(String target) {
    return KnownRule.SQL_INJECTION
        .find(InspectedRequest.of("GET", target, List.of(), new byte[0]))
        .stream()
        .map(KnownRule.Finding::part)
        .toList();
  }

  private static List<String> verdicts() throws IOException {
    try (InputStream stream = SqlInjectionTest.class.getResourceAsStream("sql-verdicts.txt")) {
      assertThat(stream).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
