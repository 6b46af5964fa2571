package dev.plumbline.sim;

import dev.plumbline.network.HostNames;
import dev.plumbline.vantage.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What gateways and their probes know about names: when a name no longer resolves, the last
 * addresses stay in use, as reverse proxies do. Every question is asked all the same, since time to
 * live runs on no clock that a lab moves.
 */
final class KnownNames {

  private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();

  /** Returns a way out that remembers. */
  Uplink over(Uplink uplink) {
    return new Uplink() {
      @Override
      public CompletableFuture<Transport.Connection> connect(
          String host, InetSocketAddress destination, Duration timeout) {
        return uplink.connect(host, destination, timeout);
      }

      @Override
      public CompletableFuture<List<InetAddress>> resolve(
          String host, String name, Duration timeout) {
        String key = host + " " + HostNames.ofAuthority(name);
        return uplink
            .resolve(host, name, timeout)
            .thenApply(
                addresses -> {
                  if (addresses.isEmpty()) {
                    return known.getOrDefault(key, List.of());
                  }
                  known.put(key, addresses);
                  return addresses;
                });
      }
    };
  }
}
