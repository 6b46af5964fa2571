package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsObservation.Response;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * Asks one server one question: over UDP, and over TCP when the answer is truncated (RFC 7766) or
 * the probe wants it.
 */
final class DnsClient {

  /**
   * As many questions at a time as fit into a server's receive buffer of the usual size; more would
   * be lost and look like a drop.
   */
  private static final int AT_ONCE = 128;

  /** How long a server may take that is not the last. */
  private static final Duration FAIL_OVER = Duration.ofSeconds(1);

  private final Transport transport;
  private final Turns turns = new Turns(AT_ONCE);

  DnsClient(Transport transport) {
    this.transport = transport;
  }

  /** An answer, or the way in which none came. */
  private record Answer(Outcome outcome, @Nullable Response response, Diagnosis diagnosis) {}

  /** An answer with who was asked; null for nobody. */
  private record Told(Answer answer, @Nullable InetSocketAddress server) {}

  /**
   * Asks the servers in order, until one gives an answer that is not SERVFAIL, NOTIMP or REFUSED; a
   * server that is not the last has a second for it.
   *
   * @param servers the servers; empty when the vantage has none
   */
  CompletableFuture<DnsObservation> ask(
      Check check,
      String name,
      String type,
      boolean recursion,
      boolean overTcp,
      List<InetSocketAddress> servers) {
    long since = System.nanoTime();
    String plain =
        name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    CompletableFuture<Told> told;
    if (IpAddresses.isLiteral(name) && (type.equals("A") || type.equals("AAAA"))) {
      told = CompletableFuture.completedFuture(new Told(literal(name, type), null));
    } else if (servers.isEmpty()) {
      Outcome none = new Outcome.ResolverUnreachable(new Outcome.NoRoute());
      Diagnosis why = new Diagnosis(List.of(), null, "the vantage has no resolver");
      told = CompletableFuture.completedFuture(new Told(new Answer(none, null, why), null));
    } else {
      told = inTurn(check, DnsMessages.question(name, type, recursion), overTcp, servers);
    }
    return told.thenApply(
        end -> {
          Answer a = end.answer();
          String asked = end.server() == null ? null : text(end.server());
          check.took(Phase.RESOLVE, since);
          check.learned(a.diagnosis());
          Provenance provenance = check.provenance(plain + " " + type, since, a.diagnosis());
          return new DnsObservation(provenance, a.outcome(), plain, type, asked, a.response());
        });
  }

  private CompletableFuture<Told> inTurn(
      Check check, Message question, boolean overTcp, List<InetSocketAddress> servers) {
    InetSocketAddress server = servers.get(0);
    boolean last = servers.size() == 1;
    Patience patience =
        () -> last || check.left().compareTo(FAIL_OVER) < 0 ? check.left() : FAIL_OVER;
    CompletableFuture<Answer> answer =
        overTcp
            ? overTcp(check, question, server, false, patience)
            : overUdp(check, question, server, patience);
    return answer.thenCompose(
        a ->
            last || serves(a)
                ? CompletableFuture.completedFuture(new Told(a, server))
                : inTurn(check, question, overTcp, servers.subList(1, servers.size())));
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
      Check check, Message question, InetSocketAddress server, Patience patience) {
    long asked = System.nanoTime();
    CompletableFuture<@Nullable Void> turn = turns.enter(server);
    if (turn.isDone()) {
      return exchange(check, question, server, patience);
    }
    return turn.thenCompose(
        now -> {
          check.waitedSince(asked);
          return exchange(check, question, server, patience);
        });
  }

  private CompletableFuture<Answer> exchange(
      Check check, Message question, InetSocketAddress server, Patience patience) {
    byte[] wire = question.toWire();
    Predicate<byte[]> expected = datagram -> DnsMessages.answers(datagram, wire);
    CompletableFuture<Transport.Exchange> exchanged =
        check.mayBlock()
            ? CompletableFuture.completedFuture(
                transport.exchangeAndWait(server, wire, patience.left(), expected))
            : transport.exchange(server, wire, patience.left(), expected);
    return exchanged
        .whenComplete((exchange, error) -> turns.leave(server))
        .thenCompose(
            exchange -> {
              if (exchange instanceof Transport.Exchange.Answered answered) {
                boolean truncated = (answered.datagram()[2] & 0x02) != 0;
                return truncated
                    ? overTcp(check, question, server, true, patience)
                    : CompletableFuture.completedFuture(
                        read(question, answered.datagram(), false, "UDP", answered.diagnosis()));
              }
              Outcome how = ((Transport.Exchange.Failed) exchange).outcome();
              return CompletableFuture.completedFuture(
                  new Answer(unreachable(how), null, exchange.diagnosis()));
            });
  }

  private CompletableFuture<Answer> overTcp(
      Check check,
      Message question,
      InetSocketAddress server,
      boolean truncated,
      Patience patience) {
    return transport
        .connect(server, patience.left())
        .thenCompose(
            connection -> {
              if (connection instanceof Transport.Connection.Opened opened) {
                return CompletableFuture.supplyAsync(
                    () -> overTcp(check, question, opened, truncated), check.worker());
              }
              Outcome how = ((Transport.Connection.Failed) connection).outcome();
              return CompletableFuture.completedFuture(
                  new Answer(unreachable(how), null, connection.diagnosis()));
            });
  }

  private static Answer overTcp(
      Check check, Message question, Transport.Connection.Opened opened, boolean truncated) {
    byte[] wire = question.toWire();
    byte[] answer;
    try (TimedSocket socket = new TimedSocket(opened.channel(), check.deadline())) {
      // Length and message in one segment: some servers answer a lone length with a close (RFC 7766
      // section 8).
      ByteBuffer framed =
          ByteBuffer.allocate(wire.length + 2).putShort((short) wire.length).put(wire);
      socket.getOutputStream().write(framed.array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
    } catch (SocketTimeoutException e) {
      return failed(new Outcome.TimedOut(Phase.RESOLVE), opened);
    } catch (EOFException e) {
      return failed(new Outcome.Closed(Phase.RESOLVE), opened);
    } catch (SocketException e) {
      return failed(new Outcome.Reset(Phase.RESOLVE), opened);
    } catch (IOException e) {
      return failed(new Outcome.Malformed(Phase.RESOLVE, String.valueOf(e.getMessage())), opened);
    }
    if (!DnsMessages.answers(answer, wire)) {
      return failed(
          new Outcome.Malformed(Phase.RESOLVE, "not an answer to the question asked"), opened);
    }
    return read(question, answer, truncated, "TCP", opened.afterwards().get());
  }

  /** A vantage that is broken says nothing of the resolver. */
  private static Outcome unreachable(Outcome how) {
    return how.vantageFailure() == null ? new Outcome.ResolverUnreachable(how) : how;
  }

  private static Answer failed(Outcome how, Transport.Connection.Opened opened) {
    return new Answer(new Outcome.ResolverUnreachable(how), null, opened.diagnosis());
  }

  private static Answer read(
      Message question, byte[] bytes, boolean truncated, String transport, Diagnosis diagnosis) {
    try {
      Message answer = DnsMessages.parse(bytes);
      if (answer.getHeader().getFlag(Flags.TC)) {
        return new Answer(DnsMessages.unusable("truncated over TCP"), null, diagnosis);
      }
      Outcome outcome = DnsMessages.outcome(question, answer);
      return new Answer(outcome, DnsMessages.response(answer, truncated, transport), diagnosis);
    } catch (IOException e) {
      return new Answer(
          DnsMessages.unusable("not a DNS message: " + e.getMessage()), null, diagnosis);
    }
  }

  /** Returns a server as {@code address}, or {@code address:port} when the port is not 53. */
  static String text(InetSocketAddress server) {
    String address = server.getAddress().getHostAddress();
    if (server.getPort() == 53) {
      return address;
    }
    return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + server.getPort();
  }
}
