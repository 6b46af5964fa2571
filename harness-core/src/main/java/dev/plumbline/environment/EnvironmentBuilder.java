package dev.plumbline.environment;

import dev.plumbline.environment.Environment.AttackTraffic;
import dev.plumbline.environment.Environment.BlockAnswer;
import dev.plumbline.environment.Environment.Budget;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.FirewallLogSpec;
import dev.plumbline.environment.Environment.FirewallSpec;
import dev.plumbline.environment.Environment.Guards;
import dev.plumbline.environment.Environment.Rate;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.Environment.Timeouts;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link Environment} in code. Without more it stands on the ground {@code simulated},
 * allows faults and no attack traffic, and gives a check five seconds. A vantage or endpoint with
 * the name of an earlier one takes its place.
 */
public final class EnvironmentBuilder {

  private String name;
  private Ground ground = Ground.SIMULATED;
  private @Nullable String network;
  private final Map<String, VantageSpec> vantages = new LinkedHashMap<>();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private List<String> attackTraffic = List.of();
  private @Nullable Budget attackBudget;
  private boolean redactPayloads;
  private boolean faults = true;
  private int concurrency = 16;
  private int perTarget = 8;
  private @Nullable Rate rate;
  private @Nullable Duration deadline;
  private boolean production;
  private Duration probe = Duration.ofSeconds(5);
  private Duration suite = Duration.ofMinutes(5);
  private Duration controlWindow = Duration.ofSeconds(30);
  private Duration firewallLog = Duration.ofSeconds(5);
  private @Nullable FirewallSpec firewall;
  private final List<FirewallLogSpec> firewallLogs = new ArrayList<>();
  private final List<String> trust = new ArrayList<>();
  private BaselineSpec baseline = BaselineSpec.NONE;
  private final Map<String, ClientCertificateSpec> clientCertificates = new LinkedHashMap<>();

  EnvironmentBuilder(String name) {
    this.name = name;
  }

  EnvironmentBuilder(Environment environment) {
    this(environment.name());
    ground = environment.ground();
    network = environment.network();
    vantages.putAll(environment.vantages());
    endpoints.putAll(environment.endpoints());
    attackTraffic = environment.guards().attackTraffic().authorised();
    attackBudget = environment.guards().attackTraffic().budget();
    redactPayloads = environment.guards().attackTraffic().redactPayloads();
    faults = environment.guards().faults();
    concurrency = environment.guards().concurrency();
    perTarget = environment.guards().perTarget();
    rate = environment.guards().rate();
    deadline = environment.guards().deadline();
    production = environment.guards().production();
    probe = environment.timeouts().probe();
    suite = environment.timeouts().suite();
    controlWindow = environment.timeouts().controlWindow();
    firewallLog = environment.timeouts().firewallLog();
    firewall = environment.firewall();
    firewallLogs.addAll(environment.firewallLogs());
    trust.addAll(environment.trust());
    baseline = environment.baseline();
    clientCertificates.putAll(environment.clientCertificates());
  }

  /** Sets the name. */
  public EnvironmentBuilder name(String name) {
    this.name = name;
    return this;
  }

  /** Sets what it is realised on. */
  public EnvironmentBuilder ground(Ground ground) {
    this.ground = ground;
    return this;
  }

  /** Sets where the network description is. */
  public EnvironmentBuilder network(String network) {
    this.network = network;
    return this;
  }

  /** Adds a vantage in the segment of the same name. */
  public EnvironmentBuilder vantage(String name) {
    return vantage(name, name);
  }

  /** Adds a vantage in a segment. */
  public EnvironmentBuilder vantage(String name, String segment) {
    return vantage(name, vantage -> vantage.segment(segment));
  }

  /** Adds a vantage. */
  public EnvironmentBuilder vantage(String name, Consumer<VantageBuilder> with) {
    VantageBuilder vantage = new VantageBuilder();
    with.accept(vantage);
    vantages.put(name, vantage.build());
    return this;
  }

  /** Adds an endpoint spoken to over HTTPS. */
  public EnvironmentBuilder https(String name, String host, int port) {
    return endpoint(name, new Endpoint(host, port, Scheme.HTTPS, "/"));
  }

  /** Adds an endpoint spoken to over HTTP. */
  public EnvironmentBuilder http(String name, String host, int port) {
    return endpoint(name, new Endpoint(host, port, Scheme.HTTP, "/"));
  }

  /** Adds an endpoint spoken to over bare TCP. */
  public EnvironmentBuilder tcp(String name, String host, int port) {
    return endpoint(name, new Endpoint(host, port, Scheme.TCP, "/"));
  }

  /**
   * Adds an endpoint by its URL, for example {@code https://api.contoso.net/status} or {@code
   * tcp://10.1.0.5:3443}.
   */
  public EnvironmentBuilder endpoint(String name, String url) {
    return endpoint(name, EndpointUrl.parse(url));
  }

  /** Adds an endpoint. */
  public EnvironmentBuilder endpoint(String name, Endpoint endpoint) {
    endpoints.put(name, endpoint);
    return this;
  }

  /** Sets the hosts that may receive attack traffic. */
  public EnvironmentBuilder attackTraffic(String... hosts) {
    attackTraffic = List.of(hosts);
    return this;
  }

  /** Sets how many requests of attack traffic may be sent in all, and in a second. */
  public EnvironmentBuilder attackBudget(int requests, int perSecond) {
    attackBudget = new Budget(requests, perSecond);
    return this;
  }

  /** Leaves the payloads of attack traffic out of messages and reports. */
  public EnvironmentBuilder redactPayloads() {
    redactPayloads = true;
    return this;
  }

  /**
   * Sets how the answer of web application firewalls to what they block is known.
   *
   * @param bodyContains what its body contains; null where any body will do
   */
  public EnvironmentBuilder firewallBlocksWith(int status, @Nullable String bodyContains) {
    firewall = new FirewallSpec(new BlockAnswer(status, bodyContains));
    return this;
  }

  /** Adds a log of a web application firewall. */
  public EnvironmentBuilder firewallLog(String format, String path) {
    firewallLogs.add(new FirewallLogSpec(format, path));
    return this;
  }

  /** Sets how long entries of a web application firewall's log are waited for. */
  public EnvironmentBuilder firewallLogTimeout(Duration time) {
    firewallLog = time;
    return this;
  }

  /** Forbids faults. */
  public EnvironmentBuilder withoutFaults() {
    faults = false;
    return this;
  }

  /** Sets how many checks run at a time, and how many of them go to one address and port. */
  public EnvironmentBuilder concurrency(int concurrency, int perTarget) {
    this.concurrency = concurrency;
    this.perTarget = perTarget;
    return this;
  }

  /** Sets how many checks a second go to one address and port. */
  public EnvironmentBuilder ratePerTarget(int perSecond) {
    rate = new Rate(perSecond);
    return this;
  }

  /**
   * Sets how long a run may take that has tests of this environment; see {@link
   * Environment.Guards}.
   */
  public EnvironmentBuilder deadline(Duration time) {
    deadline = time;
    return this;
  }

  /** Says that people depend on this network; see {@link Environment#requireArmed}. */
  public EnvironmentBuilder production() {
    production = true;
    return this;
  }

  /** Sets how long one check may take as a whole. */
  public EnvironmentBuilder probeTimeout(Duration time) {
    probe = time;
    return this;
  }

  /** Sets how long all checks of one call that makes many may take. */
  public EnvironmentBuilder suiteTimeout(Duration time) {
    suite = time;
    return this;
  }

  /** Sets how far a positive control may lie from a negative check. */
  public EnvironmentBuilder controlWindow(Duration time) {
    controlWindow = time;
    return this;
  }

  /** Adds a certificate file (PEM) of authorities that vantages trust beside the system's. */
  public EnvironmentBuilder trust(String file) {
    trust.add(file);
    return this;
  }

  /**
   * Adds what clients can present on the ground {@code live}.
   *
   * @param name what vantages, endpoints and probes call it
   */
  public EnvironmentBuilder clientCertificate(String name, ClientCertificateSpec certificate) {
    clientCertificates.put(name, certificate);
    return this;
  }

  /** Sets what its baselines hold beside the usual, and what they leave out. */
  public EnvironmentBuilder baseline(BaselineSpec baseline) {
    this.baseline = baseline;
    return this;
  }

  /** Returns the environment. */
  public Environment build() {
    return new Environment(
        name,
        ground,
        network,
        vantages,
        endpoints,
        new Guards(
            new AttackTraffic(attackTraffic, attackBudget, redactPayloads),
            faults,
            concurrency,
            perTarget,
            rate,
            deadline,
            production),
        new Timeouts(probe, suite, controlWindow, firewallLog),
        firewall,
        firewallLogs,
        trust,
        baseline,
        clientCertificates);
  }

  /**
   * Builds a vantage. Without more it is in no segment, has an address that no host has, and asks
   * the segment's resolver.
   */
  public static final class VantageBuilder {

    private @Nullable String segment;
    private @Nullable InetAddress address;
    private List<Resolver> resolver = List.of();
    private @Nullable InetAddress bind;
    private WayOut via = WayOut.direct();
    private @Nullable String control;
    private @Nullable String clientCertificate;

    VantageBuilder() {}

    /** Sets the segment of the network description that it is in. */
    public VantageBuilder segment(String segment) {
      this.segment = segment;
      return this;
    }

    /** Sets its address in the segment. */
    public VantageBuilder address(String address) {
      this.address = IpAddresses.parse(address);
      return this;
    }

    /**
     * Sets whom it asks for names, as {@link Resolver} says it is written; the next where one does
     * not answer.
     *
     * @throws IllegalArgumentException when one is none of the forms
     */
    public VantageBuilder resolver(String... resolvers) {
      resolver = Stream.of(resolvers).map(Resolver::parse).toList();
      return this;
    }

    /**
     * Sets the local address its connections start from, on the ground {@code live}; it means
     * nothing on other grounds, where they start from {@link #address}.
     */
    public VantageBuilder bind(String address) {
      this.bind = IpAddresses.parse(address);
      return this;
    }

    /**
     * Sets its way out as it is written in a descriptor, for example {@code
     * socks5://proxy.contoso.net:1080} or {@code ssh://ops@jump.contoso.net}; only the ground
     * {@code live} has others than {@code direct}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public VantageBuilder via(String url) {
      return via(WayOut.of(url));
    }

    /** Sets its way out; only the ground {@code live} has others than the direct one. */
    public VantageBuilder via(WayOut via) {
      this.via = via;
      return this;
    }

    /**
     * Sets the endpoint that must be reachable from here, so that a negative check proves
     * something.
     */
    public VantageBuilder control(String endpoint) {
      this.control = endpoint;
      return this;
    }

    /** Sets what it presents where a server asks for a certificate, by its name. */
    public VantageBuilder clientCertificate(String name) {
      clientCertificate = name;
      return this;
    }

    VantageSpec build() {
      return new VantageSpec(segment, address, resolver, bind, via, control, clientCertificate);
    }
  }
}
