package dev.plumbline.sim;

import dev.plumbline.network.Flow;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a loopback socket: the virtual flow behind each real client address.
 *
 * <p>Written before a connection is opened or a datagram is sent, read by the servers that receive
 * it.
 */
interface FlowTable {

  /**
   * Returns the flow behind a client's loopback address.
   *
   * <p>For TCP a server asks once, when it accepts the connection, and keeps the answer: the next
   * connection from the same address is another flow. For UDP it asks at each datagram.
   *
   * @param client the remote address that the server sees
   * @return the flow; null for a stranger, who is not part of the network and gets nothing
   */
  @Nullable Entry find(InetSocketAddress client, Protocol protocol);

  /**
   * Returns where a server says what the asker of a datagram should know.
   *
   * @param entry what was found for the client
   * @param client the remote address that the server sees
   */
  default Remark remark(Entry entry, InetSocketAddress client, byte[] datagram) {
    return entry.remark();
  }

  /**
   * Tells that an accepted TCP connection is closed, so that it no longer counts towards its
   * listener's limit.
   *
   * @param entry the very entry that was found when it was accepted
   */
  default void ended(Entry entry) {}

  /**
   * A flow with its verdict.
   *
   * @param flow the flow
   * @param verdict its fate; {@code seenSource} is the address a server sees
   * @param remark where the server says what its client's lab should know
   */
  record Entry(Flow flow, Verdict verdict, Remark remark) {

    Entry(Flow flow, Verdict verdict) {
      this(flow, verdict, new Remark());
    }
  }
}
