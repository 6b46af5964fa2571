package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is asked of a proxy.
 *
 * <p>Not a byte more is read than the proxy says for itself: what follows is the target's.
 */
abstract class ProxyConnecting extends Waiting {

  /** What an end says of the proxy. */
  enum Says {
    /** It says that it has connected. */
    OPEN,
    /** It did what was asked for, short of connecting. */
    GREETED,
    /** Nothing, when it had been asked. */
    NOTHING,
    /** It has tried, and failed. */
    TRIED,
    /** It does not allow it. */
    FORBIDDEN,
    /** It broke off, or broke the protocol, when it had been asked. */
    NONSENSE,
    /** It could not be asked. */
    BROKEN
  }

  /**
   * How it ended.
   *
   * @param channel the connection, in blocking mode; null when there is none
   * @param outcome how it failed; null when it did not, or the target was silent
   */
  record End(Says says, @Nullable SocketChannel channel, @Nullable Outcome outcome) {}

  final CompletableFuture<End> result = new CompletableFuture<>();
  @Nullable SocketChannel channel;

  final String proxy;
  final @Nullable InetSocketAddress destination;
  final ByteBuffer in;
  private final Duration timeout;

  /** What is waited for. */
  private String step = "the connection";

  private boolean connected;
  private boolean asked;

  /**
   * Makes one.
   *
   * @param destination where to; null to go no further than a greeting
   * @param timeout how long the proxy may take until it has understood, and the target from then on
   * @param longest how long what the proxy says can be
   */
  ProxyConnecting(
      String proxy, @Nullable InetSocketAddress destination, Duration timeout, int longest) {
    super(System.nanoTime() + timeout.toNanos());
    this.proxy = proxy;
    this.destination = destination;
    this.timeout = timeout;
    in = ByteBuffer.allocate(longest);
  }

  /** Says the first thing, now that the connection to the proxy is open. */
  abstract void greet() throws IOException;

  /** Returns whether all has been said, now that {@link #in} is full up to its limit. */
  abstract boolean answered() throws IOException;

  final void connected() throws IOException {
    connected = true;
    greet();
  }

  private SocketChannel channel() {
    return Objects.requireNonNull(channel, "no channel was opened");
  }

  @Override
  final void register(Selector selector) throws ClosedChannelException {
    channel().register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
  }

  /**
   * Sends a message.
   *
   * @param step what it is, as in "did not answer the greeting"
   * @param answer how many bytes are to be read then
   */
  final void say(String step, int answer, byte[] message) throws IOException {
    this.step = step;
    in.clear().limit(answer);
    // A few bytes on a connection where nothing waits to be sent: there is room for them.
    if (channel().write(ByteBuffer.wrap(message)) < message.length) {
      throw new IOException("it takes no bytes");
    }
  }

  /** Says what is asked for; from here on it is the target's time. */
  final void ask(int answer, byte[] message) throws IOException {
    asked = true;
    extend(System.nanoTime() + timeout.toNanos());
    say("the request", answer, message);
  }

  final String step() {
    return step;
  }

  @Override
  final boolean ready(SelectionKey key, ByteBuffer buffer) throws IOException {
    if (!connected) {
      if (!channel().finishConnect()) {
        return false;
      }
      key.interestOps(SelectionKey.OP_READ);
      connected();
    }
    while (!result.isDone()) {
      int read = channel().read(in);
      if (read < 0) {
        broken("closed the connection instead of answering " + step);
      } else if (in.hasRemaining()) {
        return false;
      } else if (answered()) {
        return true;
      }
    }
    return false;
  }

  /** Ends with what the proxy did wrong. */
  final void broken(String what) {
    end(asked ? Says.NONSENSE : Says.BROKEN, failure(what));
  }

  /** Ends without a connection. */
  final void end(Says says, @Nullable Outcome outcome) {
    end(new End(says, null, outcome));
  }

  /** Returns the outcome that is the proxy's fault. */
  final Outcome failure(String what) {
    return new Outcome.VantageFailed(words(what));
  }

  /** Returns the outcome that is the proxy's fault until somebody changes the vantage. */
  final Outcome lasting(String what) {
    return new Outcome.VantageFailed(words(what), true);
  }

  private String words(String what) {
    return proxy
        + " "
        + what
        + (destination == null || !asked
            ? ""
            : ", for "
                + destination.getAddress().getHostAddress()
                + " port "
                + destination.getPort());
  }

  @Override
  final void release() {
    try {
      channel().configureBlocking(true);
      end(new End(Says.OPEN, channel, null));
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  @Override
  final void expire() {
    if (asked) {
      end(Says.NOTHING, null);
    } else {
      broken("did not answer %s in %d ms".formatted(step, timeout.toMillis()));
    }
  }

  @Override
  final void fail(Exception cause) {
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    broken(
        connected
            ? "broke off instead of answering " + step + ": " + why
            : "cannot be reached: " + why);
  }

  /** Returns whether it got as far as the proxy. */
  final boolean isConnected() {
    return connected;
  }

  private void end(End end) {
    if (!result.complete(end) || end.channel() == null) {
      close(channel);
    }
  }
}
