package dev.plumbline.vantage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server on the loopback interface: every connection is handed to a function, then closed. */
final class TlsServer implements Closeable {

  /** What is done with a connection. */
  interface Service {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocket server;
  private final Service service;

  private TlsServer(Service service) throws IOException {
    this.service = service;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  static TlsServer plain(Service service) {
    try {
      return new TlsServer(service);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static TlsServer tls(SSLContext context, Consumer<SSLSocket> settings, Service service) {
    return plain(
        plain -> {
          try (SSLSocket socket =
              (SSLSocket)
                  context.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
            socket.setUseClientMode(false);
            settings.accept(socket);
            socket.startHandshake();
            service.serve(socket);
          }
        });
  }

  /** A TLS server that ends its connections as if they were cut: with a FIN, no close_notify. */
  static TlsServer tlsWithoutCloseNotify(
      SSLContext context, Consumer<SSLSocket> settings, Service service) {
    return plain(
        plain -> {
          SSLSocket socket =
              (SSLSocket)
                  context.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
          socket.setUseClientMode(false);
          settings.accept(socket);
          socket.startHandshake();
          service.serve(socket);
          plain.shutdownOutput();
          drain(plain);
        });
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        service.serve(socket);
      } catch (IOException e) {
        // The client went, as tests have it do.
      }
    }
  }

  /** Reads until the client ends its side. */
  static void drain(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // Nothing is asked for here.
    }
  }

  /** Reads one record (RFC 8446 section 5.1), its header with it. */
  static byte[] record(InputStream in) throws IOException {
    byte[] header = in.readNBytes(5);
    if (header.length < 5) {
      throw new EOFException();
    }
    int length = (header[3] & 0xFF) << 8 | header[4] & 0xFF;
    byte[] all = Arrays.copyOf(header, 5 + length);
    if (in.readNBytes(all, 5, length) < length) {
      throw new EOFException();
    }
    return all;
  }

  /** Resets a connection in place of closing it. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
