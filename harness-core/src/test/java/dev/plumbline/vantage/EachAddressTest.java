package dev.plumbline.vantage;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.Family;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One name with several addresses, which do not all do the same. */
class EachAddressTest {

  private final Stage stage = new Stage();

  /**
   * What the resolver answers, by name and type; nothing of a name that is there, else NXDOMAIN.
   */
  private final Map<String, String[]> zone =
      Map.of(
          "app.test A", new String[] {"127.0.0.1", "127.0.0.2"},
          "both.test A", new String[] {"127.0.0.1"},
          "both.test AAAA", new String[] {"::1"},
          "six.test AAAA", new String[] {"::1"},
          "empty.test MX", new String[] {"1 app.test."},
          "half.test A", new String[] {"127.0.0.1"});

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Vantage vantage() {
    DnsServer server = stage.with(new DnsServer(q -> answer(q).toWire()));
    return stage
        .environment(
            Environment.builder("loopback")
                .ground(Ground.LIVE)
                .vantage(Stage.VANTAGE)
                .tcp("app", "app.test", 1))
        .trusting(Certificates.AUTHORITY.certificate())
        .resolver(server.address())
        .vantage();
  }

  private Message answer(Message question) {
    String name = question.getQuestion().getName().toString(true);
    String type = Type.string(question.getQuestion().getType());
    if (name.equals("half.test") && type.equals("AAAA")) {
      return DnsServer.reply(question, Rcode.SERVFAIL);
    }
    if (zone.keySet().stream().noneMatch(key -> key.startsWith(name + " "))) {
      return DnsServer.reply(question, Rcode.NXDOMAIN);
    }
    Message answer = DnsServer.reply(question, Rcode.NOERROR);
    for (String data : zone.getOrDefault(name + " " + type, new String[0])) {
      answer.addRecord(DnsServer.record(name + ". 60 IN " + type + " " + data), Section.ANSWER);
    }
    return answer;
  }

  /** Listens at a port of one address alone, and never answers. */
  private int listening(String address) throws IOException {
    return stage.with(new ServerSocket(0, 50, InetAddress.getByName(address))).getLocalPort();
  }

  /** Returns a port at which both addresses of app.test listen. */
  private int listeningAtBoth() throws IOException {
    for (int attempt = 0; attempt < 20; attempt++) {
      int port = listening("127.0.0.1");
      try {
        stage.with(new ServerSocket(port, 50, InetAddress.getByName("127.0.0.2")));
        return port;
      } catch (IOException taken) {
        // Somebody else has that one.
      }
    }
    throw new IOException("no port free at both addresses");
  }

  @Test
  void every_address_is_connected_to_and_all_pass() throws IOException {
    int port = listeningAtBoth();
    EachAddress<TcpObservation> seen = vantage().connectEach("app.test", port);
    assertThat(seen).allSatisfy(one -> assertThat(one).isOpen());

    assertThat(seen.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("127.0.0.1", "127.0.0.2");
    assertThat(seen.observations())
        .extracting(TcpObservation::target)
        .containsExactly("127.0.0.1:" + port, "127.0.0.2:" + port);
    assertThat(stage.journal().entries())
        .flatExtracting(Entry::checks)
        .extracting(Check::verdict)
        .hasSize(4)
        .containsOnly(Verdict.PASSED);
  }

  @Test
  void the_message_names_the_address_that_differs_and_how() throws IOException {
    int port = listening("127.0.0.1");
    EachAddress<TcpObservation> seen = vantage().connectEach("app.test", port);
    String by = seen.questions().get(0).resolver();
    assertThatThrownBy(() -> assertThat(seen).allSatisfy(one -> assertThat(one).isOpen()))
        .isInstanceOf(AssertionError.class)
        .isNotInstanceOf(InconclusiveError.class)
        .hasMessage(
            """
            [#1 each address of app.test from workload-subnet by %1$s]
            Expected alike of:  127.0.0.1, 127.0.0.2
            but differs:        127.0.0.2

            [#4 connect 127.0.0.2:%2$d from workload-subnet]
            Expected:      open
            but was:       refused
            Likely cause:  the host is there, but nothing listens at this port, or a filter rejects it"""
                .formatted(by, port));
    assertThat(verdicts(seen.observations().get(0))).containsExactly(Verdict.PASSED);
    assertThat(verdicts(seen.observations().get(1))).containsExactly(Verdict.FAILED);
    assertThat(verdicts(seen.questions().get(0))).containsExactly(Verdict.FAILED);
  }

  private List<Verdict> verdicts(Observation seen) {
    return stage.journal().entries().stream()
        .filter(entry -> entry.observation().number() == seen.number())
        .flatMap(entry -> entry.checks().stream())
        .map(Check::verdict)
        .toList();
  }

  @Test
  void a_negative_of_all_needs_a_control_as_every_negative_does() throws IOException {
    int open = listeningAtBoth();
    int closed = FreePorts.one();
    Vantage vantage = vantage();
    EachAddress<TcpObservation> seen = vantage.connectEach("app.test", closed);
    assertThatThrownBy(() -> assertThat(seen).allSatisfy(one -> assertThat(one).isRefused()))
        .isInstanceOf(InconclusiveError.class)
        .hasMessageStartingWith(
            """
            [#1 each address of app.test from workload-subnet by %s]
            Expected alike of:  127.0.0.1, 127.0.0.2
            but not proved of:  127.0.0.1, 127.0.0.2

            [#3 connect 127.0.0.1:%d from workload-subnet]
            INCONCLUSIVE:  nothing else was reached"""
                .formatted(seen.questions().get(0).resolver(), closed));

    vantage.connect("app.test", open);
    assertThat(seen).allSatisfy(one -> assertThat(one).isRefused());
  }

  @Test
  void a_name_without_an_address_never_passes() throws IOException {
    Vantage vantage = vantage();
    EachAddress<TcpObservation> gone = vantage.connectEach("gone.test", 443);
    assertThat(gone.observations()).isEmpty();
    assertThatThrownBy(() -> assertThat(gone).allSatisfy(one -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [#1 each address of gone.test from workload-subnet by %s]
            Expected:      at least one address to look at
            but A was:     NXDOMAIN
            but AAAA was:  NXDOMAIN"""
                .formatted(gone.questions().get(0).resolver()));
    EachAddress<TcpObservation> empty = vantage.connectEach("empty.test", 443);
    assertThatThrownBy(() -> assertThat(empty).allSatisfy(one -> assertThat(one).isOpen()))
        .hasMessageContaining("but AAAA was:  NODATA (NOERROR without a record of this type)");
  }

  @Test
  void a_name_of_which_not_all_addresses_are_known_never_passes() throws IOException {
    int port = listening("127.0.0.1");
    EachAddress<TcpObservation> half = vantage().connectEach("half.test", port);
    assertThat(half.observations()).hasSize(1);
    assertThatThrownBy(() -> assertThat(half).allSatisfy(one -> assertThat(one).isOpen()))
        .hasMessage(
            """
            [#1 each address of half.test from workload-subnet by %s]
            Expected:      to know every address
            but AAAA was:  SERVFAIL"""
                .formatted(half.questions().get(0).resolver()));
  }

  @Test
  void an_address_of_which_nothing_is_asserted_never_passes() throws IOException {
    int port = listeningAtBoth();
    EachAddress<TcpObservation> seen = vantage().connectEach("app.test", port);
    Throwable thrown =
        catchThrowable(
            () ->
                assertThat(seen)
                    .allSatisfy(
                        one -> {
                          if (one.target().startsWith("127.0.0.1:")) {
                            assertThat(one).isOpen();
                          }
                        }));
    assertThat(thrown)
        .isInstanceOf(AssertionError.class)
        .isNotInstanceOf(InconclusiveError.class)
        .hasMessageEndingWith(
            """
            but differs:        127.0.0.2

            [#4 connect 127.0.0.2:%d from workload-subnet]
            nothing was asserted of it"""
                .formatted(port));
  }

  @Test
  void an_address_of_which_every_assertion_failed_never_passes() throws IOException {
    int port = listeningAtBoth();
    EachAddress<TcpObservation> seen = vantage().connectEach("app.test", port);
    Throwable thrown =
        catchThrowable(
            () ->
                assertThat(seen)
                    .allSatisfy(
                        one -> {
                          if (one.target().startsWith("127.0.0.1:")) {
                            assertThat(one).isOpen();
                          } else {
                            catchThrowable(() -> assertThat(one).isRefused());
                          }
                        }));
    assertThat(thrown)
        .isInstanceOf(AssertionError.class)
        .isNotInstanceOf(InconclusiveError.class)
        .hasMessageEndingWith(
            """
            but differs:        127.0.0.2

            [#4 connect 127.0.0.2:%d from workload-subnet]
            no assertion of it has passed"""
                .formatted(port));
  }

  @Test
  void softly_the_failure_is_collected() throws IOException {
    int port = listening("127.0.0.1");
    EachAddress<TcpObservation> seen = vantage().connectEach("app.test", port);
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    softly.assertThat(seen).allSatisfy(one -> assertThat(one).isOpen());
    softly.assertThat(seen).allSatisfy(one -> assertThat(one).isRefused());
    assertThat(softly.errorsCollected()).hasSize(2);
    assertThatThrownBy(softly::assertAll).hasMessageContaining("but differs:        127.0.0.2");
  }

  @Test
  void server_name_and_certificate_stay_those_of_the_host_at_every_address() throws IOException {
    HeldCertificate other = Certificates.leaf(Certificates.AUTHORITY, "other.test");
    try (PairOfServers servers = new PairOfServers(Certificates.SERVER, other)) {
      EachAddress<TlsObservation> seen = vantage().handshakeEach("app.test", servers.port());
      assertThat(seen.observations())
          .allSatisfy(one -> assertThat(one.session().sni()).isEqualTo("app.test"));
      assertThatThrownBy(() -> assertThat(seen).allSatisfy(one -> assertThat(one).isTrusted()))
          .hasMessageContaining("but differs:        127.0.0.2")
          .hasMessageContaining("it is for other.test, not for app.test");
      // Without a server name the certificate must be the host's all the same, not the address's.
      EachAddress<TlsObservation> unnamed =
          vantage().observeEach(TlsProbe.to("app.test", servers.port()).withoutSni());
      assertThat(unnamed.observations().get(0).outcome())
          .isEqualTo(new Outcome.HandshakeCompleted());
      assertThat(unnamed.observations().get(1).outcome())
          .isInstanceOf(Outcome.CertificateRejected.class);
    }
  }

  @Test
  void a_url_is_got_from_every_address_under_its_own_host() throws IOException {
    try (PairOfServers servers = new PairOfServers(Certificates.SERVER, Certificates.SERVER)) {
      String url = "https://app.test:" + servers.port() + "/status";
      EachAddress<HttpObservation> seen = vantage().getEach(url);
      assertThat(seen).allSatisfy(one -> assertThat(one).hasStatus(200));
      assertThat(seen.observations())
          .allSatisfy(one -> assertThat(one.request().url()).isEqualTo(url));
      assertThat(seen.observations())
          .extracting(one -> one.dialled().getAddress().getHostAddress())
          .containsExactly("127.0.0.1", "127.0.0.2");
    }
  }

  /** Two HTTPS servers at one port of the two addresses of app.test. */
  private static final class PairOfServers implements AutoCloseable {
    private final List<ServerSocket> sockets = new ArrayList<>();

    PairOfServers(HeldCertificate first, HeldCertificate second) throws IOException {
      for (int attempt = 0; sockets.size() < 2; attempt++) {
        close();
        sockets.clear();
        sockets.add(listen(0, "127.0.0.1", first));
        try {
          sockets.add(listen(port(), "127.0.0.2", second));
        } catch (IOException taken) {
          if (attempt > 20) {
            throw taken;
          }
        }
      }
    }

    private static ServerSocket listen(int port, String address, HeldCertificate certificate)
        throws IOException {
      ServerSocket server =
          Certificates.context(certificate, null)
              .getServerSocketFactory()
              .createServerSocket(port, 50, InetAddress.getByName(address));
      Thread thread = new Thread(() -> serve(server), "test-pair");
      thread.setDaemon(true);
      thread.start();
      return server;
    }

    private static void serve(ServerSocket server) {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          StringBuilder head = new StringBuilder();
          int c;
          while (head.indexOf("\r\n\r\n") < 0 && (c = socket.getInputStream().read()) >= 0) {
            head.append((char) c);
          }
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // The client went, as tests have it do.
        }
      }
    }

    int port() {
      return sockets.get(0).getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void a_family_may_be_asked_for_alone() throws IOException {
    Vantage vantage = vantage();
    int port = stage.with(new ServerSocket(0, 50, InetAddress.getByName("::"))).getLocalPort();

    TcpObservation six = vantage.observe(TcpProbe.to("both.test", port).over(Family.IPV6));
    assertThat(six).isOpen();
    assertThat(six.dialled().getAddress()).isEqualTo(InetAddress.getByName("::1"));
    assertThat(six.provenance().question()).isEqualTo("connect both.test:" + port + " over IPv6");
    TcpObservation four = vantage.observe(TcpProbe.to("both.test", port).over(Family.IPV4));
    assertThat(four.dialled().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));

    assertThat(vantage.connectEach("both.test", port).addresses()).hasSize(2);
    EachAddress<TcpObservation> onlySix =
        vantage.observeEach(TcpProbe.to("both.test", port).over(Family.IPV6));
    assertThat(onlySix.questions()).hasSize(1);
    assertThat(onlySix).allSatisfy(one -> assertThat(one).isOpen());
    // A name without an address of that family is not asked over the other one.
    TcpObservation none = vantage.observe(TcpProbe.to("six.test", port).over(Family.IPV4));
    assertThat(none.outcome()).isEqualTo(new Outcome.NoData());
    assertThat(HttpProbe.get("http://both.test/x").over(Family.IPV6).question())
        .isEqualTo("GET http://both.test/x over IPv6");
  }

  @Test
  void addresses_and_endpoints_may_stand_for_names() throws IOException {
    int port = listening("127.0.0.1");
    Vantage vantage = vantage();
    EachAddress<TcpObservation> literal = vantage.connectEach("127.0.0.1", port);
    assertThat(literal.questions()).isEmpty();
    assertThat(literal).allSatisfy(one -> assertThat(one).isOpen());
    assertThat(vantage.connectEach("app").observations())
        .extracting(TcpObservation::target)
        .containsExactly("127.0.0.1:1", "127.0.0.2:1");
  }

  @Test
  void what_cannot_be_asked_of_each_address_is_refused() {
    Vantage vantage = vantage();
    assertThatThrownBy(() -> vantage.observeEach(DnsProbe.of("app.test")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "app.test A goes to no host of which each address could be asked; give a TcpProbe, TlsProbe or HttpProbe");
    assertThatThrownBy(() -> vantage.observe(TcpProbe.to("127.0.0.1", 443).over(Family.IPV6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("127.0.0.1 is no IPv6 address; name a host, or leave over(..) out");
  }
}
