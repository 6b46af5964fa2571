package dev.plumbline.contract;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.WebFirewall.Exclusion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What every web application firewall must show, whatever its description says: a description with
 * a mistake in it cannot be its own witness.
 *
 * <p>By its settings, where the environment describes the firewall:
 *
 * <ul>
 *   <li>it blocks what it finds, at a threshold of 5 at most;
 *   <li>its rule set is no older than {@link #oldestRuleSets()} says, and the twelve rules of
 *       {@link dev.plumbline.waf.WafPack#rules()} are on, each adding its score or blocking, but
 *       for {@link #disabledRules}, which are off: a rule that was switched off on purpose and is
 *       on breaks what it was switched off for;
 *   <li>no exclusion spares more than one named header, cookie or argument for some named rules,
 *       but for {@link #exclusions}; no custom rule lets requests past the rules, but for {@link
 *       #allowingRules};
 *   <li>bodies are looked at to their end; what is larger, or cannot be read, is blocked.
 * </ul>
 *
 * <p>By traffic, with proof of each request:
 *
 * <ul>
 *   <li>the attacks of each rule that must be on are blocked, and the rule is found in them: in
 *       queries, forms, JSON, multipart bodies, cookies and headers; where the rules found in one
 *       add less than 5, it is enough that it is found. Near misses are not taken for attacks;
 *   <li>attacks at the end of long bodies are blocked, and in bodies that cannot be read;
 *   <li>rules that are off on purpose are not found;
 *   <li>the ordinary traffic of an API portal passes, as far as rules that must be on do not find
 *       enough in it: those requests are not sent, and the test's title counts them.
 * </ul>
 *
 * <p>Where a failure shows which setting is wrong, its message names it in the platform's words.
 *
 * <p>The environment has to allow attack traffic to the hosts, under {@code guards}; where it does
 * not, nothing is sent, and the tests with traffic fail with the lines to add. That needs some 350
 * requests for each URL from each vantage; a live environment's budget has to be as large.
 *
 * <pre><code class='java'>
 * &#64;NetworkTest("contoso")
 * class ContosoFirewallIT implements WebFirewallContract {
 *   &#64;Override
 *   public Set&lt;Integer&gt; disabledRules(String url) {
 *     return Set.of(942200); // breaks downloads from the portal
 *   }
 * }
 * </code></pre>
 */
@NetworkTest
public interface WebFirewallContract {

  /**
   * Returns the URLs whose firewalls are tested: {@code http[s]://host[:port][/path]}. A path
   * stands before those of all requests.
   *
   * <p>By default those that the network description has on {@link #gateways}: one for each virtual
   * host and firewall; of further paths of the same firewall one attack of each rule is tried. What
   * only redirects, is answered by the gateway itself or has no backend is none of them.
   *
   * @throws IllegalStateException when there is none: a contract of nothing would hold
   */
  default List<String> urls(Lab lab) {
    return List.of();
  }

  /**
   * Returns the hosts of the network description of which every way to a backend is to have a
   * firewall: by default those that have one on any way.
   */
  default Set<String> gateways(Lab lab) {
    return GuardedPlaces.hostsWithFirewall(lab);
  }

  /**
   * Returns the vantages that requests for a URL are sent from: by default those in the internet,
   * or for a host that has no public address, all others; all where the network is not described.
   */
  default List<String> vantages(Lab lab, String url) {
    return GuardedPlaces.vantages(lab, url);
  }

  /** Returns the rules, of the twelve, that are off on purpose at a URL: by default none. */
  default Set<Integer> disabledRules(String url) {
    return Set.of();
  }

  /** Returns the exclusions that are there on purpose at a URL: by default none. */
  default List<Exclusion> exclusions(String url) {
    return List.of();
  }

  /**
   * Returns the names of the custom rules that let requests past all others on purpose at a URL: by
   * default none.
   */
  default Set<String> allowingRules(String url) {
    return Set.of();
  }

  /**
   * Returns the rule sets of which a firewall has to have one, with the oldest version of each: by
   * default {@code OWASP} of version 3.0.
   */
  default Map<String, String> oldestRuleSets() {
    return Map.of("OWASP", "3.0");
  }

  /**
   * Returns up to which paranoia level the rules of a firewall are asked, 1 to 4: by default 2. In
   * ordinary traffic the rules of higher levels find more.
   */
  default int paranoia(String url) {
    return 2;
  }

  /** Returns what the platform calls a setting: by default general words. */
  default String nameOf(FirewallSetting setting) {
    return setting.label();
  }

  /**
   * Returns the tests: without any place to test, an error. They run one at a time, since each
   * sends many requests at a time.
   */
  @TestFactory
  @Execution(ExecutionMode.SAME_THREAD)
  default Stream<DynamicNode> web_application_firewall(Lab lab) {
    return GuardedPlaces.of(this, lab).stream()
        .map(place -> new FirewallTests(this, lab, place).node());
  }
}
