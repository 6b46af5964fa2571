package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.echoing;
import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.TlsBuilder;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {

  private Stage stage;

  @BeforeEach
  void start() {
    stage =
        new Stage(
            Network.builder("test")
                .segment("subnet", "10.1.0.0/24")
                .certificate("gateway", "gateway.contoso.net")
                .certificate("api", "api.contoso.net")
                .certificateOf("somebody", "foreign", "api.contoso.net")
                .host(
                    "gateway",
                    "subnet",
                    "10.1.0.4",
                    h ->
                        h.http(
                                80,
                                http ->
                                    http.server("Gateway/1")
                                        .anyHost(
                                            v ->
                                                v.route("/two/*", forwardingTo("two"))
                                                    .route("/plain/*", forwardingTo("plain"))
                                                    .route("/member/*", forwardingTo("member"))
                                                    .route("/named/*", forwardingTo("named"))
                                                    .route("/empty/*", forwardingTo("empty"))
                                                    .route("/foreign/*", forwardingTo("foreign"))
                                                    .route("/trusted/*", forwardingTo("trusted"))
                                                    .route("/garbage/*", forwardingTo("garbage"))
                                                    .route("/silent/*", forwardingTo("silent"))
                                                    .route("/late/*", forwardingTo("late"))
                                                    .route("/bare/*", forwardingTo("bare"))
                                                    .route("/uneven/*", forwardingTo("uneven"))
                                                    .otherwise(forwardingTo("tls"))))
                            .https(
                                443,
                                TlsBuilder.tls("gateway").http2(),
                                http -> http.anyHost(forwardingTo("tls")))
                            .upstream(
                                "tls",
                                443,
                                u -> u.members("10.1.0.5").tls().host("api.contoso.net"))
                            .upstream("plain", 80, u -> u.members("10.1.0.5"))
                            .upstream(
                                "bare", 80, u -> u.members("10.1.0.5").withoutForwardedHeaders())
                            .upstream(
                                "member", 443, u -> u.members("10.1.0.5").tls().hostFromMember())
                            .upstream(
                                "named",
                                443,
                                u -> u.members("api.contoso.net").tls().hostFromMember())
                            .upstream("two", 80, u -> u.members("10.1.0.5", "10.1.0.6"))
                            .upstream(
                                "uneven",
                                81,
                                u ->
                                    u.members("10.1.0.5", "10.1.0.6")
                                        .timeout(Duration.ofSeconds(1)))
                            .upstream("empty", 80, u -> u.unavailableStatus(503))
                            .upstream(
                                "foreign",
                                444,
                                u -> u.members("10.1.0.5").tls().host("api.contoso.net"))
                            .upstream(
                                "trusted",
                                444,
                                u ->
                                    u.members("10.1.0.5")
                                        .tls()
                                        .host("api.contoso.net")
                                        .trustedRoots("somebody"))
                            .upstream("garbage", 22, u -> u.members("10.1.0.5"))
                            .upstream(
                                "silent",
                                23,
                                u ->
                                    u.members("10.1.0.5")
                                        .timeout(Duration.ofMillis(200))
                                        .timeoutStatus(502))
                            .upstream(
                                "late",
                                81,
                                u -> u.members("10.1.0.5").timeout(Duration.ofMillis(200))))
                .host(
                    "api",
                    "subnet",
                    "10.1.0.5",
                    h ->
                        h.https(443, "api", echoing())
                            .https(444, "foreign", echoing())
                            .http(
                                80,
                                http ->
                                    http.server("Backend/2")
                                        .anyHost(
                                            v ->
                                                v.route("/two/*", replying(200, "first"))
                                                    .route(
                                                        "/plain/reply",
                                                        new Handling(
                                                            new Reply(
                                                                418,
                                                                List.of(
                                                                    "X-Own: 1",
                                                                    "Set-Cookie: a",
                                                                    "Set-Cookie: b",
                                                                    "Upgrade: h2c"),
                                                                "tea"),
                                                            false,
                                                            null,
                                                            null,
                                                            Duration.ZERO))
                                                    .otherwise(echoing())))
                            .http(81, replying(200, "late").after(Duration.ofSeconds(20)))
                            .tcp(22, "SSH-2.0-plumbline\r\n")
                            .tcp(23))
                .host(
                    "second",
                    "subnet",
                    "10.1.0.6",
                    h -> h.http(80, replying(200, "second")).http(81, replying(200, "second")))
                .build());
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String send(String head, String body) throws IOException {
    return RawClient.plain(
        stage.at("gateway", 80), head.replace("\n", "\r\n") + "Connection: close\r\n\r\n" + body);
  }

  private String get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\nHost: Client.Contoso.net:80\n", "");
  }

  private Arrival arrived() {
    List<Arrival> arrivals = stage.arrivals.at("api");
    return arrivals.get(arrivals.size() - 1);
  }

  private static String header(Arrival arrival, String name) {
    return arrival.headers().stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .collect(Collectors.joining(" | "));
  }

  private String lastReason() {
    List<ErrorLog.Entry> errors = stage.servers.get("gateway").lastErrors();
    return errors.get(errors.size() - 1).reason();
  }

  @Test
  void passes_method_target_headers_and_body_on_and_says_for_whom() throws IOException {
    String answer =
        send(
            "PUT /plain/a%2Fb/../c?q=%27x HTTP/1.1\nHost: Client.Contoso.net:80\nX-Mine: 1\n"
                + "X-Forwarded-For: 203.0.113.9\nX-Forwarded-Proto: gopher\nX-Original-Host: forged\n"
                + "Content-Length: 4\n",
            "body");
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .contains("Server: Backend/2", "\"body\":\"body\"");
    Arrival arrival = arrived();
    assertThat(arrival.method()).isEqualTo("PUT");
    assertThat(arrival.target()).isEqualTo("/plain/a%2Fb/../c?q=%27x");
    assertThat(arrival.source()).isEqualTo("10.1.0.4");
    assertThat(header(arrival, "Host")).isEqualTo("Client.Contoso.net:80");
    assertThat(header(arrival, "X-Mine")).isEqualTo("1");
    assertThat(header(arrival, "X-Forwarded-For"))
        .matches("203\\.0\\.113\\.9, 10\\.9\\.0\\.4:\\d+");
    assertThat(header(arrival, "X-Forwarded-Proto")).isEqualTo("http");
    assertThat(header(arrival, "X-Forwarded-Port")).isEqualTo("80");
    assertThat(header(arrival, "X-Original-Host")).isEqualTo("Client.Contoso.net:80");
    assertThat(header(arrival, "X-Original-URL")).isEqualTo("/plain/a%2Fb/../c?q=%27x");
  }

  @Test
  void hop_by_hop_headers_go_no_further_in_either_direction() throws IOException {
    String answer =
        send(
            "GET /plain/reply HTTP/1.1\nHost: h\nTE: trailers\nKeep-Alive: 3\nProxy-Connection: x\n"
                + "Upgrade: h2c\nX-Hop: 1\nConnection: x-hop, Upgrade\n",
            "");
    assertThat(arrived().headers())
        .extracting(h -> h.name().toLowerCase(Locale.ROOT))
        .doesNotContain(
            "te", "keep-alive", "proxy-connection", "upgrade", "x-hop", "transfer-encoding");
    assertThat(answer)
        .startsWith("HTTP/1.1 418")
        .contains("X-Own: 1", "Set-Cookie: a\r\n", "Set-Cookie: b\r\n", "Server: Backend/2")
        .doesNotContain("Upgrade", "h2c")
        .endsWith("\r\n\r\ntea");
  }

  @Test
  void adds_no_forwarded_headers_where_it_is_not_to() throws IOException {
    send("GET /bare/ HTTP/1.1\nHost: h\nX-Forwarded-For: 203.0.113.9\n", "");
    assertThat(header(arrived(), "X-Forwarded-For")).isEqualTo("203.0.113.9");
    assertThat(header(arrived(), "X-Original-Host")).isEmpty();
  }

  @Test
  void sends_the_fixed_host_as_host_and_server_name() throws IOException {
    assertThat(get("/tls")).startsWith("HTTP/1.1 200");
    assertThat(header(arrived(), "Host")).isEqualTo("api.contoso.net");
    assertThat(arrived().sni()).isEqualTo("api.contoso.net");
    assertThat(header(arrived(), "X-Original-Host")).isEqualTo("Client.Contoso.net:80");
  }

  @Test
  void sends_the_member_as_host_where_it_is_to_and_resolves_names() throws IOException {
    assertThat(get("/named/x")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("does not resolve");
    stage.names.put("api.contoso.net", List.of(IpAddresses.parse("10.1.0.5")));
    assertThat(get("/named/x")).startsWith("HTTP/1.1 200");
    assertThat(header(arrived(), "Host")).isEqualTo("api.contoso.net");
    assertThat(arrived().sni()).isEqualTo("api.contoso.net");
  }

  @Test
  void an_address_as_host_is_no_server_name_and_must_stand_in_the_certificate() throws IOException {
    assertThat(get("/member/x")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("does not match the host name \"10.1.0.5\"");
    assertThat(stage.arrivals.at("api")).isEmpty();
  }

  @Test
  void takes_the_members_in_turn_and_leaves_out_the_unhealthy_ones() throws IOException {
    assertThat(bodies(4)).containsExactly("first", "second", "first", "second");
    stage.unhealthy.add("10.1.0.5");
    assertThat(bodies(3)).containsOnly("second");
    stage.unhealthy.add("10.1.0.6");
    assertThat(get("/two/x"))
        .startsWith("HTTP/1.1 502 Bad Gateway")
        .contains(
            "Server: Gateway/1",
            "<center><h1>502 Bad Gateway</h1></center>",
            "<center>Gateway/1</center>");
    assertThat(lastReason()).isEqualTo("None of the members [10.1.0.5, 10.1.0.6] is healthy.");
  }

  private List<String> bodies(int times) {
    return IntStream.range(0, times)
        .mapToObj(
            i -> {
              try {
                String answer = get("/two/x");
                return answer.substring(answer.indexOf("\r\n\r\n") + 4);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  @Test
  void passes_over_a_member_that_cannot_be_connected_to() throws IOException {
    stage.unreachable.put(IpAddresses.parse("10.1.0.5"), new Outcome.Refused());
    assertThat(bodies(3)).containsOnly("second");
    stage.unreachable.put(IpAddresses.parse("10.1.0.6"), new Outcome.Refused());
    assertThat(get("/two/x")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("refused");
  }

  @Test
  void answers_an_empty_pool_with_the_status_described() throws IOException {
    assertThat(get("/empty/x")).startsWith("HTTP/1.1 503");
    assertThat(lastReason()).isEqualTo("The upstream has no members.");
  }

  @Test
  void answers_502_when_the_way_to_the_backend_is_dropped() throws IOException {
    stage.unreachable.put(IpAddresses.parse("10.1.0.5"), new Outcome.TimedOut(Phase.CONNECT));
    assertThat(get("/late/x")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("Connecting to 10.1.0.5:81 ended with: dropped");
  }

  @Test
  void answers_504_or_as_described_when_the_backend_is_late() throws IOException {
    assertThat(get("/late/x")).startsWith("HTTP/1.1 504 Gateway Timeout");
    assertThat(lastReason()).contains("did not answer within 200 ms");
    assertThat(get("/silent/x")).startsWith("HTTP/1.1 502");
  }

  @Test
  void
      asks_another_member_once_in_the_place_of_a_late_one_but_sends_nothing_twice_that_may_act_twice()
          throws IOException {
    assertThat(get("/uneven/1")).startsWith("HTTP/1.1 200");
    assertThat(get("/uneven/2")).startsWith("HTTP/1.1 200");
    assertThat(List.of(post("/uneven/3"), post("/uneven/4"))).containsExactlyInAnyOrder(200, 504);
    assertThat(stage.arrivals.at("second")).extracting(Arrival::method).containsOnlyOnce("POST");
  }

  private int post(String path) throws IOException {
    return RawClient.status(
        send("POST " + path + " HTTP/1.1\nHost: api.contoso.net\nContent-Length: 0\n", ""));
  }

  @Test
  void answers_502_when_the_backend_does_not_speak_http() throws IOException {
    assertThat(get("/garbage/x")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("not HTTP");
  }

  @Test
  void answers_502_when_the_certificate_is_not_trusted_or_has_expired() throws IOException {
    assertThat(get("/foreign/x")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("not signed by a well-known Certificate Authority");
    assertThat(get("/trusted/x")).startsWith("HTTP/1.1 200");
    // The session of the first request vouches for nothing.
    assertThat(get("/tls")).startsWith("HTTP/1.1 200");
    Fault expired = Fault.expiredCertificate("api");
    stage.faults.add(expired);
    assertThat(get("/tls")).startsWith("HTTP/1.1 502");
    assertThat(lastReason()).contains("Backend certificate is invalid");
    stage.faults.remove(expired);
    assertThat(get("/tls")).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_head_request_is_passed_on_and_answered_without_a_body() throws IOException {
    assertThat(send("HEAD /plain/reply HTTP/1.1\nHost: h\n", ""))
        .startsWith("HTTP/1.1 418")
        .containsIgnoringCase("content-length: 3")
        .endsWith("\r\n\r\n");
    assertThat(arrived().method()).isEqualTo("HEAD");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passes_on_http_2_as_http_1_1(boolean http2) throws IOException {
    HandshakeCertificates certificates = TestCertificates.client();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
            .dns(name -> List.of(InetAddress.getLoopbackAddress()))
            .protocols(
                http2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1))
            .build();
    String large = "x".repeat(300_000);
    try (Response response =
        client
            .newCall(
                new Request.Builder()
                    .url(
                        "https://gateway.contoso.net:"
                            + stage.at("gateway", 443).getPort()
                            + "/p?q")
                    .post(RequestBody.create(large, MediaType.get("text/plain")))
                    .build())
            .execute()) {
      assertThat(response.protocol()).isEqualTo(http2 ? Protocol.HTTP_2 : Protocol.HTTP_1_1);
      assertThat(response.code()).isEqualTo(200);
      assertThat(response.body().string()).contains("\"version\":\"HTTP/1.1\"", large);
    }
    assertThat(arrived().headers())
        .extracting(Header::name)
        .noneMatch(name -> name.startsWith("x-http2"));
    assertThat(header(arrived(), "X-Forwarded-Proto")).isEqualTo("https");
    assertThat(header(arrived(), "X-Original-Host")).startsWith("gateway.contoso.net:");
    client.connectionPool().evictAll();
  }
}
