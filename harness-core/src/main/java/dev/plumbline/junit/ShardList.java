package dev.plumbline.junit;

import dev.plumbline.junit.ShardUnits.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a session of JUnit's launcher found to run where a run is split: the units of this shard,
 * and those left to others.
 *
 * <p>Knows nothing of the launcher's types, which the class path of an extension may lack.
 */
final class ShardList {

  private final Map<String, Unit> found = new TreeMap<>();
  private final Map<String, Set<String>> tests = new TreeMap<>();
  private @Nullable Shard shard;
  private boolean reported;

  /**
   * Notes a test that is to run in this shard or in another one.
   *
   * @param test its class and method
   */
  synchronized void add(Shard asked, Unit unit, String test) {
    shard = asked;
    found.put(unit.name(), unit);
    tests.computeIfAbsent(unit.name(), any -> new TreeSet<>()).add(test);
  }

  /** Returns the tests of a unit, in the order of their names. */
  synchronized List<String> testsOf(Unit unit) {
    return List.copyOf(tests.getOrDefault(unit.name(), Set.of()));
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

  /**
   * Returns whether all that was found is in other shards, and no report tells so. A session that
   * found something of its own, but did not run it, only looked: as Maven does for other JVMs.
   */
  synchronized boolean isUntold() {
    Shard here = shard;
    return here != null
        && !reported
        && found.values().stream().noneMatch(unit -> unit.shard() == here.number());
  }
}
