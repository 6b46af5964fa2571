package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testing.GatewayFeatures;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The same requests to simulated and to real servers of one description: the same answers. */
class HttpServersTest {

  @TempDir static Path directory;

  private static BothServers servers;

  @BeforeAll
  static void start() {
    servers = new BothServers(GatewayFeatures.network(), directory);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static String request(String host, String target, String... headers) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n"
        .formatted(target, host, String.join("", Stream.of(headers).map(h -> h + "\r\n").toList()));
  }

  /** Returns what counts of an answer: its status, header lines in order of their names, body. */
  private static List<String> essence(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return List.of(answer);
    }
    String body = answer.substring(end + 4);
    body = described(body).replaceAll("(10\\.1\\.9\\.4):\\d+", "$1:0");
    List<String> lines = List.of(answer.substring(0, end).split("\r\n"));
    List<String> kept =
        lines.subList(1, lines.size()).stream()
            .filter(
                line -> !line.matches("(?i)(date|content-length|connection|transfer-encoding):.*"))
            .map(
                line ->
                    line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':')))
            .sorted()
            .toList();
    boolean page = body.contains("</html>") && lines.get(0).contains(" 30");
    return List.of(lines.get(0).substring(9, 12), String.join("\n", kept), page ? "page" : body);
  }

  /** A description of a request without what differs from run to run, its headers in order. */
  private static String described(String body) {
    if (!body.startsWith("{")) {
      return body;
    }
    Map<String, Object> echo =
        JsonMapper.shared().readValue(body, new TypeReference<Map<String, Object>>() {});
    echo.remove("sourcePort");
    Map<Object, Object> headers = new TreeMap<>((Map<?, ?>) echo.get("headers"));
    echo.put("headers", headers);
    return echo.toString();
  }

  /**
   * Returns what counts of both answers, which are the same, and so is what both hosts tell of them
   * at once.
   */
  private static List<String> same(int port, String bytes) throws IOException {
    List<String> simulated =
        essence(BothServers.exchange(servers.simulated("10.1.0.4", port), bytes));
    List<String> real = essence(BothServers.exchange(servers.real("10.1.0.4", port), bytes));
    assertThat(real).as(bytes).isEqualTo(simulated);
    servers.assertSameLogs(bytes, "gateway", "first", "second");
    return real;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.test",
        "API.Test",
        "api.test:80",
        "api.test:8443",
        "api.test:",
        "api.test.",
        "api.test.:443",
        "a.wild.test",
        "a.b.wild.test",
        "host.test",
        "h-st.test",
        "wild.test",
        "hst.test",
        "hoost.test",
        "10.1.0.4",
        "[::1]:80",
        "xapi.test",
        "api-test",
        "unknown"
      })
  void the_first_virtual_host_that_takes_the_name_answers(String host) throws IOException {
    same(80, request(host, "/"));
  }

  @Test
  void a_name_that_is_not_known_is_answered_421_or_not_at_all() throws IOException {
    assertThat(same(81, request("other", "/")).get(0)).isEqualTo("421");
    assertThat(same(82, request("other", "/"))).containsExactly("");
    assertThat(same(82, request("api.test", "/")).get(2)).isEqualTo("api");
    assertThat(same(83, "GET / HTTP/1.0\r\n\r\n").get(2)).isEqualTo("any");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/external/a",
        "/external/",
        "/EXTERNAL/x?y=/echo",
        "/external%2Fa",
        "/%65xternal/a",
        "/external",
        "/echo",
        "/Echo?x",
        "/echo/",
        "/images/1",
        "/img/1",
        "/a/b%20c",
        "/internal?/external/",
        "/",
        "/x/../echo",
        "/%c3%a4",
        "/%C3%A4",
        "/%c3%84",
        "/\u00c3\u00a4",
        "/%c3\u00a4",
        "/%c3%96L/x",
        "/%c3%b6l/x",
        "/\u00c3\u0096l/",
        "/%f0%9f%98%80x",
        "/\u00f0\u009f\u0098\u0080",
        "/ASK/x",
        "/a%c5%bfk/x",
        "/K",
        "/%e2%84%aa",
        "/a.b+(c)[d]{2}|$^\\",
        "/A.B%2b(c)%5Bd]%7b2}%7c$^%5c",
        "/aXb+(c)[d]{2}|$^\\",
        "/nothing",
        "/empty",
        "/moved",
        "/odd",
        "/slow",
        "/%zz",
        "/%00",
        "http://paths.test/echo",
        "http://unknown/echo",
        "//external/",
        "/.plumbline/0/5"
      })
  void the_first_route_that_takes_the_path_answers(String target) throws IOException {
    same(80, request("paths.test", target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Case/a",
        "/case/a",
        "/%43ase/a",
        "/\u00c3\u00a4\u00f0\u009f\u0098\u0080",
        "/%c3%a4%f0%9f%98%80"
      })
  void paths_are_compared_as_they_come_where_it_says_so(String target) throws IOException {
    same(83, request("any", target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/old",
        "/old?q=1",
        "/kept/a%20b?q=1",
        "/kept/",
        "/asked",
        "/asked?q=1",
        "/pre/a",
        "/pre/a/b?c=/pre/",
        "/pre/",
        "/PRE/A",
        "/%70re/%61",
        "/pre%2Fx",
        "/plain/a?b=c",
        "/plain/missing",
        "/plain/own",
        "/pinned",
        "/mispinned",
        "/empty",
        "/secure",
        "/foreign",
        "/trusted",
        "/expired",
        "/unchecked",
        "/member",
        "/v1",
        "/silent",
        "/late",
        "/refused",
        "/bare",
        "/rewrite/shoes/red?x=1",
        "/rewrite/plain/missing",
        "/rewrite/x",
        "/again/a?b",
        "/round/a",
        "/none"
      })
  void what_is_passed_on_arrives_and_is_answered_alike(String target) throws IOException {
    same(
        80,
        request(
            "shop.test",
            target,
            "Cookie: a=b; taste=sweet",
            "Accept: text/html",
            "X-Forwarded-For: 192.0.2.1",
            "X-Forwarded-Proto: forged",
            "X-Original-Host: forged",
            "X_Odd: 1"));
  }

  @Test
  void a_condition_that_does_not_hold_leaves_all_as_it_was() throws IOException {
    same(80, request("shop.test", "/rewrite/shoes/red?x=1", "X-Skip: yes"));
  }

  @Test
  void a_rewrite_sees_the_first_line_of_a_header_and_sets_all_of_them() throws IOException {
    List<String> seen =
        same(
            80,
            request(
                "shop.test",
                "/lines/x",
                "X-Role: user",
                "X-Role: admin",
                "X-Gone: 1",
                "X-Gone: 2",
                "X-Forwarded-For: 192.0.2.1",
                "X-Forwarded-For: 192.0.2.2",
                "Cookie: a=b",
                "Cookie: my-cookie=Sweet ; my-cookie=sour",
                "X_Set: forged"));
    assertThat(seen.get(2))
        .contains("x-role=[user!]", "x-taste=[Sweet S]", "x_set=[yes]")
        .contains("x-hops=[192.0.2.1, 192.0.2.2]", "x-cookies=[a=b; my-cookie=Sweet")
        .doesNotContain("x-saw", "x-gone");
    assertThat(same(80, request("shop.test", "/lines/x", "X-Role: admin")).get(2))
        .contains("x-saw=[admin]");
    assertThat(same(80, request("shop.test", "/lines/answer")).get(1))
        .contains("x-r: one!", "set-cookie: a=1; Secure")
        .doesNotContain("two", "b=2", "x-saw", "x-gone");
  }

  @Test
  void a_variable_of_a_header_takes_an_underscore_for_a_hyphen() throws IOException {
    assertThat(same(83, request("any", "/under", "X_Under: v", "X-Under: w")).get(2))
        .contains("x-saw=[v v]");
  }

  @Test
  void where_a_condition_does_not_hold_all_lines_stay() throws IOException {
    List<String> kept =
        same(80, request("shop.test", "/kept-lines/x", "X-Role: user", "X-Role: admin"));
    assertThat(kept.get(2)).contains("x-role=[user, admin]");
    assertThat(same(80, request("shop.test", "/kept-lines/x")).get(2)).doesNotContain("x-role");
    assertThat(
            same(
                    80,
                    request(
                        "shop.test",
                        "/kept-lines/x",
                        "X-Role: user",
                        "X-Role: admin",
                        "X-Skip: no"))
                .get(2))
        .contains("x-role=[none user]");
    assertThat(
            same(
                    80,
                    request(
                        "shop.test",
                        "/kept-lines/x",
                        "X-Role: user",
                        "X-Role: admin",
                        "X-More: yes"))
                .get(2))
        .contains("x-role=[more user]");
    assertThat(same(80, request("shop.test", "/kept-lines/answer")).get(1))
        .contains("x-r: one\nx-r: two", "x-gone: 1\nx-gone: 2", "x-all: never");
    assertThat(
            same(80, request("shop.test", "/kept-lines/answer", "X-Skip: no", "X-Role: user"))
                .get(1))
        .contains("x-r: one!", "x-all: never")
        .doesNotContain("two", "x-gone");
  }

  @Test
  void methods_and_bodies_are_passed_on() throws IOException {
    same(
        80,
        "POST /plain/a HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    String chunks =
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    assertThat(same(80, "POST / HTTP/1.1\r\nHost: echo.test\r\n" + chunks).get(2))
        .contains("transfer-encoding=[chunked]", "body=hello")
        .doesNotContain("content-length");
    same(80, "POST /plain/a HTTP/1.1\r\nHost: shop.test\r\n" + chunks);
    same(80, "HEAD /plain/a HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");
    same(80, "HEAD / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n");
    same(80, "DELETE / HTTP/1.1\r\nHost: echo.test\r\nConnection: close\r\n\r\n");
  }

  @Test
  void a_request_that_asks_for_h2c_is_answered_as_described() throws IOException {
    assertThat(same(80, request("shop.test", "/old", "Upgrade: websocket, H2C")).get(0))
        .isEqualTo("403");
    same(80, request("shop.test", "/old", "Upgrade: websocket"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nX: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: api.test\r\nHost: api.test\r\n\r\n",
        "GET / SPDY/1.1\r\nHost: api.test\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /3.0 HTTP/3.0\r\nHost: api.test\r\n\r\n",
        "CONNECT / HTTP/1.1\r\nHost: api.test\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 2000000\r\n\r\n"
      })
  void a_request_that_is_not_valid_is_refused_alike(String bytes) throws IOException {
    same(80, bytes);
  }

  @Test
  void members_take_turns_and_a_cookie_keeps_a_client_with_its_own() throws IOException {
    List<String> first = same(80, request("shop.test", "/sticky"));
    List<String> second = same(80, request("shop.test", "/sticky"));
    assertThat(first.get(2)).contains("host=first");
    assertThat(second.get(2)).contains("host=second");
    String cookie =
        second.get(1).replaceAll("(?s).*set-cookie: (at=[0-9a-f]{32}); Path=/; Secure.*", "$1");
    for (int i = 0; i < 3; i++) {
      List<String> again = same(80, request("shop.test", "/sticky", "Cookie: " + cookie));
      assertThat(again.get(2)).contains("host=second");
      assertThat(again.get(1)).doesNotContain("set-cookie");
    }
    same(80, request("shop.test", "/sticky", "Cookie: at=unknown"));
  }

  @Test
  void a_member_that_cannot_be_connected_to_is_passed_over() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(same(80, request("shop.test", "/half")).get(2)).contains("host=second");
    }
  }

  @Test
  void services_of_bare_bytes_greet() throws IOException {
    try (Socket socket = servers.real("10.1.0.4", 22)) {
      socket.getOutputStream().write('x');
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("SSH-2.0-x\r\nx");
    }
  }
}
