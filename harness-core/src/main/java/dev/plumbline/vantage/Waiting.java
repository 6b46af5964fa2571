package dev.plumbline.vantage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Something that waits for the network, until its deadline. */
abstract class Waiting {

  private static final AtomicLong COUNT = new AtomicLong();

  /** By time, then by age, so that no two are the same. */
  static final Comparator<Waiting> BY_DEADLINE =
      (a, b) ->
          a.deadline != b.deadline
              ? Long.signum(a.deadline - b.deadline)
              : Long.compare(a.id, b.id);

  private long deadline;
  private final long id = COUNT.incrementAndGet();

  Waiting(long deadline) {
    this.deadline = deadline;
  }

  /** Returns when it has waited too long, by {@link System#nanoTime()}. */
  final long deadline() {
    return deadline;
  }

  /** Sets how long it waits from now on; for {@link #ready} only. */
  final void extend(long deadline) {
    this.deadline = deadline;
  }

  abstract void register(Selector selector) throws ClosedChannelException;

  /**
   * Goes on, now that its channel can.
   *
   * @param buffer for whoever needs room
   * @return whether the channel is to be let go of, and {@link #release} to be called
   */
  abstract boolean ready(SelectionKey key, ByteBuffer buffer) throws IOException;

  /** Goes on when the selector has let go of the channel, so that it can be handed out. */
  void release() {}

  abstract void expire();

  abstract void fail(Exception cause);

  static void close(@Nullable SelectableChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close a socket", e);
      }
    }
  }
}
