package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static dev.plumbline.network.TlsBuilder.tls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.HostBuilder;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.UnknownSni;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostServersTest {

  private Stage stage;

  @AfterEach
  void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  private static Network network(Consumer<HostBuilder> host) {
    return Network.builder("test")
        .segment("subnet", "10.1.0.0/24")
        .certificate("api", "api.contoso.net")
        .host("api", "subnet", "10.1.0.5", host)
        .build();
  }

  private void start(Consumer<HostBuilder> host) {
    stage = new Stage(network(host));
  }

  private static Listener tcp(int port, boolean encrypted, int limit, Tcp service) {
    return new Listener(
        port,
        List.of(),
        encrypted
            ? new Network.Tls(
                List.of("api"),
                "TLSv1.2",
                UnknownSni.DEFAULT_CERTIFICATE,
                false,
                false,
                Map.of(),
                null)
            : null,
        limit,
        null,
        null,
        service);
  }

  @Test
  void gives_the_real_address_of_each_listener_and_serves_no_dns() {
    start(h -> h.http(80, replying(200, "")).tcp(22).dns());
    assertThat(stage.servers.get("api").addresses().keySet())
        .extracting(Listener::port)
        .containsExactly(80, 22);
    assertThat(stage.servers.get("api").addresses().values())
        .allSatisfy(
            address -> {
              assertThat(address.getAddress().isLoopbackAddress()).isTrue();
              assertThat(address.getPort()).isPositive();
            });
  }

  @Test
  void strangers_get_nothing() throws IOException {
    start(h -> h.http(80, replying(200, "")).tcp(22, "banner"));
    stage.strangers = true;
    String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for (int port : List.of(80, 22)) {
      String answer;
      try {
        answer = RawClient.plain(stage.at("api", port), request);
      } catch (SocketException e) {
        answer = ""; // closed before the request was read
      }
      assertThat(answer).isEmpty();
    }
    assertThat(stage.arrivals.at("api")).isEmpty();
    stage.strangers = false;
    assertThat(RawClient.plain(stage.at("api", 80), request)).startsWith("HTTP/1.1 200");
  }

  @Test
  void connections_above_the_limit_are_reset_until_one_is_closed() throws IOException {
    start(h -> h.listener(tcp(22, false, 2, new Tcp("hello", true))));
    InetSocketAddress address = stage.at("api", 22);
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        open.add(greeted(address));
      }
      assertThatThrownBy(() -> greeted(address).close())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      Socket first = open.remove(0);
      first.shutdownOutput();
      assertThat(first.getInputStream().readAllBytes()).isEmpty(); // the server has closed its end
      first.close();
      open.add(afterwards(address));
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    assertThat(stage.ended).isNotEmpty();
  }

  // The server counts a connection out just after the client sees its end: a few attempts bridge
  // that.
  private static Socket afterwards(InetSocketAddress address) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        return greeted(address);
      } catch (SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
    throw new AssertionError("the place of the closed connection was not given to another one");
  }

  private static Socket greeted(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    try {
      socket.setSoTimeout(10_000);
      byte[] banner = socket.getInputStream().readNBytes(5);
      assertThat(new String(banner, StandardCharsets.US_ASCII)).isEqualTo("hello");
      return socket;
    } catch (IOException | AssertionError e) {
      socket.close();
      throw e;
    }
  }

  @ParameterizedTest
  @CsvSource({"false, true", "false, false", "true, true", "true, false"})
  void a_service_of_bare_bytes_greets_and_echoes_or_is_silent(boolean encrypted, boolean echo)
      throws IOException {
    start(h -> h.listener(tcp(22, encrypted, 0, new Tcp("hello\n", echo))));
    InetSocketAddress address = stage.at("api", 22);
    try (Socket socket =
        encrypted
            ? RawClient.tls(
                address, TestCertificates.client().sslContext(), "api.contoso.net", "TLSv1.2")
            : new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(echo ? 10_000 : 300);
      assertThat(socket.getInputStream().readNBytes(6)).asString().isEqualTo("hello\n");
      socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      if (echo) {
        assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
      } else {
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void a_service_of_bare_bytes_behind_tls_closes_on_plain_text() throws IOException {
    start(h -> h.listener(tcp(22, true, 0, new Tcp("hello", true))));
    assertThat(RawClient.plain(stage.at("api", 22), "plain text\r\n")).isEmpty();
  }

  @Test
  void closing_frees_the_ports_ends_the_connections_and_is_harmless_when_repeated()
      throws IOException {
    start(
        h ->
            h.http(80, replying(200, "").after(Duration.ofMinutes(5)))
                .tcp(22, "hello")
                .https(443, "api", replying(200, "")));
    HostServers servers = stage.servers.get("api");
    InetSocketAddress http = stage.at("api", 80);
    try (Socket waiting = new Socket(http.getAddress(), http.getPort());
        Socket silent = greeted(stage.at("api", 22));
        SSLSocket secure =
            RawClient.tls(
                stage.at("api", 443), TestCertificates.client().sslContext(), "api.contoso.net")) {
      waiting
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      servers.close();
      servers.close();
      for (Socket socket : List.of(waiting, silent, secure)) {
        socket.setSoTimeout(10_000);
        assertThat(ended(socket)).isTrue();
      }
    }
    assertThat(refuses(http)).isTrue();
  }

  /** The selector lets go of a closed channel with its next turn: until then the port is open. */
  private static boolean refuses(InetSocketAddress address) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      try {
        new Socket(address.getAddress(), address.getPort()).close();
        Thread.onSpinWait();
      } catch (ConnectException e) {
        return true;
      }
    }
    return false;
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void leaves_no_thread_behind() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    start(
        h ->
            h.http(80, forwardingTo("pool"))
                .https(443, tls("api").http2(), http -> http.anyHost(replying(200, "")))
                .upstream("pool", 443, u -> u.members("10.1.0.5").tls().host("api.contoso.net")));
    assertThat(
            RawClient.plain(
                stage.at("api", 80), "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    stage.close();
    // Netty's global executor reports the end of every group, and goes by itself after a second
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && thread.getName().startsWith("stage")) {
        thread.join(10_000); // a group says that it has ended just before its threads have
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }
}
