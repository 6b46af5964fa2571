package dev.plumbline.observation;

import java.util.function.Supplier;

/**
 * What this thread asserts of which some may fail: what is told of it is how the whole ends. A
 * failure that is caught in it is not held against the test.
 */
public final class Tentative {

  private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

  private Tentative() {}

  /** Runs assertions of which some may fail, and returns what they return. */
  public static <T> T run(Supplier<T> assertions) {
    int depth = DEPTH.get();
    DEPTH.set(depth + 1);
    try {
      return assertions.get();
    } finally {
      DEPTH.set(depth);
    }
  }

  /** Returns whether this thread runs such. */
  static boolean isNow() {
    return DEPTH.get() > 0;
  }
}
