package dev.plumbline.live;

import dev.plumbline.environment.WayOut;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.threads.SshThreadPoolExecutor;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * An SSH jump host: where it is, who asks it, with which keys, and which key it has to show. No
 * file of OpenSSH's client is read but known_hosts.
 */
final class JumpHost {

  static {
    JdkEd25519.register();
  }

  private static final Duration STEP = Duration.ofSeconds(15);
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final WayOut way;
  private final @Nullable String agentVariable;
  private final String name;

  /** The client; guarded by this. */
  private @Nullable SshClient client;

  private boolean closed;

  /**
   * Makes one; nothing is asked of it yet.
   *
   * @param agentVariable the value of SSH_AUTH_SOCK; null when it is not set
   */
  JumpHost(WayOut way, @Nullable String agentVariable) {
    this.way = way;
    this.agentVariable = agentVariable;
    name =
        "the SSH jump host "
            + way.jumpUser()
            + "@"
            + HostNames.authority(way.host())
            + ":"
            + way.port();
  }

  /** Returns what messages call it. */
  @Override
  public String toString() {
    return name;
  }

  /** The keys that it is shown, in order. */
  private record Keys(List<KeyPair> files, @Nullable Path agent, List<String> words) {}

  /**
   * Opens a session. Holds its thread until it is open.
   *
   * @throws JumpFailure when it cannot be opened
   */
  JumpSession open() throws JumpFailure {
    List<InetAddress> addresses = addresses();
    KnownHosts known = KnownHosts.read(knownHosts(), way.host(), way.port());
    Keys keys = keys();
    SshClient with = client();
    with.setServerKeyVerifier(known);
    with.setSignatureFactories(known.preferred(with.getSignatureFactories()));
    with.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(keys.files()));
    with.setAgentFactory(keys.agent() == null ? null : AgentKeys.at(keys.agent()));
    JumpSession session = new JumpSession(name, connected(with, addresses));
    try {
      session.ssh().auth().verify(STEP);
    } catch (IOException e) {
      session.close();
      throw denied(e, known, keys, session);
    }
    return session;
  }

  private List<InetAddress> addresses() throws JumpFailure {
    if (IpAddresses.isLiteral(way.host())) {
      return List.of(IpAddresses.parse(way.host()));
    }
    try {
      return List.of(InetAddress.getAllByName(way.host()));
    } catch (UnknownHostException e) {
      throw new JumpFailure("cannot be reached: this machine finds no address for its name", false);
    }
  }

  private Path knownHosts() {
    return way.knownHosts() != null
        ? Path.of(way.knownHosts())
        : Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");
  }

  private Keys keys() throws JumpFailure {
    List<KeyPair> files = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String file : way.identity()) {
      for (KeyPair pair : keys(file)) {
        files.add(pair);
        words.add(KnownHosts.words(pair.getPublic()) + " of " + file);
      }
    }
    String socket =
        way.agent() != null ? way.agent() : way.identity().isEmpty() ? agentVariable : null;
    if (socket == null && files.isEmpty()) {
      throw new JumpFailure(
          "cannot be shown any key: SSH_AUTH_SOCK names no agent; write the files of private keys"
              + " as identity under via, or start an agent",
          true);
    }
    Path agent = socket == null ? null : Path.of(socket);
    if (agent != null) {
      words.addAll(held(agent));
    }
    if (words.isEmpty()) {
      throw new JumpFailure(
          "cannot be shown any key: the agent at " + agent + " holds none; add one by ssh-add",
          true);
    }
    return new Keys(files, agent, words);
  }

  private static List<String> held(Path agent) throws JumpFailure {
    try {
      List<String> words = new ArrayList<>();
      for (PublicKey key : AgentKeys.held(agent)) {
        words.add(KnownHosts.words(key) + " of the agent");
      }
      return words;
    } catch (IOException e) {
      throw new JumpFailure(
          "cannot be shown any key: the agent at " + agent + " cannot be asked: " + words(e), true);
    }
  }

  private List<KeyPair> keys(String file) throws JumpFailure {
    String passphrase = way.passphrase();
    List<KeyPair> pairs = new ArrayList<>();
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      Iterable<KeyPair> found =
          SecurityUtils.loadKeyPairIdentities(
              null,
              NamedResource.ofName(file),
              in,
              passphrase == null ? null : FilePasswordProvider.of(passphrase));
      if (found != null) {
        found.forEach(pairs::add);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new JumpFailure("cannot be shown the key " + file + ": " + keyTrouble(e), true);
    }
    if (pairs.isEmpty()) {
      throw new JumpFailure(
          "cannot be shown the key " + file + ": there is no private key in it", true);
    }
    return pairs;
  }

  /** Nothing of an error's own text is said: it may hold what was tried. */
  private String keyTrouble(Exception e) {
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "the file may not be read";
    }
    return way.passphrase() == null
        ? "it is encrypted, or no private key that can be used; write its passphrase under via, or"
            + " leave it to an agent"
        : "the passphrase is not the one that it is encrypted with, or it is no private key that"
            + " can be used";
  }

  private ClientSession connected(SshClient with, List<InetAddress> addresses) throws JumpFailure {
    IOException last = null;
    for (InetAddress address : addresses) {
      try {
        return with.connect(way.jumpUser(), new InetSocketAddress(address, way.port()), null, null)
            .verify(STEP)
            .getClientSession();
      } catch (IOException e) {
        last = e;
      }
    }
    throw new JumpFailure(
        "cannot be reached: " + (last == null ? "it has no address" : words(last)), false);
  }

  private JumpFailure denied(IOException e, KnownHosts known, Keys keys, JumpSession session) {
    if (known.refusal() != null) {
      return new JumpFailure(known.refusal(), true);
    }
    String said = session.ended();
    if (session.isAuthenticationRefused(e)) {
      return new JumpFailure(
          "does not let "
              + way.jumpUser()
              + " in with what it was shown: "
              + String.join(", ", keys.words())
              + (said == null ? "" : "; " + said)
              + ". Look at its log, and at the user's authorized_keys there",
          true);
    }
    return new JumpFailure("opens no session: " + (said == null ? words(e) : said), false);
  }

  /** Returns what an error says, its cause's words where it has none of its own. */
  static String words(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }

  private synchronized SshClient client() throws JumpFailure {
    if (closed) {
      throw new JumpFailure("is not asked any more: the transport is closed", false);
    }
    if (client == null) {
      SshClient made = SshClient.setUpDefaultClient();
      made.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      made.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
      made.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory(JumpHost::threads));
      // An idle session is wanted: the next check comes when it comes.
      CoreModuleProperties.IDLE_TIMEOUT.set(made, Duration.ZERO);
      CoreModuleProperties.NIO2_READ_TIMEOUT.set(made, Duration.ZERO);
      made.addSessionListener(JumpSession.ENDINGS);
      made.start();
      client = made;
    }
    return client;
  }

  /** A few threads for all connections together, which end nothing by being there. */
  private static SshThreadPoolExecutor threads() {
    return new SshThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "plumbline-ssh-" + THREADS.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Ends all sessions. */
  synchronized void close() {
    closed = true;
    if (client != null) {
      client.close(true);
    }
  }
}
