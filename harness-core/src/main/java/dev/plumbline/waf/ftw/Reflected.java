package dev.plumbline.waf.ftw;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer that a request asks the rule-set project's own backend for: {@code POST /reflect} with
 * a JSON object of {@code status}, {@code headers}, {@code body} or {@code encodedBody}, and {@code
 * logMessage}. Source: the README of coreruleset/albedo.
 */
final class Reflected {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Reflected() {}

  /** Returns it; null where the request asks for none. */
  static @Nullable FtwResponse asked(WafRequest request) {
    if (!request.method().equals("POST") || !request.target().matches("/reflect/?(\\?.*)?")) {
      return null;
    }
    JsonNode spec;
    byte[] body;
    try {
      spec = JSON.readTree(request.body());
      body =
          spec.hasNonNull("encodedBody")
              ? Base64.getDecoder().decode(spec.path("encodedBody").asString(""))
              : spec.path("body").asString("").getBytes(StandardCharsets.UTF_8);
    } catch (JacksonException | IllegalArgumentException e) {
      // An attack on the backend itself is no description of an answer.
      return null;
    }
    if (!spec.isObject()) {
      return null;
    }
    List<Header> headers =
        spec.path("headers").properties().stream()
            .map(header -> new Header(header.getKey(), header.getValue().asString("")))
            .toList();
    return new FtwResponse(
        spec.path("status").asInt(200), headers, body, spec.path("logMessage").asString(""));
  }
}
