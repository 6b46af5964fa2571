package dev.plumbline.sim;

import dev.plumbline.network.IpAddresses;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of an accepted connection, as the simulated host sees it.
 *
 * @param address the source address, after any translation on the way
 * @param port the source port
 * @param remark where to say what the client's lab should know
 */
record Peer(InetAddress address, int port, Remark remark) {

  private static final AttributeKey<Peer> PEER = AttributeKey.valueOf(Peer.class, "peer");
  private static final AttributeKey<String> SNI = AttributeKey.valueOf(Peer.class, "sni");

  static Peer of(FlowTable.Entry entry) {
    return new Peer(entry.verdict().seenSource(), entry.flow().sourcePort(), entry.remark());
  }

  /** Returns its address as servers write it. */
  String text() {
    return IpAddresses.text(address);
  }

  static void set(Channel channel, Peer peer) {
    channel.attr(PEER).set(peer);
  }

  static Peer of(Channel channel) {
    return channel.attr(PEER).get();
  }

  static void setServerName(Channel channel, @Nullable String name) {
    channel.attr(SNI).set(name);
  }

  /** Returns the server name of the connection's handshake; null when there was none. */
  static @Nullable String serverName(Channel channel) {
    return channel.attr(SNI).get();
  }
}
