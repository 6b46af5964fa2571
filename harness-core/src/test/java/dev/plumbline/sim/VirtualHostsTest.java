package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.echoing;
import static dev.plumbline.network.Network.Handling.redirectingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.UnknownHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualHostsTest {

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
                        h.http(
                                80,
                                http ->
                                    http.host("api.contoso.net", replying(200, "api"))
                                        .host("echo.contoso.net", echoing())
                                        .host("*.wild.contoso.net", replying(200, "wild"))
                                        .host("h?st.contoso.net", replying(200, "question"))
                                        .host("moved.contoso.net", redirectingTo("https://new/"))
                                        .host(
                                            "slow.contoso.net",
                                            replying(200, "late").after(Duration.ofMillis(50)))
                                        .host(
                                            "paths.contoso.net",
                                            v ->
                                                v.route("/external/*", replying(200, "external"))
                                                    .route("/external/a", replying(200, "never"))
                                                    .route("/echo", replying(200, "exact"))
                                                    .route("/img*", replying(200, "prefix"))
                                                    .route("/a/b c", replying(200, "decoded")))
                                        .server("Plumbline"))
                            .http(
                                81,
                                http ->
                                    http.host("api.contoso.net", replying(200, "api"))
                                        .onUnknownHost(UnknownHost.MISDIRECTED))
                            .http(
                                82,
                                http ->
                                    http.host("api.contoso.net", replying(200, "api"))
                                        .onUnknownHost(UnknownHost.CLOSE))
                            .http(83, replying(200, "any")))
                .build());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static String get(int port, String host, String target) throws IOException {
    return RawClient.plain(
        stage.at("api", port),
        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.contoso.net",
        "API.Contoso.NET",
        "api.contoso.net:80",
        "api.contoso.net:8443",
        "api.contoso.net:",
        "api.contoso.net.",
        "api.contoso.net.:443"
      })
  void takes_a_name_in_any_case_with_and_without_port_and_trailing_dot(String host)
      throws IOException {
    assertThat(get(80, host, "/")).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\napi");
  }

  @ParameterizedTest
  @CsvSource({
    "a.wild.contoso.net, wild",
    "a.b.wild.contoso.net, wild",
    "host.contoso.net, question",
    "h-st.contoso.net, question"
  })
  void a_star_stands_for_any_characters_and_a_question_mark_for_one(String host, String body)
      throws IOException {
    assertThat(get(80, host, "/")).endsWith("\r\n\r\n" + body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wild.contoso.net",
        "hst.contoso.net",
        "hoost.contoso.net",
        "10.1.0.5",
        "[::1]:80",
        "api.contoso.net..",
        "xapi.contoso.net",
        "api-contoso.net",
        "unknown"
      })
  void answers_a_name_it_does_not_know_with_404(String host) throws IOException {
    assertThat(get(80, host, "/"))
        .startsWith("HTTP/1.1 404 Not Found")
        .contains("Server: Plumbline");
  }

  @Test
  void answers_a_name_it_does_not_know_with_421_or_closes_as_described() throws IOException {
    assertThat(get(81, "other", "/")).startsWith("HTTP/1.1 421 Misdirected Request");
    assertThat(get(82, "other", "/")).isEmpty();
    assertThat(get(82, "api.contoso.net", "/")).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_virtual_host_without_names_takes_every_name() throws IOException {
    assertThat(get(83, "whatever", "/")).endsWith("any");
    assertThat(RawClient.plain(stage.at("api", 83), "GET / HTTP/1.0\r\n\r\n")).endsWith("any");
  }

  @ParameterizedTest
  @CsvSource({
    "/external/a, 200, external",
    "/external/, 200, external",
    "/EXTERNAL/x?y=/echo, 200, external",
    "/external%2Fa, 200, external",
    "/external, 404, ",
    "/echo, 200, exact",
    "/Echo?x, 200, exact",
    "/echo/, 404, ",
    "/images/1, 404, ",
    "/img/1, 200, prefix",
    "/a/b%20c, 200, decoded",
    "/internal?/external/, 404, ",
    "/, 404, "
  })
  void routes_by_path_first_match_first(String target, int status, String body) throws IOException {
    String answer = get(80, "paths.contoso.net", target);
    assertThat(RawClient.status(answer)).isEqualTo(status);
    if (body != null) {
      assertThat(answer).endsWith("\r\n\r\n" + body);
    }
  }

  @Test
  void redirects_with_302_and_names_itself() throws IOException {
    assertThat(get(80, "moved.contoso.net", "/x"))
        .startsWith("HTTP/1.1 302 Found")
        .contains("\r\nLocation: https://new/\r\n", "\r\nServer: Plumbline\r\n");
  }

  @Test
  void a_delayed_answer_is_still_the_answer() throws IOException {
    assertThat(get(80, "slow.contoso.net", "/")).endsWith("late");
  }

  @Test
  void the_authority_of_an_absolute_target_takes_the_place_of_the_host_header() throws IOException {
    assertThat(get(80, "other", "http://api.contoso.net:80/x")).endsWith("\r\n\r\napi");
    assertThat(get(80, "api.contoso.net", "http://other/x")).startsWith("HTTP/1.1 404");
  }

  @Test
  void echoes_the_request_as_json() throws IOException {
    String body = "{\"a\":\"\u00e4\\n\"}";
    String answer =
        RawClient.plain(
            stage.at("api", 80),
            "POST /p%20q?r=%27 HTTP/1.1\r\nHost: echo.contoso.net\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: "
                + body.length()
                + "\r\nConnection: close\r\n\r\n"
                + body);
    assertThat(answer)
        .contains(
            "\"host\":\"api\"",
            "\"port\":80",
            "\"method\":\"POST\"",
            "\"target\":\"/p%20q?r=%27\"",
            "\"version\":\"HTTP/1.1\"",
            "\"host\":[\"echo.contoso.net\"]",
            "\"x-one\":[\"1\",\"2\"]",
            "\"source\":\"10.9.0.4\"",
            "\"sni\":null",
            "\"tls\":null",
            "\"body\":\"{\\\"a\\\":\\\"\ufffd\\\\n\\\"}\"");
  }

  @Test
  void answers_requests_of_one_connection_in_the_order_asked() throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: %s\r\n\r\n";
    String last = "GET / HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n";
    String answer =
        RawClient.plain(
            stage.at("api", 80),
            request.formatted("slow.contoso.net") + request.formatted("a.wild.contoso.net") + last);
    assertThat(answer).containsSubsequence("late", "HTTP/1.1 200", "wild", "HTTP/1.1 200", "api");
  }

  @Test
  void answers_a_head_request_without_a_body() throws IOException {
    String answer =
        RawClient.plain(
            stage.at("api", 80),
            "HEAD / HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("content-length: 3")
        .endsWith("\r\n\r\n");
  }

  @Test
  void keeps_what_arrived_also_what_it_refused() throws IOException {
    get(81, "other", "/nowhere?only-here");
    List<Arrival> arrivals =
        stage.arrivals.at("api").stream().filter(a -> a.target().contains("only-here")).toList();
    assertThat(arrivals).hasSize(1);
    Arrival last = arrivals.get(0);
    assertThat(last.method()).isEqualTo("GET");
    assertThat(last.target()).isEqualTo("/nowhere?only-here");
    assertThat(last.source()).isEqualTo("10.9.0.4");
    assertThat(last.port()).isEqualTo(81);
    assertThat(last.sni()).isNull();
    assertThat(last.headers()).anyMatch(h -> h.name().equals("Host") && h.value().equals("other"));
  }
}
