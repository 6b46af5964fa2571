package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Verdict;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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

  private final Network network;
  private final Bindings bindings = new Bindings();
  private final Admissions admissions = new Admissions();
  private final Relay relay;
  private final Datagrams datagrams;
  private final StubQuestion questions;
  private final HostResolver resolver;
  private final Map<Integer, Entry> accepting = new ConcurrentHashMap<>();
  private final Agenda agenda;
  private final AtomicInteger sources = new AtomicInteger();
  private final AtomicInteger turns = new AtomicInteger();
  private volatile Set<Fault> faults = Set.of();
  private volatile boolean closed;

  Fabric(Network network, SimThreads threads) {
    this.network = network;
    this.agenda = new Agenda(network.name(), threads.timer());
    this.relay = new Relay(threads.group(), this);
    this.datagrams = new Datagrams(threads);
    this.questions = new StubQuestion(threads.group());
    this.resolver = new HostResolver(questions);
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

  /** Which silences that the verdict makes certain take their time. */
  enum Patience {
    /** All of them. */
    FULL,
    /** Those on a connection that opened; what is dropped has timed out at once. */
    ON_OPEN_CONNECTIONS,
    /** None: a half-open connection has timed out at once too, in the phase after it opened. */
    NONE
  }

  private CompletableFuture<Connection> connect(
      Source source, InetSocketAddress destination, Duration timeout) {
    return connect(source, destination, timeout, Patience.FULL);
  }

  /** Opens a connection from a place. */
  CompletableFuture<Connection> connect(
      Source source, InetSocketAddress destination, Duration timeout, Patience patience) {
    return connect(source, destination, timeout, patience, new Remark());
  }

  /**
   * Opens a connection from a place.
   *
   * @param remark takes what the server says beside its answers
   */
  private CompletableFuture<Connection> connect(
      Source source,
      InetSocketAddress destination,
      Duration timeout,
      Patience patience,
      Remark remark) {
    requireOpen();
    InetAddress to = requireAddress(destination);
    InetAddress from = source.towards(to);
    if (from == null) {
      return CompletableFuture.completedFuture(
          new Connection.Failed(new Outcome.NoRoute(), WayDiagnosis.noAddress(source, to)));
    }
    Flow flow =
        new Flow(source.segment(), from, nextPort(), to, destination.getPort(), Protocol.TCP);
    Verdict verdict = network.fate(flow, faults);
    // A connection takes one way there and one back to open, and a refusal as long to come.
    Duration roundTrip = verdict.latency().multipliedBy(2);
    if (verdict.fate() == Verdict.Fate.DROPPED
        || roundTrip.compareTo(timeout) > 0 && verdict.fate() != Verdict.Fate.NO_ROUTE) {
      return agenda.after(
          patience == Patience.FULL ? timeout : Duration.ZERO,
          () ->
              new Connection.Failed(new Outcome.TimedOut(Phase.CONNECT), WayDiagnosis.of(verdict)));
    }
    if (patience == Patience.NONE && verdict.fate() == Verdict.Fate.DELIVERED && silent(verdict)) {
      return CompletableFuture.completedFuture(
          new Connection.Failed(new Outcome.TimedOut(Phase.RESPONSE), WayDiagnosis.of(verdict)));
    }
    return switch (verdict.fate()) {
      case DELIVERED -> agenda.after(roundTrip, () -> deliver(new Entry(flow, verdict, remark)));
      case REJECTED ->
          agenda.after(
              roundTrip,
              () -> new Connection.Failed(new Outcome.Refused(), WayDiagnosis.of(verdict)));
      default ->
          CompletableFuture.completedFuture(
              new Connection.Failed(new Outcome.NoRoute(), WayDiagnosis.of(verdict)));
    };
  }

  private Connection deliver(Entry entry) {
    Verdict verdict = entry.verdict();
    Bindings.Binding binding = bindings.of(verdict, Protocol.TCP);
    if (!admissions.enter(entry, binding)) {
      return new Connection.Failed(
          new Outcome.Refused(), WayDiagnosis.limitReached(verdict, binding));
    }
    boolean shaped = verdict.fault() != null || !verdict.latency().isZero();
    try {
      SocketChannel channel =
          shaped
              ? relay.connect(entry, binding.address())
              : Loopback.connect(binding.address(), portsFor(entry));
      return new Connection.Opened(
          channel, WayDiagnosis.of(verdict), () -> WayDiagnosis.remarked(verdict, entry.remark()));
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
      Predicate<byte[]> expected,
      Patience patience) {
    return exchange(source, destination, datagram, timeout, expected, patience, new Remark());
  }

  private CompletableFuture<Exchange> exchange(
      Source source,
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected,
      Patience patience,
      Remark remark) {
    requireOpen();
    InetAddress to = requireAddress(destination);
    InetAddress from = source.towards(to);
    if (from == null) {
      return CompletableFuture.completedFuture(
          new Exchange.Failed(new Outcome.NoRoute(), WayDiagnosis.noAddress(source, to)));
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
          new Exchange.Failed(new Outcome.NoRoute(), WayDiagnosis.of(verdict)));
    }
    if (verdict.fate() == Verdict.Fate.DROPPED
        || silent(verdict)
        || roundTrip.compareTo(timeout) > 0) {
      return agenda.after(
          patience == Patience.FULL ? timeout : Duration.ZERO,
          () -> new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), WayDiagnosis.of(verdict)));
    }
    if (verdict.fate() == Verdict.Fate.REJECTED) {
      return agenda.after(
          roundTrip, () -> new Exchange.Failed(new Outcome.Refused(), WayDiagnosis.of(verdict)));
    }
    Datagrams.Socket socket =
        kept != null
            ? kept
            : datagrams.open(
                path, new Entry(flow, verdict), bindings.of(verdict, Protocol.UDP).address());
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    CompletableFuture<Exchange> result =
        answer.thenCompose(
            bytes ->
                agenda.after(
                    roundTrip,
                    () -> new Exchange.Answered(bytes, WayDiagnosis.remarked(verdict, remark))));
    Agenda.Item timeOut =
        agenda.schedule(
            timeout,
            () ->
                result.complete(
                    new Exchange.Failed(
                        new Outcome.TimedOut(Phase.RESOLVE), WayDiagnosis.of(verdict))),
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
    return resolve(host, name, timeout, Patience.FULL);
  }

  private CompletableFuture<List<InetAddress>> resolve(
      String name, String asked, Duration timeout, Patience patience) {
    Host host = host(name);
    Source source = sourceOf(host, 0);
    List<InetAddress> servers =
        host.resolvers().isEmpty() ? segmentOf(host).resolvers() : host.resolvers();
    return resolver.resolve(servers, source, asked, timeout, way(source, patience, new Remark()));
  }

  /** Returns how DNS servers ask on: as the host that sends their questions. */
  Forwarders.Uplink forwarding() {
    return (host, server, name, type, timeout, remark) ->
        questions.ask(
            way(sourceOf(host(host), 0), Patience.FULL, remark), server, name, type, timeout);
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
        return Fabric.this.connect(
            sourceOf(host), destination, timeout, Patience.NONE, new Remark());
      }

      @Override
      public CompletableFuture<List<InetAddress>> resolve(
          String host, String name, Duration timeout) {
        return Fabric.this.resolve(host, name, timeout, Patience.NONE);
      }
    };
  }

  private StubQuestion.Way way(Source source, Patience patience, Remark remark) {
    return new StubQuestion.Way() {
      @Override
      public CompletableFuture<Exchange> exchange(
          InetSocketAddress server, byte[] datagram, Duration timeout, Predicate<byte[]> expected) {
        return Fabric.this.exchange(source, server, datagram, timeout, expected, patience, remark);
      }

      @Override
      public CompletableFuture<Connection> connect(InetSocketAddress server, Duration timeout) {
        return Fabric.this.connect(source, server, timeout, patience, remark);
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
    agenda.close();
    try (datagrams;
        relay;
        questions) {
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

  /** Returns where the next connection of a host starts: of instances, each has its turn. */
  private Source sourceOf(String name) {
    return sourceOf(host(name), turns.getAndIncrement());
  }

  private static Source sourceOf(Host host, int turn) {
    InetAddress v4 = null;
    InetAddress v6 = null;
    for (InetAddress address : startingAddresses(host, turn)) {
      if (address instanceof Inet4Address) {
        v4 = v4 == null ? address : v4;
      } else {
        v6 = v6 == null ? address : v6;
      }
    }
    return new Source(host.segment(), v4, v6);
  }

  /** Returns a host's addresses, or those of its instances, another one first each turn. */
  private static List<InetAddress> startingAddresses(Host host, int turn) {
    if (host.instances() == null) {
      return host.addresses();
    }
    List<InetAddress> instances = new ArrayList<>(host.instances().addresses());
    Collections.rotate(instances, -turn % instances.size());
    return instances;
  }

  private int nextPort() {
    return FIRST_PORT + Math.floorMod(sources.getAndIncrement(), PORTS);
  }
}
