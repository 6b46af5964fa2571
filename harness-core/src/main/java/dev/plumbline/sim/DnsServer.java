package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DNS server of a simulated host: real messages over UDP and TCP, on ports of the loopback
 * interface.
 *
 * <p>Who is not part of the network gets nothing: no datagram back, a closed connection. Whose flow
 * is half-open is let in and gets no answer.
 */
final class DnsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
  private static final int BACKLOG = 1024;
  private static final int LARGEST_MESSAGE = 65_535;

  /**
   * After which a silent connection is closed (RFC 7766 section 6.2.3: of the order of seconds).
   */
  private static final int IDLE_SECONDS = 30;

  private final DnsResponder responder;
  private final FlowTable flows;
  private final ChannelGroup channels;
  private final InetSocketAddress udp;
  private final InetSocketAddress tcp;

  /**
   * Starts a server.
   *
   * @param faults what is broken at the moment, beside the faults of the description
   * @param uplink how its forwarders ask on
   * @param group runs the server, and stays the caller's
   * @throws IllegalArgumentException when a zone cannot be read
   */
  DnsServer(
      Network network,
      Host host,
      Network.Dns dns,
      Supplier<Set<Fault>> faults,
      FlowTable flows,
      Forwarders.Uplink uplink,
      EventLoopGroup group) {
    this.responder = new DnsResponder(network, host, dns, faults, uplink);
    this.flows = flows;
    // Staying closed: a connection that is accepted while the server closes is closed too.
    this.channels = new DefaultChannelGroup(group.next(), true);
    try {
      this.udp = open(datagrams(group));
      this.tcp = open(connections(group));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the loopback address of the UDP port. */
  InetSocketAddress udp() {
    return udp;
  }

  /** Returns the loopback address of the TCP port, which has another number. */
  InetSocketAddress tcp() {
    return tcp;
  }

  /**
   * Closes the ports and all connections, and waits until they are closed; harmless when repeated.
   * Not to be called by an event loop.
   */
  @Override
  public void close() {
    channels.close().awaitUninterruptibly();
  }

  private InetSocketAddress open(ChannelFuture binding) {
    Channel channel = binding.syncUninterruptibly().channel();
    channels.add(channel);
    return (InetSocketAddress) channel.localAddress();
  }

  private ChannelFuture datagrams(EventLoopGroup group) {
    return new Bootstrap()
        .group(group)
        .channel(NioDatagramChannel.class)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_MESSAGE))
        .handler(new Datagrams())
        .bind(InetAddress.getLoopbackAddress(), 0);
  }

  private ChannelFuture connections(EventLoopGroup group) {
    return new ServerBootstrap()
        .group(group)
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
        .bind(InetAddress.getLoopbackAddress(), 0);
  }

  private void accept(SocketChannel channel) {
    FlowTable.Entry entry = flows.find(channel.remoteAddress(), Protocol.TCP);
    channels.add(channel);
    if (entry == null) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> flows.ended(entry));
    channel
        .pipeline()
        .addLast(
            new LengthFieldBasedFrameDecoder(LARGEST_MESSAGE + 2, 0, 2, 0, 2),
            new LengthFieldPrepender(2),
            new IdleStateHandler(0, 0, IDLE_SECONDS),
            new Messages(entry));
  }

  /**
   * Answers, at once or when those who were asked have answered, unless there is no answer.
   *
   * @param sender who sent a datagram; null for a message of a connection
   */
  private void respond(
      ByteBuf content,
      FlowTable.Entry entry,
      @Nullable InetSocketAddress sender,
      Consumer<ByteBuf> send) {
    Fault fault = entry.verdict().fault();
    if (fault != null && fault.kind() == Fault.Kind.HALF_OPEN) {
      return;
    }
    byte[] message = ByteBufUtil.getBytes(content);
    Remark remark = sender == null ? entry.remark() : flows.remark(entry, sender, message);
    CompletableFuture<byte @Nullable []> answered =
        responder.respond(message, entry.flow().segment(), sender != null, remark);
    answered.whenComplete(
        (answer, trouble) -> {
          if (trouble != null) {
            LOG.warn("a question could not be answered", trouble);
          } else if (answer != null) {
            send.accept(Unpooled.wrappedBuffer(answer));
          }
        });
  }

  @Sharable
  private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      FlowTable.Entry entry = flows.find(packet.sender(), Protocol.UDP);
      if (entry != null) {
        InetSocketAddress sender = packet.sender();
        respond(
            packet.content(),
            entry,
            sender,
            answer -> context.writeAndFlush(new DatagramPacket(answer, sender)));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // One bad datagram must not close the port for all others.
      LOG.warn("a datagram could not be answered", cause);
    }
  }

  private final class Messages extends SimpleChannelInboundHandler<ByteBuf> {
    private final FlowTable.Entry entry;

    Messages(FlowTable.Entry entry) {
      this.entry = entry;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      respond(message, entry, null, context::writeAndFlush);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("a connection is closed", cause);
      context.close();
    }
  }
}
