package dev.plumbline.containers.machine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A socket before a daemon's own. When the door is shut, all connections end and nobody listens any
 * more: what a client sees of a daemon that is stopped.
 */
final class DockerBehindDoor implements AutoCloseable {

  private final UnixDomainSocketAddress daemon;
  private final Path socket;
  private final @Nullable String lastRequest;
  private final ServerSocketChannel listener;
  private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();
  private volatile boolean shut;

  /**
   * Opens the door.
   *
   * @param daemon the daemon's socket
   * @param socket the path of the new one
   * @param lastRequest shuts when a request has this text; null for one that stays open
   */
  DockerBehindDoor(Path daemon, Path socket, @Nullable String lastRequest) throws IOException {
    this.daemon = UnixDomainSocketAddress.of(daemon);
    this.socket = socket;
    this.lastRequest = lastRequest;
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    start(this::accept);
  }

  /** Returns what {@code DOCKER_HOST} is for it. */
  String address() {
    return "unix://" + socket;
  }

  /** Shuts it; harmless when repeated. */
  void shut() throws IOException {
    shut = true;
    listener.close();
    Files.deleteIfExists(socket);
    for (SocketChannel connection : open) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    shut();
  }

  private void accept() throws IOException {
    while (!shut) {
      SocketChannel client = listener.accept();
      SocketChannel server = SocketChannel.open(daemon);
      open.add(client);
      open.add(server);
      start(() -> pass(client, server, lastRequest));
      start(() -> pass(server, client, null));
    }
  }

  private void pass(SocketChannel from, SocketChannel to, @Nullable String last)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (from.read(buffer) >= 0) {
      buffer.flip();
      if (last != null
          && StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString().contains(last)) {
        shut();
        return;
      }
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.clear();
    }
    to.shutdownOutput();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The door is shut, or one of the two has gone.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
