package dev.plumbline.vantage;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a proxy is. A name is resolved by this machine, once, when it is first needed. */
final class ProxyAddress {

  private final String kind;
  private final InetSocketAddress given;

  /** Guarded by this. */
  private @Nullable CompletableFuture<List<InetSocketAddress>> addresses;

  /**
   * Makes one.
   *
   * @param kind what it is, for messages, for example {@code the SOCKS5 proxy}
   * @param given resolved, or a name
   */
  ProxyAddress(String kind, InetSocketAddress given) {
    this.kind = kind;
    this.given = given;
  }

  /** Returns its addresses; none when its name has none, and then they are asked for again. */
  synchronized CompletableFuture<List<InetSocketAddress>> addresses() {
    if (addresses == null || addresses.isDone() && addresses.join().isEmpty()) {
      addresses =
          given.isUnresolved()
              ? CompletableFuture.supplyAsync(this::resolved, ProxyAddress::onThread)
              : CompletableFuture.completedFuture(List.of(given));
    }
    return addresses;
  }

  /** The system's resolver holds its thread for as long as it likes. */
  private static void onThread(Runnable lookup) {
    Thread thread = new Thread(lookup, "plumbline-proxy-name");
    thread.setDaemon(true);
    thread.start();
  }

  private List<InetSocketAddress> resolved() {
    try {
      return Stream.of(InetAddress.getAllByName(given.getHostString()))
          .map(address -> new InetSocketAddress(address, given.getPort()))
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /** Returns the words for a name without addresses. */
  String unresolved() {
    return this + " cannot be reached: this machine finds no address for its name";
  }

  /** Returns what it is and where, for messages. */
  @Override
  public String toString() {
    InetAddress address = given.getAddress();
    String host = address == null ? given.getHostString() : address.getHostAddress();
    return kind + " " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + given.getPort();
  }
}
