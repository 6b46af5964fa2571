package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection that is being opened. */
final class Connecting extends Waiting {

  final CompletableFuture<Connection> result = new CompletableFuture<>();
  @Nullable SocketChannel channel;

  Connecting(long deadline) {
    super(deadline);
  }

  @Override
  void register(Selector selector) throws ClosedChannelException {
    if (channel != null) {
      channel.register(selector, SelectionKey.OP_CONNECT, this);
    }
  }

  @Override
  boolean ready(SelectionKey key, ByteBuffer buffer) throws IOException {
    return ((SocketChannel) key.channel()).finishConnect();
  }

  @Override
  void release() {
    open();
  }

  void open() {
    if (channel == null) {
      return;
    }
    try {
      channel.configureBlocking(true);
      if (!result.complete(new Connection.Opened(channel, Diagnosis.unknown()))) {
        close(channel);
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  @Override
  void expire() {
    end(new Outcome.TimedOut(Phase.CONNECT));
  }

  @Override
  void fail(Exception cause) {
    end(SocketErrors.outcome(cause, Phase.CONNECT));
  }

  private void end(Outcome outcome) {
    if (result.complete(new Connection.Failed(outcome, Diagnosis.unknown()))) {
      close(channel);
    }
  }
}
