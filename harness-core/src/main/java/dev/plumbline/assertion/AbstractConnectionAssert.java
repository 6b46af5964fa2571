package dev.plumbline.assertion;

import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of how a connection did not come about. All of them are negatives: they pass only with
 * a positive control.
 *
 * @param <SELF> the type of the assertion
 * @param <O> the type of the observation
 */
public abstract class AbstractConnectionAssert<
        SELF extends AbstractConnectionAssert<SELF, O>, O extends Observation>
    extends AbstractObservationAssert<SELF, O> {

  AbstractConnectionAssert(@Nullable O actual, Class<?> selfType) {
    super(actual, selfType);
  }

  /**
   * Checks that nothing answered the connection attempt. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(outside.connect("apim-management", 3443)).isDropped(); // passes when something else was reached from there
   * assertThat(outside.connect("gateway", 443)).isDropped();          // fails: it is open
   * </code></pre>
   *
   * @throws InconclusiveError when the vantage reached nothing else
   */
  public SELF isDropped() {
    return outcome("dropped", o -> o instanceof Outcome.TimedOut && o.phase() == Phase.CONNECT);
  }

  /**
   * Checks that the connection attempt was refused. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(inside.connect("10.1.0.5", 81)).isRefused();  // passes when something else was reached from there
   * assertThat(inside.connect("10.1.0.5", 443)).isRefused(); // fails: it is open
   * </code></pre>
   *
   * @throws InconclusiveError when the vantage reached nothing else
   */
  public SELF isRefused() {
    return outcome("refused", o -> o instanceof Outcome.Refused);
  }

  /**
   * Checks that there is no way to the address. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(outside.connect("10.1.0.5", 443)).hasNoRoute(); // passes when something else was reached from there
   * assertThat(inside.connect("10.1.0.5", 443)).hasNoRoute();  // fails: it is open
   * </code></pre>
   *
   * @throws InconclusiveError when the vantage reached nothing else
   */
  public SELF hasNoRoute() {
    return outcome("no route", o -> o instanceof Outcome.NoRoute);
  }

  /**
   * Checks that the peer reset the connection, in whatever phase. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("10.1.0.5", 443)).isReset(); // passes when another handshake succeeded at that port
   * assertThat(inside.handshake("gateway")).isReset();       // fails: the handshake completed
   * </code></pre>
   *
   * @throws InconclusiveError when nothing succeeded at the same address and port
   */
  public SELF isReset() {
    return outcome("reset by the peer", o -> o instanceof Outcome.Reset);
  }

  /**
   * Checks that the name to connect to does not exist. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(outside.connect("api.internal.contoso.net", 443)).isNxDomain(); // passes when other names resolve there
   * assertThat(outside.connect("www.contoso.net", 443)).isNxDomain();          // fails: it is open
   * </code></pre>
   *
   * @throws InconclusiveError when the resolver answered no other question with data
   */
  public SELF isNxDomain() {
    return outcome("NXDOMAIN", o -> o instanceof Outcome.NxDomain);
  }

  /** Judges an outcome that is a negative. */
  SELF outcome(String expectation, Predicate<Outcome> outcome) {
    return expectNegative(
        expectation, o -> outcome.test(o.outcome()), o -> ShouldConnect.be(o, expectation));
  }
}
