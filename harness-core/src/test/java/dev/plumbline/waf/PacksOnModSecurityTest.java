package dev.plumbline.waf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.testing.ModSecurityServer;
import dev.plumbline.testing.ModSecurityServer.AuditLog;
import dev.plumbline.testing.ModSecurityServer.Engine;
import dev.plumbline.testing.ModSecurityServer.Firewall;
import dev.plumbline.waf.WafCase.Points;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The cases that come with Plumbline, at a real firewall. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PacksOnModSecurityTest {

  private CanaryOrigin origin;

  @BeforeAll
  void start() throws IOException {
    origin = CanaryOrigin.start();
  }

  @AfterAll
  void stop() throws IOException {
    origin.close();
  }

  @Test
  void the_rules_found_in_each_case_are_those_that_it_says(@TempDir Path directory)
      throws IOException {
    List<WafCase> cases = cases();
    assertThat(cases).hasSizeGreaterThan(12 * 24);
    Firewall firewall = Firewall.at(4).with(Engine.DetectionOnly);
    try (ModSecurityServer server = ModSecurityServer.start(directory, firewall, origin.port());
        Lab lab = lab(server, "modsecurity-json-complete")) {
      List<WafObservation> seen = send(lab, server, cases);
      List<String> otherwise = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        WafCase one = cases.get(i);
        TreeSet<Integer> said = new TreeSet<>(one.measured().stream().map(Points::rule).toList());
        TreeSet<Integer> found = new TreeSet<>(seen.get(i).rules());
        if (!found.equals(said)) {
          otherwise.add(one + ": " + said + " is " + found);
        }
        if (one.rule() != 0) {
          assertThat(found.contains(one.rule()))
              .as(one.toString())
              .isEqualTo(one.polarity() == WafCase.Polarity.ATTACK);
        }
      }
      assertThat(otherwise).isEmpty();
      assertThat(seen).noneMatch(one -> one.verdict() == WafVerdict.UNDECIDABLE);
    }
  }

  @Test
  void each_case_is_blocked_where_its_points_reach_the_threshold(@TempDir Path directory)
      throws IOException {
    List<WafCase> cases = cases();
    Firewall firewall = Firewall.at(2).with(AuditLog.NATIVE);
    try (ModSecurityServer server = ModSecurityServer.start(directory, firewall, origin.port());
        Lab lab = lab(server, "modsecurity-native-complete")) {
      List<WafObservation> seen = send(lab, server, cases);
      List<String> otherwise = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        WafVerdict verdict = seen.get(i).verdict();
        boolean blocks = cases.get(i).score(2) >= 5;
        boolean arrived = origin.hasSeen(seen.get(i).requestId());
        boolean let = verdict == WafVerdict.PASSED || verdict == WafVerdict.LOGGED_ONLY;
        if (blocks ? verdict != WafVerdict.BLOCKED || arrived : !let || !arrived) {
          otherwise.add(cases.get(i) + ": " + verdict + " at " + cases.get(i).score(2) + " points");
        }
      }
      assertThat(otherwise).isEmpty();
      assertThat(seen).anyMatch(one -> one.verdict() == WafVerdict.BLOCKED);
      assertThat(seen).anyMatch(one -> one.verdict() == WafVerdict.PASSED);
    }
  }

  private static List<WafCase> cases() {
    return Stream.concat(WafPack.rules().stream().map(WafPack::of), Stream.of(WafPack.portal()))
        .flatMap(pack -> pack.cases().stream())
        .toList();
  }

  private static Lab lab(ModSecurityServer server, String format) {
    return Lab.open(
        Environment.builder("packs")
            .ground(Ground.LIVE)
            .vantage("here")
            .attackTraffic("127.0.0.1", "api.contoso.example")
            .attackBudget(1_000_000, 1_000_000)
            .probeTimeout(Duration.ofSeconds(20))
            .firewallLog(format, server.auditLog().toString())
            .firewallLogTimeout(Duration.ofSeconds(10))
            .build());
  }

  private static List<WafObservation> send(Lab lab, ModSecurityServer server, List<WafCase> cases) {
    List<WafProbe> probes =
        cases.stream()
            .map(one -> one.to("http://api.contoso.example"))
            .map(probe -> probe.connectTo("127.0.0.1", server.address().getPort()))
            .toList();
    return lab.vantage("here").observeAll(probes);
  }
}
