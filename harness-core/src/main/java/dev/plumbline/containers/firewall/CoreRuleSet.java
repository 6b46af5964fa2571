package dev.plumbline.containers.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is known of the OWASP Core Rule Set 3.3.4, as Debian 12 packages it: which rules are found,
 * and what they add. It is measured: what the engine's log says while the set's own tests are sent.
 */
final class CoreRuleSet {

  /** Where the package puts the rules. */
  static final String DIRECTORY = "/usr/share/modsecurity-crs/rules";

  private static final int THOUSAND = 1000;

  /** The groups of rules that look at requests. */
  private static final List<Integer> GROUPS =
      List.of(
          903, 905, 910, 911, 912, 913, 920, 921, 922, 930, 931, 932, 933, 934, 941, 942, 943, 944);

  /** The groups of rules that look at answers, or sum up. */
  private static final List<String> OTHERS = List.of("949000-999999");

  private static final List<Integer> WARNING =
      List.of(
          920100, 920180, 920190, 920200, 920201, 920202, 920210, 920220, 920230, 920240, 920260,
          920280, 920350, 942110, 942420, 942421, 942430, 942431, 942432, 942460);

  private static final List<Integer> NOTICE =
      List.of(920300, 920310, 920311, 920320, 920330, 920340);

  private static final String CRITICAL =
      """
      911100 913100 913110 913120 920120 920121 920170 920270 920271 920272 920273 920274 920341
      920420 920430 920440 920450 920460 920470 920480 920490 920500 920510 920530 920600 921110
      921120 921130 921150 921151 921160 921180 921190 921200 921230 921421 921422 922100 922110
      922120 930100 930110 930120 931100 931110 931120 931130 932100 932105 932110 932115 932120
      932130 932140 932150 932160 932190 932200 933100 933110 933111 933120 933130 933131 933140
      933150 933151 933160 933161 933170 933180 933190 933210 934100 941100 941101 941110 941120
      941130 941140 941150 941160 941170 941180 941190 941200 941210 941220 941230 941240 941250
      941260 941270 941280 941290 941300 941310 941320 941330 941340 941350 941360 941370 941380
      942100 942101 942120 942130 942140 942150 942160 942180 942190 942200 942210 942220 942230
      942240 942250 942251 942260 942270 942280 942290 942300 942310 942320 942330 942340 942350
      942360 942361 942370 942380 942390 942400 942410 942440 942450 942470 942480 942490 942500
      942510 942511 943100 943110 943120 944100 944110 944120 944130 944200 944210 944240 944250
      944300
      """;

  private static final List<Integer> CRITICAL_RULES =
      List.of(CRITICAL.strip().split("\\s+")).stream().map(Integer::valueOf).toList();

  /**
   * Rules that find nothing themselves, by the rule that goes by them: one that counts names of
   * arguments, and those that spare what analytics services add to a query.
   */
  private static final List<Integer> HELPERS = List.of(921170, 941010, 942441, 942442);

  private CoreRuleSet() {}

  /** How severe a rule is: what it adds comes from that. */
  enum Severity {
    CRITICAL("critical_anomaly_score", 5),
    WARNING("warning_anomaly_score", 3),
    NOTICE("notice_anomaly_score", 2);

    private final String variable;
    private final int score;

    Severity(String variable, int score) {
      this.variable = variable;
      this.score = score;
    }

    /** Returns the variable of the collection TX that says what it adds. */
    String variable() {
      return variable;
    }

    /** Returns what it adds where nothing else is said. */
    int score() {
      return score;
    }
  }

  /** Returns how severe a rule is; empty for one that was never seen to be found. */
  static Optional<Severity> severity(int rule) {
    if (WARNING.contains(rule)) {
      return Optional.of(Severity.WARNING);
    }
    if (NOTICE.contains(rule)) {
      return Optional.of(Severity.NOTICE);
    }
    return CRITICAL_RULES.contains(rule) ? Optional.of(Severity.CRITICAL) : Optional.empty();
  }

  /** Returns the ids and ranges of the rules that look at requests, without some of them. */
  static List<String> allBut(Collection<Integer> kept) {
    TreeSet<Integer> all = new TreeSet<>(kept);
    all.addAll(HELPERS);
    List<String> ranges = new ArrayList<>();
    for (int group : GROUPS) {
      int from = group * THOUSAND;
      int end = from + THOUSAND;
      for (int rule : all.subSet(from, end)) {
        range(ranges, from, rule - 1);
        from = rule + 1;
      }
      range(ranges, from, end - 1);
    }
    ranges.addAll(OTHERS);
    return ranges;
  }

  private static void range(List<String> ranges, int from, int to) {
    if (from == to) {
      ranges.add(Integer.toString(from));
    } else if (from < to) {
      ranges.add(from + "-" + to);
    }
  }
}
