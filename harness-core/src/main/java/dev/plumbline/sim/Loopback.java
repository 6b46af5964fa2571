package dev.plumbline.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * The one place where the simulation opens sockets towards others. It refuses every address outside the loopback interface, so that a virtual address
 * can never leave the machine, whatever a bug elsewhere may ask for.
 */
final class Loopback {

  /** The address of every real socket. */
  static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private static final int ATTEMPTS = 64;

  /** On Windows the option means something else: to take a port from its holder. */
  private static final boolean MAY_REUSE = !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private Loopback() {}

  /** Returns an address where a free port is chosen by the system. */
  static InetSocketAddress anyPort() {
    return new InetSocketAddress(ADDRESS, 0);
  }

  /**
   * Returns the address, which is one of the loopback interface.
   *
   * @throws IllegalArgumentException when it is not
   */
  static InetSocketAddress require(InetSocketAddress real) {
    if (real.isUnresolved() || !real.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the simulated network opens sockets on the loopback interface only, and never to a virtual address: " + real);
    }
    return real;
  }

  /** Who keeps the local ports of connections that are being opened. */
  interface Ports {

    /** Takes a port before its connection is opened; false when it is taken, and another one is needed. */
    boolean claim(int port);

    /** Gives back a port whose connection did not open. */
    void release(int port);
  }

  /**
   * Opens a connection in blocking mode, with TCP_NODELAY.
   *
   * @param real the address of a server on the loopback interface
   * @param ports told the local port before the connection is opened
   * @throws IOException when nothing listens there any more, or the system has no socket left
   */
  static SocketChannel connect(InetSocketAddress real, Ports ports) throws IOException {
    require(real);
    IOException last = new BindException("no attempt was made");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SocketChannel channel = SocketChannel.open();
      int claimed = 0;
      boolean open = false;
      try {
        if (MAY_REUSE) {
          // Ports of connections that have just been closed are free to take, or many short checks would use them up.
          channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        channel.bind(anyPort());
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        if (ports.claim(port)) {
          claimed = port;
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          channel.connect(real);
          open = true;
          return channel;
        }
        last = new BindException("port " + port + " belongs to a connection that its server has not accepted yet");
      } catch (BindException | NoRouteToHostException e) {
        // "Cannot assign requested address": the same pair of ports was in use a moment ago.
        last = e;
      } finally {
        if (!open) {
          if (claimed != 0) {
            ports.release(claimed);
          }
          channel.close();
        }
      }
    }
    throw last;
  }
}
