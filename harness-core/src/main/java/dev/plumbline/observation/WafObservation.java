package dev.plumbline.observation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a web application firewall did with a request, and what proves it.
 *
 * <p>A verdict never rests on the status of the answer alone. An answer that could have come from
 * elsewhere than the firewall is {@link WafVerdict#UNDECIDABLE} unless its log, or a canary behind
 * it, says more; so is everything where no sign of a firewall is seen.
 *
 * @param provenance where this comes from
 * @param outcome {@link Outcome.FirewallDecided}; not reached where the verdict is undecidable
 * @param subject what the request is about
 * @param requestId the id that it carried in its {@code X-Plumbline-Request} header; empty where it
 *     could carry none
 * @param exchange the request and what came back for it
 * @param arrival whether it arrived behind the firewall
 * @param log what the firewall's log says of it; null where it says nothing or there is none
 * @param verdict what the firewall did with it
 * @param proof what shows the verdict, or what it lacks: line by line
 * @param expectation what the firewall is to do with it by its description, or by what the caller
 *     stated; null where neither says
 */
public record WafObservation(
    Provenance provenance,
    Outcome outcome,
    Subject subject,
    String requestId,
    HttpObservation exchange,
    Arrival arrival,
    @Nullable FirewallReport log,
    WafVerdict verdict,
    List<String> proof,
    @Nullable WafExpectation expectation)
    implements Observation {

  /** The header with the id of a request. */
  public static final String ID_HEADER = "X-Plumbline-Request";

  /** Copies the proof. */
  public WafObservation {
    proof = List.copyOf(proof);
  }

  /**
   * What a request is about.
   *
   * @param id the id of its case
   * @param rule the rule it is about; 0 for none
   * @param attack whether the rule is to be found in it
   * @param source where the case comes from
   * @param about what is special about it, in one line; empty for nothing
   * @param points the rules that a real engine found in it, each with the points that it adds;
   *     empty when that is not known
   */
  public record Subject(
      String id,
      int rule,
      boolean attack,
      String source,
      String about,
      Map<Integer, Integer> points) {

    /** Copies the points. */
    public Subject {
      points = Map.copyOf(points);
    }

    /** Makes a subject of which no engine's findings are known. */
    public Subject(String id, int rule, boolean attack, String source, String about) {
      this(id, rule, attack, source, about, Map.of());
    }

    /** Returns it in a few words, for example {@code "attack 942200-attack-3 (rule 942200)"}. */
    public String describe() {
      return (attack ? "attack " : "harmless ") + id + (rule == 0 ? "" : " (rule " + rule + ")");
    }
  }

  /** Whether a request arrived behind the firewall. */
  public enum Arrived {
    /** A canary behind the firewall has it. */
    YES,
    /** The canaries behind the firewall can be read, and none has it. */
    NO,
    /** There is no canary, or it cannot be read. */
    UNKNOWN
  }

  /**
   * Whether, and where, a request arrived behind the firewall.
   *
   * @param arrived whether it did
   * @param where the host that has it, or why that is not known; empty where it arrived nowhere
   */
  public record Arrival(Arrived arrived, String where) {

    /** Returns an arrival at a host. */
    public static Arrival at(String host) {
      return new Arrival(Arrived.YES, host);
    }

    /** Returns that no canary has it, and that there are some which can be read. */
    public static Arrival nowhere() {
      return new Arrival(Arrived.NO, "");
    }

    /** Returns that it is not known. */
    public static Arrival unknown(String why) {
      return new Arrival(Arrived.UNKNOWN, why);
    }
  }

  /** Returns the rules that the log says were found, each once; empty without a log. */
  public List<Integer> rules() {
    return log == null ? List.of() : log.rules();
  }

  /** Returns what was expected; empty where nothing is. */
  public Optional<WafExpectation> expected() {
    return Optional.ofNullable(expectation);
  }

  /**
   * Returns whether what was seen is what was expected; false where nothing is, or where it lacks
   * what an expectation is about.
   */
  public boolean isAsExpected() {
    return expectation != null && shows(expectation) && agrees(expectation);
  }

  /** Returns whether what was seen is as something that is expected of it. */
  public boolean agrees(WafExpectation expected) {
    return expected.agrees(verdict, subject.rule(), rules());
  }

  /**
   * Returns whether what was seen can show something that is expected of it: there is a verdict,
   * and, where a rule is to be found or not in what was blocked, a log that has the rules.
   */
  public boolean shows(WafExpectation expected) {
    return verdict != WafVerdict.UNDECIDABLE
        && (verdict != WafVerdict.BLOCKED
            || log != null
            || expected.rule() == WafExpectation.Finding.EITHER
            || !expected.verdicts().contains(verdict));
  }
}
