package dev.plumbline.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP origin on loopback that knows which requests have reached it, by their identifying
 * header. It answers everything with 200 and keeps connections.
 */
public final class CanaryOrigin implements AutoCloseable {

  /** The header that identifies a request. */
  public static final String HEADER = "X-Plumbline-Request";

  private static final byte[] ANSWER = answer("canary\n");
  private static final byte[] HEAD = answer("");

  private final Set<String> arrived = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;

  private CanaryOrigin(ServerSocket server) {
    this.server = server;
  }

  /** Starts it; when this returns, it listens. */
  public static CanaryOrigin start() throws IOException {
    CanaryOrigin origin =
        new CanaryOrigin(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
    daemon("canary", origin::accept);
    return origin;
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Returns whether a request of this id has reached it. */
  public boolean hasSeen(String id) {
    return arrived.contains(id);
  }

  /** Returns how many requests have reached it, with or without an id. */
  public long requests() {
    return requests.get();
  }

  private static byte[] answer(String body) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
            + (body.isEmpty() ? 7 : body.length())
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        daemon("canary-connection", () -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new IllegalStateException("the origin cannot accept connections", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16384);
      OutputStream out = socket.getOutputStream();
      while (request(in, out)) {
        out.flush();
      }
    } catch (IOException e) {
      // The client left: that is its right.
    } finally {
      connections.remove(socket);
    }
  }

  /** Reads a request to its end, and answers it; false when there is none any more. */
  private boolean request(InputStream in, OutputStream out) throws IOException {
    String start = line(in);
    if (start == null) {
      return false;
    }
    long length = 0;
    boolean chunked = false;
    String id = null;
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = Math.max(line.indexOf(':'), 0);
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(Math.min(colon + 1, line.length())).strip();
      if (name.equals("content-length")) {
        length = Long.parseLong(value);
      } else if (name.equals("transfer-encoding")) {
        chunked = true;
      } else if (name.equalsIgnoreCase(HEADER)) {
        id = value;
      }
    }
    requests.incrementAndGet();
    if (id != null) {
      arrived.add(id);
    }
    if (chunked) {
      throw new IOException("the proxy is to send whole bodies");
    }
    in.skipNBytes(length);
    out.write(start.startsWith("HEAD ") ? HEAD : ANSWER);
    return true;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
