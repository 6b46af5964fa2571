package dev.plumbline.assertion;

import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.waf.FirewallDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of the settings of a web application firewall, as the network description has them:
 * what is meant to be, not that it is so.
 */
public class FirewallDescriptionAssert
    extends AbstractNetworkAssert<FirewallDescriptionAssert, FirewallDescription> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public FirewallDescriptionAssert(@Nullable FirewallDescription actual) {
    super(
        actual,
        FirewallDescriptionAssert.class,
        actual == null ? "no firewall" : "firewall " + actual.name(),
        List.of());
  }

  /**
   * Checks that it blocks what it finds.
   *
   * <pre><code class='java'>
   * assertThat(lab.firewall("https://api.contoso.net")).isInPreventionMode(); // passes
   * assertThat(detecting).isInPreventionMode(); // fails: detection
   * </code></pre>
   */
  public FirewallDescriptionAssert isInPreventionMode() {
    isNotNull();
    return says(actual.mode(), "prevention");
  }

  /**
   * Checks that it only logs what it finds.
   *
   * <pre><code class='java'>
   * assertThat(detecting).isInDetectionMode(); // passes
   * assertThat(blocking).isInDetectionMode();  // fails: prevention
   * </code></pre>
   */
  public FirewallDescriptionAssert isInDetectionMode() {
    isNotNull();
    return says(actual.mode(), "detection");
  }

  /**
   * Checks that a rule is on.
   *
   * <pre><code class='java'>
   * assertThat(lab.firewall("https://api.contoso.net")).hasRuleEnabled(942200); // passes
   * assertThat(without942200).hasRuleEnabled(942200); // fails: off
   * </code></pre>
   */
  public FirewallDescriptionAssert hasRuleEnabled(int rule) {
    isNotNull();
    return says(actual.rule(rule), "on");
  }

  /**
   * Checks that a rule is off, or not in the rule set. One that the description does not speak of
   * at all is neither on nor off.
   *
   * <pre><code class='java'>
   * assertThat(without942200).hasRuleDisabled(942200); // passes
   * assertThat(lab.firewall("https://api.contoso.net")).hasRuleDisabled(942200); // fails: on
   * </code></pre>
   */
  public FirewallDescriptionAssert hasRuleDisabled(int rule) {
    isNotNull();
    return says(actual.rule(rule), "off");
  }

  /**
   * Checks the sum of scores that decides.
   *
   * <pre><code class='java'>
   * assertThat(lab.firewall("https://api.contoso.net")).hasThreshold(5); // passes
   * assertThat(raised).hasThreshold(5); // fails: 100
   * </code></pre>
   */
  public FirewallDescriptionAssert hasThreshold(int threshold) {
    isNotNull();
    return says(actual.threshold(), Integer.toString(threshold));
  }

  /**
   * Checks that it looks at bodies.
   *
   * <pre><code class='java'>
   * assertThat(lab.firewall("https://api.contoso.net")).readsBodies(); // passes
   * assertThat(bodiless).readsBodies(); // fails: no
   * </code></pre>
   */
  public FirewallDescriptionAssert readsBodies() {
    isNotNull();
    return says(actual.readsBodies(), "yes");
  }

  /**
   * Checks that no exclusion spares more of requests than those given; without any, that there is
   * no exclusion.
   *
   * <pre><code class='java'>
   * Exclusion token = new Exclusion(Part.ARGUMENT, Comparison.EQUALS, "token").forRules(942200);
   * assertThat(lab.firewall("https://api.contoso.net")).hasNoBroaderExclusionThan(token); // passes
   * assertThat(sparingEveryArgument).hasNoBroaderExclusionThan(token); // fails, and names it
   * </code></pre>
   *
   * @param widest the exclusions that are allowed; narrower ones are, too
   */
  public FirewallDescriptionAssert hasNoBroaderExclusionThan(Exclusion... widest) {
    isNotNull();
    return says(actual.broaderExclusions(List.of(widest)), "none");
  }

  private FirewallDescriptionAssert says(DescriptionObservation seen, String expected) {
    headline("#" + seen.number() + " " + seen.subject());
    if (seen.says().equals(expected)) {
      record(seen, expected, Journal.Verdict.PASSED, null);
      return this;
    }
    String text = text(ShouldSay.say(seen, expected));
    record(seen, expected, Journal.Verdict.FAILED, text);
    throw trimmed(new AssertionError(text));
  }
}
