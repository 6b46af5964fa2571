package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A datagram that waits for its answer. */
final class Exchanging extends Waiting {

  final CompletableFuture<Exchange> result = new CompletableFuture<>();
  private final Predicate<byte[]> expected;
  @Nullable DatagramChannel channel;

  Exchanging(long deadline, Predicate<byte[]> expected) {
    super(deadline);
    this.expected = expected;
  }

  @Override
  void register(Selector selector) throws ClosedChannelException {
    if (channel != null) {
      channel.register(selector, SelectionKey.OP_READ, this);
    }
  }

  @Override
  boolean ready(SelectionKey key, ByteBuffer buffer) throws IOException {
    receive((DatagramChannel) key.channel(), buffer);
    return false;
  }

  private void receive(DatagramChannel readable, ByteBuffer buffer) throws IOException {
    while (!result.isDone()) {
      buffer.clear();
      if (readable.receive(buffer) == null) {
        return;
      }
      byte[] datagram = new byte[buffer.flip().remaining()];
      buffer.get(datagram);
      if (expected.test(datagram)) {
        close(channel);
        result.complete(new Exchange.Answered(datagram, Diagnosis.unknown()));
      }
    }
  }

  @Override
  void expire() {
    end(new Outcome.TimedOut(Phase.RESOLVE));
  }

  @Override
  void fail(Exception cause) {
    end(SocketErrors.outcome(cause, Phase.RESOLVE));
  }

  private void end(Outcome outcome) {
    close(channel);
    result.complete(new Exchange.Failed(outcome, Diagnosis.unknown()));
  }
}
