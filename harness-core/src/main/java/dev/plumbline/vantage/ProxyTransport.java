package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.ProxyConnecting.End;
import dev.plumbline.vantage.ProxyConnecting.Says;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections by way of a proxy. One thread talks to it for all of them.
 *
 * <p>Silence counts as the target's only where the proxy still answers afterwards, and a success
 * only where the proxy has been seen to know failures.
 */
abstract class ProxyTransport implements Transport {

  private static final Duration CHECK = Duration.ofSeconds(2);

  /**
   * An address for documentation (RFC 6676). There is no TCP to a group (RFC 9293 section 3.9.2.3):
   * a proxy that has connected to it has not, and it fails at once, without a packet.
   */
  private static final InetAddress NOBODY = nobody();

  private final ProxyAddress proxy;
  private final Waits waits = new Waits();

  /** What is being asked of the proxy, or was: by what is asked for. Guarded by itself. */
  private final Map<String, CompletableFuture<End>> asked = new HashMap<>();

  ProxyTransport(String kind, InetSocketAddress proxy) {
    this.proxy = new ProxyAddress(kind, proxy);
  }

  private static InetAddress nobody() {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 233, (byte) 252, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns what asks for one connection.
   *
   * @param destination where to; null to find out whether the proxy lives, if there is a way
   */
  abstract ProxyConnecting asking(
      String proxy, @Nullable InetSocketAddress destination, Duration timeout);

  /** Returns what is wrong with the proxy when a target is silent; null when nothing is. */
  abstract CompletableFuture<@Nullable String> whySilent(InetSocketAddress destination);

  @Override
  public final boolean carriesDatagrams() {
    return false;
  }

  @Override
  public final CompletableFuture<Connection> connect(
      InetSocketAddress destination, Duration timeout) {
    return ask(destination, timeout).thenCompose(end -> judged(end, destination));
  }

  private CompletableFuture<Connection> judged(End end, InetSocketAddress destination) {
    if (end.channel() != null) {
      SocketChannel channel = end.channel();
      return nothing(destination.getPort(), false).thenApply(told -> believed(channel, told));
    }
    Outcome outcome = end.outcome() == null ? new Outcome.TimedOut(Phase.CONNECT) : end.outcome();
    return outcome instanceof Outcome.TimedOut
        ? whySilent(destination)
            .thenApply(problem -> failed(problem == null ? outcome : broken(problem)))
        : CompletableFuture.completedFuture(failed(outcome));
  }

  /** Decides whether a success is one, by what the proxy said to a question for nobody. */
  private Connection believed(SocketChannel channel, End told) {
    return switch (told.says()) {
      case TRIED, NOTHING, NONSENSE -> opened(channel, null);
      case FORBIDDEN, GREETED ->
          opened(
              channel,
              end ->
                  proxy
                      + " says that it has connected, which is not proven: it does not allow the"
                      + " question that would show whether it says so of everything, a connection"
                      + " to "
                      + NOBODY.getHostAddress()
                      + ". Only what the target itself says over the connection counts: ask for a"
                      + " handshake or a page, or let the proxy's rules allow that question");
      case OPEN -> {
        Waiting.close(channel);
        yield failed(
            broken(
                proxy
                    + " says that a connection is open before it has opened one, as OpenSSH's"
                    + " dynamic forwarding and proxies that take part in TLS do: what it says"
                    + " proves nothing. Use one that answers when it has connected, or via:"
                    + " ssh://user@host for an SSH jump host"));
      }
      case BROKEN -> {
        Waiting.close(channel);
        yield failed(told.outcome() == null ? broken(proxy + " is broken") : told.outcome());
      }
    };
  }

  private static Connection opened(
      SocketChannel channel, @Nullable Function<Outcome, @Nullable String> doubt) {
    Diagnosis unknown = Diagnosis.unknown();
    return doubt == null
        ? new Connection.Opened(channel, unknown)
        : new Connection.Opened(channel, unknown, () -> unknown, doubt);
  }

  private static Connection failed(Outcome outcome) {
    return new Connection.Failed(outcome, Diagnosis.unknown());
  }

  private static Outcome broken(String problem) {
    return new Outcome.VantageFailed(problem);
  }

  /** Greets the proxy once more, for all whose targets have been silent until now. */
  final CompletableFuture<End> greeting() {
    return shared("greeting", true, () -> ask(null, CHECK));
  }

  /**
   * Asks the proxy for a connection that nobody can have.
   *
   * @param anew whether an answer that came before is of no use
   */
  final CompletableFuture<End> nothing(int port, boolean anew) {
    return shared(
        (anew ? "anew " : "once ") + port,
        anew,
        () -> ask(new InetSocketAddress(NOBODY, port), CHECK));
  }

  private CompletableFuture<End> shared(
      String what, boolean anew, Supplier<CompletableFuture<End>> question) {
    synchronized (asked) {
      CompletableFuture<End> known = asked.get(what);
      if (known == null || known.isDone() && (anew || known.join().says() == Says.BROKEN)) {
        known =
            question
                .get()
                .thenApply(
                    end -> {
                      Waiting.close(end.channel());
                      return end;
                    });
        asked.put(what, known);
      }
      return known;
    }
  }

  private CompletableFuture<End> ask(@Nullable InetSocketAddress destination, Duration timeout) {
    return proxy
        .addresses()
        .thenCompose(
            addresses ->
                addresses.isEmpty()
                    ? CompletableFuture.completedFuture(
                        new End(Says.BROKEN, null, broken(proxy.unresolved())))
                    : ask(addresses, destination, timeout));
  }

  /** Asks at the first address, and at the next where nothing is there. */
  private CompletableFuture<End> ask(
      List<InetSocketAddress> addresses,
      @Nullable InetSocketAddress destination,
      Duration timeout) {
    ProxyConnecting connecting = asking(proxy.toString(), destination, timeout);
    ask(connecting, addresses.get(0));
    return addresses.size() == 1
        ? connecting.result
        : connecting.result.thenCompose(
            end ->
                connecting.isConnected()
                    ? CompletableFuture.completedFuture(end)
                    : ask(addresses.subList(1, addresses.size()), destination, timeout));
  }

  private void ask(ProxyConnecting connecting, InetSocketAddress address) {
    try {
      SocketChannel channel = SocketChannel.open();
      connecting.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (channel.connect(address) || channel.finishConnect()) {
        connecting.connected();
      }
    } catch (IOException | RuntimeException e) {
      connecting.fail(e);
      return;
    }
    waits.await(connecting);
  }

  /** Fails: this way out has no datagrams. */
  @Override
  public final CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    return CompletableFuture.completedFuture(
        new Exchange.Failed(
            broken(
                proxy
                    + " is used for TCP alone, so no datagram can be sent to "
                    + destination
                    + "; ask a resolver over TCP"),
            Diagnosis.unknown()));
  }

  @Override
  public final void close() {
    waits.close();
  }
}
