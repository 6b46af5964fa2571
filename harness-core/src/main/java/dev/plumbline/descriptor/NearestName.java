package dev.plumbline.descriptor;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class NearestName {

  private static final int LISTED = 20;

  private NearestName() {}

  /**
   * Returns the nearest name, if one is near: a third of its characters may differ, case and
   * separators count for nothing; or one that begins like it.
   */
  public static Optional<String> to(String name, Collection<String> allowed) {
    String plain = plain(name);
    String best = null;
    String longer = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : allowed) {
      String other = plain(candidate);
      if (longer == null && plain.length() >= 3 && other.startsWith(plain)) {
        longer = candidate;
      }
      int distance = distance(plain, other);
      if (distance < least
          && distance <= Math.max(1, Math.max(plain.length(), other.length()) / 3)
          && distance < other.length()) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best != null ? best : longer);
  }

  /** Returns the end of a message: what is allowed, and what was probably meant. */
  public static String hint(String name, Collection<String> allowed) {
    if (allowed.isEmpty()) {
      return "; there are none";
    }
    StringBuilder text = new StringBuilder("; allowed: ");
    text.append(String.join(", ", allowed.stream().limit(LISTED).toList()));
    if (allowed.size() > LISTED) {
      text.append(" and ").append(allowed.size() - LISTED).append(" more");
    }
    to(name, allowed)
        .ifPresent(nearest -> text.append("; did you mean \"").append(nearest).append("\"?"));
    return text.toString();
  }

  /** Returns names with those that are most like one of them first. */
  public static List<String> nearestFirst(String name, Collection<String> names) {
    String plain = plain(name);
    return names.stream()
        .sorted(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))))
        .toList();
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    return lower.length() > 200 ? lower.substring(0, 200) : lower;
  }

  /**
   * The optimal string alignment distance: insertions, deletions, replacements and neighbours
   * swapped count one each.
   */
  private static int distance(String one, String other) {
    int[][] table = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      table[i][0] = i;
    }
    for (int j = 0; j <= other.length(); j++) {
      table[0][j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      for (int j = 1; j <= other.length(); j++) {
        int replaced = table[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        table[i][j] = Math.min(replaced, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
        }
      }
    }
    return table[one.length()][other.length()];
  }
}
