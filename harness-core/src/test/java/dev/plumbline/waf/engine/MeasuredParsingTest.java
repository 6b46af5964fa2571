package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.waf.engine.InspectedRequest.BodyError;
import dev.plumbline.waf.engine.InspectedRequest.File;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests are taken apart as a real engine takes them apart: see README.md beside the files. */
class MeasuredParsingTest {

  /**
   * What there is in a request; lists are sorted, since the engine's have no order.
   *
   * @param refused whether the body is no body of its kind
   * @param unusual whether it is multipart and not strict
   */
  private record View(
      List<String> arguments,
      List<String> cookies,
      List<String> xml,
      List<String> files,
      boolean refused,
      boolean unusual) {}

  @Test
  void a_request_is_taken_apart_as_the_engine_does() {
    Map<String, MeasuredRequest> requests =
        MeasuredRequest.all().stream()
            .collect(Collectors.toMap(MeasuredRequest::id, Function.identity()));
    List<String> others = new ArrayList<>();
    int[] same = new int[1];
    MeasuredRequest.lines("parsed.jsonl.gz")
        .filter(row -> !row.has("incomplete"))
        .forEach(
            row -> {
              MeasuredRequest request = requests.get(row.get("id").asString());
              View engine = engine(row);
              View ours = ours(request.inspected());
              if (engine.equals(ours)) {
                same[0]++;
              } else {
                others.add("%n%s%n  engine %s%n  ours   %s".formatted(request.id(), engine, ours));
              }
            });
    assertThat(others).isEmpty();
    assertThat(same[0]).isEqualTo(9376);
  }

  private static View engine(JsonNode row) {
    return new View(
        pairs(row, "args"),
        pairs(row, "cookies"),
        pairs(row, "xml"),
        pairs(row, "files"),
        row.get("reqbody_error").asString().equals("1"),
        row.get("multipart_strict_error").asString().equals("1"));
  }

  private static List<String> pairs(JsonNode row, String kind) {
    List<String> pairs = new ArrayList<>();
    if (row.has(kind)) {
      row.get(kind).forEach(pair -> pairs.add(name(pair.get(0)) + "=" + bytes(pair.get(1))));
    }
    return pairs.stream().sorted().toList();
  }

  private static String name(JsonNode name) {
    return name.isObject() ? bytes(name.get("base64")) : MeasuredRequest.bytes(name);
  }

  private static String bytes(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asString()), StandardCharsets.ISO_8859_1);
  }

  private static View ours(InspectedRequest request) {
    return new View(
        of(request, Kind.ARGUMENT).toList(),
        of(request, Kind.COOKIE).toList(),
        of(request, Kind.XML).toList(),
        request.files().stream()
            .map((File file) -> file.field() + "=" + file.name())
            .sorted()
            .toList(),
        request.bodyErrors().stream().anyMatch(error -> error.rule() == 200002),
        request.bodyErrors().contains(BodyError.UNUSUAL_MULTIPART));
  }

  private static Stream<String> of(InspectedRequest request, Kind kind) {
    return request.parts().stream()
        .filter((Part part) -> part.kind() == kind)
        .map(part -> part.name() + "=" + part.value())
        .sorted();
  }
}
