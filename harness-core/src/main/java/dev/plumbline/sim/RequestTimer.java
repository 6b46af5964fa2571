package dev.plumbline.sim;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long a client takes to send a request, in real time. Runs while nothing is being
 * answered: from the opening of the connection, or from the end of the last answer, and anew from
 * the first byte of a request.
 */
final class RequestTimer extends ChannelInboundHandlerAdapter {

  /** What had come when the time was over; fired as a user event. */
  enum Expired {
    /** Nothing. */
    IDLE,
    /** A part of a request. */
    PARTIAL
  }

  private final Duration limit;
  private boolean answering;
  private boolean partial;
  private @Nullable Future<?> pending;
  private @Nullable ChannelHandlerContext context;

  RequestTimer(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    start();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!answering && !partial) {
      partial = true;
      start();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  /** Returns whether a part of a request has come, and no more yet. */
  boolean partial() {
    return partial && !answering;
  }

  /** A whole request has come: time does not run until it is answered. */
  void requestComplete() {
    answering = true;
    stop();
  }

  /** The answer is sent, and no other request waits. */
  void answered() {
    answering = false;
    partial = false;
    start();
  }

  private void start() {
    stop();
    ChannelHandlerContext ctx = Objects.requireNonNull(context, "not yet part of a connection");
    pending = ctx.executor().schedule(() -> expired(ctx), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void expired(ChannelHandlerContext ctx) {
    ctx.fireUserEventTriggered(partial ? Expired.PARTIAL : Expired.IDLE);
  }

  private void stop() {
    if (pending != null) {
      pending.cancel(false);
      pending = null;
    }
  }
}
