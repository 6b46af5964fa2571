package dev.plumbline.vantage;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
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

  final long deadline;
  private final long id = COUNT.incrementAndGet();

  Waiting(long deadline) {
    this.deadline = deadline;
  }

  abstract void register(Selector selector) throws ClosedChannelException;

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
