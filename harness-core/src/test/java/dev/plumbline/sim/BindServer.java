package dev.plumbline.sim;

import dev.plumbline.network.Network.Zone;
import dev.plumbline.testing.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A BIND 9 of a test's own, on a free loopback port. Which view answers depends on the client's
 * address. It never sends beyond the loopback interface.
 */
final class BindServer implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 30;

  private final Process process;
  private final CompletableFuture<Void> reader;
  private final InetSocketAddress address;

  /**
   * What one client sees.
   *
   * @param client the loopback address that it asks from
   * @param elsewhere the server that is asked for what is in none of the zones, as a resolver would
   *     ask the root; null for no recursion
   * @param zones its zones
   * @param forwarded the servers that single zones are forwarded to, with no other way to them
   */
  record View(
      String name,
      String client,
      @Nullable InetSocketAddress elsewhere,
      List<Zone> zones,
      Map<String, InetSocketAddress> forwarded) {

    View(String name, String client, @Nullable InetSocketAddress elsewhere, List<Zone> zones) {
      this(name, client, elsewhere, zones, Map.of());
    }
  }

  BindServer(Path command, Path directory, List<View> views) throws IOException {
    int port = FreePorts.one();
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Path configuration = directory.resolve("named.conf");
    Files.writeString(configuration, configuration(directory, port, views));
    process =
        new ProcessBuilder(command.toString(), "-g", "-c", configuration.toString(), "-n", "1")
            .redirectErrorStream(true)
            .start();
    List<String> log = new ArrayList<>();
    CompletableFuture<Void> running = new CompletableFuture<>();
    // A thread of its own: the common pool may have one only, and this one waits as long as named
    // runs.
    reader =
        CompletableFuture.runAsync(
            () -> read(process.inputReader(), log, running),
            task -> new Thread(task, "named-log").start());
    try {
      running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      close();
      throw new IOException("named does not run:\n" + String.join("\n", log), e);
    }
  }

  InetSocketAddress address() {
    return address;
  }

  private static void read(
      BufferedReader lines, List<String> log, CompletableFuture<Void> running) {
    lines
        .lines()
        .forEach(
            line -> {
              if (!running.isDone()) {
                log.add(line);
              }
              if (line.endsWith(" running")) {
                running.complete(null);
              }
            });
    running.completeExceptionally(new IOException("named has ended"));
  }

  private static String configuration(Path directory, int port, List<View> views)
      throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            options {
              directory "%1$s";
              listen-on port %2$d { 127.0.0.1; };
              listen-on-v6 { none; };
              query-source address 127.0.0.1;
              query-source-v6 address ::1;
              notify no;
              pid-file none;
              session-keyfile none;
              lock-file none;
              allow-transfer { none; };
              allow-query { any; };
              allow-query-cache { any; };
              allow-recursion { any; };
              dnssec-validation no;
              empty-zones-enable no;
              minimal-responses no-auth;
              minimal-any no;
              zero-no-soa-ttl no;
              max-udp-size 4096;
              check-names primary ignore;
            };
            controls { };
            """
                .formatted(directory, port));
    for (View view : views) {
      text.append(
          "view \"%s\" {\n  match-clients { %s; };\n".formatted(view.name(), view.client()));
      text.append(
          view.elsewhere() == null
              ? "  recursion no;\n"
              : """
                recursion yes;
                zone "." { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };
              """
                  .formatted(view.elsewhere().getPort()));
      view.forwarded()
          .forEach(
              (zone, server) ->
                  text.append(
                      "  zone \"%s\" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };\n"
                          .formatted(zone, server.getPort())));
      for (Zone zone : view.zones()) {
        String file =
            view.name() + "-" + (zone.name().equals(".") ? "root" : zone.name()) + ".zone";
        String origin = zone.name().equals(".") ? "." : zone.name() + ".";
        String head = "$ORIGIN " + origin + "\n$TTL " + zone.ttl().toSeconds() + "\n";
        Files.writeString(directory.resolve(file), head + String.join("\n", zone.records()) + "\n");
        text.append("  zone \"%s\" { type primary; file \"%s\"; };\n".formatted(zone.name(), file));
      }
      text.append("};\n");
    }
    return text.toString();
  }

  @Override
  public void close() {
    // By its handle: ending the Process itself would close the log under the reader.
    ProcessHandle handle = process.toHandle();
    handle.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        handle.destroyForcibly();
      }
    } catch (InterruptedException e) {
      handle.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    reader.join();
  }
}
