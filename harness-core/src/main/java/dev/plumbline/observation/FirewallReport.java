package dev.plumbline.observation;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a web application firewall says of one request.
 *
 * @param log the log's name
 * @param transaction the firewall's own id of the request
 * @param decision what it did with the request; null where its log does not say, as when rows that
 *     may still come would say it
 * @param matches the rules that were found, in the order of the log; the score is 0 where the log
 *     does not say it
 * @param rows the entries it is read from, as they stand in the log; at most 20
 * @param notAsked the rules that are on and were not asked, as {@code rule 941100}, and what else
 *     the firewall did not look at; empty where the log does not say it
 * @param score the sum of the scores, where the log says it; null otherwise
 * @param candidates the ids of transactions that could all be the request, when there is more than
 *     one; then nothing else is said of it
 */
public record FirewallReport(
    String log,
    String transaction,
    @Nullable Decision decision,
    List<Match> matches,
    List<String> rows,
    List<String> notAsked,
    @Nullable Integer score,
    List<String> candidates) {

  /** Copies the lists. */
  public FirewallReport {
    matches = List.copyOf(matches);
    rows = List.copyOf(rows);
    notAsked = List.copyOf(notAsked);
    candidates = List.copyOf(candidates);
  }

  /** Makes a report without a score. */
  public FirewallReport(
      String log,
      String transaction,
      @Nullable Decision decision,
      List<Match> matches,
      List<String> rows,
      List<String> notAsked) {
    this(log, transaction, decision, matches, rows, notAsked, null, List.of());
  }

  /** Makes a report of a request that several transactions could be. */
  public static FirewallReport ambiguous(String log, List<String> candidates) {
    return new FirewallReport(log, "", null, List.of(), List.of(), List.of(), null, candidates);
  }

  /** Returns whether several transactions could be the request: nothing else is said of it. */
  public boolean isAmbiguous() {
    return !candidates.isEmpty();
  }

  /** Makes a report of a firewall that asked all its rules. */
  public FirewallReport(
      String log,
      String transaction,
      @Nullable Decision decision,
      List<Match> matches,
      List<String> rows) {
    this(log, transaction, decision, matches, rows, List.of());
  }

  /** Returns the numbers of the rules that were found, each once; custom rules have none. */
  public List<Integer> rules() {
    return matches.stream().map(Match::rule).filter(rule -> rule != 0).distinct().toList();
  }
}
