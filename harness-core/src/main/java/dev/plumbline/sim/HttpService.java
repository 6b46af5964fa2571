package dev.plumbline.sim;

import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.observation.HttpObservation.Header;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP listener answers: the virtual host by name, then the handling by path.
 *
 * <p>The name is that of the Host header or of {@code :authority}; a target in absolute form takes
 * its place (RFC 9112 section 3.2.2). Case, port and one trailing dot do not count. The path is
 * percent-decoded once before it is compared, the query plays no part, dot segments stay as they
 * are.
 */
final class HttpService {

  /** What stands for the client's address in a fixed answer's body. */
  private static final String CLIENT_ADDRESS = "{client-address}";

  private final String host;
  private final Http http;
  private final Gateway gateway;
  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
  private final List<CompiledHost> hosts;

  private record CompiledHost(List<Pattern> names, VirtualHost virtualHost) {
    boolean takes(String name) {
      return names.isEmpty() || names.stream().anyMatch(p -> p.matcher(name).matches());
    }
  }

  HttpService(HostContext context, Listener listener, Gateway gateway) {
    this.host = context.host().name();
    this.http = Objects.requireNonNull(listener.http(), "a listener without an HTTP service");
    this.gateway = gateway;
    context.host().upstreams().forEach(u -> upstreams.put(u.name(), u));
    this.hosts =
        http.hosts().stream()
            .map(v -> new CompiledHost(v.names().stream().map(HostMatch::pattern).toList(), v))
            .toList();
  }

  /** Returns the Server header of answers made here; null for none. */
  @Nullable String server() {
    return http.server();
  }

  /**
   * Answers a request that passed {@link RequestCheck}.
   *
   * @param executor the event loop that timers run on
   * @return the answer; {@link Answer#CLOSE} for closing the connection without one
   */
  CompletableFuture<Answer> answer(Received request, EventExecutor executor) {
    String authority = Paths.authority(request.target());
    String name = HostMatch.normalise(authority == null ? request.hostHeader() : authority);
    Objects.requireNonNull(name, "a request that was not checked");
    for (CompiledHost candidate : hosts) {
      if (candidate.takes(name)) {
        return route(request, candidate.virtualHost(), executor);
      }
    }
    return switch (http.onUnknownHost()) {
      case NOT_FOUND -> page(404);
      case MISDIRECTED -> page(421);
      case CLOSE -> CompletableFuture.completedFuture(Answer.CLOSE);
    };
  }

  private CompletableFuture<Answer> route(
      Received request, VirtualHost virtualHost, EventExecutor executor) {
    String path = Objects.requireNonNull(Paths.decoded(request.target()));
    for (PathRoute route : virtualHost.routes()) {
      if (route.paths().stream().anyMatch(pattern -> Paths.fits(pattern, path))) {
        return handle(request, route.handling(), executor);
      }
    }
    Handling otherwise = virtualHost.otherwise();
    return otherwise == null ? page(404) : handle(request, otherwise, executor);
  }

  private CompletableFuture<Answer> handle(
      Received request, Handling handling, EventExecutor executor) {
    Duration delay = handling.delay();
    if (delay.isZero() || delay.isNegative()) {
      return handleNow(request, handling);
    }
    CompletableFuture<Void> later = new CompletableFuture<>();
    executor.schedule(() -> later.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
    return later.thenCompose(now -> handleNow(request, handling));
  }

  private CompletableFuture<Answer> handleNow(Received request, Handling handling) {
    if (handling.forward() != null) {
      return gateway.forward(
          request, Objects.requireNonNull(upstreams.get(handling.forward())), http.server());
    }
    if (handling.redirect() != null) {
      Answer page = Answer.page(302, http.server());
      List<Header> headers = new ArrayList<>(page.headers());
      headers.add(new Header("Location", handling.redirect()));
      return CompletableFuture.completedFuture(new Answer(302, null, headers, page.body()));
    }
    if (handling.echo()) {
      return CompletableFuture.completedFuture(
          Answer.text(200, "application/json", Echo.json(host, request), http.server()));
    }
    return handling.reply() == null
        ? page(404)
        : CompletableFuture.completedFuture(fixed(handling.reply(), request.peer()));
  }

  private Answer fixed(Reply reply, Peer client) {
    List<Header> headers = new ArrayList<>();
    if (http.server() != null) {
      headers.add(new Header("Server", http.server()));
    }
    for (String line : reply.headers()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon);
      headers.removeIf(h -> name.equalsIgnoreCase("Server") && h.name().equals("Server"));
      headers.add(new Header(name, line.substring(colon + 1).strip()));
    }
    if (!reply.body().isEmpty()
        && headers.stream().noneMatch(h -> h.name().equalsIgnoreCase("Content-Type"))) {
      headers.add(new Header("Content-Type", "text/plain; charset=utf-8"));
    }
    String body = reply.body().replace(CLIENT_ADDRESS, client.address().getHostAddress());
    return new Answer(reply.status(), null, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<Answer> page(int status) {
    return CompletableFuture.completedFuture(Answer.page(status, http.server()));
  }
}
