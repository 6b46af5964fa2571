package dev.plumbline.servers;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server program in the foreground, with what it says in a file. */
final class Daemon implements Closeable {

  private static final Duration START = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;
  private final String name;

  private Daemon(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts a program. */
  static Daemon start(Path directory, List<String> command) throws IOException {
    String name = Path.of(command.get(0)).getFileName().toString();
    Path log = directory.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Daemon(name, process, log);
  }

  /** Returns when every address accepts connections. */
  void awaitListening(List<InetSocketAddress> addresses) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    for (InetSocketAddress address : addresses) {
      while (!accepts(address)) {
        // Waiting for its end is the pause, and the end of waiting too.
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IOException(
              name + " does not listen on " + address + ". It said:\n" + Files.readString(log));
        }
      }
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
