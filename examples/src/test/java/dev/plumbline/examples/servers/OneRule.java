package dev.plumbline.examples.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The change of the story: somebody opens the management endpoint to the internet. */
class OneRule {

  @Test
  void is_changed() throws IOException {
    run(
        "nft",
        "insert rule ip plumbline arriving ip saddr 198.51.100.0/24 tcp dport 3443 accept"
            + " comment \"AllowManagementFromInternet\"");
  }

  @Test
  void is_restored() throws IOException {
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
