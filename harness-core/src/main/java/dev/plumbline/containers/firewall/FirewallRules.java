package dev.plumbline.containers.firewall;

import dev.plumbline.containers.firewall.CoreRuleSet.Severity;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The rules of one web application firewall for ModSecurity 3.
 *
 * <p>The Core Rule Set is included from its package, at its highest paranoia level, and the rules
 * that are not described are taken out. It sums up; what the sum decides is decided here, since the
 * description has actions and an order of its own.
 *
 * <p>What it goes by while it looks at a request is kept in the collection TX: {@code pl_order} has
 * a letter for each thing that decides, in the order in which they came ({@code B} a rule that
 * blocks, {@code A} one that allows, {@code L} a body that is too large, {@code E} an error in a
 * body); {@code pl_by} the custom rule that ended it; {@code pl_found} the numbers of the rules
 * that were found, and {@code c} and the number of a custom rule.
 */
final class FirewallRules {

  /** The status of a denial that is answered with the firewall's own page. */
  static final int DENIED = 403;

  /** What a message of the log begins with that says what was decided. */
  static final String VERDICT = "plumbline verdict ";

  /** What a message begins with that says what the firewall could not tell. */
  static final String UNSURE = "plumbline unsure ";

  /** What a message begins with that says that a custom rule was found. */
  static final String CUSTOM = "plumbline custom ";

  /** What a message begins with that says what is wrong with a body. */
  static final String BODY = "plumbline body ";

  /** What a message begins with that says where a request comes from. */
  static final String REQUEST = "plumbline request ";

  /** Where all rules end that look at a request. */
  static final String END = "PLUMBLINE_END";

  private static final String VERDICT_MESSAGE =
      "msg:'"
          + VERDICT
          + "seen=%{tx.pl_seen} by=%{tx.pl_by} order=%{tx.pl_order} total=%{tx.pl_total}"
          + " found=%{tx.pl_found} id=%{REQUEST_HEADERS.X-Plumbline-Request}'";

  private static final int FIRST_ID = 20_000;
  private static final int LEVELS = 4;
  private static final int LARGEST_BODY = 1 << 30;

  private final WebFirewall firewall;
  private final Consumer<String> cannot;
  private final StringBuilder lines = new StringBuilder();
  private final List<Rule> enabled;
  private int id = FIRST_ID;

  /**
   * Begins them.
   *
   * @param cannot is told what cannot be said to ModSecurity
   */
  FirewallRules(WebFirewall firewall, Consumer<String> cannot) {
    this.firewall = firewall;
    this.cannot = cannot;
    this.enabled = firewall.rules().stream().filter(Rule::enabled).toList();
  }

  /**
   * Returns the rules.
   *
   * @param scratch a directory for temporary files
   */
  String text(String scratch) {
    boolean blocks = firewall.mode() == Mode.BLOCKS;
    long inspected = inspected();
    line("Include /etc/nginx/modsecurity.conf");
    line("SecRuleEngine " + (blocks ? "On" : "DetectionOnly"));
    line("SecAuditEngine Off");
    line("SecRequestBodyAccess On");
    line("SecResponseBodyAccess Off");
    line("SecRequestBodyLimit " + inspected);
    line("SecRequestBodyNoFilesLimit " + inspected);
    line("SecRequestBodyLimitAction ProcessPartial");
    line("SecPcreMatchLimit 500000");
    line("SecPcreMatchLimitRecursion 500000");
    line("SecTmpDir " + scratch);
    line("SecDataDir " + scratch);
    line("SecRuleRemoveById 200002-200007");
    line("SecDefaultAction \"phase:1,log,auditlog,pass\"");
    line("SecDefaultAction \"phase:2,log,auditlog,pass\"");
    line("SecDefaultAction \"phase:5,log,auditlog,pass\"");
    begin();
    new FirewallCustomRules(this, firewall, cannot).add();
    ruleSet();
    decide(blocks);
    line("SecMarker " + END);
    // It is said before the request goes on: whoever has the answer finds it.
    action("phase:2,pass,log,setvar:tx.pl_told=1," + VERDICT_MESSAGE);
    rule("&TX:pl_told", "@eq 0", "phase:5,pass,log,t:none," + VERDICT_MESSAGE);
    return lines.toString();
  }

  /** Without access to bodies ModSecurity has no phase 2; what reads none gets a single byte. */
  private long inspected() {
    if (!firewall.readsBodies()) {
      return 1;
    }
    return firewall.bodyLimits() == null
        ? LARGEST_BODY
        : Math.min(LARGEST_BODY, 1024L * firewall.bodyLimits().inspectedKib());
  }

  private void begin() {
    action(
        "phase:1,pass,nolog,t:none,setvar:tx.pl_seen=1,setvar:tx.pl_by=n,setvar:tx.pl_order=o,"
            + "setvar:tx.pl_total=0,setvar:tx.pl_found=f");
    action("phase:1,pass,log,msg:'" + REQUEST + "%{REMOTE_ADDR} %{REMOTE_PORT}'");
  }

  private void ruleSet() {
    // 900000 and 900990 are numbers that the rule set keeps for its set-up.
    line("SecAction \"id:900990,phase:1,nolog,pass,t:none,setvar:tx.crs_setup_version=334\"");
    StringBuilder scores = new StringBuilder();
    scores().forEach((s, score) -> scores.append(",setvar:tx." + s.variable() + "=" + score));
    line(
        "SecAction \"id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level=4"
            + scores
            + "\"");
    line("Include " + CoreRuleSet.DIRECTORY + "/REQUEST-9*.conf");
    for (String range : CoreRuleSet.allBut(enabled.stream().map(Rule::id).toList())) {
      line("SecRuleRemoveById " + range);
    }
    actions();
    new FirewallExclusions(this, firewall, enabled, cannot).add();
  }

  /**
   * What a class of rules adds is one number of the rule set's: rules of a class have one score.
   */
  private Map<Severity, Integer> scores() {
    Map<Severity, Integer> scores = new EnumMap<>(Severity.class);
    Map<Severity, Integer> first = new EnumMap<>(Severity.class);
    for (Rule rule : enabled) {
      Severity severity = CoreRuleSet.severity(rule.id()).orElse(null);
      if (rule.action() == Action.SCORE && severity != null && rule.score() > 0) {
        Integer other = scores.putIfAbsent(severity, rule.score());
        first.putIfAbsent(severity, rule.id());
        if (other != null && other != rule.score()) {
          cannot.accept(
              "rule %d has score %d, and rule %d of the same severity has %d; the rule set has one score for both"
                  .formatted(rule.id(), rule.score(), first.get(severity), other));
        }
      }
    }
    for (Severity severity : Severity.values()) {
      scores.putIfAbsent(severity, severity.score());
    }
    return scores;
  }

  /**
   * Each rule that is found is written down. What a rule adds that is not to add anything is taken
   * back: each other one keeps the sums as they are after it.
   */
  private void actions() {
    boolean some = enabled.stream().anyMatch(rule -> !adds(rule));
    for (Rule rule : enabled) {
      StringBuilder set = new StringBuilder();
      set.append("setvar:'tx.pl_found=%{tx.pl_found} ").append(rule.id()).append('\'');
      for (int level = 1; some && level <= LEVELS; level++) {
        String sum = "tx.anomaly_score_pl" + level;
        String kept = "tx.pl_kept" + level;
        set.append(",setvar:").append(adds(rule) ? kept + "=%{" + sum : sum + "=%{" + kept);
        set.append('}');
      }
      if (rule.action() == Action.BLOCK || rule.action() == Action.ALLOW) {
        String letter = rule.action() == Action.BLOCK ? "B" : "A";
        set.append(",setvar:'tx.pl_order=%{tx.pl_order}").append(letter).append('\'');
      }
      line("SecRuleUpdateActionById %d \"%s\"".formatted(rule.id(), set));
    }
    if (some) {
      lines.insert(
          0,
          "SecAction \"id:%d,phase:1,pass,nolog,t:none,setvar:tx.pl_kept1=0,setvar:tx.pl_kept2=0,setvar:tx.pl_kept3=0,setvar:tx.pl_kept4=0\"\n"
              .formatted(FIRST_ID - 1));
    }
  }

  private static boolean adds(Rule rule) {
    return rule.action() == Action.SCORE && rule.score() > 0;
  }

  private void decide(boolean blocks) {
    action(
        "phase:2,pass,nolog,t:none,setvar:tx.pl_seen=2,setvar:tx.pl_total=%{tx.anomaly_score_pl1},"
            + "setvar:tx.pl_total=+%{tx.anomaly_score_pl2},setvar:tx.pl_total=+%{tx.anomaly_score_pl3},"
            + "setvar:tx.pl_total=+%{tx.anomaly_score_pl4}");
    unsure("TX:/^MSC_/", "!@streq 0", "an expression took too many steps");
    if (blocks) {
      rule("TX:pl_order", "@rx ^oA", "phase:2,pass,nolog,skipAfter:" + END);
      rule("TX:pl_order", "@rx ^o[BLE]", denial(DENIED));
      rule("TX:pl_total", "@ge " + firewall.threshold(), denial(DENIED));
    }
  }

  /** Returns the actions of a rule of phase 2 that denies, and says what was decided. */
  static String denial(int status) {
    return denial(2, status);
  }

  /** Returns the actions of a rule that denies, and says what was decided. */
  static String denial(int phase, int status) {
    return "phase:%d,deny,status:%d,log,t:none,%s".formatted(phase, status, VERDICT_MESSAGE);
  }

  /** Adds a rule that says, where it fits, that something cannot be told for certain. */
  void unsure(String variables, String operator, String what) {
    rule(variables, operator, "phase:2,pass,log,t:none,msg:'" + UNSURE + what + "'");
  }

  /** Adds a rule with an id of its own. */
  void rule(String variables, String operator, String actions) {
    line("SecRule %s \"%s\" \"id:%d,%s\"".formatted(variables, operator, id++, actions));
  }

  /** Adds a rule that is tried where the one before it fits. */
  void chained(String variables, String operator, String actions) {
    line("  SecRule %s \"%s\" \"%s\"".formatted(variables, operator, actions));
  }

  /** Adds actions that are always taken. */
  void action(String actions) {
    line("SecAction \"id:%d,%s\"".formatted(id++, actions));
  }

  void line(String line) {
    lines.append(line).append('\n');
  }
}
