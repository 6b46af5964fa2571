package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The canary must not miss what came: "it never arrived" is believed because of it. */
class ArrivalsTest {

  private static Arrival request(int number) {
    return new Arrival("GET", "/" + number, List.of(), "10.1.0.4", null, 80);
  }

  private static Network network() {
    return Network.builder("test")
        .segment("subnet", "10.1.0.0/24")
        .certificate("api", "api.contoso.net")
        .host(
            "api",
            "subnet",
            "10.1.0.5",
            h -> h.http(80, replying(200, "")).https(443, "api", replying(200, "")))
        .build();
  }

  /** Sends, ends the connection in an orderly way, and waits until the host has ended it too. */
  private static void sendAndClose(Stage stage, String bytes) throws IOException {
    InetSocketAddress real = stage.at("api", 80);
    try (Socket socket = new Socket(real.getAddress(), real.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void forgets_nothing_and_is_silent_no_more_when_it_cannot_keep_all() {
    Arrivals arrivals = new Arrivals();
    for (int i = 0; i < Arrivals.KEPT; i++) {
      arrivals.record("api", request(i));
    }
    assertThat(arrivals.at("api")).hasSize(Arrivals.KEPT).first().isEqualTo(request(0));
    arrivals.record("api", request(Arrivals.KEPT));
    assertThatThrownBy(() -> arrivals.at("api"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("more than 20000 requests have arrived at host \"api\"");
    assertThat(arrivals.at("other")).isEmpty();
  }

  @Test
  void a_request_that_its_client_broke_off_has_arrived() throws Exception {
    try (Stage stage = new Stage(network())) {
      sendAndClose(stage, "POST /orders HTTP/1.1\r\nHost: api\r\nContent-Length: 100\r\n\r\nhalf");
      assertThat(arrived(stage)).extracting(Arrival::method).containsExactly("(incomplete)");
    }
  }

  @Test
  void a_connection_without_a_request_and_one_that_was_answered_leave_nothing_incomplete()
      throws Exception {
    try (Stage stage = new Stage(network())) {
      sendAndClose(stage, "");
      sendAndClose(
          stage,
          "GET /1 HTTP/1.1\r\nHost: api\r\n\r\nGET /2 HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n");
      assertThat(arrived(stage)).extracting(Arrival::target).containsExactly("/1", "/2");
    }
  }

  @Test
  void what_is_not_tls_at_a_port_of_https_has_arrived() throws Exception {
    try (Stage stage = new Stage(network())) {
      RawClient.plain(stage.at("api", 443), "GET / HTTP/1.1\r\nHost: api.contoso.net\r\n\r\n");
      assertThat(stage.arrivals.at("api"))
          .containsExactly(
              new Arrival("(malformed)", "(malformed)", List.of(), "10.9.0.4", null, 443));
    }
  }

  @Test
  void all_of_many_requests_in_one_go_have_arrived() throws Exception {
    try (Stage stage = new Stage(network())) {
      sendAndClose(stage, "GET /x HTTP/1.1\r\nHost: api\r\n\r\n".repeat(50));
      assertThat(arrived(stage)).hasSize(50);
    }
  }

  /** Returns what arrived once every connection has ended on the host's side too. */
  private static List<Arrival> arrived(Stage stage) throws InterruptedException {
    stage.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    return stage.arrivals.at("api");
  }
}
