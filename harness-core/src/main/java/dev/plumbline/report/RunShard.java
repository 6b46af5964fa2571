package dev.plumbline.report;

import java.util.List;

/**
 * Which part of a run a report is about, where its jobs split the tests.
 *
 * @param number which one, from 1
 * @param count how many there are
 * @param by what is split: {@code classes} or {@code vantages}
 * @param units everything that was found to run, in this shard or another, by name
 */
public record RunShard(int number, int count, String by, List<Unit> units) {

  /** Copies the units. */
  public RunShard {
    units = List.copyOf(units);
  }

  /**
   * What is in one shard as a whole.
   *
   * @param name a test class; where vantages are split, with the vantage its tests look from
   * @param shard the number of its shard
   * @param tests how many results the report has of it; 0 for one that is in another shard
   * @param chosen its tests that tags, names and the like leave in, in whichever shard: class,
   *     method and parameters of each. All shards of a run have to choose the same
   */
  public record Unit(String name, int shard, int tests, List<String> chosen) {
    /** Copies the tests. */
    public Unit {
      chosen = List.copyOf(chosen);
    }
  }

  /** Returns the shard as it is written in settings: {@code 2/5}. */
  public String label() {
    return number + "/" + count;
  }
}
