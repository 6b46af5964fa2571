package dev.plumbline.sim;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.HealthReader;
import io.netty.channel.EventLoopGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The health probes of all gateways of a network, on the lab's clock.
 *
 * <p>Every member of an upstream with a probe is asked when the lab opens and then once in each
 * interval of the lab's time: {@link #runDue} makes every attempt that is due, however many
 * intervals have gone by, one instant after the other and the members of one instant at once. The
 * attempts are real requests from the gateway, through the fabric. A member is unhealthy until its
 * first good answer; one good answer makes it healthy, {@code unhealthyThreshold} bad ones in a row
 * make it unhealthy. A probe that retries at once makes these within one instant.
 *
 * <p>An attempt takes no time on the lab's clock. On the real one it takes what its servers take,
 * up to the probe's time-out, but at most {@link ProbeAttempt#LONGEST_REAL_TIMEOUT}; where the
 * network is certain to stay silent, as for a dropped connection, no time at all, when the way out
 * is the {@linkplain Fabric#impatient() impatient} one.
 */
final class HealthProber implements HealthView, HealthReader, AutoCloseable {

  private final Map<Key, State> states = new LinkedHashMap<>();
  private final Map<String, BackendClient> clients = new LinkedHashMap<>();
  private final List<Upstream> probed = new ArrayList<>();
  private final Network network;
  private final EventLoopGroup group;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  private record Key(String host, String upstream, String member) {}

  /** One member under one probe. All but {@code due} is written by the attempts, one at a time. */
  private static final class State {
    final String host;
    final Upstream upstream;
    final Probe probe;
    final String member;
    Instant due;
    volatile Backend backend;

    State(String host, Upstream upstream, Probe probe, String member, Instant due) {
      this.host = host;
      this.upstream = upstream;
      this.probe = probe;
      this.member = member;
      this.due = due;
      int port = probe.port() == null ? upstream.port() : probe.port();
      this.backend = new Backend(member + ":" + port, false, "not probed yet", 0);
    }

    void took(ProbeAttempt.Finding finding, Instant at) {
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
   * @param uplink the way out of the hosts
   * @param start the lab's time now: the first attempts are due at it
   * @throws IllegalArgumentException when a probe's interval is not positive
   */
  HealthProber(Network network, EventLoopGroup group, Uplink uplink, Instant start) {
    this.network = network;
    this.group = group;
    for (Host host : network.hosts()) {
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
        clients.computeIfAbsent(host.name(), name -> new BackendClient(name, group, uplink));
        for (String member : upstream.members()) {
          states.put(
              new Key(host.name(), upstream.name(), member),
              new State(host.name(), upstream, probe, member, start));
        }
      }
    }
  }

  /**
   * Makes every attempt that is due, in the order of time. A call made while another is under way
   * begins when that one has ended.
   *
   * @param now the lab's time
   * @return completed when the last one has ended
   */
  synchronized CompletableFuture<Void> runDue(Instant now) {
    running = running.handle((done, trouble) -> done).thenCompose(done -> next(now));
    return running;
  }

  private CompletableFuture<Void> next(Instant now) {
    Optional<Instant> earliest =
        states.values().stream()
            .map(s -> s.due)
            .filter(due -> !due.isAfter(now))
            .min(Instant::compareTo);
    if (earliest.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<Void>> attempts = new ArrayList<>();
    for (State state : states.values()) {
      if (state.due.equals(earliest.get())) {
        state.due = state.due.plus(state.probe.interval());
        Instant instant = earliest.get();
        attempts.add(
            ProbeAttempt.make(
                    network,
                    Objects.requireNonNull(clients.get(state.host)),
                    state.upstream,
                    state.probe,
                    state.member)
                .thenAccept(finding -> state.took(finding, instant)));
      }
    }
    // asynchronous, so that many intervals do not pile up on the stack
    return CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new))
        .thenComposeAsync(done -> next(now), group);
  }

  @Override
  public boolean healthy(String host, Upstream upstream, String member) {
    State state = states.get(new Key(host, upstream.name(), member));
    return upstream.probe() == null || state != null && state.backend.healthy();
  }

  @Override
  public @Nullable String finding(String host, Upstream upstream, String member) {
    State state = states.get(new Key(host, upstream.name(), member));
    return state == null ? null : state.backend.reason();
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
        // Among others an empty pool would go unseen, and its gateway has nobody to pass requests
        // on to.
        backends.add(Backend.ofEmptyPool(upstream.name()));
      }
      states.values().stream()
          .filter(s -> s.upstream == upstream)
          .map(s -> s.backend)
          .forEach(backends::add);
    }
    return Optional.of(List.copyOf(backends));
  }

  /** Ends the attempts that are under way. */
  @Override
  public void close() {
    clients.values().forEach(BackendClient::close);
  }
}
