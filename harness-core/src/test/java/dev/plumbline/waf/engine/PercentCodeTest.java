package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ModSecurity 3.0.9 made of bytes, with the code page file that it comes with. */
class PercentCodeTest {

  /** Bytes, what UTF-8 as percent code is, and that decoded; all in hexadecimal. */
  @ParameterizedTest
  @CsvSource({
    // UTF-8 as it should be
    "41e2809942,       41257532303139 42,     412742",
    "c2a7,             257530306137,          a7",
    "f09f9880,         25753166363030,        6030",
    "f48fbfbf,         2575313066666666,      ff6666",
    // quotes, and what only looks like them
    "e28098 e2809c,    2575323031382575323031 63, 2722",
    "e2809b,           257532303162,          1b",
    "e2809f,           257532303166,          1f",
    "e280b3,           257532303333,          33",
    "c2b4,             257530306234,          b4",
    "cc80 cc8e,        257530333030257530333065, 6022",
    "efbc87 efbd9e,    257566663037257566663565, 277e",
    // letters with and without accents
    "c4a2 c4a7 c4bb,   257530313232257530313237257530313362, 47684c",
    "c5a0 c7a0,        257530313630257530316530, 53e0",
    "e280a2 e284a2,    257532303232257532313232, 2e54",
    // overlong forms and surrogates leave their first byte behind
    "c0a7,             257530303237c0,        27c0",
    "e08099,           257530303139e0,        19e0",
    "f08080a7 41,      257530303237f041,      27f041",
    "eda080,           257564383030ed,        00ed",
    // beyond Unicode
    "f4908080,         2575313130303030,      003030",
    "f5808080,         f52575313430303030,    f5003030",
    "f541,             f541,                  f541",
    "f8888080,         f8888080,              f8888080",
    // characters that break off
    "41c2,             41,                    41",
    "c327,             27,                    27",
    "e28041,           8041,                  8041",
    "f0908027,         908027,                908027",
    "f0e28099,         257532303139,          27",
    "80a7ff,           80a7ff,                80a7ff",
    // NUL, and what is no percent code
    "004100,           41,                    41",
    "253030,           253030,                00",
    "257530302b,       257530302b,            2575303020",
  })
  void broken_characters_are_taken_as_by_the_engine(String bytes, String coded, String decoded) {
    assertThat(hex(PercentCode.unicode(text(bytes)))).isEqualTo(coded.replace(" ", ""));
    assertThat(hex(new Text(text(bytes)).plain())).isEqualTo(decoded);
  }

  /** Of all characters of 16 bits. */
  @Test
  void as_many_characters_look_like_others_as_for_the_engine() {
    assertThat(IntStream.range(0, 0x10000).filter(code -> narrow(code) != (code & 0xff)).count())
        .isEqualTo(373);
    assertThat(IntStream.range(0x100, 0x10000).filter(code -> narrow(code) == '\'').count())
        .isEqualTo(260);
    assertThat(narrow(0x27)).isEqualTo('\'');
    assertThat(narrow(0x0227)).isEqualTo('\'');
  }

  private static char narrow(int code) {
    return PercentCode.decoded("%%u%04x".formatted(code)).charAt(0);
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex.replace(" ", "")), StandardCharsets.ISO_8859_1);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
