package dev.plumbline.vantage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that does to each connection what it is told, by a script of its own. */
final class ScriptedProxy implements AutoCloseable {

  /** What is done with a connection; it is closed afterwards. */
  interface Script {
    void play(InputStream in, OutputStream out, Socket socket) throws IOException;
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Script script;

  ScriptedProxy(Script script) {
    this.script = script;
    try {
      server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Reads a greeting, and answers that no credentials are needed. */
  static void greet(InputStream in, OutputStream out) throws IOException {
    in.readNBytes(3);
    out.write(new byte[] {5, 0});
  }

  /** Greets, and reads a request for an IPv4 address. */
  static byte[] request(InputStream in, OutputStream out) throws IOException {
    greet(in, out);
    return in.readNBytes(10);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "scripted-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> play(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(socket.getInputStream(), socket.getOutputStream(), socket);
    } catch (IOException e) {
      // The client has gone, or the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
