package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections by way of a SOCKS5 proxy. One thread talks to it for all of them.
 *
 * <p>Silence counts as the target's only where the proxy still answers afterwards, and a success
 * only where the proxy has been seen to know failures.
 */
final class SocksTransport implements Transport {

  /** Nothing can listen there: a proxy that says it does, says so of everything. */
  private static final InetSocketAddress NOTHING =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final Duration CHECK = Duration.ofSeconds(2);

  private final InetSocketAddress proxy;
  private final SocksCredentials credentials;
  private final Waits waits = new Waits();

  /** Guards those below. */
  private final Object lock = new Object();

  /** Completed with null when the proxy answers, with what is wrong when it does not. */
  private @Nullable CompletableFuture<@Nullable String> alive;

  /** Completed with null when the proxy knows failures, with what is wrong when it does not. */
  private @Nullable CompletableFuture<@Nullable String> honest;

  SocksTransport(InetSocketAddress proxy, SocksCredentials credentials) {
    this.proxy = proxy;
    this.credentials = credentials;
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
    return ask(destination, timeout).thenCompose(this::judged);
  }

  private CompletableFuture<Connection> judged(SocksConnecting.End end) {
    if (end.channel() != null) {
      SocketChannel channel = end.channel();
      return end.vague()
          ? honest().thenApply(problem -> opened(channel, problem))
          : CompletableFuture.completedFuture(opened(channel, null));
    }
    Outcome outcome = end.outcome() == null ? new Outcome.TimedOut(Phase.CONNECT) : end.outcome();
    return outcome instanceof Outcome.TimedOut
        ? alive().thenApply(problem -> failed(problem == null ? outcome : broken(problem)))
        : CompletableFuture.completedFuture(failed(outcome));
  }

  private static Connection opened(SocketChannel channel, @Nullable String problem) {
    if (problem == null) {
      return new Connection.Opened(channel, Diagnosis.unknown());
    }
    Waiting.close(channel);
    return failed(broken(problem));
  }

  private static Connection failed(Outcome outcome) {
    return new Connection.Failed(outcome, Diagnosis.unknown());
  }

  private static Outcome broken(String problem) {
    return new Outcome.VantageFailed(problem);
  }

  /** Greets the proxy once more, for all whose targets have been silent until now. */
  private CompletableFuture<@Nullable String> alive() {
    synchronized (lock) {
      if (alive == null || alive.isDone()) {
        alive =
            ask(null, CHECK)
                .thenApply(
                    end -> {
                      Waiting.close(end.channel());
                      return end.outcome() == null ? null : end.outcome().vantageFailure();
                    });
      }
      return alive;
    }
  }

  /** Asks the proxy, once, for a connection that nobody can have. */
  private CompletableFuture<@Nullable String> honest() {
    synchronized (lock) {
      if (honest == null) {
        honest =
            ask(NOTHING, CHECK)
                .thenApply(
                    end -> {
                      Waiting.close(end.channel());
                      return end.channel() == null
                          ? null
                          : name(proxy)
                              + " says that a connection is open before it has opened one, as"
                              + " OpenSSH's dynamic forwarding does: what it says proves nothing."
                              + " Use a proxy that answers when it has connected (RFC 1928 section"
                              + " 6)";
                    });
      }
      return honest;
    }
  }

  @Override
  public CompletableFuture<@Nullable String> failure() {
    return alive();
  }

  private CompletableFuture<SocksConnecting.End> ask(
      @Nullable InetSocketAddress destination, Duration timeout) {
    SocksConnecting connecting =
        new SocksConnecting(name(proxy), credentials, destination, timeout);
    try {
      SocketChannel channel = SocketChannel.open();
      connecting.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (channel.connect(proxy) || channel.finishConnect()) {
        connecting.greet();
      }
    } catch (IOException | RuntimeException e) {
      connecting.fail(e);
      return connecting.result;
    }
    waits.await(connecting);
    return connecting.result;
  }

  static String name(InetSocketAddress proxy) {
    InetAddress address = proxy.getAddress();
    String host = address == null ? proxy.getHostString() : address.getHostAddress();
    return "the SOCKS5 proxy "
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + proxy.getPort();
  }

  /** Fails: this way out has no datagrams. */
  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    return CompletableFuture.completedFuture(
        new Exchange.Failed(
            broken(
                name(proxy)
                    + " is used for TCP alone, so no datagram can be sent to "
                    + destination
                    + "; ask a resolver over TCP"),
            Diagnosis.unknown()));
  }

  @Override
  public void close() {
    waits.close();
  }
}
