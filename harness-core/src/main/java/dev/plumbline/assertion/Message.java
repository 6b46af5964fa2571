package dev.plumbline.assertion;

import dev.plumbline.observation.Diagnosis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The text of a failure: labels with what belongs to them, the values aligned in one column. */
final class Message {

  private record Line(String label, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private final List<String> table = new ArrayList<>();
  private @Nullable String way;
  private @Nullable String cause;

  private Message() {}

  /** Starts with a label that needs no colon, and its text. */
  static Message expected(String label, String text) {
    return new Message().line(label, text);
  }

  Message line(String label, String text) {
    lines.add(new Line(label + ":", text));
    return this;
  }

  /** Adds lines that stand as they are, below the labelled ones. */
  Message table(List<String> rows) {
    table.addAll(rows);
    return this;
  }

  /** Takes way and cause from what the lab knows; the cause only where the lab knows one. */
  Message diagnosed(Diagnosis diagnosis) {
    List<String> hops = new ArrayList<>(diagnosis.route());
    Optional<String> decider = diagnosis.decider();
    if (decider.isPresent() && !hops.contains(decider.get())) {
      hops.add(hops.isEmpty() ? decider.get() : "decided by " + decider.get());
    }
    way = hops.isEmpty() ? null : String.join("; ", hops);
    diagnosis.cause().ifPresent(c -> cause = c);
    return this;
  }

  /** Gives the cause that the observation itself shows; the lab's knowledge goes before it. */
  Message because(@Nullable String shown) {
    if (cause == null) {
      cause = shown;
    }
    return this;
  }

  /** Returns the text, below the headline in brackets. */
  String below(String headline) {
    List<Line> all = new ArrayList<>(lines);
    if (way != null) {
      all.add(new Line("by way of:", way));
    }
    List<Line> last = cause == null ? List.of() : List.of(new Line("Likely cause:", cause));
    int width = 0;
    for (Line line : all) {
      width = Math.max(width, line.label().length());
    }
    for (Line line : last) {
      width = Math.max(width, line.label().length());
    }
    StringBuilder text = new StringBuilder("[").append(headline).append(']');
    append(text, all, width);
    for (String row : table) {
      text.append('\n').append(row.stripTrailing());
    }
    append(text, last, width);
    return text.toString();
  }

  private static void append(StringBuilder text, List<Line> lines, int width) {
    String margin = "\n" + " ".repeat(width + 2);
    for (Line line : lines) {
      String label = line.label();
      text.append('\n').append(label).append(" ".repeat(width + 2 - label.length()));
      text.append(line.text().strip().replace("\n", margin));
    }
  }
}
