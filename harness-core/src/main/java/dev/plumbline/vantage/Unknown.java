package dev.plumbline.vantage;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Errors about names that are not known: they list those that are, and point to the nearest. */
final class Unknown {

  private Unknown() {}

  /** Returns the error for a name that is not among the known ones. */
  static IllegalArgumentException name(String kind, String name, Collection<String> known) {
    if (known.isEmpty()) {
      return new IllegalArgumentException("there is no " + kind + " \"" + name + "\": none is defined");
    }
    String nearest =
        known.stream()
            .filter(k -> distance(k, name) <= Math.max(2, name.length() / 3))
            .min(Comparator.comparingInt(k -> distance(k, name)))
            .map(k -> " Did you mean \"" + k + "\"?")
            .orElse("");
    return new IllegalArgumentException(
        "there is no " + kind + " \"" + name + "\". Known: " + String.join(", ", known) + "." + nearest);
  }

  /** Returns how many letters lie between two names (Levenshtein), without regard to case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
