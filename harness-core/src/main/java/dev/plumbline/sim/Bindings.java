package dev.plumbline.sim;

import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Where listeners are served: the real loopback address behind each listener of each host. */
final class Bindings {

  private final Map<Key, Binding> bindings = new ConcurrentHashMap<>();

  /**
   * A listener that is served.
   *
   * @param address its real address
   * @param limit how many connections may be open at a time; 0 for no limit
   * @param open how many are
   */
  record Binding(InetSocketAddress address, int limit, AtomicInteger open) {}

  /** Says where a listener is served; only the loopback interface is allowed. */
  void add(String host, Listener listener, Protocol protocol, InetSocketAddress real) {
    bindings.put(
        new Key(host, listener, protocol),
        new Binding(Loopback.require(real), listener.connectionLimit(), new AtomicInteger()));
  }

  /** Returns the listener at which a delivered flow arrives. */
  Binding of(Verdict verdict, Protocol protocol) {
    Host host = verdict.host();
    Listener listener = verdict.listener();
    if (host == null || listener == null) {
      throw new IllegalStateException("a flow was delivered to nobody: " + verdict);
    }
    Binding binding = bindings.get(new Key(host.name(), listener, protocol));
    if (binding == null) {
      throw new IllegalStateException(
          "no server runs for the %s listener on port %d of host \"%s\""
              .formatted(protocol, listener.port(), host.name()));
    }
    return binding;
  }

  /**
   * A listener by identity: comparing two descriptions field by field at each connection would be
   * slow.
   */
  private static final class Key {

    private final String host;
    private final Listener listener;
    private final Protocol protocol;

    Key(String host, Listener listener, Protocol protocol) {
      this.host = host;
      this.listener = listener;
      this.protocol = protocol;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && key.listener == listener
          && key.protocol == protocol
          && key.host.equals(host);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(listener) + protocol.ordinal() + 31 * host.hashCode();
    }
  }
}
