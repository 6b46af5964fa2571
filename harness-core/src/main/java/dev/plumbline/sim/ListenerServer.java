package dev.plumbline.sim;

import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One TCP listener of a simulated host on a real port of the loopback interface.
 *
 * <p>A connection that belongs to no flow of the network is closed at once: strangers get nothing.
 * One above the listener's limit is reset.
 */
final class ListenerServer implements AutoCloseable {

  // A short queue would overflow under many connections at once, and an open port would look like
  // one that drops.
  private static final int BACKLOG = 4_096;

  /** The name of the last handler of every connection; others come before it. */
  static final String LAST = "last";

  private final HostContext context;
  private final Listener listener;
  private final Consumer<Channel> service;
  private final AtomicInteger open = new AtomicInteger();
  private final ChannelGroup channels;
  private final Channel server;

  /**
   * Binds.
   *
   * @param service adds the handlers of the service to a connection that was let in
   */
  ListenerServer(HostContext context, Listener listener, Consumer<Channel> service) {
    this.context = context;
    this.listener = listener;
    this.service = service;
    this.channels = new DefaultChannelGroup(context.group().next(), true);
    this.server =
        new ServerBootstrap()
            .group(context.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  /** Returns the real address. */
  InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  private void accept(SocketChannel channel) {
    FlowTable.Entry flow = context.flows().find(channel.remoteAddress(), Protocol.TCP);
    if (flow == null) {
      channel.close();
      return;
    }
    int others = open.getAndIncrement();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open.decrementAndGet();
              context.flows().ended(flow);
            });
    if (listener.connectionLimit() > 0 && others >= listener.connectionLimit()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
      return;
    }
    channels.add(channel);
    Peer.set(channel, Peer.of(flow));
    service.accept(channel);
    channel.pipeline().addLast(LAST, new Last());
  }

  /**
   * Closes the port and every connection; returns when they are closed. Harmless when repeated. Not
   * to be called by an event loop.
   */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    channels.close().awaitUninterruptibly();
  }

  /**
   * Where a connection's trouble ends: the peer is gone, or broke the protocol below HTTP; both
   * mean that the connection closes.
   */
  private static final class Last extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable trouble) {
      ctx.close();
    }
  }
}
