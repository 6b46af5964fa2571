package dev.plumbline.sim;

import dev.plumbline.vantage.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A vantage's way out into the simulated network. */
final class FabricTransport implements Transport {

  private final Fabric fabric;
  private final Fabric.Source source;
  private final Fabric.Patience patience;
  private volatile boolean closed;

  FabricTransport(Fabric fabric, Fabric.Source source, Fabric.Patience patience) {
    this.fabric = fabric;
    this.source = source;
    this.patience = patience;
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
    requireOpen();
    return fabric.connect(source, destination, timeout, patience);
  }

  @Override
  public @Nullable InetAddress source(InetSocketAddress destination) {
    return source.towards(destination.getAddress());
  }

  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    requireOpen();
    return fabric.exchange(source, destination, datagram, timeout, expected, patience);
  }

  /** Forbids further use; its sockets are the fabric's, and end with the lab. */
  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the way out of segment \"" + source.segment() + "\" is closed; its lab has been closed");
    }
  }
}
