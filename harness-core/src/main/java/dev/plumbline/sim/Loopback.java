package dev.plumbline.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one place where the simulation opens sockets towards others. It refuses every address outside
 * the loopback interface, so that a virtual address can never leave the machine, whatever a bug
 * elsewhere may ask for.
 */
final class Loopback {

  /** The address of every real socket. */
  static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private static final int ATTEMPTS = 256;

  /** The dynamic ports (RFC 6335 section 6). */
  private static final int FIRST_PORT = 49_152;

  private static final int PORTS = 65_536 - FIRST_PORT;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  /** On Windows the option means something else: to take a port from its holder. */
  private static final boolean MAY_REUSE =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

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
          "the simulated network opens sockets on the loopback interface only, and never to a virtual address: "
              + real);
    }
    return real;
  }

  /** Who keeps the local ports of connections that are being opened. */
  interface Ports {

    /**
     * Takes a port before its connection is opened; false when it is taken, and another one is
     * needed.
     */
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
        int port = bind(channel);
        if (ports.claim(port)) {
          claimed = port;
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          channel.connect(real);
          open = true;
          return channel;
        }
        last =
            new BindException(
                "port " + port + " belongs to a connection that its server has not accepted yet");
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

  /**
   * Takes a local port. Not one that the system chooses: it passes over all ports of connections
   * closed in the last minute (TIME_WAIT), and searches ever longer for another, until none is
   * left. A port that is asked for by its number can be had at once with SO_REUSEADDR; if it led to
   * the same server a moment ago, connecting says so.
   */
  private static int bind(SocketChannel channel) throws IOException {
    if (!MAY_REUSE) {
      channel.bind(anyPort());
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    int port = FIRST_PORT + Math.floorMod(NEXT.getAndIncrement(), PORTS);
    channel.bind(new InetSocketAddress(ADDRESS, port));
    return port;
  }
}
