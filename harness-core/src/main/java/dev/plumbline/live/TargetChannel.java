package dev.plumbline.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a jump host has opened, as a channel in blocking mode. It holds no thread and
 * no socket of its own.
 *
 * <p>SSH knows an end of either side and a close (RFC 4254 section 5.3), and no reset: what the
 * target reset is seen to end. When the session breaks, the connection is reset.
 */
final class TargetChannel extends SocketChannel {

  private final ChannelDirectTcpip ssh;
  private final InetSocketAddress target;
  private final TargetSocket socket;

  TargetChannel(ChannelDirectTcpip ssh, InetSocketAddress target) throws SocketException {
    super(SelectorProvider.provider());
    this.ssh = ssh;
    this.target = target;
    socket = new TargetSocket();
  }

  /** Returns whether the session, not the target, has ended this connection. */
  private boolean isBroken() {
    return !ssh.getSession().isOpen();
  }

  @Override
  public Socket socket() {
    return socket;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    byte[] bytes = new byte[target.remaining()];
    int read = socket.in.read(bytes, 0, bytes.length);
    if (read > 0) {
      target.put(bytes, 0, read);
    }
    return read;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (targets[i].hasRemaining()) {
        return read(targets[i]);
      }
    }
    return 0;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    socket.out.write(bytes, 0, bytes.length);
    return bytes.length;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += write(sources[i]);
    }
    return written;
  }

  /** Tells the target that no more comes, as closing one side of a socket does. */
  @Override
  public SocketChannel shutdownOutput() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    ssh.getInvertedIn().close();
    return this;
  }

  /** Does nothing: what comes is not read. */
  @Override
  public SocketChannel shutdownInput() {
    return this;
  }

  @Override
  protected void implCloseSelectableChannel() {
    ssh.close(isBroken());
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    if (!block) {
      throw new UnsupportedOperationException("a connection by way of a jump host blocks");
    }
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isConnectionPending() {
    return false;
  }

  @Override
  public boolean connect(SocketAddress remote) {
    return true;
  }

  @Override
  public boolean finishConnect() {
    return true;
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return target;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() {
    return null;
  }

  @Override
  public SocketChannel bind(@Nullable SocketAddress local) {
    throw new UnsupportedOperationException("a jump host decides where a connection starts");
  }

  /** Does nothing: options are of sockets, and the socket is the jump host's. */
  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, @Nullable T value) {
    return this;
  }

  @Override
  public <T> @Nullable T getOption(SocketOption<T> name) {
    return null;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  /** The socket of the channel. */
  private final class TargetSocket extends Socket {

    private final TargetInput in = new TargetInput();
    private final TargetOutput out = new TargetOutput();

    TargetSocket() throws SocketException {
      super((@Nullable SocketImpl) null);
    }

    @Override
    public SocketChannel getChannel() {
      return TargetChannel.this;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return out;
    }

    @Override
    public void setSoTimeout(int timeout) {
      in.source.setTimeout(timeout);
    }

    @Override
    public int getSoTimeout() {
      return (int) in.source.getTimeout();
    }

    @Override
    public void close() throws IOException {
      TargetChannel.this.close();
    }

    @Override
    public boolean isClosed() {
      return !TargetChannel.this.isOpen();
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public boolean isBound() {
      return true;
    }

    @Override
    public void shutdownOutput() throws IOException {
      TargetChannel.this.shutdownOutput();
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void setTcpNoDelay(boolean on) {}

    /** The jump host decides; OpenSSH's sshd sets it. */
    @Override
    public boolean getTcpNoDelay() {
      return true;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public int getSoLinger() {
      return -1;
    }

    @Override
    public InetAddress getInetAddress() {
      return target.getAddress();
    }

    @Override
    public int getPort() {
      return target.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
      return target;
    }

    @Override
    public String toString() {
      return "connection to " + target + " by way of a jump host";
    }
  }

  /** What the target says. */
  private final class TargetInput extends InputStream {

    private final ChannelPipedInputStream source = (ChannelPipedInputStream) ssh.getInvertedOut();

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      long since = System.nanoTime();
      int read;
      try {
        read = source.read(bytes, offset, length);
      } catch (IOException e) {
        long limit = source.getTimeout();
        if (limit > 0 && System.nanoTime() - since >= limit * 1_000_000) {
          throw new SocketTimeoutException("Read timed out");
        }
        throw ended(e);
      }
      if (read < 0 && !ssh.isEofSignalled() && isBroken()) {
        throw new SocketException("Connection reset");
      }
      return read;
    }

    /** At its end the source says -1, which TLS would wait for to become zero, for ever. */
    @Override
    public int available() throws IOException {
      return Math.max(0, source.available());
    }
  }

  /** What is said to the target. */
  private final class TargetOutput extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      OutputStream sink = ssh.getInvertedIn();
      try {
        sink.write(bytes, offset, length);
        sink.flush();
      } catch (IOException e) {
        throw ended(e);
      }
    }
  }

  /** Returns an error as a socket's would be. */
  private IOException ended(IOException cause) {
    if (!isOpen()) {
      return new AsynchronousCloseException();
    }
    SocketException error = new SocketException(isBroken() ? "Connection reset" : "Broken pipe");
    error.initCause(cause);
    return error;
  }
}
