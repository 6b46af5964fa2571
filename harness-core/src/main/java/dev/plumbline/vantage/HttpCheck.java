package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Redirect;
import dev.plumbline.observation.HttpObservation.Request;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.probe.HttpProbe;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP check: a request, and those that its redirects lead to, each resolved and connected
 * anew.
 */
final class HttpCheck {

  private final Engine engine;
  private final Environment environment;
  private final TlsClient tls;

  HttpCheck(Engine engine, Environment environment, TlsClient tls) {
    this.engine = engine;
    this.environment = environment;
    this.tls = tls;
  }

  /** One request and what came of it. */
  private record Hop(
      Outcome outcome,
      Request request,
      @Nullable DnsObservation resolution,
      @Nullable InetSocketAddress dialled,
      @Nullable TlsSession session,
      @Nullable Response response) {}

  CompletableFuture<HttpObservation> start(HttpProbe probe, Check check) {
    return follow(probe, check, List.of(), probe.followRedirects());
  }

  private CompletableFuture<HttpObservation> follow(
      HttpProbe probe, Check check, List<Redirect> before, int most) {
    return hop(probe, check)
        .thenCompose(
            hop -> {
              HttpProbe next =
                  before.size() < most
                      ? Redirects.next(probe, hop.request().url(), hop.response())
                      : null;
              if (next != null && hop.response() != null && hop.outcome().reached()) {
                List<Redirect> redirects = new ArrayList<>(before);
                redirects.add(
                    new Redirect(hop.response().status(), hop.request().url(), next.url()));
                return follow(next, check, redirects, most);
              }
              return CompletableFuture.completedFuture(
                  new HttpObservation(
                      check.provenance(),
                      hop.outcome(),
                      hop.request(),
                      hop.resolution(),
                      hop.dialled(),
                      hop.session(),
                      hop.response(),
                      before));
            });
  }

  private CompletableFuture<Hop> hop(HttpProbe probe, Check check) {
    Place named = Place.of(environment, probe.target(), probe.scheme());
    Place place = probe.dial() == null ? named : Place.of(environment, probe.dial());
    String authority = HttpParts.authority(probe.scheme(), named.host(), named.port());
    List<Header> headers = HttpParts.headers(probe, authority);
    Request request =
        new Request(probe.method(), probe.scheme() + "://" + authority + probe.path(), headers);
    return engine.open(
        place,
        check,
        true,
        way ->
            way.channel() == null
                ? new Hop(way.outcome(), request, way.resolution(), way.dialled(), null, null)
                : exchange(probe, check, named, request, way, Engine.timed(way.channel(), check)));
  }

  private Hop exchange(
      HttpProbe probe,
      Check check,
      Place named,
      Request request,
      Engine.Way way,
      TimedSocket plain) {
    boolean h2 = "h2".equals(probe.version());
    Socket socket = plain;
    TlsSession session = null;
    if (probe.scheme().equals("https")) {
      long since = System.nanoTime();
      TlsClient.Handshake made =
          tls.handshake(
              plain, engine.presenting(probe.tls(), named), named.host(), alpn(probe), false);
      check.took(Phase.TLS, since);
      session = made.session();
      if (made.socket() == null) {
        return new Hop(made.outcome(), request, way.resolution(), way.dialled(), session, null);
      }
      socket = made.socket();
      boolean agreed = "h2".equals(session.alpn());
      if (h2 && !agreed) {
        Engine.close(socket);
        Outcome refused = new Outcome.Malformed(Phase.TLS, "the server did not agree on h2");
        return new Hop(refused, request, way.resolution(), way.dialled(), session, null);
      }
      h2 = agreed;
    }
    try {
      HttpParts.Result result =
          h2
              ? Http2Client.exchange(check, socket, plain, probe, request.headers())
              : RawHttpClient.exchange(check, socket, plain, probe, request.headers());
      return new Hop(
          result.outcome(), request, way.resolution(), way.dialled(), session, result.response());
    } finally {
      Engine.close(socket);
      check.learned(way.afterwards().get());
    }
  }

  private static List<String> alpn(HttpProbe probe) {
    if (probe.version() != null) {
      return List.of(probe.version().equals("h2") ? "h2" : "http/1.1");
    }
    return Http2Client.canSend(probe) ? List.of("h2", "http/1.1") : List.of("http/1.1");
  }
}
