package dev.plumbline.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.WayOut;
import dev.plumbline.observation.Outcome;
import dev.plumbline.testing.FreePorts;
import dev.plumbline.testing.Requirements;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a jump host has to be, and who it is shown: with OpenSSH's own sshd, agent and files. */
class JumpHostTrustTest {

  private static final Duration ENOUGH = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path key;
  private Path file;
  private Sshd sshd;

  @BeforeEach
  void start() throws Exception {
    key = Sshd.key(folder.resolve("id_ed25519"), "ed25519", "");
    sshd = Sshd.start(folder);
    sshd.authorise(key, "");
    file = folder.resolve("known_hosts");
  }

  @AfterEach
  void end() {
    sshd.close();
  }

  private WayOut way() {
    return WayOut.ssh(sshd.jump()).withIdentity(key.toString()).withKnownHosts(file.toString());
  }

  /** Returns how a connection to a port without a listener ends. */
  private static Outcome outcome(WayOut way, @Nullable String agentVariable) throws IOException {
    try (Transport transport = new SshTransport(new JumpHost(way, agentVariable))) {
      InetSocketAddress nobody =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.one());
      return ((Connection.Failed) transport.connect(nobody, ENOUGH).join()).outcome();
    }
  }

  private void assertAccepted(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    byte[] before = Files.readAllBytes(file);
    assertThat(outcome(way(), null)).isEqualTo(new Outcome.Refused());
    assertThat(file).hasBinaryContent(before);
  }

  private String refused(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    byte[] before = Files.readAllBytes(file);
    String why = broken(outcome(way(), null), true);
    assertThat(file).hasBinaryContent(before);
    return why;
  }

  private String broken(Outcome outcome, boolean lasts) {
    assertThat(outcome).isInstanceOf(Outcome.VantageFailed.class);
    assertThat(outcome.lasts()).isEqualTo(lasts);
    return Objects.requireNonNull(outcome.vantageFailure())
        .replace("the SSH jump host " + Sshd.USER + "@127.0.0.1:" + sshd.port() + " ", "")
        .replace(file.toString(), "known_hosts")
        .replace(":" + sshd.port(), ":PORT")
        .replace("-p " + sshd.port(), "-p PORT");
  }

  private String keyOf(Path pub) throws IOException {
    String[] parts = Files.readString(pub).split(" ");
    return parts[0] + " " + parts[1];
  }

  private String host() {
    return "[127.0.0.1]:" + sshd.port();
  }

  private String hostKey() throws IOException {
    return keyOf(folder.resolve("host_ed25519.pub"));
  }

  private String shown() throws Exception {
    return "ssh-ed25519 " + Sshd.fingerprint(folder.resolve("host_ed25519"));
  }

  @Test
  void a_known_key_is_accepted_in_every_form_of_its_line() throws Exception {
    assertAccepted(sshd.knownLine());
    assertAccepted(
        "# of the jump host", "", "other,10.0.0.1 " + hostKey(), sshd.knownLine() + " me");
    assertAccepted("other.contoso.net," + host() + " " + hostKey());
    assertAccepted("broken", host() + " ssh-ed25519 AAAA", sshd.knownLine());

    Files.writeString(file, sshd.knownLine() + "\n");
    Sshd.run(List.of("ssh-keygen", "-q", "-H", "-f", file.toString()));
    String hashed = Files.readString(file);
    assertThat(hashed).startsWith("|1|");
    assertAccepted(hashed.strip());
  }

  @Test
  void an_unknown_host_is_refused_with_the_key_that_it_shows() throws Exception {
    String remedy =
        ", and it shows "
            + shown()
            + ". Compare that with what its administrator says, then add the line that this"
            + " prints: ssh-keyscan -p PORT 127.0.0.1";
    assertThat(refused("other.contoso.net " + hostKey()))
        .isEqualTo("is not known: known_hosts has no key for it" + remedy);
    // Another port is another server.
    assertThat(refused("[127.0.0.1]:1 " + hostKey()))
        .isEqualTo("is not known: known_hosts has no key for it" + remedy);
    assertThat(refused("@cert-authority " + host() + " " + hostKey()))
        .isEqualTo(
            "is not known: known_hosts has no key for it but that of an authority, which is not"
                + " followed"
                + remedy);
    Files.delete(file);
    assertThat(broken(outcome(way(), null), true))
        .isEqualTo("is not known: known_hosts does not exist" + remedy);
    assertThat(file).doesNotExist();
  }

  @Test
  void a_changed_key_is_refused_with_both_keys() throws Exception {
    Path other = Sshd.key(folder.resolve("other"), "ed25519", "");

    assertThat(refused(host() + " " + keyOf(Sshd.pub(other))))
        .isEqualTo(
            "shows another key than it should: "
                + shown()
                + ", where known_hosts has ssh-ed25519 "
                + Sshd.fingerprint(other)
                + ". Whoever answers there may be somebody else; where its administrator says that"
                + " it has changed, remove the old line by ssh-keygen -f known_hosts -R"
                + " '[127.0.0.1]:PORT' and add the new one");
  }

  @Test
  void a_revoked_key_is_refused_though_it_is_known() throws Exception {
    assertThat(refused(sshd.knownLine(), "@revoked * " + hostKey()))
        .isEqualTo(
            "shows the key "
                + shown()
                + ", which known_hosts says is revoked: whoever answers there may be somebody"
                + " else. Ask its administrator");
  }

  @Test
  void of_several_keys_the_host_is_asked_for_one_that_is_known() throws Exception {
    for (String type : new String[] {"rsa", "ecdsa"}) {
      Path further = Sshd.key(folder.resolve("host_" + type), type, "");
      sshd.close();
      sshd = Sshd.start(folder, "HostKey " + further);
      assertAccepted(host() + " " + keyOf(Sshd.pub(further)));
      assertAccepted(sshd.knownLine());
    }
  }

  @Test
  void an_agent_shows_its_keys_where_no_file_is_named() throws Exception {
    Files.writeString(file, sshd.knownLine() + "\n");
    WayOut way = WayOut.ssh(sshd.jump()).withKnownHosts(file.toString());
    Path socket = folder.resolve("agent");
    Process agent =
        new ProcessBuilder(
                Requirements.command("ssh-agent").toString(), "-D", "-a", socket.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (!Files.exists(socket)) {
        assertThat(agent.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(broken(outcome(way, socket.toString()), true))
          .isEqualTo(
              "cannot be shown any key: the agent at "
                  + socket
                  + " holds none; add one by ssh-add");

      for (String type : new String[] {"ed25519", "rsa", "ecdsa"}) {
        Path held = Sshd.key(folder.resolve("held_" + type), type, "");
        add(socket, held);
        sshd.authorise(held, "");
        assertThat(outcome(way, socket.toString())).isEqualTo(new Outcome.Refused());
        assertThat(outcome(way.withAgent(socket.toString()), null))
            .isEqualTo(new Outcome.Refused());
      }

      // Files alone are shown where files are named, and both where both are.
      Path stranger = Sshd.key(folder.resolve("stranger"), "ed25519", "");
      WayOut files = way.withIdentity(stranger.toString());
      assertThat(broken(outcome(files, socket.toString()), true))
          .startsWith(
              "does not let "
                  + Sshd.USER
                  + " in with what it was shown: ssh-ed25519 "
                  + Sshd.fingerprint(stranger)
                  + " of "
                  + stranger
                  + ". Look");
      assertThat(outcome(files.withAgent(socket.toString()), null))
          .isEqualTo(new Outcome.Refused());
    } finally {
      agent.destroyForcibly().waitFor();
    }
    assertThat(broken(outcome(way, socket.toString()), true))
        .isEqualTo(
            "cannot be shown any key: the agent at "
                + socket
                + " cannot be asked: Connection refused");
    assertThat(broken(outcome(way, null), true))
        .isEqualTo(
            "cannot be shown any key: SSH_AUTH_SOCK names no agent; write the files of private"
                + " keys as identity under via, or start an agent");
  }

  private static void add(Path socket, Path key) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("ssh-add", "-q", key.toString());
    builder.environment().put("SSH_AUTH_SOCK", socket.toString());
    assertThat(builder.inheritIO().start().waitFor()).isZero();
  }
}
