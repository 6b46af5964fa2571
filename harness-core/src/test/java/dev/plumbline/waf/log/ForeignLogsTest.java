package dev.plumbline.waf.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what the environment says they are: silence of theirs would mislead. */
class ForeignLogsTest {

  private static final Instant AT = Instant.parse("2026-01-01T10:00:00Z");
  private static final Sent SENT = new Sent("pla1", null, "GET", "shop.test", "/?a=1", AT, AT);

  private static final String ACCESS = "10.0.0.1 - - \"GET /?a=1 HTTP/1.1\" 200 12\n";
  private static final String JSON =
      "{\"transaction\":{\"request\":{\"headers\":{\"X-Plumbline-Request\":\"pla1\"}}}}\n";
  private static final String ROW =
      "{\"category\":\"ApplicationGatewayFirewallLog\",\"time\":\"2026-01-01T10:00:00Z\","
          + "\"properties\":{\"ruleId\":\"942200\",\"action\":\"Blocked\",\"transactionId\":\"t\","
          + "\"requestUri\":\"/?a=1\",\"hostname\":\"shop.test\"}}\n";
  private static final String SECTIONS =
      """
      ---abcdefgh---A--
      [01/Jan/2026:10:00:00 +0000] u1 10.0.0.1 1 10.0.0.2 80
      ---abcdefgh---B--
      GET /?a=1 HTTP/1.1
      X-Plumbline-Request: pla1

      ---abcdefgh---Z--

      """;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("log");
  }

  private FirewallLog open(String format) {
    return new FirewallLogFormats().open(format, file);
  }

  @ParameterizedTest
  @ValueSource(strings = {ACCESS, JSON, "\u0000\u0001\n", "\uFEFF---abcdefgh---A--\n"})
  void what_is_no_native_audit_log_is_named(String text) throws IOException {
    try (FirewallLog log = open("modsecurity-native-complete")) {
      assertThat(log.report(SENT)).isEmpty();
      Files.writeString(file, text);
      assertThatThrownBy(() -> log.report(SENT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(file + ":1", "in its native form", "boundary of an entry");
    }
    try (FirewallLog log = open("modsecurity-native")) {
      Files.writeString(file, text, StandardOpenOption.APPEND);
      assertThatThrownBy(() -> log.report(SENT)).hasMessageContaining("boundary of an entry");
    }
  }

  @Test
  void an_entry_that_had_begun_before_hides_nothing() throws IOException {
    Files.writeString(file, SECTIONS.substring(0, SECTIONS.indexOf("---abcdefgh---B")));
    try (FirewallLog log = open("modsecurity-native")) {
      Files.writeString(
          file,
          SECTIONS.substring(SECTIONS.indexOf("---abcdefgh---B")).replace("pla1", "pla0")
              + SECTIONS,
          StandardOpenOption.APPEND);
      assertThat(log.report(SENT)).isPresent();
      assertThat(log.report(new Sent("plb", null, "GET", "", "/", AT, AT))).isEmpty();
    }
  }

  @Test
  void files_of_another_kind_in_a_directory_are_named() throws IOException {
    Files.createDirectory(file);
    for (String format : new String[] {"modsecurity-json", "modsecurity-native"}) {
      try (FirewallLog log = open(format)) {
        Path other = Files.writeString(file.resolve("a-" + format), ACCESS);
        assertThatThrownBy(() -> log.report(SENT)).hasMessageContaining(other + ":1");
        Files.delete(other);
      }
    }
  }

  @Test
  void rows_may_begin_with_a_byte_order_mark_and_are_utf_8() throws IOException {
    Files.writeString(file, "\uFEFF" + ROW);
    try (FirewallLog log = open("application-gateway")) {
      assertThat(log.report(SENT)).isPresent();
      Files.write(file, ROW.getBytes(StandardCharsets.UTF_16));
      assertThatThrownBy(() -> log.report(SENT)).hasMessageContaining("save it as UTF-8");
      Files.writeString(file, "[".repeat(5000));
      assertThatThrownBy(() -> log.report(SENT)).hasMessageContainingAll(file + ":1", "depth");
    }
  }

  @Test
  void a_format_that_is_not_known_is_refused_with_those_that_are() {
    assertThatThrownBy(() -> open("modsec"))
        .hasMessageContaining("[application-gateway, modsecurity-json, modsecurity-json-complete");
  }
}
