package dev.plumbline.sim;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * One question of a simulated host to one DNS server: over UDP, and over TCP what was too long for
 * a datagram, through the fabric, as any other client's. A truncated answer is never used (RFC 7766
 * section 5).
 */
final class StubQuestion implements AutoCloseable {

  private static final int EDNS_PAYLOAD = 4_096;
  private static final int HEADER = 12;

  private final DnsStream stream;

  StubQuestion(EventLoopGroup group) {
    this.stream = new DnsStream(group);
  }

  /** How the questions of one host travel. */
  interface Way {

    /** Sends a datagram and awaits the answer. */
    CompletableFuture<Exchange> exchange(
        InetSocketAddress server, byte[] datagram, Duration timeout, Predicate<byte[]> expected);

    /** Opens a connection. */
    CompletableFuture<Connection> connect(InetSocketAddress server, Duration timeout);
  }

  /**
   * What came of a question.
   *
   * @param message the answer; null when there is none, or nothing that a stub could read
   * @param diagnosis what is known of the way, and of how the answer came about
   */
  record Reply(@Nullable Message message, Diagnosis diagnosis) {}

  CompletableFuture<Reply> ask(
      Way way, InetSocketAddress server, Name name, int type, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    byte[] asked = question.toWire();
    question.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0), Section.ADDITIONAL);
    byte[] wire = question.toWire();
    Predicate<byte[]> fits = answer -> fits(asked, answer);
    return way.exchange(server, wire, timeout, fits)
        .thenCompose(
            exchange -> {
              if (!(exchange instanceof Exchange.Answered answered)) {
                return CompletableFuture.completedFuture(new Reply(null, exchange.diagnosis()));
              }
              Message message = read(answered.datagram());
              if (message == null || !message.getHeader().getFlag(Flags.TC)) {
                return CompletableFuture.completedFuture(new Reply(message, answered.diagnosis()));
              }
              return way.connect(server, left(deadline))
                  .thenCompose(
                      connection ->
                          stream
                              .ask(connection, wire, fits, left(deadline))
                              .thenApply(whole -> new Reply(untruncated(whole), said(connection))));
            });
  }

  /** Whether a message has the identifier and the very question of another. */
  private static boolean fits(byte[] asked, byte[] answer) {
    return answer.length >= asked.length
        && answer[0] == asked[0]
        && answer[1] == asked[1]
        && Arrays.equals(asked, HEADER, asked.length, answer, HEADER, asked.length);
  }

  private static Diagnosis said(Connection connection) {
    return connection instanceof Connection.Opened opened
        ? opened.afterwards().get()
        : connection.diagnosis();
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  private static @Nullable Message untruncated(byte @Nullable [] bytes) {
    Message message = bytes == null ? null : read(bytes);
    return message == null || message.getHeader().getFlag(Flags.TC) ? null : message;
  }

  private static @Nullable Message read(byte[] bytes) {
    try {
      Message message = new Message(bytes);
      return message.getHeader().getFlag(Flags.QR) ? message : null;
    } catch (IOException e) {
      // What cannot be read is no answer to a stub.
      return null;
    }
  }

  /** Ends the questions that are under way over TCP. */
  @Override
  public void close() {
    stream.close();
  }
}
