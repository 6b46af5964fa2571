package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A way out to addresses that no packet is ever sent to: unless told otherwise, they say nothing
 * until the time-out.
 */
final class FakeTransport implements Transport {

  private final Map<InetSocketAddress, InetSocketAddress> real = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, Outcome> outcomes = new ConcurrentHashMap<>();
  private final Transport direct = Transport.direct(null);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger mostWaiting = new AtomicInteger();
  private final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();

  /** Leads an address to a server on the loopback interface. */
  FakeTransport route(InetSocketAddress address, InetSocketAddress server) {
    real.put(address, server);
    return this;
  }

  /** Leads an address nowhere again. */
  void forget(InetSocketAddress address) {
    real.remove(address);
  }

  FakeTransport fails(InetSocketAddress address, Outcome outcome) {
    outcomes.put(address, outcome);
    return this;
  }

  List<InetSocketAddress> dialled() {
    return dialled;
  }

  /** Returns how many connection attempts waited at the same time, at most. */
  int mostWaiting() {
    return mostWaiting.get();
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
    dialled.add(destination);
    InetSocketAddress server = real.get(destination);
    Diagnosis diagnosis = new Diagnosis(List.of("segment a"), "rule b", "cause c");
    if (server != null) {
      return direct.connect(server, timeout);
    }
    Outcome outcome = outcomes.get(destination);
    if (outcome != null) {
      return CompletableFuture.completedFuture(new Connection.Failed(outcome, diagnosis));
    }
    mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
    Connection silent = new Connection.Failed(new Outcome.TimedOut(Phase.CONNECT), diagnosis);
    return new CompletableFuture<Connection>()
        .completeOnTimeout(silent, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((c, e) -> waiting.decrementAndGet());
  }

  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    InetSocketAddress server = real.get(destination);
    if (server != null) {
      return direct.exchange(server, datagram, timeout, expected);
    }
    Exchange silent = new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), Diagnosis.unknown());
    return new CompletableFuture<Exchange>()
        .completeOnTimeout(silent, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    direct.close();
  }
}
