package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrived;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the logs of firewalls of the ground {@code containers} cannot be read, nothing is said of
 * an attack, although it is seen whether it has arrived behind them: what was answered 403 may have
 * been refused by something else, and what has arrived may have passed no firewall.
 */
class UnreadFirewallLogTest {

  private static final WafCase ATTACK = WafPack.of(942100).attacks().get(0);

  @TempDir private Path directory;

  private Lab lab;

  private static WebFirewall firewall(String name, Mode mode) {
    WebFirewallBuilder firewall = WebFirewall.named(name).ruleSet("OWASP", "3.2").mode(mode);
    WafPack.rules().forEach(id -> firewall.rule(id, WebFirewall.USUAL_THRESHOLD));
    return firewall.build();
  }

  @BeforeEach
  void open() {
    Network network =
        Network.builder("guarded")
            .segment("net", "10.7.0.0/24")
            .host("app", "net", "10.7.0.5", host -> host.http(80, Handling.echoing()))
            .host(
                "gw",
                "net",
                "10.7.0.4",
                host ->
                    host.upstream("app", 80, "10.7.0.5")
                        .http(
                            80,
                            http ->
                                http.host(
                                        "blocks.test",
                                        site ->
                                            site.firewall(firewall("blocks", Mode.BLOCKS))
                                                .otherwise(Handling.forwardingTo("app")))
                                    .host(
                                        "logs.test",
                                        site ->
                                            site.firewall(firewall("logs", Mode.LOGS))
                                                .otherwise(Handling.forwardingTo("app")))))
            .build();
    Environment environment =
        Environment.builder("guarded")
            .ground(Ground.CONTAINERS)
            .vantage("desk", "net")
            .attackTraffic("10.7.0.4", "blocks.test", "logs.test")
            .firewallLogTimeout(Duration.ofMillis(200))
            .build();
    lab = NamespacesGround.in(directory, () -> Lab.open(environment, network, new Journal()));
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  /** Returns what became of an attack at the firewall that blocks, and at the one that logs. */
  private List<WafObservation> attacked() {
    return Stream.of("blocks", "logs")
        .map(name -> ATTACK.to("http://" + name + ".test").connectTo("10.7.0.4", 80))
        .map(lab.vantage("desk")::send)
        .toList();
  }

  private List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("machine/log"))) {
      List<Path> logs =
          files.filter(file -> file.getFileName().toString().startsWith("firewall-")).toList();
      assertThat(logs).hasSize(2);
      return logs;
    }
  }

  private void nothingIsSaid(String why) {
    List<WafObservation> seen = attacked();
    assertThat(seen)
        .extracting(one -> one.arrival().arrived())
        .containsExactly(Arrived.NO, Arrived.YES);
    assertThat(seen)
        .allSatisfy(
            one -> {
              assertThat(one.verdict()).isEqualTo(WafVerdict.UNDECIDABLE);
              assertThat(String.join("\n", one.proof())).contains(why);
            });
  }

  private static List<WafVerdict> verdicts(List<WafObservation> seen) {
    return seen.stream().map(WafObservation::verdict).toList();
  }

  @Test
  void nothing_is_said_while_the_logs_are_gone() throws IOException {
    assertThat(verdicts(attacked())).containsExactly(WafVerdict.BLOCKED, WafVerdict.LOGGED_ONLY);
    List<Path> aside = new ArrayList<>();
    for (Path log : logs()) {
      aside.add(Files.move(log, log.resolveSibling("was-" + log.getFileName())));
    }
    nothingIsSaid("could not be read");
    for (Path log : aside) {
      String name = log.getFileName().toString().substring("was-".length());
      Files.move(log, log.resolveSibling(name));
    }
    assertThat(verdicts(attacked())).containsExactly(WafVerdict.BLOCKED, WafVerdict.LOGGED_ONLY);
  }

  @Test
  void nothing_is_said_after_the_logs_were_cut() throws IOException {
    assertThat(verdicts(attacked())).containsExactly(WafVerdict.BLOCKED, WafVerdict.LOGGED_ONLY);
    for (Path log : logs()) {
      Files.writeString(log, "");
    }
    nothingIsSaid("is no longer what it was");
  }

  @Test
  void nothing_is_said_where_the_firewalls_write_to_logs_that_are_not_read() throws IOException {
    for (Path log : logs()) {
      Files.move(log, log.resolveSibling("was-" + log.getFileName()));
      Files.createFile(log);
    }
    nothingIsSaid("does not name");
  }
}
