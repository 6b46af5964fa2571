package dev.plumbline.azure.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTPS server on a free port of the loopback interface, with a certificate of the lab's. */
final class LoopbackServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);
  private static final String HOST = "127.0.0.1";
  private static final int LARGEST_BODY = 4 << 20;
  private static final AtomicInteger THREADS = new AtomicInteger();

  /** How a reply leaves the server. */
  enum Delivery {
    /** As it is. */
    WHOLE,
    /** Not at all: the connection ends. */
    NOTHING,
    /** The head and half of the body, and then the connection ends. */
    HALF
  }

  /** A reply and how it leaves. */
  record Delivered(Reply reply, Delivery delivery) {}

  private final HttpsServer server;
  private final ExecutorService threads;

  private LoopbackServer(HttpsServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts one.
   *
   * @param handler answers calls, by many threads at once
   */
  static LoopbackServer start(Function<Call, Delivered> handler) {
    try {
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getByName(HOST), 0), 64);
      server.setHttpsConfigurator(new HttpsConfigurator(context()));
      ExecutorService threads =
          Executors.newCachedThreadPool(
              task -> {
                Thread thread =
                    new Thread(task, "simulated resource manager " + THREADS.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
      server.setExecutor(threads);
      server.createContext("/", exchange -> answer(exchange, handler));
      server.start();
      return new LoopbackServer(server, threads);
    } catch (IOException e) {
      throw new UncheckedIOException("no server can be started on the loopback interface", e);
    }
  }

  private static SSLContext context() {
    LabCertificate certificate =
        LabAuthority.lab().issue(List.of(HOST, "localhost"), Validity.VALID);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          certificate.key(),
          new char[0],
          certificate.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the Java runtime cannot make a TLS server", e);
    }
  }

  URI base() {
    return URI.create("https://" + HOST + ":" + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, Function<Call, Delivered> handler) {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, lines) -> headers.put(name.toLowerCase(Locale.ROOT), lines.get(0)));
      String body =
          new String(exchange.getRequestBody().readNBytes(LARGEST_BODY), StandardCharsets.UTF_8);
      String method = exchange.getRequestMethod().toUpperCase(Locale.ROOT);
      Delivered delivered = handler.apply(Call.of(method, exchange.getRequestURI(), headers, body));
      if (delivered.delivery() != Delivery.NOTHING) {
        send(exchange, method, delivered);
      }
    } catch (IOException e) {
      LOG.debug("a client went away", e);
    } catch (RuntimeException | Error e) {
      // Nobody else would see it: the server's own threads say nothing.
      LOG.error("the simulated resource manager failed at {}", exchange.getRequestURI(), e);
      throw e;
    }
  }

  private static void send(HttpExchange exchange, String method, Delivered delivered)
      throws IOException {
    Reply reply = delivered.reply();
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body();
    boolean none = body.length == 0 || method.equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), none ? -1 : body.length);
    if (none) {
      return;
    }
    OutputStream out = exchange.getResponseBody();
    if (delivered.delivery() == Delivery.HALF) {
      out.write(body, 0, body.length / 2);
      out.flush();
      // What is missing makes the server close the connection.
      return;
    }
    out.write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
