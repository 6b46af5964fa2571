package dev.plumbline.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Measuring and writing down. */
final class Figures {

  private Figures() {}

  /** Two things measured in turn, so that a machine that changes its speed changes it for both. */
  record Pair(double first, double second) {
    double ratio() {
      return first / second;
    }
  }

  /** Returns the median time of each in milliseconds, over the rounds after the warm-up. */
  static Pair inTurn(int warmUp, int rounds, Callable<?> first, Callable<?> second) throws Exception {
    List<Double> a = new ArrayList<>();
    List<Double> b = new ArrayList<>();
    for (int i = 0; i < warmUp + rounds; i++) {
      double one = millis(first);
      double two = millis(second);
      if (i >= warmUp) {
        a.add(one);
        b.add(two);
      }
    }
    return new Pair(median(a), median(b));
  }

  /** Returns the mean time of one call of each in microseconds: the median of rounds of a while, in turn. */
  static Pair perCall(int warmUp, int rounds, long nanos, Callable<?> first, Callable<?> second) throws Exception {
    List<Double> a = new ArrayList<>();
    List<Double> b = new ArrayList<>();
    for (int i = 0; i < warmUp + rounds; i++) {
      double one = micros(nanos, first);
      double two = micros(nanos, second);
      if (i >= warmUp) {
        a.add(one);
        b.add(two);
      }
    }
    return new Pair(median(a), median(b));
  }

  private static double micros(long nanos, Callable<?> call) throws Exception {
    long calls = 0;
    long start = System.nanoTime();
    long now;
    do {
      call.call();
      calls++;
      now = System.nanoTime();
    } while (now - start < nanos);
    return (now - start) / 1e3 / calls;
  }

  static double millis(Callable<?> call) throws Exception {
    long start = System.nanoTime();
    call.call();
    return (System.nanoTime() - start) / 1e6;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  static String format(double value, String unit) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.0f %s", value, unit);
  }
}
