package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Verdict;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the hosts and vantages of a simulated network: it asks {@link Network#fate}
 * about every connection and datagram and does what the verdict says, with real sockets on the
 * loopback interface.
 *
 * <p>Delivered: a real connection to the real port of the listener, which learns from the {@link
 * FlowTable} who the client is. Dropped: nothing, until the time-out. Rejected and without a route:
 * told at once. Latency, and faults that shape a connection, are done by a {@link Relay} on the
 * way.
 *
 * <p>A connection is judged when it opens. Rules and faults that change later do not touch it, as
 * with a stateful filter.
 */
final class Fabric implements FlowTable, Uplink, AutoCloseable {

  /** The dynamic ports (RFC 6335 section 6) that virtual sources count through. */
  private static final int FIRST_PORT = 49_152;

  private static final int PORTS = 65_536 - FIRST_PORT;
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Network network;
  private final SimThreads threads;
  private final Bindings bindings = new Bindings();
  private final Admissions admissions = new Admissions();
  private final Relay relay;
  private final Datagrams datagrams;
  private final HostResolver resolver;
  private final Map<Integer, Entry> accepting = new ConcurrentHashMap<>();
  private final Set<Later> pending = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sources = new AtomicInteger();
  private volatile Set<Fault> faults = Set.of();
  private volatile boolean closed;

  Fabric(Network network, SimThreads threads) {
    this.network = network;
    this.threads = threads;
    this.relay = new Relay(threads.group(), this);
    this.datagrams = new Datagrams(threads);
    this.resolver = new HostResolver(threads.group());
  }

  /**
   * A place where flows start.
   *
   * @param segment the segment
   * @param address the IPv4 address; null for none
   * @param address6 the IPv6 address; null for none
   */
  record Source(String segment, @Nullable InetAddress address, @Nullable InetAddress address6) {
    @Nullable InetAddress towards(InetAddress destination) {
      return destination instanceof Inet4Address ? address : address6;
    }
  }

  /** Returns where listeners are served. */
  Bindings bindings() {
    return bindings;
  }

  /** Returns what is broken at the moment, beside the faults of the description. */
  Set<Fault> faults() {
    return faults;
  }

  /** Puts faults in place of those that were. */
  void apply(Set<Fault> faults) {
    this.faults = Set.copyOf(faults);
  }

  @Override
  public @Nullable Entry find(InetSocketAddress client, Protocol protocol) {
    if (client.getAddress() == null || !client.getAddress().equals(Loopback.ADDRESS)) {
      return null;
    }
    return protocol == Protocol.UDP
        ? datagrams.find(client.getPort())
        : accepting.remove(client.getPort());
  }

  @Override
  public Remark remark(Entry entry, InetSocketAddress client, byte[] datagram) {
    return datagrams.remark(client.getPort(), datagram);
  }

  @Override
  public void ended(Entry entry) {
    admissions.leave(entry);
  }

  /**
   * Tells a server who will connect to it from a local port; false while an earlier connection from
   * there is still to be accepted.
   */
  boolean announce(int port, Entry entry) {
    return accepting.putIfAbsent(port, entry) == null;
  }

  /** Takes an announcement back. */
  void withdraw(int port) {
    accepting.remove(port);
  }

  @Override
  public CompletableFuture<Connection> connect(
      String host, InetSocketAddress destination, Duration timeout) {
    return connect(sourceOf(host), destination, timeout);
  }

  /** Opens a connection from a place. */
  CompletableFuture<Connection> connect(
      Source source, InetSocketAddress destination, Duration timeout) {
    return connect(source, destination, timeout, true);
  }

  /**
   * Opens a connection from a place.
   *
   * @param patient whether a silence that the verdict makes certain takes its time
   */
  private CompletableFuture<Connection> connect(
      Source source, InetSocketAddress destination, Duration timeout, boolean patient) {
    requireOpen();
    InetAddress to = requireAddress(destination);
    InetAddress from = source.towards(to);
    if (from == null) {
      return CompletableFuture.completedFuture(
          new Connection.Failed(new Outcome.NoRoute(), noAddress(source, to)));
    }
    Flow flow =
        new Flow(source.segment(), from, nextPort(), to, destination.getPort(), Protocol.TCP);
    Verdict verdict = network.fate(flow, faults);
    // A connection takes one way there and one back to open, and a refusal as long to come.
    Duration roundTrip = verdict.latency().multipliedBy(2);
    if (verdict.fate() == Verdict.Fate.DROPPED
        || roundTrip.compareTo(timeout) > 0 && verdict.fate() != Verdict.Fate.NO_ROUTE) {
      return after(
          patient ? timeout : Duration.ZERO,
          () -> new Connection.Failed(new Outcome.TimedOut(Phase.CONNECT), diagnosis(verdict)));
    }
    if (!patient && verdict.fate() == Verdict.Fate.DELIVERED && silent(verdict)) {
      return CompletableFuture.completedFuture(
          new Connection.Failed(new Outcome.TimedOut(Phase.RESPONSE), diagnosis(verdict)));
    }
    return switch (verdict.fate()) {
      case DELIVERED -> after(roundTrip, () -> deliver(new Entry(flow, verdict)));
      case REJECTED ->
          after(roundTrip, () -> new Connection.Failed(new Outcome.Refused(), diagnosis(verdict)));
      default ->
          CompletableFuture.completedFuture(
              new Connection.Failed(new Outcome.NoRoute(), diagnosis(verdict)));
    };
  }

  private Connection deliver(Entry entry) {
    Verdict verdict = entry.verdict();
    Bindings.Binding binding = bindings.of(verdict, Protocol.TCP);
    if (!admissions.enter(entry, binding)) {
      return new Connection.Failed(new Outcome.Refused(), limitReached(verdict, binding));
    }
    boolean shaped = verdict.fault() != null || !verdict.latency().isZero();
    try {
      SocketChannel channel =
          shaped
              ? relay.connect(entry, binding.address())
              : Loopback.connect(binding.address(), portsFor(entry));
      return new Connection.Opened(
          channel, diagnosis(verdict), () -> remarked(verdict, entry.remark()));
    } catch (IOException e) {
      admissions.leave(entry);
      requireOpen();
      throw new UncheckedIOException(
          "the listener behind " + entry.flow() + " cannot be reached on the loopback interface",
          e);
    }
  }

  private Loopback.Ports portsFor(Entry entry) {
    return new Loopback.Ports() {
      @Override
      public boolean claim(int port) {
        return announce(port, entry);
      }

      @Override
      public void release(int port) {
        withdraw(port);
      }
    };
  }

  /** Sends a datagram from a place and awaits the answer. */
  CompletableFuture<Exchange> exchange(
      Source source,
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    return exchange(source, destination, datagram, timeout, expected, true);
  }

  private CompletableFuture<Exchange> exchange(
      Source source,
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected,
      boolean patient) {
    requireOpen();
    InetAddress to = requireAddress(destination);
    InetAddress from = source.towards(to);
    if (from == null) {
      return CompletableFuture.completedFuture(
          new Exchange.Failed(new Outcome.NoRoute(), noAddress(source, to)));
    }
    Datagrams.Path path = new Datagrams.Path(source.segment(), from, to, destination.getPort());
    Datagrams.Socket kept = datagrams.socket(path);
    Flow flow =
        kept != null
            ? kept.flow()
            : new Flow(source.segment(), from, nextPort(), to, destination.getPort(), Protocol.UDP);
    Verdict verdict = network.fate(flow, faults);
    Duration roundTrip = verdict.latency().multipliedBy(2);
    if (verdict.fate() == Verdict.Fate.NO_ROUTE) {
      return CompletableFuture.completedFuture(
          new Exchange.Failed(new Outcome.NoRoute(), diagnosis(verdict)));
    }
    if (verdict.fate() == Verdict.Fate.DROPPED
        || silent(verdict)
        || roundTrip.compareTo(timeout) > 0) {
      return after(
          patient ? timeout : Duration.ZERO,
          () -> new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), diagnosis(verdict)));
    }
    if (verdict.fate() == Verdict.Fate.REJECTED) {
      return after(roundTrip, () -> new Exchange.Failed(new Outcome.Refused(), diagnosis(verdict)));
    }
    Datagrams.Socket socket =
        kept != null
            ? kept
            : datagrams.open(
                path, new Entry(flow, verdict), bindings.of(verdict, Protocol.UDP).address());
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Remark remark = new Remark();
    CompletableFuture<Exchange> result =
        answer.thenCompose(
            bytes ->
                after(roundTrip, () -> new Exchange.Answered(bytes, remarked(verdict, remark))));
    Later timeOut =
        schedule(
            timeout,
            () ->
                result.complete(
                    new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), diagnosis(verdict))),
            result);
    result.whenComplete(
        (done, trouble) -> {
          timeOut.cancel();
          socket.forget(answer);
        });
    socket.send(datagram, expected, answer, remark);
    return result;
  }

  @Override
  public CompletableFuture<List<InetAddress>> resolve(String host, String name, Duration timeout) {
    return resolver.resolve(segmentOf(host(host)), sourceOf(host), name, timeout, way(true));
  }

  /**
   * Returns the hosts' way out for those whose clock stands still, the health probes: the same way
   * under the same rules, but a silence that the verdict makes certain is told at once. A dropped
   * connection has timed out without waiting, and so has a half-open one, in the phase after it
   * opened.
   */
  Uplink impatient() {
    return new Uplink() {
      @Override
      public CompletableFuture<Connection> connect(
          String host, InetSocketAddress destination, Duration timeout) {
        return Fabric.this.connect(sourceOf(host), destination, timeout, false);
      }

      @Override
      public CompletableFuture<List<InetAddress>> resolve(
          String host, String name, Duration timeout) {
        return resolver.resolve(segmentOf(host(host)), sourceOf(host), name, timeout, way(false));
      }
    };
  }

  private HostResolver.Way way(boolean patient) {
    return new HostResolver.Way() {
      @Override
      public CompletableFuture<Exchange> exchange(
          Source source,
          InetSocketAddress server,
          byte[] datagram,
          Duration timeout,
          Predicate<byte[]> expected) {
        return Fabric.this.exchange(source, server, datagram, timeout, expected, patient);
      }

      @Override
      public CompletableFuture<Connection> connect(
          Source source, InetSocketAddress server, Duration timeout) {
        return Fabric.this.connect(source, server, timeout, patient);
      }
    };
  }

  private static boolean silent(Verdict verdict) {
    return verdict.fault() != null && verdict.fault().kind() == Fault.Kind.HALF_OPEN;
  }

  /**
   * Ends what is still pending, and closes the sockets of the fabric's own. Harmless when repeated.
   */
  @Override
  public void close() {
    closed = true;
    pending.forEach(Later::abandon);
    try (datagrams;
        relay;
        resolver) {
      accepting.clear();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the lab of network \"" + network.name() + "\" is closed; open another one");
    }
  }

  private static InetAddress requireAddress(InetSocketAddress destination) {
    if (destination.isUnresolved()) {
      throw new IllegalArgumentException(
          "\""
              + destination.getHostString()
              + "\" is a name; a transport connects to addresses only");
    }
    return destination.getAddress();
  }

  private Host host(String name) {
    for (Host host : network.hosts()) {
      if (host.name().equals(name)) {
        return host;
      }
    }
    throw new IllegalArgumentException(
        "network \"%s\" has no host \"%s\"; it has %s"
            .formatted(network.name(), name, network.hosts().stream().map(Host::name).toList()));
  }

  private Segment segmentOf(Host host) {
    for (Segment segment : network.segments()) {
      if (segment.name().equals(host.segment())) {
        return segment;
      }
    }
    throw new IllegalArgumentException(
        "host \"%s\" is in segment \"%s\", which the network has not"
            .formatted(host.name(), host.segment()));
  }

  private Source sourceOf(String name) {
    Host host = host(name);
    InetAddress v4 = null;
    InetAddress v6 = null;
    for (InetAddress address : host.addresses()) {
      if (address instanceof Inet4Address) {
        v4 = v4 == null ? address : v4;
      } else {
        v6 = v6 == null ? address : v6;
      }
    }
    return new Source(host.segment(), v4, v6);
  }

  private int nextPort() {
    return FIRST_PORT + Math.floorMod(sources.getAndIncrement(), PORTS);
  }

  private static Diagnosis diagnosis(Verdict verdict) {
    Fault fault = verdict.fault();
    String cause =
        verdict.fate() != Verdict.Fate.DELIVERED
            ? verdict.explanation()
            : fault != null ? "the fault " + fault.kind() + " shapes the connection" : null;
    return new Diagnosis(verdict.hops(), verdict.decidedBy(), cause);
  }

  /**
   * Returns what is known of a way when it has served: a remark of the server says more than the
   * way itself.
   */
  private static Diagnosis remarked(Verdict verdict, Remark remark) {
    Diagnosis way = diagnosis(verdict);
    String said = remark.get();
    String decider = remark.decider();
    return said == null && decider == null
        ? way
        : new Diagnosis(
            way.route(),
            decider == null ? way.decidedBy() : decider,
            said == null ? way.likelyCause() : said);
  }

  private static Diagnosis limitReached(Verdict verdict, Bindings.Binding binding) {
    return new Diagnosis(
        verdict.hops(),
        verdict.decidedBy(),
        "the listener's connection limit of " + binding.limit() + " is reached");
  }

  private static Diagnosis noAddress(Source source, InetAddress to) {
    String family = to instanceof Inet4Address ? "IPv4" : "IPv6";
    return new Diagnosis(
        List.of("from segment " + source.segment()),
        "segment " + source.segment(),
        "the source in segment "
            + source.segment()
            + " has no "
            + family
            + " address to reach "
            + to.getHostAddress()
            + " from");
  }

  /** Does something after a time; at once, by the caller, when there is none to wait. */
  private <T> CompletableFuture<T> after(Duration time, Supplier<? extends T> what) {
    return time.isZero() ? CompletableFuture.completedFuture(what.get()) : later(time, what);
  }

  private <T> CompletableFuture<T> later(Duration time, Supplier<? extends T> what) {
    CompletableFuture<T> result = new CompletableFuture<>();
    schedule(
        time,
        () -> {
          try {
            result.complete(what.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        },
        result);
    return result;
  }

  private Later schedule(Duration time, Runnable what, CompletableFuture<?> result) {
    Later later = new Later(what, result);
    pending.add(later);
    try {
      later.timer = threads.timer().schedule(later, nanos(time), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The last lab of this JVM has closed since it was asked whether this one is open.
      later.abandon();
    }
    if (closed) {
      later.abandon();
    }
    return later;
  }

  /** Returns a time that a timer can count, however long it was meant to be. */
  private static long nanos(Duration time) {
    return time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos();
  }

  /** Something that will be done, or never once the lab is closed. */
  private final class Later implements Runnable {

    private final Runnable what;
    private final CompletableFuture<?> result;
    private volatile @Nullable ScheduledFuture<?> timer;

    Later(Runnable what, CompletableFuture<?> result) {
      this.what = what;
      this.result = result;
    }

    @Override
    public void run() {
      if (pending.remove(this)) {
        what.run();
      }
    }

    void cancel() {
      pending.remove(this);
      ScheduledFuture<?> scheduled = timer;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }

    void abandon() {
      cancel();
      result.completeExceptionally(
          new IllegalStateException(
              "the lab of network \"" + network.name() + "\" was closed while a check waited"));
    }
  }
}
