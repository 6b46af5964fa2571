package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The program that carries out a {@link Plan}: Python 3.11, its standard library alone.
 *
 * <p>It is started as {@code python3 machine.py <directory>} with {@code <directory>/plan.json},
 * which {@link PlanJson} writes, and the secret in the environment variable {@value #SECRET}. It
 * says each step on its standard output, then {@value #READY}, or {@value #FAILED} and why. It
 * listens on {@value #SOCKS_PORT} and {@value #CONTROL_PORT}, and ends when no heartbeat is left.
 */
public final class MachineProgram {

  /** The environment variable that holds the secret. */
  static final String SECRET = "PLUMBLINE_SECRET";

  /** The line that says that everything of the plan is there. */
  public static final String READY = "plumbline: ready";

  /** How the line begins that says what could not be done. */
  static final String FAILED = "plumbline: failed:";

  /** The port of its SOCKS5 server. */
  static final int SOCKS_PORT = 1080;

  /** The port of its control server. */
  static final int CONTROL_PORT = 1081;

  /** The file that is started. */
  static final String MAIN = "machine.py";

  private static final List<String> FILES =
      List.of(MAIN, "namespaces.py", "socks.py", "control.py", "origin.py");

  private MachineProgram() {}

  /** Returns its files by name; they must stand in one directory. */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : FILES) {
      try (InputStream in = MachineProgram.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("the jar lacks " + name);
        }
        files.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
