package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All hosts of a network served on loopback, with a way between them that has no rules: in the
 * place of the fabric. A client that the test opens itself comes from 10.9.0.4.
 */
final class Stage implements FlowTable, Uplink, HealthView, AutoCloseable {

  static final InetAddress OUTSIDE = IpAddresses.parse("10.9.0.4");

  final Network network;
  final Arrivals arrivals = new Arrivals();
  final Set<Fault> faults = ConcurrentHashMap.newKeySet();
  final Set<String> unhealthy = ConcurrentHashMap.newKeySet();
  final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  final Map<InetAddress, Outcome> unreachable = new ConcurrentHashMap<>();
  final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("stage", true), NioIoHandler.newFactory());
  final Map<String, HostServers> servers = new LinkedHashMap<>();
  final Queue<Entry> ended = new ConcurrentLinkedQueue<>();
  volatile boolean strangers;
  private final Map<Integer, Entry> flows = new ConcurrentHashMap<>();
  private volatile @Nullable HealthView health;

  Stage(Network network) {
    this.network = network;
    try {
      for (Host host : network.hosts()) {
        servers.put(
            host.name(),
            HostServers.start(
                new HostContext(network, host, group, this, this, () -> faults, this, arrivals)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Lets a prober decide who is healthy. */
  void healthBy(HealthView view) {
    health = view;
  }

  /** Returns the real address of a listener. */
  InetSocketAddress at(String host, int port) {
    return servers.get(host).addresses().entrySet().stream()
        .filter(e -> e.getKey().port() == port)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public @Nullable Entry find(InetSocketAddress client, Protocol protocol) {
    if (strangers) {
      return null;
    }
    Entry known = flows.get(client.getPort());
    return known != null ? known : entry(OUTSIDE, client.getPort(), OUTSIDE, 1);
  }

  @Override
  public void ended(Entry entry) {
    ended.add(entry);
  }

  private static Entry entry(InetAddress source, int sourcePort, InetAddress to, int port) {
    return new Entry(
        new Flow("segment", source, sourcePort, to, port, Protocol.TCP),
        new Verdict(
            Fate.DELIVERED, List.of(), "test", "", null, null, source, Duration.ZERO, null));
  }

  @Override
  public CompletableFuture<Connection> connect(
      String host, InetSocketAddress destination, Duration timeout) {
    Outcome outcome = unreachable.get(destination.getAddress());
    if (outcome instanceof Outcome.TimedOut) {
      return new CompletableFuture<Connection>()
          .completeOnTimeout(
              new Connection.Failed(new Outcome.TimedOut(Phase.CONNECT), Diagnosis.unknown()),
              timeout.toNanos(),
              TimeUnit.NANOSECONDS);
    }
    for (Host candidate : network.hosts()) {
      for (Listener listener : candidate.listeners()) {
        if (outcome == null
            && candidate.addresses().contains(destination.getAddress())
            && listener.port() == destination.getPort()) {
          return CompletableFuture.completedFuture(
              open(source(host), destination, at(candidate.name(), listener.port())));
        }
      }
    }
    return CompletableFuture.completedFuture(
        new Connection.Failed(
            outcome == null ? new Outcome.Refused() : outcome, Diagnosis.unknown()));
  }

  private InetAddress source(String host) {
    return network.hosts().stream()
        .filter(h -> h.name().equals(host))
        .findFirst()
        .orElseThrow()
        .addresses()
        .get(0);
  }

  private Connection open(
      InetAddress source, InetSocketAddress destination, InetSocketAddress real) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      flows.put(port, entry(source, port, destination.getAddress(), destination.getPort()));
      channel.connect(real);
      return new Connection.Opened(channel, Diagnosis.unknown());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<List<InetAddress>> resolve(String host, String name, Duration timeout) {
    return CompletableFuture.completedFuture(
        IpAddresses.isLiteral(name)
            ? List.of(IpAddresses.parse(name))
            : names.getOrDefault(name, List.of()));
  }

  @Override
  public boolean healthy(String host, Upstream upstream, String member) {
    HealthView view = health;
    return view == null ? !unhealthy.contains(member) : view.healthy(host, upstream, member);
  }

  @Override
  public @Nullable String finding(String host, Upstream upstream, String member) {
    HealthView view = health;
    return view == null ? null : view.finding(host, upstream, member);
  }

  @Override
  public void close() {
    new HashSet<>(servers.values()).forEach(HostServers::close);
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
