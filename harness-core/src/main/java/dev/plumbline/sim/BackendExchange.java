package dev.plumbline.sim;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.pki.BackendTls;
import dev.plumbline.pki.BackendTrust;
import dev.plumbline.sim.BackendClient.Call;
import dev.plumbline.sim.BackendClient.Result;
import dev.plumbline.sim.BackendClient.Why;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One request over one open connection. */
final class BackendExchange extends ChannelInboundHandlerAdapter {

  private static final int LONGEST_LINE = 32 * 1024;
  private static final int LONGEST_HEAD = 128 * 1024;
  private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

  private final Call call;
  private final CompletableFuture<Result> result;
  private final boolean resume;

  /**
   * Makes an exchange.
   *
   * @param resume whether a TLS session of an earlier one may be resumed
   */
  BackendExchange(Call call, CompletableFuture<Result> result, boolean resume) {
    this.call = call;
    this.result = result;
    this.resume = resume;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (call.tls() != null) {
      SslHandler handler = new SslHandler(engine(call.tls()));
      handler.setHandshakeTimeoutMillis(0); // the exchange has its own
      pipeline.addBefore(ctx.name(), null, handler);
    }
    pipeline.addBefore(
        ctx.name(), null, new HttpClientCodec(LONGEST_LINE, LONGEST_HEAD, LONGEST_LINE));
    pipeline.addBefore(ctx.name(), null, new HttpObjectAggregator(LONGEST_ANSWER));
  }

  /**
   * Makes the TLS client. As gateways do, it resumes the session with the same member under the
   * same name. That hides no change of the backend: a session belongs to one certificate and one
   * set of roots, since {@link ServerTls} and {@link BackendTrust} have settings apart for each,
   * and the name is compared at every connection.
   */
  private SSLEngine engine(BackendTls tls) {
    String name = tls.serverName();
    SSLContext context = BackendTrust.context(tls.trust());
    SSLEngine engine =
        resume
            ? context.createSSLEngine(call.member() + "/" + name, call.port())
            : context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    tls.applyTo(parameters);
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (call.tls() == null) {
      ctx.writeAndFlush(call.toRequest());
    }
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        String problem = nameProblem(ctx);
        if (problem == null) {
          ctx.writeAndFlush(call.toRequest());
        } else {
          fail(Why.TLS, problem);
        }
      } else {
        fail(Why.TLS, BackendTrust.handshakeProblem(handshake.cause()));
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  private @Nullable String nameProblem(ChannelHandlerContext ctx) {
    String name = call.tls() == null ? null : call.tls().certificateName();
    if (name == null) {
      return null;
    }
    try {
      var session = ctx.pipeline().get(SslHandler.class).engine().getSession();
      return BackendTrust.nameProblem((X509Certificate) session.getPeerCertificates()[0], name);
    } catch (SSLPeerUnverifiedException e) {
      return "Leaf certificate is missing from the chain presented by the backend.";
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!(message instanceof FullHttpResponse response)) {
        return;
      }
      if (response.decoderResult().isFailure()) {
        fail(
            Why.BROKEN,
            "The backend's answer is not HTTP: "
                + response.decoderResult().cause().getMessage()
                + ".");
      } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        result.complete(new Result.Answered(answer(response), null));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private static Answer answer(FullHttpResponse response) {
    List<Header> headers = new ArrayList<>();
    response.headers().forEach(h -> headers.add(new Header(h.getKey(), h.getValue())));
    return new Answer(
        response.status().code(),
        response.status().reasonPhrase(),
        HopByHop.without(headers),
        ByteBufUtil.getBytes(response.content()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(Why.BROKEN, "The backend closed the connection before it had answered.");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable trouble) {
    // a failed handshake comes twice: first as an event with its reason
    fail(Why.BROKEN, "The connection to the backend broke: " + trouble.getMessage() + ".");
  }

  /** Ends the exchange, unless it has ended. */
  void fail(Why why, String reason) {
    result.complete(new Result.Failed(why, reason));
  }
}
