package dev.plumbline.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.WayOut;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.testing.Requirements;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Run by {@link WaysThroughNamespacesTest} in a namespace of its own. Beside it is another, of a
 * jump host and proxies, and behind that a third, of a name server and a web server: packets for it
 * are sent to the second, which forwards none.
 */
class BehindTestCases {

  static final String DIRECTORY = "plumbline.test.ways";

  private static final String JUMP = "10.77.1.2";
  private static final String TARGET = "10.77.2.2";
  private static final String TARGET_6 = "fd77:2::2";
  private static final int WEB = 80;
  private static final int CLOSED = 81;
  private static final int DROPPED = 82;
  private static final int UNREACHABLE = 83;
  private static final String PASSWORD = "secret99";

  private static final List<Process> PROCESSES = new ArrayList<>();
  private static Path folder;
  private static Process jump;
  private static Process behind;
  private static Process sshd;

  @BeforeAll
  static void start() throws Exception {
    folder = Path.of(System.getProperty(DIRECTORY));
    jump = namespace();
    behind = namespace();
    run("ip link add ab type veth peer name ba netns " + jump.pid());
    in(jump, "ip link add bc type veth peer name cb netns " + behind.pid());
    run("ip addr add 10.77.1.1/24 dev ab");
    run("ip addr add fd77:1::1/64 dev ab nodad");
    run("ip link set ab up");
    in(jump, "ip addr add 10.77.1.2/24 dev ba");
    in(jump, "ip addr add fd77:1::2/64 dev ba nodad");
    in(jump, "ip addr add 10.77.2.1/24 dev bc");
    in(jump, "ip addr add fd77:2::1/64 dev bc nodad");
    in(behind, "ip addr add 10.77.2.2/24 dev cb");
    in(behind, "ip addr add fd77:2::2/64 dev cb nodad");
    for (String link : List.of("lo", "ba", "bc")) {
      in(jump, "ip link set " + link + " up");
    }
    for (String link : List.of("lo", "cb")) {
      in(behind, "ip link set " + link + " up");
    }
    // Whoever goes round the jump host is seen to fail: it forwards nothing.
    in(jump, "sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0");
    run("ip route add 10.77.2.0/24 via 10.77.1.2");
    run("ip -6 route add fd77:2::/64 via fd77:1::2");
    Path filter =
        write(
            "filter.nft",
            "table inet f {",
            "  chain i {",
            "    type filter hook input priority 0;",
            "    tcp dport 82 drop",
            "    tcp dport 83 reject with icmpx type host-unreachable",
            "  }",
            "}");
    in(behind, Requirements.command("nft") + " -f " + filter);
    servers();
  }

  private static void servers() throws Exception {
    Sshd.key(folder.resolve("host_key"), "ed25519", "");
    Sshd.key(folder.resolve("id"), "ed25519", "");
    Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
    Files.createDirectories(Path.of("/run/sshd"));
    String key = Files.readString(folder.resolve("host_key.pub"));
    write("known_hosts", JUMP + ",fd77:1::2 " + key);
    Path config =
        write(
            "sshd_config",
            "HostKey " + folder.resolve("host_key"),
            "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PermitRootLogin prohibit-password",
            "PasswordAuthentication no");
    sshd = serve(jump, Requirements.command("sshd") + " -D -e -f " + config);
    serve(
        jump,
        Requirements.command("microsocks") + " -i 10.77.1.2 -p 1080 -u outside -P " + PASSWORD);
    tinyproxy("tinyproxy.conf", 3128, "");
    tinyproxy("strict.conf", 3129, "ConnectPort 443");
    Path names =
        write(
            "unbound.conf",
            "server:",
            "  directory: \"" + folder + "\"",
            "  chroot: \"\"",
            "  username: \"\"",
            "  pidfile: \"\"",
            "  use-syslog: no",
            "  do-daemonize: no",
            "  interface: 10.77.2.2",
            "  interface: fd77:2::2",
            "  access-control: 0.0.0.0/0 allow",
            "  access-control: ::/0 allow",
            "  local-zone: \"contoso.test.\" static",
            "  local-data: \"web.contoso.test. A 10.77.2.2\"",
            "  local-data: \"six.contoso.test. AAAA fd77:2::2\"");
    serve(behind, Requirements.command("unbound") + " -d -c " + names);
    Path web =
        write(
            "nginx.conf",
            "worker_processes 1;",
            "pid " + folder.resolve("nginx.pid") + ";",
            "error_log stderr;",
            "events {}",
            "http { access_log off;",
            "  client_body_temp_path " + folder.resolve("body") + ";",
            "  proxy_temp_path " + folder.resolve("proxy") + ";",
            "  fastcgi_temp_path " + folder.resolve("fastcgi") + ";",
            "  uwsgi_temp_path " + folder.resolve("uwsgi") + ";",
            "  scgi_temp_path " + folder.resolve("scgi") + ";",
            "  server { listen 10.77.2.2:80; listen [fd77:2::2]:80;",
            "    location / { return 200 behind; }",
            "    location /silent { proxy_pass http://10.77.2.2:82; } } }");
    serve(behind, Requirements.command("nginx") + " -g 'daemon off;' -c " + web);
    for (int port : new int[] {22, 1080, 3128, 3129}) {
      awaitListening(jump, port);
    }
    awaitListening(behind, 53);
    awaitListening(behind, WEB);
  }

  private static void tinyproxy(String file, int port, String further) throws Exception {
    Path config =
        write(
            file,
            "User root",
            "Group root",
            "Port " + port,
            "Listen 10.77.1.2",
            "Timeout 600",
            "MaxClients 100",
            "Allow 10.77.1.1",
            "BasicAuth outside " + PASSWORD,
            further);
    serve(jump, Requirements.command("tinyproxy") + " -d -c " + config);
  }

  @AfterAll
  static void end() {
    PROCESSES.forEach(Process::destroyForcibly);
  }

  private static Path write(String file, String... lines) throws IOException {
    return Files.write(folder.resolve(file), List.of(lines));
  }

  /** Makes a network namespace, which ends with the process that is returned. */
  private static Process namespace() throws Exception {
    Process process =
        new ProcessBuilder(Requirements.command("unshare").toString(), "--net", "sleep", "1000")
            .start();
    PROCESSES.add(process);
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path its = Path.of("/proc/" + process.pid() + "/ns/net");
    while (Files.readSymbolicLink(its).equals(own)) {
      assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
    }
    return process;
  }

  private static String run(String command) throws IOException, InterruptedException {
    return Sshd.run(List.of("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin " + command));
  }

  private static String in(Process namespace, String command)
      throws IOException, InterruptedException {
    return run("nsenter -t " + namespace.pid() + " -n " + command);
  }

  private static Process serve(Process namespace, String command) throws IOException {
    Process server =
        new ProcessBuilder("sh", "-c", "exec nsenter -t " + namespace.pid() + " -n " + command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server-" + PROCESSES.size() + ".log").toFile())
            .start();
    PROCESSES.add(server);
    return server;
  }

  private static void awaitListening(Process namespace, int port) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!in(namespace, "cat /proc/net/tcp").contains(":%04X 00000000:0000 0A".formatted(port))) {
      assertThat(System.nanoTime()).as("somebody listens at port " + port).isLessThan(deadline);
    }
  }

  private static WayOut way(String kind) {
    return switch (kind) {
      case "ssh" -> ssh("root@" + JUMP);
      case "socks5" -> WayOut.socks5(JUMP + ":1080").withCredentials("outside", PASSWORD);
      case "http" -> WayOut.http(JUMP + ":3128").withCredentials("outside", PASSWORD);
      case "strict http" -> WayOut.http(JUMP + ":3129").withCredentials("outside", PASSWORD);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static WayOut ssh(String jump) {
    return WayOut.ssh(jump)
        .withIdentity(folder.resolve("id").toString())
        .withKnownHosts(folder.resolve("known_hosts").toString());
  }

  /** Opens a lab with the vantage {@code behind}, and {@code here} beside it. */
  private static Lab lab(String kind) {
    return Lab.open(
        Environment.builder("behind")
            .ground(Ground.LIVE)
            .vantage("here", v -> v.resolver(TARGET))
            .vantage("behind", v -> v.resolver(TARGET).via(way(kind)))
            .vantage("behind-six", v -> v.resolver("[" + TARGET_6 + "]:53").via(way(kind)))
            .probeTimeout(Duration.ofSeconds(3))
            .build(),
        new Journal());
  }

  @Test
  void nothing_of_it_is_seen_from_here() {
    try (Lab lab = lab("ssh")) {
      Vantage here = lab.vantage("here");
      assertThat(here.connect(TARGET, WEB).outcome())
          .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
      assertThat(here.resolve("web.contoso.test").outcome())
          .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "socks5", "http"})
  void names_and_pages_come_by_the_same_way(String kind) {
    try (Lab lab = lab(kind)) {
      for (String vantage : List.of("behind", "behind-six")) {
        Vantage behind = lab.vantage(vantage);
        DnsObservation name = behind.resolve("web.contoso.test");
        assertThat(name.outcome()).isEqualTo(new Outcome.Resolved());
        assertThat(Objects.requireNonNull(name.response()).transport()).isEqualTo("TCP");
        assertThat(behind.resolve("nobody.contoso.test").outcome())
            .isEqualTo(new Outcome.NxDomain());
        assertThat(behind.observe(DnsProbe.of("web.contoso.test").at(TARGET)).outcome())
            .isEqualTo(new Outcome.Resolved());
        for (String host : List.of("web.contoso.test", "six.contoso.test")) {
          HttpObservation page = behind.get("http://" + host + "/");
          assertThat(page.outcome()).isEqualTo(new Outcome.Answered(200));
          assertThat(Objects.requireNonNull(page.response()).text()).isEqualTo("behind");
        }
        assertThat(behind.connect(TARGET, WEB).outcome()).isEqualTo(new Outcome.Open());
        assertThat(behind.connect(TARGET_6, WEB).outcome()).isEqualTo(new Outcome.Open());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "socks5"})
  void how_a_target_fails_is_told(String kind) {
    try (Lab lab = lab(kind)) {
      Vantage behind = lab.vantage("behind");
      for (String target : List.of(TARGET, TARGET_6)) {
        assertThat(behind.connect(target, CLOSED).outcome()).isEqualTo(new Outcome.Refused());
        assertThat(behind.connect(target, DROPPED).outcome())
            .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
        assertThat(behind.connect(target, UNREACHABLE).outcome()).isEqualTo(new Outcome.NoRoute());
      }
    }
  }

  /** What fails at once sshd tells without a reason; microsocks tells it. */
  @Test
  void a_route_that_the_jump_host_itself_does_not_have_is_told_as_far_as_it_is_known() {
    try (Lab lab = lab("ssh")) {
      for (String target : List.of("10.99.0.1", "fd99::1")) {
        assertThat(lab.vantage("behind").connect(target, WEB).outcome().vantageFailure())
            .startsWith(
                "the SSH jump host root@10.77.1.2:22 has not connected and says \"open failed\","
                    + " which does not tell why: its own machine may have no route there, for ");
      }
    }
    try (Lab lab = lab("socks5")) {
      for (String target : List.of("10.99.0.1", "fd99::1")) {
        assertThat(lab.vantage("behind").connect(target, WEB).outcome())
            .isEqualTo(new Outcome.NoRoute());
      }
    }
  }

  @Test
  void an_http_proxy_tells_that_something_failed_and_drops_are_seen() {
    try (Lab lab = lab("http")) {
      Vantage behind = lab.vantage("behind");
      assertThat(behind.connect(TARGET, DROPPED).outcome())
          .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
      assertThat(behind.connect(TARGET, CLOSED).outcome().vantageFailure())
          .startsWith("the HTTP proxy 10.77.1.2:3128 answered the request with \"500 Unable to")
          .contains("does not prove what the target did");
    }
    try (Lab lab = lab("strict http")) {
      assertThat(lab.vantage("behind").connect(TARGET, WEB).outcome().vantageFailure())
          .startsWith(
              "the HTTP proxy 10.77.1.2:3129 does not allow it and answered the request with \"403");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5", "http"})
  void credentials_that_are_wrong_are_a_broken_vantage(String kind) {
    Environment environment =
        Environment.builder("behind")
            .ground(Ground.LIVE)
            .vantage(
                "behind",
                v -> v.resolver(TARGET).via(way(kind).withCredentials("outside", "wrong99")))
            .build();
    try (Lab lab = Lab.open(environment, new Journal())) {
      Outcome outcome = lab.vantage("behind").connect(TARGET, WEB).outcome();
      assertThat(outcome.vantageFailure())
          .contains(" does not accept the user name or the password that it was told")
          .doesNotContain("wrong99");
      assertThat(outcome.lasts()).isTrue();
      assertThat(lab.vantage("behind").resolve("web.contoso.test").outcome().vantageFailure())
          .contains(" does not accept the user name or the password that it was told");
    }
  }

  @Test
  void a_session_that_is_killed_in_the_middle_of_an_exchange_is_no_reset_of_the_target()
      throws Exception {
    try (Lab lab = lab("ssh")) {
      Vantage at = lab.vantage("behind");
      assertThat(at.connect(TARGET, WEB).outcome()).isEqualTo(new Outcome.Open());
      CompletableFuture<HttpObservation> answer =
          CompletableFuture.supplyAsync(() -> at.get("http://" + TARGET + "/silent"));
      awaitUnderWay();
      List<ProcessHandle> sessions = sshd.descendants().toList();
      assertThat(sessions).isNotEmpty();
      sessions.forEach(ProcessHandle::destroyForcibly);

      HttpObservation broken = answer.join();
      assertThat(broken.outcome().vantageFailure())
          .startsWith("the session with the SSH jump host root@10.77.1.2:22 broke: ");
      HttpObservation next = at.get("http://" + TARGET + "/");
      assertThat(next.outcome()).isEqualTo(new Outcome.Answered(200));
      assertThat(next.provenance().diagnosis().route())
          .singleElement()
          .asString()
          .contains(", by a new session: the one before broke (");
    }
  }

  /** Waits until the web server has asked what drops. */
  private static void awaitUnderWay() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    while (!in(behind, "cat /proc/net/tcp").contains(":0052 02 ")) {
      assertThat(System.nanoTime()).as("the request is under way").isLessThan(deadline);
    }
  }

  @Test
  void a_jump_host_that_falls_silent_in_the_middle_is_no_silence_of_the_target() throws Exception {
    try (Lab lab = lab("ssh")) {
      Vantage at = lab.vantage("behind");
      assertThat(at.connect(TARGET, WEB).outcome()).isEqualTo(new Outcome.Open());
      CompletableFuture<HttpObservation> answer =
          CompletableFuture.supplyAsync(() -> at.get("http://" + TARGET + "/silent"));
      awaitUnderWay();
      in(jump, "ip link set ba down");
      HttpObservation broken = answer.join();
      in(jump, "ip link set ba up");
      in(jump, "ip addr replace fd77:1::2/64 dev ba nodad");
      assertThat(broken.outcome().vantageFailure())
          .isEqualTo(
              "the session with the SSH jump host root@10.77.1.2:22 broke: it did not answer in"
                  + " 2000 ms");
      awaitReachable();
      assertThat(at.connect(TARGET, WEB).outcome()).isEqualTo(new Outcome.Open());
    }
  }

  /** A link that has come up takes a while until neighbours are found over it again. */
  private static void awaitReachable() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!isReachable()) {
      assertThat(System.nanoTime()).as("the jump host is there again").isLessThan(deadline);
      // Waiting for its end is the pause.
      assertThat(sshd.waitFor(50, TimeUnit.MILLISECONDS)).as("sshd has ended").isFalse();
    }
  }

  private static boolean isReachable() {
    try (Socket ready = new Socket()) {
      ready.connect(new InetSocketAddress(JUMP, 22), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
