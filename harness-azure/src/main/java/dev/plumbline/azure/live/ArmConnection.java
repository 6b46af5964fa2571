package dev.plumbline.azure.live;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.http.rest.Response;
import com.azure.core.http.rest.SimpleResponse;
import com.azure.core.management.polling.PollResult;
import com.azure.core.management.polling.PollerFactory;
import com.azure.core.management.serializer.SerializerFactory;
import com.azure.core.util.BinaryData;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.SyncPoller;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.implementation.NetworkManagementClientBuilder;
import dev.plumbline.azure.platform.AzurePlatformException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way to Azure: its clients over OkHttp, with our own rules for tokens, waits and hosts. */
final class ArmConnection implements AutoCloseable {

  /** One exchange; operations that take longer answer 202 at once. */
  private static final Duration ONE_EXCHANGE = Duration.ofSeconds(60);

  private static final int MOST_PAGES = 1000;

  private final PlatformSettings settings;

  /** The tokens that were sent: an answer may repeat them. */
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();

  private final OkHttpClient http;
  private final HttpPipeline arm;
  private final HttpPipeline logs;
  private final NetworkManagementClient network;

  ArmConnection(PlatformSettings settings) {
    this.settings = settings;
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(Duration.ofSeconds(10))
            .readTimeout(ONE_EXCHANGE)
            .callTimeout(ONE_EXCHANGE)
            .dispatcher(new Dispatcher())
            .connectionPool(new ConnectionPool(4, 30, TimeUnit.SECONDS));
    PlatformTrust trust = settings.trust();
    if (trust != null) {
      client.sslSocketFactory(trust.context().getSocketFactory(), trust.manager());
    }
    http = client.build();
    HttpClient azure = new OkHttpAsyncHttpClientBuilder(http).build();
    Credentials credentials = new Credentials(settings, azure);
    AzureCloud cloud = settings.cloud();
    arm = pipeline(azure, credentials, cloud.resourceManager(), scope(cloud.resourceManager()));
    logs = pipeline(azure, credentials, cloud.logAnalytics(), scope(cloud.logAnalytics()));
    network =
        new NetworkManagementClientBuilder()
            .pipeline(arm)
            .endpoint(base(cloud.resourceManager()))
            .subscriptionId(settings.subscription())
            .defaultPollInterval(settings.pollInterval())
            .buildClient();
  }

  private HttpPipeline pipeline(HttpClient azure, Credentials credentials, URI to, String scope) {
    return new HttpPipelineBuilder()
        .httpClient(azure)
        .policies(
            new HostGuard(to),
            new ThrottlePolicy(settings.deadline()),
            new TokenPolicy(credentials.credential(), scope, settings.credential(), tokens::add))
        .build();
  }

  private static String scope(URI of) {
    return base(of) + "/.default";
  }

  private static String base(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Returns what must not be read anywhere: the tokens that were sent so far. */
  Set<String> tokens() {
    return Set.copyOf(tokens);
  }

  NetworkManagementClient network() {
    return network;
  }

  /**
   * Returns what a call gives.
   *
   * @throws AzurePlatformException when it fails, or gives nothing
   */
  <T> T ask(Question question, Supplier<@Nullable T> call) {
    T answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      throw Failures.of(e, question, settings.deadline());
    }
    if (answer == null) {
      throw Failures.broken(question, "it is empty");
    }
    return answer;
  }

  /** Returns the result of an operation, when it is finished. */
  <T> T finished(Question question, Supplier<SyncPoller<PollResult<T>, T>> begin) {
    SyncPoller<PollResult<T>, T> poller = ask(question, begin::get);
    try {
      PollResponse<PollResult<T>> last = poller.waitForCompletion(settings.deadline());
      if (last.getStatus() != LongRunningOperationStatus.SUCCESSFULLY_COMPLETED) {
        PollResult.Error error = last.getValue() == null ? null : last.getValue().getError();
        throw Failures.failed(
            question, last.getStatus().toString(), error == null ? null : error.getResponseBody());
      }
    } catch (RuntimeException e) {
      throw Failures.of(e, question, settings.deadline());
    }
    T result;
    try {
      result = poller.getFinalResult();
    } catch (RuntimeException e) {
      throw Failures.of(e, question, settings.deadline());
    }
    if (result == null) {
      // The SDK gives nothing for a body that it cannot read, too.
      throw Failures.broken(
          question, "its operation ended with a body that is empty, breaks off, or is no JSON");
    }
    return result;
  }

  /** Returns the JSON at a path of Azure Resource Manager, with its query. */
  JsonNode get(Question question, String path) {
    return json(question, send(question, arm, new HttpRequest(HttpMethod.GET, at(path))));
  }

  /** Returns the answer to a query of Log Analytics. */
  JsonNode query(Question question, String workspace, String body) {
    String url = base(settings.cloud().logAnalytics()) + "/v1/workspaces/" + workspace + "/query";
    return json(question, send(question, logs, post(url, body)));
  }

  /** Returns the elements of a list, of all its pages. */
  List<JsonNode> pages(Question question, String path) {
    return pages(question, new ArrayList<>(), at(path));
  }

  /** Returns the elements of a list that is there, with those of its further pages. */
  List<JsonNode> listed(Question question, JsonNode first) {
    return pages(
        question, new ArrayList<>(new Reading(question).list(first, "value")), next(first));
  }

  private List<JsonNode> pages(Question question, List<JsonNode> all, @Nullable String from) {
    Set<String> seen = new HashSet<>();
    String next = from;
    while (next != null) {
      if (!seen.add(next) || seen.size() > MOST_PAGES) {
        throw Failures.broken(question, "its pages do not end");
      }
      JsonNode page = json(question, send(question, arm, new HttpRequest(HttpMethod.GET, next)));
      JsonNode value = page.path("value");
      if (!value.isArray()) {
        throw Failures.broken(question, "a page of it has no list \"value\"");
      }
      value.forEach(all::add);
      next = next(page);
    }
    return all;
  }

  private static @Nullable String next(JsonNode page) {
    String link = page.path("nextLink").asString(null);
    return link == null || link.isBlank() ? null : link;
  }

  /** Returns the JSON that an operation comes to, which is begun by a POST. */
  JsonNode finishedPost(Question question, String path, @Nullable String body) {
    Mono<Response<Flux<ByteBuffer>>> begin =
        arm.send(post(at(path), body == null ? "" : body))
            .flatMap(
                response ->
                    response.getStatusCode() / 100 == 2
                        ? Mono.just(
                            new SimpleResponse<>(
                                response.getRequest(),
                                response.getStatusCode(),
                                response.getHeaders(),
                                response.getBody()))
                        : response
                            .getBodyAsString()
                            .defaultIfEmpty("")
                            .flatMap(
                                text ->
                                    Mono.error(
                                        Failures.answered(
                                            response.getStatusCode(), text, question))));
    Object result =
        finished(
            question,
            () ->
                PollerFactory.<Object, Object>create(
                        SerializerFactory.createDefaultManagementSerializerAdapter(),
                        arm,
                        Object.class,
                        Object.class,
                        settings.pollInterval(),
                        begin)
                    .getSyncPoller());
    return JsonMapper.shared().valueToTree(result);
  }

  private static HttpRequest post(String url, String body) {
    return new HttpRequest(HttpMethod.POST, url)
        .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
        .setHeader(HttpHeaderName.ACCEPT, "application/json")
        .setBody(BinaryData.fromString(body));
  }

  private String at(String path) {
    return base(settings.cloud().resourceManager()) + path;
  }

  private String send(Question question, HttpPipeline pipeline, HttpRequest request) {
    return ask(
        question,
        () ->
            pipeline
                .send(request)
                .flatMap(response -> text(response, question))
                .timeout(settings.deadline())
                .block());
  }

  private static Mono<String> text(HttpResponse response, Question question) {
    return response
        .getBodyAsString()
        .defaultIfEmpty("")
        .flatMap(
            body ->
                response.getStatusCode() == 200
                    ? Mono.just(body)
                    : Mono.error(Failures.answered(response.getStatusCode(), body, question)));
  }

  private static JsonNode json(Question question, String text) {
    try {
      JsonNode json = JsonMapper.shared().readTree(text);
      if (json.isObject() || json.isArray()) {
        return json;
      }
    } catch (JacksonException e) {
      throw Failures.broken(question, "it is no JSON: " + e.getOriginalMessage());
    }
    throw Failures.broken(question, "it is no JSON object");
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
