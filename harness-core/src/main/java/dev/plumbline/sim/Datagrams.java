package dev.plumbline.sim;

import dev.plumbline.network.Flow;
import dev.plumbline.sim.FlowTable.Entry;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sockets of a fabric: one is kept for each pair of a source and a destination, and carries
 * all their datagrams.
 */
final class Datagrams implements AutoCloseable {

  private static final int LARGEST_DATAGRAM = 65_535;

  private final SimThreads threads;
  private final Map<Path, Socket> byPath = new ConcurrentHashMap<>();
  private final Map<Integer, Socket> byPort = new ConcurrentHashMap<>();
  private boolean closed;

  Datagrams(SimThreads threads) {
    this.threads = threads;
  }

  /** From where to where. */
  record Path(String segment, InetAddress source, InetAddress destination, int port) {}

  /** Returns the flow behind a local port; null for a stranger. */
  @Nullable Entry find(int port) {
    Socket socket = byPort.get(port);
    return socket == null ? null : socket.entry;
  }

  /** Returns the remark about a datagram from a local port, for who awaits the answer to it. */
  Remark remark(int port, byte[] datagram) {
    Socket socket = byPort.get(port);
    return socket == null ? new Remark() : socket.remark(datagram);
  }

  /** Returns the socket that is kept for a path; null when there is none yet. */
  @Nullable Socket socket(Path path) {
    return byPath.get(path);
  }

  /** Opens the socket of a path, unless somebody was faster. */
  synchronized Socket open(Path path, Entry entry, InetSocketAddress real) {
    Socket there = byPath.get(path);
    if (there != null) {
      return there;
    }
    if (closed) {
      throw new IllegalStateException("the simulated network is closed");
    }
    Socket socket = new Socket(entry, Loopback.require(real));
    byPort.put(socket.port, socket);
    threads.group().register(socket.channel);
    byPath.put(path, socket);
    return socket;
  }

  /** Closes all sockets. Harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    byPath.values().forEach(socket -> socket.channel.close().awaitUninterruptibly());
    byPath.clear();
    byPort.clear();
  }

  /** One socket, with those who await an answer from it. */
  final class Socket extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Entry entry;
    private final InetSocketAddress server;
    private final DatagramChannel socket;
    private final int port;
    private final Channel channel;
    private final List<Waiting> waiting = new ArrayList<>();

    private Socket(Entry entry, InetSocketAddress server) {
      this.entry = entry;
      this.server = server;
      try {
        this.socket =
            DatagramChannel.open(
                server.getAddress() instanceof Inet4Address
                    ? StandardProtocolFamily.INET
                    : StandardProtocolFamily.INET6);
        // Bound here and not by Netty, whose way waits for an event loop: the caller may be one.
        socket.bind(Loopback.anyPort());
        this.port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        this.channel = new NioDatagramChannel(socket);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the system has no UDP socket on the loopback interface left", e);
      }
      channel
          .config()
          .setOption(
              ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
      channel.pipeline().addLast(this);
    }

    Flow flow() {
      return entry.flow();
    }

    /**
     * Sends a datagram, and completes a future with the first answer that fits.
     *
     * @param remark takes what the server says beside the answer
     */
    void send(
        byte[] datagram,
        Predicate<byte[]> expected,
        CompletableFuture<byte[]> answer,
        Remark remark) {
      synchronized (waiting) {
        waiting.add(new Waiting(datagram, expected, answer, remark));
      }
      try {
        // By the caller itself: one thread fewer to wake up.
        socket.send(ByteBuffer.wrap(datagram), server);
      } catch (IOException e) {
        answer.completeExceptionally(
            new UncheckedIOException(
                "the DNS server of the simulated network cannot be reached", e));
      }
    }

    /** Nobody may await the answer any longer; then nobody reads the remark either. */
    private Remark remark(byte[] datagram) {
      synchronized (waiting) {
        for (Waiting one : waiting) {
          if (Arrays.equals(one.datagram(), datagram)) {
            return one.remark();
          }
        }
      }
      return new Remark();
    }

    /** Awaits an answer no longer. */
    void forget(CompletableFuture<byte[]> answer) {
      synchronized (waiting) {
        waiting.removeIf(one -> one.answer() == answer);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      if (!server.equals(packet.sender())) {
        return;
      }
      byte[] datagram = ByteBufUtil.getBytes(packet.content());
      CompletableFuture<byte[]> answered = null;
      synchronized (waiting) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext() && answered == null; ) {
          Waiting one = all.next();
          if (one.expected().test(datagram)) {
            all.remove();
            answered = one.answer();
          }
        }
      }
      if (answered != null) {
        answered.complete(datagram);
      }
    }
  }

  private record Waiting(
      byte[] datagram,
      Predicate<byte[]> expected,
      CompletableFuture<byte[]> answer,
      Remark remark) {}
}
