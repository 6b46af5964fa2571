package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.ProbedMembers;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Makes the health probes of all gateways of a network, on the lab's clock; nginx has none. The
 * attempts are real requests from the gateway's own place.
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
  private final ProbedMembers members;
  private final List<Transport> ways = new ArrayList<>();

  /** By the gateway's name. */
  private final Map<String, ProbeRequest> requests = new HashMap<>();

  private final ExecutorService threads;

  /**
   * Makes the probes of a network. Nothing is asked before {@link #runDue}.
   *
   * @param ways gives a host's way out, which is closed with this
   * @param shell runs a script of the POSIX shell in the machine's directory, and fails when that
   *     fails
   * @param start the lab's time now: the first attempts are due at it
   * @throws IllegalArgumentException when a probe's interval is not positive
   */
  public GatewayProbes(
      Site site, Function<Host, Transport> ways, Consumer<String> shell, Instant start) {
    this.site = site;
    this.shell = shell;
    members = new ProbedMembers(site.network(), start);
    for (Host gateway : members.gateways()) {
      Transport way = ways.apply(gateway);
      this.ways.add(way);
      requests.put(gateway.name(), requests(gateway, way));
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

  private ProbeRequest requests(Host host, Transport way) {
    boolean v4 = host.addresses().stream().anyMatch(a -> a.getAddress().length == 4);
    boolean v6 = host.addresses().stream().anyMatch(a -> a.getAddress().length == 16);
    HostLookup names =
        new HostLookup(
            way, NameLookup.isNeeded(site, host) ? NameLookup.asked(host) : null, v4, v6);
    return new ProbeRequest(site.network(), way, names, host.name());
  }

  /**
   * Makes every attempt that is due, in the order of time, those of one instant at once; returns
   * when the last one has ended and nginx knows of what they found.
   *
   * @param now the lab's time
   */
  public synchronized void runDue(Instant now) {
    List<ProbedMembers.Member> due = members.due(now);
    if (due.isEmpty()) {
      return;
    }
    for (; !due.isEmpty(); due = members.due(now)) {
      ask(due);
    }
    tell();
  }

  private void ask(List<ProbedMembers.Member> due) {
    try {
      CompletableFuture.allOf(
              due.stream()
                  .map(member -> CompletableFuture.runAsync(() -> ask(member), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void ask(ProbedMembers.Member member) {
    member.took(
        Objects.requireNonNull(requests.get(member.gateway().name()))
            .make(member.upstream(), member.probe(), member.name()));
  }

  private void tell() {
    StringBuilder there = new StringBuilder();
    StringBuilder gone = new StringBuilder();
    for (Host host : members.gateways()) {
      for (Upstream upstream : host.upstreams()) {
        if (upstream.probe() == null) {
          continue;
        }
        List<String> available =
            ProbedMembers.available(
                upstream, member -> members.healthy(host.name(), upstream, member));
        for (int i = 0; i < upstream.members().size(); i++) {
          (available.contains(upstream.members().get(i)) ? there : gone)
              .append(' ')
              .append(
                  PoolVariables.file(site.namespace(host), host.upstreams().indexOf(upstream), i));
        }
      }
    }
    shell.accept(
        (there.isEmpty() ? ":" : "touch" + there)
            + " && "
            + (gone.isEmpty() ? ":" : "rm -f" + gone));
  }

  @Override
  public Optional<List<Backend>> backends(String probe) {
    return members.backends(probe);
  }

  /** Returns the members that a gateway's probes have found unhealthy, each in words with why. */
  public List<String> unhealthyAt(Host gateway) {
    return members.of(gateway).stream()
        .filter(member -> !member.backend().healthy())
        .map(
            member ->
                "health probe: backend %s of upstream %s is unhealthy: %s"
                    .formatted(
                        member.backend().address(),
                        member.upstream().name(),
                        member.backend().reason()))
        .toList();
  }

  /** Ends the attempts that are under way. */
  @Override
  public void close() {
    threads.shutdownNow();
    ways.forEach(Transport::close);
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
