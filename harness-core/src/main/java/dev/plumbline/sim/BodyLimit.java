package dev.plumbline.sim;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/**
 * Gathers a request with its body; one with more than {@link HttpConnection#BODY_LIMIT} bytes is
 * handed on as {@link TooLarge}.
 */
final class BodyLimit extends HttpObjectAggregator {

  BodyLimit() {
    super(HttpConnection.BODY_LIMIT, false);
  }

  /**
   * The head of a request whose body is too large.
   *
   * @param head the head
   */
  record TooLarge(HttpMessage head) {}

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    ctx.fireChannelRead(new TooLarge(oversized));
  }
}
