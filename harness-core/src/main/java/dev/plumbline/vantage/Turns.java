package dev.plumbline.vantage;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How many checks are at one address and port at a time. More than a server's accept queue holds
 * would be dropped by the server, and look like a filter that drops.
 */
final class Turns {

  private static final CompletableFuture<@Nullable Void> NOW =
      CompletableFuture.completedFuture(null);

  private final int most;

  /** Who is at an address; guarded by this. */
  private final Map<InetSocketAddress, At> occupied = new HashMap<>();

  /** The turns that this thread is to complete; absent when it completes none at the moment. */
  private final ThreadLocal<@Nullable Queue<CompletableFuture<@Nullable Void>>> due =
      new ThreadLocal<>();

  private static final class At {
    int inside;
    final Queue<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();
  }

  Turns(int most) {
    this.most = most;
  }

  /** Returns what is completed when it is the caller's turn, who must then {@link #leave}. */
  synchronized CompletableFuture<@Nullable Void> enter(InetSocketAddress address) {
    At at = occupied.computeIfAbsent(address, a -> new At());
    if (at.inside < most) {
      at.inside++;
      return NOW;
    }
    CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();
    at.waiting.add(turn);
    return turn;
  }

  /** Gives the turn to the next, whose first steps run on this thread. */
  void leave(InetSocketAddress address) {
    CompletableFuture<@Nullable Void> next;
    synchronized (this) {
      At at = occupied.get(address);
      if (at == null) {
        throw new IllegalStateException("nobody is at " + address);
      }
      next = at.waiting.poll();
      if (next == null && --at.inside == 0) {
        occupied.remove(address);
      }
    }
    if (next != null) {
      run(next);
    }
  }

  /**
   * Completes turns one after another: a turn that ends at once gives up the next one within the
   * first one's call.
   */
  private void run(CompletableFuture<@Nullable Void> first) {
    Queue<CompletableFuture<@Nullable Void>> following = due.get();
    if (following != null) {
      following.add(first);
      return;
    }
    Queue<CompletableFuture<@Nullable Void>> mine = new ArrayDeque<>();
    due.set(mine);
    try {
      for (CompletableFuture<@Nullable Void> turn = first; turn != null; turn = mine.poll()) {
        turn.complete(null);
      }
    } finally {
      due.remove();
    }
  }
}
