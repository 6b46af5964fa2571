package dev.plumbline.azure.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers as it is told, in the shapes of Azure's documentation: what the clients
 * make of an answer is seen, and what they send.
 */
final class StubAzure implements AutoCloseable {

  static final String SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
  static final String GROUP = "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/contoso";
  static final String NETWORK = GROUP + "/providers/Microsoft.Network/";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LabAuthority authority = LabAuthority.of("azure");
  private final Map<String, Deque<Reply>> replies = new LinkedHashMap<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<AzurePlatform> opened = new CopyOnWriteArrayList<>();

  /** What came, oldest first. */
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** A request. */
  record Asked(
      String method, String path, String query, @Nullable String authorization, String body) {}

  /** An answer; headers in pairs. */
  record Reply(int status, String body, String... headers) {}

  StubAzure() throws IOException, GeneralSecurityException {
    LabCertificate certificate = authority.issue(List.of("localhost", "127.0.0.1"), Validity.VALID);
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry(
        "azure", certificate.key(), new char[0], certificate.chain().toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is. */
  String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  AzureCloud cloud() {
    return new AzureCloud(URI.create(url()), URI.create(url()), URI.create(url()));
  }

  /**
   * Adds answers to a request by its method and path; the last one is given again and again.
   *
   * @param request for example {@code "GET /subscriptions/…"}, the path in any case
   */
  StubAzure on(String request, Reply... inTurn) {
    synchronized (replies) {
      replies
          .computeIfAbsent(request.toLowerCase(java.util.Locale.ROOT), r -> new ArrayDeque<>())
          .addAll(List.of(inTurn));
    }
    return this;
  }

  static Reply ok(String body) {
    return new Reply(200, body);
  }

  static Reply error(int status, String code, String message, String... headers) {
    return new Reply(
        status,
        "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message),
        headers);
  }

  /** An operation goes on at a path of this server. */
  Reply accepted(String path) {
    return new Reply(202, "", "Location", url() + path, "Retry-After", "0");
  }

  AzurePlatformBuilder platform() {
    return AzurePlatform.of(SUBSCRIPTION)
        .resourceGroup("contoso")
        .tenant("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
        .cloud(cloud())
        .trusting(authority.rootCertificate())
        .deadline(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1))
        .credential(AzureCredential.token(scope -> "token-" + tokens.incrementAndGet()));
  }

  /** A platform that is closed with this server. */
  AzurePlatform opened() {
    AzurePlatform platform = platform().open();
    opened.add(platform);
    return platform;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(
          new Asked(
              exchange.getRequestMethod(),
              path,
              String.valueOf(exchange.getRequestURI().getQuery()),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      Reply reply = reply(exchange.getRequestMethod() + " " + path);
      if (reply.status() == 0) {
        closing.await();
        return;
      }
      for (int i = 0; i < reply.headers().length; i += 2) {
        exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An answer that does not come before this server is closed. */
  static Reply never() {
    return new Reply(0, "");
  }

  private Reply reply(String request) {
    synchronized (replies) {
      Deque<Reply> known = replies.get(request.toLowerCase(java.util.Locale.ROOT));
      if (known == null) {
        return error(404, "ResourceNotFound", "the stub has no answer to " + request);
      }
      return known.size() > 1 ? known.remove() : known.element();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    opened.forEach(AzurePlatform::close);
    server.stop(0);
    threads.shutdownNow();
  }
}
