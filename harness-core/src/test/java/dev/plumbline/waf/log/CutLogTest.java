package dev.plumbline.waf.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audit logs that are rotated while requests are on their way. */
class CutLogTest {

  private static String entry(String id) {
    return """
        {"transaction":{"unique_id":"u%1$s","request":{"headers":{"X-Plumbline-Request":"%1$s"}},\
        "response":{"http_code":200,"headers":{"a":"b"}},"producer":{"secrules_engine":"DetectionOnly"},\
        "messages":[]}}
        """
        .formatted(id);
  }

  private static Sent sent(String id, Instant at) {
    return new Sent(id, "u", "GET", "a", "/", at, at);
  }

  @Test
  void the_silence_of_a_log_that_was_cut_shows_nothing_of_requests_before(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("audit.json"), "");
    Instant before = Instant.now();
    try (FirewallLog log = new FirewallLogFormats().open("modsecurity-json", file)) {
      Files.writeString(file, entry("r1") + entry("r2"), StandardOpenOption.APPEND);
      assertThat(log.report(sent("r1", before))).isPresent();
      // r3 comes, and the file is cut before anyone has read that
      Files.writeString(file, entry("r4"));

      assertThat(log.report(sent("r4", before))).isPresent();
      assertThat(log.report(sent("r2", before))).isPresent();
      assertThatThrownBy(() -> log.report(sent("r3", before)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("audit.json was cut short")
          .hasMessageContaining("renaming");
      assertThat(log.report(sent("r5", Instant.now().plusSeconds(1)))).isEmpty();
    }
  }

  @Test
  void a_log_that_another_takes_the_place_of_loses_nothing(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("audit.json"), "");
    Instant before = Instant.now();
    try (FirewallLog log = new FirewallLogFormats().open("modsecurity-json", file)) {
      Files.writeString(file, entry("r1"), StandardOpenOption.APPEND);
      Files.move(file, directory.resolve("audit.json.1"));
      Files.writeString(file, entry("r2"));

      assertThat(log.report(sent("r2", before))).isPresent();
      assertThat(log.report(sent("r1", before))).isPresent();
      assertThat(log.report(sent("r3", before))).isEmpty();
    }
  }
}
