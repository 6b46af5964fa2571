package dev.plumbline.benchmarks;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One WireMock server with HTTPS and the cheapest check of it that there is: a bare socket. */
final class Peer {

  private Peer() {}

  /** Starts the server, checks it once, and stops it. */
  static int startCheckStop() throws Exception {
    WireMockServer server =
        new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").httpDisabled(true).dynamicHttpsPort());
    server.start();
    try {
      server.stubFor(WireMock.get("/").willReturn(WireMock.aResponse().withStatus(200)));
      return status(server.httpsPort());
    } finally {
      server.stop();
    }
  }

  private static int status(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    // The server's own self-signed certificate, on the loopback interface: accepting it is the peer's cheapest way.
    context.init(null, new TrustManager[] {new SelfSigned()}, null);
    try (Socket plain = new Socket()) {
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress("127.0.0.1", port));
      SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
      return get(socket, "localhost", "/");
    }
  }

  /** Sends a GET over an open socket and returns the status. */
  static int get(Socket socket, String host, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    byte[] all = in.readAllBytes();
    return Integer.parseInt(new String(all, 9, 3, StandardCharsets.US_ASCII));
  }

  private static final class SelfSigned implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
