package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single texts, with what ModSecurity 3.0.9 and the OWASP Core Rule Set said of each. */
class ArgumentShapesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'--|true",
        "\"--|false",
        "`--|false",
        ";--|true",
        "'--a|true",
        "\"--a|false",
        "a'--b|true",
        "\"--\"|false",
        "\"-- |true",
        "' --|false",
        "; --|false"
      })
  void dashes_are_a_comment_behind_an_apostrophe_or_semicolon_or_before_a_blank(
      String text, boolean found) {
    assertThat(ArgumentShapes.hasComment(text)).isEqualTo(found);
  }
}
