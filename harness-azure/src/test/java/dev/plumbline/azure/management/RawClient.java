package dev.plumbline.azure.management;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests as they are, for what no client of Azure shows. */
final class RawClient {

  private final SimulatedResourceManager manager;
  private final OkHttpClient http;
  private @Nullable String token;

  RawClient(SimulatedResourceManager manager) {
    this.manager = manager;
    this.http = new AzureSdk(manager).http().newBuilder().retryOnConnectionFailure(false).build();
    this.token = manager.token(manager.resourceManager());
  }

  /** Returns the identifier of a resource of the tests' group. */
  static String id(String type, String name) {
    return ResourceIds.inGroup("shop", type, name);
  }

  RawClient with(@Nullable String other) {
    token = other;
    return this;
  }

  /** What came back. */
  record Answer(int status, Response head, String text) {
    JsonNode json() {
      return JsonMapper.shared().readTree(text);
    }

    String code() {
      return json().path("error").path("code").asString();
    }

    String message() {
      return json().path("error").path("message").asString();
    }

    @Nullable String header(String name) {
      return head.header(name);
    }
  }

  Answer get(String path) {
    return send("GET", manager.resourceManager() + path, null);
  }

  Answer post(String path, String body) {
    return send("POST", manager.resourceManager() + path, body);
  }

  Answer send(String method, String url, @Nullable String body) {
    try {
      return sent(method, url, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer sent(String method, String url, @Nullable String body) throws IOException {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .method(
                method,
                body == null ? null : RequestBody.create(body, MediaType.get("application/json")));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (Response response = http.newCall(request.build()).execute()) {
      return new Answer(response.code(), response, response.body().string());
    }
  }

  /** Asks for what a long-running operation comes to. */
  JsonNode result(Answer begun) {
    String location = Objects.requireNonNull(begun.header("Location"), begun.text());
    Answer answer = send("GET", location, null);
    return answer.status() == 202 ? result(answer) : answer.json();
  }
}
