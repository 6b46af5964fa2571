package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.echoing;
import static dev.plumbline.network.TlsBuilder.tls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage =
        new Stage(
            Network.builder("test")
                .segment("subnet", "10.1.0.0/24")
                .certificate("default", "default.contoso.net")
                .certificate("api", "api.contoso.net", "other.contoso.net")
                .certificate("wild", "*.contoso.net")
                .certificate("swapped", "swapped.contoso.net")
                .certificateOf("somebody", "foreign", "foreign.contoso.net")
                .certificate(
                    new CertificateSpec("old", List.of("old.contoso.net"), "lab", Validity.EXPIRED))
                .host(
                    "api",
                    "subnet",
                    "10.1.0.5",
                    h ->
                        h.https(
                                443,
                                tls("default", "wild", "api", "swapped", "old", "foreign"),
                                http -> http.anyHost(echoing()))
                            .https(
                                444,
                                tls("api").onUnknownSni(UnknownSni.ALERT),
                                http -> http.anyHost(echoing()))
                            .https(
                                445,
                                tls("api").onUnknownSni(UnknownSni.RESET),
                                http -> http.anyHost(echoing()))
                            .https(
                                446,
                                tls("api").minimumVersion("TLSv1.3"),
                                http -> http.anyHost(echoing()))
                            .https(
                                447,
                                tls("api").clientCertificate(),
                                http -> http.anyHost(echoing()))
                            .https(448, tls("api").http2(), http -> http.anyHost(echoing()))
                            .https(
                                449,
                                tls("default", "api", "wild", "swapped")
                                    .clientCertificateFor("api.contoso.net", "*.inner.contoso.net"),
                                http -> http.anyHost(echoing()))
                            .https(
                                450,
                                tls("default", "api")
                                    .serverName("open.contoso.net", "api")
                                    .clientCertificateFor("*")
                                    .http2(),
                                http -> http.anyHost(echoing())))
                .build());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /**
   * A new one each time: a client that resumes a session sends the server name of that session,
   * whatever it is told to send.
   */
  private static SSLContext lab() {
    return TestCertificates.client().sslContext();
  }

  private static Set<String> namesPresented(int port, @Nullable String sni) throws IOException {
    try (SSLSocket socket = RawClient.tls(stage.at("api", port), lab(), sni)) {
      X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return leaf.getSubjectAlternativeNames().stream()
          .map(n -> String.valueOf(n.get(1)))
          .collect(Collectors.toSet());
    } catch (CertificateParsingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "api.contoso.net, api.contoso.net",
    "API.CONTOSO.NET, api.contoso.net",
    "other.contoso.net, api.contoso.net",
    "portal.contoso.net, *.contoso.net",
    "a.b.contoso.net, default.contoso.net",
    "contoso.net, default.contoso.net",
    "elsewhere.org, default.contoso.net"
  })
  void presents_the_certificate_of_the_server_name_then_a_wildcard_then_the_first(
      String sni, String expected) throws IOException {
    assertThat(namesPresented(443, sni)).contains(expected);
  }

  @Test
  void presents_the_first_certificate_without_a_server_name() throws IOException {
    assertThat(namesPresented(443, null)).containsExactly("default.contoso.net");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown.contoso.net"})
  void answers_an_unknown_or_missing_server_name_with_an_alert_where_described(String sni) {
    assertThatThrownBy(() -> namesPresented(444, sni.isEmpty() ? null : sni))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unrecognized_name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown.contoso.net"})
  void resets_an_unknown_or_missing_server_name_where_described(String sni) {
    assertThatThrownBy(() -> namesPresented(445, sni.isEmpty() ? null : sni))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("Connection reset");
  }

  @Test
  void a_known_server_name_passes_where_unknown_ones_are_refused() throws IOException {
    assertThat(namesPresented(444, "api.contoso.net")).contains("api.contoso.net");
    assertThat(namesPresented(445, "api.contoso.net")).contains("api.contoso.net");
  }

  @Test
  void refuses_versions_below_the_minimum() throws IOException {
    assertThatThrownBy(
            () -> RawClient.tls(stage.at("api", 446), lab(), "api.contoso.net", "TLSv1.2").close())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("protocol_version");
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      int port = version.equals("TLSv1.2") ? 443 : 446;
      try (SSLSocket socket =
          RawClient.tls(stage.at("api", port), lab(), "api.contoso.net", version)) {
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      }
    }
  }

  private static String getWith(HandshakeCertificates client, String version) throws IOException {
    try (SSLSocket socket =
        RawClient.tls(stage.at("api", 447), client.sslContext(), "api.contoso.net", version)) {
      return RawClient.exchange(
          socket, "GET / HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void lets_in_only_clients_with_a_certificate_of_the_lab_where_described(String version)
      throws IOException {
    assertThat(getWith(TestCertificates.client("lab"), version)).startsWith("HTTP/1.1 200");
    assertThatThrownBy(() -> getWith(TestCertificates.client(), version))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> getWith(TestCertificates.client("somebody"), version))
        .isInstanceOf(IOException.class);
  }

  private static String statusLine(
      int port, @Nullable String sni, String host, HandshakeCertificates client, String version)
      throws IOException {
    try (SSLSocket socket =
        RawClient.tls(stage.at("api", port), client.sslContext(), sni, version)) {
      return RawClient.exchange(
              socket, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
          .replaceAll("(?s)^HTTP/1.1 (\\d{3}).*", "$1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // port, server name, Host, without a certificate, with one
    "449, default.contoso.net, default.contoso.net, 200, 200",
    "449, api.contoso.net, api.contoso.net, 400, 200",
    "449, API.contoso.net, Api.contoso.net:449, 400, 200",
    "449, a.inner.contoso.net, a.inner.contoso.net, 400, 200",
    "449, default.contoso.net, api.contoso.net, 421, 421",
    "449, default.contoso.net, a.inner.contoso.net, 421, 421",
    "449, a.inner.contoso.net, api.contoso.net, 421, 421",
    "449, api.contoso.net, default.contoso.net, 200, 200",
    "449, , default.contoso.net, 200, 200",
    // Nobody was asked for a certificate here, so that nobody can have one.
    "449, , api.contoso.net, 400, 400",
    "450, open.contoso.net, open.contoso.net, 200, 200",
    "450, other.contoso.net, other.contoso.net, 400, 200",
    "450, open.contoso.net, other.contoso.net, 421, 421",
    "450, , other.contoso.net, 400, 200",
  })
  void asks_for_a_client_certificate_by_server_name(
      int port, @Nullable String sni, String host, String without, String with) throws IOException {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      assertThat(statusLine(port, sni, host, TestCertificates.client(), version))
          .as("without a certificate, %s", version)
          .isEqualTo(without);
      assertThat(statusLine(port, sni, host, TestCertificates.client("lab"), version))
          .as("with a certificate, %s", version)
          .isEqualTo(with);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_client_that_has_a_certificate_of_another_authority_only_has_none(String version)
      throws IOException {
    assertThat(
            statusLine(
                449,
                "api.contoso.net",
                "api.contoso.net",
                TestCertificates.client("somebody"),
                version))
        .isEqualTo("400");
  }

  @Test
  void says_that_a_client_certificate_was_missing() throws IOException {
    try (SSLSocket socket =
        RawClient.tls(stage.at("api", 449), lab(), "api.contoso.net", "TLSv1.3")) {
      assertThat(RawClient.exchange(socket, "GET / HTTP/1.1\r\nHost: api.contoso.net\r\n\r\n"))
          .contains("<title>400 No required SSL certificate was sent</title>");
    }
  }

  @Test
  void presents_certificates_that_a_client_of_the_lab_refuses_for_what_they_are() {
    assertThatThrownBy(() -> namesPresented(443, "old.contoso.net"))
        .hasRootCauseInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(() -> namesPresented(443, "foreign.contoso.net"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void a_fault_expires_a_certificate_for_new_handshakes_until_it_is_taken_away()
      throws IOException {
    assertThat(namesPresented(443, "swapped.contoso.net")).contains("swapped.contoso.net");
    Fault expired = Fault.expiredCertificate("swapped");
    stage.faults.add(expired);
    try {
      assertThatThrownBy(() -> namesPresented(443, "swapped.contoso.net"))
          .hasRootCauseInstanceOf(CertificateExpiredException.class);
      assertThat(namesPresented(443, "api.contoso.net")).contains("api.contoso.net");
    } finally {
      stage.faults.remove(expired);
    }
    assertThat(namesPresented(443, "swapped.contoso.net")).contains("swapped.contoso.net");
  }

  @Test
  void answers_plain_http_on_a_tls_port_with_400_in_plain_text() throws IOException {
    assertThat(RawClient.plain(stage.at("api", 443), "GET / HTTP/1.1\r\nHost: api\r\n\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  private static OkHttpClient http(Protocol... protocols) {
    HandshakeCertificates certificates = TestCertificates.client();
    return new OkHttpClient.Builder()
        .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
        .dns(name -> List.of(InetAddress.getLoopbackAddress()))
        .protocols(List.of(protocols))
        .build();
  }

  private static Response get(OkHttpClient client, int port) throws IOException {
    return client
        .newCall(
            new Request.Builder()
                .url("https://api.contoso.net:" + stage.at("api", port).getPort() + "/x?y")
                .build())
        .execute();
  }

  @Test
  void speaks_http_2_where_offered_and_http_1_1_with_who_does_not() throws IOException {
    OkHttpClient h2 = http(Protocol.HTTP_2, Protocol.HTTP_1_1);
    try (Response response = get(h2, 448)) {
      assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
      assertThat(response.body().string())
          .contains(
              "\"version\":\"h2\"",
              "\"host\":[\"api.contoso.net:" + stage.at("api", 448).getPort() + "\"]",
              "\"sni\":\"api.contoso.net\"",
              "\"tls\":\"TLSv1.3\"",
              "\"target\":\"/x?y\"")
          .doesNotContain("x-http2");
    }
    try (Response response = get(h2, 443)) {
      assertThat(response.protocol()).isEqualTo(Protocol.HTTP_1_1);
    }
    try (Response response = get(http(Protocol.HTTP_1_1), 448)) {
      assertThat(response.protocol()).isEqualTo(Protocol.HTTP_1_1);
      assertThat(response.body().string()).contains("\"version\":\"HTTP/1.1\"");
    }
    h2.connectionPool().evictAll();
  }
}
