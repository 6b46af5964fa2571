package dev.plumbline.azure.assertion;

import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.azure.platform.Comparison;
import dev.plumbline.azure.rules.PublicIPFacts;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import org.jspecify.annotations.Nullable;

/**
 * The core's assertions, and beside them those in Azure's words.
 *
 * <pre><code class='java'>
 * import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
 *
 * assertThat(gateway.probe("apim-gateway-probe")).hasHealthyBackend("10.1.0.5");
 * assertThat(outside.get("https://api.contoso.net/internal/echo")).wasAnsweredByApplicationGateway().hasStatus(502);
 * assertThat(inside.at("10.1.0.5", 443)).answersOnlyOn("contoso.azure-api.net", "api.contoso.net");
 * assertThat(PublicIPFacts.of(topology, "apim-ip")).isStatic().isProtectedAgainstDdos();
 * assertThat(azure.flow(topology, flow, client.connect("10.1.0.5", 443))).agrees();
 * </code></pre>
 *
 * <p>To be imported in place of {@link NetworkAssertions}: the two together are ambiguous. What is
 * in Azure's words stands first, since the core's assertions return the core's types.
 */
public class AzureAssertions extends NetworkAssertions {

  /** For a class of a project's own that collects its assertions by extending this one. */
  protected AzureAssertions() {}

  /** Returns the assertions of what came back for an HTTP request. */
  public static AzureHttpAssert assertThat(@Nullable HttpObservation actual) {
    return new AzureHttpAssert(actual);
  }

  /** Returns the assertions of what a health probe says of its backends. */
  public static AzureHealthAssert assertThat(@Nullable HealthObservation actual) {
    return new AzureHealthAssert(actual);
  }

  /** Returns the assertions of what a topology says of a public IP address. */
  public static PublicIPAssert assertThat(@Nullable PublicIPFacts actual) {
    return new PublicIPAssert(actual);
  }

  /** Returns the assertions of what is predicted, observed and said by Azure. */
  public static ComparisonAssert assertThat(@Nullable Comparison actual) {
    return new ComparisonAssert(actual);
  }
}
