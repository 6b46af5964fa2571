package dev.plumbline.vantage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Waits for channels and for time. One thread waits for all of them, so that hundreds of targets
 * that never answer cost one time-out together.
 */
final class Waits implements AutoCloseable {

  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final int LARGEST_DATAGRAM = 65_535;

  /** Guards everything below. */
  private final Object lock = new Object();

  private final Queue<Waiting> arriving = new ArrayDeque<>();
  private @Nullable Selector selector;
  private boolean closed;

  /** Fails everything that waits, and whatever comes later. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (selector != null) {
        selector.wakeup();
      }
    }
  }

  /** Takes a channel that is in non-blocking mode. */
  void await(Waiting waiting) {
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
        List<Waiting> released = new ArrayList<>();
        for (SelectionKey key : selector.selectedKeys()) {
          goOn(key, buffer, byDeadline, released);
        }
        selector.selectedKeys().clear();
        if (!released.isEmpty()) {
          // Only now has the selector let go of the channels, so that they can be handed out.
          selector.selectNow();
          released.forEach(Waiting::release);
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
      long left = byDeadline.first().deadline() - now;
      if (left > 0) {
        return left / 1_000_000 + 1;
      }
      byDeadline.pollFirst().expire();
    }
    return 0;
  }

  private static void goOn(
      SelectionKey key, ByteBuffer buffer, TreeSet<Waiting> byDeadline, List<Waiting> released) {
    Waiting waiting = (Waiting) key.attachment();
    // Its deadline may change, by which it is found here.
    byDeadline.remove(waiting);
    if (!key.isValid()) {
      return;
    }
    try {
      if (waiting.ready(key, buffer)) {
        key.cancel();
        released.add(waiting);
      }
    } catch (IOException | RuntimeException e) {
      waiting.fail(e);
    }
    if (key.isValid()) {
      byDeadline.add(waiting);
    }
  }

  private static void fail(TreeSet<Waiting> all, IOException cause) {
    for (Waiting w = all.pollFirst(); w != null; w = all.pollFirst()) {
      w.fail(cause);
    }
  }
}
