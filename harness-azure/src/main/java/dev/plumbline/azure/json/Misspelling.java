package dev.plumbline.azure.json;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Tells names of members that are probably slips from those that only resemble another. */
public final class Misspelling {

  /** Two letters may differ where so many are left to tell names apart. */
  private static final int LONG = 8;

  private static final int ENOUGH = 6;

  private Misspelling() {}

  /**
   * Returns what was probably meant by a name, without regard to case: a name from which it differs
   * by one letter, added, left out, replaced or swapped with the next; by two where both are long;
   * or a name of which it has the first or the last words; empty when none is near.
   */
  public static Optional<String> of(String name, Collection<String> names) {
    String key = JsonObject.key(name);
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String one : names) {
      int distance = distance(key, JsonObject.key(one));
      if (distance < least) {
        least = distance;
        best = one;
      }
    }
    return best != null && isNear(key, JsonObject.key(best), least)
        ? Optional.of(best)
        : names.stream().filter(one -> shortened(key, one)).findFirst();
  }

  /** Returns whether single letters differ in two names, not whole words. */
  public static boolean isOfLetters(String name, String other) {
    String key = JsonObject.key(name);
    String meant = JsonObject.key(other);
    return isNear(key, meant, distance(key, meant));
  }

  private static boolean isNear(String one, String other, int distance) {
    int longer = Math.max(one.length(), other.length());
    int shorter = Math.min(one.length(), other.length());
    return distance == 1 || distance == 2 && longer >= LONG && shorter >= ENOUGH;
  }

  private static boolean shortened(String key, String name) {
    if (key.length() < ENOUGH || key.length() >= name.length()) {
      return false;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(key) && Character.isUpperCase(name.charAt(key.length()))
        || lower.endsWith(key) && Character.isUpperCase(name.charAt(name.length() - key.length()));
  }

  /** The optimal string alignment distance; more than two is as good as any. */
  private static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 2) {
      return Integer.MAX_VALUE;
    }
    int[][] table = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
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
