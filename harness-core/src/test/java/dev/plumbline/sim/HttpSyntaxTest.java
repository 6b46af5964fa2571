package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.echoing;
import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSyntaxTest {

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage =
        new Stage(
            Network.builder("test")
                .segment("subnet", "10.1.0.0/24")
                .host(
                    "api",
                    "subnet",
                    "10.1.0.5",
                    h ->
                        h.http(80, http -> http.server("Plumbline").anyHost(echoing()))
                            .http(
                                81,
                                http ->
                                    http.requestTimeout(Duration.ofMillis(300))
                                        .anyHost(replying(200, "in time"))))
                .build());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static String send(String bytes) throws IOException {
    return RawClient.plain(
        stage.at("api", 80), bytes.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no Host                     | GET / HTTP/1.1\\r\\nX: 1\\r\\n\\r\\n",
        "an empty Host               | GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n",
        "a Host with only a port     | GET / HTTP/1.1\\r\\nHost: :80\\r\\n\\r\\n",
        "two Hosts                   | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n",
        "a Host with a path          | GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n",
        "a Host with a space         | GET / HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n",
        "a Host with a user          | GET / HTTP/1.1\\r\\nHost: u@a\\r\\n\\r\\n",
        "a Host with a wrong port    | GET / HTTP/1.1\\r\\nHost: a:http\\r\\n\\r\\n",
        "no version                  | GET /\\r\\nHost: a\\r\\n\\r\\n",
        "an unknown protocol         | GET / SPDY/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "no target                   | GET HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "a header without colon      | GET / HTTP/1.1\\r\\nHost: a\\r\\nnonsense\\r\\n\\r\\n",
        "a space before the colon    | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A : 1\\r\\n\\r\\n",
        "an empty header name        | GET / HTTP/1.1\\r\\nHost: a\\r\\n: 1\\r\\n\\r\\n",
        "NUL in a header             | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\0b\\r\\n\\r\\n",
        "NUL in the path             | GET /%00 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "a broken escape             | GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "a cut escape                | GET /a%2 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "a length that is no number  | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x\\r\\n\\r\\n",
        "a negative length           | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\n",
        "two lengths                 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab",
        "length and chunks           | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "chunks of a wrong length    | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n\\r\\n",
        "an unknown encoding         | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: rot13\\r\\n\\r\\n",
        "a bare line feed            | GET / HTTP/1.1\\nHost: a\\n\\n",
        "bytes that are not HTTP     | \\0\\0\\0\\r\\n\\r\\n"
      })
  void answers_400_and_closes(String what, String bytes) throws IOException {
    assertThat(send(bytes))
        .as(what)
        .startsWith("HTTP/1.1 400 Bad Request")
        .contains("Server: Plumbline", "onnection: close");
  }

  @Test
  void a_malformed_request_is_an_arrival_too() throws IOException {
    send("GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n");
    assertThat(stage.arrivals.at("api")).extracting(Arrival::method).contains("(malformed)");
  }

  @Test
  void http_1_0_may_leave_the_host_out() throws IOException {
    assertThat(send("GET / HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("\"version\":\"HTTP/1.0\"");
  }

  @Test
  void unfolds_a_folded_line() throws IOException {
    assertThat(send("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("\"x\":[\"a b\"]");
  }

  @Test
  void answers_505_to_another_major_version() throws IOException {
    assertThat(send("GET / HTTP/3.0\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 505");
  }

  @Test
  void answers_405_to_connect() throws IOException {
    assertThat(send("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 405");
  }

  @Test
  void answers_414_and_431_to_what_is_too_long() throws IOException {
    assertThat(send("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 414");
    assertThat(send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(140_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void takes_long_lines_and_chunked_bodies() throws IOException {
    String target = "/" + "a".repeat(30_000);
    assertThat(send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .contains(target);
    assertThat(
            send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
        .contains("\"body\":\"abcde\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answers_413_to_a_body_above_the_limit(boolean announced) throws IOException {
    String body = "x".repeat(HttpConnection.BODY_LIMIT + 1);
    String framing =
        announced
            ? "Content-Length: " + body.length() + "\r\n\r\n"
            : "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n";
    assertThat(status("POST /large HTTP/1.1\r\nHost: a\r\n" + framing + body)).isEqualTo(413);
    assertThat(stage.arrivals.at("api"))
        .anyMatch(a -> a.target().equals("/large") && a.method().equals("POST"));
  }

  @Test
  void takes_a_body_at_the_limit() throws IOException {
    String body = "x".repeat(HttpConnection.BODY_LIMIT);
    assertThat(
            status(
                "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body))
        .isEqualTo(200);
  }

  private static int status(String bytes) throws IOException {
    try (Socket socket =
        new Socket(stage.at("api", 80).getAddress(), stage.at("api", 80).getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return RawClient.status(
          new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void continues_a_client_that_expects_it() throws IOException {
    assertThat(
            send(
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
        .contains("\"body\":\"ok\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HT",
        "GET / HTTP/1.1\r\nHost: a\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"
      })
  void answers_408_to_a_request_that_does_not_arrive_in_time(String beginning) throws IOException {
    assertThat(RawClient.plain(stage.at("api", 81), beginning))
        .startsWith("HTTP/1.1 408 Request Timeout");
    assertThat(stage.arrivals.at("api")).extracting(Arrival::method).contains("(incomplete)");
  }

  @Test
  void closes_a_connection_on_which_nothing_arrives_without_an_answer() throws IOException {
    assertThat(RawClient.plain(stage.at("api", 81), "")).isEmpty();
    String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    assertThat(RawClient.plain(stage.at("api", 81), request))
        .startsWith("HTTP/1.1 200")
        .endsWith("in time");
  }

  @Test
  void the_second_request_of_a_connection_has_its_own_time() throws IOException {
    try (Socket socket =
        new Socket(stage.at("api", 81).getAddress(), stage.at("api", 81).getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /".getBytes(StandardCharsets.US_ASCII));
      String first = read(socket, "in time");
      out.write(" HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(List.of(first, read(socket, "in time")))
          .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 200"));
    }
  }

  private static String read(Socket socket, String until) throws IOException {
    socket.setSoTimeout(10_000);
    StringBuilder text = new StringBuilder();
    while (text.indexOf(until) < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new AssertionError("ended after \"" + text + "\"");
      }
      text.append((char) c);
    }
    return text.toString();
  }
}
