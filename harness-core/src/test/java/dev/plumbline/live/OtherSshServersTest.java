package dev.plumbline.live;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.ForwardingFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jump hosts that are no OpenSSH, some of which say that they are: whether they answer before they
 * have connected is asked.
 */
class OtherSshServersTest {

  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  static {
    JdkEd25519.register();
  }

  @TempDir Path folder;
  private SshServer server;

  @AfterEach
  void end() throws IOException {
    server.close(true);
  }

  /** Starts a server with one kind of channel, and returns the way by it. */
  private WayOut start(ForwardingFilter filter, List<ChannelFactory> instead) throws Exception {
    return start("APACHE-SSHD", filter, instead);
  }

  /** Starts a server that says what it is. */
  private WayOut start(String name, ForwardingFilter filter, List<ChannelFactory> instead)
      throws Exception {
    Path key = Sshd.key(folder.resolve("id"), "ecdsa", "");
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    KeyPair host = keys.generateKeyPair();
    server = SshServer.setUpDefaultServer();
    server.setHost(HERE.getHostAddress());
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator((user, shown, session) -> true);
    server.setForwardingFilter(filter);
    if (!instead.isEmpty()) {
      server.setChannelFactories(instead);
    }
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, name);
    server.start();
    Path known =
        Files.writeString(
            folder.resolve("known_hosts"),
            "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic()));
    return WayOut.ssh("ops@127.0.0.1:" + server.getPort())
        .withIdentity(key.toString())
        .withKnownHosts(known.toString());
  }

  private static Connection connect(WayOut way, int port) {
    try (Transport transport = new SshTransport(new JumpHost(way, null))) {
      return transport.connect(new InetSocketAddress(HERE, port), ENOUGH).join();
    }
  }

  @Test
  void one_that_answers_when_it_has_connected_is_believed() throws Exception {
    WayOut way = start(AcceptAllForwardingFilter.INSTANCE, List.of());
    try (ServerSocket target = new ServerSocket(0, 5, HERE)) {
      Connection connection = connect(way, target.getLocalPort());
      assertThat(connection).isInstanceOf(Connection.Opened.class);
      assertThat(((Connection.Opened) connection).doubt().apply(new Outcome.Open())).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"APACHE-SSHD", "OpenSSH_9.6"})
  void one_that_claims_success_for_everything_is_a_broken_vantage(String name) throws Exception {
    WayOut way =
        start(
            name,
            AcceptAllForwardingFilter.INSTANCE,
            new ArrayList<>(List.of(new ClaimingFactory())));
    Connection connection = connect(way, FreePorts.one());
    assertThat(((Connection.Failed) connection).outcome().vantageFailure())
        .endsWith(
            " says that a connection is open before it has opened one: what it says proves"
                + " nothing. Use OpenSSH's sshd, which answers when it has connected");
  }

  @Test
  void one_that_forbids_the_question_is_believed_as_far_as_the_target_speaks() throws Exception {
    WayOut way =
        start(
            new AcceptAllForwardingFilter() {
              @Override
              protected boolean checkAcceptance(
                  String request, Session session, SshdSocketAddress target) {
                return target.getHostName().equals("127.0.0.1");
              }
            },
            List.of());
    try (ServerSocket target = new ServerSocket(0, 5, HERE)) {
      Connection.Opened opened = (Connection.Opened) connect(way, target.getLocalPort());
      assertThat(opened.doubt().apply(new Outcome.Open()))
          .contains(" says that it has connected, which is not proven: ");
      assertThat(opened.doubt().apply(new Outcome.Closed(Phase.TLS))).isNotNull();
    }
  }

  /** Makes channels that open without connecting anywhere. */
  private static final class ClaimingFactory implements ChannelFactory {
    @Override
    public String getName() {
      return "direct-tcpip";
    }

    @Override
    public Channel createChannel(Session session) {
      return new Claiming();
    }
  }

  private static final class Claiming extends AbstractServerChannel {
    Claiming() {
      super("direct-tcpip", List.of(), null);
    }

    @Override
    protected void doWriteData(byte[] data, int off, long len) {}

    @Override
    protected void doWriteExtendedData(byte[] data, int off, long len) {}
  }
}
