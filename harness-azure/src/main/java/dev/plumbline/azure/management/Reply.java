package dev.plumbline.azure.management;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a call is answered with. */
final class Reply {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final int status;
  private final byte[] body;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private Reply(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  static Reply json(int status, Object body) {
    return new Reply(status, JSON.writeValueAsBytes(body))
        .with("Content-Type", "application/json; charset=utf-8");
  }

  /** Makes a reply of a text that is JSON already. */
  static Reply text(int status, String json) {
    return new Reply(status, json.getBytes(StandardCharsets.UTF_8))
        .with("Content-Type", "application/json; charset=utf-8");
  }

  static Reply empty(int status) {
    return new Reply(status, new byte[0]);
  }

  Reply with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** Returns the reply with the first bytes of its body only. */
  Reply cut(int length) {
    Reply cut = new Reply(status, Arrays.copyOf(body, length));
    cut.headers.putAll(headers);
    return cut;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }
}
