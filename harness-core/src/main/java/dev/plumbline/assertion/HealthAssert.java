package dev.plumbline.assertion;

import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.Outcome;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what a gateway's health probe says of its backends. A probe without backends says nothing: whatever is asserted
 * of it is {@linkplain InconclusiveError inconclusive}.
 */
public class HealthAssert extends AbstractObservationAssert<HealthAssert, HealthObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public HealthAssert(@Nullable HealthObservation actual) {
    super(actual, HealthAssert.class);
  }

  /**
   * Checks that all backends are healthy.
   *
   * <pre><code class='java'>
   * assertThat(gateway.probe("apim-gateway-probe")).isHealthy(); // passes
   * assertThat(gateway.probe("apim-portal-probe")).isHealthy();  // fails: status 404 is not in 200-399
   * </code></pre>
   *
   * @throws InconclusiveError when there is no backend
   */
  public HealthAssert isHealthy() {
    return judge(
        "healthy",
        o ->
            o.outcome() instanceof Outcome.Healthy
                && o.backends().stream().allMatch(Backend::healthy));
  }

  /**
   * Checks that at least one backend is unhealthy.
   *
   * <pre><code class='java'>
   * assertThat(gateway.probe("apim-portal-probe")).isUnhealthy();  // passes
   * assertThat(gateway.probe("apim-gateway-probe")).isUnhealthy(); // fails: healthy
   * </code></pre>
   *
   * @throws InconclusiveError when there is no backend
   */
  public HealthAssert isUnhealthy() {
    return judge("unhealthy", o -> o.outcome() instanceof Outcome.Unhealthy);
  }

  /**
   * Checks that at least one backend is unhealthy for a reason that contains a text.
   *
   * <pre><code class='java'>
   * assertThat(gateway.probe("apim-portal-probe")).isUnhealthyBecause("status 404");  // passes
   * assertThat(gateway.probe("apim-portal-probe")).isUnhealthyBecause("certificate"); // fails
   * </code></pre>
   *
   * @param fragment part of the prober's words
   * @throws InconclusiveError when there is no backend
   */
  public HealthAssert isUnhealthyBecause(String fragment) {
    String expected = Given.one("isUnhealthyBecause", "reason", fragment);
    return judge(
        "unhealthy because of \"" + expected + "\"",
        o ->
            o.outcome() instanceof Outcome.Unhealthy
                && o.backends().stream()
                    .anyMatch(b -> !b.healthy() && b.reason().contains(expected)));
  }

  private HealthAssert judge(String expectation, Predicate<HealthObservation> holds) {
    isNotNull();
    boolean read =
        actual.outcome() instanceof Outcome.Healthy || actual.outcome() instanceof Outcome.Unhealthy;
    if (read && actual.backends().isEmpty()) {
      throw inconclusive(expectation, ShouldBeHealthy.haveBackends(actual, expectation));
    }
    return expect(expectation, holds, o -> ShouldBeHealthy.be(o, expectation));
  }
}
