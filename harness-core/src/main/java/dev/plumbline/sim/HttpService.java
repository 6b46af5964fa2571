package dev.plumbline.sim;

import dev.plumbline.network.HostNames;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.Evaluation;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** How often a request is routed anew before that counts as a loop. */
  private static final int MOST_TURNS = 5;

  private final String host;
  private final Http http;
  private final Gateway gateway;
  private final HostLog<FirewallRecord> firewallLog;
  private final Supplier<Instant> clock;
  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
  private final List<CompiledHost> hosts;

  private record CompiledHost(
      List<Pattern> names, VirtualHost virtualHost, Map<Object, RequestFirewall> firewalls) {

    static CompiledHost of(VirtualHost host) {
      Map<Object, RequestFirewall> firewalls = new IdentityHashMap<>();
      if (host.firewall() != null) {
        firewalls.put(host, new RequestFirewall(host.firewall()));
      }
      for (PathRoute route : host.routes()) {
        if (route.firewall() != null) {
          firewalls.put(route, new RequestFirewall(route.firewall()));
        }
      }
      return new CompiledHost(
          host.names().stream().map(HostMatch::pattern).toList(), host, firewalls);
    }

    boolean takes(String name) {
      return names.isEmpty() || names.stream().anyMatch(p -> p.matcher(name).matches());
    }
  }

  HttpService(HostContext context, Listener listener, Gateway gateway) {
    this.host = context.host().name();
    this.http = Objects.requireNonNull(listener.http(), "a listener without an HTTP service");
    this.gateway = gateway;
    this.firewallLog = context.firewallLog();
    context.host().upstreams().forEach(u -> upstreams.put(u.name(), u));
    this.clock = context.clock();
    this.hosts = http.hosts().stream().map(CompiledHost::of).toList();
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
    if (http.upgradeStatus() != null && asksForH2c(request)) {
      request.note().failed(Failure.UPGRADE);
      return CompletableFuture.completedFuture(page(http.upgradeStatus(), null));
    }
    String name = Objects.requireNonNull(name(request), "a request that was not checked");
    for (CompiledHost candidate : hosts) {
      if (candidate.takes(name)) {
        request.note().service(candidate.virtualHost().label());
        RequestFirewall firewall = candidate.firewalls().get(candidate.virtualHost());
        return route(new Routing(request, candidate, firewall, executor), request, 0);
      }
    }
    request.note().failed(Failure.NOT_FOUND);
    return CompletableFuture.completedFuture(
        switch (http.onUnknownHost()) {
          case NOT_FOUND -> page(404, null);
          case MISDIRECTED -> page(421, null);
          case CLOSE -> Answer.CLOSE;
        });
  }

  /** Returns the page for a request that needs a client certificate, and came without. */
  Answer certificateMissing() {
    return http.errorPages().stream().anyMatch(page -> page.status() == 400)
        ? page(400, null)
        : Answer.page(400, "No required SSL certificate was sent", http.server());
  }

  /** Returns the page for a request that got to no virtual host. */
  Answer refusal(int status) {
    return page(status, null);
  }

  /** Returns the name that a request is for; null when it is none. */
  static @Nullable String name(Received request) {
    String authority = Paths.authority(request.target());
    return HostNames.ofAuthority(authority == null ? request.hostHeader() : authority);
  }

  private static boolean asksForH2c(Received request) {
    return request.header("Upgrade").stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .anyMatch(protocol -> protocol.strip().equalsIgnoreCase("h2c"));
  }

  /** A request on its way through a virtual host. */
  private record Routing(
      Received original,
      CompiledHost host,
      @Nullable RequestFirewall firewall,
      EventExecutor executor) {
    VirtualHost virtualHost() {
      return host.virtualHost();
    }

    /** A route's own firewall takes the place of the virtual host's. */
    Routing behind(PathRoute route) {
      RequestFirewall own = host.firewalls().get(route);
      return own == null ? this : new Routing(original, host, own, executor);
    }
  }

  private CompletableFuture<Answer> route(Routing routing, Received request, int turn) {
    String raw = Paths.path(Paths.originForm(request.target()));
    String decoded = Paths.decoded(request.target());
    // A rewriting may have made a path that cannot be decoded.
    String path = http.decodesPaths() && decoded != null ? decoded : raw;
    for (PathRoute route : routing.virtualHost().routes()) {
      for (String pattern : route.paths()) {
        int matched = Paths.matched(pattern, path, http.caseSensitivePaths());
        if (matched >= 0) {
          int length = http.decodesPaths() ? Paths.rawLength(raw, matched) : matched;
          return handle(routing.behind(route), request, route.handling(), length, turn);
        }
      }
    }
    Handling otherwise = routing.virtualHost().otherwise();
    if (otherwise == null) {
      request.note().failed(Failure.NOT_FOUND);
      return CompletableFuture.completedFuture(page(404, routing.virtualHost()));
    }
    return handle(routing, request, otherwise, 0, turn);
  }

  private CompletableFuture<Answer> handle(
      Routing routing, Received request, Handling handling, int matched, int turn) {
    Duration delay = handling.delay();
    if (delay.isZero() || delay.isNegative()) {
      return handleNow(routing, request, handling, matched, turn);
    }
    CompletableFuture<Void> later = new CompletableFuture<>();
    routing.executor().schedule(() -> later.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
    return later.thenCompose(now -> handleNow(routing, request, handling, matched, turn));
  }

  private CompletableFuture<Answer> handleNow(
      Routing routing, Received request, Handling handling, int matched, int turn) {
    if (handling.forward() != null) {
      return forward(routing, request, handling, matched, turn);
    }
    Answer blocked = blocked(routing, request);
    if (blocked != null) {
      return CompletableFuture.completedFuture(blocked);
    }
    if (handling.redirect() != null) {
      return CompletableFuture.completedFuture(redirect(routing, handling.redirect()));
    }
    if (handling.echo()) {
      return CompletableFuture.completedFuture(
          Answer.text(200, "application/json", Echo.json(host, request), http.server()));
    }
    return CompletableFuture.completedFuture(
        handling.reply() == null
            ? page(404, routing.virtualHost())
            : fixed(handling.reply(), handling.reply().status(), request.peer()));
  }

  private CompletableFuture<Answer> forward(
      Routing routing, Received received, Handling handling, int matched, int turn) {
    Upstream upstream = Objects.requireNonNull(upstreams.get(handling.forward()));
    Received request = Gateway.heeded(received, upstream);
    Rewriting rewriting = new Rewriting(handling.rewrites(), request);
    Received rewritten = rewriting.request();
    boolean moved = !rewritten.target().equals(request.target());
    if (rewriting.reroute() && moved) {
      if (turn == MOST_TURNS) {
        request.note().failed(Failure.LOOP);
        return CompletableFuture.completedFuture(page(500, routing.virtualHost()));
      }
      return route(routing, rewritten, turn + 1);
    }
    if (gateway.hasMember(upstream)) {
      boolean seen = moved || !rewritten.hostHeader().equals(request.hostHeader());
      Answer blocked = blocked(routing, seen ? rewritten : received);
      if (blocked != null) {
        return CompletableFuture.completedFuture(blocked);
      }
    }
    // What the pattern matched stands in the path that came, not in a rewritten one.
    Received sent = replaced(rewritten, upstream, moved ? 0 : matched);
    return gateway
        .forward(routing.original(), sent, upstream)
        .thenApply(
            result ->
                result.own()
                    ? page(result.answer().status(), routing.virtualHost())
                    : rewriting.answer(result.answer()));
  }

  /** Returns the firewall's answer to a request; null for one that it lets pass. */
  private @Nullable Answer blocked(Routing routing, Received request) {
    RequestFirewall firewall = routing.firewall();
    if (firewall == null || !firewall.isOn()) {
      return null;
    }
    Evaluation found = firewall.evaluate(request, clock.get());
    firewallLog.add(firewall.record(request, found));
    if (found.decision() != Decision.BLOCKED) {
      return null;
    }
    request.note().failed(Failure.BLOCKED);
    request.peer().remark().set(firewall.reason(found));
    if (found.status() != null) {
      return page(found.status(), routing.virtualHost());
    }
    Reply own = firewall.description().block();
    return own == null ? page(403, routing.virtualHost()) : fixed(own, own.status(), null);
  }

  private static Received replaced(Received request, Upstream upstream, int matched) {
    if (upstream.path() == null) {
      return request;
    }
    String origin = Paths.originForm(request.target());
    return request.with(Paths.join(upstream.path(), origin.substring(matched)), request.headers());
  }

  private Answer redirect(Routing routing, Redirect redirect) {
    Received request = routing.original();
    String host = HostNames.ofAuthority(request.hostHeader());
    String name = host == null ? "" : host.indexOf(':') < 0 ? host : "[" + host + "]";
    String origin = Paths.originForm(request.target());
    String location =
        Paths.redirected(
            redirect.url().replace("{host}", name),
            redirect.path() ? Paths.path(origin) : null,
            redirect.query() ? Paths.query(origin) : null);
    Answer page = Answer.page(redirect.status(), http.server());
    List<Header> headers = new ArrayList<>(page.headers());
    headers.add(new Header("Location", location));
    return new Answer(redirect.status(), null, headers, page.body());
  }

  /**
   * Returns the page of a status made here: that of the virtual host, the service, or the usual.
   */
  private Answer page(int status, @Nullable VirtualHost of) {
    return Stream.concat(
            of == null ? Stream.empty() : of.errorPages().stream(), http.errorPages().stream())
        .filter(page -> page.status() == status)
        .findFirst()
        .map(page -> fixed(page, status, null))
        .orElseGet(() -> Answer.page(status, http.server()));
  }

  private Answer fixed(Reply reply, int status, @Nullable Peer client) {
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
    String body =
        client == null ? reply.body() : reply.body().replace(CLIENT_ADDRESS, client.text());
    return new Answer(status, null, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
