package dev.plumbline.baseline;

import dev.plumbline.environment.Ground;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.Observation;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a network showed: facts of endpoints as vantages saw them, and what of it was not seen. As a
 * file it is what people review. Immutable.
 */
public final class Recording implements Surveyed {

  static final String KEY_OF_CERTIFICATE = "tls key";
  static final String ISSUER_OF_CERTIFICATE = "tls issuer";

  /** What labs cannot have in common with the network they stand for, nor with one another. */
  static final Set<String> OF_THE_GROUND = Set.of(KEY_OF_CERTIFICATE, ISSUER_OF_CERTIFICATE);

  private final String environment;
  private final Ground ground;
  private final List<String> rules;
  private final SortedMap<FactKey, String> facts;
  private final Map<FactKey, List<? extends Observation>> sources;
  private final List<Unseen> unseen;
  private final List<Unseen> notAsked;

  Recording(
      String environment,
      Ground ground,
      List<String> rules,
      Map<FactKey, String> facts,
      Map<FactKey, List<? extends Observation>> sources,
      List<Unseen> unseen,
      List<Unseen> notAsked) {
    this.environment = environment;
    this.ground = ground;
    this.rules = List.copyOf(rules);
    this.facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    this.sources = Map.copyOf(sources);
    this.unseen = List.copyOf(unseen);
    this.notAsked = List.copyOf(notAsked);
  }

  /**
   * Returns the recording that a file holds; nothing in it was unseen.
   *
   * @throws BaselineException when it cannot be read, or is none; with file, line and remedy
   */
  public static Recording read(Path file) {
    return RecordingFile.read(file);
  }

  /**
   * Writes what was seen as a file. What was not seen is not in it: {@link #isWhole} tells.
   *
   * @throws BaselineException when it cannot be written
   */
  public void write(Path file) {
    RecordingFile.write(this, file);
  }

  /** Returns the text of its file. */
  public String text() {
    return RecordingFile.text(this);
  }

  @Override
  public String surveyName() {
    return environment;
  }

  /** Returns this recording: it is what was seen when it was made. */
  @Override
  public Recording survey() {
    return this;
  }

  /** Returns that it may be a forecast, or of an earlier run. */
  @Override
  public Optional<String> notToBeRecorded() {
    return Optional.of(
        "from a recording, which may be a forecast or of an earlier run: leave "
            + Baselines.MODE
            + "=update to the test that looks at the network itself");
  }

  /** Returns the name of the environment that was looked at. */
  public String environment() {
    return environment;
  }

  /** Returns the ground that it stood on. */
  public Ground ground() {
    return ground;
  }

  /** Returns the rules by which what changes by itself was taken out. */
  public List<String> rules() {
    return rules;
  }

  /** Returns how many facts it has. */
  public int size() {
    return facts.size();
  }

  /** Returns whether everything that was asked for was seen. */
  public boolean isWhole() {
    return unseen.isEmpty();
  }

  /** Returns whether it has nothing that a vantage saw. */
  public boolean isEmpty() {
    return facts.keySet().stream().noneMatch(FactKey::isObserved);
  }

  /**
   * Returns a fact.
   *
   * @param vantage where it was seen from; {@value DescriptionObservation#VANTAGE} for what the
   *     description says
   * @param subject what it is of: an endpoint, a name, {@code probe <name>}
   * @param what which fact, for example {@code A} or {@code http header server}
   */
  public Optional<String> fact(String vantage, String subject, String what) {
    return Optional.ofNullable(facts.get(new FactKey(vantage, subject, what)));
  }

  SortedMap<FactKey, String> facts() {
    return facts;
  }

  /** Returns what a fact was seen by; none for what was read from a file or described. */
  List<? extends Observation> sources(FactKey key) {
    return sources.getOrDefault(key, List.of());
  }

  /** Returns the observations it was made from, those that showed nothing among them. */
  public Collection<Observation> observations() {
    TreeMap<Integer, Observation> all = new TreeMap<>();
    sources.values().forEach(s -> s.forEach(o -> all.put(o.number(), o)));
    unseen.forEach(u -> u.sources().forEach(o -> all.put(o.number(), o)));
    return all.values();
  }

  List<Unseen> unseen() {
    return unseen;
  }

  /** Returns what its environment does not let anybody ask for: another one may have it. */
  List<Unseen> notAsked() {
    return notAsked;
  }
}
