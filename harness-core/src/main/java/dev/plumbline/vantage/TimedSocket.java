package dev.plumbline.vantage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;

/**
 * A connected channel as a socket whose reads end at one deadline, however many there are.
 *
 * <p>Plain read time-outs start anew with every byte, so that a peer that sends a byte now and then is never late.
 */
final class TimedSocket extends ConnectedSocket {

  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final long deadline;

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
    out = socket.getOutputStream();
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
      return source.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return source.available();
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
