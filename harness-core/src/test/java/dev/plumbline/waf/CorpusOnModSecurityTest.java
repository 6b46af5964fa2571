package dev.plumbline.waf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.testing.ModSecurityServer;
import dev.plumbline.testing.ModSecurityServer.AuditLog;
import dev.plumbline.testing.ModSecurityServer.Engine;
import dev.plumbline.testing.ModSecurityServer.Firewall;
import dev.plumbline.waf.CorpusRun.Stage;
import dev.plumbline.waf.ftw.FtwCorpus;
import dev.plumbline.waf.ftw.FtwOverrides;
import dev.plumbline.waf.ftw.FtwResult;
import dev.plumbline.waf.ftw.FtwRun;
import dev.plumbline.waf.ftw.FtwTest;
import dev.plumbline.waf.ftw.FtwVerdict;
import dev.plumbline.waf.log.FirewallLogFormats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All 2,403 tests of the OWASP rule set 3.3.4 (Apache License 2.0, beside them in the archive) on a
 * real nginx with ModSecurity, and on the same nginx without a firewall.
 */
class CorpusOnModSecurityTest {

  /**
   * What nginx answers itself: the firewall never sees these, so nothing shows what it would do.
   */
  private static final List<String> REFUSED_BY_NGINX =
      List.of(
          "920100-2",
          "920100-3",
          "920100-4",
          "920100-5",
          "920100-6",
          "920100-11",
          "920100-12",
          "920100-13",
          "920100-14",
          "920100-15",
          "920160-1",
          "920160-2",
          "920160-3",
          "920160-5",
          "920180-4",
          "920181-1",
          "920280-3",
          "920290-1",
          "920430-3",
          "920430-4",
          "920430-6",
          "920430-7",
          "920430-8",
          "920430-9",
          "920430-10",
          "921140-1",
          "933160-21",
          "942500-1");

  /** A request of HTTP/0.9 has no headers, so none that would identify it in the log. */
  private static final String WITHOUT_HEADERS = "920430-5";

  /** Their bodies are shorter than they say: the engine looks at the head alone. */
  private static final List<String> INCOMPLETE = List.of("920340-2", "920400-1");

  private static final Map<String, Measured> MEASURED = new HashMap<>();

  /**
   * What was measured of a request.
   *
   * @param matched the rules found at paranoia level 4
   * @param blocked whether it is blocked at paranoia level 1
   */
  private record Measured(List<Integer> matched, boolean blocked) {}

  @TempDir static Path directory;

  private static CanaryOrigin origin;
  private static ModSecurityServer server;
  private static FtwCorpus corpus;
  private static Lab lab;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    origin = CanaryOrigin.start();
    Path servers = Files.createDirectories(directory.resolve("nginx"));
    server =
        ModSecurityServer.start(servers, Firewall.at(4).with(Engine.DetectionOnly), origin.port());
    Path overrides =
        Path.of(
            Objects.requireNonNull(
                    CorpusOnModSecurityTest.class.getResource("crs-v3.3.4-nginx.yaml"))
                .toURI());
    corpus =
        CorpusRun.corpus(Files.createDirectories(directory.resolve("tests")))
            .with(FtwOverrides.read(overrides));
    lab = CorpusRun.lab(8);
    readMeasured();
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
    server.close();
    origin.close();
  }

  @Test
  void every_stage_has_a_verdict_with_proof() {
    assertThat(corpus.tests()).hasSize(2403).allMatch(test -> test.stages().size() == 1);
    assertThat(corpus.skipped()).hasSize(7);
    try (FirewallLog log = log()) {
      Map<String, Stage> stages =
          CorpusRun.run(lab, corpus, server.address(), log, REFUSED_BY_NGINX.size() + 1);
      assertThat(count(stages))
          .as(() -> unexpected(stages))
          .isEqualTo(Map.of("Pass", 2367L, "Undecidable", 29L));
      List<String> undecidable = new ArrayList<>(REFUSED_BY_NGINX);
      undecidable.add(WITHOUT_HEADERS);
      assertThat(of(stages, "Undecidable")).containsExactlyInAnyOrderElementsOf(undecidable);
      assertThat(stages.values()).allMatch(stage -> !stage.verdict().reasons().isEmpty());

      // The same engine, asked another day by another client, found the same rules in each.
      for (FtwTest test : corpus.enabled()) {
        FirewallReport report = Objects.requireNonNull(stages.get(test.title())).report();
        if (report != null) {
          assertThat(new TreeSet<>(report.rules()))
              .as(test.title())
              .isEqualTo(new TreeSet<>(measured(test.title()).matched()));
          if (INCOMPLETE.contains(test.title())) {
            assertThat(report.decision()).isNull();
          } else {
            assertThat(report.decision()).isIn(Decision.DETECTED, Decision.PASSED);
          }
        }
      }
    }
  }

  @Test
  void without_a_firewall_no_stage_passes() {
    try (FirewallLog log = log()) {
      Map<String, Stage> stages =
          CorpusRun.run(lab, corpus, server.plainAddress(), log, corpus.enabled().size());
      assertThat(count(stages).get("Pass")).isNull();
      assertThat(of(stages, "Fail")).hasSizeGreaterThan(1500);
      assertThat(stages).hasSize(2396);

      // nor where there is not even a log that is silent
      FtwCorpus some = corpus.filtered(test -> test.rule() / 1000 == 942);
      Map<String, Stage> unlogged = CorpusRun.run(lab, some, server.plainAddress(), null, 0);
      assertThat(count(unlogged)).containsOnlyKeys("Undecidable");
    }
  }

  @Test
  void sent_to_a_site_as_users_do_the_tests_are_met_and_without_a_firewall_none_is() {
    Map<Boolean, List<FtwResult>> met = sentTo(server.address());
    assertThat(met.get(true)).hasSize(2365);
    List<String> undecidable = new ArrayList<>(REFUSED_BY_NGINX);
    undecidable.add(WITHOUT_HEADERS);
    undecidable.addAll(INCOMPLETE);
    assertThat(met.get(false))
        .allMatch(result -> result.verdict() instanceof FtwVerdict.Undecidable)
        .extracting(result -> result.test().title())
        .containsExactlyInAnyOrderElementsOf(undecidable);

    assertThat(sentTo(server.plainAddress()).get(true)).isEmpty();
  }

  private static Map<Boolean, List<FtwResult>> sentTo(InetSocketAddress address) {
    try (Lab own = CorpusRun.lab(8)) {
      own.addFirewallLog(log());
      String url = "http://127.0.0.1:" + address.getPort();
      return FtwRun.of(corpus.enabled(), own.vantage("here").firewall(url)).stream()
          .collect(Collectors.partitioningBy(result -> result.verdict().passed()));
    }
  }

  @Test
  void what_the_native_log_says_of_a_firewall_that_blocks_is_what_it_did(@TempDir Path own)
      throws IOException {
    Firewall firewall = Firewall.at(1).with(AuditLog.NATIVE);
    try (ModSecurityServer blocking = ModSecurityServer.start(own, firewall, origin.port());
        FirewallLog log =
            new FirewallLogFormats().open("modsecurity-native-complete", blocking.auditLog())) {
      Map<String, Stage> stages =
          CorpusRun.run(lab, corpus, blocking.address(), log, REFUSED_BY_NGINX.size() + 1);
      Map<Decision, Integer> decisions = new EnumMap<>(Decision.class);
      List<String> wrong = new ArrayList<>();
      stages.forEach(
          (title, stage) -> {
            FirewallReport report = stage.report();
            if (report != null && INCOMPLETE.contains(title)) {
              assertThat(report.decision()).isNull();
            } else if (report != null) {
              Decision decision = report.decision();
              boolean arrived = origin.hasSeen(stage.observation().requestId());
              boolean blocked = measured(title).blocked();
              if (decision == null
                  || (decision == Decision.BLOCKED) != blocked
                  || arrived == blocked) {
                wrong.add(
                    title + " " + decision + ", arrived: " + arrived + ", blocked: " + blocked);
              } else {
                decisions.merge(decision, 1, Integer::sum);
              }
            }
          });
      assertThat(wrong).isEmpty();
      assertThat(decisions).containsOnlyKeys(Decision.BLOCKED, Decision.PASSED);
    }
  }

  private static FirewallLog log() {
    return new FirewallLogFormats().open("modsecurity-json-complete", server.auditLog());
  }

  private static Map<String, Long> count(Map<String, Stage> stages) {
    return stages.values().stream()
        .collect(
            Collectors.groupingBy(
                stage -> stage.verdict().getClass().getSimpleName(), Collectors.counting()));
  }

  private static List<String> of(Map<String, Stage> stages, String kind) {
    return stages.entrySet().stream()
        .filter(one -> one.getValue().verdict().getClass().getSimpleName().equals(kind))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String unexpected(Map<String, Stage> stages) {
    return stages.entrySet().stream()
        .filter(one -> !(one.getValue().verdict() instanceof FtwVerdict.Pass))
        .filter(one -> !REFUSED_BY_NGINX.contains(one.getKey()))
        .limit(20)
        .map(one -> one.getKey() + ": " + one.getValue().verdict())
        .collect(Collectors.joining("\n"));
  }

  /** What was measured of a test; one title is there twice. */
  private static Measured measured(String title) {
    Measured again = Objects.requireNonNull(MEASURED.get("941160-10-s0-dup2"));
    return MEASURED.getOrDefault(title, again);
  }

  private static void readMeasured() throws IOException {
    InputStream file =
        CorpusOnModSecurityTest.class.getResourceAsStream("engine/regression.jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode record = JsonMapper.shared().readTree(line);
        String test = record.path("id").asString("").replaceAll("^crs334-|-s0$", "");
        MEASURED.put(
            test,
            new Measured(
                record.path("matched").valueStream().map(JsonNode::asInt).toList(),
                record.path("blocked").path("pl1").asBoolean()));
      }
    }
  }
}
