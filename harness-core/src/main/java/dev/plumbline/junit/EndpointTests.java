package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.descriptor.NearestName;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.Vantage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 *
 * &#64;TestFactory
 * Stream&lt;DynamicNode&gt; every_endpoint_but_management_answers_outside(Lab lab) {
 *   return EndpointTests.except(lab, "internet", "management");
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
   * judged: with {@code https}, it is only connected to, and the name of that test says so.
   *
   * @param lab the factory's lab
   * @param vantage from where to look
   * @throws IllegalArgumentException when the environment has no endpoint: then there would be
   *     nothing to check
   */
  public static Stream<DynamicNode> of(Lab lab, String vantage) {
    return tests(lab, vantage, all(lab).keySet());
  }

  /**
   * Returns the tests of some endpoints of the lab's environment: see {@link #of}.
   *
   * @param lab the factory's lab
   * @param vantage from where to look
   * @param names the names of the endpoints to check; their tests come in this order
   * @throws IllegalArgumentException when the environment does not have one of them, or no name is
   *     given
   */
  public static Stream<DynamicNode> only(Lab lab, String vantage, String... names) {
    return tests(lab, vantage, known(lab, names));
  }

  /**
   * Returns the tests of every endpoint of the lab's environment but some: see {@link #of}. What is
   * added to the descriptor later is checked too.
   *
   * @param lab the factory's lab
   * @param vantage from where to look
   * @param names the names of the endpoints to leave out
   * @throws IllegalArgumentException when the environment does not have one of them, or none is
   *     left to check
   */
  public static Stream<DynamicNode> except(Lab lab, String vantage, String... names) {
    Set<String> left = new LinkedHashSet<>(all(lab).keySet());
    left.removeAll(known(lab, names));
    return tests(lab, vantage, left);
  }

  private static Map<String, Endpoint> all(Lab lab) {
    Map<String, Endpoint> endpoints = lab.environment().endpoints();
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "environment "
              + lab.environment().name()
              + " has no endpoint to check: add one under endpoints");
    }
    return endpoints;
  }

  private static Set<String> known(Lab lab, String... names) {
    Set<String> there = all(lab).keySet();
    for (String name : names) {
      if (!there.contains(name)) {
        throw new IllegalArgumentException(
            "environment "
                + lab.environment().name()
                + " has no endpoint \""
                + name
                + "\""
                + NearestName.hint(name, there));
      }
    }
    return new LinkedHashSet<>(List.of(names));
  }

  private static Stream<DynamicNode> tests(Lab lab, String vantage, Set<String> names) {
    Map<String, Endpoint> endpoints = all(lab);
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no endpoint of environment "
              + lab.environment().name()
              + " is chosen, so nothing would be checked; it has "
              + String.join(", ", endpoints.keySet()));
    }
    return names.stream()
        .map(
            name ->
                DynamicContainer.dynamicContainer(
                    name, tests(lab, vantage, name, Objects.requireNonNull(endpoints.get(name)))));
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
    boolean onlyConnected = !named && endpoint.scheme() == Scheme.HTTPS;
    tests.add(
        test(
            onlyConnected
                ? "port is open (no certificate or answer is checked: the host is an address)"
                : "port is open",
            lab,
            vantage,
            from -> assertThat(from.connect(name)).isOpen()));
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
