package dev.plumbline.baseline;

import dev.plumbline.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a network shows now beside what was recorded of it.
 *
 * @param recorded what was recorded
 * @param now what is seen now
 * @param rows every fact of either, sorted by vantage, endpoint and fact
 */
public record Comparison(Recording recorded, Recording now, List<Row> rows) {

  /** Copies the list. */
  public Comparison {
    rows = List.copyOf(rows);
  }

  /** What became of a fact. */
  public enum State {
    /** It is as recorded. */
    UNCHANGED,
    /** It has another value. */
    CHANGED,
    /** It was not recorded. */
    ADDED,
    /** It was recorded, and what it was asked of shows no such thing any more. */
    REMOVED,
    /** It was asked for and not seen: whether it is as recorded is not known. */
    UNSEEN
  }

  /**
   * A fact.
   *
   * @param vantage where it is seen from
   * @param subject what it is of
   * @param what which fact of it
   * @param was what was recorded; null for nothing
   * @param is what is seen now; null for nothing
   * @param state what became of it
   * @param note why it was not seen, or why nobody asked; null for nothing to say
   * @param sources what shows it now, or shows that it was not seen; none for what is gone or said
   */
  public record Row(
      String vantage,
      String subject,
      String what,
      @Nullable String was,
      @Nullable String is,
      State state,
      @Nullable String note,
      List<? extends Observation> sources) {
    /** Copies the list. */
    public Row {
      sources = List.copyOf(sources);
    }
  }

  /** Returns a comparison. */
  public static Comparison of(Recording recorded, Recording now) {
    TreeSet<FactKey> keys = new TreeSet<>(recorded.facts().keySet());
    keys.addAll(now.facts().keySet());
    List<Row> rows = new ArrayList<>();
    for (FactKey key : keys) {
      if (now.ground() == recorded.ground() || !Recording.OF_THE_GROUND.contains(key.what())) {
        rows.add(row(key, recorded, now));
      }
    }
    for (Unseen unseen : now.unseen()) {
      // names that were never found have no row of their own: whoever led to them has
      if (unseen.subject() != null
          && recorded.facts().keySet().stream().noneMatch(unseen::covers)) {
        rows.add(
            new Row(
                unseen.vantage(),
                unseen.subject(),
                String.join(", ", unseen.questions()),
                null,
                null,
                State.UNSEEN,
                unseen.why(),
                unseen.sources()));
      }
    }
    return new Comparison(recorded, now, rows);
  }

  static Row row(FactKey key, Recording recorded, Recording now) {
    String was = recorded.facts().get(key);
    String is = now.facts().get(key);
    if (is != null) {
      State state = was == null ? State.ADDED : was.equals(is) ? State.UNCHANGED : State.CHANGED;
      return row(key, was, is, state, null, now.sources(key));
    }
    Optional<Unseen> unseen =
        Stream.concat(now.unseen().stream(), now.notAsked().stream())
            .filter(u -> u.covers(key))
            .findFirst();
    if (was == null && unseen.isEmpty()) {
      return row(key, null, null, State.UNCHANGED, null, List.of());
    }
    return unseen.isPresent()
        ? row(key, was, null, State.UNSEEN, unseen.get().why(), unseen.get().sources())
        : row(key, was, null, State.REMOVED, notAsked(key, now), List.of());
  }

  private static Row row(
      FactKey key,
      @Nullable String was,
      @Nullable String is,
      State state,
      @Nullable String note,
      List<? extends Observation> sources) {
    return new Row(key.vantage(), key.subject(), key.what(), was, is, state, note, sources);
  }

  /**
   * Says why nobody asked for what was recorded behind a connection or a handshake that there is
   * not.
   */
  private static @Nullable String notAsked(FactKey key, Recording now) {
    if (!Recorder.BEHIND_A_CONNECTION.contains(key.question())) {
      return null;
    }
    String connection = now.facts().get(new FactKey(key.vantage(), key.subject(), "connect"));
    if (connection != null && !connection.contains("open")) {
      return "no connection opens: " + connection;
    }
    String handshake = now.facts().get(new FactKey(key.vantage(), key.subject(), "tls"));
    return handshake == null
            || key.question().equals("tls")
            || handshake.equals(Recorder.HANDSHAKE_COMPLETED)
        ? null
        : "no handshake completes: " + handshake;
  }

  /** Returns the rows of some states. */
  public List<Row> rows(State... states) {
    List<State> wanted = List.of(states);
    return rows.stream().filter(r -> wanted.contains(r.state())).toList();
  }

  /**
   * Returns how many recorded facts are not compared, since the two are of different grounds, which
   * have no keys and issuers of certificates in common.
   */
  public int notCompared() {
    return now.ground() == recorded.ground()
        ? 0
        : (int)
            recorded.facts().keySet().stream()
                .filter(key -> Recording.OF_THE_GROUND.contains(key.what()))
                .count();
  }

  /**
   * Returns the rules by which one of the two was made and the other was not, each after + or -.
   */
  public List<String> otherRules() {
    List<String> other = new ArrayList<>();
    recorded.rules().stream()
        .filter(r -> !now.rules().contains(r))
        .forEach(r -> other.add("- " + r));
    now.rules().stream()
        .filter(r -> !recorded.rules().contains(r))
        .forEach(r -> other.add("+ " + r));
    return other;
  }

  /** Returns whether a fact or a rule is another one; what was not seen is another question. */
  public boolean hasChanged() {
    return !rows(State.CHANGED, State.ADDED, State.REMOVED).isEmpty() || !otherRules().isEmpty();
  }
}
