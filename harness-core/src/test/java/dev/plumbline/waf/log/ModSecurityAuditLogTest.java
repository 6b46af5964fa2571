package dev.plumbline.waf.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.testing.ModSecurityServer;
import dev.plumbline.testing.ModSecurityServer.AuditLog;
import dev.plumbline.testing.ModSecurityServer.Engine;
import dev.plumbline.testing.ModSecurityServer.Firewall;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real ModSecurity writes about requests, in each form of its audit log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModSecurityAuditLogTest {

  /** Lists of quoted texts: rule 942200 is found in them, and more than a score of 5. */
  private static final String ATTACK = "/?q=%22a%22,%22b%22";

  /** Rules that deny in ways which the rule set does not. */
  private static final String[] OTHER_DENIALS = {
    "SecRequestBodyLimit 3000",
    "SecRequestBodyNoFilesLimit 2000",
    "SecAuditLogParts ABCFHZ",
    "SecRule ARGS:silent \"@streq 1\" \"id:77,phase:2,nolog,deny,status:406\"",
    "SecRule ARGS:loud \"@streq 1\" \"id:78,phase:2,log,msg:'loud',deny,status:406\"",
    "SecRule ARGS:moved \"@streq 1\" \"id:79,phase:2,log,msg:'moved',redirect:http://x.example/\"",
    "SecRule ARGS:noted \"@streq 1\" \"id:80,phase:2,log,msg:'noted',pass\""
  };

  private CanaryOrigin origin;

  @BeforeAll
  void start() throws IOException {
    origin = CanaryOrigin.start();
  }

  @AfterAll
  void stop() throws IOException {
    origin.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON", "NATIVE", "JSON_FILES"})
  void tells_what_a_firewall_that_blocks_has_done(AuditLog form, @TempDir Path directory)
      throws IOException {
    Firewall firewall = Firewall.at(2).with(form).with(OTHER_DENIALS);
    try (ModSecurityServer server = ModSecurityServer.start(directory, firewall, origin.port());
        FirewallLog log = open(server, form)) {
      assertThat(log.tellsCleanRequests()).isTrue();
      assertThat(log.report(sent("a0"))).isEmpty();

      get(server, "a1", ATTACK);
      FirewallReport blocked = report(log, "a1");
      assertThat(blocked.decision()).isEqualTo(Decision.BLOCKED);
      assertThat(blocked.rules()).contains(942200, 942110).doesNotContain(949110);
      assertThat(blocked.score()).isGreaterThanOrEqualTo(5);
      assertThat(blocked.transaction()).isNotEmpty();
      Match match = blocked.matches().stream().filter(m -> m.rule() == 942200).findFirst().get();
      assertThat(match.part()).isEqualTo("ARGS:q");
      assertThat(match.data()).isIn("\"a\",\"b\"", "\\x22a\\x22,\\x22b\\x22");
      assertThat(match.title()).contains("MySQL");
      assertThat(blocked.rows()).anyMatch(row -> row.contains("949110"));

      get(server, "a2", "/?q=1");
      FirewallReport passed = report(log, "a2");
      assertThat(passed.decision()).isEqualTo(Decision.PASSED);
      assertThat(passed.matches()).isEmpty();
      assertThat(passed.score()).isNull();

      // found, and below the threshold
      get(server, "a3", "/?q=%22a%22");
      FirewallReport scored = report(log, "a3");
      assertThat(scored.decision()).isEqualTo(Decision.PASSED);
      assertThat(scored.rules()).containsExactly(942110);

      get(server, "a4", "/?noted=1");
      assertThat(report(log, "a4").decision()).isEqualTo(Decision.PASSED);
      assertThat(report(log, "a4").rules()).containsExactly(80);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON", "NATIVE"})
  void takes_no_denial_of_another_kind_for_a_pass(AuditLog form, @TempDir Path directory)
      throws IOException {
    Firewall firewall = Firewall.at(1).with(form).with(OTHER_DENIALS);
    boolean tells = form == AuditLog.NATIVE;
    try (ModSecurityServer server = ModSecurityServer.start(directory, firewall, origin.port());
        FirewallLog log = open(server, form)) {
      get(server, "b1", "/?silent=1");
      assertThat(report(log, "b1").decision()).isNull();
      get(server, "b2", "/?loud=1");
      assertThat(report(log, "b2").decision()).isEqualTo(tells ? Decision.BLOCKED : null);
      assertThat(report(log, "b2").rules()).containsExactly(78);
      get(server, "b3", "/?moved=1");
      assertThat(report(log, "b3").decision()).isEqualTo(tells ? Decision.BLOCKED : null);
      // larger than what is parsed, which the recommended rules deny
      post(server, "b4", "a=" + "x".repeat(2500));
      assertThat(report(log, "b4").decision()).isEqualTo(Decision.BLOCKED);
      assertThat(report(log, "b4").rules()).containsExactly(200002);
      // larger than what is taken at all: denied without a word
      post(server, "b5", "a=" + "x".repeat(4000));
      assertThat(report(log, "b5").decision()).isNull();
      assertThat(origin.hasSeen("b5")).isFalse();
      // cut off before its end: only its head was looked at
      try (Socket socket = new Socket()) {
        socket.connect(server.address(), 5_000);
        socket.setSoTimeout(10_000);
        String cut =
            "POST / HTTP/1.1\r\nHost: a\r\nX-Plumbline-Request: b6\r\nContent-Length: 9\r\n\r\na";
        socket.getOutputStream().write(cut.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(report(log, "b6").decision()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON", "NATIVE"})
  void tells_what_a_firewall_that_only_logs_has_found(AuditLog form, @TempDir Path directory)
      throws IOException {
    Firewall firewall = Firewall.at(2).with(form).with(Engine.DetectionOnly);
    try (ModSecurityServer server = ModSecurityServer.start(directory, firewall, origin.port());
        FirewallLog log = open(server, form)) {
      get(server, "c1", ATTACK);
      FirewallReport found = report(log, "c1");
      assertThat(found.decision()).isEqualTo(Decision.DETECTED);
      assertThat(found.rules()).contains(942200);
      assertThat(origin.hasSeen("c1")).isTrue();
      get(server, "c2", "/");
      assertThat(report(log, "c2").decision()).isEqualTo(Decision.PASSED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON", "NATIVE"})
  void reads_what_is_no_text_and_payloads_that_look_like_entries(
      AuditLog form, @TempDir Path directory) throws IOException {
    Firewall firewall = Firewall.at(4).with(form).with("SecAuditLogParts ABCFHZ");
    try (ModSecurityServer server = ModSecurityServer.start(directory, firewall, origin.port());
        FirewallLog log = open(server, form)) {
      get(server, "d1", "/?q=%ff%00\u00fe\u0080&%22=%5D");
      assertThat(report(log, "d1").decision()).isEqualTo(Decision.BLOCKED);

      // a tag in the payload is none
      get(server, "d2", "/?q=%22%5D%20%5Bid%20%22123456%22%5D%20%5Bmsg%20%22x%22%5D");
      assertThat(report(log, "d2").decision()).isEqualTo(Decision.BLOCKED);
      assertThat(report(log, "d2").rules()).doesNotContain(123456, 0);

      // an entry in a body is none
      String fake =
          "---aaaaaaaa---A--\n[21/Nov/2026:00:00:00 +0000] 1.2 127.0.0.1 1 127.0.0.1 2\n"
              + "---aaaaaaaa---B--\nGET / HTTP/1.1\nX-Plumbline-Request: d4\n\n"
              + "---aaaaaaaa---F--\nHTTP/1.1 200\n\n---aaaaaaaa---Z--\n";
      post(server, "d3", fake + "\u0000\u0001\u00ff".repeat(300));
      assertThat(report(log, "d3").decision()).isEqualTo(Decision.BLOCKED);
      assertThat(log.report(sent("d4"))).isEmpty();
    }
  }

  @Test
  void what_was_read_on_is_known_although_the_file_is_cut_afterwards(@TempDir Path directory)
      throws IOException {
    Path file = Files.createFile(directory.resolve("audit.log"));
    try (FirewallLog log = new ModSecurityAuditLog(file, true, true, "X-Plumbline-Request")) {
      Files.writeString(
          file,
          """
          ---abcdef12---A--
          [21/Nov/2026:10:00:00 +0000] 1234 127.0.0.1 1 127.0.0.1 2
          ---abcdef12---B--
          GET / HTTP/1.1
          X-Plumbline-Request: c1
          ---abcdef12---F--
          HTTP/1.1 200
          Server: nginx
          ---abcdef12---Z--
          """);
      log.readOn();
      Files.writeString(file, "");
      assertThat(log.report(sent("c1"))).isPresent();
    }
  }

  @Test
  void two_requests_with_one_id_are_ambiguous(@TempDir Path directory) throws IOException {
    try (ModSecurityServer server =
            ModSecurityServer.start(directory, Firewall.at(1), origin.port());
        FirewallLog log = open(server, AuditLog.JSON)) {
      get(server, "e1", "/");
      get(server, "e1", "/?q=2");
      get(server, "e2", "/");
      report(log, "e2");
      FirewallReport report = report(log, "e1");
      assertThat(report.isAmbiguous()).isTrue();
      assertThat(report.candidates()).hasSize(2);
      assertThat(report.decision()).isNull();
    }
  }

  private static FirewallLog open(ModSecurityServer server, AuditLog form) {
    String format = form == AuditLog.NATIVE ? "native" : "json";
    Path path = form == AuditLog.JSON_FILES ? server.auditDirectory() : server.auditLog();
    return new FirewallLogFormats().open("modsecurity-" + format + "-complete", path);
  }

  private static Sent sent(String id) {
    return new Sent(id, "t", "GET", "api.contoso.net", "/", Instant.now(), Instant.now());
  }

  /** Returns the report of a request; it is waited for, since it is written after the answer. */
  private static FirewallReport report(FirewallLog log, String id) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (Instant.now().isBefore(end)) {
      Optional<FirewallReport> report = log.report(sent(id));
      if (report.isPresent()) {
        return report.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no entry of " + id + " in " + log.name());
  }

  private static void get(ModSecurityServer server, String id, String target) throws IOException {
    send(server, "GET " + target, id, "", "");
  }

  private static void post(ModSecurityServer server, String id, String body) throws IOException {
    String type =
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length();
    send(server, "POST /", id, type + "\r\n", body);
  }

  private static void send(
      ModSecurityServer server, String start, String id, String headers, String body)
      throws IOException {
    List<String> lines =
        List.of(
            start + " HTTP/1.1",
            "Host: api.contoso.net",
            "User-Agent: plumbline",
            "Accept: */*",
            "Connection: close",
            "X-Plumbline-Request: " + id);
    String request = String.join("\r\n", lines) + "\r\n" + headers + "\r\n" + body;
    try (Socket socket = new Socket()) {
      socket.connect(server.address(), 5_000);
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 ");
    }
  }
}
