package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.InspectedRequest.BodyError;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes is taken apart: no request makes it throw, or grow far beyond its own size. */
class RequestFuzzTest {

  private static final int LARGE = 128 * 1024;

  private static final List<String> TYPES =
      List.of(
          "application/x-www-form-urlencoded",
          "application/json",
          "application/xml",
          "multipart/form-data; boundary=x",
          "multipart/form-data",
          "text/plain");

  private static final List<String> PIECES =
      List.of(
          "a=1&",
          "&",
          "%",
          "%u",
          "+",
          "\0",
          "\u00c3",
          "'",
          ";",
          "[",
          "{\"a\":",
          "[1,",
          "\"",
          "1",
          "<a>",
          "<a ",
          "&lt;",
          "<![CDATA[",
          "<!--",
          "--x\r\n",
          "--x\n",
          "\r\n",
          "\n",
          "--x--\r\n",
          "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "application/json",
        "application/xml",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain"
      })
  void large_bodies_of_one_piece_are_taken_apart(String type) {
    for (String piece : PIECES) {
      String body = piece.repeat(LARGE / piece.length());
      assertThat(size(inspected(type, body))).as(piece).isLessThanOrEqualTo(16 * LARGE);
    }
  }

  @Test
  void what_is_not_well_formed_is_taken_apart() {
    MeasuredRequest.lines("malformed.jsonl.gz")
        .map(line -> Base64.getDecoder().decode(line.get("raw_base64").asString()))
        .forEach(
            raw -> {
              String text = new String(raw, StandardCharsets.ISO_8859_1);
              for (String type : TYPES) {
                int size = size(inspected(type, text));
                assertThat(size).as(text).isLessThanOrEqualTo(2 * text.length() + 100);
              }
            });
  }

  @Test
  void random_bodies_are_taken_apart() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      StringBuilder body = new StringBuilder();
      for (int j = random.nextInt(60); j > 0; j--) {
        body.append(
            random.nextBoolean()
                ? PIECES.get(random.nextInt(PIECES.size()))
                : String.valueOf((char) random.nextInt(256)));
      }
      String type = TYPES.get(random.nextInt(TYPES.size()));
      int size = size(inspected(type, body.toString()));
      assertThat(size).as("seed %d, round %d", seed, i).isLessThan(10_000);
    }
  }

  @Test
  void headers_of_a_mebibyte_are_taken_apart() {
    for (String piece : List.of(";", "=", "a=1;", " ", "a")) {
      String value = piece.repeat((1 << 20) / piece.length());
      List<Header> headers = List.of(new Header("Cookie", value), new Header("User-Agent", value));
      InspectedRequest request = InspectedRequest.of("GET", "/", headers, new byte[0]);
      assertThat(size(request)).isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void names_of_json_that_repeat_a_long_one_do_not_grow_without_end() {
    String body = "{\"" + "k".repeat(60_000) + "\":[" + "1,".repeat(30_000) + "1]}";
    InspectedRequest request = inspected("application/json", body);
    assertThat(size(request)).isLessThan(2 << 20);
    assertThat(request.unread())
        .containsExactly("the rest of the JSON body, whose names are too long");
  }

  @Test
  void json_of_512_levels_is_read_and_of_one_more_is_not() {
    assertThat(inspected("application/json", "[".repeat(512) + "]".repeat(512)).bodyErrors())
        .isEmpty();
    assertThat(inspected("application/json", "[".repeat(513) + "]".repeat(513)).bodyErrors())
        .containsExactly(BodyError.INVALID_JSON);
    assertThat(inspected("application/json", "{\"a\":1} 2").bodyErrors())
        .containsExactly(BodyError.INVALID_JSON);
  }

  @Test
  void a_thousand_arguments_are_too_many_and_those_behind_them_are_not_read() {
    assertThat(inspected("application/x-www-form-urlencoded", "a&".repeat(999)).bodyErrors())
        .isEmpty();
    assertThat(inspected("application/x-www-form-urlencoded", "a&".repeat(1000)).bodyErrors())
        .containsExactly(BodyError.TOO_MANY_ARGUMENTS);
    InspectedRequest form = inspected("application/x-www-form-urlencoded", "a&".repeat(1001));
    assertThat(form.parts()).hasSize(1000);
    assertThat(form.unread()).containsExactly("the arguments after the first 1000");
    InspectedRequest json = inspected("application/json", "[" + "1,".repeat(1000) + "1]");
    assertThat(json.parts()).hasSize(1000);
    assertThat(json.unread())
        .containsExactly("the body, which is not JSON, or not from some place on");
    assertThat(json.bodyErrors())
        .containsExactly(BodyError.INVALID_JSON, BodyError.TOO_MANY_ARGUMENTS);
  }

  @Test
  void entities_from_elsewhere_are_empty_and_those_that_grow_are_refused() {
    assertThat(
            inspected(
                    "text/xml",
                    "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a' [<!ENTITY b 'in'>"
                        + "<!ENTITY c SYSTEM 'file:///etc/hostname'>]><a>x&b;&c;<![CDATA[<y>]]></a>")
                .parts())
        .containsExactly(new Part(Part.Kind.XML, "/*", "xin<y>"));
    StringBuilder entities = new StringBuilder("<!ENTITY e0 'laugh'>");
    for (int i = 1; i < 20; i++) {
      entities.append("<!ENTITY e%d '%s'>".formatted(i, "&e%d;".formatted(i - 1).repeat(10)));
    }
    InspectedRequest laughs = inspected("text/xml", "<!DOCTYPE a [" + entities + "]><a>&e19;</a>");
    assertThat(laughs.bodyErrors()).containsExactly(BodyError.INVALID_XML);
    assertThat(size(laughs)).isLessThan(1 << 20);
  }

  private static InspectedRequest inspected(String type, String body) {
    return InspectedRequest.of(
        "POST",
        "/",
        List.of(new Header("Content-Type", type)),
        body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int size(InspectedRequest request) {
    return request.parts().stream()
            .mapToInt(part -> part.name().length() + part.value().length())
            .sum()
        + request.files().stream().mapToInt(InspectedRequest.File::size).sum();
  }
}
