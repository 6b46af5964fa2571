package dev.plumbline.observation;

import java.time.Instant;
import java.util.List;

/**
 * A line of the log of a host's web application firewall: a request that it has looked at, also one
 * in which it found nothing. A request that it did not look at has none.
 *
 * @param id the request's id, the same as in the {@link AccessRecord}
 * @param time when the request had come
 * @param source the client's address
 * @param sourcePort the client's port
 * @param host the Host header; empty for none
 * @param target the request target that it saw
 * @param service the label of the virtual host; empty for none
 * @param firewall the firewall's name
 * @param blocks whether it blocks; otherwise it only logs
 * @param matches what was found, in the order in which it was: custom rules, the body's size and
 *     form, then the rules
 * @param spared what would have been found, had an exclusion not spared it
 * @param score the sum of the scores
 * @param threshold the sum that decides
 * @param decision what became of the request
 * @param asked the rules that were asked: a request may hold what all others look for
 * @param notAsked the rules that are on and that the simulation does not know, parts of the request
 *     that it cannot read, and what the description leaves out of the real firewall
 */
public record FirewallRecord(
    String id,
    Instant time,
    String source,
    int sourcePort,
    String host,
    String target,
    String service,
    String firewall,
    boolean blocks,
    List<Match> matches,
    List<Match> spared,
    int score,
    int threshold,
    Decision decision,
    List<Integer> asked,
    List<String> notAsked) {

  /** Copies the lists. */
  public FirewallRecord {
    matches = List.copyOf(matches);
    spared = List.copyOf(spared);
    asked = List.copyOf(asked);
    notAsked = List.copyOf(notAsked);
  }

  /** Makes one of a firewall without exclusions. */
  public FirewallRecord(
      String id,
      Instant time,
      String source,
      int sourcePort,
      String host,
      String target,
      String service,
      String firewall,
      boolean blocks,
      List<Match> matches,
      int score,
      int threshold,
      Decision decision,
      List<Integer> asked,
      List<String> notAsked) {
    this(
        id,
        time,
        source,
        sourcePort,
        host,
        target,
        service,
        firewall,
        blocks,
        matches,
        List.of(),
        score,
        threshold,
        decision,
        asked,
        notAsked);
  }

  /** Returns the numbers of the rules that were found, each once; custom rules have none. */
  public List<Integer> found() {
    return matches.stream().map(Match::rule).filter(rule -> rule != 0).distinct().toList();
  }

  /** Returns the names of the custom rules that were found, each once. */
  public List<String> customRules() {
    return matches.stream().filter(Match::isCustom).map(Match::name).distinct().toList();
  }

  /**
   * A part of a request in which a rule was found.
   *
   * @param rule the rule's number; 0 for a custom rule, which has none
   * @param score what it added
   * @param title what the rule is about
   * @param part the part, for example {@code ARGS:q}, {@code REQUEST_COOKIES:session} or {@code
   *     REQUEST_HEADERS:Accept}
   * @param data the part's text, decoded, its bytes as Latin-1 and at most 200 of them
   * @param name the rule's name: that of a custom rule, else its number
   * @param action what the rule does
   * @param group the rule's group; empty where that is not known
   * @param ruleSet the name of its rule set; empty where that is not known, {@code Custom} for a
   *     custom rule
   * @param ruleSetVersion the version of its rule set; empty where that is not known
   */
  public record Match(
      int rule,
      int score,
      String title,
      String part,
      String data,
      String name,
      MatchAction action,
      String group,
      String ruleSet,
      String ruleSetVersion) {

    /** The rule set that custom rules are said to be of. */
    public static final String CUSTOM = "Custom";

    /** Makes a match of a rule that adds its score, of a rule set that is not known. */
    public Match(int rule, int score, String title, String part, String data) {
      this(rule, score, title, part, data, Integer.toString(rule), MatchAction.SCORED, "", "", "");
    }

    /** Returns whether it is of a custom rule. */
    public boolean isCustom() {
      return ruleSet.equals(CUSTOM);
    }
  }

  /** What a rule that is found does. */
  public enum MatchAction {
    /** It adds its score. */
    SCORED,
    /** It blocks at once. */
    BLOCKED,
    /** It is logged. */
    LOGGED,
    /** It lets the request pass. */
    ALLOWED
  }

  /** What becomes of a request. */
  public enum Decision {
    /** It passes: the scores stay below the threshold. */
    PASSED,
    /** It passes, and would be blocked by a firewall that blocks. */
    DETECTED,
    /** It is blocked. */
    BLOCKED,
    /** A rule that allows has let it pass. */
    ALLOWED
  }
}
