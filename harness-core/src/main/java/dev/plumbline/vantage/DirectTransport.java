package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections and datagrams of this machine's own network stack.
 *
 * <p>What is decided at once, as on the loopback interface, is decided on the caller's thread.
 */
final class DirectTransport implements Transport {

  /**
   * More than any question of ours allows an answer to be; what is longer is cut, and then
   * malformed.
   */
  private static final int USUAL_DATAGRAM = 8_192;

  private final @Nullable InetAddress bind;
  private final Waits waits = new Waits();

  DirectTransport(@Nullable InetAddress bind) {
    this.bind = bind;
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
    Outcome.VantageFailed family = SocketErrors.family(bind, destination);
    if (family != null) {
      return CompletableFuture.completedFuture(new Connection.Failed(family, Diagnosis.unknown()));
    }
    Connecting connecting = new Connecting(System.nanoTime() + timeout.toNanos());
    try {
      SocketChannel channel = SocketChannel.open();
      connecting.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (bind != null) {
        channel.bind(new InetSocketAddress(bind, 0));
      }
      // On the loopback interface the handshake is over when connect returns, although it says "in
      // progress".
      if (channel.connect(destination) || channel.finishConnect()) {
        connecting.open();
        return connecting.result;
      }
    } catch (IOException | RuntimeException e) {
      connecting.fail(e);
      return connecting.result;
    }
    waits.await(connecting);
    return connecting.result;
  }

  @Override
  public @Nullable InetAddress source(InetSocketAddress destination) {
    if (bind != null) {
      return bind;
    }
    // Connecting a datagram socket sends nothing: the system chooses the address it would send
    // from.
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(destination);
      return channel.getLocalAddress() instanceof InetSocketAddress local
              && !local.getAddress().isAnyLocalAddress()
          ? local.getAddress()
          : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    Outcome.VantageFailed family = SocketErrors.family(bind, destination);
    if (family != null) {
      return CompletableFuture.completedFuture(new Exchange.Failed(family, Diagnosis.unknown()));
    }
    Exchanging exchanging = new Exchanging(System.nanoTime() + timeout.toNanos(), expected);
    try {
      DatagramChannel channel = DatagramChannel.open();
      exchanging.channel = channel;
      channel.configureBlocking(false);
      if (bind != null) {
        channel.bind(new InetSocketAddress(bind, 0));
      }
      // Connected, so that only this server's datagrams and an ICMP "port unreachable" are
      // delivered.
      channel.connect(destination);
      channel.write(ByteBuffer.wrap(datagram));
    } catch (IOException | RuntimeException e) {
      exchanging.fail(e);
      return exchanging.result;
    }
    waits.await(exchanging);
    return exchanging.result;
  }

  @Override
  public Exchange exchangeAndWait(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    Outcome.VantageFailed family = SocketErrors.family(bind, destination);
    if (family != null) {
      return new Exchange.Failed(family, Diagnosis.unknown());
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    // Connected, so that only this server's datagrams and an ICMP "port unreachable" are delivered.
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(bind, 0))) {
      socket.connect(destination);
      socket.send(new DatagramPacket(datagram, datagram.length));
      DatagramPacket answer = new DatagramPacket(new byte[USUAL_DATAGRAM], USUAL_DATAGRAM);
      while (true) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), Diagnosis.unknown());
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        answer.setLength(USUAL_DATAGRAM);
        socket.receive(answer);
        byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
        if (expected.test(bytes)) {
          return new Exchange.Answered(bytes, Diagnosis.unknown());
        }
      }
    } catch (SocketTimeoutException e) {
      return new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), Diagnosis.unknown());
    } catch (IOException | RuntimeException e) {
      return new Exchange.Failed(SocketErrors.outcome(e, Phase.RESOLVE), Diagnosis.unknown());
    }
  }

  @Override
  public void close() {
    waits.close();
  }
}
