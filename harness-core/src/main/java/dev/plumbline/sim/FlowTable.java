package dev.plumbline.sim;

import dev.plumbline.network.Flow;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a loopback socket: the virtual flow behind each real client address.
 *
 * <p>Written before a connection is opened or a datagram is sent, read by the servers that receive it.
 */
interface FlowTable {

  /**
   * Returns the flow behind a client's loopback address.
   *
   * @param client the remote address that the server sees
   * @return the flow; null for a stranger, who is not part of the network and gets nothing
   */
  @Nullable Entry find(InetSocketAddress client, Protocol protocol);

  /**
   * A flow with its verdict.
   *
   * @param flow the flow
   * @param verdict its fate; {@code seenSource} is the address a server sees
   */
  record Entry(Flow flow, Verdict verdict) {}
}
