package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.HttpProbe;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import okio.Buffer;
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
    return isPlain(probe) || isKept(probe);
  }

  /**
   * Returns whether a request has nothing that could be written in another way, so that OkHttp need
   * not be asked, nor loaded.
   */
  static boolean isPlain(HttpProbe probe) {
    return probe.raw() == null
        && probe.headers().isEmpty()
        && probe.body().length == 0
        && (probe.method().equals("GET") || probe.method().equals("HEAD"))
        && isPlain(probe.path());
  }

  /** Returns whether a path has segments of letters, digits, hyphens and underscores only. */
  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean kept =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_'
              || c == '/';
      if (!kept) {
        return false;
      }
    }
    return path.startsWith("/") && !path.contains("//");
  }

  /** Returns whether OkHttp keeps a request as it is. */
  static boolean isKept(HttpProbe probe) {
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
    Handing handing = new Handing(connection);
    OkHttpClient client =
        Base.CLIENT
            .newBuilder()
            .socketFactory(handing)
            .dns(name -> List.of(InetAddress.getLoopbackAddress()))
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
            .eventListener(written)
            .callTimeout(left)
            .readTimeout(left)
            .writeTimeout(left)
            .addNetworkInterceptor(asAsked(headers, probe.scheme()))
            .build();
    okhttp3.Response head = null;
    Buffer body = new Buffer();
    Phase phase = Phase.RESPONSE;
    long sent = since;
    Runnable unwatched = plain.watchWriting(probe.body().length);
    try (okhttp3.Response response = client.newCall(request).execute()) {
      head = response;
      sent = written.at == 0 ? since : written.at;
      check.took(Phase.REQUEST, since, sent);
      check.took(Phase.RESPONSE, sent);
      phase = Phase.BODY;
      long began = System.nanoTime();
      boolean more = readBody(response, body, probe.bodyLimit());
      check.took(Phase.BODY, began);
      String odds = more ? null : oddsOfLength(probe.method(), response, body.size());
      return new HttpParts.Result(
          odds == null
              ? new Outcome.Answered(response.code())
              : new Outcome.Malformed(Phase.BODY, odds),
          answer(response, body, probe.bodyLimit(), more || odds != null));
    } catch (IOException e) {
      if (phase == Phase.RESPONSE) {
        check.took(phase, since);
      }
      return new HttpParts.Result(
          outcome(e, phase, handing.ended()),
          head == null ? null : answer(head, body, probe.bodyLimit(), true));
    } finally {
      unwatched.run();
      client.connectionPool().evictAll();
      close(connection);
    }
  }

  /** Reads a body up to one byte beyond its bound; returns whether there was that one. */
  private static boolean readBody(okhttp3.Response response, Buffer body, long limit)
      throws IOException {
    while (body.size() <= limit) {
      if (response.body().source().read(body, limit + 1 - body.size()) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns how a body that has ended is at odds with the length announced for it, which makes the
   * answer malformed (RFC 9113 section 8.1.1); null when it is not. OkHttp lets a shorter one pass.
   */
  private static @Nullable String oddsOfLength(
      String method, okhttp3.Response response, long length) {
    String announced = response.header("content-length");
    boolean bodiless = method.equals("HEAD") || response.code() == 204 || response.code() == 304;
    return announced == null || bodiless || announced.equals(Long.toString(length))
        ? null
        : "a body of " + length + " bytes where content-length says " + announced;
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

  private static Response answer(
      okhttp3.Response response, Buffer body, long limit, boolean truncated) {
    List<Header> lines = new ArrayList<>();
    for (int i = 0; i < response.headers().size(); i++) {
      lines.add(new Header(response.headers().name(i), response.headers().value(i)));
    }
    byte[] bytes = body.snapshot((int) Math.min(body.size(), limit)).toByteArray();
    return new Response("h2", response.code(), response.message(), lines, bytes, truncated);
  }

  private static Outcome outcome(IOException e, Phase phase, boolean ended) {
    String words = String.valueOf(e.getMessage());
    if (e instanceof InterruptedIOException) {
      return new Outcome.TimedOut(phase);
    }
    if (ended && (words.equals("stream was reset: CANCEL") || words.equals("closed"))) {
      // So OkHttp says that the connection ended between two frames, or before its last flush.
      return new Outcome.Closed(phase);
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

  /** Hands out one connected socket, once, and notes when its peer has ended it. */
  private static final class Handing extends SocketFactory {

    private @Nullable Socket connection;
    private volatile boolean ended;

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
      return new ConnectedSocket(once) {
        @Override
        public InputStream getInputStream() throws IOException {
          return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
              return noting(super.read());
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              return noting(super.read(bytes, offset, length));
            }
          };
        }
      };
    }

    private int noting(int read) {
      if (read < 0) {
        ended = true;
      }
      return read;
    }

    /** Returns whether the connection was read to its end. */
    boolean ended() {
      return ended;
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
