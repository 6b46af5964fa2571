package dev.plumbline.waf.engine;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A web application firewall at work: tells what becomes of requests.
 *
 * <p>It does no I/O and asks no clock. What it remembers from one request to the next are the
 * counts of rate limits only. Safe for use by many threads.
 *
 * <p>The order: custom rules by priority; before the first of them that reads the body, or after
 * them all, the body's size and form; then the rules. One that blocks or allows ends it. A firewall
 * that only logs goes on after a body that is too large or in a bad form, and looks at what there
 * is.
 */
public final class FirewallEngine {

  private static final int LONGEST_DATA = 200;

  private final WebFirewall firewall;
  private final List<CustomRuleCheck> customRules;
  private final List<Asked> rules;

  /**
   * A rule that is on.
   *
   * @param rule the rule
   * @param known how it is found; null for one that is not known
   * @param exclusions those that are for it
   * @param set its rule set; null for none
   */
  record Asked(
      Rule rule, @Nullable KnownRule known, Exclusions exclusions, @Nullable RuleSet set) {}

  private FirewallEngine(WebFirewall firewall) {
    Countries countries = new Countries(firewall.countries());
    this.firewall = firewall;
    this.customRules =
        firewall.customRules().stream()
            .filter(CustomRule::enabled)
            .sorted(Comparator.comparingInt(CustomRule::priority))
            .map(rule -> new CustomRuleCheck(rule, countries))
            .toList();
    this.rules =
        firewall.rules().stream()
            .filter(Rule::enabled)
            .map(
                rule ->
                    new Asked(
                        rule,
                        KnownRule.of(rule.id()).orElse(null),
                        Exclusions.of(firewall, rule),
                        firewall.ruleSetOf(rule).orElse(null)))
            .toList();
  }

  /**
   * Makes one that has counted nothing yet.
   *
   * @param firewall what it is to do; of a firewall that is off the mode does not count: it does
   *     what one does that only logs
   * @throws IllegalArgumentException when a value of it is none, such as a pattern that is not one;
   *     a description that was checked has only such as are
   */
  public static FirewallEngine of(WebFirewall firewall) {
    return new FirewallEngine(firewall);
  }

  /** Returns the description it goes by. */
  public WebFirewall firewall() {
    return firewall;
  }

  /**
   * Looks at a request.
   *
   * @param now the time that counts for rate limits
   */
  public Evaluation evaluate(IncomingRequest request, Instant now) {
    return new OneRequest(firewall, request).evaluate(customRules, rules, now);
  }

  static String shortened(String data) {
    return data.substring(0, Math.min(LONGEST_DATA, data.length()));
  }
}
