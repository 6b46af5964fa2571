package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Makes a test factory's dynamic tests from the endpoints of an environment.
 *
 * <pre><code class='java'>
 * &#64;TestFactory
 * Stream&lt;DynamicNode&gt; every_endpoint_answers(Lab lab) {
 *   return EndpointTests.of(lab, "workload-subnet");
 * }
 * </code></pre>
 */
public final class EndpointTests {

  private EndpointTests() {}

  /**
   * Returns the tests of every endpoint of the lab's environment, in the order of the descriptor:
   * the name resolves; the port is open; the certificate is trusted and for the name ({@code
   * https}); a GET of the path is answered with a status below 500 ({@code https} and {@code
   * http}). An endpoint whose host is an address has no name to resolve, and its certificate is not
   * judged: with {@code https}, it is only connected to.
   *
   * @param lab the factory's lab
   * @param vantage from where to look
   * @throws IllegalArgumentException when the environment has no endpoint: then there would be
   *     nothing to check
   */
  public static Stream<DynamicNode> of(Lab lab, String vantage) {
    Map<String, Endpoint> endpoints = lab.environment().endpoints();
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "environment "
              + lab.environment().name()
              + " has no endpoint to check: add one under endpoints");
    }
    return endpoints.entrySet().stream()
        .map(
            e ->
                DynamicContainer.dynamicContainer(
                    e.getKey(), tests(lab, vantage, e.getKey(), e.getValue())));
  }

  private static List<DynamicTest> tests(Lab lab, String vantage, String name, Endpoint endpoint) {
    List<DynamicTest> tests = new ArrayList<>();
    boolean named = !IpAddresses.isLiteral(endpoint.host());
    if (named) {
      tests.add(
          test(
              "resolves",
              lab,
              vantage,
              from ->
                  assertThat(from.resolve(endpoint.host()))
                      .matches(
                          seen -> seen.outcome() instanceof Outcome.Resolved,
                          "resolves to an address")));
    }
    tests.add(test("port is open", lab, vantage, from -> assertThat(from.connect(name)).isOpen()));
    if (named && endpoint.scheme() == Scheme.HTTPS) {
      tests.add(
          test(
              "certificate is valid",
              lab,
              vantage,
              from ->
                  assertThat(from.handshake(name))
                      .isTrusted()
                      .presentsCertificateFor(endpoint.host())));
    }
    if (endpoint.scheme() == Scheme.HTTP || (named && endpoint.scheme() == Scheme.HTTPS)) {
      tests.add(
          test(
              "GET " + endpoint.path() + " is answered",
              lab,
              vantage,
              from -> assertThat(from.get(url(endpoint))).hasStatusBetween(100, 499)));
    }
    return tests;
  }

  private static DynamicTest test(
      String name, Lab lab, String vantage, ThrowingConsumer<Vantage> test) {
    return DynamicNetworkTest.of(name, lab, own -> test.accept(own.vantage(vantage)));
  }

  private static String url(Endpoint endpoint) {
    String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
    return endpoint.scheme().name().toLowerCase(Locale.ROOT)
        + "://"
        + host
        + ":"
        + endpoint.port()
        + endpoint.path();
  }
}
