package dev.plumbline.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Sends exactly the bytes it is given, and reads until the peer closes. */
final class RawClient {

  private RawClient() {}

  /** Returns everything that a plain connection answers. */
  static String plain(InetSocketAddress address, String bytes) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      return exchange(socket, bytes);
    }
  }

  /**
   * Opens TLS and completes the handshake. No certificate name is checked, the chain is.
   *
   * @param serverName null for none
   */
  static SSLSocket tls(
      InetSocketAddress address,
      SSLContext context,
      @Nullable String serverName,
      String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    try {
      socket.setSoTimeout(10_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(
          serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
      if (protocols.length > 0) {
        parameters.setProtocols(protocols);
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends and reads until the peer closes. */
  static String exchange(Socket socket, String bytes) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Returns the status code of a raw answer. */
  static int status(String answer) {
    if (!answer.startsWith("HTTP/1.1 ")) {
      throw new AssertionError("not an HTTP/1.1 answer: \"" + answer + "\"");
    }
    return Integer.parseInt(answer.substring(9, 12));
  }
}
