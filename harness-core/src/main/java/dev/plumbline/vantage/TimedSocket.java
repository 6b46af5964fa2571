package dev.plumbline.vantage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected channel as a socket whose reads end at one deadline, however many there are.
 *
 * <p>Plain read time-outs start anew with every byte, so that a peer that sends a byte now and then
 * is never late.
 */
final class TimedSocket extends ConnectedSocket {

  private static final int ALWAYS_BUFFERED = 16 * 1024;

  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final long deadline;

  /** Whether the peer has ended its side: a FIN was read. */
  private volatile boolean ended;

  /** Why what was written did not arrive; null while it did. */
  private volatile @Nullable IOException unwritten;

  /**
   * Wraps a channel in blocking mode.
   *
   * @param deadline by {@link System#nanoTime()}
   */
  TimedSocket(SocketChannel channel, long deadline) throws IOException {
    super(channel.socket());
    this.channel = channel;
    this.deadline = deadline;
    socket = channel.socket();
    in = new TimedInput(socket.getInputStream());
    out = new PatientOutput(socket.getOutputStream());
  }

  SocketChannel channel() {
    return channel;
  }

  private final class TimedInput extends InputStream {

    private final InputStream source;

    TimedInput(InputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("the check's time is over");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int n = source.read(bytes, offset, length);
      if (n < 0) {
        ended = true;
        if (unwritten != null) {
          throw new SocketException("Connection reset");
        }
      }
      return n;
    }

    @Override
    public int available() throws IOException {
      return source.available();
    }
  }

  /**
   * Keeps a failure to write for the reader: a peer that has gone may have said why, in a TLS alert
   * or an early answer, and that is still to be read.
   */
  private final class PatientOutput extends OutputStream {

    private final OutputStream sink;

    PatientOutput(OutputStream sink) {
      this.sink = sink;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (unwritten == null) {
        try {
          sink.write(bytes, offset, length);
        } catch (IOException e) {
          unwritten = e;
        }
      }
    }
  }

  /**
   * Returns whether a read came upon the end of the connection. Under TLS nothing reads beyond a
   * close_notify, so this is an end without one, which the JDK does not tell from one with it.
   */
  boolean isEnded() {
    return ended;
  }

  /** Returns whether something that was written did not arrive. */
  boolean isUnwritten() {
    return unwritten != null;
  }

  /**
   * Ends a write that the peer does not take by the deadline, since a blocking write has no
   * time-out.
   *
   * @param bytes how much is to be written; what any socket's buffer holds needs no watch
   * @return ends the watch, when all is written
   */
  Runnable watchWriting(long bytes) {
    if (bytes <= ALWAYS_BUFFERED) {
      return () -> {};
    }
    long left = Math.max(deadline - System.nanoTime(), 0);
    CompletableFuture<Void> watch =
        CompletableFuture.runAsync(
            this::giveUp,
            CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS, Runnable::run));
    return () -> watch.cancel(false);
  }

  private void giveUp() {
    try {
      channel.close();
    } catch (IOException e) {
      unwritten = e;
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  /** Does nothing: reads end at the deadline. */
  @Override
  public void setSoTimeout(int timeout) {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
