package dev.plumbline.live;

import dev.plumbline.testing.FreePorts;
import dev.plumbline.testing.Requirements;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's server on the loopback interface, for the user who runs the tests. */
final class Sshd implements Closeable {

  static final String USER = System.getProperty("user.name");

  private static final long SECONDS = 20;

  private final Path folder;
  private final int port;
  private final Path log;
  private Process process;

  private Sshd(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    log = folder.resolve("sshd.log");
  }

  /**
   * Starts one, with an Ed25519 host key, that lets in who has a key of {@code authorized_keys} in
   * the folder.
   *
   * @param options further lines of its configuration
   */
  static Sshd start(Path folder, String... options) throws IOException, InterruptedException {
    String command = Requirements.command("sshd").toString();
    if (USER.equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    if (!Files.exists(folder.resolve("host_ed25519"))) {
      key(folder.resolve("host_ed25519"), "ed25519", "");
    }
    Sshd sshd = new Sshd(folder, FreePorts.one());
    List<String> lines =
        new ArrayList<>(
            List.of(
                "Port " + sshd.port,
                "ListenAddress 127.0.0.1",
                "HostKey " + folder.resolve("host_ed25519"),
                "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "LogLevel VERBOSE"));
    lines.addAll(List.of(options));
    Files.write(folder.resolve("sshd_config"), lines);
    sshd.start(command);
    return sshd;
  }

  private void start(String command) throws IOException, InterruptedException {
    process =
        new ProcessBuilder(command, "-D", "-e", "-f", folder.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!listens()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new IOException("sshd does not listen. It said:\n" + Files.readString(log));
      }
    }
  }

  /** Starts it again, at the same port. */
  void startAgain() throws IOException, InterruptedException {
    start(Requirements.command("sshd").toString());
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int port() {
    return port;
  }

  /** Returns what a descriptor names it. */
  String jump() {
    return USER + "@127.0.0.1:" + port;
  }

  /** Makes a key pair; the public key is in the file of that name with {@code .pub}. */
  static Path key(Path file, String type, String passphrase)
      throws IOException, InterruptedException {
    String command = Requirements.command("ssh-keygen").toString();
    run(List.of(command, "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
    return file;
  }

  /** Lets in who has a key. */
  void authorise(Path key, String options) throws IOException {
    Files.writeString(
        folder.resolve("authorized_keys"),
        options + (options.isEmpty() ? "" : " ") + Files.readString(pub(key)));
  }

  static Path pub(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  /** Returns the line that known_hosts should have for it. */
  String knownLine() throws IOException {
    String[] key = Files.readString(folder.resolve("host_ed25519.pub")).split(" ");
    return "[127.0.0.1]:" + port + " " + key[0] + " " + key[1];
  }

  /** Returns a key's fingerprint, as ssh-keygen says it. */
  static String fingerprint(Path key) throws IOException, InterruptedException {
    return run(List.of("ssh-keygen", "-l", "-f", pub(key).toString())).split(" ")[1];
  }

  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(command + " ended with " + process.exitValue() + ": " + said);
    }
    return said;
  }

  /** Ends all sessions at once, as a machine that crashes would, and goes on to listen. */
  int killSessions() {
    List<ProcessHandle> sessions = process.descendants().toList();
    sessions.forEach(ProcessHandle::destroyForcibly);
    sessions.forEach(session -> session.onExit().join());
    return sessions.size();
  }

  /** Stops all sessions: they are there, and do nothing. */
  void pauseSessions(boolean pause) throws IOException, InterruptedException {
    for (ProcessHandle session : process.descendants().toList()) {
      run(List.of("kill", pause ? "-STOP" : "-CONT", Long.toString(session.pid())));
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    List<ProcessHandle> sessions = process.descendants().toList();
    process.destroyForcibly();
    sessions.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
