package dev.plumbline.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback interface that refuses over TCP and UDP, and that nobody else can take
 * meanwhile. A port that was free a moment ago may be somebody's by now.
 *
 * <p>Its TCP socket is bound and does not listen. Its UDP socket is connected to itself: what comes
 * from elsewhere has no socket, and gets an ICMP error.
 */
public final class ClosedPort implements Closeable {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Socket tcp;
  private final DatagramSocket udp;

  /** Takes a port. */
  public ClosedPort() {
    try {
      Socket bound = null;
      DatagramSocket datagrams = null;
      for (int attempt = 0; datagrams == null && attempt < 20; attempt++) {
        bound = new Socket();
        bound.bind(new InetSocketAddress(LOOPBACK, 0));
        datagrams = datagrams(bound);
      }
      if (bound == null || datagrams == null) {
        throw new IllegalStateException("no port free for TCP and UDP");
      }
      tcp = bound;
      udp = datagrams;
      udp.connect(udp.getLocalSocketAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the same port over UDP, or null and closes the socket where it is not free. */
  private static @Nullable DatagramSocket datagrams(Socket bound) throws IOException {
    try {
      return new DatagramSocket(bound.getLocalPort(), LOOPBACK);
    } catch (BindException taken) {
      bound.close();
      return null;
    }
  }

  /** Returns its number. */
  public int number() {
    return tcp.getLocalPort();
  }

  /** Returns its address and number. */
  public InetSocketAddress address() {
    return new InetSocketAddress(LOOPBACK, number());
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
