package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.HttpObservation.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The known rules find what an engine with the OWASP Core Rule Set found: see measured.txt. */
class MeasuredRequestsTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void finds_the_rules_that_the_engine_found(
      String id, InspectedRequest request, List<Integer> by) {
    assertThat(
            Stream.of(KnownRule.values())
                .filter(rule -> !rule.find(request).isEmpty())
                .map(KnownRule::id))
        .containsExactlyInAnyOrderElementsOf(by);
  }

  @Test
  void the_measured_requests_show_each_rule_found_and_not_found() throws IOException {
    List<List<Integer>> found = lines().map(MeasuredRequestsTest::matched).toList();
    for (KnownRule rule : KnownRule.values()) {
      assertThat(found).anyMatch(by -> by.contains(rule.id()));
      assertThat(found).anyMatch(by -> !by.contains(rule.id()));
    }
  }

  /** Shapes of the rule's documentation, and their neighbours. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "hello, world                 | false",
        "O'Brien                      | false",
        "{\"a\":\"b\"}                | false",
        "\"a\",\"b\"                  | true",
        "[{\"id\":1},{\"id\":2}]      | true",
        "a,b`                         | true",
        "a,b''                        | true",
        "a,g'                         | false",
        "union select a from b        | true",
        "select a from b              | false",
        "preselect a from b           | false",
        "insert( space (1))           | true",
        "spacing(1)                   | false",
        "%2522a%2522%252C%2522b%2522  | true"
      })
  void finds_obfuscated_sql_and_lists_of_quoted_texts(String value, boolean found) {
    String target = "/?q=" + value.replace(" ", "%20");
    InspectedRequest request = InspectedRequest.of("GET", target, List.of(), new byte[0]);
    assertThat(KnownRule.MYSQL_OBFUSCATION.find(request).isEmpty()).isNotEqualTo(found);
  }

  @Test
  void long_texts_of_one_shape_take_no_more_than_linear_time() {
    for (String piece : List.of("select ", "a,'", "space(", "--", "#a ", ",\"", "%u2019")) {
      String text = "/?q=" + piece.repeat(128 * 1024 / piece.length());
      InspectedRequest request = InspectedRequest.of("GET", text, List.of(), new byte[0]);
      for (KnownRule rule : KnownRule.values()) {
        assertThat(rule.find(request)).hasSizeLessThan(2);
      }
    }
  }

  static Stream<Object[]> requests() throws IOException {
    return lines()
        .map(line -> new Object[] {line.get("id").asString(), inspected(line), matched(line)});
  }

  private static InspectedRequest inspected(JsonNode line) {
    List<Header> headers = new ArrayList<>();
    for (JsonNode header : line.get("headers")) {
      headers.add(new Header(bytes(header.get(0)), bytes(header.get(1))));
    }
    return InspectedRequest.of(
        line.get("method").asString(),
        bytes(line.get("uri")),
        headers,
        Base64.getDecoder().decode(line.get("body").asString()));
  }

  private static List<Integer> matched(JsonNode line) {
    JsonNode matched = line.get("matched");
    return IntStream.range(0, matched.size())
        .mapToObj(i -> matched.get(i).asInt())
        .filter(id -> KnownRule.of(id).isPresent())
        .toList();
  }

  private static String bytes(JsonNode text) {
    return new String(
        text.asString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static Stream<JsonNode> lines() throws IOException {
    JsonMapper json = new JsonMapper();
    try (InputStream in =
        Objects.requireNonNull(MeasuredRequestsTest.class.getResourceAsStream("measured.jsonl"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(json::readTree);
    }
  }
}
