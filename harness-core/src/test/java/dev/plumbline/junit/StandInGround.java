package dev.plumbline.junit;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.Resolver;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A ground for tests of the extension alone: port 80 of every address is open, all others are
 * closed; with any fault, port 80 too.
 */
public final class StandInGround implements LabProvider {

  /** How many labs were opened. */
  static final AtomicInteger OPENED = new AtomicInteger();

  /** How many of them were closed. */
  static final AtomicInteger CLOSED = new AtomicInteger();

  /** Made by the service loader. */
  public StandInGround() {}

  @Override
  public Ground ground() {
    return Ground.CONTAINERS;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    if (environment.name().equals("cannot-open")) {
      throw new LabException("the stand-in cannot be opened");
    }
    OPENED.incrementAndGet();
    return new StandIn();
  }

  private static final class StandIn implements Realisation {

    private final ServerSocketChannel server;
    private volatile boolean faulted;

    StandIn() {
      try {
        server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Transport transport(String name, VantageSpec vantage) {
      return new Way(this);
    }

    @Override
    public List<Resolver.Server> resolvers(VantageSpec vantage) {
      return List.of();
    }

    @Override
    public Trust trust() {
      return new Trust(List.of(), false, Map.of());
    }

    @Override
    public Optional<HealthReader> health() {
      return Optional.empty();
    }

    @Override
    public void apply(Set<Fault> faults) {
      faulted = !faults.isEmpty();
    }

    @Override
    public void advance(Duration time) {}

    @Override
    public List<Arrival> arrivals(String host) {
      return List.of();
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Way(StandIn lab) implements Transport {

    @Override
    public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
      if (destination.getPort() != 80 || lab.faulted) {
        return CompletableFuture.completedFuture(
            new Connection.Failed(new Outcome.Refused(), Diagnosis.unknown()));
      }
      try {
        SocketChannel client = SocketChannel.open(lab.server.getLocalAddress());
        lab.server.accept().close();
        return CompletableFuture.completedFuture(
            new Connection.Opened(client, Diagnosis.unknown()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public CompletableFuture<Exchange> exchange(
        InetSocketAddress destination,
        byte[] datagram,
        Duration timeout,
        Predicate<byte[]> expected) {
      return CompletableFuture.completedFuture(
          new Exchange.Failed(new Outcome.Refused(), Diagnosis.unknown()));
    }

    @Override
    public void close() {}
  }
}
