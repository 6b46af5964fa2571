package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.testing.Requirements;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries out a plan on this machine, as root: its namespaces have no name and no way to those of
 * this machine, and all its processes have their own PID namespace, so that nothing is left when it
 * ends.
 */
public final class LocalMachine implements Machine {

  private static final Pattern PORTS =
      Pattern.compile("plumbline: SOCKS5 on port (\\d+), control on port (\\d+)");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final String secret = UUID.randomUUID().toString();
  private final List<String> lines = new ArrayList<>();
  private final CompletableFuture<String> started = new CompletableFuture<>();
  private volatile int socks;
  private volatile int control;

  private LocalMachine(Path program, Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Requirements.command("unshare").toString(),
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                Requirements.command("python3").toString(),
                program.resolve(MachineProgram.MAIN).toString(),
                directory.toString(),
                "--socks",
                "127.0.0.1:0",
                "--control",
                "127.0.0.1:0",
                "--without-heartbeat",
                "1")
            .redirectErrorStream(true);
    builder.environment().put(MachineProgram.SECRET, secret);
    process = builder.start();
    Thread reader = new Thread(this::read, "plumbline-local-machine");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Carries out a plan.
   *
   * @param plan the plan for a machine's directory
   * @param directory an empty directory; what programs of other users read must be reachable there
   * @throws IllegalStateException when it cannot be carried out, with what the machine said
   */
  public static LocalMachine start(Function<String, Plan> plan, Path directory) {
    Requirements.that("root".equals(System.getProperty("user.name")), "needs root");
    Requirements.command("ip");
    Requirements.command("nft");
    try {
      Path program = Files.createDirectories(directory.resolve("program"));
      Path data = Files.createDirectories(directory.resolve("machine")).toRealPath();
      for (Map.Entry<String, String> file : MachineProgram.files().entrySet()) {
        Files.writeString(program.resolve(file.getKey()), file.getValue());
      }
      Files.writeString(data.resolve("plan.json"), PlanJson.write(plan.apply(data.toString())));
      LocalMachine machine = new LocalMachine(program, data);
      String end = machine.started.join();
      if (!end.equals(MachineProgram.READY)) {
        machine.close();
        throw new IllegalStateException(String.join("\n", machine.lastLines()));
      }
      return machine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    started.completeOnTimeout("no word of it", PATIENCE_SECONDS, TimeUnit.SECONDS);
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        Matcher ports = PORTS.matcher(line);
        if (ports.matches()) {
          socks = Integer.parseInt(ports.group(1));
          control = Integer.parseInt(ports.group(2));
        }
        if (line.equals(MachineProgram.READY)) {
          started.complete(line);
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.add("its output cannot be read: " + e);
      }
    } finally {
      started.complete("it ended");
    }
  }

  /** Returns the process that holds everything of the machine. */
  Process process() {
    return process;
  }

  @Override
  public InetSocketAddress socks() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socks);
  }

  @Override
  public InetSocketAddress control() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), control);
  }

  @Override
  public String secret() {
    return secret;
  }

  @Override
  public List<String> lastLines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  @Override
  public Optional<String> ended() {
    return process.isAlive()
        ? Optional.empty()
        : Optional.of("it has ended; it said:\n" + String.join("\n", lastLines()));
  }

  /** Ends the machine; returns when nothing of it is left. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
