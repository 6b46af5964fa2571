package dev.plumbline.containers.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Puts what comes in pieces together to lines, and keeps the latest of them. */
final class LastLines {

  private static final int KEPT = 60;
  private static final int LONGEST = 2_000;

  private final Consumer<String> onLine;
  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder begun = new StringBuilder();

  /**
   * Makes one that holds nothing.
   *
   * @param onLine told each line as it comes
   */
  LastLines(Consumer<String> onLine) {
    this.onLine = onLine;
  }

  synchronized void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        end();
      } else if (c != '\r' && begun.length() < LONGEST) {
        begun.append(c);
      }
    }
  }

  /** Ends a line that nothing more comes to. */
  synchronized void end() {
    if (begun.length() == 0) {
      return;
    }
    String line = begun.toString();
    begun.setLength(0);
    lines.addLast(line);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
    onLine.accept(line);
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns the latest lines for a message, each on a line of its own. */
  String asBlock(int most) {
    List<String> all = lines();
    return all.isEmpty()
        ? "  (nothing)"
        : "  " + String.join("\n  ", all.subList(Math.max(0, all.size() - most), all.size()));
  }
}
