package dev.plumbline.examples.servers;

import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The changes of the story: somebody opens the management endpoint to the internet, and somebody
 * lets the firewall only tell of attacks.
 */
class Changes {

  /** The system property with the folder of the servers' files. */
  static final String DIRECTORY = "plumbline.examples.servers";

  private static final String BLOCKS = "SecRuleEngine On\n";
  private static final String ONLY_TELLS = "SecRuleEngine DetectionOnly\n";
  private static final long LONGEST_SECONDS = 30;

  @Test
  void a_rule_is_added() throws IOException {
    run(
        "nft",
        "insert rule ip plumbline arriving ip saddr 198.51.100.0/24 tcp dport 3443 accept"
            + " comment \"AllowManagementFromInternet\"");
  }

  @Test
  void a_rule_is_taken_back() throws IOException {
    String rules = run("nft", "--handle", "list", "chain", "ip", "plumbline", "arriving");
    String handle =
        rules
            .lines()
            .filter(line -> line.contains("AllowManagementFromInternet"))
            .map(line -> line.replaceFirst(".*# handle ", ""))
            .findFirst()
            .orElseThrow();
    run("nft", "delete", "rule", "ip", "plumbline", "arriving", "handle", handle);
  }

  @Test
  void the_firewall_only_tells() throws Exception {
    firewall(BLOCKS, ONLY_TELLS);
  }

  @Test
  void the_firewall_blocks_again() throws Exception {
    firewall(ONLY_TELLS, BLOCKS);
  }

  /** Returns when nginx works by the changed file alone: what worked by the other has ended. */
  private static void firewall(String from, String to) throws Exception {
    Path directory = Path.of(System.getProperty(DIRECTORY));
    Path file = directory.resolve("firewall0.conf");
    String rules = Files.readString(file);
    if (rules.split(from, -1).length != 2) {
      throw new IllegalStateException(file + " has not one line " + from.strip());
    }
    Files.writeString(file, rules.replace(from, to));
    long nginx = Long.parseLong(Files.readString(directory.resolve("nginx.pid")).strip());
    List<ProcessHandle> before = ProcessHandle.of(nginx).orElseThrow().children().toList();
    run(
        Requirements.command("nginx").toString(),
        "-e",
        "stderr",
        "-c",
        directory.resolve("nginx.conf").toString(),
        "-s",
        "reload");
    for (ProcessHandle worker : before) {
      worker.onExit().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Returns what a command says that has to succeed. */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(List.of(command) + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return said;
  }
}
