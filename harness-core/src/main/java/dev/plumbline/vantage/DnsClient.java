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

  private final Transport transport;
  private final Turns turns = new Turns(AT_ONCE);

  DnsClient(Transport transport) {
    this.transport = transport;
  }

  /** An answer, or the way in which none came. */
  private record Answer(Outcome outcome, @Nullable Response response, Diagnosis diagnosis) {}

  /**
   * Asks.
   *
   * @param server the server; null when the vantage has none
   */
  CompletableFuture<DnsObservation> ask(
      Check check,
      String name,
      String type,
      boolean recursion,
      boolean overTcp,
      @Nullable InetSocketAddress server) {
    long since = System.nanoTime();
    String plain =
        name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    CompletableFuture<Answer> answer;
    String resolver = null;
    if (IpAddresses.isLiteral(name) && (type.equals("A") || type.equals("AAAA"))) {
      answer = CompletableFuture.completedFuture(literal(name, type));
    } else if (server == null) {
      Outcome none = new Outcome.ResolverUnreachable(new Outcome.NoRoute());
      answer =
          CompletableFuture.completedFuture(
              new Answer(
                  none, null, new Diagnosis(List.of(), null, "the vantage has no resolver")));
    } else {
      resolver = text(server);
      Message question = DnsMessages.question(name, type, recursion);
      answer = overTcp ? overTcp(check, question, server, false) : overUdp(check, question, server);
    }
    String asked = resolver;
    return answer.thenApply(
        a -> {
          check.took(Phase.RESOLVE, since);
          check.learned(a.diagnosis());
          Provenance provenance = check.provenance(plain + " " + type, since, a.diagnosis());
          return new DnsObservation(provenance, a.outcome(), plain, type, asked, a.response());
        });
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
      Check check, Message question, InetSocketAddress server) {
    long asked = System.nanoTime();
    CompletableFuture<@Nullable Void> turn = turns.enter(server);
    if (turn.isDone()) {
      return exchange(check, question, server);
    }
    return turn.thenCompose(
        now -> {
          check.waitedSince(asked);
          return exchange(check, question, server);
        });
  }

  private CompletableFuture<Answer> exchange(
      Check check, Message question, InetSocketAddress server) {
    byte[] wire = question.toWire();
    Predicate<byte[]> expected = datagram -> DnsMessages.answers(datagram, wire);
    CompletableFuture<Transport.Exchange> exchanged =
        check.mayBlock()
            ? CompletableFuture.completedFuture(
                transport.exchangeAndWait(server, wire, check.left(), expected))
            : transport.exchange(server, wire, check.left(), expected);
    return exchanged
        .whenComplete((exchange, error) -> turns.leave(server))
        .thenCompose(
            exchange -> {
              if (exchange instanceof Transport.Exchange.Answered answered) {
                boolean truncated = (answered.datagram()[2] & 0x02) != 0;
                return truncated
                    ? overTcp(check, question, server, true)
                    : CompletableFuture.completedFuture(
                        read(question, answered.datagram(), false, "UDP", answered.diagnosis()));
              }
              Outcome how = ((Transport.Exchange.Failed) exchange).outcome();
              return CompletableFuture.completedFuture(
                  new Answer(new Outcome.ResolverUnreachable(how), null, exchange.diagnosis()));
            });
  }

  private CompletableFuture<Answer> overTcp(
      Check check, Message question, InetSocketAddress server, boolean truncated) {
    return transport
        .connect(server, check.left())
        .thenCompose(
            connection -> {
              if (connection instanceof Transport.Connection.Opened opened) {
                return CompletableFuture.supplyAsync(
                    () -> overTcp(check, question, opened, truncated), check.worker());
              }
              Outcome how = ((Transport.Connection.Failed) connection).outcome();
              return CompletableFuture.completedFuture(
                  new Answer(new Outcome.ResolverUnreachable(how), null, connection.diagnosis()));
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
