package dev.plumbline.waf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.testing.ModSecurityServer;
import dev.plumbline.testing.ModSecurityServer.AuditLog;
import dev.plumbline.testing.ModSecurityServer.Engine;
import dev.plumbline.testing.ModSecurityServer.Firewall;
import dev.plumbline.waf.WafCase.Polarity;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that are broken, huge or not text, at a real firewall: each has a typed outcome. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenRequestsOnModSecurityTest {

  private static final int MEBIBYTE = 1 << 20;

  private CanaryOrigin origin;
  private ModSecurityServer server;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    origin = CanaryOrigin.start();
    Firewall firewall = Firewall.at(1).with(Engine.DetectionOnly).with(AuditLog.JSON);
    server =
        ModSecurityServer.start(
            Files.createDirectories(directory.resolve("nginx")), firewall, origin.port());
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    origin.close();
  }

  /** A probe, and the status that nginx with ModSecurity was measured to answer; 0 for none. */
  private record Probe(WafCase sent, int status, boolean seen) {}

  @Test
  void what_a_server_makes_of_broken_requests_is_told_as_it_is() throws IOException {
    List<Probe> probes = probes();
    assertThat(probes).hasSize(149);
    try (Lab lab = lab()) {
      List<WafObservation> seen = send(lab, probes.stream().map(Probe::sent).toList());
      Map<String, String> otherwise = new LinkedHashMap<>();
      for (int i = 0; i < probes.size(); i++) {
        WafObservation one = seen.get(i);
        int status = one.exchange().outcome() instanceof Outcome.Answered a ? a.status() : 0;
        if (status != probes.get(i).status()) {
          otherwise.put(one.subject().id(), probes.get(i).status() + " is " + status);
        }
        // what the firewall never looked at decides nothing, whatever the answer
        if (one.log() == null) {
          assertThat(one.verdict()).as(one.subject().id()).isEqualTo(WafVerdict.UNDECIDABLE);
          assertThat(one.proof()).isNotEmpty();
        }
      }
      assertThat(otherwise).isEmpty();
      assertThat(seen.stream().filter(one -> one.log() != null).count()).isBetween(70L, 76L);
    }
  }

  @Test
  void what_is_huge_or_no_text_neither_hangs_nor_breaks_anything() {
    byte[] binary = new byte[MEBIBYTE];
    new Random(7).nextBytes(binary);
    List<Header> type = List.of(new Header("Content-Type", "application/octet-stream"));
    List<WafCase> cases = new ArrayList<>();
    cases.add(
        of("1 MiB header", request("GET", "/", List.of(new Header("X-A", "x".repeat(MEBIBYTE))))));
    cases.add(of("1 MiB target", request("GET", "/" + "x".repeat(MEBIBYTE), List.of())));
    cases.add(
        of(
            "100,000 headers",
            request("GET", "/", Collections.nCopies(100_000, new Header("A", "b")))));
    cases.add(of("binary body", body(type, binary)));
    cases.add(
        of(
            "binary form",
            body(
                List.of(new Header("Content-Type", "application/x-www-form-urlencoded")), binary)));
    cases.add(
        of("binary JSON", body(List.of(new Header("Content-Type", "application/json")), binary)));
    cases.add(
        of(
            "deep JSON",
            body(
                List.of(new Header("Content-Type", "application/json")),
                "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII))));
    for (String chunks :
        List.of(
            "zz\r\nabc\r\n0\r\n\r\n",
            "ffffffffffffffffff\r\na",
            "-1\r\n\r\n",
            "5\r\nabc",
            "\0\0\0")) {
      cases.add(
          of(
              "chunks " + cases.size(),
              WafRequest.raw(
                  ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
                      .getBytes(StandardCharsets.ISO_8859_1))));
    }
    cases.add(
        of(
            "no end of head",
            WafRequest.raw(
                "GET / HTTP/1.1\r\nHost: a\r\nX: ".getBytes(StandardCharsets.US_ASCII))));
    cases.add(of("nothing but noise", WafRequest.raw(Arrays.copyOf(binary, 5_000))));
    cases.add(of("after all of it", request("GET", "/?q=1", List.of())));
    try (Lab lab = lab()) {
      List<WafObservation> seen = send(lab, cases);
      assertThat(seen).hasSameSizeAs(cases);
      assertThat(seen).allMatch(one -> !one.proof().isEmpty());
      assertThat(seen.get(seen.size() - 1).verdict()).isNotEqualTo(WafVerdict.UNDECIDABLE);
      for (WafObservation one : seen) {
        boolean logged = one.log() != null && one.log().decision() != null;
        assertThat(logged || one.verdict() == WafVerdict.UNDECIDABLE)
            .as(one.subject().id() + ": " + one.verdict() + " " + one.proof())
            .isTrue();
      }
    }
  }

  private Lab lab() {
    return Lab.open(
        Environment.builder("broken")
            .ground(Ground.LIVE)
            .vantage("here")
            .attackTraffic("127.0.0.1")
            .attackBudget(1_000_000, 1_000_000)
            .probeTimeout(Duration.ofSeconds(8))
            .firewallLog("modsecurity-json-complete", server.auditLog().toString())
            .firewallLogTimeout(Duration.ofSeconds(1))
            .build());
  }

  private List<WafObservation> send(Lab lab, List<WafCase> cases) {
    String url = "http://127.0.0.1:" + server.address().getPort();
    return lab.vantage("here").observeAll(cases.stream().map(one -> one.to(url)).toList());
  }

  private static WafCase of(String id, WafRequest request) {
    return new WafCase(id, 0, Polarity.BENIGN, request, "test", "");
  }

  private static WafRequest request(String method, String target, List<Header> headers) {
    return WafRequest.of(method, target, headers, new byte[0]);
  }

  private static WafRequest body(List<Header> type, byte[] body) {
    List<Header> headers = new ArrayList<>(type);
    headers.add(new Header("Content-Length", String.valueOf(body.length)));
    return WafRequest.of("POST", "/", headers, body);
  }

  private static List<Probe> probes() throws IOException {
    List<Probe> probes = new ArrayList<>();
    InputStream file =
        BrokenRequestsOnModSecurityTest.class.getResourceAsStream("engine/malformed.jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode record = JsonMapper.shared().readTree(line);
        String raw = record.path("raw_base64").asString("");
        if (!raw.isEmpty()) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          bytes.writeBytes(Base64.getDecoder().decode(raw));
          probes.add(
              new Probe(
                  of(record.path("name").asString(""), WafRequest.raw(bytes.toByteArray())),
                  record.path("status_detection_pl4").asInt(0),
                  !record.path("waf_transactions").isEmpty()));
        }
      }
    }
    return probes;
  }
}
