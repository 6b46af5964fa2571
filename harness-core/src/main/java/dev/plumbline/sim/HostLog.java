package dev.plumbline.sim;

import dev.plumbline.lab.LabException;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of one host; beyond {@link #KEPT} lines it says that it is not whole.
 *
 * @param <T> a line
 */
final class HostLog<T> {

  /** How many lines are kept. */
  static final int KEPT = 20_000;

  private final String incomplete;
  private final List<T> lines = new ArrayList<>();
  private boolean overflowed;

  /**
   * Makes an empty log.
   *
   * @param incomplete what is said of it when there were more lines than are kept
   */
  HostLog(String incomplete) {
    this.incomplete = incomplete;
  }

  synchronized void add(T line) {
    if (lines.size() < KEPT) {
      lines.add(line);
    } else {
      overflowed = true;
    }
  }

  /**
   * Returns the lines, oldest first.
   *
   * @throws LabException when there were more than are kept
   */
  synchronized List<T> lines() {
    if (overflowed) {
      throw new LabException(incomplete);
    }
    return List.copyOf(lines);
  }
}
