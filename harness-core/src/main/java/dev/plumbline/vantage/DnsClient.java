package dev.plumbline.vantage;

import dev.plumbline.environment.Resolver;
import dev.plumbline.environment.Resolver.Over;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsObservation.Response;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Asks servers one question, one after another: over UDP, and over TCP when the answer is truncated
 * (RFC 7766) or no datagram passes the vantage's way out, or over what the server is spoken to
 * over.
 */
final class DnsClient {

  /**
   * As many questions at a time as fit into a server's receive buffer of the usual size; more would
   * be lost and look like a drop.
   */
  private static final int AT_ONCE = 128;

  /**
   * How long a server may take that is not the last: to answer a datagram, to accept a connection,
   * and to answer over that.
   */
  private static final Duration FAIL_OVER = Duration.ofSeconds(1);

  private final Transport transport;
  private final DnsConnection connections;
  private final Turns datagramTurns = new Turns(AT_ONCE);
  private final Turns connectionTurns;

  /**
   * Makes a client.
   *
   * @param perTarget how many connections there are to a server at a time
   */
  DnsClient(Transport transport, TlsClient tls, int perTarget) {
    this.transport = transport;
    connections = new DnsConnection(tls);
    connectionTurns = new Turns(perTarget);
  }

  /**
   * An answer, or the way in which none came.
   *
   * @param unsaid the name that its aliases lead to, where it says nothing of that; else null
   */
  private record Answer(
      Outcome outcome, @Nullable Response response, Diagnosis diagnosis, @Nullable Name unsaid) {

    Answer(Outcome outcome, @Nullable Response response, Diagnosis diagnosis) {
      this(outcome, response, diagnosis, null);
    }
  }

  /**
   * An answer with who was asked.
   *
   * @param server who gave it; null for nobody
   * @param passedOver who was asked before, and what came of it
   */
  private record Told(Answer answer, Resolver.@Nullable Server server, List<String> passedOver) {}

  /**
   * Asks the servers in order, until one gives an answer that is not SERVFAIL, NOTIMP or REFUSED; a
   * server that is not the last has a second for it.
   *
   * @param servers the servers; empty when the vantage has none
   */
  CompletableFuture<DnsObservation> ask(
      Check check, String name, String type, boolean recursion, List<Resolver.Server> servers) {
    long since = System.nanoTime();
    String plain =
        name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    CompletableFuture<Told> told;
    if (IpAddresses.isLiteral(name) && (type.equals("A") || type.equals("AAAA"))) {
      told = CompletableFuture.completedFuture(new Told(literal(name, type), null, List.of()));
    } else if (servers.isEmpty()) {
      Outcome none = new Outcome.ResolverUnreachable(new Outcome.NoRoute());
      Diagnosis why = new Diagnosis(List.of(), null, "the vantage has no resolver");
      told =
          CompletableFuture.completedFuture(new Told(new Answer(none, null, why), null, List.of()));
    } else {
      told = inTurn(check, DnsMessages.question(name, type, recursion), servers, List.of());
    }
    return told.thenApply(
        end -> {
          Answer a = end.answer();
          String asked = end.server() == null ? null : end.server().toString();
          check.took(Phase.RESOLVE, since);
          check.learned(a.diagnosis());
          Provenance provenance = check.provenance(plain + " " + type, since, a.diagnosis());
          return new DnsObservation(
              provenance, a.outcome(), plain, type, asked, a.response(), end.passedOver(), null);
        });
  }

  private CompletableFuture<Told> inTurn(
      Check check, Message question, List<Resolver.Server> servers, List<String> passedOver) {
    Resolver.Server server = carried(servers.get(0));
    boolean last = servers.size() == 1;
    Patience patience =
        () -> last || check.left().compareTo(FAIL_OVER) < 0 ? check.left() : FAIL_OVER;
    CompletableFuture<Answer> answer = asking(check, question, server, patience);
    return answer
        .thenCompose(
            a -> {
              Name end = a.unsaid();
              return end == null
                  ? CompletableFuture.completedFuture(a)
                  : asking(check, DnsMessages.question(question, end), server, patience)
                      .thenApply(b -> judged(a, end, b));
            })
        .thenCompose(
            a -> {
              if (last || serves(a)) {
                return CompletableFuture.completedFuture(new Told(a, server, passedOver));
              }
              List<String> before = new ArrayList<>(passedOver);
              before.add(server + ": " + a.outcome().describe());
              return inTurn(check, question, servers.subList(1, servers.size()), before);
            });
  }

  private CompletableFuture<Answer> asking(
      Check check, Message question, Resolver.Server server, Patience patience) {
    return server.over() == Over.UDP
        ? overUdp(check, question, server, patience)
        : overConnection(check, numbered(question, server), server, server.over(), false, patience);
  }

  /**
   * Decides whether an alias leads to no data, by what the server says when it is asked for its
   * last name itself.
   */
  private static Answer judged(Answer alias, Name last, Answer ofLast) {
    if (ofLast.outcome().vantageFailure() != null) {
      return ofLast;
    }
    boolean noData = ofLast.outcome() instanceof Outcome.NoData && ofLast.unsaid() == null;
    return noData
        ? alias
        : new Answer(
            DnsMessages.unusable(
                "an alias to "
                    + last.toString(true)
                    + ", of which the server says nothing; asked for that itself: "
                    + (ofLast.unsaid() == null ? ofLast.outcome().describe() : "another alias")),
            alias.response(),
            ofLast.diagnosis());
  }

  private Resolver.Server carried(Resolver.Server server) {
    return server.over() == Over.UDP && !transport.carriesDatagrams() ? server.overTcp() : server;
  }

  /** RFC 8484 section 4.1: over HTTPS the same question is the same request. */
  private static Message numbered(Message question, Resolver.Server server) {
    if (server.over() != Over.HTTPS) {
      return question;
    }
    Message same = question.clone();
    same.getHeader().setID(0);
    return same;
  }

  private static boolean serves(Answer answer) {
    return answer.response() != null
        ? Resolvers.serves(answer.response().rcode())
        : !(answer.outcome() instanceof Outcome.ResolverUnreachable)
            && answer.outcome().vantageFailure() == null;
  }

  /** How long a server may take from now on. */
  private interface Patience {
    Duration left();
  }

  /** A literal is its own address; there is nobody to ask. */
  private static Answer literal(String name, String type) {
    InetAddress address = IpAddresses.parse(name);
    if (address instanceof Inet6Address != type.equals("AAAA")) {
      return new Answer(new Outcome.NoData(), null, Diagnosis.unknown());
    }
    DnsRecord record = new DnsRecord(name, type, 0, address.getHostAddress());
    Response response =
        new Response("NOERROR", false, false, false, "none", List.of(record), List.of(), List.of());
    return new Answer(new Outcome.Resolved(), response, Diagnosis.unknown());
  }

  private CompletableFuture<Answer> overUdp(
      Check check, Message question, Resolver.Server server, Patience patience) {
    return inTurn(check, datagramTurns, server, () -> exchange(check, question, server, patience));
  }

  /** Does something when there is room at the server for it. */
  private static CompletableFuture<Answer> inTurn(
      Check check,
      Turns turns,
      Resolver.Server server,
      Supplier<CompletableFuture<Answer>> asking) {
    long asked = System.nanoTime();
    CompletableFuture<@Nullable Void> turn = turns.enter(socket(server));
    if (turn.isDone()) {
      return asking.get();
    }
    return turn.thenCompose(
        now -> {
          check.waitedSince(asked);
          return asking.get();
        });
  }

  private static InetSocketAddress socket(Resolver.Server server) {
    return new InetSocketAddress(server.address(), server.port());
  }

  private CompletableFuture<Answer> exchange(
      Check check, Message question, Resolver.Server server, Patience patience) {
    byte[] wire = question.toWire();
    InetSocketAddress socket = socket(server);
    Predicate<byte[]> expected = datagram -> DnsMessages.answers(datagram, wire);
    CompletableFuture<Transport.Exchange> exchanged =
        check.mayBlock()
            ? CompletableFuture.completedFuture(
                transport.exchangeAndWait(socket, wire, patience.left(), expected))
            : transport.exchange(socket, wire, patience.left(), expected);
    return exchanged
        .whenComplete((exchange, error) -> datagramTurns.leave(socket))
        .thenCompose(
            exchange -> {
              if (exchange instanceof Transport.Exchange.Answered answered) {
                boolean truncated = (answered.datagram()[2] & 0x02) != 0;
                return truncated
                    ? overConnection(check, question, server, Over.TCP, true, patience)
                    : CompletableFuture.completedFuture(
                        read(
                            question,
                            answered.datagram(),
                            false,
                            Over.UDP,
                            0,
                            exchange.diagnosis()));
              }
              Outcome how = ((Transport.Exchange.Failed) exchange).outcome();
              return CompletableFuture.completedFuture(
                  new Answer(unreachable(how), null, exchange.diagnosis()));
            });
  }

  private CompletableFuture<Answer> overConnection(
      Check check,
      Message question,
      Resolver.Server server,
      Over over,
      boolean truncated,
      Patience patience) {
    return inTurn(
        check,
        connectionTurns,
        server,
        () ->
            transport
                .connect(socket(server), patience.left())
                .thenCompose(
                    connection -> {
                      if (connection instanceof Transport.Connection.Opened opened) {
                        check.opened(opened);
                        return CompletableFuture.supplyAsync(
                            () -> asked(check, question, server, over, truncated, opened, patience),
                            check.worker());
                      }
                      Outcome how = ((Transport.Connection.Failed) connection).outcome();
                      return CompletableFuture.completedFuture(
                          new Answer(unreachable(how), null, connection.diagnosis()));
                    })
                .whenComplete((answer, error) -> connectionTurns.leave(socket(server))));
  }

  private Answer asked(
      Check check,
      Message question,
      Resolver.Server server,
      Over over,
      boolean truncated,
      Transport.Connection.Opened opened,
      Patience patience) {
    DnsConnection.Received received =
        connections.ask(check, opened.channel(), server, over, question, patience.left());
    byte[] message = received.message();
    if (message == null) {
      Outcome how = Objects.requireNonNull(received.failure(), "what has no answer has a failure");
      return new Answer(unreachable(how), null, opened.diagnosis());
    }
    if (!DnsMessages.answers(message, question.toWire())) {
      return new Answer(
          DnsMessages.unusable("not an answer to the question asked"), null, opened.diagnosis());
    }
    return read(question, message, truncated, over, received.age(), opened.afterwards().get());
  }

  /** A vantage that is broken says nothing of the resolver. */
  private static Outcome unreachable(Outcome how) {
    return how.vantageFailure() == null ? new Outcome.ResolverUnreachable(how) : how;
  }

  private static Answer read(
      Message question, byte[] bytes, boolean truncated, Over over, long age, Diagnosis diagnosis) {
    try {
      Message answer = DnsMessages.parse(bytes);
      if (answer.getHeader().getFlag(Flags.TC)) {
        return new Answer(DnsMessages.unusable("truncated over " + over), null, diagnosis);
      }
      Outcome outcome = DnsMessages.outcome(question, answer);
      return new Answer(
          outcome,
          DnsMessages.response(answer, truncated, over.name(), age),
          diagnosis,
          outcome instanceof Outcome.NoData ? DnsMessages.unsaid(question, answer) : null);
    } catch (IOException e) {
      return new Answer(
          DnsMessages.unusable("not a DNS message: " + e.getMessage()), null, diagnosis);
    }
  }
}
