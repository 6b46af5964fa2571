package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Re2PatternTest {

  /** The classes as the reference of RE2's syntax spells them out. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "[[:alnum:]] [0-9A-Za-z]",
        "[[:alpha:]] [A-Za-z]",
        "[[:ascii:]] [\\x00-\\x7F]",
        "[[:blank:]] [\\t\\x20]",
        "[[:cntrl:]] [\\x00-\\x1F\\x7F]",
        "[[:digit:]] [0-9]",
        "[[:graph:]] [!-\\x7E]",
        "[[:lower:]] [a-z]",
        "[[:print:]] [\\x20-\\x7E]",
        "[[:punct:]] [!-/:-@\\[-`{-\\x7E]",
        "[[:space:]] [\\t\\n\\x0B\\f\\r\\x20]",
        "[[:upper:]] [A-Z]",
        "[[:word:]] [0-9A-Za-z_]",
        "[[:xdigit:]] [0-9A-Fa-f]",
        "[[:^alpha:]] [^A-Za-z]",
        "[[:^word:]] \\W",
        "[^[:alpha:][:digit:]-] [^A-Za-z0-9\\-]",
        "[a-c&&b] [abc\\x26]",
        "[a[b]c [a\\x5Bb]c",
        "[[a-c]x] [\\x5Ba-c]x\\x5D",
        "[]a] [a\\x5D]",
        "[^]a] [^a\\x5D]",
        "[a^] [a\\x5E]",
        "[[:a] [\\x5B:a]",
        "[:alpha:] [alph:]",
        "[\\]a] [a\\x5D]",
        "a{,2} a\\x7B,2}",
        "^x{2}$ ^xx$",
        "\\Q[a]\\E \\x5Ba\\x5D",
        "\\Q[a] \\x5Ba\\x5D",
        "\\p{Lu} [A-Z\\xC0-\\xD6\\xD8-\\xDE]",
        "(?i:a) [Aa]"
      })
  void means_what_it_means_to_the_platform(String pattern, String spelledOut) {
    assertThat(found(Re2Pattern.of(pattern, true)))
        .isEqualTo(found(Pattern.compile(spelledOut)))
        .isNotEmpty();
  }

  /** Each sign alone, and some texts of several. */
  private static List<String> found(Pattern pattern) {
    return Stream.concat(
            IntStream.range(0, 256).mapToObj(Character::toString),
            Stream.of("[a]", "bc", "[c", "a]", "[x]", "bx]", "a{,2}", "aa", "xx", "xxx"))
        .filter(text -> pattern.matcher(text).find())
        .toList();
  }

  @Test
  void counts_case_or_does_not() {
    assertThat(Re2Pattern.of("^/a", true).matcher("/A").find()).isFalse();
    assertThat(Re2Pattern.of("^/a", false).matcher("/A").find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[:letter:]]",
        "[[:alnum:]",
        "(?U)\\w",
        "(?x) a",
        "(?iU:a)",
        "\\101",
        "[\\101]",
        "a\\",
        "[\\Qa\\E]",
        "(?P<all>.*)",
        "(a"
      })
  void is_not_made_where_it_would_mean_something_else(String pattern) {
    assertThatThrownBy(() -> Re2Pattern.of(pattern, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void says_what_cannot_be_tried() {
    assertThatThrownBy(() -> Re2Pattern.of("^/[[:letter:]]", true))
        .hasMessage(
            "pattern ^/[[:letter:]] has a class that is not known at index 3: it cannot be tried");
  }
}
