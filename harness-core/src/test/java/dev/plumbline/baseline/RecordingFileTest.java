package dev.plumbline.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.testing.Schemas;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFileTest {

  private static final String SCHEMA =
      Schemas.resource("dev/plumbline/schema/baseline.schema.json");

  private static final String REMEDY =
      "\nMend the line, merge conflicts for instance, or delete the file and record it anew with -Dplumbline.baseline=update";

  private static final String HEAD =
      """
      {
        "format": "plumbline-baseline",
        "version": 1,
        "environment": "contoso",
        "ground": "simulated",
        "rules": ["Secrets: as [redacted]."],
      """;

  @Test
  void a_recording_has_one_fact_a_line() {
    String text = new SampleNetwork().survey().text();
    assertThat(text.substring(text.indexOf("  \"facts\"")))
        .isEqualTo(
            """
              "facts": {
                "internet": {
                  "api": {
                    "A": "gw.trafficmanager.net -> 203.0.113.10",
                    "connect": "open",
                    "http": "200",
                    "http header server": "nginx",
                    "http version": "HTTP/1.1"
                  },
                  "management": {
                    "connect": "dropped"
                  }
                },
                "the network description": {
                  "rules of apim-subnet": {
                    "inbound 00100 AllowManagement": "allow tcp"
                  }
                }
              }
            }
            """);
    assertThat(text)
        .startsWith(
            """
            {
              "format": "plumbline-baseline",
              "version": 1,
              "environment": "contoso",
              "ground": "simulated",
              "rules": [
                "Time to live of DNS records, and how long anything took: left out.",
            """);
    Schemas.assertAccepts(SCHEMA, text);
  }

  @Test
  void what_is_written_is_read_and_written_alike(@TempDir Path directory) {
    Path file = directory.resolve("new/contoso.json");
    Recording recording =
        new SampleNetwork()
            .and(r -> r.described("rules", "quoted", "\"a\\b\" \n\t<é> \u0001"))
            .survey();
    recording.write(file);
    Recording read = Recording.read(file);
    assertThat(read.text()).isEqualTo(recording.text());
    assertThat(read.facts()).isEqualTo(recording.facts());
    assertThat(read.environment()).isEqualTo("contoso");
  }

  @Test
  void a_recording_of_nothing_is_a_document_too() {
    Recording empty =
        new Recorder(new SampleNetwork().environment(), new SampleNetwork().journal()).recording();
    assertThat(RecordingFile.read("a.json", empty.text()).isEmpty()).isTrue();
    Schemas.assertAccepts(SCHEMA, empty.text());
  }

  @Test
  void a_file_that_is_none_is_refused_with_its_line_and_what_to_do() {
    refused("[1]", "a.json:1 this is not a baseline of Plumbline, which is a JSON object" + REMEDY);
    refused(
        "{\n  \"name\": \"left-pad\"\n}",
        "a.json:2 this is not a baseline of Plumbline: it does not begin with \"format\": \"plumbline-baseline\""
            + REMEDY);
    refused(
        "{\"format\": \"plumbline-baseline\",\n\n \"version\": 2}",
        "a.json:3 \"version\" is not 1, the only one that this Plumbline knows: use the one that wrote it, or record it anew"
            + REMEDY);
    refused(
        HEAD + "  \"facts\": {\"internet\": {\"api\": {\n \"A\": 5}}}}",
        "a.json:8 \"A\" is not a text" + REMEDY);
    refused(
        HEAD + "  \"facts\": {\"internet\": [1]}}",
        "a.json:7 \"internet\" is not an object" + REMEDY);
    refused(
        HEAD + "  \"faqs\": {}}",
        "a.json:7 unknown key \"faqs\"; allowed: format, version, environment, ground, rules, facts"
            + REMEDY);
    refused(
        HEAD.replace(",\n  \"rules\": [\"Secrets: as [redacted].\"]", "") + "  \"facts\": {}}",
        "a.json:6 missing: rules" + REMEDY);
    refused(
        HEAD.replace("simulated", "lunar") + "  \"facts\": {}}",
        "a.json:5 \"ground\" is \"lunar\"; allowed: simulated, containers, live" + REMEDY);
    refused(
        HEAD + "  \"facts\": {}} {",
        "a.json:7 something follows after the end of the baseline" + REMEDY);
  }

  @Test
  void a_merge_conflict_and_a_fact_that_stands_twice_are_told_by_their_lines() {
    assertThatThrownBy(() -> RecordingFile.read("a.json", HEAD + "  \"facts\": {\n<<<<<<< HEAD\n"))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith("a.json:8 this is no JSON, or has a key twice: ")
        .hasMessageEndingWith(REMEDY);
    assertThatThrownBy(
            () ->
                RecordingFile.read(
                    "a.json",
                    HEAD
                        + "  \"facts\": {\"internet\": {\"api\": {\n\"A\": \"1\",\n\"A\": \"2\"}}}}"))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith("a.json:9 this is no JSON, or has a key twice: ");
    assertThatThrownBy(() -> RecordingFile.read("a.json", HEAD + "  \"facts\": {\"internet\": {"))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith("a.json:7 ");
  }

  @Test
  void a_file_that_cannot_be_read_is_named(@TempDir Path directory) {
    Path file = directory.resolve("none.json");
    assertThat(Files.exists(file)).isFalse();
    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith("baseline " + file + " cannot be read: ");
  }

  @Test
  void the_schema_refuses_what_the_reader_refuses() {
    Schemas.assertRefuses(SCHEMA, HEAD + "  \"facts\": {\"internet\": {\"api\": {\"A\": 5}}}}");
    Schemas.assertRefuses(SCHEMA, HEAD + "  \"faqs\": {}, \"facts\": {}}");
    Schemas.assertRefuses(SCHEMA, "{\"format\": \"plumbline-baseline\", \"version\": 1}");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> RecordingFile.read("a.json", text))
        .isInstanceOf(BaselineException.class)
        .hasMessage(message);
  }
}
