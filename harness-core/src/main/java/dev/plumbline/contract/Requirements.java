package dev.plumbline.contract;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Points;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafPack;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a contract demands of a firewall, whatever its description says.
 *
 * @param off the rules that are off on purpose
 * @param exclusions the exclusions that are there on purpose
 * @param allowing the custom rules that allow on purpose
 * @param oldest the rule sets of which it has to have one, with the oldest version
 * @param paranoia up to which paranoia level rules are asked
 */
record Requirements(
    Set<Integer> off,
    List<Exclusion> exclusions,
    Set<String> allowing,
    Map<String, String> oldest,
    int paranoia) {

  /** The score from which on a request must be blocked. */
  static final int THRESHOLD = WebFirewall.USUAL_THRESHOLD;

  /**
   * Returns what a contract demands at a URL.
   *
   * @throws IllegalStateException when it declares rules off that it does not ask for, or all
   */
  static Requirements of(WebFirewallContract contract, String url) {
    Set<Integer> off = new TreeSet<>(contract.disabledRules(url));
    if (!WafPack.rules().containsAll(off) || off.containsAll(WafPack.rules())) {
      throw new IllegalStateException(
          "disabledRules(\""
              + url
              + "\") returns "
              + off
              + ", but may return some of these, and not all: "
              + WafPack.rules());
    }
    return new Requirements(
        off,
        contract.exclusions(url),
        contract.allowingRules(url),
        contract.oldestRuleSets(),
        contract.paranoia(url));
  }

  /** Returns whether a rule must be on. */
  boolean isOn(int rule) {
    return WafPack.rules().contains(rule) && !off.contains(rule);
  }

  /** Returns what is expected of a case. */
  WafExpectation expected(WafCase one) {
    if (one.polarity() == Polarity.ATTACK) {
      return isOn(one.rule()) ? attack(one) : notFound(one);
    }
    EnumSet<WafVerdict> verdicts = EnumSet.of(WafVerdict.PASSED, WafVerdict.LOGGED_ONLY);
    if (!mayNotStop(one)) {
      verdicts.add(WafVerdict.BLOCKED);
    }
    boolean near = one.rule() != 0 && isOn(one.rule());
    return new WafExpectation(
        verdicts,
        near ? Finding.NOT_FOUND : Finding.EITHER,
        "it is no attack, and what rules find in it adds " + score(one));
  }

  private WafExpectation attack(WafCase one) {
    int surely =
        one.measured().stream()
            .filter(points -> isOn(points.rule()))
            .mapToInt(Points::points)
            .sum();
    return new WafExpectation(
        surely >= THRESHOLD
            ? EnumSet.of(WafVerdict.BLOCKED)
            : EnumSet.of(WafVerdict.BLOCKED, WafVerdict.LOGGED_ONLY),
        Finding.FOUND,
        "rules that must be on add "
            + surely
            + ", and the threshold is to be "
            + THRESHOLD
            + " at most");
  }

  private WafExpectation notFound(WafCase one) {
    return new WafExpectation(
        EnumSet.of(WafVerdict.BLOCKED, WafVerdict.PASSED, WafVerdict.LOGGED_ONLY),
        Finding.NOT_FOUND,
        "rule " + one.rule() + " is off on purpose");
  }

  /** Returns whether what rules that may be on find in a case is too little to stop it. */
  boolean mayNotStop(WafCase one) {
    return score(one) < THRESHOLD;
  }

  private int score(WafCase one) {
    return one.measured().stream()
        .filter(points -> points.paranoia() <= paranoia && !off.contains(points.rule()))
        .mapToInt(Points::points)
        .sum();
  }
}
