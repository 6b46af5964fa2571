package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The health probes of all gateways of a network, on the lab's clock; nginx has none.
 *
 * <p>Every member of an upstream with a probe is asked when the lab opens and then once in each
 * interval of the lab's time. The attempts are real requests from the gateway's own place. A member
 * is unhealthy until its first good answer; one good answer makes it healthy, so many bad ones in a
 * row as the threshold says make it unhealthy. A probe that retries at once makes these within one
 * instant.
 *
 * <p>After each round nginx is told which members it may ask, by {@linkplain PoolVariables#file
 * files} that are there or not.
 */
public final class GatewayProbes implements HealthReader, AutoCloseable {

  /** Attempts wait for answers more than they work. */
  private static final int AT_ONCE = 16;

  private static final long PATIENCE_SECONDS = 20;

  private final Site site;
  private final Consumer<String> shell;
  private final List<State> states = new ArrayList<>();
  private final List<Upstream> probed = new ArrayList<>();
  private final Map<Host, Transport> ways = new LinkedHashMap<>();
  private final Map<Host, ProbeRequest> requests = new LinkedHashMap<>();
  private final ExecutorService threads;

  /** One member under one probe. */
  private static final class State {
    final Host host;
    final Upstream upstream;
    final Probe probe;
    final int member;
    Instant due;
    volatile Backend backend;

    State(Host host, Upstream upstream, Probe probe, int member, Instant due) {
      this.host = host;
      this.upstream = upstream;
      this.probe = probe;
      this.member = member;
      this.due = due;
      int port = probe.port() == null ? upstream.port() : probe.port();
      String address = upstream.members().get(member) + ":" + port;
      this.backend = new Backend(address, false, "not probed yet", 0);
    }

    void took(ProbeRequest.Finding finding, Instant at) {
      Backend before = backend;
      int failures = finding.good() ? 0 : before.failuresInARow() + 1;
      boolean healthy = finding.good() || before.healthy() && failures < probe.unhealthyThreshold();
      backend = new Backend(before.address(), healthy, finding.reason(), failures);
      if (probe.retriesAtOnce() && healthy && !finding.good()) {
        due = at;
      }
    }
  }

  /**
   * Makes the probes of a network. Nothing is asked before {@link #runDue}.
   *
   * @param ways gives a host's way out, which is closed with this
   * @param shell runs a script of the POSIX shell in the machine's directory, and fails when that
   *     fails
   * @param start the lab's time now: the first attempts are due at it
   */
  public GatewayProbes(
      Site site, Function<Host, Transport> ways, Consumer<String> shell, Instant start) {
    this.site = site;
    this.shell = shell;
    for (Host host : site.network().hosts()) {
      for (Upstream upstream : host.upstreams()) {
        Probe probe = upstream.probe();
        if (probe == null) {
          continue;
        }
        if (probe.interval().isZero() || probe.interval().isNegative()) {
          throw new IllegalArgumentException(
              "the interval of probe \"%s\" is %s, but must be positive"
                  .formatted(probe.name(), probe.interval()));
        }
        probed.add(upstream);
        requests.computeIfAbsent(host, gateway -> requests(site.network(), gateway, ways));
        for (int member = 0; member < upstream.members().size(); member++) {
          states.add(new State(host, upstream, probe, member, start));
        }
      }
    }
    threads =
        Executors.newFixedThreadPool(
            AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "plumbline-health-probe");
              thread.setDaemon(true);
              return thread;
            });
  }

  private ProbeRequest requests(Network network, Host host, Function<Host, Transport> given) {
    Transport way = given.apply(host);
    ways.put(host, way);
    boolean v4 = host.addresses().stream().anyMatch(a -> a.getAddress().length == 4);
    boolean v6 = host.addresses().stream().anyMatch(a -> a.getAddress().length == 16);
    HostLookup names =
        new HostLookup(
            way,
            host.resolvers().isEmpty()
                ? site.segment(host.segment()).resolvers()
                : host.resolvers(),
            v4,
            v6);
    return new ProbeRequest(network, way, names, host.name());
  }

  /**
   * Makes every attempt that is due, in the order of time, those of one instant at once; returns
   * when the last one has ended and nginx knows of what they found.
   *
   * @param now the lab's time
   */
  public synchronized void runDue(Instant now) {
    boolean first = true;
    for (Optional<Instant> due = earliest(now); due.isPresent(); due = earliest(now)) {
      Instant instant = due.get();
      List<CompletableFuture<Void>> attempts = new ArrayList<>();
      for (State state : states) {
        if (state.due.equals(instant)) {
          state.due = state.due.plus(state.probe.interval());
          attempts.add(
              CompletableFuture.runAsync(() -> state.took(attempt(state), instant), threads));
        }
      }
      try {
        CompletableFuture.allOf(attempts.toArray(CompletableFuture<?>[]::new)).join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
      first = false;
    }
    if (!first) {
      tell();
    }
  }

  private Optional<Instant> earliest(Instant now) {
    return states.stream()
        .map(state -> state.due)
        .filter(due -> !due.isAfter(now))
        .min(Instant::compareTo);
  }

  private ProbeRequest.Finding attempt(State state) {
    return Objects.requireNonNull(requests.get(state.host))
        .make(state.upstream, state.probe, state.upstream.members().get(state.member));
  }

  private void tell() {
    StringBuilder there = new StringBuilder();
    StringBuilder gone = new StringBuilder();
    for (Host host : requests.keySet()) {
      for (Upstream upstream : host.upstreams()) {
        if (upstream.probe() == null) {
          continue;
        }
        List<Integer> available = available(host, upstream);
        for (int member = 0; member < upstream.members().size(); member++) {
          (available.contains(member) ? there : gone)
              .append(' ')
              .append(
                  PoolVariables.file(
                      site.namespace(host), host.upstreams().indexOf(upstream), member));
        }
      }
    }
    shell.accept(
        (there.isEmpty() ? ":" : "touch" + there)
            + " && "
            + (gone.isEmpty() ? ":" : "rm -f" + gone));
  }

  private List<Integer> available(Host host, Upstream upstream) {
    List<Integer> healthy = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (State state : states) {
      if (state.host.equals(host) && state.upstream == upstream) {
        (state.backend.healthy() ? healthy : others).add(state.member);
      }
    }
    int fewest = Objects.requireNonNull(upstream.probe()).minimumHealthy();
    for (int i = 0; healthy.size() < fewest && i < others.size(); i++) {
      healthy.add(others.get(i));
    }
    return healthy;
  }

  @Override
  public Optional<List<Backend>> backends(String probe) {
    List<Upstream> meant =
        probed.stream().filter(u -> u.probe() != null && u.probe().isMeantBy(probe)).toList();
    if (meant.isEmpty()) {
      return Optional.empty();
    }
    List<Backend> backends = new ArrayList<>();
    for (Upstream upstream : meant) {
      if (upstream.members().isEmpty() && meant.size() > 1) {
        // Among others an empty pool would go unseen.
        backends.add(Backend.ofEmptyPool(upstream.name()));
      }
      states.stream()
          .filter(state -> state.upstream == upstream)
          .map(state -> state.backend)
          .forEach(backends::add);
    }
    return Optional.of(List.copyOf(backends));
  }

  /** Returns the members that a gateway's probes have found unhealthy, each in words with why. */
  public List<String> unhealthyAt(Host gateway) {
    return states.stream()
        .filter(state -> state.host.equals(gateway) && !state.backend.healthy())
        .map(
            state ->
                "health probe: backend %s of upstream %s is unhealthy: %s"
                    .formatted(
                        state.backend.address(), state.upstream.name(), state.backend.reason()))
        .toList();
  }

  /** Ends the attempts that are under way. */
  @Override
  public void close() {
    threads.shutdownNow();
    ways.values().forEach(Transport::close);
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
