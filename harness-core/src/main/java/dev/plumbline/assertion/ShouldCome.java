package dev.plumbline.assertion;

import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Awaited.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a message says of something that was waited for: first, changed and last observations. */
final class ShouldCome {

  private ShouldCome() {}

  /** Returns how the waiting ended, and what was seen meanwhile. */
  static String about(Awaited awaited) {
    List<Change> history = awaited.history();
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"Waited:", awaited.bounds() + "; " + awaited.describe()});
    for (int i = 0; i < history.size(); i++) {
      Change change = history.get(i);
      boolean last = i == history.size() - 1;
      if (last && awaited.changesLeftOut() > 0) {
        lines.add(new String[] {"", awaited.changesLeftOut() + " more changes are left out"});
      }
      String label =
          i == 0 ? "first:" : last && change.attempt() == awaited.attempts() ? "last:" : "changed:";
      lines.add(new String[] {label, text(change)});
    }
    int width = lines.stream().mapToInt(line -> line[0].length()).max().orElse(0) + 2;
    return lines.stream()
        .map(line -> (line[0] + " ".repeat(width - line[0].length()) + line[1]))
        .collect(Collectors.joining("\n"));
  }

  private static String text(Change change) {
    return "attempt "
        + change.attempt()
        + " after "
        + Awaited.text(change.after())
        + ", "
        + (change.seen().isEmpty()
            ? "nothing observed"
            : change.seen().stream()
                .map(s -> "#" + s.observation() + " " + s.question() + ": " + s.text())
                .collect(Collectors.joining("; ")));
  }
}
