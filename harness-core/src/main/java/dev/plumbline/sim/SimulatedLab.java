package dev.plumbline.sim;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.Realisation;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.pki.BackendTrust;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Resolvers;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A network served in this JVM, and the one owner of everything that was opened for it. */
final class SimulatedLab implements Realisation {

  private static final int DNS_PORT = 53;
  private static final AtomicBoolean TLS_PREPARED = new AtomicBoolean();

  private final Network network;
  private final VantageAddresses addresses;
  private final Arrivals arrivals = new Arrivals();
  private final Map<String, AccessLog> accessLogs = new ConcurrentHashMap<>();
  private final Map<String, HostLog<FirewallRecord>> firewallLogs = new ConcurrentHashMap<>();

  /** What is open, the latest first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final FirewallEvidence evidence;
  private final KnownNames names = new KnownNames();
  private final Fabric fabric;
  private final HealthProber prober;
  private @Nullable Trust trust;
  private volatile Instant clock = Instant.now();
  private volatile boolean closed;

  private SimulatedLab(Environment environment, Network network) {
    this.network = network;
    this.evidence =
        new SimulatedEvidence(
            network.hosts().stream()
                .filter(SimulatedLab::hasFirewall)
                .map(Host::name)
                .collect(Collectors.toSet()),
            network.hosts().stream()
                .flatMap(SimulatedLab::firewalls)
                .flatMap(firewall -> firewall.leftOut().stream())
                .collect(Collectors.toSet()),
            arrivals,
            firewallLogs);
    this.addresses = new VantageAddresses(network, environment.vantages());
    environment.vantages().forEach((name, vantage) -> resolver(vantage));
    try {
      CompletableFuture<Void> tls = prepareTls();
      SimThreads threads = opened(SimThreads.acquire());
      fabric = opened(new Fabric(network, threads));
      prober =
          opened(new HealthProber(network, threads.group(), names.over(fabric.impatient()), clock));
      // Names first, then those who ask for them.
      network.hosts().forEach(host -> serveDns(host, threads));
      network.hosts().forEach(host -> serve(host, threads));
      CompletableFuture<Void> attempts = prober.runDue(clock);
      // Its keys and certificates are made while the probes are under way.
      trust();
      tls.join();
      finish(attempts);
    } catch (RuntimeException e) {
      closed = true;
      release(e);
      throw e instanceof LabException
          ? e
          : new LabException(
              "network \"%s\" cannot be simulated: %s".formatted(network.name(), e.getMessage()),
              e);
    }
  }

  /** Opens a lab. When it returns, all servers run and every probe has been made once. */
  static SimulatedLab open(Environment environment, Network network) {
    return new SimulatedLab(environment, network);
  }

  /**
   * Has the authority and the TLS of this JVM made in a thread of their own while the first lab's
   * servers start; returns when that has ended.
   */
  private static CompletableFuture<Void> prepareTls() {
    if (TLS_PREPARED.getAndSet(true)) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(
        BackendTrust::prepare,
        task -> {
          Thread thread = new Thread(task, "plumbline-sim-tls");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  private void serveDns(Host host, SimThreads threads) {
    for (Listener listener : host.listeners()) {
      Dns dns = listener.dns();
      if (dns != null) {
        DnsServer server =
            opened(
                new DnsServer(
                    network,
                    host,
                    dns,
                    fabric::faults,
                    fabric,
                    fabric.forwarding(),
                    threads.group()));
        fabric.bindings().add(host.name(), listener, Protocol.UDP, server.udp());
        fabric.bindings().add(host.name(), listener, Protocol.TCP, server.tcp());
      }
    }
  }

  private void serve(Host host, SimThreads threads) {
    if (host.listeners().stream().allMatch(listener -> listener.dns() != null)) {
      return;
    }
    HostContext context =
        new HostContext(
            network,
            host,
            threads.group(),
            fabric,
            names.over(fabric),
            fabric::faults,
            prober,
            arrivals,
            accessLogs.computeIfAbsent(host.name(), AccessLog::new),
            firewallLogs.computeIfAbsent(host.name(), HostContext::newFirewallLog),
            () -> clock);
    opened(HostServers.start(context))
        .addresses()
        .forEach(
            (listener, address) ->
                fabric.bindings().add(host.name(), listener, Protocol.TCP, address));
  }

  @Override
  public Transport transport(String name, VantageSpec vantage) {
    requireOpen();
    VantageAddresses.Place place = addresses.of(name, vantage);
    return new FabricTransport(fabric, new Fabric.Source(place.segment(), place.v4(), place.v6()));
  }

  @Override
  public Optional<InetSocketAddress> resolver(VantageSpec vantage) {
    String given = vantage.resolver();
    if (given != null) {
      return Optional.of(resolver(given));
    }
    return Optional.ofNullable(addresses.segment("", vantage).resolver())
        .map(server -> new InetSocketAddress(server, DNS_PORT));
  }

  @Override
  public List<InetSocketAddress> furtherResolvers(VantageSpec vantage) {
    return vantage.resolver() != null
        ? List.of()
        : addresses.segment("", vantage).furtherResolvers().stream()
            .map(server -> new InetSocketAddress(server, DNS_PORT))
            .toList();
  }

  private static InetSocketAddress resolver(String text) {
    try {
      return Resolvers.parse(text);
    } catch (IllegalArgumentException e) {
      throw new LabException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public synchronized Trust trust() {
    Trust known = trust;
    if (known == null) {
      Map<String, Trust.ClientCertificate> clients = new LinkedHashMap<>();
      for (CertificateSpec certificate : network.certificates()) {
        LabCertificate issued = LabAuthority.leaf(certificate);
        clients.put(certificate.name(), new Trust.ClientCertificate(issued.key(), issued.chain()));
      }
      known = new Trust(List.of(LabAuthority.lab().rootCertificate()), false, clients);
      trust = known;
    }
    return known;
  }

  @Override
  public Optional<HealthReader> health() {
    return Optional.of(prober);
  }

  @Override
  public void apply(Set<Fault> faults) {
    requireOpen();
    fabric.apply(faults);
  }

  @Override
  public void advance(Duration time) {
    requireOpen();
    if (time.isNegative()) {
      throw new LabException(
          "the lab's clock moves on only; it cannot go back by " + time.negated());
    }
    CompletableFuture<Void> attempts;
    synchronized (this) {
      clock = clock.plus(time);
      attempts = prober.runDue(clock);
    }
    finish(attempts);
  }

  @Override
  public List<AccessRecord> accessLog(String host) {
    requireHost(host);
    AccessLog log = accessLogs.get(host);
    return log == null ? List.of() : log.lines();
  }

  @Override
  public List<FirewallRecord> firewallLog(String host) {
    requireHost(host);
    if (network.hosts().stream().noneMatch(h -> h.name().equals(host) && hasFirewall(h))) {
      throw new LabException(
          "host \"%s\" has no web application firewall that is on: its log would be empty whatever comes"
              .formatted(host));
    }
    HostLog<FirewallRecord> log = firewallLogs.get(host);
    return log == null ? List.of() : log.lines();
  }

  @Override
  public List<Arrival> arrivals(String host) {
    requireHost(host);
    return arrivals.at(host);
  }

  @Override
  public FirewallEvidence firewallEvidence() {
    return evidence;
  }

  private static boolean hasFirewall(Host host) {
    return firewalls(host).anyMatch(firewall -> firewall.mode() != Mode.OFF);
  }

  private static Stream<WebFirewall> firewalls(Host host) {
    return host.listeners().stream()
        .flatMap(listener -> Stream.ofNullable(listener.http()))
        .flatMap(http -> http.hosts().stream())
        .flatMap(
            virtual ->
                Stream.concat(
                    Stream.ofNullable(virtual.firewall()),
                    virtual.routes().stream()
                        .flatMap(route -> Stream.ofNullable(route.firewall()))));
  }

  private void requireHost(String host) {
    requireOpen();
    if (network.hosts().stream().noneMatch(one -> one.name().equals(host))) {
      throw new LabException(
          "network \"%s\" has no host \"%s\"; it has %s"
              .formatted(network.name(), host, network.hosts().stream().map(Host::name).toList()));
    }
  }

  /** Closes everything. Harmless when repeated. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    RuntimeException first = release(null);
    if (first != null) {
      throw first;
    }
  }

  /** Closes all, the latest first, whatever happens; the first trouble carries the others. */
  private @Nullable RuntimeException release(@Nullable RuntimeException trouble) {
    RuntimeException first = trouble;
    for (AutoCloseable resource = open.poll(); resource != null; resource = open.poll()) {
      try {
        resource.close();
      } catch (Exception e) {
        if (first == null) {
          first =
              e instanceof RuntimeException runtime
                  ? runtime
                  : new LabException("closing the lab failed: " + e.getMessage(), e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    return first;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the lab of network \"" + network.name() + "\" is closed; open another one");
    }
  }

  private void finish(CompletableFuture<Void> attempts) {
    try {
      attempts.join();
    } catch (CompletionException e) {
      throw new LabException(
          "a health probe of network \"%s\" could not be made: %s"
              .formatted(network.name(), e.getCause()),
          e);
    }
  }
}
