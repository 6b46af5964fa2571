package dev.plumbline.servers;

import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes sure that nothing can leave this network namespace. */
final class Isolation {

  /** Names the network namespace of the process that started this one. */
  static final String PARENT = "plumbline.servers.parent-namespace";

  private Isolation() {}

  /** Returns the name of this process's network namespace. */
  static String namespace() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
  }

  /**
   * Throws unless this namespace is not the parent's, has the loopback interface only, and no way
   * out.
   */
  static void require() throws IOException, InterruptedException {
    String parent = System.getProperty(PARENT);
    if (parent == null || parent.equals(namespace())) {
      throw new IllegalStateException(
          "this is not a network namespace of its own: "
              + namespace()
              + ", started from "
              + parent);
    }
    List<String> interfaces =
        Command.run(List.of(Requirements.command("ip").toString(), "-o", "link", "show"))
            .lines()
            .toList();
    if (interfaces.size() != 1 || !interfaces.get(0).contains(": lo: <LOOPBACK")) {
      throw new IllegalStateException(
          "this network namespace has other interfaces than lo: " + interfaces);
    }
    List<String> ways =
        Command.run(List.of(Requirements.command("ip").toString(), "route", "show", "table", "all"))
            .lines()
            .filter(route -> !route.contains(" dev lo"))
            .toList();
    if (!ways.isEmpty()) {
      throw new IllegalStateException(
          "this network namespace has ways that do not lead to lo: " + ways);
    }
  }
}
