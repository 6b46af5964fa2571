package dev.plumbline.azure.assertion;

import dev.plumbline.assertion.HealthAssert;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import org.jspecify.annotations.Nullable;

/** Assertions of the backend health of an application gateway, member by member. */
public class AzureHealthAssert extends HealthAssert {

  /** Makes the assertion; tests use {@link AzureAssertions}. */
  public AzureHealthAssert(@Nullable HealthObservation actual) {
    super(actual);
  }

  /**
   * Checks that the pool has a member, and that it is healthy. Of the other members nothing is
   * said: {@link #isHealthy} speaks of all.
   *
   * <pre><code class='java'>
   * assertThat(gateway.probe("apim-gateway-probe")).hasHealthyBackend("10.1.0.5"); // passes
   * assertThat(gateway.probe("apim-gateway-probe")).hasHealthyBackend("10.1.0.6"); // fails: no such member, or unhealthy
   * </code></pre>
   *
   * @param address the member as an address or host name, with or without its port
   * @throws dev.plumbline.assertion.InconclusiveError when there is no backend
   * @throws IllegalArgumentException when the address is blank
   */
  public AzureHealthAssert hasHealthyBackend(String address) {
    requireText("hasHealthyBackend", "address", address);
    hasHealthyBackendThat("a healthy backend " + address, b -> is(b, address));
    return this;
  }

  /**
   * Checks that the pool has a member, and that it is unhealthy for a reason that contains a text.
   *
   * <pre><code class='java'>
   * assertThat(gateway.probe("apim-portal-probe")).hasUnhealthyBackend("10.1.0.5", "Received:{404}"); // passes
   * assertThat(gateway.probe("apim-portal-probe")).hasUnhealthyBackend("10.1.0.5", "certificate");    // fails: for another reason
   * </code></pre>
   *
   * @param address the member as an address or host name, with or without its port
   * @param fragment part of the prober's words
   * @throws dev.plumbline.assertion.InconclusiveError when there is no backend; also when the
   *     vantage sent the probe itself, did not connect to the member, and reached nothing else
   * @throws IllegalArgumentException when one of them is blank
   */
  public AzureHealthAssert hasUnhealthyBackend(String address, String fragment) {
    requireText("hasUnhealthyBackend", "address", address);
    requireText("hasUnhealthyBackend", "reason", fragment);
    hasUnhealthyBackendThat(
        "an unhealthy backend " + address + " because of \"" + fragment + "\"",
        b -> is(b, address) && b.reason().contains(fragment));
    return this;
  }

  private static boolean is(Backend backend, String address) {
    String whole = backend.address();
    int port = whole.lastIndexOf(':');
    String host = port < 0 ? whole : whole.substring(0, port);
    return whole.equalsIgnoreCase(address)
        || host.equalsIgnoreCase(address)
        || host.equalsIgnoreCase("[" + address + "]");
  }

  private static void requireText(String method, String what, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(
          method + "(..) was given a blank " + what + ", which every backend would fit");
    }
  }
}
