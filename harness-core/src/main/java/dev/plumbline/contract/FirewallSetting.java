package dev.plumbline.contract;

/** A setting of web application firewalls that a contract's message can name. */
public enum FirewallSetting {
  /** Which firewall looks at requests to a place. */
  FIREWALL("the firewall in force"),
  /** Whether it blocks what it finds. */
  MODE("mode"),
  /** The sum of scores that decides. */
  THRESHOLD("threshold"),
  /** The sets of rules that it has, and their versions. */
  RULE_SETS("rule sets and their versions"),
  /** Which rules are on, and what each does. */
  RULES("rules that are on, and their actions"),
  /** Parts of requests in which rules are not found. */
  EXCLUSIONS("exclusions"),
  /** Rules of its own that come before the others. */
  CUSTOM_RULES("custom rules"),
  /** Whether bodies are looked at. */
  BODIES("inspection of bodies"),
  /** How large bodies may be, and how much of them is looked at. */
  BODY_LIMITS("limits of bodies, and whether they are enforced"),
  /** What is done with a body that cannot be read. */
  BODY_ERRORS("what is done with bodies that cannot be read");

  private final String label;

  FirewallSetting(String label) {
    this.label = label;
  }

  /** Returns its name in general words. */
  public String label() {
    return label;
  }
}
