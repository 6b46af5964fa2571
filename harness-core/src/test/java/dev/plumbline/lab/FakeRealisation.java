package dev.plumbline.lab;

import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Resolver;
import dev.plumbline.network.Fault;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A realisation of nothing: every port is refused, and what is asked of it is kept. */
final class FakeRealisation implements Realisation {

  final List<String> transports = new ArrayList<>();
  final List<Set<Fault>> applied = new ArrayList<>();
  int closed;
  int transportsClosed;
  @Nullable RuntimeException refusal;
  @Nullable RuntimeException closeError;
  @Nullable RuntimeException transportCloseError;

  Set<Fault> inForce() {
    return applied.get(applied.size() - 1);
  }

  @Override
  public Transport transport(String name, VantageSpec vantage) {
    transports.add(name);
    return new Transport() {
      @Override
      public CompletableFuture<Connection> connect(
          InetSocketAddress destination, Duration timeout) {
        return CompletableFuture.completedFuture(
            new Connection.Failed(new Outcome.Refused(), Diagnosis.unknown()));
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
      public void close() {
        transportsClosed++;
        RuntimeException error = transportCloseError;
        transportCloseError = null;
        if (error != null) {
          throw error;
        }
      }
    };
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
    if (refusal != null) {
      throw refusal;
    }
    applied.add(faults);
  }

  @Override
  public void advance(Duration time) {}

  @Override
  public List<Arrival> arrivals(String host) {
    return List.of();
  }

  @Override
  public void close() {
    closed++;
    if (closeError != null) {
      throw closeError;
    }
  }
}
