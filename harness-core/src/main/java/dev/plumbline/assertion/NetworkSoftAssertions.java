package dev.plumbline.assertion;

import dev.plumbline.baseline.Recording;
import dev.plumbline.baseline.Surveyed;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Look;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.Watched;
import dev.plumbline.waf.FirewallDescription;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
 * <p>Every assertion is written to the journal at once. When all that was collected is
 * inconclusive, {@link #assertAll} throws an {@link InconclusiveError}; otherwise AssertJ's error
 * for many failures. A network test that ends without it, though failures were collected, fails.
 */
public class NetworkSoftAssertions extends AbstractSoftAssertions
    implements StandardSoftAssertionsProvider {

  /** The tests that were promised {@link #assertAll}. */
  private final Set<String> promised = ConcurrentHashMap.newKeySet();

  private volatile boolean thrown;

  /** The attempt of an {@code eventually(..)} that it was made in, and ends in. */
  private final Optional<Awaited.Attempt> within = Awaited.current();

  /** The look of a watch that it was made in, and ends in. */
  private final Optional<Look> look = Look.current();

  /** Makes a collection without failures. */
  public NetworkSoftAssertions() {}

  /**
   * Waits as {@link NetworkAssertions#eventually} does, and collects the failure. Inside, the
   * assertions are those of {@link NetworkAssertions}, or others that are thrown in the attempt.
   */
  public void eventually(Patience patience, Runnable assertions) {
    Eventually eventually = new Eventually(patience, assertions);
    try {
      eventually.run();
    } catch (AssertionError e) {
      eventually.scope().ifPresent(this::promise);
      collectAssertionError(e);
    }
  }

  /** Runs assertions and then throws what they collected. */
  public static void assertSoftly(Consumer<NetworkSoftAssertions> assertions) {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    assertions.accept(softly);
    softly.assertAll();
  }

  /** Returns the soft assertions of what a resolver answered. */
  public DnsAssert assertThat(@Nullable DnsObservation actual) {
    promise(actual);
    return proxy(DnsAssert.class, DnsObservation.class, actual);
  }

  /** Returns the soft assertions of whether a connection opened. */
  public TcpAssert assertThat(@Nullable TcpObservation actual) {
    promise(actual);
    return proxy(TcpAssert.class, TcpObservation.class, actual);
  }

  /** Returns the soft assertions of how a TLS handshake ended. */
  public TlsAssert assertThat(@Nullable TlsObservation actual) {
    promise(actual);
    return proxy(TlsAssert.class, TlsObservation.class, actual);
  }

  /** Returns the soft assertions of what came back for an HTTP request. */
  public HttpAssert assertThat(@Nullable HttpObservation actual) {
    promise(actual);
    return proxy(HttpAssert.class, HttpObservation.class, actual);
  }

  /** Returns the soft assertions of what a health probe says of its backends. */
  public HealthAssert assertThat(@Nullable HealthObservation actual) {
    promise(actual);
    return proxy(HealthAssert.class, HealthObservation.class, actual);
  }

  /** Returns the soft assertions of what a web application firewall did with a request. */
  public WafAssert assertThat(@Nullable WafObservation actual) {
    promise(actual);
    return proxy(WafAssert.class, WafObservation.class, actual);
  }

  /** Returns the soft assertions that send cases to a web application firewall. */
  public FirewallAssert assertThat(@Nullable FirewallSite actual) {
    return proxy(
        FirewallAssert.class,
        FirewallSite.class,
        actual == null ? null : new PromisingFirewall(actual));
  }

  /** Returns the soft assertions of the settings of a web application firewall. */
  public FirewallDescriptionAssert assertThat(@Nullable FirewallDescription actual) {
    return proxy(
        FirewallDescriptionAssert.class,
        FirewallDescription.class,
        actual == null ? null : actual.seenBy(this::promise));
  }

  /** Returns the soft assertions of what the description of a network says. */
  public DescriptionAssert assertThat(@Nullable DescriptionObservation actual) {
    promise(actual);
    return proxy(DescriptionAssert.class, DescriptionObservation.class, actual);
  }

  /** Returns the soft assertions that ask an address and port many questions. */
  public SiteAssert assertThat(@Nullable Site actual) {
    return proxy(SiteAssert.class, Site.class, actual == null ? null : new PromisingSite(actual));
  }

  /** Returns the soft assertions of what was seen of every address of a name. */
  @SuppressWarnings("unchecked") // The proxy's class is that of every type of observation.
  public <O extends Observation> EachAddressAssert<O> assertThat(@Nullable EachAddress<O> actual) {
    promise(actual == null || actual.all().isEmpty() ? null : actual.all().get(0));
    return proxy(EachAddressAssert.class, EachAddress.class, actual);
  }

  /** Returns the soft assertions of what is reachable from where. */
  public ReachabilityMatrixAssert assertThat(@Nullable ReachabilityMatrix actual) {
    promise(actual == null || actual.cells().isEmpty() ? null : actual.cells().get(0).seen());
    return proxy(ReachabilityMatrixAssert.class, ReachabilityMatrix.class, actual);
  }

  /** Returns the soft assertions of a network as a whole. */
  public SurveyedAssert assertThat(@Nullable Surveyed actual) {
    return proxy(
        SurveyedAssert.class, Surveyed.class, actual == null ? null : new PromisingSurvey(actual));
  }

  /** A network has no observation before it is looked at. */
  private final class PromisingSurvey implements Surveyed {

    private final Surveyed network;

    PromisingSurvey(Surveyed network) {
      this.network = network;
    }

    @Override
    public String surveyName() {
      return network.surveyName();
    }

    @Override
    public Recording survey() {
      Recording seen = network.survey();
      seen.observations().forEach(NetworkSoftAssertions.this::promise);
      return seen;
    }
  }

  /** Returns the soft assertions of what was seen while something was watched. */
  public WatchedAssert assertThat(@Nullable Watched actual) {
    promise(
        actual == null || actual.observations().isEmpty() ? null : actual.observations().get(0));
    return proxy(WatchedAssert.class, Watched.class, actual);
  }

  /** A site has no observation before it is asked, so what it is asked makes the promise. */
  private final class PromisingSite implements Site {

    private final Site site;

    PromisingSite(Site site) {
      this.site = site;
    }

    @Override
    public String vantage() {
      return site.vantage();
    }

    @Override
    public InetSocketAddress address() {
      return site.address();
    }

    @Override
    public HostExclusivity askByHost(List<String> ownNames) {
      HostExclusivity seen = site.askByHost(ownNames);
      seen.rows().forEach(row -> promise(row.observation()));
      return seen;
    }
  }

  /** A firewall has no observation before it is sent cases, likewise. */
  private final class PromisingFirewall implements FirewallSite {

    private final FirewallSite site;

    PromisingFirewall(FirewallSite site) {
      this.site = site;
    }

    @Override
    public String vantage() {
      return site.vantage();
    }

    @Override
    public String url() {
      return site.url();
    }

    @Override
    public FirewallSite root() {
      return new PromisingFirewall(site.root());
    }

    @Override
    public List<WafObservation> send(List<WafCase> cases) {
      List<WafObservation> seen = site.send(cases);
      seen.forEach(NetworkSoftAssertions.this::promise);
      return seen;
    }
  }

  /** Lets the test that observed it notice when what is collected here is never thrown. */
  private void promise(@Nullable Observation actual) {
    if (!Awaited.current().equals(within)) {
      throw new IllegalStateException(
          "what these soft assertions collect is thrown after the attempt of eventually(..), which would pass whatever they find. Use NetworkSoftAssertions.assertSoftly(..) inside of it, or softly.eventually(..) with NetworkAssertions.assertThat(..)");
    }
    if (!Look.current().equals(look)) {
      throw new IllegalStateException(
          "what these soft assertions collect is thrown after the look of watch(..), which would be as expected whatever they find. Use NetworkSoftAssertions.assertSoftly(..) inside of it, or NetworkAssertions.assertThat(..)");
    }
    if (actual != null) {
      promise(actual.provenance().scope());
    }
  }

  private void promise(Journal.Scope scope) {
    if (promised.add(scope.owner())) {
      scope.unsettled(this::unthrown);
    }
  }

  private Optional<String> unthrown() {
    List<AssertionError> errors = thrown ? List.of() : assertionErrorsCollected();
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            errors.stream()
                .map(e -> String.valueOf(e.getMessage()))
                .collect(
                    Collectors.joining(
                        "\n",
                        "failures of its soft assertions were never thrown.\n"
                            + "Call assertAll() at its end, or use NetworkSoftAssertions.assertSoftly(..).\n",
                        "")));
  }

  @Override
  public void assertAll() {
    thrown = true;
    List<AssertionError> errors = assertionErrorsCollected();
    if (Inconclusive.all(errors)) {
      throw Inconclusive.of(errors);
    }
    super.assertAll();
  }
}
