package dev.plumbline.sim;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.HttpObservation.Header;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection, or one HTTP/2 stream: takes one request after the other to the service
 * and sends the answers in the order asked.
 *
 * <p>What never gets to the service: a malformed request (400), one that is {@link RequestCheck
 * invalid} (400, 405, 505), a request line that is too long (414), a head that is (431), a body
 * above {@link #BODY_LIMIT} (413), a request that does not arrive in time (408; a connection on
 * which nothing arrived is closed without an answer). After these the connection closes. All of
 * them are arrivals.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  /** The longest request body, in bytes. */
  static final int BODY_LIMIT = 1024 * 1024;

  private static final int LONGEST_QUEUE = 100;
  private static final int LINGER_SECONDS = 2;

  private final HostContext context;
  private final Listener listener;
  private final HttpService service;
  private final RequestTimer timer;
  private final Channel connection;
  private final boolean http2;
  private final ClientCertificates clients;
  private final Deque<Received> waiting = new ArrayDeque<>();
  private boolean answering;
  private boolean closing;

  /**
   * Makes the handler.
   *
   * @param connection the accepted connection; the stream's parent in HTTP/2
   */
  HttpConnection(
      HostContext context,
      Listener listener,
      HttpService service,
      RequestTimer timer,
      Channel connection,
      boolean http2) {
    this.context = context;
    this.listener = listener;
    this.service = service;
    this.timer = timer;
    this.connection = connection;
    this.http2 = http2;
    this.clients = new ClientCertificates(listener.tls());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (closing) {
        return;
      }
      if (message instanceof BodyLimit.TooLarge tooLarge) {
        refuse(ctx, received((HttpRequest) tooLarge.head(), new byte[0]), 413, Failure.TOO_LARGE);
      } else if (message instanceof FullHttpRequest request) {
        read(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext ctx, FullHttpRequest request) {
    Throwable trouble = request.decoderResult().cause();
    if (trouble != null) {
      int status = statusFor(trouble);
      refuse(
          ctx,
          unreadable("(malformed)"),
          status,
          status == 414 ? Failure.TARGET : status == 431 ? Failure.HEADER : Failure.MALFORMED);
      return;
    }
    Received received = received(request, ByteBufUtil.getBytes(request.content()));
    Integer invalid = RequestCheck.statusOfInvalid(received);
    if (invalid != null) {
      refuse(ctx, received, invalid, RequestCheck.failureOfInvalid(received));
      return;
    }
    ClientCertificates.Refusal refusal =
        clients.refusal(HttpService.name(received), received.sni(), hasPresentedCertificate());
    if (refusal == ClientCertificates.Refusal.NONE_SENT) {
      refuse(ctx, received, service.certificateMissing(), Failure.NO_CERTIFICATE);
      return;
    }
    if (refusal == ClientCertificates.Refusal.OTHER_NAME) {
      refuse(ctx, received, 421, Failure.MISDIRECTED);
      return;
    }
    if (waiting.size() == LONGEST_QUEUE) {
      arrived(received);
      closing = true;
      ctx.close();
      return;
    }
    arrived(received);
    waiting.add(received);
    timer.requestComplete();
    next(ctx);
  }

  private static int statusFor(Throwable trouble) {
    if (trouble instanceof TooLongHttpLineException) {
      return 414;
    }
    return trouble instanceof TooLongHttpHeaderException ? 431 : 400;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == RequestTimer.Expired.PARTIAL && !closing) {
      refuse(ctx, unreadable("(incomplete)"), 408, Failure.INCOMPLETE);
    } else if (event == RequestTimer.Expired.IDLE) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer.partial()) {
      arrived(unreadable("(incomplete)"));
    }
    ctx.fireChannelInactive();
  }

  private void next(ChannelHandlerContext ctx) {
    Received request = answering || closing ? null : waiting.poll();
    if (request == null) {
      return;
    }
    answering = true;
    service
        .answer(request, ctx.executor())
        .whenCompleteAsync(
            (answer, trouble) -> {
              answering = false;
              answer(ctx, request, trouble == null ? answer : service.refusal(500));
            },
            ctx.executor())
        .exceptionally(
            trouble -> {
              ctx.executor().execute(() -> exceptionCaught(ctx, trouble));
              return Answer.CLOSE;
            });
  }

  /**
   * The connection or stream is of no more use: its peer has gone, or an answer could not be
   * written.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable trouble) {
    closing = true;
    ctx.close();
  }

  private void answer(ChannelHandlerContext ctx, Received request, Answer answer) {
    context.accessLog().add(request, answer, cipher());
    if (answer == Answer.CLOSE) {
      closing = true;
      connection.close();
      return;
    }
    boolean keep = !closing && staysOpen(request, answer);
    ChannelFuture sent = send(ctx, request, answer, keep);
    if (!keep) {
      closing = true;
      sent.addListener(ChannelFutureListener.CLOSE);
    }
    if (keep && !http2 && waiting.isEmpty()) {
      timer.answered();
    }
    next(ctx);
  }

  private boolean staysOpen(Received request, Answer answer) {
    if (http2) {
      return true;
    }
    boolean close =
        request.header("Connection").stream().anyMatch(v -> hasToken(v, "close"))
            || answer.headers().stream()
                .anyMatch(
                    h -> h.name().equalsIgnoreCase("Connection") && hasToken(h.value(), "close"));
    boolean old = request.version().equals("HTTP/1.0");
    return !close
        && (!old || request.header("Connection").stream().anyMatch(v -> hasToken(v, "keep-alive")));
  }

  private static boolean hasToken(String value, String token) {
    return List.of(value.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(token);
  }

  private void refuse(ChannelHandlerContext ctx, Received request, int status, Failure failure) {
    refuse(ctx, request, service.refusal(status), failure);
  }

  private void refuse(ChannelHandlerContext ctx, Received request, Answer page, Failure failure) {
    arrived(request);
    closing = true;
    timer.requestComplete();
    request.note().failed(failure);
    context.accessLog().add(request, page, cipher());
    ChannelFuture sent = send(ctx, request, page, false);
    sent.addListener(http2 ? ChannelFutureListener.CLOSE : answer -> linger(ctx));
  }

  /**
   * Ends the answers, and takes in what the client still sends: closing at once would reset the
   * connection, and the client might lose the answer (RFC 9112 section 9.6).
   */
  private void linger(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    DuplexChannel channel = (DuplexChannel) ctx.channel();
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(notified -> channel.shutdownOutput());
    }
    var end = ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    ctx.channel().closeFuture().addListener(closed -> end.cancel(false));
  }

  private ChannelFuture send(
      ChannelHandlerContext ctx, Received request, Answer answer, boolean keep) {
    HttpResponseStatus status =
        answer.reason() == null || http2
            ? HttpResponseStatus.valueOf(answer.status())
            : new HttpResponseStatus(answer.status(), answer.reason());
    boolean bodiless = answer.status() == 204 || answer.status() == 304;
    boolean head = request.method().equals(HttpMethod.HEAD.name());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            bodiless || head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    for (Header header : answer.headers()) {
      if (!header.name().equalsIgnoreCase("Connection")
          && !header.name().equalsIgnoreCase("Transfer-Encoding")) {
        response.headers().add(header.name(), header.value());
      }
    }
    if (bodiless) {
      response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    } else if (!head || !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    if (!http2) {
      if (!keep) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      } else if (request.version().equals("HTTP/1.0")) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      }
    }
    return ctx.writeAndFlush(response);
  }

  private Received received(HttpRequest request, byte[] body) {
    List<Header> headers = new ArrayList<>();
    request
        .headers()
        .forEach(
            h -> {
              // the HTTP/2 codec puts what is no header of the client's under names of its own
              if (!http2 || !h.getKey().startsWith("x-http2-")) {
                headers.add(new Header(h.getKey(), h.getValue()));
              }
            });
    return new Received(
        request.method().name(),
        request.uri(),
        http2 ? "h2" : request.protocolVersion().text(),
        headers,
        body,
        Peer.of(connection),
        listener.port(),
        Peer.serverName(connection),
        tlsVersion());
  }

  private Received unreadable(String what) {
    return new Received(
        what,
        what,
        http2 ? "h2" : "HTTP/1.1",
        List.of(),
        new byte[0],
        Objects.requireNonNull(Peer.of(connection)),
        listener.port(),
        Peer.serverName(connection),
        tlsVersion());
  }

  private boolean hasPresentedCertificate() {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    try {
      return tls != null && tls.engine().getSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException none) {
      return false;
    }
  }

  private @Nullable String tlsVersion() {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    return tls == null ? null : tls.engine().getSession().getProtocol();
  }

  private @Nullable String cipher() {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    return tls == null ? null : tls.engine().getSession().getCipherSuite();
  }

  private void arrived(Received request) {
    context
        .arrivals()
        .record(
            context.host().name(),
            new Arrival(
                request.method(),
                request.target(),
                request.headers(),
                request.peer().text(),
                request.sni(),
                listener.port()),
            request.note().id);
  }
}
