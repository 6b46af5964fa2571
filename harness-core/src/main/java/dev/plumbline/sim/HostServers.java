package dev.plumbline.sim;

import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TCP servers of one simulated host: all its HTTP listeners and all its services of bare bytes,
 * each on a real port of the loopback interface. DNS listeners are not served here.
 */
final class HostServers implements AutoCloseable {

  private final Map<Listener, ListenerServer> servers = new LinkedHashMap<>();
  private final Gateway gateway;

  private HostServers(Gateway gateway) {
    this.gateway = gateway;
  }

  /**
   * Starts them. When it returns, all of them accept connections.
   *
   * @throws IllegalArgumentException when the description cannot be served; nothing is left open
   *     then
   */
  static HostServers start(HostContext context) {
    HostServers servers = new HostServers(new Gateway(context));
    try {
      for (Listener listener : context.host().listeners()) {
        servers.start(context, listener);
      }
      return servers;
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private void start(HostContext context, Listener listener) {
    Tcp tcp = listener.tcp();
    if (listener.http() != null) {
      HttpService service = new HttpService(context, listener, gateway);
      servers.put(
          listener,
          new ListenerServer(context, listener, new HttpPipeline(context, listener, service)));
    } else if (tcp != null) {
      ServerTls tls = listener.tls() == null ? null : new ServerTls(context, listener);
      servers.put(
          listener,
          new ListenerServer(
              context,
              listener,
              channel -> {
                if (tls != null) {
                  channel.pipeline().addLast(new PlaintextGuard(null, () -> {}), new TlsFront(tls));
                }
                channel.pipeline().addLast(new TcpService(tcp, tls != null));
              }));
    }
  }

  /** Returns the real address of each listener served here, in the order of the description. */
  Map<Listener, InetSocketAddress> addresses() {
    Map<Listener, InetSocketAddress> addresses = new LinkedHashMap<>();
    servers.forEach((listener, server) -> addresses.put(listener, server.address()));
    return addresses;
  }

  /** Returns why this host's gateway could not pass requests on, oldest first. */
  List<ErrorLog.Entry> lastErrors() {
    return gateway.errors().entries();
  }

  /**
   * Closes all ports and connections. Harmless when repeated. Not to be called by an event loop.
   */
  @Override
  public void close() {
    servers.values().forEach(ListenerServer::close);
    gateway.close();
  }
}
