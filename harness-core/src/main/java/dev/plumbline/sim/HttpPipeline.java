package dev.plumbline.sim;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.observation.AccessRecord.Failure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the handlers of a connection to an HTTP listener: TLS, then HTTP/1.1 or HTTP/2 as
 * negotiated, then the service.
 */
final class HttpPipeline implements Consumer<Channel> {

  // Room for the long lines of attack cases; what is longer is answered 414 or 431.
  private static final int LONGEST_REQUEST_LINE = 32 * 1024;
  private static final int LONGEST_HEAD = 128 * 1024;

  private final HostContext context;
  private final Listener listener;
  private final Http http;
  private final @Nullable ServerTls tls;
  private final HttpService service;

  HttpPipeline(HostContext context, Listener listener, HttpService service) {
    this.context = context;
    this.listener = listener;
    this.http = Objects.requireNonNull(listener.http(), "a listener without an HTTP service");
    this.tls = listener.tls() == null ? null : new ServerTls(context, listener);
    this.service = service;
  }

  @Override
  public void accept(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls == null) {
      http1(channel, handler -> pipeline.addLast(handler));
      return;
    }
    pipeline.addLast(
        new PlaintextGuard(service.refusal(400), () -> malformed(channel)), new TlsFront(tls));
    if (tls.http2()) {
      pipeline.addLast(new Negotiation());
    } else {
      http1(channel, handler -> pipeline.addLast(handler));
    }
  }

  /** What is not TLS is an arrival all the same: it got as far as this host. */
  private void malformed(Channel channel) {
    context
        .arrivals()
        .record(
            context.host().name(),
            new Arrival(
                "(malformed)",
                "(malformed)",
                List.of(),
                Peer.of(channel).text(),
                null,
                listener.port()));
    Received request =
        new Received(
            "(malformed)",
            "(malformed)",
            "HTTP/1.1",
            List.of(),
            new byte[0],
            Peer.of(channel),
            listener.port(),
            null,
            null);
    request.note().failed(Failure.PLAIN);
    context.accessLog().add(request, service.refusal(400), null);
  }

  private void http1(Channel channel, Consumer<ChannelHandler> add) {
    RequestTimer timer = new RequestTimer(http.requestTimeout());
    add.accept(timer);
    add.accept(
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxHeaderSize(LONGEST_HEAD)));
    add.accept(new BodyLimit(false));
    add.accept(new HttpConnection(context, listener, service, timer, channel, false));
  }

  private void http2(ChannelPipeline pipeline) {
    Channel connection = pipeline.channel();
    pipeline.addBefore(
        ListenerServer.LAST,
        null,
        Http2FrameCodecBuilder.forServer()
            .initialSettings(Http2Settings.defaultSettings().maxHeaderListSize(LONGEST_HEAD))
            .build());
    pipeline.addBefore(
        ListenerServer.LAST,
        null,
        new Http2MultiplexHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                RequestTimer timer = new RequestTimer(http.requestTimeout());
                stream
                    .pipeline()
                    .addLast(
                        timer,
                        new Http2StreamFrameToHttpObjectCodec(true),
                        new BodyLimit(true),
                        new HttpConnection(context, listener, service, timer, connection, true));
              }
            }));
  }

  /** Waits for the handshake, then makes way for the protocol that was agreed on. */
  private final class Negotiation extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
          begin(ctx);
        } else {
          ctx.close(); // the engine has sent its alert
        }
      }
      ctx.fireUserEventTriggered(event);
    }

    private void begin(ChannelHandlerContext ctx) {
      ChannelPipeline pipeline = ctx.pipeline();
      String agreed = pipeline.get(SslHandler.class).engine().getApplicationProtocol();
      if (ApplicationProtocolNames.HTTP_2.equals(agreed)) {
        http2(pipeline);
      } else {
        http1(ctx.channel(), handler -> pipeline.addBefore(ListenerServer.LAST, null, handler));
      }
      pipeline.remove(this);
    }

    /**
     * A peer that goes before the protocol is agreed, as a mere connection attempt does, is nothing
     * to warn of.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
