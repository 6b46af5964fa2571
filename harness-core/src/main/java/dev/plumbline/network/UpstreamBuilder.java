package dev.plumbline.network;

import dev.plumbline.network.Network.AffinityCookie;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a pool of backends. Without more: asked over plain HTTP with the client's Host header and
 * the forwarded headers, without a probe; an answer may take 30 seconds, then the client gets 504;
 * 502 when no backend is healthy.
 */
public final class UpstreamBuilder {

  private final String name;
  private int port;
  private List<String> members = List.of();
  private boolean tls;
  private List<String> trustedRoots = List.of();
  private @Nullable String host;
  private boolean hostFromMember;
  private Duration timeout = Duration.ofSeconds(30);
  private int timeoutStatus = 504;
  private int unavailableStatus = 502;
  private @Nullable Probe probe;
  private boolean forwardedHeaders = true;
  private @Nullable String path;
  private List<AffinityCookie> affinity = List.of();
  private @Nullable Verification verification;
  private boolean retriesLate = true;
  private @Nullable String traceHeader;
  private boolean plainHeaderNames;

  UpstreamBuilder(String name, int port) {
    this.name = name;
    this.port = port;
  }

  UpstreamBuilder(Upstream upstream) {
    this(upstream.name(), upstream.port());
    members = upstream.members();
    tls = upstream.tls();
    trustedRoots = upstream.trustedRoots();
    host = upstream.host();
    hostFromMember = upstream.hostFromMember();
    timeout = upstream.timeout();
    timeoutStatus = upstream.timeoutStatus();
    unavailableStatus = upstream.unavailableStatus();
    probe = upstream.probe();
    forwardedHeaders = upstream.forwardedHeaders();
    path = upstream.path();
    affinity = upstream.affinity();
    verification = upstream.verification();
    retriesLate = upstream.retriesLate();
    traceHeader = upstream.traceHeader();
    plainHeaderNames = upstream.plainHeaderNames();
  }

  /** Sets the backends by address or host name. */
  public UpstreamBuilder members(String... members) {
    this.members = List.of(members);
    return this;
  }

  /** Sets the backends' port. */
  public UpstreamBuilder port(int port) {
    this.port = port;
    return this;
  }

  /** Asks the backends over TLS. */
  public UpstreamBuilder tls() {
    tls = true;
    return this;
  }

  /** Sets the authorities that the backends' certificates may come from. */
  public UpstreamBuilder trustedRoots(String... issuers) {
    trustedRoots = List.of(issuers);
    return this;
  }

  /** Sets the Host header sent to the backends; null for the client's. */
  public UpstreamBuilder host(@Nullable String host) {
    this.host = host;
    hostFromMember = false;
    return this;
  }

  /** Sends each backend its own name, as written among the members, as Host header. */
  public UpstreamBuilder hostFromMember() {
    host = null;
    hostFromMember = true;
    return this;
  }

  /** Sets how long an answer may take. */
  public UpstreamBuilder timeout(Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /** Sets the status answered when a backend takes too long. */
  public UpstreamBuilder timeoutStatus(int status) {
    timeoutStatus = status;
    return this;
  }

  /** Sets the status answered when no backend is healthy or none can be reached. */
  public UpstreamBuilder unavailableStatus(int status) {
    unavailableStatus = status;
    return this;
  }

  /** Leaves the {@code X-Forwarded-} and {@code X-Original-} headers out. */
  public UpstreamBuilder withoutForwardedHeaders() {
    forwardedHeaders = false;
    return this;
  }

  /**
   * Sets what is put before the path of requests, in place of what the route's pattern matched
   * before its {@code *}; null for nothing.
   */
  public UpstreamBuilder path(@Nullable String path) {
    this.path = path;
    return this;
  }

  /** Keeps a client with the member that answered it first, by cookies. */
  public UpstreamBuilder affinity(AffinityCookie... cookies) {
    affinity = List.of(cookies);
    return this;
  }

  /** Sets how backends' certificates are checked; null for the usual way. */
  public UpstreamBuilder verification(@Nullable Verification verification) {
    this.verification = verification;
    return this;
  }

  /** Asks no other member when one was too late. */
  public UpstreamBuilder withoutRetryOfLate() {
    retriesLate = false;
    return this;
  }

  /** Tells backends the request's id of the access log. */
  public UpstreamBuilder traceHeader(@Nullable String name) {
    traceHeader = name;
    return this;
  }

  /** Leaves request headers out whose names hold more than letters, digits and hyphens. */
  public UpstreamBuilder plainHeaderNames() {
    plainHeaderNames = true;
    return this;
  }

  /** Sets the health probe: for {@code /}, over TLS if the backends are asked so. */
  public UpstreamBuilder probe(String name, Consumer<ProbeBuilder> with) {
    ProbeBuilder builder = new ProbeBuilder(name);
    builder.tls = tls;
    return probe(NetworkBuilder.built(builder, with).build());
  }

  /** Sets the health probe; null for none. */
  public UpstreamBuilder probe(@Nullable Probe probe) {
    this.probe = probe;
    return this;
  }

  /** Changes the health probe. */
  public UpstreamBuilder changeProbe(Consumer<ProbeBuilder> change) {
    if (probe == null) {
      throw new IllegalArgumentException("upstream \"" + name + "\" has no probe to change");
    }
    return probe(NetworkBuilder.built(new ProbeBuilder(probe), change).build());
  }

  Upstream build() {
    return new Upstream(
        name,
        members,
        port,
        tls,
        trustedRoots,
        host,
        hostFromMember,
        timeout,
        timeoutStatus,
        unavailableStatus,
        probe,
        forwardedHeaders,
        path,
        affinity,
        verification,
        retriesLate,
        traceHeader,
        plainHeaderNames);
  }

  /**
   * Builds a health probe. Without more: GET / every 30 seconds for at most 30 seconds, 200 to 399
   * is good, three bad answers in a row count.
   */
  public static final class ProbeBuilder {

    private final String name;
    private boolean tls;
    private @Nullable String host;
    private @Nullable Integer port;
    private String path = "/";
    private Duration interval = Duration.ofSeconds(30);
    private Duration timeout = Duration.ofSeconds(30);
    private int unhealthyThreshold = 3;
    private List<PortRange> statuses = List.of(new PortRange(200, 399));
    private @Nullable String bodyContains;
    private boolean hostFromMember;
    private int minimumHealthy;
    private boolean retriesAtOnce;

    ProbeBuilder(String name) {
      this.name = name;
    }

    ProbeBuilder(Probe probe) {
      this(probe.name());
      tls = probe.tls();
      host = probe.host();
      port = probe.port();
      path = probe.path();
      interval = probe.interval();
      timeout = probe.timeout();
      unhealthyThreshold = probe.unhealthyThreshold();
      statuses = probe.statuses();
      bodyContains = probe.bodyContains();
      hostFromMember = probe.hostFromMember();
      minimumHealthy = probe.minimumHealthy();
      retriesAtOnce = probe.retriesAtOnce();
    }

    /** Asks over TLS. */
    public ProbeBuilder tls() {
      tls = true;
      return this;
    }

    /** Sets the Host header and server name; null for 127.0.0.1 and no server name. */
    public ProbeBuilder host(@Nullable String host) {
      this.host = host;
      hostFromMember = false;
      return this;
    }

    /** Sends each member its own name, as written, as Host header. */
    public ProbeBuilder hostFromMember() {
      host = null;
      hostFromMember = true;
      return this;
    }

    /** Sets how many members requests go to whatever the probe finds. */
    public ProbeBuilder minimumHealthy(int members) {
      minimumHealthy = members;
      return this;
    }

    /** Asks a healthy member that fails again at once, and not after the interval. */
    public ProbeBuilder retriesAtOnce() {
      retriesAtOnce = true;
      return this;
    }

    /** Sets the port, where it is not the upstream's. */
    public ProbeBuilder port(int port) {
      this.port = port;
      return this;
    }

    /** Sets the path. */
    public ProbeBuilder path(String path) {
      this.path = path;
      return this;
    }

    /** Sets the time between two attempts. */
    public ProbeBuilder interval(Duration interval) {
      this.interval = interval;
      return this;
    }

    /** Sets how long an attempt may take. */
    public ProbeBuilder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /** Sets how many attempts in a row must fail. */
    public ProbeBuilder unhealthyThreshold(int attempts) {
      unhealthyThreshold = attempts;
      return this;
    }

    /** Sets the good status codes, as {@code 200} or {@code 200-399}. */
    public ProbeBuilder statuses(String... statuses) {
      this.statuses = Stream.of(statuses).map(PortRange::of).toList();
      return this;
    }

    /** Sets a text that the answer's body must hold. */
    public ProbeBuilder bodyContains(String text) {
      bodyContains = text;
      return this;
    }

    Probe build() {
      return new Probe(
          name,
          tls,
          host,
          port,
          path,
          interval,
          timeout,
          unhealthyThreshold,
          statuses,
          bodyContains,
          hostFromMember,
          minimumHealthy,
          retriesAtOnce);
    }
  }
}
