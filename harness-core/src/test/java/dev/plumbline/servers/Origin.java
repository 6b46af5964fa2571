package dev.plumbline.servers;

import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Tcp;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * What nginx cannot do by itself, behind it: answers that describe the request, answers after a
 * delay, and services of bare bytes.
 *
 * <p>nginx passes a request on unchanged but for one header line, {@value #HEADER}: the number of
 * the handling, then what nginx knows of the client.
 */
final class Origin implements Closeable {

  static final String HEADER = "X-Origin";

  private record Registered(String host, int port, Handling handling) {}

  private final List<Registered> handlings = new CopyOnWriteArrayList<>();
  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final int port;

  Origin() throws IOException {
    port = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::http);
  }

  /** Returns the port on the loopback interface that nginx asks. */
  int port() {
    return port;
  }

  /** Adds a handling, and returns its number. */
  int add(String host, int port, Handling handling) {
    handlings.add(new Registered(host, port, handling));
    return handlings.size() - 1;
  }

  /** Starts a service of bare bytes. */
  void serve(InetSocketAddress address, Tcp tcp) throws IOException {
    listen(
        address,
        socket -> {
          socket.getOutputStream().write(tcp.banner().getBytes(StandardCharsets.UTF_8));
          byte[] bytes = new byte[1024];
          int read;
          while ((read = socket.getInputStream().read(bytes)) >= 0) {
            if (tcp.echo()) {
              socket.getOutputStream().write(bytes, 0, read);
            }
          }
        });
  }

  private interface Service {
    void serve(Socket socket) throws IOException, InterruptedException;
  }

  private int listen(InetSocketAddress address, Service service) throws IOException {
    ServerSocket server = new ServerSocket();
    servers.add(server);
    server.setReuseAddress(true);
    server.bind(address);
    daemon("origin-" + address.getPort(), () -> accept(server, service));
    return server.getLocalPort();
  }

  private void accept(ServerSocket server, Service service) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        daemon("origin-connection", () -> serve(socket, service));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new IllegalStateException("the origin cannot accept connections", e);
        }
      }
    }
  }

  private void serve(Socket socket, Service service) {
    try (socket) {
      socket.setTcpNoDelay(true);
      service.serve(socket);
    } catch (IOException e) {
      // The client left: that is its right, and what a test may want.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void http(Socket socket) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    String[] start = line(in).split(" ", 3);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    byte[] body =
        in.readNBytes(
            Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0)));
    // Number, source address and port, version, server name, TLS version; what is absent is "-".
    String[] known = headers.remove(HEADER.toLowerCase(Locale.ROOT)).get(0).split(" ");
    Registered registered = handlings.get(Integer.parseInt(known[0]));
    Handling handling = registered.handling();
    if (closed.await(handling.delay().toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    if (handling.reply() != null) {
      reply(socket.getOutputStream(), handling.reply());
      return;
    }
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("host", registered.host());
    echo.put("port", registered.port());
    echo.put("method", start[0]);
    echo.put("target", start[1]);
    echo.put("version", known[3]);
    echo.put("headers", headers);
    echo.put("source", known[1]);
    echo.put("sourcePort", Integer.parseInt(known[2]));
    echo.put("sni", known[4].equals("-") ? null : known[4]);
    echo.put("tls", known[5].equals("-") ? null : known[5]);
    echo.put("body", new String(body, StandardCharsets.UTF_8));
    String json = JsonMapper.shared().writeValueAsString(echo);
    reply(
        socket.getOutputStream(),
        new Reply(200, List.of("Content-Type: application/json"), json + "\n"));
  }

  private static void reply(OutputStream out, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Origin\r\n");
    reply.headers().forEach(header -> head.append(header).append("\r\n"));
    if (reply.headers().stream()
        .noneMatch(h -> h.toLowerCase(Locale.ROOT).startsWith("content-type:"))) {
      head.append("Content-Type: text/plain; charset=utf-8\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    out.write(body);
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended within a line");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    for (ServerSocket server : servers) {
      server.close();
    }
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
