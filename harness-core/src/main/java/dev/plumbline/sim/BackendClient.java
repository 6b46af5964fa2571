package dev.plumbline.sim;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.pki.BackendTls;
import dev.plumbline.vantage.Transport.Connection;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a backend one question over a connection of its own: resolves the member, connects through
 * the fabric, verifies the certificate, sends the request in HTTP/1.1 and reads the answer. No
 * thread waits.
 */
final class BackendClient implements AutoCloseable {

  private final String host;
  private final EventLoopGroup group;
  private final Uplink uplink;
  private final ChannelGroup channels;

  /**
   * Makes a client.
   *
   * @param host the simulated host that asks
   */
  BackendClient(String host, EventLoopGroup group, Uplink uplink) {
    this.host = host;
    this.group = group;
    this.uplink = uplink;
    this.channels = new DefaultChannelGroup(group.next(), true);
  }

  /**
   * What to ask.
   *
   * @param member the member as written: an address or a name
   * @param port its port
   * @param tls how to speak TLS; null for plain HTTP
   * @param method the method
   * @param target the request target
   * @param headers the header lines, Host among them
   * @param body the body
   * @param timeout how long everything may take, in real time
   */
  record Call(
      String member,
      int port,
      @Nullable BackendTls tls,
      String method,
      String target,
      List<Header> headers,
      byte[] body,
      Duration timeout) {

    FullHttpRequest toRequest() {
      FullHttpRequest request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              HttpMethod.valueOf(method),
              target,
              Unpooled.wrappedBuffer(body));
      headers.forEach(h -> request.headers().add(h.name(), h.value()));
      return request;
    }
  }

  /** How it ended. */
  sealed interface Result {

    /**
     * An answer came.
     *
     * @param answer the answer as it came, without the hop-by-hop headers
     * @param remark why the backend answered so, if it is a gateway that answered for itself; null
     *     otherwise
     */
    record Answered(Answer answer, @Nullable String remark) implements Result {}

    /**
     * None came.
     *
     * @param why what went wrong
     * @param reason one sentence about it
     */
    record Failed(Why why, String reason) implements Result {}
  }

  /** What can go wrong. */
  enum Why {
    /** The member's name has no address. */
    UNRESOLVED,
    /** No connection opened. */
    CONNECT,
    /** The TLS handshake failed, or the certificate was not accepted. */
    TLS,
    /** The time was over after the connection had opened. */
    TIMEOUT,
    /** The connection ended before an answer, or what came was not HTTP. */
    BROKEN
  }

  /** Asks; completes, never exceptionally, when the answer is there or the time is over. */
  CompletableFuture<Result> ask(Call call) {
    long deadline = System.nanoTime() + call.timeout().toNanos();
    return addresses(call)
        .thenCompose(
            addresses -> {
              if (addresses.isEmpty()) {
                return failed(
                    Why.UNRESOLVED,
                    "The name \"%s\" does not resolve as seen from %s."
                        .formatted(call.member(), host));
              }
              if (System.nanoTime() >= deadline) {
                return failed(
                    Why.UNRESOLVED,
                    "The name \"%s\" did not resolve within %s as seen from %s."
                        .formatted(call.member(), seconds(call.timeout()), host));
              }
              return uplink
                  .connect(
                      host, new InetSocketAddress(addresses.get(0), call.port()), left(deadline))
                  .thenCompose(connection -> over(connection, addresses.get(0), call, deadline));
            })
        .exceptionally(
            trouble -> new Result.Failed(Why.CONNECT, "The connection failed: " + trouble + "."));
  }

  private CompletableFuture<List<InetAddress>> addresses(Call call) {
    return IpAddresses.isLiteral(call.member())
        ? CompletableFuture.completedFuture(List.of(IpAddresses.parse(call.member())))
        : uplink.resolve(host, call.member(), call.timeout());
  }

  private CompletableFuture<Result> over(
      Connection connection, InetAddress address, Call call, long deadline) {
    if (connection instanceof Connection.Opened opened) {
      // What a fault does to a handshake must not depend on the sessions of earlier labs.
      boolean untouched = opened.diagnosis().likelyCause() == null;
      return exchange(opened.channel(), call, deadline, untouched)
          .thenApply(result -> remarked(result, opened));
    }
    Connection.Failed failed = (Connection.Failed) connection;
    String decider = failed.diagnosis().decider().map(d -> ", decided by " + d).orElse("");
    // A way out that is impatient knows when an open connection would stay silent.
    boolean opened =
        failed.outcome() instanceof Outcome.TimedOut late && late.phase() != Phase.CONNECT;
    return failed(
        opened ? Why.TIMEOUT : Why.CONNECT,
        "Connecting to %s ended with: %s%s."
            .formatted(socket(address, call.port()), failed.outcome().describe(), decider));
  }

  private static Result remarked(Result result, Connection.Opened opened) {
    String before = opened.diagnosis().likelyCause();
    String after = opened.afterwards().get().likelyCause();
    return result instanceof Result.Answered answered && !Objects.equals(before, after)
        ? new Result.Answered(answered.answer(), after)
        : result;
  }

  private CompletableFuture<Result> exchange(
      SocketChannel socket, Call call, long deadline, boolean resume) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    EventLoop loop = group.next();
    Channel channel;
    try {
      socket.configureBlocking(false);
      channel = new NioSocketChannel(null, socket);
    } catch (IOException | RuntimeException e) {
      return closeAfter(
          socket, failed(Why.CONNECT, "The connection was lost: " + e.getMessage() + "."));
    }
    channels.add(channel);
    BackendExchange exchange = new BackendExchange(call, result, resume);
    channel.pipeline().addLast(exchange);
    loop.register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                exchange.fail(Why.CONNECT, "The connection was lost: " + registered.cause() + ".");
              }
            });
    var timer =
        loop.schedule(
            () ->
                exchange.fail(
                    Why.TIMEOUT, "It did not answer within %s.".formatted(seconds(call.timeout()))),
            left(deadline).toNanos(),
            TimeUnit.NANOSECONDS);
    result.whenComplete(
        (done, trouble) -> {
          timer.cancel(false);
          channel.close();
        });
    return result;
  }

  private static CompletableFuture<Result> closeAfter(
      SocketChannel socket, CompletableFuture<Result> result) {
    try {
      socket.close();
    } catch (IOException e) {
      return failed(
          Why.CONNECT, "The connection was lost and could not be closed: " + e.getMessage() + ".");
    }
    return result;
  }

  private static String socket(InetAddress address, int port) {
    String text = address.getHostAddress();
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
  }

  /** Returns a time in words: {@code 20 s}, {@code 200 ms}. */
  static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  private static CompletableFuture<Result> failed(Why why, String reason) {
    return CompletableFuture.completedFuture(new Result.Failed(why, reason));
  }

  /** Closes the connections that are still open; what was asked over them is broken. */
  @Override
  public void close() {
    channels.close().awaitUninterruptibly();
  }
}
