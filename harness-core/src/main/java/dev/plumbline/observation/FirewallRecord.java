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
 * @param matches what was found, in the order of the rules
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
    int score,
    int threshold,
    Decision decision,
    List<Integer> asked,
    List<String> notAsked) {

  /** Copies the lists. */
  public FirewallRecord {
    matches = List.copyOf(matches);
    asked = List.copyOf(asked);
    notAsked = List.copyOf(notAsked);
  }

  /** Returns the rules that were found, each once. */
  public List<Integer> found() {
    return matches.stream().map(Match::rule).distinct().toList();
  }

  /**
   * A part of a request in which a rule was found.
   *
   * @param rule the rule
   * @param score what it added
   * @param title what the rule is about
   * @param part the part, for example {@code ARGS:q}, {@code REQUEST_COOKIES:session} or {@code
   *     REQUEST_HEADERS:Accept}
   * @param data the part's text, decoded, its bytes as Latin-1 and at most 200 of them
   */
  public record Match(int rule, int score, String title, String part, String data) {}

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
