package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.testing.FreePorts;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Unbound and BIND 9 over UDP, TCP, TLS and HTTPS; what kdig says of their answers is right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResolversAgainstRealServersTest {

  private static final List<String> QUESTIONS =
      List.of(
          "api.contoso.test A NOERROR [10.1.0.5]",
          "api.contoso.test AAAA NOERROR [fd00:0:0:0:0:0:0:5]",
          "www.contoso.test A NOERROR [10.1.0.6, 10.1.0.7]",
          "text.contoso.test TXT NOERROR [\"a b\"]",
          "text.contoso.test A NOERROR []",
          "nowhere.contoso.test A NXDOMAIN []",
          "many.contoso.test A NOERROR [10.2.0.0, 10.2.0.1, 10.2.0.10, ");

  private Stage stage;
  private NameServers unbound;
  private NameServers bind;
  private Path authority;

  @BeforeAll
  void start(@TempDir Path forUnbound, @TempDir Path forBind)
      throws IOException, InterruptedException {
    unbound = NameServers.unbound(forUnbound);
    bind =
        NameServers.bind(
            forBind,
            Map.of(
                "strange", Certificates.leaf(Certificates.STRANGER, NameServers.NAME),
                "expired", Certificates.dated(-30, -2),
                "early", Certificates.dated(2, 30),
                "other", Certificates.leaf(Certificates.AUTHORITY, "other.contoso.test")));
    authority = forUnbound.resolve("authority.pem");
    Files.writeString(authority, Certificates.AUTHORITY.certificatePem());
  }

  @AfterAll
  void end() {
    Stream.of(unbound, bind).filter(s -> s != null).forEach(NameServers::close);
  }

  @BeforeEach
  void open() {
    stage = new Stage();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** A way to ask one of the servers, with kdig's words for it. */
  record Way(String server, String over, String port, List<String> kdig) {
    @Override
    public String toString() {
      return server + " over " + over;
    }
  }

  private static Stream<Way> ways() {
    List<String> tls = List.of("+tls-hostname=" + NameServers.NAME);
    return Stream.of("unbound", "bind")
        .flatMap(
            server ->
                Stream.of(
                    new Way(server, "UDP", "plain", List.of()),
                    new Way(server, "TCP", "plain", List.of("+tcp")),
                    new Way(server, "TLS", "tls", tls),
                    new Way(server, "HTTPS", "https", tls)));
  }

  private NameServers servers(Way way) {
    return way.server().equals("bind") ? bind : unbound;
  }

  private String written(Way way) {
    String place = "127.0.0.1:" + servers(way).port(way.port());
    return switch (way.over()) {
      case "UDP" -> place;
      case "TCP" -> "tcp://" + place;
      case "TLS" -> "tls://" + place + "#" + NameServers.NAME;
      default -> "https://" + place + "/dns-query#" + NameServers.NAME;
    };
  }

  private Vantage asking(String... resolvers) {
    return stage
        .trusting(Certificates.AUTHORITY.certificate())
        .environment(
            Environment.builder("loopback")
                .ground(Ground.LIVE)
                .vantage(Stage.VANTAGE)
                .probeTimeout(Duration.ofSeconds(3)))
        .resolver(resolvers)
        .vantage();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void answers_are_those_that_another_client_gets(Way way) throws IOException {
    String written = written(way);
    Vantage vantage = asking(written);
    for (String question : QUESTIONS) {
      String[] asked = question.split(" ", 3);
      DnsObservation seen = vantage.resolve(asked[0], asked[1]);
      assertThat(said(seen))
          .isEqualTo(kdig(way, asked[0], asked[1]))
          .as(question)
          .startsWith(asked[2]);
      assertThat(seen.resolver()).isEqualTo(written);
      boolean afterwards = way.over().equals("UDP") && asked[0].equals(NameServers.MANY);
      assertThat(seen.received().map(DnsObservation.Response::transport))
          .as(question)
          .contains(afterwards ? "TCP" : way.over());
      assertThat(seen.received().map(DnsObservation.Response::truncated))
          .as(question)
          .contains(afterwards);
    }
  }

  private static String said(DnsObservation seen) {
    String rcode = seen.received().map(DnsObservation.Response::rcode).orElse("nothing");
    return rcode + " " + seen.data().stream().sorted().toList();
  }

  /** Asks the same of the same server by kdig, and returns what it said. */
  private String kdig(Way way, String name, String type) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Requirements.command("kdig").toString());
    command.addAll(List.of("@127.0.0.1", "-p", "" + servers(way).port(way.port()), name, type));
    command.addAll(way.kdig());
    if (!way.kdig().isEmpty() && way.kdig().get(0).startsWith("+tls")) {
      command.add("+tls-ca=" + authority);
      command.add(way.over().equals("HTTPS") ? "+https=/dns-query" : "+tls");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String rcode = output.replaceAll("(?s).*status: (\\w+);.*", "$1");
    List<String> data =
        output
            .lines()
            .filter(line -> line.matches("\\S+\\s+\\d+\\s+IN\\s+" + type + "\\s+.*"))
            .map(line -> line.replaceAll("\\S+\\s+\\d+\\s+IN\\s+\\w+\\s+", "").strip())
            .map(address -> address.equals("fd00::5") ? "fd00:0:0:0:0:0:0:5" : address)
            .sorted()
            .toList();
    return rcode + " " + data;
  }

  @Test
  void a_certificate_may_carry_the_address_in_place_of_a_name() {
    for (String over : List.of("tls://127.0.0.1:%d", "https://127.0.0.1:%d/dns-query")) {
      int port = unbound.port(over.startsWith("tls") ? "tls" : "https");
      assertThat(asking(over.formatted(port)).resolve("api.contoso.test").data())
          .containsExactly("10.1.0.5");
    }
  }

  private Outcome asked(String resolver) {
    DnsObservation seen = asking().observe(DnsProbe.of("api.contoso.test").at(resolver));
    assertThat(seen.response()).isNull();
    assertThat(seen.outcome()).isInstanceOf(Outcome.ResolverUnreachable.class);
    return ((Outcome.ResolverUnreachable) seen.outcome()).cause();
  }

  private CertificateProblem rejected(String port, String name) {
    Outcome cause = asked("tls://127.0.0.1:" + bind.port(port) + "#" + name);
    return ((Outcome.CertificateRejected) cause).problem();
  }

  @Test
  void a_certificate_that_is_wrong_is_told_by_what_is_wrong_with_it() {
    assertThat(rejected("strange", NameServers.NAME)).isEqualTo(CertificateProblem.UNTRUSTED);
    assertThat(rejected("other", NameServers.NAME)).isEqualTo(CertificateProblem.NAME_MISMATCH);
    assertThat(rejected("tls", "dns.fabrikam.test")).isEqualTo(CertificateProblem.NAME_MISMATCH);
    assertThat(rejected("expired", "app.test")).isEqualTo(CertificateProblem.EXPIRED);
    assertThat(rejected("early", "app.test")).isEqualTo(CertificateProblem.NOT_YET_VALID);
  }

  @Test
  void a_path_that_is_not_there_is_a_status_and_no_answer() {
    String there = "https://127.0.0.1:" + bind.port("https");
    assertThat(asked(there + "/elsewhere#" + NameServers.NAME))
        .isEqualTo(new Outcome.Answered(404));
  }

  @Test
  void
      who_does_not_speak_tls_and_who_speaks_it_unasked_are_told_apart_from_a_name_that_is_not_there()
          throws IOException {
    // What begins a handshake announces a message of 5635 bytes there, which BIND waits for.
    assertThat(asked("tls://127.0.0.1:" + bind.port("plain")))
        .isEqualTo(new Outcome.TimedOut(Phase.TLS));
    assertThat(asked("tcp://127.0.0.1:" + bind.port("tls")))
        .isInstanceOfAny(Outcome.Closed.class, Outcome.Reset.class, Outcome.Malformed.class);
    assertThat(asked("tls://127.0.0.1:" + FreePorts.one())).isEqualTo(new Outcome.Refused());
  }

  @Test
  void after_a_resolver_whose_certificate_is_wrong_the_next_is_asked_and_that_is_kept()
      throws IOException {
    String expired = "tls://127.0.0.1:" + bind.port("expired") + "#app.test";
    String dead = "https://127.0.0.1:" + FreePorts.one() + "/dns-query#" + NameServers.NAME;
    String good = "tls://127.0.0.1:" + unbound.port("tls") + "#" + NameServers.NAME;
    DnsObservation seen = asking(expired, dead, good).resolve("api.contoso.test");

    assertThat(seen.data()).containsExactly("10.1.0.5");
    assertThat(seen.resolver()).isEqualTo(good);
    assertThat(seen.passedOver()).hasSize(2);
    assertThat(seen.passedOver().get(0))
        .startsWith(expired + ": resolver unreachable: certificate expired: ");
    assertThat(seen.passedOver().get(1)).isEqualTo(dead + ": resolver unreachable: refused");
  }

  @Test
  void behind_a_proxy_every_resolver_is_asked_by_way_of_it_and_its_failure_says_nothing_of_them()
      throws IOException, InterruptedException {
    InetSocketAddress proxy = new InetSocketAddress("127.0.0.1", FreePorts.one());
    Process microsocks =
        new ProcessBuilder(
                Requirements.command("microsocks").toString(),
                "-i",
                "127.0.0.1",
                "-p",
                Integer.toString(proxy.getPort()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Way> ways = ways().filter(way -> way.server().equals("unbound")).toList();
    try {
      NameServers.awaitListening(microsocks, List.of(proxy.getPort()), () -> "microsocks");
      stage.transport(Transport.socks5(proxy, null, null));
      Vantage there = asking();
      for (Way way : ways) {
        DnsObservation seen = there.observe(DnsProbe.of("api.contoso.test").at(written(way)));
        assertThat(seen.data()).as(way.toString()).containsExactly("10.1.0.5");
        assertThat(seen.received().map(DnsObservation.Response::transport))
            .contains(way.over().equals("UDP") ? "TCP" : way.over());
      }
    } finally {
      microsocks.destroy();
      microsocks.waitFor();
    }
    stage.transport(Transport.socks5(proxy, null, null));
    Vantage broken = asking();
    for (Way way : ways) {
      DnsObservation seen = broken.observe(DnsProbe.of("api.contoso.test").at(written(way)));
      assertThat(seen.outcome().vantageFailure()).as(way.toString()).contains("SOCKS5 proxy");
      assertThat(seen.outcome()).isNotInstanceOf(Outcome.ResolverUnreachable.class);
    }
  }
}
