package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Resolver;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.Family;
import dev.plumbline.probe.HealthProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of one vantage: resolve, connect, and then what the probe asks for.
 *
 * <p>Resolving and connecting hold no thread; handshakes and requests run on the check's worker.
 */
final class Engine {

  private final Vantage.Setup setup;
  private final Pause pause;
  private final Environment environment;
  private final Transport transport;
  private final DnsClient dns;
  private final TlsClient tls;
  private final HealthCheck health;
  private final Turns turns;
  private final @Nullable String presented;
  private volatile boolean closed;

  Engine(Vantage.Setup setup) {
    this(setup, Pause.SYSTEM);
  }

  Engine(Vantage.Setup setup, Pause pause) {
    this.setup = setup;
    this.pause = pause;
    environment = setup.environment();
    transport = setup.transport();
    turns = new Turns(environment.guards().perTarget());
    tls = new TlsClient(setup.trust());
    dns = new DnsClient(transport, tls, environment.guards().perTarget());
    health = new HealthCheck(setup, this);
    VantageSpec spec = environment.vantages().get(setup.name());
    presented = spec == null ? null : spec.clientCertificate();
    // Nothing would be presented in place of what is not there, and a refusal look as it should.
    Stream.concat(
            Stream.ofNullable(presented),
            environment.endpoints().values().stream()
                .flatMap(endpoint -> Stream.ofNullable(endpoint.clientCertificate())))
        .forEach(tls::require);
  }

  /**
   * Checks what can be checked before anything is sent.
   *
   * @throws IllegalArgumentException for a probe that names what is not there, or asks for what
   *     cannot be done
   */
  void require(Probe<?> probe) {
    if (probe instanceof DnsProbe question) {
      DnsMessages.require(question.name(), question.type());
      servers(question);
    } else if (probe instanceof TcpProbe connect) {
      Place.of(environment, connect.target());
    } else if (probe instanceof TlsProbe handshake) {
      Place.of(environment, handshake.target());
      tls.require(handshake.tls());
    } else if (probe instanceof HttpProbe request) {
      Place.of(environment, request.target(), request.scheme());
      if (request.dial() != null) {
        Place.of(environment, request.dial());
      }
      tls.require(request.tls());
      if (TlsClient.isOld(request.tls())) {
        throw new IllegalArgumentException(
            request.question()
                + " cannot be sent over "
                + String.join(", ", request.tls().versions())
                + ": whether a server accepts such a version is asked by a TlsProbe");
      }
      String version = request.version();
      if (version != null && !List.of("HTTP/1.0", "HTTP/1.1", "h2").contains(version)) {
        throw new IllegalArgumentException(
            "HTTP version " + version + " is not one of HTTP/1.0, HTTP/1.1, h2");
      }
      if ("h2".equals(version) && !Http2Client.canSend(request)) {
        throw new IllegalArgumentException(
            request.question()
                + " cannot be sent as it is over HTTP/2; leave the version open or take HTTP/1.1");
      }
    } else if (probe instanceof WafProbe attack) {
      require(attack.request());
      AttackGuard.require(environment, attack);
    } else if (probe instanceof HealthProbe state) {
      health.require(state.name());
    }
  }

  /** Makes one check on this thread, and records it. */
  <O extends Observation> O observe(Probe<O> probe, Journal.Scope scope, Role role) {
    requireOpen();
    scope.requireTime(() -> probe.question() + " from " + name() + " was not made");
    CallerRuns worker = new CallerRuns();
    Check check = new Check(setup.name(), scope, probe.question(), timeout(probe), worker);
    return record(worker.await(start(probe, check)), scope, role);
  }

  /** Records an observation as it may be shown, and returns it as it is. */
  <O extends Observation> O record(O seen, Journal.Scope scope, Role role) {
    if (seen instanceof WafObservation waf
        && environment.guards().attackTraffic().redactPayloads()) {
      scope.record(Payloads.redacted(waf), role);
      return seen;
    }
    return scope.record(seen, role);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "vantage \""
              + setup.name()
              + "\" is closed, since its lab is. Use it before the lab is closed");
    }
  }

  String name() {
    return setup.name();
  }

  void close() {
    closed = true;
    transport.close();
  }

  /** Starts a check; the future is completed exceptionally only by a defect of the harness. */
  @SuppressWarnings(
      "unchecked") // Each kind of probe has the one kind of observation that its type says.
  <O extends Observation> CompletableFuture<O> start(Probe<O> probe, Check check) {
    return (CompletableFuture<O>)
        begin(probe, check).thenCompose(seen -> BrokenWay.confirmed(seen, check, transport));
  }

  private CompletableFuture<? extends Observation> begin(Probe<?> probe, Check check) {
    if (probe instanceof DnsProbe question) {
      return resolve(question, check);
    } else if (probe instanceof TcpProbe connect) {
      return connect(connect, check);
    } else if (probe instanceof TlsProbe handshake) {
      return handshake(handshake, check);
    } else if (probe instanceof HttpProbe request) {
      return new HttpCheck(this, environment, tls).start(request, check);
    }
    if (probe instanceof WafProbe attack) {
      long asked = System.nanoTime();
      setup.attackBudget().pace();
      check.waitedSince(asked);
      return WafCheck.start(attack, check, new HttpCheck(this, environment, tls));
    }
    return health.start((HealthProbe) probe, check);
  }

  private CompletableFuture<DnsObservation> resolve(DnsProbe probe, Check check) {
    List<Resolver.Server> servers = servers(probe);
    if (servers.isEmpty()) {
      return ask(probe, check, servers);
    }
    Resolver.Server first = servers.get(0);
    return paced(new InetSocketAddress(first.address(), first.port()), check)
        .thenCompose(
            tooLate ->
                tooLate == null
                    ? ask(probe, check, servers)
                    : CompletableFuture.completedFuture(
                        new DnsObservation(
                            check.provenance(), tooLate, probe.name(), probe.type(), null, null)));
  }

  private CompletableFuture<DnsObservation> ask(
      DnsProbe probe, Check check, List<Resolver.Server> servers) {
    return dns.ask(check, probe.name(), probe.type(), probe.recursionDesired(), servers)
        .thenApply(
            seen ->
                new DnsObservation(
                    check.provenance(),
                    seen.outcome(),
                    seen.name(),
                    seen.type(),
                    seen.resolver(),
                    seen.response(),
                    seen.passedOver(),
                    null))
        .thenCompose(
            seen ->
                probe.everyFamily()
                        && seen.outcome() instanceof Outcome.Resolved
                        && seen.resolver() != null
                    ? alsoIpv6(probe, check, servers, seen)
                    : CompletableFuture.completedFuture(seen));
  }

  /** Asks for the IPv6 addresses of a name that has IPv4 ones, in what is left of its time. */
  private CompletableFuture<DnsObservation> alsoIpv6(
      DnsProbe probe, Check check, List<Resolver.Server> servers, DnsObservation four) {
    return dns.ask(
            check.part(check.left()), probe.name(), "AAAA", probe.recursionDesired(), servers)
        .thenApply(four::withIpv6);
  }

  private List<Resolver.Server> servers(DnsProbe probe) {
    List<Resolver.Server> servers =
        probe.resolver() == null
            ? setup.resolvers()
            : Resolvers.servers(List.of(Resolver.parse(probe.resolver())));
    return probe.overTcp() ? servers.stream().map(s -> overTcp(probe, s)).toList() : servers;
  }

  private Resolver.Server overTcp(DnsProbe probe, Resolver.Server server) {
    if (server.over().isEncrypted()) {
      throw new IllegalArgumentException(
          probe.question()
              + " is to be asked over TCP, but the resolver "
              + server
              + " of vantage \""
              + setup.name()
              + "\" is not; leave tcp() out, or name a server by at(\"10.1.0.4\")");
    }
    return server.overTcp();
  }

  private CompletableFuture<TcpObservation> connect(TcpProbe probe, Check check) {
    Place place = Place.of(environment, probe.target());
    return open(
        place,
        check,
        false,
        way -> {
          if (way.channel() != null) {
            reset(way.channel());
          }
          return new TcpObservation(
              check.provenance(),
              way.outcome(),
              place.toString(),
              way.resolution(),
              way.dialled(),
              from(way.dialled()));
        });
  }

  /** What a way out does not know of itself, as one behind a proxy, the environment may say. */
  private @Nullable InetAddress from(@Nullable InetSocketAddress dialled) {
    if (dialled == null) {
      return null;
    }
    InetAddress known = transport.source(dialled);
    if (known != null) {
      return known;
    }
    VantageSpec spec = environment.vantages().get(setup.name());
    InetAddress said = spec == null ? null : spec.address();
    return said != null && said.getClass() == dialled.getAddress().getClass() ? said : null;
  }

  private CompletableFuture<TlsObservation> handshake(TlsProbe probe, Check check) {
    Place place = Place.of(environment, probe.target());
    return open(
        place,
        check,
        true,
        way -> {
          Outcome outcome = way.outcome();
          TlsSession session = null;
          if (way.channel() != null) {
            long since = System.nanoTime();
            TlsClient.Handshake made = handshake(way.channel(), probe, place, check);
            outcome = made.outcome();
            session = made.session();
            close(made.socket());
            check.took(Phase.TLS, since);
          }
          return new TlsObservation(
              check.provenance(),
              outcome,
              place.toString(),
              way.resolution(),
              way.dialled(),
              session);
        });
  }

  private TlsClient.Handshake handshake(
      SocketChannel channel, TlsProbe probe, Place place, Check check) {
    TlsSettings settings = presenting(probe.tls(), place);
    return tls.handshake(timed(channel, check), settings, place.host(), probe.alpn(), true);
  }

  /** Returns settings with what endpoint or vantage present, where they leave it open. */
  TlsSettings presenting(TlsSettings settings, Place place) {
    if (settings.clientCertificate() != null || TlsClient.isOld(settings)) {
      return settings;
    }
    String ofEndpoint = place.endpoint() == null ? null : place.endpoint().clientCertificate();
    String name = ofEndpoint == null ? presented : ofEndpoint;
    return name == null ? settings : settings.withClientCertificate(name);
  }

  static TimedSocket timed(SocketChannel channel, Check check) {
    try {
      return new TimedSocket(channel, check.deadline());
    } catch (IOException e) {
      throw new IllegalStateException(
          "a transport handed out a connection that is not open: " + e.getMessage(), e);
    }
  }

  /**
   * The way to a place: how the name was resolved, the address dialled, and the connection.
   *
   * @param outcome {@code Open}, or what stopped the check
   * @param channel the connection; null when it did not open
   * @param afterwards what is known of the way when the connection has served
   */
  record Way(
      Outcome outcome,
      @Nullable DnsObservation resolution,
      @Nullable InetSocketAddress dialled,
      @Nullable SocketChannel channel,
      Supplier<Diagnosis> afterwards) {

    static Way stopped(
        Outcome outcome, @Nullable DnsObservation resolution, @Nullable InetSocketAddress dialled) {
      return new Way(outcome, resolution, dialled, null, Diagnosis::unknown);
    }
  }

  /**
   * Resolves a place, opens a connection to its first address, and does what is to be done with it.
   *
   * @param then takes the way, and closes the connection if there is one; runs on the check's
   *     worker when there is one
   */
  <T> CompletableFuture<T> open(Place place, Check check, boolean onWorker, Function<Way, T> then) {
    if (IpAddresses.isLiteral(place.host())) {
      return dial(
          null,
          new InetSocketAddress(IpAddresses.parse(place.host()), place.port()),
          check,
          onWorker,
          then);
    }
    return addresses(place.host(), place.family(), check)
        .thenCompose(
            resolution -> {
              List<InetAddress> found = usable(resolution);
              if (found.isEmpty()) {
                return CompletableFuture.completedFuture(
                    then.apply(Way.stopped(resolution.outcome(), resolution, null)));
              }
              return dial(
                  resolution,
                  new InetSocketAddress(found.get(0), place.port()),
                  check,
                  onWorker,
                  then);
            });
  }

  private static List<InetAddress> usable(DnsObservation resolution) {
    return resolution.outcome().reached() ? resolution.addresses() : List.of();
  }

  /** Asks for the IPv4 addresses, and for the IPv6 addresses where there are none. */
  private CompletableFuture<DnsObservation> addresses(String name, Family family, Check check) {
    if (family != Family.ANY) {
      String type = family == Family.IPV4 ? "A" : "AAAA";
      return dns.ask(check, name, type, true, setup.resolvers());
    }
    return dns.ask(check, name, "A", true, setup.resolvers())
        .thenCompose(
            four -> {
              if (!(four.outcome() instanceof Outcome.NoData)) {
                return CompletableFuture.completedFuture(four);
              }
              return dns.ask(check, name, "AAAA", true, setup.resolvers())
                  .thenApply(six -> six.outcome() instanceof Outcome.NoData ? four : six);
            });
  }

  private <T> CompletableFuture<T> dial(
      @Nullable DnsObservation resolution,
      InetSocketAddress address,
      Check check,
      boolean onWorker,
      Function<Way, T> then) {
    return paced(address, check)
        .thenCompose(
            tooLate ->
                tooLate == null
                    ? dialNow(resolution, address, check, onWorker, then)
                    : CompletableFuture.completedFuture(
                        then.apply(Way.stopped(tooLate, resolution, address))));
  }

  /**
   * Waits for the turn of a check at an address, where the environment's guards have a rate.
   *
   * @return null when it is the check's turn; what became of the check when it would come too late
   */
  private CompletableFuture<@Nullable Outcome> paced(InetSocketAddress address, Check check) {
    TargetRates rates = TargetRates.of(environment, check.scope());
    if (rates == null) {
      return CompletableFuture.completedFuture(null);
    }
    long asked = System.nanoTime();
    long now = pause.nanoTime();
    long patience = check.patience();
    long turn = rates.turn(address, now, now + patience);
    if (turn - now > patience) {
      return CompletableFuture.completedFuture(tooLate(address, turn - now, check));
    }
    if (turn == now) {
      return CompletableFuture.completedFuture(null);
    }
    long[] reached = {asked};
    return pause
        .reached(
            turn,
            step -> {
              reached[0] = System.nanoTime();
              check.worker().execute(step);
            })
        .thenApply(
            itsTurn -> {
              check.waited(reached[0] - asked);
              return null;
            });
  }

  private Outcome tooLate(InetSocketAddress address, long wait, Check check) {
    return new Outcome.NotMade(
        "its turn at "
            + address.getAddress().getHostAddress()
            + " port "
            + address.getPort()
            + " would have come in "
            + Awaited.text(Duration.ofNanos(wait))
            + ", since the environment's guards allow "
            + Objects.requireNonNull(environment.guards().rate()).perTarget()
            + " checks a second there (guards.rate.per-target); before that, "
            + check.whatIsOverThen()
            + " is over");
  }

  private <T> CompletableFuture<T> dialNow(
      @Nullable DnsObservation resolution,
      InetSocketAddress address,
      Check check,
      boolean onWorker,
      Function<Way, T> then) {
    long asked = System.nanoTime();
    CompletableFuture<@Nullable Void> turn = turns.enter(address);
    if (turn.isDone()) {
      return connect(resolution, address, check, onWorker, then);
    }
    return turn.thenCompose(
        now -> {
          check.waitedSince(asked);
          return connect(resolution, address, check, onWorker, then);
        });
  }

  private <T> CompletableFuture<T> connect(
      @Nullable DnsObservation resolution,
      InetSocketAddress address,
      Check check,
      boolean onWorker,
      Function<Way, T> then) {
    long since = System.nanoTime();
    return transport
        .connect(address, check.left())
        .thenCompose(
            connection -> {
              check.took(Phase.CONNECT, since);
              if (connection instanceof Connection.Opened opened) {
                check.opened(opened);
                Way way =
                    new Way(
                        new Outcome.Open(),
                        resolution,
                        address,
                        opened.channel(),
                        opened.afterwards());
                return onWorker
                    ? CompletableFuture.supplyAsync(() -> then.apply(way), check.worker())
                    : CompletableFuture.completedFuture(then.apply(way));
              }
              check.learned(connection.diagnosis());
              Outcome outcome = ((Connection.Failed) connection).outcome();
              return CompletableFuture.completedFuture(
                  then.apply(Way.stopped(outcome, resolution, address)));
            })
        .whenComplete((result, error) -> turns.leave(address));
  }

  /**
   * Ends a connection that has carried nothing, without leaving it in TIME-WAIT: thousands of
   * checks would run out of ports.
   */
  private static void reset(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    } catch (IOException e) {
      // The peer has ended it first.
    }
  }

  static void close(@Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // The peer has gone: there is nothing left to do for a connection that is given up.
      }
    }
  }

  Duration timeout(Probe<?> probe) {
    return probe.timeout().orElse(environment.timeouts().probe());
  }
}
