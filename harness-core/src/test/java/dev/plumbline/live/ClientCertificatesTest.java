package dev.plumbline.live;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.ClientCertificateSpec;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TlsSettings;
import dev.plumbline.testing.FreePorts;
import dev.plumbline.testing.Requirements;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Client certificates from files as OpenSSL writes them, presented to nginx, which answers with the
 * name of whoever presented one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCertificatesTest {

  private static final String PASSPHRASE = "correct horse battery";

  private Path folder;
  private Process nginx;
  private int port;

  @BeforeAll
  void start(@TempDir Path empty) throws IOException, InterruptedException {
    folder = empty;
    HeldCertificate authority =
        new HeldCertificate.Builder().commonName("authority").certificateAuthority(0).build();
    HeldCertificate partner =
        new HeldCertificate.Builder().commonName("partner").signedBy(authority).build();
    HeldCertificate other =
        new HeldCertificate.Builder().commonName("other").signedBy(authority).rsa2048().build();
    HeldCertificate server =
        new HeldCertificate.Builder()
            .commonName("server")
            .addSubjectAlternativeName("127.0.0.1")
            .signedBy(authority)
            .build();
    write("authority.pem", authority.certificatePem());
    write("server.pem", server.certificatePem());
    write("server.key", server.privateKeyPkcs8Pem());
    write("partner.pem", partner.certificatePem());
    write("plain.key", partner.privateKeyPkcs8Pem());
    HeldCertificate stranger = new HeldCertificate.Builder().commonName("stranger").build();
    write("stranger.pem", stranger.privateKeyPkcs8Pem() + stranger.certificatePem());
    write("both.pem", partner.privateKeyPkcs8Pem() + partner.certificatePem());
    write("other.pem", other.certificatePem());
    write("other-plain.key", other.privateKeyPkcs8Pem());
    String encrypt = "pkcs8 -topk8 -in plain.key -passout pass:PASS -out ";
    openssl(encrypt + "aes.key -v2 aes-256-cbc");
    openssl(encrypt + "sha1.key -v2 aes-128-cbc -v2prf hmacWithSHA1");
    openssl(encrypt + "scrypt.key -scrypt");
    openssl("ec -in plain.key -out sec1.key");
    openssl("ec -in plain.key -aes256 -passout pass:PASS -out old.key");
    openssl("rsa -in other-plain.key -traditional -out pkcs1.key");
    openssl("pkcs8 -topk8 -in other-plain.key -passout pass:PASS -out other-aes.key");
    // As openssl ecparam -genkey writes it: the curve in a block of its own.
    write(
        "with-parameters.key",
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + Files.readString(folder.resolve("sec1.key")));
    serve();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void openssl(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Requirements.command("openssl").toString());
    List.of(words.split(" ")).forEach(w -> command.add(w.replace("PASS", PASSPHRASE)));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).as(words).isZero();
  }

  private void serve() throws IOException, InterruptedException {
    port = FreePorts.one();
    String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
    write(
        "nginx.conf",
        """
        daemon off; %s pid nginx.pid; worker_processes 1; error_log stderr;
        events { }
        http {
          access_log off;
          client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
          server {
            listen 127.0.0.1:%d ssl;
            ssl_certificate server.pem; ssl_certificate_key server.key;
            ssl_client_certificate authority.pem; ssl_verify_client optional;
            location / { default_type text/plain; return 200 "you are $ssl_client_s_dn"; }
          }
        }
        """
            .formatted(user, port));
    nginx =
        new ProcessBuilder(
                Requirements.command("nginx").toString(),
                "-p",
                folder.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "stderr")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!accepts(port)) {
      // Waiting for its end is the pause, and the end of waiting too.
      if (nginx.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new IOException("nginx said:\n" + Files.readString(folder.resolve("nginx.log")));
      }
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  void end() throws InterruptedException {
    if (nginx != null) {
      nginx.destroy();
      assertThat(nginx.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private ClientCertificateSpec spec(String certificate, String key, String passphrase) {
    return new ClientCertificateSpec(
        folder.resolve(certificate).toString(),
        key == null ? null : folder.resolve(key).toString(),
        passphrase);
  }

  private EnvironmentBuilder environment() {
    return Environment.builder("live")
        .ground(Ground.LIVE)
        .trust(folder.resolve("authority.pem").toString());
  }

  private static String said(HttpObservation seen) {
    return new String(seen.response().body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "partner.pem, plain.key, false",
    "partner.pem, aes.key, true",
    "partner.pem, sha1.key, true",
    "partner.pem, sec1.key, false",
    "partner.pem, with-parameters.key, false",
    "both.pem, , false",
    "other.pem, other-plain.key, false",
    "other.pem, other-aes.key, true",
    "other.pem, pkcs1.key, false"
  })
  void a_key_is_read_in_every_form_that_is_common(
      String certificate, String key, boolean encrypted) {
    ClientCertificateSpec client = spec(certificate, key, encrypted ? PASSPHRASE : null);
    Environment environment =
        environment()
            .vantage("here", v -> v.clientCertificate("client"))
            .clientCertificate("client", client)
            .build();
    try (Lab lab = Lab.open(environment, null, new Journal())) {
      HttpObservation seen = lab.vantage("here").get("https://127.0.0.1:" + port + "/");
      assertThat(said(seen))
          .isEqualTo("you are CN=" + (certificate.startsWith("other") ? "other" : "partner"));
      assertThat(seen.session().clientCertificate()).isEqualTo("client");
    }
  }

  @Test
  void a_descriptor_names_what_vantages_and_endpoints_present() throws IOException {
    write(
        "live.yaml",
        """
        name: live
        ground: live
        trust: authority.pem
        client-certificates:
          partner: {certificate: partner.pem, key: plain.key}
          other: {certificate: other.pem, key: other-plain.key}
        vantages:
          as-partner: {client-certificate: partner}
          as-nobody: {}
        endpoints:
          api: {host: 127.0.0.1, port: %1$d}
          for-others: {host: 127.0.0.1, port: %1$d, client-certificate: other}
        """
            .formatted(port));
    Environment environment = Environments.load(folder.resolve("live.yaml").toString());
    try (Lab lab = Lab.open(environment, null, new Journal())) {
      assertThat(said(lab.vantage("as-partner").get("https://api/")))
          .isEqualTo("you are CN=partner");
      assertThat(said(lab.vantage("as-partner").get("https://for-others/")))
          .isEqualTo("you are CN=other");
      assertThat(said(lab.vantage("as-nobody").get("https://for-others/")))
          .isEqualTo("you are CN=other");
      HttpObservation nobody = lab.vantage("as-nobody").get("https://api/");
      assertThat(said(nobody)).isEqualTo("you are ");
      assertThat(nobody.session().clientCertificate()).isNull();

      TlsSettings own = TlsSettings.defaults().withClientCertificate("partner");
      HttpProbe probe = HttpProbe.get("https://for-others/");
      assertThat(said(lab.vantage("as-nobody").send(probe.with(own))))
          .isEqualTo("you are CN=partner");
      TlsSettings none = TlsSettings.defaults().withoutClientCertificate();
      assertThat(said(lab.vantage("as-partner").send(probe.with(none)))).isEqualTo("you are ");
      assertThat(lab.vantage("as-nobody").getEach("https://for-others/"))
          .allSatisfy(seen -> assertThat(seen).bodyContains("CN=other"));
      assertThat(
              lab.vantage("as-nobody")
                  .handshakeEach("for-others")
                  .observations()
                  .get(0)
                  .session()
                  .clientCertificate())
          .isEqualTo("other");
    }
  }

  /** Without tickets, its close_notify in answer to the client's is its word. */
  @ParameterizedTest
  @CsvSource({"2, both, true", "0, both, true", "2, stranger, false", "0, stranger, false"})
  void openssl_accepts_or_refuses_with_tickets_and_without(
      int tickets, String client, boolean accepted) throws Exception {
    int port = FreePorts.one();
    Process server =
        new ProcessBuilder(
                List.of(
                    (Requirements.command("openssl")
                            + " s_server -quiet -www -tls1_3 -cert server.pem -key server.key"
                            + " -CAfile authority.pem -Verify 2 -verify_return_error -accept"
                            + " 127.0.0.1:"
                            + port
                            + " -num_tickets "
                            + tickets)
                        .split(" ")))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s_server.log").toFile())
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!accepts(port)) {
        assertThat(server.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
      Environment environment =
          environment()
              .vantage("here", v -> v.clientCertificate("client"))
              .clientCertificate("client", spec(client + ".pem", null, null))
              .build();
      try (Lab lab = Lab.open(environment, null, new Journal())) {
        TlsObservation seen = lab.vantage("here").handshake("127.0.0.1", port);
        assertThat(seen.session().clientCertificate()).isEqualTo("client");
        assertThat(seen.outcome())
            .isEqualTo(
                accepted ? new Outcome.HandshakeCompleted() : new Outcome.TlsAlert("unknown_ca"));
      }
    } finally {
      server.destroy();
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void refuses(ClientCertificateSpec client, String why) {
    Environment environment =
        environment().vantage("here").clientCertificate("partner", client).build();
    assertThatThrownBy(() -> Lab.open(environment, null, new Journal()))
        .isInstanceOf(LabException.class)
        .hasNoCause()
        .hasMessage(
            "client certificate \"partner\" cannot be used: "
                + why.replace("{}", folder + File.separator));
  }

  private static final String CONVERT =
      "; convert it by: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key";

  @Test
  void what_cannot_be_used_is_told_with_its_file_and_a_remedy() throws IOException {
    refuses(
        spec("partner.pem", "aes.key", null),
        "the key file \"{}aes.key\" is encrypted; give its passphrase, as in passphrase:"
            + " ${CLIENT_KEY_PASSPHRASE}");
    refuses(
        spec("partner.pem", "aes.key", "wrong"),
        "the key file \"{}aes.key\" cannot be decrypted with the passphrase given");
    refuses(
        spec("partner.pem", "plain.key", "needless"),
        "the key file \"{}plain.key\" is not encrypted, but there is a passphrase; leave that out");
    refuses(
        spec("partner.pem", "old.key", PASSPHRASE),
        "the key file \"{}old.key\" is encrypted in the form of old OpenSSL" + CONVERT);
    refuses(
        spec("partner.pem", "scrypt.key", PASSPHRASE),
        "the key file \"{}scrypt.key\" is encrypted in a way that Java does not know" + CONVERT);
    refuses(
        spec("partner.pem", "partner.pem", null),
        "the key file \"{}partner.pem\" holds no private key; it has a PEM block that begins with"
            + " -----BEGIN PRIVATE KEY-----");
    refuses(
        spec("plain.key", null, null),
        "the file \"{}plain.key\" holds no certificate; it has PEM blocks that begin with"
            + " -----BEGIN CERTIFICATE-----");
    refuses(spec("partner.pem", "gone.key", null), "the file \"{}gone.key\" cannot be read");
    refuses(
        spec("partner.pem", "other-plain.key", null),
        "the key in \"{}other-plain.key\" is not that of the first certificate in"
            + " \"{}partner.pem\", \"CN=partner\"; name the key that the certificate was made for,"
            + " and put the client's own certificate first");
    write("two.key", Files.readString(folder.resolve("plain.key")).repeat(2));
    refuses(
        spec("partner.pem", "two.key", null),
        "the key file \"{}two.key\" holds 2 private keys; leave one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "DSA PRIVATE KEY"})
  void nothing_of_a_broken_key_is_said(String kind) throws IOException {
    String secret = "c2VjcmV0IHRleHQgb2YgYSBrZXk=";
    write(
        "broken.key", "-----BEGIN " + kind + "-----\n" + secret + "\n-----END " + kind + "-----\n");
    Environment environment =
        environment()
            .vantage("here")
            .clientCertificate("partner", spec("partner.pem", "broken.key", null))
            .build();
    assertThatThrownBy(() -> Lab.open(environment, null, new Journal()))
        .isInstanceOf(LabException.class)
        .hasNoCause()
        .hasMessageContaining("broken.key")
        .hasMessageNotContaining(secret)
        .hasMessageNotContaining("secret");
    assertThat(spec("partner.pem", "aes.key", PASSPHRASE).toString()).doesNotContain(PASSPHRASE);
  }

  @Test
  void a_name_that_stands_for_nothing_is_an_error_and_not_nothing_presented() {
    Environment environment =
        environment().vantage("here", v -> v.clientCertificate("partner")).build();
    try (Lab lab = Lab.open(environment, null, new Journal())) {
      assertThatThrownBy(() -> lab.vantage("here"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no client certificate \"partner\"; there are none");
    }
  }
}
