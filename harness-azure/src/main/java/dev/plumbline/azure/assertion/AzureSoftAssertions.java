package dev.plumbline.azure.assertion;

import dev.plumbline.assertion.HealthAssert;
import dev.plumbline.assertion.HttpAssert;
import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.azure.platform.Comparison;
import dev.plumbline.azure.rules.PublicIPFacts;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import org.jspecify.annotations.Nullable;

/**
 * Azure's assertions and the core's, whose failures are collected.
 *
 * <pre><code class='java'>
 * SoftAssertionsProvider.assertSoftly(AzureSoftAssertions.class, softly -> {
 *   softly.assertThat(gateway.probe("apim-gateway-probe")).hasHealthyBackend("10.1.0.5");
 *   softly.assertThat(outside.get("https://api.contoso.net/none")).isApiManagementNotFound();
 * });
 * </code></pre>
 */
public class AzureSoftAssertions extends NetworkSoftAssertions {

  /** Makes a collection without failures. */
  public AzureSoftAssertions() {}

  /** Returns the soft assertions of what came back for an HTTP request. */
  @Override
  public AzureHttpAssert assertThat(@Nullable HttpObservation actual) {
    return (AzureHttpAssert)
        proxy(
            AzureSoftAssertions.<HttpAssert>as(AzureHttpAssert.class),
            HttpObservation.class,
            actual);
  }

  /** Returns the soft assertions of what a health probe says of its backends. */
  @Override
  public AzureHealthAssert assertThat(@Nullable HealthObservation actual) {
    return (AzureHealthAssert)
        proxy(
            AzureSoftAssertions.<HealthAssert>as(AzureHealthAssert.class),
            HealthObservation.class,
            actual);
  }

  /** Returns the soft assertions of what a topology says of a public IP address. */
  public PublicIPAssert assertThat(@Nullable PublicIPFacts actual) {
    return proxy(PublicIPAssert.class, PublicIPFacts.class, actual);
  }

  /** Returns the soft assertions of what is predicted, observed and said by Azure. */
  public ComparisonAssert assertThat(@Nullable Comparison actual) {
    return proxy(ComparisonAssert.class, Comparison.class, actual);
  }

  /**
   * The core's assertions name their own types as what they return, which is all that stands
   * between the two.
   */
  @SuppressWarnings("unchecked")
  private static <T> Class<T> as(Class<? extends T> type) {
    return (Class<T>) type;
  }
}
