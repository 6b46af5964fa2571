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
  private static final InetAddress NOBODY = address(233, 252, 0, 1);

  /**
   * An address of the proxy's own machine (RFC 1122 section 3.2.1.3) that nobody is at, unless
   * something listens at all of them: for what has a rule for groups, but connects to others.
   */
  private static final InetAddress OWN = address(127, 233, 252, 1);

  /** An address for documentation (RFC 5737), asked for only where the others have not told. */
  private static final InetAddress NOWHERE = address(198, 51, 100, 233);

  private final ProxyAddress proxy;
  private final Waits waits = new Waits();

  /** What is being asked of the proxy, or was: by what is asked for. Guarded by itself. */
  private final Map<String, CompletableFuture<End>> asked = new HashMap<>();

  ProxyTransport(String kind, InetSocketAddress proxy) {
    this.proxy = new ProxyAddress(kind, proxy);
  }

  private static InetAddress address(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(address);
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
      return honesty(destination.getPort()).thenApply(honesty -> believed(channel, honesty));
    }
    Outcome outcome = end.outcome() == null ? new Outcome.TimedOut(Phase.CONNECT) : end.outcome();
    return outcome instanceof Outcome.TimedOut
        ? whySilent(destination)
            .thenApply(problem -> failed(problem == null ? outcome : broken(problem)))
        : CompletableFuture.completedFuture(failed(outcome));
  }

  /** What answers to questions for nobody show of a proxy. */
  private enum Shown {
    /** It tells when it has not connected. */
    HONEST,
    /** It does not allow the question. */
    FORBIDS,
    /** Nothing: it has failed in no way that tells of an attempt. */
    UNPROVEN,
    /** It claims success for what nobody can reach. */
    LIES,
    /** It could not be asked. */
    BROKEN
  }

  /**
   * What is known of a proxy.
   *
   * @param outcome what is wrong, where it could not be asked
   */
  private record Honesty(Shown shown, @Nullable Outcome outcome) {

    static Honesty of(Shown shown) {
      return new Honesty(shown, null);
    }
  }

  /**
   * Finds out whether the proxy knows failures. A rule for groups alone would show nothing of
   * others: so an attempt at a port of its own machine must have failed too, or, where it forbids
   * that or something listens there, it must not claim to have reached an address for
   * documentation.
   */
  private CompletableFuture<Honesty> honesty(int port) {
    return nothing(port, false)
        .thenCompose(
            group ->
                switch (group.says()) {
                  case OPEN -> known(Shown.LIES);
                  case FORBIDDEN, GREETED -> known(Shown.FORBIDS);
                  case BROKEN ->
                      CompletableFuture.completedFuture(new Honesty(Shown.BROKEN, group.outcome()));
                  case TRIED, NOTHING, NONSENSE -> ofOwn(port, group.says() == Says.TRIED);
                });
  }

  private CompletableFuture<Honesty> ofOwn(int port, boolean failedForGroup) {
    return question("own ", OWN, port)
        .thenCompose(
            own ->
                switch (own.says()) {
                  case TRIED -> known(Shown.HONEST);
                  case OPEN, FORBIDDEN -> failedForGroup ? ofNowhere(port) : known(Shown.UNPROVEN);
                  case BROKEN ->
                      CompletableFuture.completedFuture(new Honesty(Shown.BROKEN, own.outcome()));
                  case NOTHING, NONSENSE, GREETED -> known(Shown.UNPROVEN);
                });
  }

  private CompletableFuture<Honesty> ofNowhere(int port) {
    return question("nowhere ", NOWHERE, port)
        .thenApply(
            end ->
                switch (end.says()) {
                  case OPEN -> Honesty.of(Shown.LIES);
                  // Silence is what most networks have for such an address.
                  case TRIED, NOTHING -> Honesty.of(Shown.HONEST);
                  case BROKEN -> new Honesty(Shown.BROKEN, end.outcome());
                  case FORBIDDEN, NONSENSE, GREETED -> Honesty.of(Shown.UNPROVEN);
                });
  }

  private static CompletableFuture<Honesty> known(Shown shown) {
    return CompletableFuture.completedFuture(Honesty.of(shown));
  }

  /** Decides whether a success is one. */
  private Connection believed(SocketChannel channel, Honesty honesty) {
    return switch (honesty.shown()) {
      case HONEST -> opened(channel, null);
      case FORBIDS ->
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
      case UNPROVEN ->
          opened(
              channel,
              end ->
                  proxy
                      + " says that it has connected, which is not proven: asked for connections"
                      + " that nobody can have, to "
                      + NOBODY.getHostAddress()
                      + " and to "
                      + OWN.getHostAddress()
                      + ", it has not told of an attempt that failed. Only what the target itself"
                      + " says over the connection counts: ask for a handshake or a page, or let"
                      + " the proxy's rules allow these questions");
      case LIES -> {
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
        yield failed(honesty.outcome() == null ? broken(proxy + " is broken") : honesty.outcome());
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

  private CompletableFuture<End> question(String what, InetAddress to, int port) {
    return shared(what + port, false, () -> ask(new InetSocketAddress(to, port), CHECK));
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
