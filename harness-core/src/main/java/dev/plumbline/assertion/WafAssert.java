package dev.plumbline.assertion;

import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what a web application firewall did with a request. Of a request of which nothing
 * is proved, whatever is asserted is {@linkplain InconclusiveError inconclusive}.
 */
public class WafAssert extends AbstractObservationAssert<WafAssert, WafObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public WafAssert(@Nullable WafObservation actual) {
    super(actual, WafAssert.class);
  }

  /**
   * Checks that the firewall blocked the request.
   *
   * <pre><code class='java'>
   * assertThat(outside.send(attack.to("https://api.contoso.net"))).isBlocked(); // passes
   * assertThat(outside.send(benign.to("https://api.contoso.net"))).isBlocked(); // fails: passed
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved
   */
  public WafAssert isBlocked() {
    return judge("blocked", o -> o.verdict() == WafVerdict.BLOCKED);
  }

  /**
   * Checks that the firewall blocked the request and found a rule in it, by its log.
   *
   * <pre><code class='java'>
   * assertThat(seen).isBlockedBecauseOf(942200); // passes
   * assertThat(seen).isBlockedBecauseOf(920300); // fails: it found 942200 alone
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved, or no log says what was found
   */
  public WafAssert isBlockedBecauseOf(int rule) {
    String expectation = "blocked, and rule " + rule + " found";
    requireLog(expectation);
    return judge(expectation, o -> o.verdict() == WafVerdict.BLOCKED && o.rules().contains(rule));
  }

  /**
   * Checks that the firewall looked at the request, found nothing and let it pass.
   *
   * <pre><code class='java'>
   * assertThat(outside.send(benign.to("https://api.contoso.net"))).passes(); // passes
   * assertThat(outside.send(attack.to("https://api.contoso.net"))).passes(); // fails: blocked
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved: where nothing shows a firewall, too
   */
  public WafAssert passes() {
    return judge("passed", o -> o.verdict() == WafVerdict.PASSED);
  }

  /**
   * Checks that the firewall let the request pass, whatever it found.
   *
   * <pre><code class='java'>
   * assertThat(seen).isNotBlocked(); // passes for what passed or was only logged
   * assertThat(blocked).isNotBlocked(); // fails
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved
   */
  public WafAssert isNotBlocked() {
    return judge("not blocked", o -> o.verdict() != WafVerdict.BLOCKED);
  }

  /**
   * Checks that the firewall found something and let the request pass.
   *
   * <pre><code class='java'>
   * assertThat(outside.send(attack.to(DETECTING))).isOnlyLogged(); // passes
   * assertThat(outside.send(attack.to(BLOCKING))).isOnlyLogged();  // fails: blocked
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved
   */
  public WafAssert isOnlyLogged() {
    return judge("only logged", o -> o.verdict() == WafVerdict.LOGGED_ONLY);
  }

  /**
   * Checks that the firewall found a rule in the request, by its log.
   *
   * <pre><code class='java'>
   * assertThat(seen).hasFoundRule(942200); // passes
   * assertThat(seen).hasFoundRule(920300); // fails
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved, or no log says what was found
   */
  public WafAssert hasFoundRule(int rule) {
    String expectation = "rule " + rule + " found";
    requireLog(expectation);
    return judge(expectation, o -> o.rules().contains(rule));
  }

  /**
   * Checks that what the firewall did is what its description, or the caller of the probe, expects.
   *
   * <pre><code class='java'>
   * assertThat(outside.send(attack.to("https://api.contoso.net"))).isAsExpected(); // passes
   * assertThat(ofAFirewallThatOnlyLogs).isAsExpected(); // fails where it is described as blocking
   * </code></pre>
   *
   * @throws IllegalStateException when nothing is expected: the network description has no firewall
   *     there, and the probe was made without {@code expecting(..)}
   * @throws InconclusiveError when nothing is proved
   */
  public WafAssert isAsExpected() {
    isNotNull();
    WafExpectation expected =
        actual
            .expected()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        Headline.of(actual)
                            + ": the network description has no firewall at this URL, so that nothing is expected; state it with WafProbe.expecting(..), or assert isBlocked() or passes()"));
    return isAsExpected(expected);
  }

  /**
   * Checks that what the firewall did is as expected.
   *
   * <pre><code class='java'>
   * assertThat(seen).isAsExpected(Expectations.of(attack)); // passes for what was blocked
   * assertThat(seen).isAsExpected(Expectations.of(benign)); // fails for what was blocked
   * </code></pre>
   *
   * @throws InconclusiveError when nothing is proved
   */
  public WafAssert isAsExpected(WafExpectation expected) {
    isNotNull();
    String text = expected.describe(actual.subject().rule()) + ", since " + expected.because();
    if (actual.verdict() != WafVerdict.UNDECIDABLE && !actual.shows(expected)) {
      throw inconclusive(text, ShouldDecide.unlogged(actual, text));
    }
    return judge(text, o -> o.agrees(expected));
  }

  private WafAssert judge(String expectation, Predicate<WafObservation> holds) {
    isNotNull();
    requireSeen(expectation);
    if (actual.verdict() == WafVerdict.UNDECIDABLE) {
      throw inconclusive(expectation, ShouldDecide.undecidable(actual, expectation));
    }
    if (!holds.test(actual)) {
      throw failed(expectation, ShouldDecide.decide(actual, expectation));
    }
    return passed(expectation);
  }

  private void requireLog(String expectation) {
    isNotNull();
    requireSeen(expectation);
    if (actual.verdict() == WafVerdict.BLOCKED && actual.log() == null) {
      throw inconclusive(expectation, ShouldDecide.unlogged(actual, expectation));
    }
  }
}
