package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.sim.FlowTable.Entry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a listener when their connection is late or broken, and does it for
 * real: delayed bytes are sent late, a reset is a TCP reset, a cut is an early end of the stream.
 *
 * <p>Its own connection to the listener is announced under the client's flow, so that the listener
 * sees the virtual client all the same.
 */
final class Relay implements AutoCloseable {

  private static final int BACKLOG = 4_096;

  private final EventLoopGroup group;
  private final Fabric fabric;
  private final Map<Integer, Plan> plans = new ConcurrentHashMap<>();
  private final ChannelGroup channels;
  private @Nullable InetSocketAddress address;
  private boolean closed;

  Relay(EventLoopGroup group, Fabric fabric) {
    this.group = group;
    this.fabric = fabric;
    this.channels = new DefaultChannelGroup("plumbline-relay", group.next(), true);
  }

  /**
   * What to do with a connection.
   *
   * @param entry the flow, with the latency and the fault to apply
   * @param listener the real address of the listener
   */
  record Plan(Entry entry, InetSocketAddress listener) {
    @Nullable Fault fault() {
      return entry.verdict().fault();
    }
  }

  /** Opens a connection that leads through the relay. */
  SocketChannel connect(Entry entry, InetSocketAddress listener) throws IOException {
    Plan plan = new Plan(entry, Loopback.require(listener));
    return Loopback.connect(
        start(),
        new Loopback.Ports() {
          @Override
          public boolean claim(int port) {
            return plans.putIfAbsent(port, plan) == null;
          }

          @Override
          public void release(int port) {
            plans.remove(port);
          }
        });
  }

  /** Starts with the first connection, since most labs never need it. */
  private synchronized InetSocketAddress start() throws IOException {
    InetSocketAddress there = address;
    if (there != null) {
      return there;
    }
    if (closed) {
      throw new IOException("the relay is closed");
    }
    // Bound here and not by Netty, whose way waits for an event loop: the caller may be one.
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.bind(Loopback.anyPort(), BACKLOG);
      socket.configureBlocking(false);
      there = (InetSocketAddress) socket.getLocalAddress();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    Channel server = new NioServerSocketChannel(socket);
    server
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object accepted) {
                accept((NioSocketChannel) accepted);
              }
            });
    channels.add(server);
    group.next().register(server);
    address = there;
    return there;
  }

  private void accept(NioSocketChannel client) {
    InetSocketAddress peer = client.remoteAddress();
    Plan plan = peer == null ? null : plans.remove(peer.getPort());
    channels.add(client);
    EventLoop loop = group.next();
    if (plan == null) {
      loop.register(client).addListener(registered -> client.close());
      return;
    }
    client.closeFuture().addListener(closed -> fabric.ended(plan.entry()));
    Fault fault = plan.fault();
    if (fault != null && fault.kind() == Fault.Kind.HALF_OPEN) {
      client.pipeline().addLast(new Swallow());
      loop.register(client);
      return;
    }
    client.config().setAutoRead(false).setTcpNoDelay(true).setAllowHalfClosure(true);
    loop.register(client)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                lead(client, plan, loop);
              } else {
                client.close();
              }
            });
  }

  /**
   * Opens the other half, on the client's event loop: all of one connection is done by one thread.
   */
  private void lead(NioSocketChannel client, Plan plan, EventLoop loop) {
    NioSocketChannel server = new NioSocketChannel();
    channels.add(server);
    server.config().setAutoRead(false).setTcpNoDelay(true).setAllowHalfClosure(true);
    client.closeFuture().addListener(closed -> server.close());
    loop.register(server);
    server
        .bind(Loopback.anyPort())
        .addListener(
            bound -> {
              if (!bound.isSuccess()) {
                client.close();
                return;
              }
              int port = server.localAddress().getPort();
              if (!fabric.announce(port, plan.entry())) {
                server.close();
                lead(client, plan, loop);
                return;
              }
              server
                  .connect(plan.listener())
                  .addListener(
                      connected -> {
                        if (connected.isSuccess()) {
                          RelayedConnection.join(client, server, plan.entry().verdict());
                        } else {
                          fabric.withdraw(port);
                          client.close();
                        }
                      });
            });
  }

  /**
   * Closes the port and every connection. Harmless when repeated. Not to be called by an event
   * loop.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    channels.close().awaitUninterruptibly();
    plans.clear();
  }

  /** The other end of a half-open connection: takes what comes and says nothing. */
  private static final class Swallow extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // The client has reset the connection.
      ctx.close();
    }
  }
}
