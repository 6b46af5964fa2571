package dev.plumbline.servers;

import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs tests against real servers in a network namespace that is made for them and has no way out.
 *
 * <p>The namespace and everything in it end with the process that runs the tests: it is the first
 * of a process namespace, so that the kernel ends the servers with it, however it ends.
 */
public final class IsolatedNamespace {

  private static final long MINUTES = 4;

  private IsolatedNamespace() {}

  /**
   * Returns how the tests of a stage ended. Skips the calling test where the machine lacks what is
   * needed.
   *
   * @param directory where configurations, logs and results are written
   */
  public static List<Result> run(Class<? extends Stage> stage, Path directory)
      throws IOException, InterruptedException {
    require();
    Path log = directory.resolve("run.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(stage, directory))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Which environment and which skips are right in there is the stage's matter, and whether this
    // is a build server, which is to leave baselines alone.
    builder
        .environment()
        .keySet()
        .retainAll(List.of("PATH", "HOME", "LANG", "TMPDIR", "PLUMBLINE_PROBE_TIMEOUT"));
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException(
            "the tests on real servers have not ended within "
                + MINUTES
                + " minutes:\n"
                + Files.readString(log));
      }
    } finally {
      // Ends the namespaces, and with them all that runs in them.
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "the process with the real servers ended with "
              + process.exitValue()
              + ":\n"
              + Files.readString(log));
    }
    return JsonMapper.shared()
        .readValue(
            directory.resolve(ServersMain.RESULTS).toFile(), new TypeReference<List<Result>>() {});
  }

  private static List<String> command(Class<? extends Stage> stage, Path directory)
      throws IOException {
    List<String> command = new ArrayList<>(isolated());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("-D" + Isolation.PARENT + "=" + Isolation.namespace());
    // A run of seconds: the second compiler would only take time from the servers.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add(ServersMain.class.getName());
    command.add(stage.getName());
    command.add(directory.toString());
    return command;
  }

  private static List<String> isolated() {
    return List.of(
        Requirements.command("unshare").toString(),
        "--net",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc");
  }

  private static void require() throws IOException, InterruptedException {
    Requirements.that(
        System.getProperty("os.name").equals("Linux"), "network namespaces need Linux");
    Requirements.that(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "network namespaces need root");
    for (String command : List.of("unshare", "ip", "nft", "named", "nginx")) {
      Requirements.command(command);
    }
    Requirements.that(
        Files.exists(NginxConfiguration.HEADERS_MORE),
        "the nginx module headers-more is not installed (Debian: libnginx-mod-http-headers-more-filter)");
    List<String> nothing = new ArrayList<>(isolated());
    nothing.add("true");
    Process process = new ProcessBuilder(nothing).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    Requirements.that(
        process.waitFor() == 0, "network namespaces cannot be made here: " + said.strip());
  }
}
