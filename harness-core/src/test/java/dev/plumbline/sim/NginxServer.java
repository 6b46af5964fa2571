package dev.plumbline.sim;

import dev.plumbline.network.Network.Validity;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import dev.plumbline.pki.Pem;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A real nginx on loopback, with its files in one directory. Skips the test where nginx is not
 * installed.
 */
final class NginxServer implements AutoCloseable {

  private static final int LONGEST_SECONDS = 20;

  private final Path nginx;
  private final Path directory;

  private NginxServer(Path nginx, Path directory) {
    this.nginx = nginx;
    this.directory = directory;
  }

  /**
   * Starts it; when this returns, it listens.
   *
   * @param directory an empty directory
   * @param http what stands in the http block
   */
  static NginxServer start(Path directory, String http) throws IOException {
    NginxServer server = new NginxServer(Requirements.command("nginx"), directory);
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        pid %1$s/nginx.pid;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
        %2$s
        }
        """
            .formatted(directory, http));
    // It binds its ports before it goes to the background, so that its return means that it
    // listens.
    server.run();
    return server;
  }

  static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Writes a certificate of the lab and its key, and returns the two directives that name them. */
  static String certificate(Path directory, String name, String... dnsNames) throws IOException {
    LabCertificate certificate = LabAuthority.lab().issue(List.of(dnsNames), Validity.VALID);
    Path pem = Files.writeString(directory.resolve(name + ".pem"), Pem.of(certificate.chain()));
    Path key = Files.writeString(directory.resolve(name + ".key"), Pem.of(certificate.key()));
    return "ssl_certificate %s; ssl_certificate_key %s;".formatted(pem, key);
  }

  private void run(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                nginx.toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                directory.resolve("nginx.conf").toString()));
    command.addAll(List.of(more));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.onExit().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
      throw new IOException(command + " did not end within " + LONGEST_SECONDS + " s", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          command + " ended with " + process.exitValue() + ":\n" + Files.readString(output));
    }
  }

  @Override
  public void close() throws IOException {
    long pid = Long.parseLong(Files.readString(directory.resolve("nginx.pid")).strip());
    run("-s", "stop");
    ProcessHandle.of(pid)
        .ifPresent(process -> process.onExit().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join());
  }
}
