package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process in the isolated namespace: starts the servers, runs the tests, writes the results as
 * JSON. Arguments: a {@link Stage} class, a directory.
 */
final class ServersMain {

  /** The file of results in the directory. */
  static final String RESULTS = "results.json";

  private ServersMain() {}

  public static void main(String[] args) throws Exception {
    Isolation.require();
    Path directory = Path.of(args[1]);
    Stage stage =
        Class.forName(args[0]).asSubclass(Stage.class).getDeclaredConstructor().newInstance();
    Environment environment = stage.environment();
    List<Result> results = new ArrayList<>();
    try (RealServers servers =
        RealServers.start(stage.network(), environment, directory, stage.firewalls())) {
      for (Stage.Pass pass : stage.passes(directory, servers.trust())) {
        pass.properties().forEach(System::setProperty);
        results.addAll(TestRun.of(pass.name(), pass.tests(), pass.threads()));
        pass.properties().keySet().forEach(System::clearProperty);
      }
    }
    JsonMapper.shared().writeValue(directory.resolve(RESULTS).toFile(), results);
    // Threads of servers and labs that are not daemons must not keep the process alive.
    System.exit(0);
  }
}
