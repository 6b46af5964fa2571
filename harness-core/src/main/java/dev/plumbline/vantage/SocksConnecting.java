package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection that is asked of a SOCKS5 proxy (RFC 1928). */
final class SocksConnecting extends ProxyConnecting {

  private static final int VERSION = 5;
  private static final int METHOD_ANSWER = 2;
  private static final int CREDENTIALS_ANSWER = 2;

  /** What shows the length of the whole reply. */
  private static final int REPLY_START = 5;

  private static final int LONGEST_REPLY = 7 + 255;

  private enum Step {
    METHOD,
    CREDENTIALS,
    REPLY
  }

  private final SocksCredentials credentials;
  private Step next = Step.METHOD;

  SocksConnecting(
      String proxy,
      SocksCredentials credentials,
      @Nullable InetSocketAddress destination,
      Duration timeout) {
    super(proxy, destination, timeout, LONGEST_REPLY);
    this.credentials = credentials;
  }

  /** Offers the one method (section 3). */
  @Override
  void greet() throws IOException {
    say("the greeting", METHOD_ANSWER, new byte[] {VERSION, 1, credentials.method()});
  }

  @Override
  boolean answered() throws IOException {
    int first = in.get(0) & 0xFF;
    if (first != (next == Step.CREDENTIALS ? 1 : VERSION)) {
      broken("is none: it answered %s with a first byte of %d".formatted(step(), first));
      return false;
    }
    int said = in.get(1) & 0xFF;
    return switch (next) {
      case METHOD -> chosen(said);
      case CREDENTIALS -> said == 0 ? understood() : refused();
      case REPLY -> replied(said);
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
      next = Step.CREDENTIALS;
      say("the credentials", CREDENTIALS_ANSWER, message);
      return false;
    }
    String offered =
        credentials.user() == null ? "to ask without a user name" : "a user name and a password";
    if (method == 0xFF) {
      end(Says.BROKEN, lasting("does not take " + offered + ", which is all it was offered"));
    } else {
      broken("chose method %d, but was offered %s".formatted(method, offered));
    }
    return false;
  }

  private boolean refused() {
    end(Says.BROKEN, lasting("does not accept the user name or the password that it was told"));
    return false;
  }

  /** Asks for the connection (section 4). */
  private boolean understood() throws IOException {
    if (destination == null) {
      end(Says.GREETED, null);
      return false;
    }
    byte[] address = destination.getAddress().getAddress();
    byte[] message =
        ByteBuffer.allocate(6 + address.length)
            .put(new byte[] {VERSION, 1, 0, (byte) (address.length == 4 ? 1 : 4)})
            .put(address)
            .putShort((short) destination.getPort())
            .array();
    next = Step.REPLY;
    ask(REPLY_START, message);
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
      broken("answered the request with an address of type " + (in.get(3) & 0xFF));
      return false;
    }
    if (in.position() < length) {
      in.limit(length);
      return false;
    }
    if (code != 0) {
      end(code == 2 ? Says.FORBIDDEN : code > 6 ? Says.NONSENSE : Says.TRIED, outcome(code));
      return false;
    }
    // From where it has connected, as it says, proves nothing: some name a port of fancy.
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
}
