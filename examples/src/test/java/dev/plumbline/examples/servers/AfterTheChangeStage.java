package dev.plumbline.examples.servers;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.network.Network;
import dev.plumbline.servers.LiveEnvironment;
import dev.plumbline.servers.Stage;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.DiscoverySelector;

/**
 * The network of contoso, live: BIND, nginx with ModSecurity and nftables of one machine, and
 * OpenSSH's sshd as a jump host in the workload subnet. The smoke suite and a baseline look at it
 * before a change of one rule, after it, and when the rule is taken back; and the same once more
 * with a change of the firewall.
 */
public final class AfterTheChangeStage implements Stage {

  /** Below the ports of clients, as all servers of the stage. */
  private static final String JUMP_PORT = "2222";

  /** A user of Debian's that is nobody's login: what it forwards is known by its number. */
  private static final String JUMP_USER = "daemon";

  /** What the network is like, one after the other, with what brings it about. */
  private static final Map<String, String> STATES = new LinkedHashMap<>();

  static {
    STATES.put("before", "");
    STATES.put("with the rule", "a_rule_is_added");
    STATES.put("without the rule", "a_rule_is_taken_back");
    STATES.put("firewall only tells", "the_firewall_only_tells");
    STATES.put("firewall blocks again", "the_firewall_blocks_again");
  }

  private static final int THREADS = 6;

  private final Environments.Loaded simulated = Environments.loadWithNetwork("contoso");

  /** Makes the stage. */
  public AfterTheChangeStage() {}

  @Override
  public Network network() {
    return Objects.requireNonNull(simulated.network());
  }

  @Override
  public Environment environment() {
    return LiveEnvironment.of(simulated.environment(), network());
  }

  @Override
  public boolean firewalls() {
    return true;
  }

  @Override
  public List<Pass> passes(Path directory, Path trust) throws IOException {
    Environment live = environment();
    String jump =
        Objects.requireNonNull(
                Objects.requireNonNull(live.vantages().get("workload-subnet")).bind())
            .getHostAddress();
    startJumpHost(directory, jump);
    Path file =
        LiveEnvironment.write(
            live, Objects.requireNonNull(simulated.environment().network()), trust, directory);
    Files.writeString(file, behindTheJumpHost(Files.readString(file), jump, directory));
    ExamplesStage.mayBeAttacked(file, directory);
    List<DiscoverySelector> suite = smokeTests();
    List<DiscoverySelector> baseline = List.of(selectClass(RecordedNetwork.class));
    List<Pass> passes = new ArrayList<>();
    Map<String, String> update = settings(file, directory, "recorded");
    update.put("plumbline.baseline", "update");
    passes.add(new Pass("recorded", update, baseline));
    STATES.forEach(
        (when, change) -> {
          if (!change.isEmpty()) {
            passes.add(
                new Pass(
                    "change",
                    Map.of(Changes.DIRECTORY, directory.toString()),
                    List.of(selectMethod(Changes.class, change))));
          }
          Map<String, String> settings = settings(file, directory, when);
          passes.add(new Pass("smoke " + when, settings, suite, THREADS));
          passes.add(new Pass("baseline " + when, settings, baseline));
        });
    return passes;
  }

  private static Map<String, String> settings(Path environment, Path directory, String when) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(Environments.PROPERTY, environment.toString());
    settings.put("plumbline.baseline.dir", directory.resolve("baselines").toString());
    settings.put(
        "plumbline.report.dir", directory.resolve("report-" + when.replace(' ', '-')).toString());
    return settings;
  }

  /** The vantage in the workload subnet looks through the jump host there. */
  private static String behindTheJumpHost(String yaml, String jump, Path directory) {
    String bound = "    bind: \"" + jump + "\"\n    resolver: [\"";
    if (!yaml.contains(bound)) {
      throw new IllegalStateException(yaml);
    }
    return yaml.replace(
        bound,
        """
            via:
              ssh: %s@%s:%s
              identity: %s
              known-hosts: %s
            resolver: ["tcp://"""
            .indent(4)
            .stripTrailing()
            .formatted(
                JUMP_USER,
                jump,
                JUMP_PORT,
                directory.resolve("key"),
                directory.resolve("known_hosts")));
  }

  private static void startJumpHost(Path directory, String jump) throws IOException {
    // The user reads its keys itself.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectories(Path.of("/run/sshd"));
    for (String key : List.of("key", "host_key")) {
      Changes.run(
          "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.resolve(key).toString());
    }
    String[] host = Files.readString(directory.resolve("host_key.pub")).split(" ");
    Files.writeString(
        directory.resolve("known_hosts"),
        "[" + jump + "]:" + JUMP_PORT + " " + host[0] + " " + host[1] + "\n");
    Path config =
        Files.writeString(
            directory.resolve("sshd_config"),
            """
            Port %s
            ListenAddress %s
            HostKey %s
            AuthorizedKeysFile %s
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            """
                .formatted(
                    JUMP_PORT, jump, directory.resolve("host_key"), directory.resolve("key.pub")));
    new ProcessBuilder(Requirements.command("sshd").toString(), "-D", "-e", "-f", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("sshd.log").toFile())
        .start();
    // What it forwards comes from its own address, and has the ways that its subnet has.
    String user = Changes.run("id", "-u", JUMP_USER).strip();
    StringBuilder routes = new StringBuilder();
    for (String line : Changes.run("ip", "-o", "-4", "addr", "show", "dev", "lo").split("\n")) {
      String address = line.replaceFirst(".* inet ([0-9.]+)/.*", "$1");
      if (!address.startsWith("127.")) {
        routes.append("route add table 100 local ").append(address).append(" dev lo src ");
        routes.append(jump).append('\n');
      }
    }
    routes.append("rule add pref 900 uidrange ").append(user).append('-').append(user);
    routes.append(" lookup 100\n");
    Changes.run("ip", "-batch", Files.writeString(directory.resolve("jump.ip"), routes).toString());
    Changes.run(
        "nft",
        "insert",
        "rule",
        "ip",
        "plumbline",
        "arriving",
        "tcp",
        "dport",
        JUMP_PORT,
        "accept");
  }

  /** Returns what is tagged, of the classes about contoso. */
  private static List<DiscoverySelector> smokeTests() {
    List<DiscoverySelector> tests = new ArrayList<>();
    for (Class<?> suite : ExamplesStage.classes()) {
      if (isSmoke(suite)) {
        tests.add(selectClass(suite));
      } else {
        Stream.of(suite.getDeclaredMethods())
            .filter(AfterTheChangeStage::isSmoke)
            .forEach(method -> tests.add(selectMethod(suite, method)));
      }
    }
    return tests;
  }

  private static boolean isSmoke(AnnotatedElement element) {
    return AnnotationSupport.findRepeatableAnnotations(element, Tag.class).stream()
        .anyMatch(tag -> tag.value().equals("smoke"));
  }
}
