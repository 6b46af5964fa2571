package dev.plumbline.sim;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.UnknownSni;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first thing on a connection with TLS: reads the ClientHello, chooses the certificate, and
 * gives way to the TLS engine.
 */
final class TlsFront extends AbstractSniHandler<Optional<CertificateSpec>> {

  // a plaintext record with the fatal alert unrecognized_name(112), RFC 8446 sections 5.1 and 6
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  private final ServerTls tls;

  TlsFront(ServerTls tls) {
    this.tls = tls;
  }

  @Override
  protected Future<Optional<CertificateSpec>> lookup(
      ChannelHandlerContext ctx, @Nullable String serverName) {
    Peer.setServerName(ctx.channel(), serverName);
    return ctx.executor().newSucceededFuture(Optional.ofNullable(tls.choose(serverName)));
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx,
      @Nullable String serverName,
      Future<Optional<CertificateSpec>> certificate) {
    CertificateSpec chosen = certificate.getNow().orElse(null);
    if (chosen == null && tls.onUnknownSni() == UnknownSni.RESET) {
      reset(ctx);
    } else if (chosen == null && tls.onUnknownSni() == UnknownSni.ALERT) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      ctx.pipeline().replace(this, "tls", new SslHandler(tls.handshake(chosen, serverName)));
    }
  }

  /** Closes a connection with a TCP reset. */
  static void reset(ChannelHandlerContext ctx) {
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    ctx.close();
  }
}
