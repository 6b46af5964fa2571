package dev.plumbline.vantage;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connections by way of a SOCKS5 proxy. */
final class SocksTransport extends ProxyTransport {

  private final SocksCredentials credentials;

  SocksTransport(InetSocketAddress proxy, SocksCredentials credentials) {
    super("the SOCKS5 proxy", proxy);
    this.credentials = credentials;
  }

  @Override
  ProxyConnecting asking(String proxy, @Nullable InetSocketAddress destination, Duration timeout) {
    return new SocksConnecting(proxy, credentials, destination, timeout);
  }

  @Override
  CompletableFuture<@Nullable String> whySilent(InetSocketAddress destination) {
    return failure();
  }

  @Override
  public CompletableFuture<@Nullable String> failure() {
    return greeting()
        .thenApply(end -> end.outcome() == null ? null : end.outcome().vantageFailure());
  }
}
