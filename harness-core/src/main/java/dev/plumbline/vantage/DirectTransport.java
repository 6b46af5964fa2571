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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections and datagrams of this machine's own network stack.
 *
 * <p>One thread waits for all of them, so that hundreds of targets that never answer cost one
 * time-out together. What is decided at once, as on the loopback interface, is decided on the
 * caller's thread.
 */
final class DirectTransport implements Transport {

  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final int LARGEST_DATAGRAM = 65_535;

  /**
   * More than any question of ours allows an answer to be; what is longer is cut, and then
   * malformed.
   */
  private static final int USUAL_DATAGRAM = 8_192;

  private final @Nullable InetAddress bind;

  /** Guards everything below. */
  private final Object lock = new Object();

  private final Queue<Waiting> arriving = new ArrayDeque<>();
  private @Nullable Selector selector;
  private boolean closed;

  DirectTransport(@Nullable InetAddress bind) {
    this.bind = bind;
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
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
    await(connecting);
    return connecting.result;
  }

  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
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
    await(exchanging);
    return exchanging.result;
  }

  @Override
  public Exchange exchangeAndWait(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
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
    synchronized (lock) {
      closed = true;
      if (selector != null) {
        selector.wakeup();
      }
    }
  }

  private void await(Waiting waiting) {
    boolean refused = false;
    synchronized (lock) {
      if (closed) {
        refused = true;
      } else {
        arriving.add(waiting);
        if (selector == null) {
          start(waiting);
        } else {
          selector.wakeup();
        }
      }
    }
    if (refused) {
      waiting.fail(new IOException("the transport is closed"));
    }
  }

  private void start(Waiting first) {
    Selector opened;
    try {
      opened = Selector.open();
    } catch (IOException e) {
      arriving.remove(first);
      first.fail(e);
      return;
    }
    selector = opened;
    Thread thread =
        new Thread(() -> run(opened), "plumbline-transport-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  /** Serves until the transport is closed. */
  private void run(Selector selector) {
    TreeSet<Waiting> byDeadline = new TreeSet<>(Waiting.BY_DEADLINE);
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    try {
      while (register(selector, byDeadline)) {
        selector.select(expire(byDeadline));
        List<Connecting> connected = new ArrayList<>();
        for (SelectionKey key : selector.selectedKeys()) {
          Waiting waiting = (Waiting) key.attachment();
          if (key.isValid()) {
            ready(key, buffer, connected);
          }
          if (!key.isValid()) {
            byDeadline.remove(waiting);
          }
        }
        selector.selectedKeys().clear();
        if (!connected.isEmpty()) {
          // Only now has the selector let go of the channels, so that they can be handed out.
          selector.selectNow();
          connected.forEach(Connecting::open);
        }
      }
    } catch (IOException e) {
      fail(byDeadline, e);
    } finally {
      synchronized (lock) {
        closed = true;
        byDeadline.addAll(arriving);
        arriving.clear();
      }
      fail(byDeadline, new IOException("the transport is closed"));
      try {
        selector.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close a selector", e);
      }
    }
  }

  /** Takes what arrived; false when the transport is closed. */
  private boolean register(Selector selector, TreeSet<Waiting> byDeadline) {
    while (true) {
      Waiting next;
      synchronized (lock) {
        if (closed) {
          return false;
        }
        next = arriving.poll();
      }
      if (next == null) {
        return true;
      }
      try {
        next.register(selector);
        byDeadline.add(next);
      } catch (ClosedChannelException | RuntimeException e) {
        next.fail(e);
      }
    }
  }

  /** Ends what is past its time, and returns the milliseconds to the next deadline; 0 for none. */
  private static long expire(TreeSet<Waiting> byDeadline) {
    long now = System.nanoTime();
    while (!byDeadline.isEmpty()) {
      long left = byDeadline.first().deadline - now;
      if (left > 0) {
        return left / 1_000_000 + 1;
      }
      byDeadline.pollFirst().expire();
    }
    return 0;
  }

  private static void ready(SelectionKey key, ByteBuffer buffer, List<Connecting> connected) {
    Waiting waiting = (Waiting) key.attachment();
    try {
      if (waiting instanceof Connecting connecting) {
        if (((SocketChannel) key.channel()).finishConnect()) {
          key.cancel();
          connected.add(connecting);
        }
      } else if (waiting instanceof Exchanging exchanging) {
        exchanging.receive((DatagramChannel) key.channel(), buffer);
      }
    } catch (IOException | RuntimeException e) {
      waiting.fail(e);
    }
  }

  private static void fail(TreeSet<Waiting> all, IOException cause) {
    for (Waiting w = all.pollFirst(); w != null; w = all.pollFirst()) {
      w.fail(cause);
    }
  }
}
