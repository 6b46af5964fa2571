package dev.plumbline.containers.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The connection that a machine lives by: when it is gone, however this JVM ended, the machine ends
 * all it has started, and itself.
 */
final class Heartbeat implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 5_000;

  /** A machine that is reached has been started: what it says may take long on a busy one. */
  private static final int ANSWER_MILLIS = 30_000;

  private final Socket socket;

  private Heartbeat(Socket socket) {
    this.socket = socket;
  }

  /**
   * Opens the connection.
   *
   * @param control where the machine's control server is
   * @param secret the machine's secret
   * @param events told what happens on the machine: a JSON object each
   * @throws IOException when this machine is not there
   */
  static Heartbeat open(InetSocketAddress control, String secret, Consumer<String> events)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.connect(control, PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /heartbeat HTTP/1.1\r\nHost: lab\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(secret)
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String status = reader.readLine();
      if (status == null || !status.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("the answer is no lab's: " + status);
      }
      for (String line = reader.readLine(); line == null || !line.isEmpty(); ) {
        if (line == null) {
          throw new IOException("the answer ended in its head");
        }
        line = reader.readLine();
      }
      socket.setSoTimeout(0);
      Thread thread = new Thread(() -> follow(reader, events), "plumbline-heartbeat");
      thread.setDaemon(true);
      thread.start();
      return new Heartbeat(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void follow(BufferedReader reader, Consumer<String> events) {
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        events.accept(line);
      }
    } catch (IOException e) {
      events.accept("{\"event\": \"the connection has ended\"}");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
