package dev.plumbline.sim;

import dev.plumbline.lab.ProbeFinding;
import dev.plumbline.lab.ProbedMembers;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.HealthReader;
import io.netty.channel.EventLoopGroup;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes the health probes of all gateways of a network, on the lab's clock: {@link #runDue} makes
 * every attempt that is due, however many intervals have gone by, one instant after the other and
 * the members of one instant at once. The attempts are real requests from the gateway, through the
 * fabric.
 *
 * <p>On the real clock an attempt takes what its servers take, up to {@link ProbeFinding#patience};
 * where the network is certain to stay silent, as for a dropped connection, no time at all, when
 * the way out is the {@linkplain Fabric#impatient() impatient} one.
 */
final class HealthProber implements HealthView, HealthReader, AutoCloseable {

  private final ProbedMembers members;
  private final Map<String, BackendClient> clients = new HashMap<>();
  private final Network network;
  private final EventLoopGroup group;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

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
    members = new ProbedMembers(network, start);
    for (Host gateway : members.gateways()) {
      clients.put(gateway.name(), new BackendClient(gateway.name(), group, uplink));
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
    List<ProbedMembers.Member> due = members.due(now);
    if (due.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    // asynchronous, so that many intervals do not pile up on the stack
    return CompletableFuture.allOf(due.stream().map(this::ask).toArray(CompletableFuture[]::new))
        .thenComposeAsync(done -> next(now), group);
  }

  private CompletableFuture<Void> ask(ProbedMembers.Member member) {
    BackendClient client = Objects.requireNonNull(clients.get(member.gateway().name()));
    return ProbeAttempt.make(network, client, member.upstream(), member.probe(), member.name())
        .thenAccept(member::took);
  }

  @Override
  public boolean healthy(String host, Upstream upstream, String member) {
    return members.healthy(host, upstream, member);
  }

  @Override
  public @Nullable String finding(String host, Upstream upstream, String member) {
    return members.finding(host, upstream, member);
  }

  @Override
  public Optional<List<Backend>> backends(String probe) {
    return members.backends(probe);
  }

  /** Ends the attempts that are under way. */
  @Override
  public void close() {
    clients.values().forEach(BackendClient::close);
  }
}
