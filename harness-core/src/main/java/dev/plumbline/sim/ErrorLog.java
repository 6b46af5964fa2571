package dev.plumbline.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A host's error log: why a gateway answered with a status of its own. Real gateways tell their
 * operator, never their client.
 */
final class ErrorLog {

  /** How many entries are kept: the latest. */
  static final int KEPT = 100;

  private final Deque<Entry> entries = new ArrayDeque<>();

  /**
   * Why a request failed at a gateway.
   *
   * @param upstream the upstream's name
   * @param member the member as written; empty when none was chosen
   * @param request the request as {@code METHOD host target}
   * @param status the status the client got
   * @param reason one sentence
   */
  record Entry(String upstream, String member, String request, int status, String reason) {}

  synchronized void add(Entry entry) {
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  /** Returns the latest entries, oldest first. */
  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }
}
