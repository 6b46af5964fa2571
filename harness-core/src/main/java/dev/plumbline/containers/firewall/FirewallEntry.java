package dev.plumbline.containers.firewall;

import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a firewall's log says of one request, line by line as it is read. */
final class FirewallEntry {

  private static final Pattern VERDICT =
      Pattern.compile(
          FirewallRules.VERDICT
              + "seen=(\\d) by=(n|c\\d+) order=o([BALE]*) total=(\\d+) found=f((?: c?\\d+)*) id=(.*)");

  private static final int LONGEST = 200;

  private final FirewallPlace place;
  private final String transaction;
  private final List<FirewallLine> lines = new ArrayList<>();
  private @Nullable Verdict verdict;

  FirewallEntry(FirewallPlace place, String transaction) {
    this.place = place;
    this.transaction = transaction;
  }

  /**
   * What was decided.
   *
   * @param denied the status of the denial; 0 for none
   * @param seen 2 where all rules had their turn
   * @param by the custom rule that ended it; -1 for none
   * @param order what else decides, in its order
   * @param total the sum
   * @param found the rules that were found, in their order
   * @param id the value of the identifying header; empty for none
   */
  private record Verdict(
      int denied, int seen, int by, String order, int total, List<String> found, String id) {}

  /** Adds a line. What has been denied is not decided anew. */
  void add(FirewallLine line) {
    lines.add(line);
    Matcher matcher = VERDICT.matcher(line.message());
    Verdict known = verdict;
    if (matcher.matches() && (known == null || known.denied() == 0)) {
      String by = matcher.group(2);
      String found = matcher.group(5).strip();
      verdict =
          new Verdict(
              line.denied(),
              Integer.parseInt(matcher.group(1)),
              by.equals("n") ? -1 : Integer.parseInt(by.substring(1)),
              matcher.group(3),
              Integer.parseInt(matcher.group(4)),
              found.isEmpty() ? List.of() : List.of(found.split(" ")),
              matcher.group(6));
    }
  }

  FirewallPlace place() {
    return place;
  }

  String transaction() {
    return transaction;
  }

  /** Returns whether it is said what became of the request. */
  boolean isWhole() {
    return verdict != null;
  }

  /** Returns the value of the identifying header; empty for none, or as long as it is not known. */
  String id() {
    return verdict == null ? "" : verdict.id();
  }

  /** Returns the sum; 0 as long as it is not known. */
  int score() {
    return verdict == null ? 0 : verdict.total();
  }

  List<FirewallLine> lines() {
    return List.copyOf(lines);
  }

  /** Returns what became of the request; null where it is not told, or cannot be. */
  @Nullable Decision decision() {
    Verdict known = verdict;
    if (known == null) {
      return null;
    }
    if (known.denied() > 0) {
      return Decision.BLOCKED;
    }
    // A firewall that blocks would have denied it: what does not fit together proves nothing.
    Decision would = place.firewall().mode() == Mode.BLOCKS ? null : Decision.DETECTED;
    if (known.by() >= 0) {
      return custom(known.by()).action() == Action.ALLOW ? Decision.ALLOWED : would;
    }
    if (known.seen() != 2) {
      return null;
    }
    if (!known.order().isEmpty()) {
      return known.order().charAt(0) == 'A' ? Decision.ALLOWED : would;
    }
    return known.total() >= place.firewall().threshold() ? would : Decision.PASSED;
  }

  private CustomRule custom(int number) {
    return FirewallCustomRules.tried(place.firewall()).get(number);
  }

  /** Returns what was found: custom rules, what is wrong with the body, rules. */
  List<Match> matches() {
    List<Match> matches = new ArrayList<>();
    Verdict known = verdict;
    List<String> found = known == null ? seen() : known.found();
    for (String one : new LinkedHashSet<>(found)) {
      if (one.startsWith("c")) {
        matches.add(customMatch(Integer.parseInt(one.substring(1))));
      }
    }
    if (known != null && known.by() >= 0) {
      return matches;
    }
    for (FirewallLine line : lines) {
      if (line.message().startsWith(FirewallRules.BODY)) {
        String[] said = line.message().substring(FirewallRules.BODY.length()).split(" ", 2);
        int rule = Integer.parseInt(said[0]);
        matches.add(
            new Match(
                rule, 0, said[1], "REQUEST_BODY", "", said[0], MatchAction.BLOCKED, "", "", ""));
      }
    }
    for (String one : new LinkedHashSet<>(found)) {
      if (!one.startsWith("c")) {
        Match match = ruleMatch(Integer.parseInt(one));
        matches.add(match);
        if (match.action() == MatchAction.ALLOWED && decision() == Decision.ALLOWED) {
          break;
        }
      }
    }
    return matches;
  }

  /** Where it is not yet said what became of the request: what lines there are. */
  private List<String> seen() {
    List<String> seen = new ArrayList<>();
    for (FirewallLine line : lines) {
      if (line.message().startsWith(FirewallRules.CUSTOM)) {
        seen.add("c" + line.message().substring(FirewallRules.CUSTOM.length()));
      } else if (place.firewall().rule(line.rule()).isPresent()) {
        seen.add(Integer.toString(line.rule()));
      }
    }
    return seen;
  }

  private Match customMatch(int number) {
    CustomRule rule = custom(number);
    String part =
        lines.stream()
            .filter(line -> line.message().equals(FirewallRules.CUSTOM + number))
            .map(FirewallLine::data)
            .findFirst()
            .orElse("");
    MatchAction action =
        switch (rule.action()) {
          case ALLOW -> MatchAction.ALLOWED;
          case BLOCK -> MatchAction.BLOCKED;
          case LOG, SCORE -> MatchAction.LOGGED;
        };
    return new Match(
        0, 0, "Custom rule " + rule.name(), part, "", rule.name(), action, "", Match.CUSTOM, "");
  }

  private Match ruleMatch(int number) {
    WebFirewall firewall = place.firewall();
    Rule rule = firewall.rule(number).orElseGet(() -> new Rule(number, 0));
    RuleSet set = firewall.ruleSetOf(rule).orElse(null);
    FirewallLine line = lines.stream().filter(one -> one.rule() == number).findFirst().orElse(null);
    return new Match(
        number,
        rule.action() == Action.SCORE ? rule.score() : 0,
        line == null ? "" : line.message(),
        line == null ? "" : line.part(),
        line == null ? "" : cut(line.data()),
        Integer.toString(number),
        switch (rule.action()) {
          case SCORE -> MatchAction.SCORED;
          case BLOCK -> MatchAction.BLOCKED;
          case LOG -> MatchAction.LOGGED;
          case ALLOW -> MatchAction.ALLOWED;
        },
        rule.group() == null ? "" : rule.group(),
        set == null ? "" : set.name(),
        set == null ? "" : set.version());
  }

  /**
   * Returns what the firewall did not look at, or could not tell: rules that are on and that no
   * request is known to be found by, and what lines say.
   */
  List<String> notAsked() {
    Set<String> notAsked = new LinkedHashSet<>();
    for (FirewallLine line : lines) {
      if (line.message().startsWith(FirewallRules.UNSURE)) {
        notAsked.add(line.message().substring(FirewallRules.UNSURE.length()));
      }
    }
    if (decision() == null) {
      notAsked.add("the rules, as far as the log tells: " + row());
    }
    place.firewall().rules().stream()
        .filter(Rule::enabled)
        .filter(rule -> CoreRuleSet.severity(rule.id()).isEmpty())
        .forEach(rule -> notAsked.add("rule " + rule.id()));
    return List.copyOf(notAsked);
  }

  /** Returns the rules that were asked; none where a custom rule or the body decided before. */
  List<Integer> asked() {
    Verdict known = verdict;
    boolean before =
        known == null
            || known.by() >= 0
            || known.denied() > 0
                && !known.order().isEmpty()
                && "LE".indexOf(known.order().charAt(0)) >= 0;
    return before
        ? List.of()
        : place.firewall().rules().stream()
            .filter(Rule::enabled)
            .map(Rule::id)
            .filter(rule -> CoreRuleSet.severity(rule).isPresent())
            .toList();
  }

  /** Returns a line for people. */
  String row() {
    Verdict known = verdict;
    return "%s, transaction %s, which %s: %s%s"
        .formatted(
            place.firewall().name(),
            transaction,
            place.firewall().mode() == Mode.BLOCKS ? "blocks" : "only logs",
            known == null
                ? "no verdict"
                : "%sscore %d of %d"
                    .formatted(
                        known.denied() > 0 ? "denied with " + known.denied() + ", " : "",
                        known.total(),
                        place.firewall().threshold()),
            known == null ? "" : ", found " + known.found());
  }

  /** The ellipsis says that it was cut, also to what takes secrets out. */
  private static String cut(String data) {
    return data.length() <= LONGEST ? data : data.substring(0, LONGEST) + "…";
  }
}
