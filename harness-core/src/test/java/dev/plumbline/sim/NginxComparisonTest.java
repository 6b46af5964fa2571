package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static dev.plumbline.network.TlsBuilder.tls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.testing.ClosedPort;
import dev.plumbline.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same requests to a simulated host and to a real nginx with the same description: the answers
 * must be of the same kind.
 *
 * <p>Left out, because they differ on purpose: nginx takes a bare line feed as the end of a line,
 * refuses folded lines, resolves dot segments and compares paths with regard to case; it closes
 * where a simulated host answers 408; it answers 400 over TLS to a client without the certificate
 * that it must have, where a simulated host ends the handshake.
 */
class NginxComparisonTest {

  private static final int HTTP = 0;
  private static final int HTTPS = 1;
  private static final int HTTPS_ALERT = 2;
  private static final int HTTP_CLOSE = 3;
  private static final int HTTP_421 = 4;
  private static final int DEAD = 5;

  /** A backend that takes connections and never says anything. */
  private static final ServerSocket SILENT = silent();

  private static final ClosedPort REFUSING = new ClosedPort();

  @TempDir static Path directory;

  private static @Nullable Stage stage;
  private static @Nullable NginxServer nginx;
  private static List<Integer> ports = List.of();

  @BeforeAll
  static void start() throws IOException, CertificateEncodingException {
    ports = FreePorts.several(5);
    nginx = NginxServer.start(directory, configuration());
    stage = new Stage(network());
  }

  @AfterAll
  static void stop() throws IOException {
    SILENT.close();
    REFUSING.close();
    if (stage != null) {
      stage.close();
    }
    if (nginx != null) {
      nginx.close();
    }
  }

  private static String configuration() throws IOException, CertificateEncodingException {
    String api = NginxServer.certificate(directory, "api", "api.contoso.net");
    String wild = NginxServer.certificate(directory, "wild", "*.contoso.net");
    String first = NginxServer.certificate(directory, "default", "default.contoso.net");
    return """
        ssl_protocols TLSv1.2 TLSv1.3;
        server { listen 127.0.0.1:%1$d default_server; return 404; }
        server {
          listen 127.0.0.1:%1$d; server_name api.contoso.net;
          location / { return 200 api; }
          location = /echo { return 201 exact; }
          location /external/ { return 202 external; }
          location /refused/ { proxy_pass http://127.0.0.1:%6$d; }
          location /late/ { proxy_pass http://127.0.0.1:%10$d; proxy_read_timeout 300ms; }
        }
        server { listen 127.0.0.1:%1$d; server_name *.wild.contoso.net; return 203 wild; }
        server { listen 127.0.0.1:%2$d ssl http2 default_server; %9$s return 404; }
        server { listen 127.0.0.1:%2$d ssl http2; server_name api.contoso.net; %7$s return 200 api; }
        server { listen 127.0.0.1:%2$d ssl http2; server_name *.contoso.net; %8$s return 203 wild; }
        server { listen 127.0.0.1:%3$d ssl default_server; ssl_protocols TLSv1.3; %9$s ssl_reject_handshake on; }
        server { listen 127.0.0.1:%3$d ssl; server_name api.contoso.net; %7$s return 200 api; }
        server { listen 127.0.0.1:%4$d default_server; return 444; }
        server { listen 127.0.0.1:%4$d; server_name api.contoso.net; return 200 api; }
        server { listen 127.0.0.1:%5$d default_server; return 421; }
        server { listen 127.0.0.1:%5$d; server_name api.contoso.net; return 200 api; }
        """
        .formatted(
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            ports.get(4),
            REFUSING.number(),
            api,
            wild,
            first,
            SILENT.getLocalPort());
  }

  private static Network network() {
    Handling api = replying(200, "api");
    return Network.builder("test")
        .segment("subnet", "10.1.0.0/24")
        .certificate("api", "api.contoso.net")
        .certificate("wild", "*.contoso.net")
        .certificate("default", "default.contoso.net")
        .host(
            "host",
            "subnet",
            "10.1.0.5",
            h ->
                h.http(
                        HTTP + 1,
                        http ->
                            http.host(
                                    "api.contoso.net",
                                    v ->
                                        v.route("/echo", replying(201, "exact"))
                                            .route("/external/*", replying(202, "external"))
                                            .route("/refused/*", forwardingTo("refused"))
                                            .route("/late/*", forwardingTo("late"))
                                            .otherwise(api))
                                .host("*.wild.contoso.net", replying(203, "wild")))
                    .https(
                        HTTPS + 1,
                        tls("default", "api", "wild").http2(),
                        http ->
                            http.host("api.contoso.net", api)
                                .host("*.contoso.net", replying(203, "wild")))
                    .https(
                        HTTPS_ALERT + 1,
                        tls("api").minimumVersion("TLSv1.3").onUnknownSni(UnknownSni.ALERT),
                        http -> http.host("api.contoso.net", api))
                    .http(
                        HTTP_CLOSE + 1,
                        http -> http.host("api.contoso.net", api).onUnknownHost(UnknownHost.CLOSE))
                    .http(
                        HTTP_421 + 1,
                        http ->
                            http.host("api.contoso.net", api)
                                .onUnknownHost(UnknownHost.MISDIRECTED))
                    .tcp(23)
                    .upstream("refused", DEAD + 1, "10.1.0.5")
                    .upstream(
                        "late", 23, u -> u.members("10.1.0.5").timeout(Duration.ofMillis(300))))
        .build();
  }

  private static ServerSocket silent() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress real(int which) {
    return NginxServer.at(ports.get(which));
  }

  private static InetSocketAddress simulated(int which) {
    return Objects.requireNonNull(stage).at("host", which + 1);
  }

  /** Returns the status code and body without markup, or what came in their place. */
  private static String kind(InetSocketAddress address, String bytes) throws IOException {
    String answer;
    try {
      answer = RawClient.plain(address, bytes);
    } catch (SocketException e) {
      return "reset";
    }
    if (answer.isEmpty()) {
      return "closed";
    }
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return RawClient.status(answer) + " " + (body.startsWith("<") ? "page" : body);
  }

  private static void same(int which, String bytes, String expected) throws IOException {
    assertThat(kind(real(which), bytes)).as("nginx").isEqualTo(expected);
    assertThat(kind(simulated(which), bytes)).as("simulation").isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "api.contoso.net, 200 api",
    "API.CONTOSO.NET, 200 api",
    "api.contoso.net:8080, 200 api",
    "api.contoso.net., 200 api",
    "a.wild.contoso.net, 203 wild",
    "a.b.wild.contoso.net, 203 wild",
    "wild.contoso.net, 404 page",
    "unknown.contoso.net, 404 page",
    "127.0.0.1, 404 page",
    "[::1]:80, 404 page",
    "'', 400 page",
    "a/b, 400 page"
  })
  void chooses_the_virtual_host(String host, String expected) throws IOException {
    same(HTTP, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n", expected);
  }

  @Test
  void treats_an_unknown_host_as_described() throws IOException {
    String unknown = "GET / HTTP/1.1\r\nHost: unknown\r\nConnection: close\r\n\r\n";
    same(HTTP_CLOSE, unknown, "closed");
    same(HTTP_421, unknown, "421 page");
  }

  @ParameterizedTest
  @CsvSource({
    "/echo, 201 exact",
    "/echo?x=/external/, 201 exact",
    "/echo/, 200 api",
    "/external/, 202 external",
    "/external/a/b, 202 external",
    "/external%2Fa, 202 external",
    "/%65xternal/a, 202 external",
    "/external, 200 api",
    "/%zz, 400 page",
    "/%00, 400 page",
    "http://api.contoso.net/external/, 202 external",
    "http://unknown/external/, 404 page"
  })
  void routes_by_path(String target, String expected) throws IOException {
    same(
        HTTP,
        "GET " + target + " HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n",
        expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nX: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: api.contoso.net\r\nHost: api.contoso.net\r\n\r\n",
        "GET / SPDY/1.1\r\nHost: api.contoso.net\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: api.contoso.net\r\nX-A : 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: api.contoso.net\r\nX: a\0b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: api.contoso.net\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: api.contoso.net\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: api.contoso.net\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      })
  void refuses_a_malformed_or_invalid_request(String bytes) throws IOException {
    same(HTTP, bytes, "400 page");
  }

  @Test
  void takes_http_1_0_without_host_as_an_unknown_host() throws IOException {
    same(HTTP, "GET / HTTP/1.0\r\n\r\n", "404 page");
    same(HTTP, "GET / HTTP/1.0\r\nHost: api.contoso.net\r\n\r\n", "200 api");
  }

  @Test
  void refuses_connect_and_other_versions() throws IOException {
    same(HTTP, "CONNECT / HTTP/1.1\r\nHost: api.contoso.net\r\n\r\n", "405 page");
    same(HTTP, "GET / HTTP/3.0\r\nHost: api.contoso.net\r\n\r\n", "505 page");
  }

  @Test
  void answers_502_for_a_backend_that_refuses_and_504_for_one_that_is_late() throws IOException {
    String request = "GET %s HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n";
    same(HTTP, request.formatted("/refused/x"), "502 page");
    same(HTTP, request.formatted("/late/x"), "504 page");
  }

  @Test
  void answers_plain_http_on_a_tls_port_with_400() throws IOException {
    same(HTTPS, "GET / HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n", "400 page");
  }

  private static String handshake(InetSocketAddress address, @Nullable String sni, String version)
      throws IOException, CertificateParsingException {
    try (SSLSocket socket =
        RawClient.tls(address, TestCertificates.client().sslContext(), sni, version)) {
      X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      String names =
          leaf.getSubjectAlternativeNames().stream()
              .map(n -> String.valueOf(n.get(1)))
              .collect(Collectors.joining(","));
      String answer =
          RawClient.exchange(
              socket,
              "GET / HTTP/1.1\r\nHost: "
                  + (sni == null ? "none" : sni)
                  + "\r\nConnection: close\r\n\r\n");
      return names + " " + RawClient.status(answer);
    } catch (SSLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "api.contoso.net, TLSv1.3, api.contoso.net 200",
        "API.contoso.net, TLSv1.2, api.contoso.net 200",
        "portal.contoso.net, TLSv1.3, *.contoso.net 203",
        "elsewhere.org, TLSv1.3, default.contoso.net 404",
        "none, TLSv1.3, default.contoso.net 404"
      })
  void presents_the_certificate_of_the_server_name(String sni, String version, String expected)
      throws IOException, CertificateParsingException {
    assertThat(handshake(real(HTTPS), sni, version)).as("nginx").isEqualTo(expected);
    assertThat(handshake(simulated(HTTPS), sni, version)).as("simulation").isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "1, h2 http/1.1, h2",
        "1, http/1.1, http/1.1",
        "2, h2 http/1.1, http/1.1",
        "2, none, ''"
      })
  void chooses_the_application_protocol(int which, String offered, String expected)
      throws IOException {
    assertThat(chosen(real(which), offered)).as("nginx").isEqualTo(expected);
    assertThat(chosen(simulated(which), offered)).as("simulation").isEqualTo(expected);
  }

  private static String chosen(InetSocketAddress address, @Nullable String offered)
      throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificates.client()
                .sslContext()
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("api.contoso.net")));
      if (offered != null) {
        parameters.setApplicationProtocols(offered.split(" "));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "api.contoso.net, TLSv1.3, api.contoso.net 200",
        "unknown.contoso.net, TLSv1.3, unrecognized_name",
        "none, TLSv1.3, unrecognized_name",
        "api.contoso.net, TLSv1.2, protocol_version"
      })
  void ends_the_handshake_with_the_same_alert(String sni, String version, String expected)
      throws IOException, CertificateParsingException {
    assertThat(handshake(real(HTTPS_ALERT), sni, version)).as("nginx").contains(expected);
    assertThat(handshake(simulated(HTTPS_ALERT), sni, version)).as("simulation").contains(expected);
  }
}
