package dev.plumbline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.environment.WayOut;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.FreePorts;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSH's own sshd as a jump host, on the loopback interface. */
class SshTransportTest {

  private static final Duration ENOUGH = Duration.ofSeconds(5);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path folder;
  private Path key;
  private Path knownHosts;
  private Sshd sshd;
  private @Nullable Transport transport;

  @BeforeEach
  void start() throws Exception {
    key = Sshd.key(folder.resolve("id_ed25519"), "ed25519", "");
    start("");
  }

  private void start(String authorisation, String... options) throws Exception {
    if (sshd != null) {
      sshd.close();
    }
    sshd = Sshd.start(folder, options);
    sshd.authorise(key, authorisation);
    knownHosts = Files.writeString(folder.resolve("known_hosts"), sshd.knownLine() + "\n");
  }

  @AfterEach
  void end() {
    if (transport != null) {
      transport.close();
    }
    sshd.close();
  }

  private WayOut way() {
    return WayOut.ssh(sshd.jump())
        .withIdentity(key.toString())
        .withKnownHosts(knownHosts.toString());
  }

  private Transport by(WayOut way) {
    if (transport != null) {
      transport.close();
    }
    transport = new SshTransport(new JumpHost(way, null));
    return transport;
  }

  private static Connection connect(Transport transport, int port) {
    return transport.connect(new InetSocketAddress(HERE, port), ENOUGH).join();
  }

  private Outcome outcome(WayOut way) throws IOException {
    Connection connection = connect(by(way), FreePorts.one());
    return ((Connection.Failed) connection).outcome();
  }

  /** Returns why a way is broken, without the jump host's name. */
  private String broken(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.VantageFailed.class);
    String why = Objects.requireNonNull(outcome.vantageFailure());
    String name = "the SSH jump host " + Sshd.USER + "@127.0.0.1:" + sshd.port() + " ";
    assertThat(why).startsWith(name);
    return why.substring(name.length());
  }

  private void assertOpens(WayOut way) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
      Connection connection = connect(by(way), server.getLocalPort());
      assertThat(connection).isInstanceOf(Connection.Opened.class);
      try (Socket near = ((Connection.Opened) connection).channel().socket();
          Socket far = server.accept()) {
        far.getOutputStream().write(42);
        assertThat(near.getInputStream().read()).isEqualTo(42);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void a_key_file_of_any_type_opens_connections(String type) throws Exception {
    key = Sshd.key(folder.resolve("id_other"), type, "");
    sshd.authorise(key, "");

    assertOpens(way());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa"})
  void an_encrypted_key_is_opened_by_its_passphrase(String type) throws Exception {
    key = Sshd.key(folder.resolve("id_encrypted"), type, "swordfish");
    sshd.authorise(key, "");

    assertOpens(way().withPassphrase("swordfish"));
    Outcome wrong = outcome(way().withPassphrase("marlin22"));
    assertThat(broken(wrong))
        .isEqualTo(
            "cannot be shown the key "
                + key
                + ": the passphrase is not the one that it is encrypted with, or it is no private"
                + " key that can be used");
    assertThat(wrong.lasts()).isTrue();
    assertThat(broken(outcome(way())))
        .isEqualTo(
            "cannot be shown the key "
                + key
                + ": it is encrypted, or no private key that can be used; write its passphrase"
                + " under via, or leave it to an agent");
  }

  @Test
  void what_is_no_key_is_told() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "this is no key\n");
    assertThat(broken(outcome(way().withIdentity(text.toString()))))
        .startsWith("cannot be shown the key " + text + ": ");
    assertThat(broken(outcome(way().withIdentity(folder.resolve("none").toString()))))
        .isEqualTo("cannot be shown the key " + folder.resolve("none") + ": there is no such file");
  }

  @Test
  void a_key_that_it_does_not_know_is_an_authentication_failure() throws Exception {
    Path other = Sshd.key(folder.resolve("id_other"), "ed25519", "");
    Outcome refused = outcome(way().withIdentity(other.toString()));

    assertThat(broken(refused))
        .isEqualTo(
            "does not let "
                + Sshd.USER
                + " in with what it was shown: ssh-ed25519 "
                + Sshd.fingerprint(other)
                + " of "
                + other
                + ". Look at its log, and at the user's authorized_keys there");
    assertThat(refused.lasts()).isTrue();
  }

  @Test
  void a_target_is_reached_refused_and_talked_to_as_without_a_jump_host() throws Exception {
    assertThat(outcome(way())).isEqualTo(new Outcome.Refused());
    try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
      Connection.Opened opened = (Connection.Opened) connect(by(way()), server.getLocalPort());
      assertThat(opened.channel().isBlocking()).isTrue();
      assertThat(opened.doubt().apply(new Outcome.Open())).isNull();
      try (Socket near = opened.channel().socket();
          Socket far = server.accept()) {
        byte[] much = new byte[5_000_000];
        much[much.length - 1] = 7;
        CompletableFuture<byte[]> read =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return near.getInputStream().readNBytes(much.length);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        far.getOutputStream().write(much);
        assertThat(read.join()).isEqualTo(much);

        near.setSoTimeout(50);
        assertThat(catchThrowable(() -> near.getInputStream().read()))
            .isInstanceOf(SocketTimeoutException.class);

        // Half a close arrives as one, and the other half still carries.
        near.getOutputStream().write(1);
        near.shutdownOutput();
        assertThat(far.getInputStream().read()).isEqualTo(1);
        assertThat(far.getInputStream().read()).isEqualTo(-1);
        far.getOutputStream().write(2);
        near.setSoTimeout(0);
        assertThat(near.getInputStream().read()).isEqualTo(2);
        far.shutdownOutput();
        assertThat(near.getInputStream().read()).isEqualTo(-1);
        // TLS reads, at its end, until there is nothing available.
        assertThat(near.getInputStream().available()).isZero();
        assertThat(opened.doubt().apply(new Outcome.Closed(Phase.TLS))).isNull();
      }
    }
  }

  @Test
  void a_reset_of_the_target_is_seen_as_an_end() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
      Connection.Opened opened = (Connection.Opened) connect(by(way()), server.getLocalPort());
      try (Socket near = opened.channel().socket()) {
        Socket far = server.accept();
        far.setSoLinger(true, 0);
        far.close();
        near.setSoTimeout(10_000);
        assertThat(near.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void the_jump_host_forbids_a_place_by_its_configuration_or_the_keys() throws Exception {
    String forbidden =
        "does not allow it (\"open failed\"): look at AllowTcpForwarding and PermitOpen of its"
            + " sshd_config, and at restrict and permitopen of the key in authorized_keys, for"
            + " 127.0.0.1 port ";
    start("", "PermitOpen 192.0.2.1:443");
    assertThat(broken(outcome(way()))).startsWith(forbidden);
    start("", "AllowTcpForwarding no");
    assertThat(broken(outcome(way()))).startsWith(forbidden);
    start("restrict");
    assertThat(broken(outcome(way()))).startsWith(forbidden);
  }

  @Test
  void a_jump_host_that_is_not_there_is_no_refusal_of_the_target() throws Exception {
    sshd.close();
    Outcome gone = outcome(way());
    assertThat(broken(gone)).isEqualTo("cannot be reached: Connection refused");
    assertThat(gone.lasts()).isFalse();

    sshd.startAgain();
    try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
      Connection now = connect(Objects.requireNonNull(transport), server.getLocalPort());
      assertThat(now).isInstanceOf(Connection.Opened.class);
      ((Connection.Opened) now).channel().close();
    }
  }

  @Test
  void what_is_no_ssh_server_is_a_broken_vantage() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 5, HERE)) {
      CompletableFuture.runAsync(
          () -> {
            try (Socket socket = web.accept()) {
              socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      Files.writeString(
          knownHosts, sshd.knownLine().replace(":" + sshd.port(), ":" + web.getLocalPort()));
      WayOut way =
          WayOut.ssh(Sshd.USER + "@127.0.0.1:" + web.getLocalPort())
              .withIdentity(key.toString())
              .withKnownHosts(knownHosts.toString());
      assertThat(outcome(way).vantageFailure()).contains("opens no session: ");
    }
  }

  @Test
  void a_session_that_is_killed_breaks_what_is_under_way_and_is_opened_anew_which_is_told()
      throws Exception {
    Transport by = by(way());
    try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
      Connection.Opened first = (Connection.Opened) connect(by, server.getLocalPort());
      assertThat(first.diagnosis().route()).isEmpty();
      Socket far = server.accept();
      assertThat(sshd.killSessions()).isPositive();

      Throwable reset =
          catchThrowable(
              () -> {
                first.channel().socket().setSoTimeout(10_000);
                first.channel().socket().getInputStream().read();
              });
      assertThat(reset).isInstanceOf(SocketException.class).hasMessage("Connection reset");
      assertThat(first.doubt().apply(new Outcome.Reset(Phase.TLS)))
          .startsWith("the session with the SSH jump host " + Sshd.USER + "@127.0.0.1:")
          .contains(" broke: ");
      assertThat(first.doubt().apply(new Outcome.Open())).isNull();
      assertThat(by.failure().join()).contains(" broke: ");
      far.close();

      Connection.Opened second = (Connection.Opened) connect(by, server.getLocalPort());
      assertThat(second.diagnosis().route())
          .singleElement()
          .asString()
          .startsWith("the SSH jump host " + Sshd.USER + "@127.0.0.1:")
          .contains(", by a new session: the one before broke (");
      assertThat(by.failure().join()).isNull();
      // What is known of the first connection stays so.
      assertThat(first.doubt().apply(new Outcome.Reset(Phase.TLS))).contains(" broke: ");
      second.channel().close();
    }
  }

  @Test
  void a_session_that_cannot_be_opened_anew_is_told_with_both_reasons() throws Exception {
    Transport by = by(way());
    assertThat(((Connection.Failed) connect(by, FreePorts.one())).outcome())
        .isEqualTo(new Outcome.Refused());
    sshd.close();
    Outcome outcome = ((Connection.Failed) connect(by, FreePorts.one())).outcome();
    assertThat(broken(outcome))
        .startsWith("cannot be reached: Connection refused, and the session before broke (");
  }

  @Test
  void silence_counts_where_the_jump_host_still_answers() throws Exception {
    // Its queue is full, so that the kernel does not answer.
    try (ServerSocket full = new ServerSocket(0, 1, HERE);
        Socket one = new Socket(HERE, full.getLocalPort());
        Socket two = new Socket(HERE, full.getLocalPort())) {
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      Transport by = by(way());
      assertThat(((Connection.Failed) connect(by, FreePorts.one())).outcome())
          .isEqualTo(new Outcome.Refused());
      InetSocketAddress silent = new InetSocketAddress(HERE, full.getLocalPort());
      assertThat(((Connection.Failed) by.connect(silent, Duration.ofMillis(500)).join()).outcome())
          .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));

      sshd.pauseSessions(true);
      Outcome paused =
          ((Connection.Failed) by.connect(silent, Duration.ofMillis(500)).join()).outcome();
      sshd.pauseSessions(false);
      assertThat(paused.vantageFailure())
          .startsWith("the session with the SSH jump host ")
          .endsWith(" broke: it did not answer in 2000 ms");
    }
  }

  @Test
  void many_connections_have_one_session_and_no_thread_of_their_own() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 200, HERE)) {
      Transport by = by(way());
      List<CompletableFuture<Connection>> all =
          IntStream.range(0, 100)
              .mapToObj(i -> by.connect(new InetSocketAddress(HERE, server.getLocalPort()), ENOUGH))
              .toList();
      for (CompletableFuture<Connection> one : all) {
        assertThat(one.join()).isInstanceOf(Connection.Opened.class);
      }
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("plumbline-ssh"))
                  .toList())
          .hasSizeLessThan(20)
          .allMatch(Thread::isDaemon);
      assertThat(sshd.log()).containsOnlyOnce("Accepted publickey");
      for (CompletableFuture<Connection> one : all) {
        ((Connection.Opened) one.join()).channel().close();
      }
    }
  }

  @Test
  void a_closed_transport_says_nothing_of_targets() throws Exception {
    Transport by = by(way());
    assertThat(((Connection.Failed) connect(by, FreePorts.one())).outcome())
        .isEqualTo(new Outcome.Refused());
    by.close();
    assertThat(broken(((Connection.Failed) connect(by, FreePorts.one())).outcome()))
        .startsWith("is not asked any more: the transport is closed");
  }

  @Test
  void carries_no_datagrams_and_says_so() throws Exception {
    Transport by = by(way());
    assertThat(by.carriesDatagrams()).isFalse();
    Transport.Exchange exchange =
        by.exchange(new InetSocketAddress(HERE, 53), new byte[2], ENOUGH, any -> true).join();
    assertThat(broken(((Transport.Exchange.Failed) exchange).outcome()))
        .startsWith("is used for TCP alone, so no datagram can be sent to ")
        .endsWith("; ask a resolver over TCP");
  }
}
