package dev.plumbline.sim;

import dev.plumbline.vantage.Transport.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks DNS servers over TCP (RFC 7766), one question over each connection. No thread waits. */
final class DnsStream implements AutoCloseable {

  private static final int LARGEST_MESSAGE = 65_535;

  private final EventLoopGroup group;
  private final ChannelGroup channels;

  DnsStream(EventLoopGroup group) {
    this.group = group;
    this.channels = new DefaultChannelGroup(group.next(), true);
  }

  /**
   * Asks over a connection and closes it.
   *
   * @return the answer; null when none came in time, or the connection is none
   */
  CompletableFuture<byte @Nullable []> ask(
      Connection connection, byte[] question, Predicate<byte[]> expected, Duration timeout) {
    if (!(connection instanceof Connection.Opened opened)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
    EventLoop loop = group.next();
    NioSocketChannel channel;
    try {
      opened.channel().configureBlocking(false);
      channel = new NioSocketChannel(null, opened.channel());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new UncheckedIOException("a connection to a DNS server is lost", e));
    }
    channels.add(channel);
    channel
        .pipeline()
        .addLast(
            new LengthFieldBasedFrameDecoder(LARGEST_MESSAGE + 2, 0, 2, 0, 2),
            new LengthFieldPrepender(2),
            new Question(question, expected, answer));
    var timer = loop.schedule(() -> answer.complete(null), timeout.toNanos(), TimeUnit.NANOSECONDS);
    answer.whenComplete(
        (done, trouble) -> {
          timer.cancel(false);
          channel.close();
        });
    loop.register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                answer.complete(null);
              }
            });
    return answer;
  }

  /** Closes the connections that are still open; what was asked over them has no answer. */
  @Override
  public void close() {
    channels.close().awaitUninterruptibly();
  }

  private static final class Question extends SimpleChannelInboundHandler<ByteBuf> {

    private final byte[] question;
    private final Predicate<byte[]> expected;
    private final CompletableFuture<byte @Nullable []> answer;

    Question(
        byte[] question, Predicate<byte[]> expected, CompletableFuture<byte @Nullable []> answer) {
      this.question = question;
      this.expected = expected;
      this.answer = answer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(question));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
      byte[] bytes = ByteBufUtil.getBytes(message);
      if (expected.test(bytes)) {
        answer.complete(bytes);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // The server has broken the connection off: then it has not answered.
      answer.complete(null);
    }
  }
}
