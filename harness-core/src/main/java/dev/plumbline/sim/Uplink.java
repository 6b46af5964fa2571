package dev.plumbline.sim;

import dev.plumbline.vantage.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How a simulated host reaches others: through the same fabric, under the same rules, as any
 * vantage.
 */
interface Uplink {

  /**
   * Opens a connection from a host.
   *
   * @param host the host's name
   * @param destination the virtual address
   * @param timeout after which it has timed out
   */
  CompletableFuture<Transport.Connection> connect(
      String host, InetSocketAddress destination, Duration timeout);

  /**
   * Resolves a name as the host would, by its segment's resolver; an address literal is itself.
   *
   * @return the addresses; empty when the name does not resolve
   */
  CompletableFuture<List<InetAddress>> resolve(String host, String name, Duration timeout);
}
