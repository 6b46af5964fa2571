package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
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

  private static final String NETWORK =
      """
      name: served
      segments:
        - {name: subnet, prefixes: 10.1.0.0/16}
      certificates:
        - {name: api, names: [api.test, '*.apps.test']}
        - {name: other, names: other.test}
        - {name: same, names: api.test}
        - {name: foreign, names: api.test, issuer: somebody}
        - {name: expired, names: api.test, validity: expired}
      hosts:
        - {name: client, segment: subnet, addresses: 10.1.9.4}
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                server: Gateway/1
                upgrade-status: 403
                error-pages: [{status: 404, headers: ['Content-Type: text/html'], body: not here}]
                hosts:
                  - names: shop.test
                    label: shop
                    error-pages: [{status: 502, body: closed}]
                    routes:
                      - {paths: /old, handling: {redirect: 'https://new.test/'}}
                      - {paths: /kept/*, handling: {redirect: {url: 'https://{host}:8443', status: 308, path: true, query: true}}}
                      - {paths: /asked, handling: {redirect: {url: 'https://new.test/x?a=b', status: 301, query: true}}}
                      - {paths: /pre/*, handling: {forward: prefix}}
                      - {paths: /plain/*, handling: {forward: plain}}
                      - {paths: /sticky, handling: {forward: sticky}}
                      - {paths: /pinned, handling: {forward: pinned}}
                      - {paths: /mispinned, handling: {forward: mispinned}}
                      - {paths: /empty, handling: {forward: empty}}
                      - {paths: /secure, handling: {forward: secure}}
                      - {paths: /foreign, handling: {forward: foreign}}
                      - {paths: /trusted, handling: {forward: trusted}}
                      - {paths: /expired, handling: {forward: expired}}
                      - {paths: /unchecked, handling: {forward: unchecked}}
                      - {paths: /member, handling: {forward: member}}
                      - {paths: /v1, handling: {forward: v1}}
                      - {paths: /garbage, handling: {forward: garbage}}
                      - {paths: /silent, handling: {forward: silent}}
                      - {paths: /late, handling: {forward: late}}
                      - {paths: /refused, handling: {forward: refused}}
                      - {paths: /half, handling: {forward: half}}
                      - {paths: /bare, handling: {forward: bare}}
                      - paths: /rewrite/*
                        handling:
                          forward: plain
                          rewrites:
                            - name: captured
                              conditions: [{variable: var_uri_path, pattern: '^/rewrite/(\\w+)/(\\w+)$'}, {variable: http_req_X-Skip, pattern: yes, negate: true}]
                              request-headers: ['X-Second: {var_uri_path_2}', 'X-Host: {var_host}', 'X-Scheme: {var_request_scheme}', 'X-Nobody: {http_req_Nobody}', 'X-Cookie: {var_cookie_taste}', 'Accept:']
                              response-headers: ['X-Status: {var_http_status}', 'X-Type: {http_resp_Content-Type}', 'Server:']
                              path: /{var_uri_path_1}
                              query: was={var_uri_path_2}&{var_query_string}
                            - name: of the answer
                              conditions: [{variable: var_http_status, pattern: '^4'}]
                              response-headers: ['X-Failed: {var_http_status}']
                      - paths: /again/*
                        handling:
                          forward: plain
                          rewrites:
                            - {name: away, conditions: [{variable: var_uri_path, pattern: '^/again/(.*)'}], path: '/pre/{var_uri_path_1}', reroute: true}
                      - paths: /round/*
                        handling:
                          forward: plain
                          rewrites:
                            - {name: longer, path: '{var_uri_path}x', reroute: true}
                  - names: api.test
                    otherwise: {reply: {status: 200, body: api}}
                  - names: '*.wild.test'
                    otherwise: {reply: {status: 200, body: wild}}
                  - names: a.wild.test
                    otherwise: {reply: {status: 200, body: never}}
                  - names: h?st.test
                    otherwise: {reply: {status: 200, body: question}}
                  - names: paths.test
                    routes:
                      - {paths: /external/*, handling: {reply: {body: external}}}
                      - {paths: /external/a, handling: {reply: {body: never}}}
                      - {paths: /echo, handling: {reply: {status: 201, body: exact}}}
                      - {paths: /img*, handling: {reply: {body: prefix}}}
                      - {paths: /a/b c, handling: {reply: {body: decoded}}}
                      - {paths: /ä, handling: {reply: {body: umlaut}}}
                      - {paths: /nothing, handling: {reply: {status: 204}}}
                      - {paths: /empty, handling: {reply: {status: 404}}}
                      - {paths: /moved, handling: {reply: {status: 307, headers: ['Location: /x'], body: moved}}}
                      - {paths: /odd, handling: {reply: {status: 200, headers: ['X-A: $host', 'X-A: "b"', 'Server: Own'], body: '$host \\ "{client-address}"'}}}
                      - {paths: /slow, handling: {reply: {status: 200, body: late}, delay: 100ms}}
                  - names: echo.test
                    otherwise: {echo: true}
            - port: 81
              http: {hosts: [{names: api.test, otherwise: {reply: {status: 200, body: api}}}], on-unknown-host: misdirected, decodes-paths: false, case-sensitive-paths: true}
            - port: 82
              http: {hosts: [{names: api.test, otherwise: {reply: {status: 200, body: api}}}], on-unknown-host: close}
            - port: 83
              http:
                decodes-paths: false
                case-sensitive-paths: true
                hosts: [{routes: [{paths: /Case/*, handling: {reply: {status: 200, body: case}}}], otherwise: {reply: {status: 200, body: any}}}]
            - {port: 22, tcp: {banner: "SSH-2.0-x\\r\\n", echo: true}}
          upstreams:
            - {name: plain, members: 10.1.0.5, port: 80, plain-header-names: true}
            - {name: prefix, members: 10.1.0.5, port: 80, path: /v2/, plain-header-names: true}
            - {name: sticky, members: [10.1.0.5, 10.1.0.6], port: 80, affinity: [{name: at, attributes: Path=/; Secure}], plain-header-names: true}
            - {name: pinned, members: 10.1.0.5, port: 443, tls: true, verification: {certificates: same, name: false}, plain-header-names: true}
            - {name: mispinned, members: 10.1.0.5, port: 443, tls: true, verification: {certificates: other, name: false}, plain-header-names: true}
            - {name: empty, port: 80, plain-header-names: true}
            - {name: secure, members: 10.1.0.5, port: 443, tls: true, host: api.test, plain-header-names: true}
            - {name: foreign, members: 10.1.0.5, port: 444, tls: true, host: api.test, plain-header-names: true}
            - {name: trusted, members: 10.1.0.5, port: 444, tls: true, host: api.test, trusted-roots: somebody, plain-header-names: true}
            - {name: expired, members: 10.1.0.5, port: 445, tls: true, host: api.test, plain-header-names: true}
            - {name: unchecked, members: 10.1.0.5, port: 445, tls: true, verification: {chain: false, name: false, server-name: x.apps.test}, plain-header-names: true}
            - {name: member, members: 10.1.0.5, port: 443, tls: true, host-from-member: true, plain-header-names: true}
            - {name: v1, members: 10.1.0.5, port: 443, tls: true, verification: {server-name-from-member: true}, plain-header-names: true}
            - {name: garbage, members: 10.1.0.5, port: 22, plain-header-names: true}
            - {name: silent, members: 10.1.0.5, port: 23, timeout: 200ms, timeout-status: 502, plain-header-names: true}
            - {name: late, members: 10.1.0.5, port: 23, timeout: 200ms, plain-header-names: true}
            - {name: refused, members: 10.1.0.5, port: 99, unavailable-status: 503, plain-header-names: true}
            - {name: half, members: [10.1.0.5, 10.1.0.6], port: 81, plain-header-names: true}
            - {name: bare, members: 10.1.0.5, port: 80, forwarded-headers: false, plain-header-names: true}
        - name: first
          segment: subnet
          addresses: 10.1.0.5
          listeners:
            - {port: 80, http: {server: First, hosts: [{routes: [{paths: /plain/missing, handling: {reply: {status: 404, body: gone}}}], otherwise: {echo: true}}]}}
            - {port: 443, tls: api, http: {hosts: [{otherwise: {echo: true}}]}}
            - {port: 444, tls: foreign, http: {hosts: [{otherwise: {echo: true}}]}}
            - {port: 445, tls: expired, http: {hosts: [{otherwise: {echo: true}}]}}
            - {port: 22, tcp: {banner: "SSH-2.0-x\\r\\n"}}
            - {port: 23, tcp: {banner: ''}}
        - name: second
          segment: subnet
          addresses: 10.1.0.6
          listeners:
            - {port: 80, http: {hosts: [{otherwise: {echo: true}}]}}
            - {port: 81, http: {hosts: [{otherwise: {echo: true}}]}}
      """;

  @TempDir static Path directory;

  private static BothServers servers;

  @BeforeAll
  static void start() {
    Network network = Networks.read(Source.of("served.yaml", NETWORK)).value();
    servers = new BothServers(network, directory);
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
    headers.remove("content-length", List.of("0"));
    echo.put("headers", headers);
    return echo.toString();
  }

  private static List<String> same(int port, String bytes) throws IOException {
    List<String> simulated =
        essence(BothServers.exchange(servers.simulated("10.1.0.4", port), bytes));
    List<String> real = essence(BothServers.exchange(servers.real("10.1.0.4", port), bytes));
    assertThat(real).as(bytes).isEqualTo(simulated);
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
  @ValueSource(strings = {"/Case/a", "/case/a", "/%43ase/a"})
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
  void methods_and_bodies_are_passed_on() throws IOException {
    same(
        80,
        "POST /plain/a HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
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
        "GET / HTTP/3.0\r\nHost: api.test\r\n\r\n",
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
