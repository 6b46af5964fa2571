package dev.plumbline.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every observation of a run, each with a short number, and what was asserted of it.
 *
 * <p>A run has one journal, shared by its labs. Observations are recorded through a {@link Scope},
 * which knows the lab and the test they belong to. Safe for use by many threads.
 */
public final class Journal {

  /**
   * Bodies are kept in the journal up to this many bytes; the observation handed to the test keeps
   * its own bound.
   */
  static final int BODY_KEPT = 8 * 1024;

  private final Duration controlWindow;
  private final AtomicInteger numbers = new AtomicInteger();

  /** By number; guarded by itself. */
  private final TreeMap<Integer, Entry> entries = new TreeMap<>();

  /** How far a control may lie from a negative, by lab; the default where a lab is absent. */
  private final Map<String, Duration> controlWindows = new ConcurrentHashMap<>();

  /** The last number before each change of a network, by lab. */
  private final Map<String, List<Integer>> changes = new ConcurrentHashMap<>();

  /** Texts that nobody is to read; guarded by itself. */
  private final Set<String> secrets = new LinkedHashSet<>();

  private volatile Redaction redaction = new Redaction(List.of());

  private final List<TableEntry> tables = new CopyOnWriteArrayList<>();

  private final List<Awaited> awaited = new CopyOnWriteArrayList<>();

  /** The attempts that observations under way belong to, by number. */
  private final Map<Integer, Awaited.Attempt> underWay = new ConcurrentHashMap<>();

  /** The looks that observations under way belong to, by number. */
  private final Map<Integer, Look> looks = new ConcurrentHashMap<>();

  private final List<WatchedEntry> watched = new CopyOnWriteArrayList<>();

  private volatile @Nullable RunDeadline deadline;

  /** What was not done since the deadline had passed, by the test's unique id. */
  private final Map<String, RunDeadlineException> tooLate = new ConcurrentHashMap<>();

  /** The watches of which something was asserted; by identity, guarded by itself. */
  private final Set<Watched> judged = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What a test has still to do before it ends, by its unique id. */
  private final Map<String, List<Supplier<Optional<String>>>> unsettled = new ConcurrentHashMap<>();

  /**
   * Makes an empty journal in which a positive control counts for 30 seconds before and after a
   * negative.
   */
  public Journal() {
    this(Duration.ofSeconds(30));
  }

  /**
   * Makes an empty journal.
   *
   * @param controlWindow how far a positive control may lie from a negative, before or after it
   */
  public Journal(Duration controlWindow) {
    this.controlWindow = controlWindow;
  }

  /**
   * Returns a new scope.
   *
   * @param lab the name of the lab the observations are made in
   * @param owner the test they belong to, by its unique id; empty outside a test
   */
  public Scope scope(String lab, String owner) {
    return new Scope(lab, owner, LabTime.ofThisMachine());
  }

  /**
   * Sets how far a positive control may lie from a negative in one lab, since labs of several
   * environments share a journal.
   *
   * @param lab the name of the lab
   * @param window before or after the negative
   */
  public void controlWindow(String lab, Duration window) {
    controlWindows.put(lab, window);
  }

  /**
   * Notes that the network of a lab is another one from now on, since a fault came or went, or its
   * clock was moved on. What was reached before shows nothing of what is not reached after, and the
   * other way round.
   *
   * @param lab the name of the lab
   */
  public void networkChanged(String lab) {
    changes.computeIfAbsent(lab, any -> new CopyOnWriteArrayList<>()).add(numbers.get());
  }

  /**
   * Returns whether the network of a lab was left as it was between two observations made in it.
   */
  public boolean sameNetwork(Observation a, Observation b) {
    int first = Math.min(a.number(), b.number());
    int last = Math.max(a.number(), b.number());
    return changes.getOrDefault(b.provenance().scope().lab, List.of()).stream()
        .noneMatch(change -> first <= change && change < last);
  }

  /**
   * Adds texts that must not be read in what is said of the observations: the messages of
   * assertions, and the report.
   */
  public void secrets(Collection<String> texts) {
    synchronized (secrets) {
      if (secrets.addAll(texts)) {
        redaction = new Redaction(secrets);
      }
    }
  }

  /** Returns what takes secrets out of texts: those added so far, and what looks like one. */
  public Redaction redaction() {
    return redaction;
  }

  /** Returns the tables recorded so far, in the order in which they were. */
  public List<TableEntry> tables() {
    return List.copyOf(tables);
  }

  /**
   * Sets when the run has to be over, from now on: then no further check is made. Of several such
   * times the earliest counts.
   *
   * @param time how long it may take
   * @param by the setting that says so, for messages: {@code plumbline.deadline=10m}
   * @param clock the time it goes by
   */
  public void endAfter(Duration time, String by, LabTime clock) {
    endAfter(time, by, clock, clock.now());
  }

  /**
   * Sets when the run has to be over; of several such times the earliest counts.
   *
   * @param time how long it may take
   * @param by the setting that says so, for messages
   * @param clock the time it goes by
   * @param begun when the run began, by that clock
   */
  public synchronized void endAfter(Duration time, String by, LabTime clock, Duration begun) {
    RunDeadline another = RunDeadline.from(begun, time, by, clock);
    RunDeadline known = deadline;
    deadline = known == null ? another : known.or(another);
  }

  /** Returns the run's deadline in words; empty where it has none. */
  public Optional<String> deadline() {
    return Optional.ofNullable(deadline).map(RunDeadline::describe);
  }

  /** Returns what is left of the run's time, never less than nothing; empty where it has no end. */
  public Optional<Duration> timeLeft() {
    return Optional.ofNullable(deadline)
        .map(RunDeadline::left)
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  /** Returns what was waited for so far, in the order in which it was begun. */
  public List<Awaited> awaited() {
    return List.copyOf(awaited);
  }

  /** Returns what was watched so far, in the order in which that ended. */
  public List<WatchedEntry> watched() {
    return List.copyOf(watched);
  }

  /** Notes that something was asserted of what was watched. */
  public void judged(Watched seen) {
    synchronized (judged) {
      judged.add(seen);
    }
  }

  /** Returns what was watched and nothing was asserted of, in the order in which that ended. */
  public List<WatchedEntry> unjudged() {
    synchronized (judged) {
      return watched.stream().filter(entry -> !judged.contains(entry.watched())).toList();
    }
  }

  /** Takes entries out that are of no interest. */
  void forget(Collection<Entry> some) {
    synchronized (entries) {
      some.forEach(entry -> entries.remove(entry.observation().number(), entry));
    }
  }

  void add(Awaited something) {
    awaited.add(something);
  }

  /** Returns what was recorded so far, in the order of the numbers. */
  public List<Entry> entries() {
    synchronized (entries) {
      return List.copyOf(entries.values());
    }
  }

  /**
   * Returns the positive control of a negative observation: something that the same vantage of the
   * same lab did reach in the same window of time, on a way that shows that the negative saw
   * something.
   *
   * <p>Where nothing came back, a window ends where the {@linkplain #networkChanged network
   * changed}. What was observed in an attempt of a {@link Awaited} has its control in the same
   * attempt, as long as no connection had opened: it is waited since the network changes. What was
   * observed in a {@link Look} always has it in the same look: it is watched since the network may
   * fail between two of them. For a name that did not resolve: another question answered with data
   * by the same resolver. For a connection that did not open: another address or port of the same
   * family, IPv4 or IPv6, that did. For what failed after the connection had opened: a handshake or
   * an answer at the same address and port. Empty where there is none; then the negative proves
   * nothing.
   */
  public Optional<Observation> controlFor(Observation negative) {
    return controlFor(negative, any -> true);
  }

  /**
   * Returns the positive control of a negative observation that also meets a condition of the
   * assertion's own. A refusal of one server name, for instance, is shown only by an answer to
   * another one.
   *
   * @param negative what is to be shown to have seen something
   * @param further what the control must be beside {@linkplain #controlFor(Observation) a control}
   */
  public Optional<Observation> controlFor(
      Observation negative, Predicate<? super Observation> further) {
    synchronized (entries) {
      return entries.values().stream()
          .map(Entry::observation)
          .filter(o -> inWindow(o, negative) && PositiveControl.covers(o, negative))
          .filter(o -> !PositiveControl.isBlind(negative) || sameNetwork(o, negative))
          .filter(o -> sameAttempt(o, negative))
          .filter(further)
          .findFirst();
    }
  }

  /**
   * Returns whether what gave no answer, a target or a resolver, was asked over IPv6, so that its
   * control must be a connection over IPv6; empty when it was not asked at an address.
   */
  public static Optional<Boolean> isIpv6(Observation negative) {
    return Optional.ofNullable(PositiveControl.isIpv6(negative));
  }

  /**
   * Returns whether a control was observed in the same {@link Look} as a negative, where that was
   * observed in one, and is no older than the attempt that it was observed in; true where it was
   * observed in neither. An attempt does not matter where a connection had opened.
   */
  public boolean sameAttempt(Observation control, Observation negative) {
    synchronized (entries) {
      Entry entry = entries.get(negative.number());
      if (entry == null) {
        return true;
      }
      if (entry.look != null) {
        Entry other = entries.get(control.number());
        return other != null && other.look == entry.look;
      }
      return entry.attempt == null
          || negative.outcome().phase().compareTo(Phase.CONNECT) > 0
          || control.number() >= entry.attempt.firstNumber();
    }
  }

  private boolean inWindow(Observation a, Observation b) {
    Duration apart = Duration.between(ended(a), b.provenance().startedAt()).abs();
    Duration other = Duration.between(ended(b), a.provenance().startedAt()).abs();
    String lab = b.provenance().scope().lab;
    Duration window = controlWindows.getOrDefault(lab, controlWindow);
    return a.provenance().scope().lab.equals(lab)
        && (apart.compareTo(window) <= 0 || other.compareTo(window) <= 0);
  }

  private static Instant ended(Observation o) {
    return o.provenance().startedAt().plus(o.provenance().timings().total());
  }

  /** The part of a journal that one test writes in one lab. */
  public final class Scope {

    private final String lab;
    private final String owner;
    private final LabTime time;

    private Scope(String lab, String owner, LabTime time) {
      this.lab = lab;
      this.owner = owner;
      this.time = time;
    }

    /** Returns this scope of a lab in which time passes in another way than on this machine. */
    public Scope at(LabTime time) {
      return new Scope(lab, owner, time);
    }

    /** Returns how time passes in the lab. */
    public LabTime time() {
      return time;
    }

    /** Returns the name of the lab. */
    public String lab() {
      return lab;
    }

    /** Returns the test, by its unique id; empty outside a test. */
    public String owner() {
      return owner;
    }

    /** Returns the journal. */
    public Journal journal() {
      return Journal.this;
    }

    /**
     * Refuses something when the run's deadline has passed.
     *
     * @param what what is not done then, for the message: {@code "connect 10.1.0.5:443 from inside
     *     was not made"}
     * @throws RunDeadlineException when it has
     */
    public void requireTime(Supplier<String> what) {
      RunDeadline until = deadline;
      if (until == null) {
        return;
      }
      try {
        until.require(what.get());
      } catch (RunDeadlineException e) {
        tooLate.putIfAbsent(owner, e);
        throw e;
      }
    }

    /** Returns the first thing that this scope's test could not do any more, and forgets it. */
    public Optional<RunDeadlineException> takeTooLate() {
      return Optional.ofNullable(tooLate.remove(owner));
    }

    /** Takes the next number. To be called once for each observation, before it starts. */
    public int nextNumber() {
      int number = numbers.incrementAndGet();
      Awaited.current()
          .ifPresent(
              attempt -> {
                attempt.begins(number, this);
                underWay.put(number, attempt);
              });
      Look.current().ifPresent(look -> looks.put(number, look));
      return number;
    }

    /** Records an observation and returns it. */
    public <O extends Observation> O record(O observation, Role role) {
      Awaited.Attempt attempt = underWay.remove(observation.number());
      Look look = looks.remove(observation.number());
      synchronized (entries) {
        Entry before = entries.get(observation.number());
        if (before != null) {
          attempt = attempt == null ? before.attempt : attempt;
          look = look == null ? before.look : look;
        }
        Entry entry = new Entry(trimmed(observation), owner, role, attempt, look);
        entries.put(observation.number(), entry);
        if (look != null) {
          look.recorded(entry);
        }
      }
      if (attempt != null && role == Role.CHECK) {
        attempt.saw(observation);
      }
      return observation;
    }

    /**
     * Records that observations recorded before belong together, so that the report can show them
     * as a table.
     *
     * @param table the observations, each recorded on its own before
     * @return the table
     */
    public <T extends Table> T record(T table) {
      Table kept = table instanceof HostExclusivity h ? trimmed(h) : table;
      tables.add(new TableEntry(owner, lab, kept));
      return table;
    }

    /**
     * Records what was seen while something was watched.
     *
     * @return what was seen
     */
    public Watched record(Watched seen) {
      watched.add(new WatchedEntry(owner, seen));
      return seen;
    }

    /**
     * Notes that something was asserted of an observation.
     *
     * @param number the observation's number
     * @param check what was expected and how that ended
     */
    public void asserted(int number, Check check) {
      synchronized (entries) {
        Entry entry = entries.get(number);
        if (entry != null) {
          entry.note(check);
          if (entry.attempt != null && check.verdict() == Verdict.PASSED) {
            entry.attempt.held();
          }
        }
      }
    }

    /**
     * Notes something that this scope's test has to settle before it ends, failures that were
     * collected and not thrown for instance.
     *
     * @param open says what was left undone, and what to do instead, when it is asked at the end of
     *     the test; empty when nothing was
     */
    public void unsettled(Supplier<Optional<String>> open) {
      unsettled.computeIfAbsent(owner, test -> new CopyOnWriteArrayList<>()).add(open);
    }

    /** Returns what this scope's test has not settled, and forgets it. */
    public List<String> takeUnsettled() {
      List<Supplier<Optional<String>>> noted = unsettled.remove(owner);
      return noted == null
          ? List.of()
          : noted.stream().map(Supplier::get).flatMap(Optional::stream).toList();
    }

    /** Returns the entries recorded in this scope's test, in the order of their numbers. */
    public List<Entry> entries() {
      return Journal.this.entries().stream().filter(e -> e.owner().equals(owner)).toList();
    }
  }

  /** Why an observation was made. */
  public enum Role {
    /** A test asked for it. */
    CHECK,
    /**
     * The harness made it: to give a negative its positive control, or to find the address of what
     * is asked by many names. Nobody asserts anything of it.
     */
    CONTROL
  }

  /** How an assertion ended. */
  public enum Verdict {
    /** The observation is as expected. */
    PASSED,
    /** It is not. */
    FAILED,
    /** The observation proves nothing, for want of a positive control. */
    INCONCLUSIVE
  }

  /**
   * One thing that was asserted of an observation.
   *
   * @param expectation what was expected, in words
   * @param verdict how it ended
   * @param message the message of the failure; null when it passed
   */
  public record Check(String expectation, Verdict verdict, @Nullable String message) {}

  /**
   * A table of observations.
   *
   * @param owner the test it belongs to, by its unique id; empty outside a test
   * @param lab the name of the lab
   * @param table the observations; long HTTP bodies are cut to their first 8 KiB
   */
  public record TableEntry(String owner, String lab, Table table) {}

  /**
   * What was seen while something was watched.
   *
   * @param owner the test it belongs to, by its unique id; empty outside a test
   * @param watched what was seen
   */
  public record WatchedEntry(String owner, Watched watched) {}

  /** One line of the journal: an observation, whose it is, and what was asserted of it. */
  public static final class Entry {

    private final Observation observation;
    private final String owner;
    private final Role role;
    private final Awaited.@Nullable Attempt attempt;
    private final @Nullable Look look;
    private final List<Noted> noted = new CopyOnWriteArrayList<>();

    /** How many of the checks are those of a look; -1 when it is in none that has ended. */
    private volatile int sealed = -1;

    /** How many of the checks the test has answered for, since it failed itself. */
    private volatile int answered;

    /**
     * One check.
     *
     * @param attempt the attempt that it was made in; null when it was made in none
     * @param tentative whether it may fail, see {@link Tentative}
     */
    private record Noted(Check check, Awaited.@Nullable Attempt attempt, boolean tentative) {

      private boolean isSwallowed() {
        return check.verdict() != Verdict.PASSED
            && !tentative
            && (attempt == null || attempt.hasPassed() || !attempt.isFollowed());
      }
    }

    private Entry(
        Observation observation,
        String owner,
        Role role,
        Awaited.@Nullable Attempt attempt,
        @Nullable Look look) {
      this.observation = observation;
      this.owner = owner;
      this.role = role;
      this.attempt = attempt;
      this.look = look;
    }

    /** Returns the observation; a long HTTP body is cut to its first 8 KiB. */
    public Observation observation() {
      return observation;
    }

    /** Returns the test it belongs to, by its unique id; empty outside a test. */
    public String owner() {
      return owner;
    }

    /** Returns why it was made. */
    public Role role() {
      return role;
    }

    /** Returns the attempt that it was observed in; null when it was not waited for. */
    public Awaited.@Nullable Attempt attempt() {
      return attempt;
    }

    /**
     * Returns whether it was observed in an attempt that was not as expected and was followed by
     * another: what was asserted of it then is not what the test is judged by.
     */
    public boolean isSuperseded() {
      return attempt != null && attempt.isFollowed() && !attempt.hasPassed();
    }

    /**
     * Returns whether it was observed in an attempt that was not as expected, or is not over: what
     * held of it then is no proof.
     */
    public boolean isUnproved() {
      return attempt != null && !attempt.hasPassed();
    }

    /** Marks what was asserted so far as that of a look. */
    void seal() {
      sealed = noted.size();
    }

    /**
     * Returns whether it was observed in a {@link Look}, as one of many, and nothing was asserted
     * of it since.
     */
    public boolean isOnlyWatched() {
      return sealed >= 0 && noted.size() == sealed;
    }

    /**
     * Returns what was asserted of it that the test is judged by: all, save for what was asserted
     * in a {@link Look}.
     */
    public List<Check> ownChecks() {
      return checks().stream().skip(Math.max(sealed, 0)).toList();
    }

    /** Returns what was asserted of it so far. */
    public List<Check> checks() {
      return noted.stream().map(Noted::check).toList();
    }

    private void note(Check check) {
      Awaited.Attempt current = Awaited.current().orElse(attempt);
      Awaited.Attempt in = current == null || current.isOver() ? null : current;
      noted.add(new Noted(check, in, Tentative.isNow()));
      if (in != null && noted.get(noted.size() - 1).isSwallowed()) {
        in.failed(check);
      }
    }

    /**
     * Returns what did not hold of it, and a test that passes has swallowed: all, save for what was
     * asserted in a {@link Look}, in an attempt that was followed by another, {@linkplain Tentative
     * tentatively}, or before {@link #answer()}.
     */
    public List<Check> swallowed() {
      return swallowedSince(Math.max(sealed, answered));
    }

    /** Returns what did not hold of it in a look, whether or not that has told so. */
    List<Check> swallowedInLook() {
      return swallowedSince(0);
    }

    private List<Check> swallowedSince(int first) {
      return noted.stream().skip(first).filter(Noted::isSwallowed).map(Noted::check).toList();
    }

    /** Notes that what did not hold of it so far was told: the test has failed. */
    public void answer() {
      answered = noted.size();
    }
  }

  private static HostExclusivity trimmed(HostExclusivity table) {
    return new HostExclusivity(
        table.vantage(),
        table.address(),
        table.path(),
        table.ownNames(),
        table.rows().stream()
            .map(
                r ->
                    new HostExclusivity.Row(
                        r.variant(),
                        r.host(),
                        r.sni(),
                        r.expectation(),
                        (HttpObservation) trimmed(r.observation())))
            .toList());
  }

  private static Observation trimmed(Observation observation) {
    if (observation instanceof WafObservation waf) {
      return new WafObservation(
          waf.provenance(),
          waf.outcome(),
          waf.subject(),
          waf.requestId(),
          (HttpObservation) trimmed(waf.exchange()),
          waf.arrival(),
          waf.log(),
          waf.verdict(),
          waf.proof(),
          waf.expectation());
    }
    if (observation instanceof HttpObservation http
        && http.response() != null
        && http.response().body().length > BODY_KEPT) {
      HttpObservation.Response r = http.response();
      return new HttpObservation(
          http.provenance(),
          http.outcome(),
          http.request(),
          http.resolution(),
          http.dialled(),
          http.session(),
          new HttpObservation.Response(
              r.version(),
              r.status(),
              r.reason(),
              r.headers(),
              Arrays.copyOf(r.body(), BODY_KEPT),
              true),
          http.redirects());
    }
    return observation;
  }
}
