package dev.plumbline.network;

import dev.plumbline.network.NetworkIndex.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segment that holds an address by the longest prefix. One search for each length that
 * occurs, however many segments there are.
 */
final class PrefixIndex {

  private final List<Level> levels;

  PrefixIndex(Iterable<Place> places) {
    // The longest first; both families side by side.
    TreeMap<Integer, List<Entry>> v4 = new TreeMap<>(Comparator.reverseOrder());
    TreeMap<Integer, List<Entry>> v6 = new TreeMap<>(Comparator.reverseOrder());
    for (Place place : places) {
      for (AddressBits.Prefix prefix : place.prefixes()) {
        (prefix.bits().v4() ? v4 : v6)
            .computeIfAbsent(prefix.length(), length -> new ArrayList<>())
            .add(new Entry(prefix, place));
      }
    }
    List<Level> all = new ArrayList<>();
    v4.values().forEach(entries -> all.add(new Level(entries)));
    v6.values().forEach(entries -> all.add(new Level(entries)));
    levels = List.copyOf(all);
  }

  /**
   * Returns the segment whose prefix that holds an address is the longest, among those that a
   * segment has a link to, or among all when that is null; null for none.
   */
  @Nullable Place holder(AddressBits address, @Nullable Place linkedFrom) {
    for (int i = 0; i < levels.size(); i++) {
      Place place = levels.get(i).holder(address, linkedFrom);
      if (place != null) {
        return place;
      }
    }
    return null;
  }

  private record Entry(AddressBits.Prefix prefix, Place place) {}

  /** The prefixes of one length and family, in order. */
  private static final class Level {
    private final AddressBits.Prefix any;
    private final long[] high;
    private final long[] low;
    private final Place[] places;

    Level(List<Entry> entries) {
      List<Entry> sorted = new ArrayList<>(entries);
      sorted.sort(
          (one, other) -> {
            int byHigh = Long.compare(one.prefix().bits().high(), other.prefix().bits().high());
            return byHigh != 0
                ? byHigh
                : Long.compare(one.prefix().bits().low(), other.prefix().bits().low());
          });
      any = sorted.get(0).prefix();
      high = sorted.stream().mapToLong(entry -> entry.prefix().bits().high()).toArray();
      low = sorted.stream().mapToLong(entry -> entry.prefix().bits().low()).toArray();
      places = sorted.stream().map(Entry::place).toArray(Place[]::new);
    }

    @Nullable Place holder(AddressBits address, @Nullable Place linkedFrom) {
      if (address.v4() != any.bits().v4()) {
        return null;
      }
      long maskedHigh = address.high() & any.highMask();
      long maskedLow = address.low() & any.lowMask();
      int first = 0;
      int end = high.length;
      while (first < end) {
        int middle = (first + end) >>> 1;
        if (high[middle] < maskedHigh || high[middle] == maskedHigh && low[middle] < maskedLow) {
          first = middle + 1;
        } else {
          end = middle;
        }
      }
      for (int i = first; i < high.length && high[i] == maskedHigh && low[i] == maskedLow; i++) {
        if (linkedFrom == null || linkedFrom.leadsTo(places[i])) {
          return places[i];
        }
      }
      return null;
    }
  }
}
