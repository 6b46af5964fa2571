package dev.plumbline.assertion;

import dev.plumbline.baseline.Surveyed;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.Tentative;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.Watched;
import dev.plumbline.waf.FirewallDescription;
import dev.plumbline.waf.FirewallSite;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what was seen of a network.
 *
 * <pre><code class='java'>
 * import static dev.plumbline.assertion.NetworkAssertions.assertThat;
 *
 * assertThat(inside.resolve("api.contoso.net")).resolvesOnlyTo("10.1.0.5").isPrivate();
 * </code></pre>
 *
 * <p>May be imported beside AssertJ's own {@code Assertions.assertThat}: the compiler takes the one
 * that fits.
 *
 * <p>Every assertion is written to the journal, passed or not. {@code assertThat(..)} alone asserts
 * nothing and writes nothing.
 */
public class NetworkAssertions {

  /** For a class of a project's own that collects its assertions by extending this one. */
  protected NetworkAssertions() {}

  /**
   * Returns how long something is waited for: that long, and tried each second unless {@link
   * Patience#every(Duration)} says otherwise.
   */
  public static Patience within(Duration time) {
    return new Patience(time, Duration.ofSeconds(1), 1);
  }

  /**
   * Observes and asserts again and again until it holds, for what takes its time to come about: a
   * change of a name, a backend that becomes healthy.
   *
   * <pre><code class='java'>
   * eventually(within(ofMinutes(5)).every(ofSeconds(10)), () ->
   *     assertThat(inside.resolve("api.contoso.net")).resolvesOnlyTo("10.1.0.5"));
   * </code></pre>
   *
   * <p>Each attempt observes anew: both the observing and the asserting belong inside. It passes
   * when it returns, at least one assertion of what it observed held, and nothing it observed was
   * left without an answer because the time for the waiting was over. An inconclusive attempt is
   * followed by another like a failed one; a negative needs its positive control in the same
   * attempt. On which attempt it passed, and what was seen until then, is in the report.
   *
   * <p>What waiting cannot change is not waited for: whatever is thrown that is not a failed
   * assertion (misuse, something that the environment's guards refuse, a lab that is closed); an
   * attempt that observes or asserts nothing; what only a description says; a vantage whose proxy
   * does not accept its credentials; a lab whose clock stands still. The clock of a simulated lab,
   * or one in containers, is moved on instead of waiting, where the test has a lab of its own; a
   * lab that tests share stands still.
   *
   * @param patience how long, and how often
   * @param assertions what observes and asserts, on the thread that runs it
   * @throws AssertionError when it did not hold in time; an {@link InconclusiveError} when no
   *     attempt was more than inconclusive
   * @throws IllegalStateException when it is called in what another {@code eventually} is given
   */
  public static void eventually(Patience patience, Runnable assertions) {
    new Eventually(patience, assertions).run();
  }

  /**
   * Asserts something that has to hold as a whole, though some of it may fail and be caught: an
   * alternative, or that an assertion fails. Elsewhere a test in which an assertion of an
   * observation failed does not pass, whoever caught that or in whatever thread it was lost.
   *
   * <pre><code class='java'>
   * tentatively(() -> assertThat(List.of(east, west)).anySatisfy(o -> assertThat(o).isOpen()));
   * </code></pre>
   *
   * @param assertions what observes and asserts, on this thread; what it throws is thrown
   */
  public static void tentatively(Runnable assertions) {
    Tentative.run(
        () -> {
          assertions.run();
          return true;
        });
  }

  /** Returns the assertions of what a resolver answered. */
  public static DnsAssert assertThat(@Nullable DnsObservation actual) {
    return new DnsAssert(actual);
  }

  /** Returns the assertions of whether a connection opened. */
  public static TcpAssert assertThat(@Nullable TcpObservation actual) {
    return new TcpAssert(actual);
  }

  /** Returns the assertions of how a TLS handshake ended. */
  public static TlsAssert assertThat(@Nullable TlsObservation actual) {
    return new TlsAssert(actual);
  }

  /** Returns the assertions of what came back for an HTTP request. */
  public static HttpAssert assertThat(@Nullable HttpObservation actual) {
    return new HttpAssert(actual);
  }

  /** Returns the assertions of what a health probe says of its backends. */
  public static HealthAssert assertThat(@Nullable HealthObservation actual) {
    return new HealthAssert(actual);
  }

  /** Returns the assertions of what a web application firewall did with a request. */
  public static WafAssert assertThat(@Nullable WafObservation actual) {
    return new WafAssert(actual);
  }

  /** Returns the assertions that send cases to a web application firewall. */
  public static FirewallAssert assertThat(@Nullable FirewallSite actual) {
    return new FirewallAssert(actual);
  }

  /** Returns the assertions of the settings of a web application firewall. */
  public static FirewallDescriptionAssert assertThat(@Nullable FirewallDescription actual) {
    return new FirewallDescriptionAssert(actual);
  }

  /** Returns the assertions of what the description of a network says. */
  public static DescriptionAssert assertThat(@Nullable DescriptionObservation actual) {
    return new DescriptionAssert(actual);
  }

  /** Returns the assertions that ask an address and port many questions. */
  public static SiteAssert assertThat(@Nullable Site actual) {
    return new SiteAssert(actual);
  }

  /** Returns the assertions of what was seen of every address of a name. */
  public static <O extends Observation> EachAddressAssert<O> assertThat(
      @Nullable EachAddress<O> actual) {
    return new EachAddressAssert<>(actual);
  }

  /** Returns the assertions of what is reachable from where. */
  public static ReachabilityMatrixAssert assertThat(@Nullable ReachabilityMatrix actual) {
    return new ReachabilityMatrixAssert(actual);
  }

  /** Returns the assertions of a network as a whole: whether it is as its baseline has it. */
  public static SurveyedAssert assertThat(@Nullable Surveyed actual) {
    return new SurveyedAssert(actual);
  }

  /** Returns the assertions of what was seen while something was watched. */
  public static WatchedAssert assertThat(@Nullable Watched actual) {
    return new WatchedAssert(actual);
  }
}
