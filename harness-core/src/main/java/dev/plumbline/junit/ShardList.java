package dev.plumbline.junit;

import dev.plumbline.junit.ShardUnits.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session of JUnit's launcher found to run where a run is split: the units of this shard,
 * and those left to others.
 *
 * <p>Knows nothing of the launcher's types, which the class path of an extension may lack.
 */
final class ShardList {

  private final Map<String, Unit> found = new TreeMap<>();
  private @Nullable Shard shard;
  private boolean reported;

  synchronized void add(Shard asked, Unit unit) {
    shard = asked;
    found.put(unit.name(), unit);
  }

  /** Returns the shard; empty where nothing was found for it or another one. */
  synchronized Optional<Shard> shard() {
    return Optional.ofNullable(shard);
  }

  synchronized List<Unit> units() {
    return new ArrayList<>(found.values());
  }

  /** Notes that a report tells of it. */
  synchronized void reported() {
    reported = true;
  }

  /** Returns whether there was something to run, but no report tells of it: none of it is here. */
  synchronized boolean isUntold() {
    return shard != null && !reported;
  }
}
