package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A vantage's way out: opens connections and exchanges datagrams. What cannot be reached is an
 * outcome, never an exception.
 *
 * <p>Addresses are those of the network looked at. In a simulated network they are virtual, and
 * never dialled.
 */
public interface Transport extends AutoCloseable {

  /**
   * Returns a way out through this machine's own network stack.
   *
   * @param bind the local address that connections start from; null for the system's choice
   */
  static Transport direct(@Nullable InetAddress bind) {
    return new DirectTransport(bind);
  }

  /**
   * Returns a way out by way of a SOCKS5 proxy (RFC 1928). It carries TCP alone: an exchange of
   * datagrams ends in {@link Outcome.VantageFailed}, so resolvers are asked over TCP.
   *
   * <p>Whatever goes wrong with the proxy itself is {@link Outcome.VantageFailed}: it cannot be
   * reached, does not accept the credentials, breaks the protocol, or answers with anything but
   * success, network or host unreachable (no route), refused, or TTL expired (timed out). So is
   * silence of a proxy that does not answer another greeting, and any success of one that claims it
   * for what cannot be.
   *
   * @param proxy where it is; a name that is not resolved yet is resolved by this machine when it
   *     is needed
   * @param user the user name (RFC 1929); null to ask without one
   * @param password the password; null exactly when the user is
   * @throws IllegalArgumentException when only one of both is null, or one has not 1 to 255 bytes
   */
  static Transport socks5(
      InetSocketAddress proxy, @Nullable String user, @Nullable String password) {
    return new SocksTransport(proxy, new SocksCredentials(user, password));
  }

  /**
   * Returns a way out by way of an HTTP proxy that is asked by CONNECT (RFC 9110 section 9.3.6). It
   * carries TCP alone, as a SOCKS5 proxy does.
   *
   * <p>What such a proxy answers does not prove how a connection failed: a status may be of the
   * proxy, of a further one behind it, or of the target. So every answer but success is {@link
   * Outcome.VantageFailed}, and its text says what the proxy said. Silence is the target's where
   * the proxy meanwhile still tries other connections. A success is believed of a proxy that does
   * not claim one for what cannot be; where it forbids that question, only what the target itself
   * says over the connection is believed.
   *
   * @param proxy where it is; a name that is not resolved yet is resolved by this machine when it
   *     is needed
   * @param user the user name, told as Basic credentials (RFC 7617); null to ask without any
   * @param password the password; null exactly when the user is
   * @throws IllegalArgumentException when only one of both is null, or the user has a colon
   */
  static Transport httpConnect(
      InetSocketAddress proxy, @Nullable String user, @Nullable String password) {
    return new HttpProxyTransport(proxy, user, password);
  }

  /**
   * Opens a TCP connection to one address. No thread waits for it.
   *
   * @param destination an address, never an unresolved name
   * @param timeout after which the attempt has timed out
   * @return completed, never exceptionally, with the connection or the way it failed
   */
  CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout);

  /**
   * Sends one datagram and awaits one from the same address. No thread waits for it, nothing is
   * repeated.
   *
   * @param destination an address, never an unresolved name
   * @param datagram what to send
   * @param timeout after which the exchange has timed out
   * @param expected tells the answer from datagrams that belong to something else
   * @return completed, never exceptionally, with the answer or the way it failed
   */
  CompletableFuture<Exchange> exchange(
      InetSocketAddress destination, byte[] datagram, Duration timeout, Predicate<byte[]> expected);

  /**
   * Does what {@link #exchange} does, and waits for its end: for a check that a thread waits for
   * anyway. A transport that needs no other thread for it overrides this, since handing over
   * between threads costs more than the exchange itself.
   *
   * @param destination an address, never an unresolved name
   * @param datagram what to send
   * @param timeout after which the exchange has timed out
   * @param expected tells the answer from datagrams that belong to something else
   * @return the answer, or the way it failed
   */
  default Exchange exchangeAndWait(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    return exchange(destination, datagram, timeout, expected).join();
  }

  /**
   * Returns the address that connections to a destination start from, as the network looked at has
   * it. Nothing is sent to find it out.
   *
   * @param destination an address, never an unresolved name
   * @return null when it is not known, as behind a proxy, or there is none for that destination
   */
  default @Nullable InetAddress source(InetSocketAddress destination) {
    return null;
  }

  /**
   * Returns whether datagrams pass. Where they do not, every exchange of them fails, and DNS
   * servers are asked over TCP.
   */
  default boolean carriesDatagrams() {
    return true;
  }

  /**
   * Returns what is wrong with this way out itself at the moment: asked when a connection that had
   * opened broke off or fell silent, which its own end would look like as well.
   *
   * @return completed, never exceptionally, with null when nothing is known to be wrong
   */
  default CompletableFuture<@Nullable String> failure() {
    return CompletableFuture.completedFuture(null);
  }

  /** Releases what the transport holds; connections handed out are their owner's. */
  @Override
  void close();

  /** How a connection attempt ended. */
  sealed interface Connection {

    /** Returns what is known about the way. */
    Diagnosis diagnosis();

    /**
     * It opened.
     *
     * @param channel the open connection, in blocking mode, with TCP_NODELAY set; the receiver
     *     closes it
     * @param diagnosis what is known about the way
     * @param afterwards asked when the exchange over the connection is over: what is known by then,
     *     for example why the gateway at the other end answered for itself
     * @param doubt asked when all that was seen is that the connection was open, or that it broke
     *     off, fell silent or carried nonsense: why this may be the way's doing, not the target's;
     *     null when nothing speaks for that
     */
    record Opened(
        SocketChannel channel,
        Diagnosis diagnosis,
        Supplier<Diagnosis> afterwards,
        Function<Outcome, @Nullable String> doubt)
        implements Connection {

      /** Makes the connection of a transport that has no doubt. */
      public Opened(SocketChannel channel, Diagnosis diagnosis, Supplier<Diagnosis> afterwards) {
        this(channel, diagnosis, afterwards, end -> null);
      }

      /** Makes the connection of a transport that learns nothing more later. */
      public Opened(SocketChannel channel, Diagnosis diagnosis) {
        this(channel, diagnosis, () -> diagnosis);
      }
    }

    /**
     * It did not open.
     *
     * @param outcome {@code Refused}, {@code TimedOut(CONNECT)}, {@code NoRoute}, {@code
     *     Reset(CONNECT)} or {@code VantageFailed}
     * @param diagnosis what is known about the way
     */
    record Failed(Outcome outcome, Diagnosis diagnosis) implements Connection {}
  }

  /** How an exchange of datagrams ended. */
  sealed interface Exchange {

    /** Returns what is known about the way. */
    Diagnosis diagnosis();

    /**
     * An answer came.
     *
     * @param datagram the answer
     * @param diagnosis what is known about the way
     */
    record Answered(byte[] datagram, Diagnosis diagnosis) implements Exchange {}

    /**
     * None came.
     *
     * @param outcome {@code Refused}, {@code TimedOut(RESOLVE)}, {@code NoRoute} or {@code
     *     VantageFailed}
     * @param diagnosis what is known about the way
     */
    record Failed(Outcome outcome, Diagnosis diagnosis) implements Exchange {}
  }
}
