package dev.plumbline.sim;

import dev.plumbline.network.Network.Tcp;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * A service of bare bytes: sends its banner when the connection, or the TLS handshake on it, is
 * complete; then echoes or stays silent.
 */
final class TcpService extends ChannelInboundHandlerAdapter {

  private final Tcp tcp;
  private final boolean tls;

  /**
   * Makes the service of one connection.
   *
   * @param tls whether TLS comes before it
   */
  TcpService(Tcp tcp, boolean tls) {
    this.tcp = tcp;
    this.tls = tls;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!tls) {
      greet(ctx);
    }
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      greet(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  private void greet(ChannelHandlerContext ctx) {
    if (!tcp.banner().isEmpty()) {
      ctx.writeAndFlush(Unpooled.copiedBuffer(tcp.banner(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (tcp.echo()) {
      ctx.writeAndFlush(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }
}
