package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection through the relay: passes on what it reads, late, cut or drop by
 * drop, in order.
 *
 * <p>All of a connection happens on one event loop, so nothing here is shared between threads.
 */
final class RelayedConnection extends ChannelInboundHandlerAdapter {

  /** What may wait between the two sockets; then the sender is made to wait. */
  private static final int MOST_BYTES = 1 << 20;

  private final NioSocketChannel from;
  private final NioSocketChannel to;
  private final long delay;
  private final long pause;
  private final boolean reset;
  private long left;
  private final Deque<Piece> queue = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable ChannelFuture lastWrite;
  private boolean scheduled;
  private boolean cut;
  private boolean ended;

  private RelayedConnection(
      NioSocketChannel from, NioSocketChannel to, Duration delay, @Nullable Fault fault) {
    this.from = from;
    this.to = to;
    this.delay = delay.toNanos();
    Fault.Kind kind = fault == null ? null : fault.kind();
    boolean cut = kind == Fault.Kind.RESET_AFTER || kind == Fault.Kind.TRUNCATED_TLS;
    this.reset = kind == Fault.Kind.RESET_AFTER;
    this.left = !cut ? Long.MAX_VALUE : fault == null || fault.bytes() == null ? 0 : fault.bytes();
    this.pause =
        kind == Fault.Kind.SLOW_RESPONSE && fault != null && fault.time() != null
            ? fault.time().toNanos()
            : -1;
  }

  /**
   * Joins two open connections: what the client sends is late only, what it gets bears the fault
   * too.
   */
  static void join(NioSocketChannel client, NioSocketChannel server, Verdict verdict) {
    RelayedConnection request = new RelayedConnection(client, server, verdict.latency(), null);
    RelayedConnection answer =
        new RelayedConnection(server, client, verdict.latency(), verdict.fault());
    client.closeFuture().addListener(closed -> request.drop());
    server.closeFuture().addListener(closed -> answer.drop());
    client.pipeline().addLast(request);
    server.pipeline().addLast(answer);
    client.config().setAutoRead(true);
    server.config().setAutoRead(true);
  }

  /**
   * Something to pass on.
   *
   * @param due when, by the nanosecond clock
   * @param bytes the bytes; null for the end of the stream
   */
  private record Piece(long due, @Nullable ByteBuf bytes) {}

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (ended || cut) {
      bytes.release();
      return;
    }
    waitingBytes += bytes.readableBytes();
    if (waitingBytes > MOST_BYTES) {
      from.config().setAutoRead(false);
    }
    add(bytes);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      add(null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // One side has reset its connection, so the other side's is reset.
    end(true);
  }

  private void add(@Nullable ByteBuf bytes) {
    queue.add(new Piece(System.nanoTime() + delay, bytes));
    pass();
  }

  /** Passes on what is due. */
  private void pass() {
    while (!scheduled && !ended && !cut && !queue.isEmpty()) {
      long wait = queue.element().due() - System.nanoTime();
      if (wait > 0) {
        schedule(wait);
        return;
      }
      ByteBuf bytes = queue.element().bytes();
      if (bytes == null) {
        queue.remove();
        afterWrites(this::finish);
      } else if (pause >= 0) {
        write(bytes.readRetainedSlice(1));
        if (!bytes.isReadable()) {
          queue.remove();
          bytes.release();
        }
        schedule(pause);
      } else {
        queue.remove();
        passWhole(bytes);
      }
    }
  }

  private void passWhole(ByteBuf bytes) {
    int allowed = (int) Math.min(left, bytes.readableBytes());
    left -= allowed;
    if (allowed > 0) {
      write(bytes.readRetainedSlice(allowed));
    }
    bytes.release();
    if (left == 0) {
      cut = true;
      afterWrites(() -> end(reset));
    }
  }

  private void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    ChannelFuture write = to.writeAndFlush(bytes);
    lastWrite = write;
    write.addListener(
        written -> {
          waitingBytes -= length;
          if (!written.isSuccess()) {
            end(true);
          } else if (waitingBytes < MOST_BYTES / 2 && !ended && !from.config().isAutoRead()) {
            from.config().setAutoRead(true);
          }
        });
  }

  private void afterWrites(Runnable what) {
    ChannelFuture write = lastWrite;
    if (write == null || write.isDone()) {
      what.run();
    } else {
      write.addListener(written -> what.run());
    }
  }

  private void schedule(long nanos) {
    scheduled = true;
    from.eventLoop()
        .schedule(
            () -> {
              scheduled = false;
              pass();
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  /** Passes on the end of the stream; with the end of the other one the connection is over. */
  private void finish() {
    if (ended || to.isOutputShutdown() || !to.isActive()) {
      return;
    }
    to.shutdownOutput()
        .addListener(
            shut -> {
              if (from.isOutputShutdown() || !shut.isSuccess()) {
                from.close();
                to.close();
              }
            });
  }

  /** Ends both sides: this one's peer with a reset or in an orderly way. */
  private void end(boolean withReset) {
    if (ended) {
      return;
    }
    ended = true;
    if (withReset && to.isOpen()) {
      to.config().setSoLinger(0);
    }
    to.close();
    from.close();
    drop();
  }

  private void drop() {
    ended = true;
    for (Piece piece = queue.poll(); piece != null; piece = queue.poll()) {
      if (piece.bytes() != null) {
        piece.bytes().release();
      }
    }
  }
}
