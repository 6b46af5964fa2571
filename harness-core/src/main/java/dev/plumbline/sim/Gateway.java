package dev.plumbline.sim;

import dev.plumbline.lab.ProbedMembers;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.AccessRecord.Forwarded;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.pki.BackendTls;
import dev.plumbline.sim.BackendClient.Result;
import dev.plumbline.sim.BackendClient.Why;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

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

  /** Returns whether a request for a pool has a member to go to at this moment. */
  boolean hasMember(Upstream upstream) {
    return !available(upstream).isEmpty();
  }

  /**
   * What became of a request that was to be passed on.
   *
   * @param answer the answer; of one made here only the status counts
   * @param own whether it is made here
   */
  record Passed(Answer answer, boolean own) {}

  /**
   * Passes a request on.
   *
   * @param original the request as it came
   * @param request the request as it is passed on
   */
  CompletableFuture<Passed> forward(Received original, Received request, Upstream upstream) {
    List<String> members = inTurn(upstream);
    if (members.isEmpty()) {
      String reason =
          upstream.members().isEmpty()
              ? "The upstream has no members."
              : "None of the members " + upstream.members() + " is healthy.";
      request.peer().remark().set(unavailable(upstream));
      request.note().failed(Failure.NO_BACKEND);
      request.note().forwarded(new Forwarded(upstream.name(), null, null, null, null, null));
      return CompletableFuture.completedFuture(
          own(request, upstream, "", upstream.unavailableStatus(), reason));
    }
    String kept = Affinity.member(request, upstream);
    List<String> order = new ArrayList<>(members);
    if (kept != null && order.remove(kept)) {
      order.add(0, kept);
    }
    boolean cookies = !order.get(0).equals(kept);
    return ask(original, request, upstream, order.get(0))
        .thenCompose(
            first -> {
              boolean another =
                  order.size() > 1
                      && first instanceof Result.Failed failed
                      && mayBeAskedOfAnother(request, upstream, failed.why());
              return another
                  ? ask(original, request, upstream, order.get(1))
                      .thenApply(second -> answer(request, upstream, order.get(1), second, true))
                  : CompletableFuture.completedFuture(
                      answer(request, upstream, order.get(0), first, cookies));
            });
  }

  private static boolean mayBeAskedOfAnother(Received request, Upstream upstream, Why why) {
    return switch (why) {
      case CONNECT, UNRESOLVED -> true;
      case TIMEOUT -> upstream.retriesLate() && IDEMPOTENT.contains(request.method());
      case TLS, BROKEN -> false;
    };
  }

  private List<String> available(Upstream upstream) {
    return ProbedMembers.available(
        upstream, member -> context.health().healthy(context.host().name(), upstream, member));
  }

  private List<String> inTurn(Upstream upstream) {
    List<String> healthy = available(upstream);
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

  private CompletableFuture<Result> ask(
      Received original, Received request, Upstream upstream, String member) {
    String host = hostFor(request, upstream, member);
    String target = Paths.originForm(request.target());
    long began = System.nanoTime();
    return client
        .ask(
            new BackendClient.Call(
                member,
                upstream.port(),
                upstream.tls() ? BackendTls.of(context.network(), upstream, member, host) : null,
                request.method(),
                target,
                headers(original, request, upstream, host),
                request.body(),
                upstream.timeout()))
        .thenApply(
            result -> {
              boolean answered = result instanceof Result.Answered;
              request
                  .note()
                  .forwarded(
                      new Forwarded(
                          upstream.name(),
                          socket(member, upstream),
                          host,
                          target,
                          result instanceof Result.Answered a ? a.answer().status() : null,
                          answered ? Duration.ofNanos(System.nanoTime() - began) : null));
              return result;
            });
  }

  private static String hostFor(Received request, Upstream upstream, String member) {
    if (upstream.hostFromMember()) {
      return HostNames.authority(member);
    }
    if (upstream.host() != null) {
      return upstream.host();
    }
    String authority = Paths.authority(request.target());
    String asked = authority == null ? request.hostHeader() : authority;
    return asked.isEmpty() ? HostNames.authority(member) : asked;
  }

  /** Returns a request without the headers that are not heeded, as if they had not come. */
  static Received heeded(Received request, Upstream upstream) {
    return upstream.plainHeaderNames()
        ? request.with(
            request.target(),
            request.headers().stream().filter(h -> PLAIN.matcher(h.name()).matches()).toList())
        : request;
  }

  private static List<Header> headers(
      Received original, Received request, Upstream upstream, String host) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", host));
    List<Header> passed = HopByHop.without(request.headers());
    for (Header header : passed) {
      String name = header.name().toLowerCase(Locale.ROOT);
      boolean own = name.equals("host") || name.equals("content-length") || name.equals("expect");
      boolean trace = header.name().equalsIgnoreCase(upstream.traceHeader());
      if (!own && !trace && !(upstream.forwardedHeaders() && replaced(request, original, name))) {
        headers.add(header);
      }
    }
    if (upstream.forwardedHeaders()) {
      List<String> hops = new ArrayList<>(original.header("X-Forwarded-For"));
      hops.add(source(original.peer()));
      added(headers, "X-Forwarded-For", String.join(", ", hops));
      added(headers, "X-Forwarded-Proto", original.scheme());
      added(headers, "X-Forwarded-Port", Integer.toString(original.port()));
      headers.add(new Header("X-Original-Host", original.hostHeader()));
      added(headers, "X-Original-URL", Paths.originForm(original.target()));
    }
    if (upstream.traceHeader() != null) {
      headers.add(new Header(upstream.traceHeader(), request.note().id));
    }
    boolean framed =
        request.body().length > 0
            || !request.header("Content-Length").isEmpty()
            || !request.header("Transfer-Encoding").isEmpty();
    if (framed) {
      headers.add(new Header("Content-Length", Integer.toString(request.body().length)));
    }
    headers.add(new Header("Connection", "close"));
    return headers;
  }

  /** A client's own value gives way; one that a rewrite has set stays. */
  private static boolean replaced(Received request, Received original, String name) {
    return REPLACED.contains(name)
        && (name.equals("x-original-host") || request.header(name).equals(original.header(name)));
  }

  private static void added(List<Header> headers, String name, String value) {
    if (headers.stream().noneMatch(h -> h.name().equalsIgnoreCase(name))) {
      headers.add(new Header(name, value));
    }
  }

  /** Returns an address and port as they stand in headers. */
  static String source(Peer peer) {
    String address = peer.text();
    return (peer.address() instanceof Inet6Address ? "[" + address + "]" : address)
        + ":"
        + peer.port();
  }

  private Passed answer(
      Received request, Upstream upstream, String member, Result result, boolean cookies) {
    if (result instanceof Result.Answered answered) {
      String why = answered.remark();
      request
          .peer()
          .remark()
          .set(why == null ? null : backend(upstream, member) + " answered for itself: " + why);
      return new Passed(
          cookies ? Affinity.kept(answered.answer(), upstream, member) : answered.answer(), false);
    }
    Result.Failed failed = (Result.Failed) result;
    request
        .peer()
        .remark()
        .set(backend(upstream, member) + " failed the request: " + clause(failed.reason()));
    request
        .note()
        .failed(
            switch (failed.why()) {
              case UNRESOLVED, CONNECT, TLS -> Failure.BACKEND_UNREACHABLE;
              case TIMEOUT -> Failure.BACKEND_LATE;
              case BROKEN -> Failure.BACKEND_BROKEN;
            });
    int status =
        failed.why() == Why.TIMEOUT ? upstream.timeoutStatus() : upstream.unavailableStatus();
    return own(request, upstream, member, status, failed.reason());
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
    return "backend " + socket(member, upstream) + " of upstream " + upstream.name();
  }

  private static String socket(String member, Upstream upstream) {
    return (member.indexOf(':') < 0 ? member : "[" + member + "]") + ":" + upstream.port();
  }

  private static String clause(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private Passed own(
      Received request, Upstream upstream, String member, int status, String reason) {
    errors.add(
        new ErrorLog.Entry(
            upstream.name(),
            member,
            request.method() + " " + request.hostHeader() + " " + request.target(),
            status,
            reason));
    return new Passed(Answer.page(status, null), true);
  }

  @Override
  public void close() {
    client.close();
  }
}
