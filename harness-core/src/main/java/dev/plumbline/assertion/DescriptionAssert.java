package dev.plumbline.assertion;

import dev.plumbline.observation.DescriptionObservation;
import org.jspecify.annotations.Nullable;

/** Assertions of what the description of a network says. */
public class DescriptionAssert
    extends AbstractObservationAssert<DescriptionAssert, DescriptionObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public DescriptionAssert(@Nullable DescriptionObservation actual) {
    super(actual, DescriptionAssert.class);
  }

  /**
   * Checks what the description says, to the letter.
   *
   * <pre><code class='java'>
   * assertThat(lab.fate(flow)).says("delivered"); // passes
   * assertThat(lab.fate(flow)).says("dropped");   // fails: delivered
   * </code></pre>
   *
   * @param expected what it should say; for a flow {@code delivered}, {@code dropped}, {@code
   *     refused} or {@code no route}
   */
  public DescriptionAssert says(String expected) {
    String wanted = Given.one("says", "text", expected);
    return expect(wanted, o -> o.says().equals(wanted), o -> ShouldSay.say(o, wanted));
  }

  /**
   * Checks that something decided, by a part of its name.
   *
   * <pre><code class='java'>
   * assertThat(lab.fate(flow)).says("dropped").isDecidedBy("rule DenyAllInBound"); // passes
   * assertThat(lab.fate(flow)).isDecidedBy("route to-firewall");                   // fails
   * </code></pre>
   *
   * @param fragment part of the name of the rule, route or listener that decided
   */
  public DescriptionAssert isDecidedBy(String fragment) {
    String wanted = Given.one("isDecidedBy", "fragment", fragment);
    return expect(
        "decided by " + wanted,
        o -> o.provenance().diagnosis().decider().filter(d -> d.contains(wanted)).isPresent(),
        o -> ShouldSay.beDecidedBy(o, wanted));
  }
}
