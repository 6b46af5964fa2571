package dev.plumbline.live;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections by way of an SSH jump host, all over one session. A session that breaks is opened
 * anew, once for each connection that needs it, and that is told.
 *
 * <p>What the jump host says of the target is the target's: its sshd tells the error of its own
 * attempt to connect. Everything else is {@link Outcome.VantageFailed}.
 */
final class SshTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger("dev.plumbline.live");
  private static final Duration CHECK = Duration.ofSeconds(2);

  /** See RFC 6676: there is no TCP to a group, so whoever has connected to it has not. */
  private static final InetAddress NOBODY = nobody();

  private final JumpHost jump;

  /** Guards everything below. */
  private final Object lock = new Object();

  private @Nullable CompletableFuture<Found> session;

  /** Why the session before the latest broke. */
  private @Nullable String broke;

  /** What the server says to a question for nobody, by port. */
  private final Map<Integer, CompletableFuture<JumpSession.End>> honest = new HashMap<>();

  SshTransport(JumpHost jump) {
    this.jump = jump;
  }

  private static InetAddress nobody() {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 233, (byte) 252, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A session, or why there is none.
   *
   * @param note what is to be told of it; null for nothing
   */
  private record Found(
      @Nullable JumpSession session,
      Outcome.@Nullable VantageFailed failure,
      @Nullable String note) {

    boolean isUseful() {
      return session != null ? session.isOpen() : failure != null && failure.lasts();
    }
  }

  @Override
  public boolean carriesDatagrams() {
    return false;
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
    return connect(destination, timeout, true);
  }

  private CompletableFuture<Connection> connect(
      InetSocketAddress destination, Duration timeout, boolean again) {
    Found late =
        new Found(
            null,
            new Outcome.VantageFailed(
                jump + " has opened no session in " + timeout.toMillis() + " ms"),
            null);
    return session()
        .copy()
        .completeOnTimeout(late, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            found -> {
              JumpSession with = found.session();
              if (with == null) {
                return CompletableFuture.completedFuture(failed(found.failure(), found));
              }
              return with.open(destination, timeout)
                  .thenCompose(
                      end ->
                          end.isBroken() && again
                              ? connect(destination, timeout, false)
                              : judged(end, found, with, destination));
            });
  }

  private CompletableFuture<Connection> judged(
      JumpSession.End end, Found found, JumpSession with, InetSocketAddress destination) {
    TargetChannel channel = end.channel();
    if (channel != null) {
      return honest(with, destination.getPort())
          .thenApply(told -> believed(channel, found, with, told));
    }
    if (end.isBroken()) {
      return CompletableFuture.completedFuture(failed(null, found));
    }
    return end.outcome() instanceof Outcome.TimedOut
        ? with.isAlive(CHECK).thenApply(alive -> failed(alive ? end.outcome() : null, found))
        : CompletableFuture.completedFuture(failed(end.outcome(), found));
  }

  /** Asks, once for each port, for a connection that nobody can have. */
  private CompletableFuture<JumpSession.End> honest(JumpSession with, int port) {
    synchronized (lock) {
      CompletableFuture<JumpSession.End> known = honest.get(port);
      if (known == null || known.isDone() && known.join().isBroken()) {
        known =
            with.open(new InetSocketAddress(NOBODY, port), CHECK)
                .thenApply(
                    end -> {
                      close(end.channel());
                      return end;
                    });
        honest.put(port, known);
      }
      return known;
    }
  }

  private Connection believed(
      TargetChannel channel, Found found, JumpSession with, JumpSession.End told) {
    if (told.channel() != null || told.isBroken()) {
      close(channel);
      return failed(
          told.isBroken()
              ? null
              : new Outcome.VantageFailed(
                  jump
                      + " says that a connection is open before it has opened one: what it says"
                      + " proves nothing. Use OpenSSH's sshd, which answers when it has connected"),
          found);
    }
    return opened(
        channel,
        found,
        with,
        told.isForbidden() && !with.isOpenSsh()
            ? jump
                + " says that it has connected, which is not proven: it does not allow the question"
                + " that would show whether it says so of everything, a connection to "
                + NOBODY.getHostAddress()
                + ". Only what the target itself says over the connection counts: ask for a"
                + " handshake or a page"
            : null);
  }

  private Connection opened(
      TargetChannel channel, Found found, JumpSession with, @Nullable String unproven) {
    Diagnosis diagnosis = diagnosis(found);
    Function<Outcome, @Nullable String> doubt =
        end ->
            unproven != null
                ? unproven
                : end instanceof Outcome.Open || with.isOpen() ? null : brokenSession(with);
    return new Connection.Opened(channel, diagnosis, () -> diagnosis, doubt);
  }

  private String brokenSession(JumpSession broken) {
    return "the session with " + jump + " broke: " + broken.broke();
  }

  private Connection failed(@Nullable Outcome outcome, Found found) {
    JumpSession with = found.session();
    Outcome how =
        outcome != null
            ? outcome
            : new Outcome.VantageFailed(
                with == null ? jump + " opens no session" : brokenSession(with));
    return new Connection.Failed(how, diagnosis(found));
  }

  private static Diagnosis diagnosis(Found found) {
    return found.note() == null
        ? Diagnosis.unknown()
        : new Diagnosis(List.of(found.note()), null, null);
  }

  private static void close(@Nullable TargetChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close a channel", e);
      }
    }
  }

  /** Returns the session, or opens one where there is none, or it has broken. */
  private CompletableFuture<Found> session() {
    synchronized (lock) {
      CompletableFuture<Found> known = session;
      if (known == null || known.isDone() && !known.join().isUseful()) {
        JumpSession before = known == null ? null : known.join().session();
        if (before != null) {
          broke = before.broke();
          honest.clear();
          LOG.warn("The session with {} broke: {}; it is opened anew", jump, broke);
        }
        String why = broke;
        known = CompletableFuture.supplyAsync(() -> open(why), SshTransport::onThread);
        session = known;
      }
      return known;
    }
  }

  /** Names, keys and handshakes hold a thread, for as long as a session is being opened. */
  private static void onThread(Runnable opening) {
    Thread thread = new Thread(opening, "plumbline-ssh-session");
    thread.setDaemon(true);
    thread.start();
  }

  private Found open(@Nullable String before) {
    try {
      JumpSession opened = jump.open();
      return new Found(
          opened,
          null,
          before == null
              ? null
              : jump + ", by a new session: the one before broke (" + before + ")");
    } catch (JumpFailure e) {
      String again = before == null ? "" : ", and the session before broke (" + before + ")";
      return new Found(
          null, new Outcome.VantageFailed(jump + " " + e.why() + again, e.lasts()), null);
    } catch (RuntimeException e) {
      return new Found(null, new Outcome.VantageFailed(jump + " opens no session: " + e), null);
    }
  }

  @Override
  public CompletableFuture<@Nullable String> failure() {
    CompletableFuture<Found> known;
    synchronized (lock) {
      known = session;
    }
    if (known == null || !known.isDone()) {
      return CompletableFuture.completedFuture(null);
    }
    Found found = known.join();
    JumpSession with = found.session();
    if (with == null) {
      return CompletableFuture.completedFuture(
          found.failure() == null ? null : found.failure().detail());
    }
    return with.isAlive(CHECK).thenApply(alive -> alive ? null : brokenSession(with));
  }

  /** Fails: this way out has no datagrams. */
  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    return CompletableFuture.completedFuture(
        new Exchange.Failed(
            new Outcome.VantageFailed(
                jump
                    + " is used for TCP alone, so no datagram can be sent to "
                    + destination
                    + "; ask a resolver over TCP"),
            Diagnosis.unknown()));
  }

  @Override
  public void close() {
    jump.close();
  }
}
