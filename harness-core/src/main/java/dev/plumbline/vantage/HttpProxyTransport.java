package dev.plumbline.vantage;

import dev.plumbline.vantage.ProxyConnecting.End;
import dev.plumbline.vantage.ProxyConnecting.Says;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connections by way of an HTTP proxy that is asked by CONNECT. */
final class HttpProxyTransport extends ProxyTransport {

  /** Where no connection of a check shows which port the proxy allows. */
  private static final int USUAL_PORT = 443;

  private final ProxyAddress proxy;
  private final @Nullable String authorization;

  HttpProxyTransport(InetSocketAddress proxy, @Nullable String user, @Nullable String password) {
    super("the HTTP proxy", proxy);
    this.proxy = new ProxyAddress("the HTTP proxy", proxy);
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException(
          "an HTTP proxy is told a user name and a password, or neither; only the "
              + (user == null ? "password" : "user name")
              + " was given");
    }
    if (user != null && user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "the user name for an HTTP proxy has a colon, which Basic credentials cannot have (RFC"
              + " 7617 section 2)");
    }
    authorization =
        user == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  ProxyConnecting asking(String name, @Nullable InetSocketAddress destination, Duration timeout) {
    return new HttpConnecting(name, authorization, Objects.requireNonNull(destination), timeout);
  }

  /** Silence is the target's where the proxy still tries what it is asked for. */
  @Override
  CompletableFuture<@Nullable String> whySilent(InetSocketAddress destination) {
    return nothing(destination.getPort(), true)
        .thenApply(
            end ->
                end.says() == Says.TRIED
                    ? null
                    : end.says() == Says.FORBIDDEN
                        ? proxy
                            + " has not answered, for "
                            + destination.getAddress().getHostAddress()
                            + " port "
                            + destination.getPort()
                            + ", and does not allow the question that would show whether it still"
                            + " connects at all. Look by way of socks5 or ssh"
                        : trouble(end));
  }

  /** Any answer shows that it lives. */
  @Override
  public CompletableFuture<@Nullable String> failure() {
    return nothing(USUAL_PORT, true)
        .thenApply(
            end ->
                end.says() == Says.BROKEN
                        || end.says() == Says.NOTHING
                        || end.says() == Says.NONSENSE
                    ? trouble(end)
                    : null);
  }

  private String trouble(End end) {
    String failure = end.outcome() == null ? null : end.outcome().vantageFailure();
    return failure == null
        ? proxy
            + (end.says() == Says.NOTHING
                ? " has stopped to answer"
                : " answers anything with success")
        : failure;
  }
}
