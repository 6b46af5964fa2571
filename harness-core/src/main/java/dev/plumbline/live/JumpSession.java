package dev.plumbline.live;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;

/** A session with a jump host, which opens connections. */
final class JumpSession {

  /** Where connections are said to come from; sshd only writes it into its log. */
  private static final SshdSocketAddress ORIGINATOR = new SshdSocketAddress("127.0.0.1", 0);

  private static final List<String> NO_ROUTE =
      List.of("no route to host", "network is unreachable", "host is unreachable");

  private static final AttributeKey<Ending> ENDING = new AttributeKey<>();

  /** Sees how sessions end, from their beginning on. */
  static final SessionListener ENDINGS =
      new SessionListener() {
        @Override
        public void sessionCreated(Session session) {
          Ending ending = new Ending();
          session.setAttribute(ENDING, ending);
          session.addSessionListener(ending);
        }
      };

  /** How a session ended. */
  private static final class Ending implements SessionListener {

    private volatile @Nullable String disconnected;
    private volatile @Nullable String error;

    @Override
    public void sessionDisconnect(
        Session session, int reason, String message, String language, boolean initiator) {
      if (!initiator && disconnected == null) {
        disconnected = "it said \"" + message + "\"";
      }
    }

    @Override
    public void sessionException(Session session, Throwable cause) {
      if (error == null) {
        error = JumpHost.words(cause);
      }
    }
  }

  private final String name;
  private final ClientSession ssh;
  private final Ending ending;

  JumpSession(String name, ClientSession ssh) {
    this.name = name;
    this.ssh = ssh;
    Ending known = ssh.getAttribute(ENDING);
    ending = known == null ? new Ending() : known;
  }

  ClientSession ssh() {
    return ssh;
  }

  /** Returns how it came to its end, as far as it is known; null when nothing is. */
  @Nullable String ended() {
    return ending.disconnected != null ? ending.disconnected : ending.error;
  }

  /** Returns whether the keys were refused, not the session broken. */
  boolean isAuthenticationRefused(IOException e) {
    return e instanceof SshException refused
            && refused.getDisconnectCode()
                == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
        || String.valueOf(ending.disconnected).contains("Too many authentication failures");
  }

  boolean isOpen() {
    return ssh.isOpen();
  }

  /** Returns why it broke. */
  String broke() {
    String how = ended();
    return how == null ? "the jump host ended it" : how;
  }

  /**
   * Returns whether its server says that it is OpenSSH, which answers when it has connected, not
   * before.
   */
  boolean isOpenSsh() {
    return String.valueOf(ssh.getServerVersion()).contains("OpenSSH");
  }

  /**
   * How a connection was opened, or not.
   *
   * @param channel the connection; null when there is none
   * @param outcome how it failed; null when it did not, and when the session broke
   */
  record End(@Nullable TargetChannel channel, @Nullable Outcome outcome) {

    /** Returns whether the session broke meanwhile. */
    boolean isBroken() {
      return channel == null && outcome == null;
    }

    boolean isForbidden() {
      return outcome instanceof Outcome.VantageFailed failed
          && failed.detail().contains(PROHIBITED);
    }
  }

  private static final String PROHIBITED = "does not allow";

  /** Opens a connection. Nobody waits for it. */
  CompletableFuture<End> open(InetSocketAddress target, Duration timeout) {
    CompletableFuture<End> result = new CompletableFuture<>();
    OpenFuture opening;
    ChannelDirectTcpip channel;
    try {
      channel = new Forwarding(target);
      ssh.getService(ConnectionService.class).registerChannel(channel);
      opening = channel.open();
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e, target));
    }
    opening.addListener(end -> finish(result, end, channel, target));
    result
        .orTimeout(Math.max(timeout.toMillis(), 1), TimeUnit.MILLISECONDS)
        .exceptionally(
            late -> {
              // A connection that opens later is closed then.
              opening.cancel();
              return new End(null, null);
            });
    return result.exceptionally(late -> new End(null, new Outcome.TimedOut(Phase.CONNECT)));
  }

  /** A channel whose reader sees the end that the target has made, not only the channel's close. */
  private static final class Forwarding extends ChannelDirectTcpip {

    Forwarding(InetSocketAddress target) {
      super(
          ORIGINATOR,
          new SshdSocketAddress(target.getAddress().getHostAddress(), target.getPort()));
    }

    @Override
    public void handleEof() throws IOException {
      super.handleEof();
      if (getInvertedOut() instanceof ChannelPipedInputStream reader) {
        reader.eof();
      }
    }
  }

  private void finish(
      CompletableFuture<End> result,
      OpenFuture opening,
      ChannelDirectTcpip channel,
      InetSocketAddress target) {
    if (!opening.isOpened()) {
      result.complete(failed(opening.getException(), target));
      return;
    }
    try {
      TargetChannel opened = new TargetChannel(channel, target);
      if (!result.complete(new End(opened, null))) {
        opened.close();
      }
    } catch (IOException | RuntimeException e) {
      result.complete(failed(e, target));
    }
  }

  private End failed(@Nullable Throwable why, InetSocketAddress target) {
    if (why instanceof SshChannelOpenException refused) {
      return new End(null, outcome(refused.getReasonCode(), said(refused), target));
    }
    if (!isOpen()) {
      return new End(null, null);
    }
    return new End(
        null,
        broken("cannot open a channel: " + (why == null ? "?" : JumpHost.words(why)), target));
  }

  private static String said(SshChannelOpenException refused) {
    return refused.getMessage() == null ? "" : refused.getMessage().strip();
  }

  /** RFC 4254 section 5.1; the text is that of sshd, which tells the error of its connect(). */
  private Outcome outcome(int reason, String said, InetSocketAddress target) {
    String words = said.toLowerCase(Locale.ROOT);
    return switch (reason) {
      case SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED ->
          broken(
              PROHIBITED
                  + " it (\""
                  + said
                  + "\"): look at AllowTcpForwarding and PermitOpen of its sshd_config, and at"
                  + " restrict and permitopen of the key in authorized_keys",
              target);
      case SshConstants.SSH_OPEN_CONNECT_FAILED -> {
        if (words.endsWith("connection refused")) {
          yield new Outcome.Refused();
        }
        if (words.endsWith("connection timed out")) {
          yield new Outcome.TimedOut(Phase.CONNECT);
        }
        if (NO_ROUTE.stream().anyMatch(words::endsWith)) {
          yield new Outcome.NoRoute();
        }
        // What fails at once, such as a way that its machine does not have, sshd does not tell.
        yield broken(
            "has not connected and says \""
                + said
                + "\", which does not tell why: its own machine may have no route there",
            target);
      }
      default ->
          broken(
              "opens no channel: "
                  + SshConstants.getOpenErrorCodeName(reason)
                  + " (\""
                  + said
                  + "\")",
              target);
    };
  }

  private Outcome broken(String what, InetSocketAddress target) {
    return new Outcome.VantageFailed(
        name
            + " "
            + what
            + ", for "
            + target.getAddress().getHostAddress()
            + " port "
            + target.getPort());
  }

  /**
   * Asks whether the jump host is still there, by a request that it need not know (RFC 4254 section
   * 4). A session without an answer is given up.
   */
  CompletableFuture<Boolean> isAlive(Duration timeout) {
    CompletableFuture<Boolean> alive = new CompletableFuture<>();
    try {
      Buffer request = ssh.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
      request.putString("keepalive@openssh.com");
      request.putBoolean(true);
      ssh.request(request, "keepalive@openssh.com", (code, reply) -> alive.complete(true))
          .addListener(
              sent -> {
                if (sent.getException() != null) {
                  alive.complete(false);
                }
              });
    } catch (IOException | RuntimeException e) {
      alive.complete(false);
    }
    return alive
        .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            answered -> {
              if (!answered && isOpen()) {
                ending.error = "it did not answer in " + timeout.toMillis() + " ms";
                close();
              }
              return answered && isOpen();
            });
  }

  void close() {
    ssh.close(true);
  }
}
