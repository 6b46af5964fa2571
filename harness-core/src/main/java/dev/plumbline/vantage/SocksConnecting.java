package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is asked of a SOCKS5 proxy (RFC 1928).
 *
 * <p>Not a byte more is read than the proxy says for itself: what follows is the target's.
 */
final class SocksConnecting extends Waiting {

  private static final int VERSION = 5;
  private static final int METHOD_ANSWER = 2;
  private static final int CREDENTIALS_ANSWER = 2;

  /** What shows the length of the whole reply. */
  private static final int REPLY_START = 5;

  private static final int LONGEST_REPLY = 7 + 255;

  /**
   * How it ended: a channel, or an outcome, or neither when the target was silent.
   *
   * @param channel the connection, in blocking mode
   * @param outcome how it failed
   * @param vague whether the proxy did not say from which port it has connected
   */
  record End(@Nullable SocketChannel channel, @Nullable Outcome outcome, boolean vague) {}

  private enum Step {
    CONNECT("the connection"),
    METHOD("the greeting"),
    CREDENTIALS("the credentials"),
    REPLY("the request");

    private final String label;

    Step(String label) {
      this.label = label;
    }
  }

  final CompletableFuture<End> result = new CompletableFuture<>();
  @Nullable SocketChannel channel;

  private final String proxy;
  private final SocksCredentials credentials;
  private final @Nullable InetSocketAddress destination;
  private final Duration timeout;
  private final ByteBuffer in = ByteBuffer.allocate(LONGEST_REPLY);
  private Step step = Step.CONNECT;
  private boolean vague;

  /**
   * Makes one.
   *
   * @param destination where to; null to go no further than the credentials
   * @param timeout how long the proxy may take until it has understood, and the target from then on
   */
  SocksConnecting(
      String proxy,
      SocksCredentials credentials,
      @Nullable InetSocketAddress destination,
      Duration timeout) {
    super(System.nanoTime() + timeout.toNanos());
    this.proxy = proxy;
    this.credentials = credentials;
    this.destination = destination;
    this.timeout = timeout;
  }

  private SocketChannel channel() {
    return Objects.requireNonNull(channel, "no channel was opened");
  }

  @Override
  void register(Selector selector) throws ClosedChannelException {
    channel()
        .register(
            selector, step == Step.CONNECT ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ, this);
  }

  /** Offers the one method (section 3). */
  void greet() throws IOException {
    say(Step.METHOD, METHOD_ANSWER, new byte[] {VERSION, 1, credentials.method()});
  }

  private void say(Step step, int answer, byte[] message) throws IOException {
    this.step = step;
    in.clear().limit(answer);
    // A few bytes on a connection where nothing waits to be sent: there is room for them.
    if (channel().write(ByteBuffer.wrap(message)) < message.length) {
      throw new IOException("it takes no bytes");
    }
  }

  @Override
  boolean ready(SelectionKey key, ByteBuffer buffer) throws IOException {
    if (step == Step.CONNECT) {
      if (!channel().finishConnect()) {
        return false;
      }
      key.interestOps(SelectionKey.OP_READ);
      greet();
    }
    while (!result.isDone()) {
      int read = channel().read(in);
      if (read < 0) {
        end(broken("closed the connection instead of answering " + step.label));
      } else if (in.hasRemaining()) {
        return false;
      } else if (answered()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether all has been said, now that an answer is there. */
  private boolean answered() throws IOException {
    int first = in.get(0) & 0xFF;
    if (first != (step == Step.CREDENTIALS ? 1 : VERSION)) {
      end(broken("is none: it answered %s with a first byte of %d".formatted(step.label, first)));
      return false;
    }
    int said = in.get(1) & 0xFF;
    return switch (step) {
      case METHOD -> chosen(said);
      case CREDENTIALS -> said == 0 ? understood() : refused();
      case REPLY -> replied(said);
      case CONNECT -> throw new IllegalStateException("nothing is read before it is connected");
    };
  }

  private boolean chosen(int method) throws IOException {
    if (method == credentials.method()) {
      if (credentials.user() == null) {
        return understood();
      }
      byte[] user = credentials.user().getBytes(StandardCharsets.UTF_8);
      byte[] password =
          Objects.requireNonNull(credentials.password()).getBytes(StandardCharsets.UTF_8);
      byte[] message =
          ByteBuffer.allocate(3 + user.length + password.length)
              .put((byte) 1)
              .put((byte) user.length)
              .put(user)
              .put((byte) password.length)
              .put(password)
              .array();
      say(Step.CREDENTIALS, CREDENTIALS_ANSWER, message);
      return false;
    }
    String offered =
        credentials.user() == null ? "to ask without a user name" : "a user name and a password";
    end(
        method == 0xFF
            ? new End(
                null,
                failure("does not take " + offered + ", which is all it was offered", true),
                false)
            : broken("chose method %d, but was offered %s".formatted(method, offered)));
    return false;
  }

  private boolean refused() {
    String what = "does not accept the user name \"" + credentials.user() + "\" or its password";
    end(new End(null, failure(what, true), false));
    return false;
  }

  /** Asks for the connection (section 4); from here on it is the target's time. */
  private boolean understood() throws IOException {
    if (destination == null) {
      end(new End(null, null, false));
      return false;
    }
    byte[] address = destination.getAddress().getAddress();
    byte[] message =
        ByteBuffer.allocate(6 + address.length)
            .put(new byte[] {VERSION, 1, 0, (byte) (address.length == 4 ? 1 : 4)})
            .put(address)
            .putShort((short) destination.getPort())
            .array();
    extend(System.nanoTime() + timeout.toNanos());
    say(Step.REPLY, REPLY_START, message);
    return false;
  }

  /** Reads a reply (section 6). */
  private boolean replied(int code) {
    int length =
        switch (in.get(3)) {
          case 1 -> 10;
          case 3 -> 7 + (in.get(4) & 0xFF);
          case 4 -> 22;
          default -> 0;
        };
    if (length == 0) {
      end(broken("answered the request with an address of type " + (in.get(3) & 0xFF)));
      return false;
    }
    if (in.position() < length) {
      in.limit(length);
      return false;
    }
    if (code != 0) {
      end(new End(null, outcome(code), false));
      return false;
    }
    vague = in.getShort(length - 2) == 0;
    return true;
  }

  private Outcome outcome(int code) {
    return switch (code) {
      case 3, 4 -> new Outcome.NoRoute();
      case 5 -> new Outcome.Refused();
      // What proxies say when they have waited in vain.
      case 6 -> new Outcome.TimedOut(Phase.CONNECT);
      default -> failure("answered the request with " + words(code));
    };
  }

  private static String words(int code) {
    return switch (code) {
      case 1 -> "\"general SOCKS server failure\"";
      case 2 -> "\"connection not allowed by ruleset\"";
      case 7 -> "\"command not supported\"";
      case 8 -> "\"address type not supported\"";
      default -> "code " + code + ", which RFC 1928 does not know";
    };
  }

  private Outcome failure(String what) {
    return failure(what, false);
  }

  /**
   * Returns what is broken.
   *
   * @param lasts whether it is so each time, until somebody changes the vantage
   */
  private Outcome failure(String what, boolean lasts) {
    return new Outcome.VantageFailed(
        proxy
            + " "
            + what
            + (destination == null || step != Step.REPLY
                ? ""
                : ", for "
                    + destination.getAddress().getHostAddress()
                    + " port "
                    + destination.getPort()),
        lasts);
  }

  private End broken(String what) {
    return new End(null, failure(what), false);
  }

  @Override
  void release() {
    try {
      channel().configureBlocking(true);
      end(new End(channel, null, vague));
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  @Override
  void expire() {
    end(
        step == Step.REPLY
            ? new End(null, null, false)
            : broken("did not answer %s in %d ms".formatted(step.label, timeout.toMillis())));
  }

  @Override
  void fail(Exception cause) {
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    end(
        step == Step.CONNECT
            ? broken("cannot be reached: " + why)
            : broken("broke off instead of answering " + step.label + ": " + why));
  }

  private void end(End end) {
    if (!result.complete(end) || end.channel() == null) {
      close(channel);
    }
  }
}
