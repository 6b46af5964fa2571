package dev.plumbline.waf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.waf.engine.KnownRule;
import dev.plumbline.waf.ftw.FtwCorpus;
import dev.plumbline.waf.ftw.FtwTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rule set's own tests of the rules that the simulation knows, sent over real HTTP to a
 * simulated firewall: what its log says beside what a real engine found.
 */
class CorpusOnSimulationTest {

  /** How many of a rule's answers agree, at least. */
  private static final double AGREES = 0.97;

  private static final String NETWORK =
      """
      name: corpus
      segments:
        - {name: clients, prefixes: 10.9.0.0/24}
        - {name: subnet, prefixes: 10.1.0.0/24}
      links: [clients <-> subnet]
      hosts:
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                hosts:
                  - firewall: {name: shield, mode: logs, rules: [%s]}
                    otherwise: {echo: true}
      """;

  /** Agreement of a rule: in how many requests it was found by both, by one alone, by none. */
  private static final class Row {
    private int both;
    private int none;
    private int simulationAlone;
    private int engineAlone;

    void add(boolean simulation, boolean engine) {
      both += simulation && engine ? 1 : 0;
      none += simulation || engine ? 0 : 1;
      simulationAlone += simulation && !engine ? 1 : 0;
      engineAlone += engine && !simulation ? 1 : 0;
    }

    double agreement() {
      return (both + none) / (double) (both + none + simulationAlone + engineAlone);
    }

    @Override
    public String toString() {
      return "both %d, neither %d, the simulation alone %d, the engine alone %d"
          .formatted(both, none, simulationAlone, engineAlone);
    }
  }

  @Test
  void the_log_of_the_simulation_says_what_a_real_engine_found(@TempDir Path directory)
      throws IOException {
    int[] known = Stream.of(KnownRule.values()).mapToInt(KnownRule::id).toArray();
    // the tests of all rules against SQL injection: the known ones are found in many of them
    Set<Integer> about = IntStream.of(known).boxed().collect(Collectors.toSet());
    FtwCorpus corpus =
        CorpusRun.corpus(directory)
            .filtered(test -> about.contains(test.rule()) || test.rule() / 1000 == 942);
    String rules =
        Stream.of(KnownRule.values())
            .map(rule -> "{id: " + rule.id() + "}")
            .collect(Collectors.joining(", "));
    Environment environment =
        Environment.builder("corpus")
            .vantage("client", v -> v.segment("clients"))
            .attackTraffic("10.1.0.4")
            .build();
    Map<String, Set<Integer>> measured = measured();
    Map<Integer, Row> table = new TreeMap<>();
    try (Lab lab =
        Lab.open(
            environment,
            Networks.read(Source.of("corpus.yaml", NETWORK.formatted(rules))).value(),
            new Journal())) {
      List<FtwTest> tests = corpus.enabled();
      List<WafObservation> seen =
          lab.vantage("client")
              .observeAll(
                  tests.stream().map(test -> CorpusRun.probe(test, "http://10.1.0.4")).toList());
      int logged = 0;
      for (int i = 0; i < tests.size(); i++) {
        FirewallReport report = seen.get(i).log();
        Set<Integer> engine = measured.get(tests.get(i).title());
        if (report != null && engine != null) {
          logged++;
          for (int rule : known) {
            table
                .computeIfAbsent(rule, r -> new Row())
                .add(report.rules().contains(rule), engine.contains(rule));
          }
        }
      }
      assertThat(tests.size()).isGreaterThan(300);
      assertThat(logged).isGreaterThan(tests.size() * 95 / 100);
    }
    assertThat(table)
        .allSatisfy(
            (rule, row) ->
                assertThat(row.agreement()).as(rule + ": " + row).isGreaterThanOrEqualTo(AGREES));
    assertThat(table.values()).anyMatch(row -> row.both > 20);
  }

  private static Map<String, Set<Integer>> measured() throws IOException {
    Map<String, Set<Integer>> measured = new HashMap<>();
    InputStream file =
        CorpusOnSimulationTest.class.getResourceAsStream("engine/regression.jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode record = JsonMapper.shared().readTree(line);
        if (record.path("seen_by_waf").asBoolean()) {
          measured.put(
              record.path("id").asString("").replaceAll("^crs334-|-s0$", ""),
              record
                  .path("matched")
                  .valueStream()
                  .map(JsonNode::asInt)
                  .collect(Collectors.toSet()));
        }
      }
    }
    return measured;
  }
}
