package dev.plumbline.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Watches the first byte of a connection that is to speak TLS. Anything but a handshake record is
 * not TLS: an HTTP service answers it 400 in plain text, as nginx does; every other service closes
 * the connection.
 */
final class PlaintextGuard extends ChannelInboundHandlerAdapter {

  private static final int HANDSHAKE_RECORD = 22;

  private final @Nullable Answer answer;
  private final Runnable refused;

  /**
   * Makes the guard of one connection.
   *
   * @param answer what a service of HTTP answers; null for another service
   * @param refused told when something came that is not TLS
   */
  PlaintextGuard(@Nullable Answer answer, Runnable refused) {
    this.answer = answer;
    this.refused = refused;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    if (bytes.getUnsignedByte(bytes.readerIndex()) == HANDSHAKE_RECORD) {
      ctx.pipeline().remove(this);
      ctx.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    ctx.channel().config().setAutoRead(false);
    refused.run();
    Answer page = answer;
    if (page == null) {
      ctx.close();
      return;
    }
    StringBuilder head = new StringBuilder("HTTP/1.1 400 Bad Request\r\n");
    page.headers()
        .forEach(h -> head.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    head.append("Content-Length: ")
        .append(page.body().length)
        .append("\r\nConnection: close\r\n\r\n");
    ctx.writeAndFlush(
            Unpooled.wrappedBuffer(
                head.toString().getBytes(StandardCharsets.ISO_8859_1), page.body()))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
