package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.Resolver;
import dev.plumbline.network.Network;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.Family;
import dev.plumbline.probe.HealthProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallSite;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place to look from: it asks probes and gives observations.
 *
 * <p>What a network does is never an exception: refused, dropped, NXDOMAIN, a TLS alert and a 403
 * are outcomes of the observation returned. Exceptions are for misuse: an endpoint, client
 * certificate or health probe that does not exist.
 *
 * <p>A host may be given as a name, which the vantage's own resolver is asked for, as an address,
 * or as the name of an endpoint of the environment. One address is dialled, the first; every one by
 * {@link #observeEach} and its shorthands.
 *
 * <p>Every observation is recorded in the journal. A negative one (not {@link
 * dev.plumbline.observation.Outcome#reached()}) that has no positive control there makes the
 * vantage observe its control endpoint, if it has one. Safe for use by many threads.
 */
public final class Vantage {

  private final Setup setup;
  private final Journal.Scope scope;
  private final Engine engine;
  private final Controls controls;
  private final FirewallWatch watch;

  private Vantage(
      Setup setup, Journal.Scope scope, Engine engine, Controls controls, FirewallWatch watch) {
    this.setup = setup;
    this.scope = scope;
    this.engine = engine;
    this.controls = controls;
    this.watch = watch;
  }

  /**
   * What a vantage is made from.
   *
   * @param name its name in the environment
   * @param environment the environment
   * @param network the network description, for the health probes it names; null when there is none
   * @param transport its way out; closed with the vantage
   * @param resolvers the DNS servers it asks, in order: the next when one gives no answer
   * @param trust whom it trusts
   * @param health the reader of probe states; null where health probes are sent by the vantage
   *     itself
   * @param firewalls what the lab can tell of requests to web application firewalls
   * @param attackBudget how much attack traffic the environment may still be sent
   */
  public record Setup(
      String name,
      Environment environment,
      @Nullable Network network,
      Transport transport,
      List<Resolver.Server> resolvers,
      Trust trust,
      @Nullable HealthReader health,
      FirewallEvidence firewalls,
      AttackBudget attackBudget) {
    /** Copies the list. */
    public Setup {
      resolvers = List.copyOf(resolvers);
    }

    /** Makes a vantage with nothing to tell of web application firewalls. */
    public Setup(
        String name,
        Environment environment,
        @Nullable Network network,
        Transport transport,
        List<Resolver.Server> resolvers,
        Trust trust,
        @Nullable HealthReader health) {
      this(
          name,
          environment,
          network,
          transport,
          resolvers,
          trust,
          health,
          FirewallEvidence.none(),
          new AttackBudget(environment));
    }
  }

  /** Makes a vantage that records in a scope of a journal. */
  public static Vantage of(Setup setup, Journal.Scope scope) {
    return of(setup, scope, Pause.SYSTEM);
  }

  static Vantage of(Setup setup, Journal.Scope scope, Pause pause) {
    Engine engine = new Engine(setup, pause);
    FirewallWatch watch = new FirewallWatch(setup, new FirewallControls(setup, engine), pause);
    return new Vantage(setup, scope, engine, new Controls(setup, engine), watch);
  }

  /** Returns this vantage, recording in another scope; everything else is shared. */
  public Vantage in(Journal.Scope scope) {
    return new Vantage(setup, scope, engine, controls, watch);
  }

  /** Returns its name. */
  public String name() {
    return setup.name();
  }

  /**
   * Asks one probe and waits for what comes of it, at most its time-out.
   *
   * @throws IllegalArgumentException for a probe that names what does not exist, or asks for what
   *     cannot be done
   * @throws IllegalStateException when the vantage is closed
   */
  public <O extends Observation> O observe(Probe<O> probe) {
    return observe(probe, Role.CHECK);
  }

  /** Asks one probe on behalf of the harness itself: nobody is expected to judge what comes. */
  <O extends Observation> O prepare(Probe<O> probe) {
    return observe(probe, Role.CONTROL);
  }

  private <O extends Observation> O observe(Probe<O> probe, Role role) {
    engine.require(probe);
    if (probe instanceof WafProbe) {
      setup.attackBudget().reserve(1);
    }
    O observation = engine.observe(probe, scope, role);
    controls.ensure(probe, observation, scope);
    return settled(List.of(probe), List.of(observation), Map.of(), role).get(0);
  }

  /**
   * Asks many probes at once, within the bounds of the environment's guards. Targets that do not
   * answer wait together, so that they cost about one time-out, however many they are.
   *
   * @return what came of each, in the order asked
   * @throws IllegalArgumentException for a probe that cannot be asked; then none is
   * @throws IllegalStateException when the environment's time for a suite was over before all were
   *     asked; it says how many were not
   */
  public <O extends Observation> List<O> observeAll(List<? extends Probe<O>> probes) {
    probes.forEach(engine::require);
    engine.requireOpen();
    int requests = (int) probes.stream().filter(WafProbe.class::isInstance).count();
    setup.attackBudget().reserve(requests);
    try (LogFollower logs = watch.follow(requests)) {
      List<O> seen = new Batch<O>(engine, setup.environment(), controls, scope, probes).observe();
      return settled(probes, seen, logs.end(), Role.CHECK);
    }
  }

  /**
   * Asks one probe of every address of its host, at once: the IPv4 and the IPv6 addresses that the
   * vantage's resolver gives, or those of the probe's family. Host header, server name and the name
   * that a certificate must carry stay those of the host. There may be no address, which {@code
   * assertThat(..)} does not let pass.
   *
   * @param probe a {@link TcpProbe}, {@link TlsProbe} or {@link HttpProbe}
   * @throws IllegalArgumentException for another probe, and for one that cannot be asked
   * @throws IllegalStateException when the environment's time for a suite was over before all were
   *     asked
   */
  public <O extends Observation> EachAddress<O> observeEach(Probe<O> probe) {
    engine.require(probe);
    engine.requireOpen();
    return new AtEachAddress(setup.environment())
        .observe(
            setup.name(),
            probe,
            new AtEachAddress.Asking<O>() {
              @Override
              public DnsObservation ask(DnsProbe question) {
                // A family that a name has no address of is no negative that needs a control.
                return engine.observe(question, scope, Role.CHECK);
              }

              @Override
              public List<O> observeAll(List<? extends Probe<O>> probes) {
                return Vantage.this.observeAll(probes);
              }
            });
  }

  /** Opens a TCP connection to a port of every address of a host. */
  public EachAddress<TcpObservation> connectEach(String host, int port) {
    return observeEach(TcpProbe.to(host, port));
  }

  /** Opens a TCP connection to every address of an endpoint of the environment. */
  public EachAddress<TcpObservation> connectEach(String endpoint) {
    return observeEach(TcpProbe.to(Target.endpoint(endpoint)));
  }

  /** Makes a TLS handshake with a port of every address of a host. */
  public EachAddress<TlsObservation> handshakeEach(String host, int port) {
    return observeEach(TlsProbe.to(host, port));
  }

  /** Makes a TLS handshake with every address of an endpoint of the environment. */
  public EachAddress<TlsObservation> handshakeEach(String endpoint) {
    return observeEach(TlsProbe.to(Target.endpoint(endpoint)));
  }

  /** Gets a URL from every address of its host. */
  public EachAddress<HttpObservation> getEach(String url) {
    return observeEach(HttpProbe.get(url));
  }

  /** Finds out what firewalls did with the requests among them, for all together. */
  @SuppressWarnings("unchecked") // Each probe has the kind of observation that its type says.
  private <O extends Observation> List<O> settled(
      List<? extends Probe<O>> probes,
      List<O> seen,
      Map<FirewallLog, String> unreadable,
      Role role) {
    List<WafProbe> requests = new ArrayList<>();
    List<WafObservation> answers = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      if (probes.get(i) instanceof WafProbe request) {
        requests.add(request);
        answers.add((WafObservation) (Observation) seen.get(i));
      }
    }
    if (requests.isEmpty()) {
      return seen;
    }
    Iterator<WafObservation> judged =
        watch.settle(requests, answers, unreadable, scope, role).iterator();
    List<O> all = new ArrayList<>();
    for (O one : seen) {
      all.add(one instanceof WafObservation ? (O) judged.next() : one);
    }
    return all;
  }

  /**
   * Asks the vantage's resolver for the addresses of a name. The observation is that of its IPv4
   * addresses (type A); where there are any, the IPv6 addresses are asked for too, and what is
   * asserted of addresses holds for all. {@code resolve(name, "A")} asks for IPv4 alone, {@code
   * resolve(name, "AAAA")} for IPv6 alone.
   */
  public DnsObservation resolve(String name) {
    return observe(DnsProbe.of(name));
  }

  /** Asks the vantage's resolver for records of a type, for example {@code AAAA}. */
  public DnsObservation resolve(String name, String type) {
    return observe(DnsProbe.of(name, type));
  }

  /**
   * Opens a TCP connection to a port of a host, and closes it. Of a name's addresses it is the
   * first IPv4 one, or the first IPv6 one where there is no other; {@link #connectEach} takes all.
   */
  public TcpObservation connect(String host, int port) {
    return observe(TcpProbe.to(host, port));
  }

  /** Opens a TCP connection to an endpoint of the environment, and closes it. */
  public TcpObservation connect(String endpoint) {
    return observe(TcpProbe.to(Target.endpoint(endpoint)));
  }

  /** Makes a TLS handshake with a port of a host. */
  public TlsObservation handshake(String host, int port) {
    return observe(TlsProbe.to(host, port));
  }

  /** Makes a TLS handshake with an endpoint of the environment. */
  public TlsObservation handshake(String endpoint) {
    return observe(TlsProbe.to(Target.endpoint(endpoint)));
  }

  /** Makes a TLS handshake. */
  public TlsObservation handshake(TlsProbe probe) {
    return observe(probe);
  }

  /** Gets a URL. */
  public HttpObservation get(String url) {
    return observe(HttpProbe.get(url));
  }

  /** Sends a request. */
  public HttpObservation send(HttpProbe probe) {
    return observe(probe);
  }

  /**
   * Sends a request to a web application firewall, and finds out what it did with it.
   *
   * @throws AttackTrafficException when the environment does not allow it; nothing is sent then
   */
  public WafObservation send(WafProbe probe) {
    return observe(probe);
  }

  /**
   * Returns the state of a health probe of the network description: the gateway's own where the lab
   * can read it, else what one attempt from this vantage shows of each backend.
   */
  public HealthObservation probe(String name) {
    return observe(HealthProbe.of(name));
  }

  /**
   * Returns a URL behind a web application firewall, to send cases to.
   *
   * @param url {@code http[s]://host[:port][/path]}; see {@link
   *     dev.plumbline.waf.WafCase#to(String)}
   */
  public FirewallSite firewall(String url) {
    return new UrlFirewall(this, url);
  }

  /** Returns an address and port to ask many questions of, over TLS, with the path {@code /}. */
  public Site at(String address, int port) {
    return at(address, port, "/");
  }

  /** Returns an address and port to ask many questions of, over TLS. */
  public Site at(String address, int port, String path) {
    return new HostSite(
        this, Target.of(address, port), new Place(address, port, null, Family.ANY), "https", path);
  }

  /**
   * Returns the site of an endpoint, with its scheme and path; of an endpoint given by a name, the
   * first address.
   */
  public Site at(String endpoint) {
    Target target = Target.endpoint(endpoint);
    Place place = Place.of(setup.environment(), target);
    Endpoint known = place.endpoint();
    boolean plain = known != null && known.scheme() == Scheme.HTTP;
    return new HostSite(
        this, target, place, plain ? "http" : "https", known == null ? "/" : known.path());
  }

  /** Releases what this vantage and its views hold, its transport too. The lab does this. */
  public void close() {
    engine.close();
  }
}
