package dev.plumbline.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface, for servers that have to be told theirs.
 *
 * <p>They lie below those that systems hand out by themselves (from 32768 on Linux, from 49152
 * elsewhere): a port of these that is free now may be the local end of anybody's connection a
 * moment later.
 */
public final class FreePorts {

  private static final int FIRST = 10_000;
  private static final int END = 32_768;
  private static final int ATTEMPTS = 200;

  private FreePorts() {}

  /** Returns one. */
  public static int one() throws IOException {
    return several(1).get(0);
  }

  /** Returns so many, all different. */
  public static List<Integer> several(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int attempt = 0; ports.size() < count; attempt++) {
      if (attempt == ATTEMPTS) {
        throw new IOException("no " + count + " ports free in " + ATTEMPTS + " attempts");
      }
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static boolean isFree(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
        DatagramSocket udp = new DatagramSocket(port, loopback)) {
      return tcp.isBound() && udp.isBound();
    } catch (BindException taken) {
      return false;
    }
  }
}
