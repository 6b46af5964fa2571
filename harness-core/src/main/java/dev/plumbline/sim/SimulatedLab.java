package dev.plumbline.sim;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Resolver;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.NamedHosts;
import dev.plumbline.lab.OpenResources;
import dev.plumbline.lab.Realisation;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.pki.BackendTrust;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** A network served in this JVM, and the one owner of everything that was opened for it. */
final class SimulatedLab implements Realisation {

  private static final AtomicBoolean TLS_PREPARED = new AtomicBoolean();

  private final Network network;
  private final Fabric.Patience patience;
  private final NamedHosts hosts;
  private final VantageAddresses addresses;
  private final Arrivals arrivals = new Arrivals();
  private final Map<String, AccessLog> accessLogs = new ConcurrentHashMap<>();
  private final Map<String, HostLog<FirewallRecord>> firewallLogs = new ConcurrentHashMap<>();
  private final OpenResources open;

  private final FirewallEvidence evidence;
  private final KnownNames names = new KnownNames();
  private final Fabric fabric;
  private final HealthProber prober;
  private final Trust trust;
  private volatile Instant clock = Instant.now();

  private SimulatedLab(Environment environment, Network network, Fabric.Patience patience) {
    this.network = network;
    this.patience = patience;
    hosts = new NamedHosts(network);
    open = OpenResources.ofNetwork(network.name());
    this.evidence =
        new SimulatedEvidence(
            network.hosts().stream()
                .filter(NamedHosts::hasFirewall)
                .map(Host::name)
                .collect(Collectors.toSet()),
            network.hosts().stream()
                .flatMap(host -> NamedHosts.firewalls(host).stream())
                .flatMap(firewall -> firewall.leftOut().stream())
                .collect(Collectors.toSet()),
            arrivals,
            firewallLogs);
    this.addresses = new VantageAddresses(network, environment.vantages());
    try {
      CompletableFuture<Void> tls = prepareTls();
      SimThreads threads = open.add(SimThreads.acquire());
      fabric = open.add(new Fabric(network, threads));
      prober =
          open.add(
              new HealthProber(network, threads.group(), names.over(fabric.impatient()), clock));
      // Names first, then those who ask for them.
      network.hosts().forEach(host -> serveDns(host, threads));
      network.hosts().forEach(host -> serve(host, threads));
      CompletableFuture<Void> attempts = prober.runDue(clock);
      // Its keys and certificates are made while the probes are under way.
      trust = LabAuthority.trust(network);
      tls.join();
      finish(attempts);
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e instanceof LabException
          ? e
          : new LabException(
              "network \"%s\" cannot be simulated: %s".formatted(network.name(), e.getMessage()),
              e);
    }
  }

  /** Opens a lab. When it returns, all servers run and every probe has been made once. */
  static SimulatedLab open(Environment environment, Network network) {
    return new SimulatedLab(environment, network, Fabric.Patience.FULL);
  }

  /**
   * Opens a lab as {@link #open} does, in which what vantages send has timed out at once where it
   * is dropped.
   */
  static SimulatedLab openForDrill(Environment environment, Network network) {
    return new SimulatedLab(environment, network, Fabric.Patience.ON_OPEN_CONNECTIONS);
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

  private void serveDns(Host host, SimThreads threads) {
    for (Listener listener : host.listeners()) {
      Dns dns = listener.dns();
      if (dns != null) {
        DnsServer server =
            open.add(
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
    open.add(HostServers.start(context))
        .addresses()
        .forEach(
            (listener, address) ->
                fabric.bindings().add(host.name(), listener, Protocol.TCP, address));
  }

  @Override
  public Transport transport(String name, VantageSpec vantage) {
    open.requireOpen();
    VantageAddresses.Place place = addresses.of(name, vantage);
    return new FabricTransport(
        fabric, new Fabric.Source(place.segment(), place.v4(), place.v6()), patience);
  }

  @Override
  public List<Resolver.Server> resolvers(VantageSpec vantage) {
    return addresses.resolvers(vantage);
  }

  @Override
  public Trust trust() {
    return trust;
  }

  @Override
  public Optional<HealthReader> health() {
    return Optional.of(prober);
  }

  @Override
  public void apply(Set<Fault> faults) {
    open.requireOpen();
    fabric.apply(faults);
  }

  @Override
  public void advance(Duration time) {
    open.requireOpen();
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
    hosts.requireFirewall(host);
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

  private void requireHost(String host) {
    open.requireOpen();
    hosts.require(host);
  }

  /** Closes everything. Harmless when repeated. */
  @Override
  public void close() {
    open.close();
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
