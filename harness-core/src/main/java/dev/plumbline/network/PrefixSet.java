package dev.plumbline.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prefixes that addresses are tested against: a few one by one, many by a search among the ranges
 * that they cover.
 */
final class PrefixSet {

  /** So many comparisons cost no more than a search. */
  private static final int FEW = 4;

  private final AddressBits.Prefix[] few;
  private final Ranges v4;
  private final Ranges v6;

  private PrefixSet(List<AddressBits.Prefix> prefixes) {
    boolean isFew = prefixes.size() <= FEW;
    few = isFew ? prefixes.toArray(AddressBits.Prefix[]::new) : new AddressBits.Prefix[0];
    v4 = Ranges.of(isFew ? List.of() : prefixes, true);
    v6 = Ranges.of(isFew ? List.of() : prefixes, false);
  }

  static PrefixSet of(List<Cidr> prefixes) {
    return new PrefixSet(prefixes.stream().map(AddressBits.Prefix::of).toList());
  }

  boolean contains(AddressBits address) {
    for (AddressBits.Prefix prefix : few) {
      if (prefix.contains(address)) {
        return true;
      }
    }
    return (address.v4() ? v4 : v6).contains(address);
  }

  /** Ranges of addresses that do not touch one another, in order. */
  private record Ranges(long[] firstHigh, long[] firstLow, long[] lastHigh, long[] lastLow) {

    static Ranges of(List<AddressBits.Prefix> prefixes, boolean v4) {
      List<AddressBits.Prefix> sorted = new ArrayList<>(prefixes);
      sorted.removeIf(prefix -> prefix.bits().v4() != v4);
      sorted.sort(
          (one, other) -> {
            int byStart =
                order(one.bits().high(), one.bits().low(), other.bits().high(), other.bits().low());
            // Of those that start alike the widest comes first, and holds the others.
            return byStart != 0 ? byStart : Integer.compare(one.length(), other.length());
          });
      Ranges ranges =
          new Ranges(
              new long[sorted.size()],
              new long[sorted.size()],
              new long[sorted.size()],
              new long[sorted.size()]);
      int last = -1;
      for (AddressBits.Prefix prefix : sorted) {
        // Two prefixes are apart, or one lies within the other.
        if (last < 0
            || order(
                    prefix.bits().high(),
                    prefix.bits().low(),
                    ranges.lastHigh[last],
                    ranges.lastLow[last])
                > 0) {
          last++;
          ranges.firstHigh[last] = prefix.bits().high();
          ranges.firstLow[last] = prefix.bits().low();
          ranges.lastHigh[last] = prefix.bits().high() | ~prefix.highMask();
          ranges.lastLow[last] = prefix.bits().low() | ~prefix.lowMask();
        }
      }
      return ranges.first(last + 1);
    }

    private Ranges first(int count) {
      return new Ranges(
          Arrays.copyOf(firstHigh, count),
          Arrays.copyOf(firstLow, count),
          Arrays.copyOf(lastHigh, count),
          Arrays.copyOf(lastLow, count));
    }

    boolean contains(AddressBits address) {
      int low = 0;
      int high = firstHigh.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (order(address.high(), address.low(), firstHigh[middle], firstLow[middle]) < 0) {
          high = middle - 1;
        } else if (order(address.high(), address.low(), lastHigh[middle], lastLow[middle]) > 0) {
          low = middle + 1;
        } else {
          return true;
        }
      }
      return false;
    }

    private static int order(long high, long low, long otherHigh, long otherLow) {
      int byHigh = Long.compareUnsigned(high, otherHigh);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }
  }
}
