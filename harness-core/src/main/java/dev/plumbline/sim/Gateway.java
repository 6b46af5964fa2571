package dev.plumbline.sim;

import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.sim.BackendClient.Result;
import dev.plumbline.sim.BackendClient.Why;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A host's reverse proxy: passes requests on to the healthy members of a pool, one after the other
 * in turn.
 *
 * <p>Over TLS the certificate must carry the name of the Host header that is sent, which is also
 * the server name; an address as Host is no server name, and must stand in the certificate as an
 * address. A member that cannot be connected to, or is late, is passed over once for another
 * healthy one; but a request that was sent is sent again only when its method is idempotent (RFC
 * 9110 section 9.2.2).
 *
 * <p>Answers of its own: the upstream's {@code timeoutStatus} when the answer is late, its {@code
 * unavailableStatus} when no member is healthy, the connection or the handshake fails, or the
 * answer is not HTTP. Why, stands in {@link #errors()}, and in the {@link Remark} of the client's
 * connection; never on the wire.
 */
final class Gateway implements AutoCloseable {

  private static final Set<String> REPLACED =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-port",
          "x-original-host",
          "x-original-url");

  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final HostContext context;
  private final BackendClient client;
  private final ErrorLog errors = new ErrorLog();
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

  Gateway(HostContext context) {
    this.context = context;
    this.client = new BackendClient(context.host().name(), context.group(), context.uplink());
  }

  /** Returns the log of requests that this gateway could not pass on. */
  ErrorLog errors() {
    return errors;
  }

  /**
   * Passes a request on.
   *
   * @param server the Server header of answers made here; null for none
   */
  CompletableFuture<Answer> forward(Received request, Upstream upstream, @Nullable String server) {
    List<String> members = inTurn(upstream);
    if (members.isEmpty()) {
      String reason =
          upstream.members().isEmpty()
              ? "The upstream has no members."
              : "None of the members " + upstream.members() + " is healthy.";
      request.peer().remark().set(unavailable(upstream));
      return CompletableFuture.completedFuture(
          own(request, upstream, "", upstream.unavailableStatus(), reason, server));
    }
    return ask(request, upstream, members.get(0))
        .thenCompose(
            first -> {
              boolean another =
                  members.size() > 1
                      && first instanceof Result.Failed failed
                      && mayBeAskedOfAnother(request, failed.why());
              return another
                  ? ask(request, upstream, members.get(1))
                      .thenApply(
                          second -> answer(request, upstream, members.get(1), second, server))
                  : CompletableFuture.completedFuture(
                      answer(request, upstream, members.get(0), first, server));
            });
  }

  private static boolean mayBeAskedOfAnother(Received request, Why why) {
    return switch (why) {
      case CONNECT, UNRESOLVED -> true;
      case TIMEOUT -> IDEMPOTENT.contains(request.method());
      case TLS, BROKEN -> false;
    };
  }

  private List<String> inTurn(Upstream upstream) {
    List<String> healthy =
        upstream.members().stream()
            .filter(m -> context.health().healthy(context.host().name(), upstream, m))
            .toList();
    if (healthy.size() < 2) {
      return healthy;
    }
    int first =
        Math.floorMod(
            turns.computeIfAbsent(upstream.name(), u -> new AtomicInteger()).getAndIncrement(),
            healthy.size());
    List<String> turned = new ArrayList<>(healthy.subList(first, healthy.size()));
    turned.addAll(healthy.subList(0, first));
    return turned;
  }

  private CompletableFuture<Result> ask(Received request, Upstream upstream, String member) {
    String host = hostFor(request, upstream, member);
    String name = HostMatch.normalise(host);
    return client.ask(
        new BackendClient.Call(
            member,
            upstream.port(),
            upstream.tls()
                ? new BackendClient.Tls(upstream.trustedRoots(), name == null ? host : name)
                : null,
            request.method(),
            Paths.originForm(request.target()),
            headers(request, upstream, host),
            request.body(),
            upstream.timeout()));
  }

  private static String hostFor(Received request, Upstream upstream, String member) {
    if (upstream.hostFromMember()) {
      return member;
    }
    if (upstream.host() != null) {
      return upstream.host();
    }
    String authority = Paths.authority(request.target());
    String asked = authority == null ? request.hostHeader() : authority;
    return asked.isEmpty() ? member : asked;
  }

  private static List<Header> headers(Received request, Upstream upstream, String host) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", host));
    List<Header> passed = HopByHop.without(request.headers());
    for (Header header : passed) {
      String name = header.name().toLowerCase(Locale.ROOT);
      boolean own = name.equals("host") || name.equals("content-length") || name.equals("expect");
      if (!own && !(upstream.forwardedHeaders() && REPLACED.contains(name))) {
        headers.add(header);
      }
    }
    if (upstream.forwardedHeaders()) {
      List<String> hops = new ArrayList<>(request.header("X-Forwarded-For"));
      hops.add(source(request.peer()));
      headers.add(new Header("X-Forwarded-For", String.join(", ", hops)));
      headers.add(new Header("X-Forwarded-Proto", request.scheme()));
      headers.add(new Header("X-Forwarded-Port", Integer.toString(request.port())));
      headers.add(new Header("X-Original-Host", request.hostHeader()));
      headers.add(new Header("X-Original-URL", Paths.originForm(request.target())));
    }
    boolean framed = request.body().length > 0 || !request.header("Content-Length").isEmpty();
    if (framed) {
      headers.add(new Header("Content-Length", Integer.toString(request.body().length)));
    }
    headers.add(new Header("Connection", "close"));
    return headers;
  }

  private static String source(Peer peer) {
    String address = peer.address().getHostAddress();
    return (peer.address() instanceof Inet6Address ? "[" + address + "]" : address)
        + ":"
        + peer.port();
  }

  private Answer answer(
      Received request, Upstream upstream, String member, Result result, @Nullable String server) {
    if (result instanceof Result.Answered answered) {
      String why = answered.remark();
      request
          .peer()
          .remark()
          .set(why == null ? null : backend(upstream, member) + " answered for itself: " + why);
      return answered.answer();
    }
    Result.Failed failed = (Result.Failed) result;
    request
        .peer()
        .remark()
        .set(backend(upstream, member) + " failed the request: " + clause(failed.reason()));
    int status =
        failed.why() == Why.TIMEOUT ? upstream.timeoutStatus() : upstream.unavailableStatus();
    return own(request, upstream, member, status, failed.reason(), server);
  }

  /** Says why no member may be asked. */
  private String unavailable(Upstream upstream) {
    if (upstream.members().isEmpty()) {
      return "upstream " + upstream.name() + " has no members";
    }
    return upstream.members().stream()
        .map(
            member -> {
              String finding = context.health().finding(context.host().name(), upstream, member);
              return backend(upstream, member)
                  + " is unhealthy"
                  + (finding == null ? "" : ": " + clause(finding));
            })
        .collect(Collectors.joining("; "));
  }

  private static String backend(Upstream upstream, String member) {
    String address = member.indexOf(':') < 0 ? member : "[" + member + "]";
    return "backend " + address + ":" + upstream.port() + " of upstream " + upstream.name();
  }

  private static String clause(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private Answer own(
      Received request,
      Upstream upstream,
      String member,
      int status,
      String reason,
      @Nullable String server) {
    errors.add(
        new ErrorLog.Entry(
            upstream.name(),
            member,
            request.method() + " " + request.hostHeader() + " " + request.target(),
            status,
            reason));
    return Answer.page(status, server);
  }

  @Override
  public void close() {
    client.close();
  }
}
