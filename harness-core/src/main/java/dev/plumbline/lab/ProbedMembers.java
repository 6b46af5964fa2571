package dev.plumbline.lab;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.HealthReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the gateways of a network know of the members that they probe, and which attempts are due on
 * the lab's clock. Safe for use by many threads.
 *
 * <p>Every member of an upstream with a probe is due when the lab opens and then once in each
 * interval of the lab's time. A member is unhealthy until its first good answer; one good answer
 * makes it healthy, so many bad ones in a row as the threshold says make it unhealthy. A probe that
 * retries at once makes these within one instant. An attempt takes no time on the lab's clock.
 */
public final class ProbedMembers implements HealthReader {

  private final Map<Key, Member> members = new LinkedHashMap<>();
  private final List<Host> gateways = new ArrayList<>();
  private final List<Upstream> probed = new ArrayList<>();

  private record Key(String host, String upstream, String member) {}

  /** A member of an upstream, as one gateway's probe knows it. */
  public static final class Member {

    private final Host gateway;
    private final Upstream upstream;
    private final Probe probe;
    private final String name;
    private volatile Backend backend;

    /** Guarded by this, as the next is. */
    private Instant due;

    private Instant asked;

    private Member(Host gateway, Upstream upstream, Probe probe, String name, Instant due) {
      this.gateway = gateway;
      this.upstream = upstream;
      this.probe = probe;
      this.name = name;
      this.due = due;
      this.asked = due;
      int port = probe.port() == null ? upstream.port() : probe.port();
      this.backend = new Backend(name + ":" + port, false, "not probed yet", 0);
    }

    /** Returns the gateway that asks. */
    public Host gateway() {
      return gateway;
    }

    /** Returns the upstream it is a member of. */
    public Upstream upstream() {
      return upstream;
    }

    /** Returns the probe it is asked by. */
    public Probe probe() {
      return probe;
    }

    /** Returns the member as written: an address or a name. */
    public String name() {
      return name;
    }

    /** Returns what is known of it: unhealthy and not probed yet before the first attempt. */
    public Backend backend() {
      return backend;
    }

    /** Takes what the attempt found that was due last. */
    public synchronized void took(ProbeFinding finding) {
      Backend before = backend;
      int failures = finding.good() ? 0 : before.failuresInARow() + 1;
      boolean healthy = finding.good() || before.healthy() && failures < probe.unhealthyThreshold();
      backend = new Backend(before.address(), healthy, finding.reason(), failures);
      if (probe.retriesAtOnce() && healthy && !finding.good()) {
        due = asked;
      }
    }

    private synchronized Instant due() {
      return due;
    }

    private synchronized void ask() {
      asked = due;
      due = due.plus(probe.interval());
    }
  }

  /**
   * Makes those of a network.
   *
   * @param start the lab's time now: the first attempts are due at it
   * @throws IllegalArgumentException when a probe's interval is not positive
   */
  public ProbedMembers(Network network, Instant start) {
    for (Host host : network.hosts()) {
      if (host.upstreams().stream().anyMatch(upstream -> upstream.probe() != null)) {
        gateways.add(host);
      }
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
        for (String member : upstream.members()) {
          members.put(
              new Key(host.name(), upstream.name(), member),
              new Member(host, upstream, probe, member, start));
        }
      }
    }
  }

  /** Returns the gateways that probe anybody, or would if their pools were not empty. */
  public List<Host> gateways() {
    return List.copyOf(gateways);
  }

  /** Returns the members that a gateway probes, in the order of its upstreams. */
  public List<Member> of(Host gateway) {
    return members.values().stream()
        .filter(member -> member.gateway.name().equals(gateway.name()))
        .toList();
  }

  /**
   * Returns the members to be asked next, those of the earliest instant at which any is due; none
   * where none is due yet. What is found of them must be {@linkplain Member#took taken} before this
   * is asked again, until it returns none.
   *
   * @param now the lab's time
   */
  public synchronized List<Member> due(Instant now) {
    Optional<Instant> earliest =
        members.values().stream()
            .map(Member::due)
            .filter(due -> !due.isAfter(now))
            .min(Instant::compareTo);
    if (earliest.isEmpty()) {
      return List.of();
    }
    List<Member> asked =
        members.values().stream().filter(m -> m.due().equals(earliest.get())).toList();
    asked.forEach(Member::ask);
    return asked;
  }

  /**
   * Returns whether a member is healthy; always true for an upstream without a probe.
   *
   * @param host the gateway's name
   * @param member the member as written
   */
  public boolean healthy(String host, Upstream upstream, String member) {
    Member known = members.get(new Key(host, upstream.name(), member));
    return upstream.probe() == null || known != null && known.backend.healthy();
  }

  /**
   * Returns what the last attempt found about a member; null for an upstream without a probe.
   *
   * @param host the gateway's name
   * @param member the member as written
   */
  public @Nullable String finding(String host, Upstream upstream, String member) {
    Member known = members.get(new Key(host, upstream.name(), member));
    return known == null ? null : known.backend.reason();
  }

  /**
   * Returns the members of an upstream that requests go to: the healthy ones and, where these are
   * fewer than its probe lets be, the first of the others.
   *
   * @param healthy tells whether a member is
   */
  public static List<String> available(Upstream upstream, Predicate<String> healthy) {
    List<String> available = new ArrayList<>();
    List<String> others = new ArrayList<>();
    upstream.members().forEach(m -> (healthy.test(m) ? available : others).add(m));
    int fewest = upstream.probe() == null ? 0 : upstream.probe().minimumHealthy();
    for (int i = 0; available.size() < fewest && i < others.size(); i++) {
      available.add(others.get(i));
    }
    return List.copyOf(available);
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
      members.values().stream()
          .filter(member -> member.upstream == upstream)
          .map(member -> member.backend)
          .forEach(backends::add);
    }
    return Optional.of(List.copyOf(backends));
  }
}
