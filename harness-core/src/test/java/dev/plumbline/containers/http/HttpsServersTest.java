package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Networks;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same handshakes with simulated and with real servers of one description end alike. */
class HttpsServersTest {

  private static final String NETWORK =
      """
      name: secured
      segments: [{name: subnet, prefixes: 10.1.0.0/16}]
      certificates:
        - {name: default, names: default.test}
        - {name: api, names: api.test}
        - {name: wild, names: ['*.test', other.wild.test]}
      hosts:
        - {name: client, segment: subnet, addresses: 10.1.9.4}
        - name: server
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - {port: 443, tls: {certificates: [default, api, wild]}, http: {hosts: [{names: '*.test', otherwise: {reply: {body: ok}}}]}}
            - {port: 444, tls: {certificates: [api], minimum-version: TLSv1.3, on-unknown-sni: alert}, http: {hosts: [{names: api.test, otherwise: {reply: {body: ok}}}]}}
            - {port: 445, tls: {certificates: [api], on-unknown-sni: alert, without-server-name: api}, http: {hosts: [{otherwise: {reply: {body: ok}}}]}}
            - {port: 446, tls: {certificates: [default, api, wild], server-names: {'b*.test': wild, '?.test': api, bad.test: default}, without-server-name: wild}, http: {hosts: [{otherwise: {echo: true}}]}}
            - {port: 447, tls: {certificates: [api], on-unknown-sni: reset}, http: {hosts: [{otherwise: {reply: {body: '{client-address}'}}}]}}
            - {port: 448, tls: {certificates: [wild], server-names: {'*': wild}, client-certificate-names: [mutual.test]}, http: {hosts: [{otherwise: {reply: {body: ok}}}]}}
            - {port: 449, tls: {certificates: [api]}, tcp: {banner: "hello\\n"}}
      """;

  @TempDir static Path directory;

  private static BothServers servers;

  @BeforeAll
  static void start() {
    servers = new BothServers(Networks.read(Source.of("secured.yaml", NETWORK)).value(), directory);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static String kind(Socket socket, @Nullable String name, String version, String host)
      throws IOException, CertificateParsingException {
    try (SSLSocket tls = BothServers.tls(socket, name, version)) {
      X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
      String names =
          leaf.getSubjectAlternativeNames().stream()
              .map(n -> String.valueOf(n.get(1)))
              .collect(Collectors.joining("+"));
      // Host comes last: nginx reads no further than to one that it refuses.
      String answer =
          BothServers.exchange(
              tls, "GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n");
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      return names
          + " "
          + answer.substring(9, 12)
          + " "
          + (body.startsWith("<")
              ? body.replaceAll("(?s).*<h1>(.*)</h1>.*", "$1")
              : body.replaceAll("\"sourcePort\":\\d+|\"(host|connection)\":\\[[^]]*],?", ""));
    } catch (SocketException e) {
      return "reset";
    } catch (SSLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "443, api.test, TLSv1.3, api.test",
        "443, API.test, TLSv1.2, api.test",
        "443, portal.test, TLSv1.3, portal.test",
        "443, other.wild.test, TLSv1.3, api.test",
        "443, elsewhere.test, TLSv1.3, elsewhere.test",
        "443, none, TLSv1.3, api.test",
        "444, api.test, TLSv1.3, api.test",
        "444, api.test, TLSv1.3, unknown",
        "444, unknown.test, TLSv1.3, api.test",
        "444, none, TLSv1.3, api.test",
        "444, api.test, TLSv1.2, api.test",
        "445, none, TLSv1.2, api.test",
        "445, unknown.test, TLSv1.2, api.test",
        "445, none, TLSv1.2, unknown.test",
        "446, a.test, TLSv1.3, x",
        "446, b.test, TLSv1.3, x",
        "446, bad.test, TLSv1.3, x",
        "446, zz.test, TLSv1.3, x",
        "446, none, TLSv1.2, x",
        "447, api.test, TLSv1.3, x",
        "447, unknown.test, TLSv1.3, x",
        "447, none, TLSv1.2, x",
        "448, free.test, TLSv1.3, free.test",
        "448, mutual.test, TLSv1.3, mutual.test",
        "448, mutual.test, TLSv1.2, mutual.test",
        "448, free.test, TLSv1.3, mutual.test",
        "448, mutual.test, TLSv1.3, free.test",
        "448, none, TLSv1.3, mutual.test"
      })
  void a_handshake_and_a_request_end_alike(
      int port, @Nullable String name, String version, String host) throws Exception {
    String simulated = kind(servers.simulated("10.1.0.4", port), name, version, host);
    assertThat(kind(servers.real("10.1.0.4", port), name, version, host)).isEqualTo(simulated);
    servers.assertSameLogs(port + " " + name + " " + host, "server");
  }

  @Test
  void bare_bytes_come_behind_tls() throws IOException {
    try (SSLSocket tls = BothServers.tls(servers.real("10.1.0.4", 449), "api.test")) {
      assertThat(new String(tls.getInputStream().readNBytes(6))).isEqualTo("hello\n");
    }
  }

  @Test
  void what_is_no_tls_is_answered_400_or_not_at_all() throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n";
    for (int port : new int[] {443, 447}) {
      assertThat(BothServers.exchange(servers.real("10.1.0.4", port), request))
          .startsWith("HTTP/1.1 400 ");
      assertThat(BothServers.exchange(servers.simulated("10.1.0.4", port), request))
          .startsWith("HTTP/1.1 400 ");
      servers.assertSameLogs("no TLS", "server");
    }
  }
}
