package dev.plumbline.waf.ftw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.waf.WafRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All regression tests of the rule set 3.3.4, against records of the same tests that another
 * program made: what it sent, and what it took the tests to expect.
 */
class RuleSetTestsTest {

  @TempDir private static Path folder;
  private static FtwCorpus corpus;
  private static final Map<String, JsonNode> RECORDS = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (ZipInputStream zip = new ZipInputStream(resource("crs-3.3.4-tests.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
    corpus = FtwCorpus.read(folder);
    JsonMapper mapper = JsonMapper.builder().build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(resource("../engine/regression.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode record = mapper.readTree(line);
        RECORDS.put(record.get("id").asString(), record);
      }
    }
  }

  @Test
  void every_stage_is_sent_as_the_records_say_to_the_byte() throws IOException {
    List<String> different = new ArrayList<>();
    int same = 0;
    for (FtwTest test : corpus.tests()) {
      JsonNode request = record(test).get("request");
      WafRequest sent = test.request(0, List.of()).request();
      if (text(bytes(sent)).equals(text(bytes(request)))) {
        same++;
      } else {
        different.add(test.title());
      }
    }
    assertThat(different).isEmpty();
    assertThat(same).isEqualTo(2403).isEqualTo(RECORDS.size());
  }

  @Test
  void every_stage_expects_what_the_records_say() {
    for (FtwTest test : corpus.tests()) {
      JsonNode expected = record(test).get("expected");
      FtwOutput output = test.stages().get(0).output();
      assertThat(output.expectedRules())
          .as(test.title())
          .isEqualTo(rules(expected, "log_contains_id"));
      assertThat(output.unexpectedRules())
          .as(test.title())
          .isEqualTo(rules(expected, "no_log_contains_id"));
      assertThat(test.rule()).isEqualTo(expected.get("rule").asInt());
    }
    assertThat(corpus.skipped()).hasSize(7);
  }

  @Test
  void no_stage_passes_where_no_firewall_is() {
    List<String> passed = new ArrayList<>();
    int failed = 0;
    for (FtwTest test : corpus.tests()) {
      for (FtwEvidence evidence :
          List.of(
              FtwEvidence.ofAnswer(200, "HTTP/1.1 200 OK\r\n\r\n"),
              FtwEvidence.ofAnswer(400, "HTTP/1.1 400 Bad Request\r\n\r\n"),
              FtwEvidence.ofAnswer(403, "HTTP/1.1 403 Forbidden\r\n\r\n"),
              new FtwEvidence(0, "reset", true, "", null, List.of(), FtwEvidence.Looked.UNKNOWN),
              new FtwEvidence(200, null, true, "", List.of(), List.of(), FtwEvidence.Looked.NO))) {
        FtwVerdict verdict = test.stages().get(0).judge(evidence);
        if (verdict.passed()) {
          passed.add(test.title() + " " + evidence);
        }
        failed += verdict instanceof FtwVerdict.Fail ? 1 : 0;
      }
    }
    assertThat(passed).isEmpty();
    assertThat(failed).isGreaterThan(2000);
  }

  @Test
  void what_was_measured_is_judged_as_the_records_say() {
    List<String> different = new ArrayList<>();
    for (FtwTest test : corpus.tests()) {
      JsonNode record = record(test);
      boolean looked = record.get("seen_by_waf").asBoolean();
      FtwOutput output = test.stages().get(0).output();
      if (!looked || !output.statuses().isEmpty() || output.error() != null) {
        continue;
      }
      List<Integer> found = new ArrayList<>();
      record.get("matched").forEach(rule -> found.add(rule.asInt()));
      FtwVerdict verdict =
          test.stages()
              .get(0)
              .judge(
                  new FtwEvidence(200, null, true, "", found, List.of(), FtwEvidence.Looked.YES));
      if (verdict.passed() != record.get("expected").get("met").asBoolean()) {
        different.add(test.title() + " " + verdict);
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void nearly_all_tests_are_cases_of_their_rule() {
    assertThat(corpus.tests().stream().flatMap(test -> test.cases().stream())).hasSize(2370);
  }

  private static JsonNode record(FtwTest test) {
    String twin = test.title().replaceAll("-line.*", "");
    String id = "crs334-" + twin + "-s0" + (twin.equals(test.title()) ? "" : "-dup2");
    return Objects.requireNonNull(RECORDS.get(id), id);
  }

  private static Set<Integer> rules(JsonNode expected, String key) {
    return expected.has(key) ? Set.of(expected.get(key).asInt()) : Set.of();
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(RuleSetTestsTest.class.getResourceAsStream(name), name);
  }

  private static byte[] bytes(WafRequest request) throws IOException {
    byte[] raw = request.raw();
    if (raw != null) {
      return raw;
    }
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target());
    head.append(' ').append(request.version()).append("\r\n");
    request.headers().forEach(h -> head.append(h.name() + ": " + h.value() + "\r\n"));
    return joined(
        head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1), request.body());
  }

  private static byte[] bytes(JsonNode request) throws IOException {
    if (request.has("raw_base64")) {
      return Base64.getDecoder().decode(request.get("raw_base64").asString());
    }
    StringBuilder head = new StringBuilder();
    head.append(request.get("method").asString()).append(' ').append(request.get("uri").asString());
    head.append(' ').append(request.get("version").asString()).append("\r\n");
    for (JsonNode header : request.get("headers")) {
      head.append(header.get(0).asString() + ": " + header.get(1).asString() + "\r\n");
    }
    return joined(
        head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8),
        Base64.getDecoder().decode(request.get("body_base64").asString()));
  }

  private static byte[] joined(byte[] head, byte[] body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(head);
    all.write(body);
    return all.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
