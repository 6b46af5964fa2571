package dev.plumbline.containers;

import dev.plumbline.containers.firewall.FirewallLogs;
import dev.plumbline.containers.http.AccessLog;
import dev.plumbline.containers.http.ArrivalLog;
import dev.plumbline.containers.http.GatewayProbes;
import dev.plumbline.containers.machine.Control;
import dev.plumbline.containers.machine.Docker;
import dev.plumbline.containers.machine.DockerMachine;
import dev.plumbline.containers.machine.LabImage;
import dev.plumbline.containers.machine.Machine;
import dev.plumbline.containers.machine.PlaceTransport;
import dev.plumbline.containers.machine.Settings;
import dev.plumbline.containers.machine.StartUp;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.Wiring;
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
import dev.plumbline.network.Network.Host;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A network served by a container, and the one owner of everything that was opened for it. */
final class ContainersLab implements Realisation {

  private final Network network;
  private final NamedHosts hosts;
  private final VantageAddresses addresses;
  private final StartUp startUp;
  private final OpenResources open;

  private final Machine machine;
  private final Control control;
  private final GatewayProbes probes;
  private final ArrivalLog arrivals;
  private final AccessLog accessLog;
  private final FirewallLogs firewallLogs;
  private final FirewallEvidence evidence;
  private final LabFaults faults;

  /** Guarded by this. */
  private Instant clock = Instant.now();

  private final Trust trust;

  /** Starts a machine that carries out a plan, which is made for the directory it works in. */
  interface Starter {
    Machine start(Function<String, Plan> plan, StartUp startUp);
  }

  private ContainersLab(Environment environment, Network network, Starter starter) {
    this.network = network;
    hosts = new NamedHosts(network);
    open = OpenResources.ofNetwork(network.name());
    this.startUp = new StartUp(environment.name());
    this.addresses = new VantageAddresses(network, environment.vantages());
    try {
      trust = LabAuthority.trust(network);
      Site site = Site.of(network, environment.vantages());
      AtomicReference<@Nullable Plan> carriedOut = new AtomicReference<>();
      machine =
          open.add(
              starter.start(
                  directory -> {
                    Plan plan = plan(site, directory);
                    carriedOut.set(plan);
                    return plan;
                  },
                  startUp));
      control = new Control(machine);
      faults = new LabFaults(site, control);
      Plan plan = Objects.requireNonNull(carriedOut.get());
      arrivals = new ArrivalLog(site, this::read);
      accessLog = new AccessLog(site, this::read);
      firewallLogs = new FirewallLogs(plan.firewalls(), this::read);
      evidence = new ContainerEvidence(plan, firewallLogs, arrivals);
      probes = open.add(new GatewayProbes(site, this::wayOf, this::shell, clock));
      probes.runDue(clock);
      startUp.done("every health probe made once");
      startUp.ready();
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e instanceof LabException
          ? e
          : new LabException(
              "network \"%s\" cannot be realised in containers: %s"
                  .formatted(network.name(), e.getMessage()),
              e);
    }
  }

  /** Opens a lab. When it returns, all servers run and every probe has been made once. */
  static ContainersLab open(Environment environment, Network network) {
    Settings settings = Settings.ofThisJvm();
    return open(
        environment,
        network,
        (plan, startUp) -> {
          Plan made = plan.apply(DockerMachine.DIRECTORY);
          Docker docker = Docker.ofThisJvm();
          String image = LabImage.ready(docker, settings, startUp);
          return DockerMachine.start(docker, image, environment.name(), made, settings, startUp);
        });
  }

  /** Opens a lab on a machine of another kind. */
  static ContainersLab open(Environment environment, Network network, Starter starter) {
    return new ContainersLab(environment, network, starter);
  }

  private Plan plan(Site site, String directory) {
    Plan plan = LabPlan.of(site, directory);
    startUp.done(
        "plan of %d namespaces, %d services"
            .formatted(plan.namespaces().size(), plan.services().size()));
    return plan;
  }

  @Override
  public List<String> notes() {
    return startUp.steps();
  }

  /** Reads on in a file of the machine. */
  private byte[] read(String path, long from) {
    return control
        .read(path, from)
        .orElseThrow(
            () ->
                new LabException(
                    "the machine of network \"%s\" has no file %s"
                        .formatted(network.name(), path)));
  }

  /** Returns the way out of a host, for what gateways do by themselves. */
  private Transport wayOf(Host host) {
    return new PlaceTransport(
        machine,
        control,
        network,
        Wiring.HOST + host.name(),
        new VantageAddresses.Place(
            host.segment(), first(host, Inet4Address.class), first(host, Inet6Address.class)),
        faults::inForce,
        other -> List.of());
  }

  private static @Nullable InetAddress first(Host host, Class<?> family) {
    return host.addresses().stream().filter(family::isInstance).findFirst().orElse(null);
  }

  private void shell(String script) {
    control.require("", List.of("sh", "-c", script), "");
  }

  @Override
  public Transport transport(String name, VantageSpec vantage) {
    open.requireOpen();
    return new PlaceTransport(
        machine,
        control,
        network,
        name,
        addresses.of(name, vantage),
        faults::inForce,
        probes::unhealthyAt);
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
    return Optional.of(
        probe -> {
          // What was found last is kept here, and looks well whatever has become of the servers.
          requireWhole();
          return probes.backends(probe);
        });
  }

  @Override
  public void apply(Set<Fault> wanted) {
    requireAlive();
    faults.apply(wanted);
  }

  @Override
  public void advance(Duration time) {
    requireWhole();
    synchronized (this) {
      clock = clock.plus(time);
      faults.forget();
      probes.runDue(clock);
    }
    // What probes have found of a server that ended meanwhile is not the network's doing.
    requireWhole();
  }

  @Override
  public List<Arrival> arrivals(String host) {
    requireHost(host);
    List<Arrival> all = arrivals.at(host);
    requireWhole();
    return all;
  }

  @Override
  public List<AccessRecord> accessLog(String host) {
    requireHost(host);
    List<AccessRecord> all = accessLog.of(host);
    requireWhole();
    return all;
  }

  @Override
  public List<FirewallRecord> firewallLog(String host) {
    requireHost(host);
    hosts.requireFirewall(host);
    Set<String> answered =
        accessLog.of(host).stream().map(AccessRecord::id).collect(Collectors.toSet());
    List<FirewallRecord> records = firewallLogs.records(host, answered::contains);
    requireWhole();
    return records;
  }

  @Override
  public FirewallEvidence firewallEvidence() {
    return evidence;
  }

  private void requireHost(String host) {
    requireAlive();
    hosts.require(host);
  }

  /** Closes everything, when the probes that are under way have ended. Harmless when repeated. */
  @Override
  public synchronized void close() {
    open.close();
  }

  /** A lab whose machine has gone shows nothing, and what it no longer shows must not look well. */
  private void requireAlive() {
    open.requireOpen();
    Optional<String> ended = machine.ended();
    if (ended.isPresent()) {
      throw new LabException(
          "the lab of network \"%s\" is no longer there: %s"
              .formatted(network.name(), ended.get()));
    }
  }

  /** Where a server is gone, that nothing has come to it shows nothing, nor that it answers not. */
  private void requireWhole() {
    requireAlive();
    String unknown = faults.trouble();
    String trouble = unknown != null ? unknown : PlaceTransport.trouble(control.state());
    if (trouble != null) {
      throw new LabException(
          "the lab of network \"%s\" is no longer whole: %s".formatted(network.name(), trouble));
    }
  }
}
