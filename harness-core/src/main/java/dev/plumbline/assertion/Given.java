package dev.plumbline.assertion;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a test gives to an assertion: an expectation that is empty would pass whatever is
 * seen.
 */
final class Given {

  private Given() {}

  static List<String> all(String method, String what, String @Nullable [] values) {
    if (values == null || values.length == 0) {
      throw new IllegalArgumentException(
          method + "() needs at least one " + what + ": without one it would expect nothing");
    }
    List<String> all = new ArrayList<>();
    for (String value : values) {
      all.add(one(method, what, value));
    }
    return List.copyOf(all);
  }

  static String one(String method, String what, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          method + "(..) was given a " + what + " that is " + (value == null ? "null" : "blank"));
    }
    return value;
  }

  static <T> T some(String method, String what, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(method + "(..) was given a " + what + " that is null");
    }
    return value;
  }
}
