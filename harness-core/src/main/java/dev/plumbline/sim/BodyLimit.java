package dev.plumbline.sim;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/**
 * Gathers a request with its body; one with more than {@link HttpConnection#BODY_LIMIT} bytes is
 * handed on as {@link TooLarge}. Its header lines stay as they came.
 */
final class BodyLimit extends HttpObjectAggregator {

  private final boolean http2;

  BodyLimit(boolean http2) {
    super(HttpConnection.BODY_LIMIT, false);
    this.http2 = http2;
  }

  @Override
  protected FullHttpMessage beginAggregation(HttpMessage start, ByteBuf content) throws Exception {
    HttpHeaders came = start.headers().copy();
    FullHttpMessage whole = super.beginAggregation(start, content);
    if (!http2) { // there the codec has made up a Transfer-Encoding, which is rightly taken away
      whole.headers().set(came);
    }
    return whole;
  }

  @Override
  protected void finishAggregation(FullHttpMessage whole) {
    // A Content-Length that did not come is none.
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
