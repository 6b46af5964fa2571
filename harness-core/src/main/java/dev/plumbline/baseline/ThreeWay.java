package dev.plumbline.baseline;

import dev.plumbline.baseline.Comparison.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of a network: what it showed before, what it shows now, and what it was meant to show.
 *
 * @param compared before and now
 * @param intended what it was meant to show after the change
 * @param rows every fact of any of them, sorted by vantage, endpoint and fact
 */
public record ThreeWay(Comparison compared, Recording intended, List<Row> rows) {

  /** Copies the list. */
  public ThreeWay {
    rows = List.copyOf(rows);
  }

  /** What became of a fact, and whether that was meant. */
  public enum Fate {
    /** It is as before, as it was meant to be. */
    UNCHANGED,
    /** It is another one, and the one that was meant. */
    AS_INTENDED,
    /** It is as before, and that is what it was meant to become. */
    ALREADY_SO,
    /** It is another one, and was to stay. */
    NOT_INTENDED,
    /** It is as before, and was to become another one. */
    NOT_DONE,
    /** It is another one, and was to become yet another one. */
    OTHERWISE,
    /** It was asked for and not seen. */
    UNSEEN,
    /** It is another one, and whether that was meant cannot be told. */
    NOT_FORETOLD
  }

  /**
   * A fact.
   *
   * @param seen what it was before and is now
   * @param intended what it was meant to be; null for nothing
   * @param fate what became of it
   */
  public record Row(Comparison.Row seen, @Nullable String intended, Fate fate) {}

  /** Returns the three-way comparison of recordings; what was meant to change is what differs. */
  public static ThreeWay of(Recording before, Recording now, Recording intended) {
    return of(before, now, before, intended);
  }

  /**
   * Returns the three-way comparison of recordings where the intention was recorded elsewhere, on
   * the simulation for instance, which shows some things otherwise than the network: what was meant
   * to change is what differs between its two recordings.
   *
   * @param before the network before the change
   * @param now the network after it
   * @param foreseen what the description before the change shows
   * @param intended what the changed description shows
   */
  public static ThreeWay of(
      Recording before, Recording now, Recording foreseen, Recording intended) {
    TreeSet<FactKey> keys = new TreeSet<>();
    Stream.of(before, now, foreseen, intended).forEach(r -> keys.addAll(r.facts().keySet()));
    List<Row> rows = new ArrayList<>();
    for (FactKey key : keys) {
      if (before.ground() == now.ground() || !Recording.OF_THE_GROUND.contains(key.what())) {
        Comparison.Row seen = Comparison.row(key, before, now);
        rows.add(
            new Row(seen, intended.facts().get(key), fate(key, seen, before, foreseen, intended)));
      }
    }
    Comparison compared = Comparison.of(before, now);
    // what is asked for the first time and was not seen has no key
    compared.rows(State.UNSEEN).stream()
        .filter(r -> r.was() == null)
        .forEach(r -> rows.add(new Row(r, null, Fate.UNSEEN)));
    return new ThreeWay(compared, intended, rows);
  }

  private static Fate fate(
      FactKey key, Comparison.Row seen, Recording before, Recording foreseen, Recording intended) {
    if (seen.state() == State.UNSEEN) {
      return Fate.UNSEEN;
    }
    boolean changed = seen.state() != State.UNCHANGED;
    boolean foretold =
        (intended.ground() == before.ground() || !Recording.OF_THE_GROUND.contains(key.what()))
            && isKnown(key, foreseen)
            && isKnown(key, intended);
    if (!foretold) {
      return changed || !Recording.OF_THE_GROUND.contains(key.what())
          ? Fate.NOT_FORETOLD
          : Fate.UNCHANGED;
    }
    String to = intended.facts().get(key);
    boolean meant = !Objects.equals(foreseen.facts().get(key), to);
    if (!meant) {
      return changed ? Fate.NOT_INTENDED : Fate.UNCHANGED;
    }
    if (Objects.equals(seen.is(), to)) {
      return changed ? Fate.AS_INTENDED : Fate.ALREADY_SO;
    }
    return changed ? Fate.OTHERWISE : Fate.NOT_DONE;
  }

  private static boolean isKnown(FactKey key, Recording recording) {
    return Stream.concat(recording.unseen().stream(), recording.notAsked().stream())
        .noneMatch(u -> u.covers(key));
  }

  /** Returns the rows of some fates. */
  public List<Row> rows(Fate... fates) {
    List<Fate> wanted = List.of(fates);
    return rows.stream().filter(r -> wanted.contains(r.fate())).toList();
  }
}
