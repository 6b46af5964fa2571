package dev.plumbline.sim;

import dev.plumbline.lab.LabException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A log of one host; beyond {@link #KEPT} lines it says that it is not whole.
 *
 * @param <T> a line
 */
final class HostLog<T> {

  /** How many lines are kept. */
  static final int KEPT = 20_000;

  private final String incomplete;
  private final Function<T, String> key;
  private final List<T> lines = new ArrayList<>();
  private final Map<String, List<T>> byKey = new HashMap<>();
  private boolean overflowed;

  /**
   * Makes an empty log.
   *
   * @param incomplete what is said of it when there were more lines than are kept
   */
  HostLog(String incomplete) {
    this(incomplete, line -> "");
  }

  /**
   * Makes an empty log whose lines are found by a key.
   *
   * @param key the key of a line; lines with an empty one are not found
   */
  HostLog(String incomplete, Function<T, String> key) {
    this.incomplete = incomplete;
    this.key = key;
  }

  synchronized void add(T line) {
    if (lines.size() < KEPT) {
      lines.add(line);
      String name = key.apply(line);
      if (!name.isEmpty()) {
        byKey.computeIfAbsent(name, any -> new ArrayList<>(1)).add(line);
      }
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

  /**
   * Returns the lines with a key, oldest first.
   *
   * @throws LabException when there are none, and there were more lines than are kept
   */
  synchronized List<T> lines(String name) {
    List<T> found = byKey.get(name);
    if (found == null && overflowed) {
      throw new LabException(incomplete);
    }
    return found == null ? List.of() : List.copyOf(found);
  }
}
