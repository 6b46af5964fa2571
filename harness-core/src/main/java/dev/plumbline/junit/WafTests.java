package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.ftw.FtwTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Makes a test factory's dynamic tests from cases for a web application firewall.
 *
 * <pre><code class='java'>
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; the_firewall_does_what_its_description_says(Lab lab) {
 *   return WafTests.of(lab, "internet", "https://api.contoso.net", WafPack.of(942200).cases());
 * }
 * </code></pre>
 */
public final class WafTests {

  private WafTests() {}

  /**
   * Returns a test of each case, in their order: it is treated as the description of the firewall
   * expects, or, where the network description has none, as its polarity says.
   *
   * @param lab the factory's lab
   * @param vantage from where to send them
   * @param url where they are sent
   * @throws IllegalArgumentException when there is no case
   */
  public static Stream<DynamicTest> of(Lab lab, String vantage, String url, List<WafCase> cases) {
    require(cases, "case", url);
    return cases.stream()
        .map(
            one ->
                DynamicNetworkTest.of(
                    one.toString(),
                    lab,
                    own ->
                        assertThat(own.vantage(vantage).firewall(url)).wafVerdicts(List.of(one))));
  }

  /**
   * Returns a test of each of the rule-set project's tests, in their order: what they expect is
   * seen.
   *
   * @param lab the factory's lab
   * @param vantage from where to send them
   * @param url where they are sent, whatever their files say
   * @param tests the tests, each to be run: see {@link dev.plumbline.waf.ftw.FtwCorpus#enabled}
   * @throws IllegalArgumentException when there is no test
   */
  public static Stream<DynamicTest> ofFtw(
      Lab lab, String vantage, String url, List<FtwTest> tests) {
    require(tests, "test", url);
    return tests.stream()
        .map(
            one ->
                DynamicNetworkTest.of(
                    one.toString(),
                    lab,
                    own -> assertThat(own.vantage(vantage).firewall(url)).meets(one)));
  }

  private static void require(List<?> some, String what, String url) {
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no %s to send to %s, so nothing would be checked".formatted(what, url));
    }
  }
}
