package dev.plumbline.assertion;

import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what a gateway's health probe says of its backends. A probe without backends says
 * nothing: whatever is asserted of it is {@linkplain InconclusiveError inconclusive}.
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
   * @throws InconclusiveError when there is no backend; also when the vantage sent the probe
   *     itself, connected to no unhealthy backend, and reached nothing else, so that the fault may
   *     be its own
   */
  public HealthAssert isUnhealthy() {
    return hasUnhealthyBackendThat("unhealthy", any -> true);
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
   * @throws InconclusiveError when there is no backend; also when the vantage sent the probe
   *     itself, connected to no unhealthy backend, and reached nothing else, so that the fault may
   *     be its own
   */
  public HealthAssert isUnhealthyBecause(String fragment) {
    String expected = Given.one("isUnhealthyBecause", "reason", fragment);
    return hasUnhealthyBackendThat(
        "unhealthy because of \"" + expected + "\"", b -> b.reason().contains(expected));
  }

  /**
   * Checks that at least one healthy backend fits; for assertions that extend these.
   *
   * @param expectation what is expected, as it stands in messages and in the journal
   * @param which which backends fit
   * @throws InconclusiveError when there is no backend
   */
  protected HealthAssert hasHealthyBackendThat(String expectation, Predicate<Backend> which) {
    return judge(
        expectation, o -> o.backends().stream().anyMatch(b -> b.healthy() && which.test(b)));
  }

  /**
   * Checks that at least one unhealthy backend fits; for assertions that extend these. A backend
   * that answered is its own evidence; one that the vantage itself could not connect to needs a
   * positive control.
   *
   * @param expectation what is expected, as it stands in messages and in the journal
   * @param because which backends fit, their reason for example
   * @throws InconclusiveError when there is no backend, or no positive control
   */
  protected HealthAssert hasUnhealthyBackendThat(String expectation, Predicate<Backend> because) {
    require(
        expectation,
        o ->
            o.outcome() instanceof Outcome.Unhealthy
                && o.backends().stream().anyMatch(b -> !b.healthy() && because.test(b)));
    List<Backend> found =
        actual.backends().stream().filter(b -> !b.healthy() && because.test(b)).toList();
    if (found.stream().noneMatch(this::isShown)) {
      throw inconclusive(expectation, NeedsControl.of(actual, found, expectation));
    }
    return passed(expectation);
  }

  private boolean isShown(Backend backend) {
    HttpObservation attempt = backend.attempt();
    if (attempt == null || !backend.needsControl()) {
      return true;
    }
    boolean another =
        attempt.outcome().phase() == Phase.CONNECT
            && actual.backends().stream()
                .map(Backend::attempt)
                .anyMatch(
                    a ->
                        a != null
                            && a.outcome().phase().compareTo(Phase.CONNECT) > 0
                            && Journal.isIpv6(a).equals(Journal.isIpv6(attempt)));
    return another || attempt.provenance().scope().journal().controlFor(attempt).isPresent();
  }

  private HealthAssert judge(String expectation, Predicate<HealthObservation> holds) {
    require(expectation, holds);
    return passed(expectation);
  }

  /** Throws unless an expectation holds, and leaves it to the caller to say that it does. */
  private void require(String expectation, Predicate<HealthObservation> holds) {
    isNotNull();
    requireSeen(expectation);
    boolean read =
        actual.outcome() instanceof Outcome.Healthy
            || actual.outcome() instanceof Outcome.Unhealthy;
    if (read && actual.backends().isEmpty()) {
      throw inconclusive(expectation, ShouldBeHealthy.haveBackends(actual, expectation));
    }
    if (!holds.test(actual)) {
      throw failed(expectation, ShouldBeHealthy.be(actual, expectation));
    }
  }
}
