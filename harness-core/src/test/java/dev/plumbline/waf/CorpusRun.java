package dev.plumbline.waf;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.waf.FirewallLog.Sent;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.ftw.FtwCorpus;
import dev.plumbline.waf.ftw.FtwEvidence;
import dev.plumbline.waf.ftw.FtwEvidence.Looked;
import dev.plumbline.waf.ftw.FtwTest;
import dev.plumbline.waf.ftw.FtwVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The rule set's own tests, sent to an address, with what a firewall's log says of each. */
final class CorpusRun {

  private static final long PATIENCE = Duration.ofSeconds(20).toNanos();

  private CorpusRun() {}

  /**
   * A stage and what became of it.
   *
   * @param observation what was sent and came back
   * @param report what the log says; null for nothing
   * @param verdict whether it is as the test expects
   */
  record Stage(WafObservation observation, @Nullable FirewallReport report, FtwVerdict verdict) {}

  /** Unpacks the tests of the rule set 3.3.4. */
  static FtwCorpus corpus(Path directory) throws IOException {
    String name = "crs-v3.3.4-tests.zip";
    try (InputStream in = Objects.requireNonNull(CorpusRun.class.getResourceAsStream(name));
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(zip, file);
      }
    }
    return FtwCorpus.read(directory);
  }

  /** Opens a lab that may attack the loopback, at so many connections. */
  static Lab lab(int connections) {
    return Lab.open(
        Environment.builder("corpus")
            .ground(Ground.LIVE)
            .vantage("here")
            .attackTraffic("127.0.0.1")
            .attackBudget(1_000_000, 1_000_000)
            .concurrency(connections, connections)
            .probeTimeout(Duration.ofSeconds(20))
            .suiteTimeout(Duration.ofMinutes(4))
            .build());
  }

  /**
   * Runs the tests that are to be run; all of them have one stage.
   *
   * @param log the firewall's log; null for none
   * @param silent how many requests have no entry, so that it is known when the log is complete
   */
  static Map<String, Stage> run(
      Lab lab, FtwCorpus corpus, InetSocketAddress to, @Nullable FirewallLog log, int silent) {
    List<FtwTest> tests = corpus.enabled();
    String url = "http://127.0.0.1:" + to.getPort();
    List<WafProbe> probes = tests.stream().map(test -> probe(test, url)).toList();
    List<WafObservation> seen = lab.vantage("here").observeAll(probes);
    Map<String, FirewallReport> reports = log == null ? Map.of() : reports(log, seen, silent);
    Map<String, Stage> stages = new LinkedHashMap<>();
    for (int i = 0; i < tests.size(); i++) {
      FirewallReport report = reports.get(seen.get(i).requestId());
      FtwVerdict verdict =
          tests.get(i).stages().get(0).judge(evidence(seen.get(i), log != null, report));
      stages.put(tests.get(i).title(), new Stage(seen.get(i), report, verdict));
    }
    return stages;
  }

  static WafProbe probe(FtwTest test, String url) {
    WafRequest request = test.request(0, List.of()).request();
    return new WafCase(test.title(), test.rule(), Polarity.ATTACK, request, test.file(), "")
        .to(url);
  }

  private static Map<String, FirewallReport> reports(
      FirewallLog log, List<WafObservation> seen, int silent) {
    Map<String, FirewallReport> reports = new HashMap<>();
    long end = System.nanoTime() + PATIENCE;
    while (seen.size() - reports.size() > silent && System.nanoTime() < end) {
      for (WafObservation one : seen) {
        if (!reports.containsKey(one.requestId())) {
          log.report(sent(one)).ifPresent(report -> reports.put(one.requestId(), report));
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return reports;
  }

  private static Sent sent(WafObservation one) {
    return new Sent(
        one.requestId(),
        null,
        one.exchange().request().method(),
        "",
        "",
        one.provenance().startedAt(),
        one.provenance().startedAt());
  }

  private static FtwEvidence evidence(
      WafObservation seen, boolean logged, @Nullable FirewallReport report) {
    Outcome outcome = seen.exchange().outcome();
    HttpObservation.Response response = seen.exchange().response();
    boolean answered = outcome instanceof Outcome.Answered && response != null;
    return new FtwEvidence(
        answered ? Objects.requireNonNull(response).status() : 0,
        answered ? null : outcome.describe(),
        outcome.phase().compareTo(Phase.TLS) > 0,
        response == null ? "" : new String(response.body(), StandardCharsets.ISO_8859_1),
        !logged ? null : report == null ? List.of() : report.rules(),
        report == null ? List.of() : report.rows(),
        !logged ? Looked.UNKNOWN : report == null ? Looked.NO : Looked.YES);
  }
}
