package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.StandardSoftAssertionsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Network assertions whose failures are collected, beside AssertJ's own.
 *
 * <pre><code class='java'>
 * NetworkSoftAssertions.assertSoftly(softly -> {
 *   softly.assertThat(inside.resolve("api.contoso.net")).resolvesOnlyTo("10.1.0.5");
 *   softly.assertThat(outside.connect("apim-management", 3443)).isDropped();
 * });
 * </code></pre>
 *
 * <p>Every assertion is written to the journal at once. When all that was collected is inconclusive, {@link #assertAll} throws an
 * {@link InconclusiveError}; otherwise AssertJ's error for many failures.
 */
public class NetworkSoftAssertions extends AbstractSoftAssertions
    implements StandardSoftAssertionsProvider {

  /** Makes a collection without failures. */
  public NetworkSoftAssertions() {}

  /** Runs assertions and then throws what they collected. */
  public static void assertSoftly(Consumer<NetworkSoftAssertions> assertions) {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    assertions.accept(softly);
    softly.assertAll();
  }

  /** Returns the soft assertions of what a resolver answered. */
  public DnsAssert assertThat(@Nullable DnsObservation actual) {
    return proxy(DnsAssert.class, DnsObservation.class, actual);
  }

  /** Returns the soft assertions of whether a connection opened. */
  public TcpAssert assertThat(@Nullable TcpObservation actual) {
    return proxy(TcpAssert.class, TcpObservation.class, actual);
  }

  /** Returns the soft assertions of how a TLS handshake ended. */
  public TlsAssert assertThat(@Nullable TlsObservation actual) {
    return proxy(TlsAssert.class, TlsObservation.class, actual);
  }

  /** Returns the soft assertions of what came back for an HTTP request. */
  public HttpAssert assertThat(@Nullable HttpObservation actual) {
    return proxy(HttpAssert.class, HttpObservation.class, actual);
  }

  /** Returns the soft assertions of what a health probe says of its backends. */
  public HealthAssert assertThat(@Nullable HealthObservation actual) {
    return proxy(HealthAssert.class, HealthObservation.class, actual);
  }

  /** Returns the soft assertions that ask an address and port many questions. */
  public SiteAssert assertThat(@Nullable Site actual) {
    return proxy(SiteAssert.class, Site.class, actual);
  }

  /** Returns the soft assertions of what is reachable from where. */
  public ReachabilityMatrixAssert assertThat(@Nullable ReachabilityMatrix actual) {
    return proxy(ReachabilityMatrixAssert.class, ReachabilityMatrix.class, actual);
  }

  @Override
  public void assertAll() {
    List<AssertionError> errors = assertionErrorsCollected();
    if (Inconclusive.all(errors)) {
      throw Inconclusive.of(errors);
    }
    super.assertAll();
  }
}
