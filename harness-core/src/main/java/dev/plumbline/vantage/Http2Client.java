package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP/2 requests with OkHttp over a connection that is open already, its TLS handshake
 * included: OkHttp is told to speak HTTP/2 at once over what it takes for a plain socket. So there
 * is one address, one connection, no retry.
 */
final class Http2Client {

  /** What HTTP/2 has no place for (RFC 9113 section 8.2.2), and OkHttp leaves out. */
  private static final Set<String> NOT_IN_HTTP2 =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "te",
          "encoding",
          "upgrade");

  private Http2Client() {}

  /** Made on first use: a run without HTTP/2 does not load OkHttp. */
  private static final class Base {
    static final OkHttpClient CLIENT =
        new OkHttpClient.Builder()
            .proxy(Proxy.NO_PROXY)
            .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .fastFallback(false)
            .cookieJar(okhttp3.CookieJar.NO_COOKIES)
            .build();
  }

  /** Returns whether a request goes out over HTTP/2 exactly as the probe says. */
  static boolean canSend(HttpProbe probe) {
    if (probe.raw() != null || !probe.path().startsWith("/")) {
      return false;
    }
    HttpUrl url = HttpUrl.parse("http://host" + probe.path());
    if (url == null || url.encodedFragment() != null || !path(url).equals(probe.path())) {
      return false;
    }
    long hosts = probe.headers().stream().filter(h -> h.name().equalsIgnoreCase("host")).count();
    boolean odd =
        hosts > 1
            || probe.headers().stream()
                .anyMatch(h -> NOT_IN_HTTP2.contains(h.name().toLowerCase(Locale.ROOT)));
    return !odd && build(probe, probe.headers(), url) != null;
  }

  private static String path(HttpUrl url) {
    return url.encodedQuery() == null
        ? url.encodedPath()
        : url.encodedPath() + "?" + url.encodedQuery();
  }

  /** Returns OkHttp's form of a request; null when it refuses it. */
  private static @Nullable Request build(HttpProbe probe, List<Header> headers, HttpUrl url) {
    try {
      Headers.Builder lines = new Headers.Builder();
      for (Header h : headers) {
        if (!h.value().equals(h.value().strip())) {
          return null;
        }
        lines.addUnsafeNonAscii(h.name(), h.value());
      }
      if (!HttpParts.has(headers, "Accept-Encoding")) {
        // Keeps OkHttp from asking for gzip and hiding it; taken out again before it is sent.
        lines.add("Accept-Encoding", "identity");
      }
      boolean body = probe.body().length > 0 || HttpParts.has(headers, "Content-Length");
      return new Request.Builder()
          .url(url)
          .headers(lines.build())
          .method(probe.method(), body ? RequestBody.create(probe.body()) : null)
          .build();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Sends and reads; the socket is closed when it returns. */
  static HttpParts.Result exchange(
      Check check, Socket connection, TimedSocket plain, HttpProbe probe, List<Header> headers) {
    long since = System.nanoTime();
    // OkHttp wants a URL to tell connections apart; what is sent is named by the headers.
    HttpUrl url = HttpUrl.parse("http://plumbline.invalid:" + port(connection) + probe.path());
    Request request = url == null ? null : build(probe, headers, url);
    if (request == null) {
      throw new IllegalArgumentException(probe.question() + " cannot be sent over HTTP/2");
    }
    Duration left = check.left();
    Written written = new Written();
    OkHttpClient client =
        Base.CLIENT
            .newBuilder()
            .socketFactory(new Handing(connection))
            .dns(name -> List.of(InetAddress.getLoopbackAddress()))
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
            .eventListener(written)
            .callTimeout(left)
            .readTimeout(left)
            .writeTimeout(left)
            .addNetworkInterceptor(asAsked(headers, probe.scheme()))
            .build();
    Response answer = null;
    Phase phase = Phase.RESPONSE;
    long sent = since;
    Runnable unwatched = plain.watchWriting(probe.body().length);
    try (okhttp3.Response response = client.newCall(request).execute()) {
      sent = written.at == 0 ? since : written.at;
      check.took(Phase.REQUEST, since, sent);
      check.took(Phase.RESPONSE, sent);
      phase = Phase.BODY;
      long head = System.nanoTime();
      answer = answer(response, new byte[0], true);
      BufferedSource source = response.body().source();
      boolean more = source.request(probe.bodyLimit() + 1L);
      byte[] body = more ? source.readByteArray(probe.bodyLimit()) : source.readByteArray();
      check.took(Phase.BODY, head);
      return new HttpParts.Result(
          new Outcome.Answered(response.code()), answer(response, body, more));
    } catch (IOException e) {
      if (phase == Phase.RESPONSE) {
        check.took(phase, since);
      }
      return new HttpParts.Result(outcome(e, phase), answer);
    } finally {
      unwatched.run();
      client.connectionPool().evictAll();
      close(connection);
    }
  }

  /** Takes out what OkHttp adds of its own accord, and names the scheme that OkHttp cannot know. */
  private static Interceptor asAsked(List<Header> headers, String scheme) {
    return chain -> {
      HttpUrl url = chain.request().url();
      Request.Builder request =
          chain
              .request()
              .newBuilder()
              .url(url.newBuilder().scheme(scheme).port(url.port()).build());
      for (String name : List.of("Host", "Accept-Encoding", "User-Agent", "Connection")) {
        if (!HttpParts.has(headers, name)) {
          request.removeHeader(name);
        }
      }
      return chain.proceed(request.build());
    };
  }

  /** Notes when the request was written. */
  private static final class Written extends EventListener {

    volatile long at;

    @Override
    public void requestHeadersEnd(Call call, Request request) {
      at = System.nanoTime();
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
      at = System.nanoTime();
    }
  }

  private static Response answer(okhttp3.Response response, byte[] body, boolean truncated) {
    List<Header> lines = new ArrayList<>();
    for (int i = 0; i < response.headers().size(); i++) {
      lines.add(new Header(response.headers().name(i), response.headers().value(i)));
    }
    return new Response("h2", response.code(), response.message(), lines, body, truncated);
  }

  private static Outcome outcome(IOException e, Phase phase) {
    String words = String.valueOf(e.getMessage());
    if (e instanceof InterruptedIOException) {
      return new Outcome.TimedOut(phase);
    }
    if (words.startsWith("stream was reset")) {
      return new Outcome.Reset(phase);
    }
    if (e instanceof ProtocolException || e.getCause() instanceof ProtocolException) {
      return new Outcome.Malformed(phase, words);
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof EOFException
          || t.getClass().getSimpleName().equals("ConnectionShutdownException")) {
        return new Outcome.Closed(phase);
      }
    }
    return TlsClient.outcome(e, phase);
  }

  private static int port(Socket connection) {
    return connection.getPort() > 0 ? connection.getPort() : 80;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The peer has gone: there is nothing left to do for a connection that is given up.
    }
  }

  /** Hands out one connected socket, once. */
  private static final class Handing extends SocketFactory {

    private @Nullable Socket connection;

    Handing(Socket connection) {
      this.connection = connection;
    }

    @Override
    public Socket createSocket() throws IOException {
      Socket once = connection;
      connection = null;
      if (once == null) {
        throw new IOException("a check has one connection only");
      }
      return new ConnectedSocket(once);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return createSocket();
    }
  }
}
