package dev.plumbline.waf;

/**
 * A request, and what it is to show of a rule of a web application firewall.
 *
 * @param id names it among all others of its source, for example {@code 942200-attack-3}
 * @param rule the rule it is about, by its number in the OWASP Core Rule Set; 0 for none: traffic
 *     that no rule may stop
 * @param polarity whether the rule is to be found in it
 * @param request the request
 * @param source where it comes from, for example {@code Plumbline} or {@code 942200.yaml:12}
 * @param about what is special about it, in one line; empty for nothing
 */
public record WafCase(
    String id, int rule, Polarity polarity, WafRequest request, String source, String about) {

  /** Whether a rule is to be found in a request. */
  public enum Polarity {
    /** The rule is to be found. */
    ATTACK,
    /** It looks like what the rule is about, and the rule is not to be found. */
    NEAR_MISS,
    /** Ordinary traffic: the rule is not to be found, and nothing is to stop it. */
    BENIGN
  }

  /** Returns its id and what it is about, as the display name of a test. */
  @Override
  public String toString() {
    return about.isEmpty() ? id : id + " " + about;
  }
}
